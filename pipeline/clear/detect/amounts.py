"""Exact sums of money: in figures and in words, in any notation and currency.

A sum points to somebody when it is exact: more than two significant figures, or pence and
cents. Round sums and what the law, the court or the firm itself fixes point to nobody.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from pipeline.clear.detect import numbers, of_law
from pipeline.clear.detect.glance import near_figures, standing, vocabulary
from pipeline.clear.detect.told import Hit, Sense, Told

_CODES = (
    "USD|GBP|EUR|CAD|AUD|NZD|CHF|JPY|SEK|NOK|DKK|PLN|ZAR|INR|AED|HKD|SGD|CNY|RMB|CZK|HUF|RON|BRL|MXN|TRY|ILS|SAR|QAR|KES|NGN"
    "|PKR|THB|KRW|STG|Stg|stg"
)
_SYMBOL = r"(?:(?<!\w)(?-i:(?:US|AU|NZ|CA|CDN|Cdn|HK|U\.S\.|Stg|IR) ?|[ACSR]))?[$£€]|[¥₹₩₽₺₦₪฿]"
_BEFORE = rf"(?:(?:(?<!\w)(?:{_CODES}) ?)?(?:{_SYMBOL})|(?<!\w)(?:{_CODES}|(?-i:Rs\.?|RM|Fr\.|R(?=\d))))"
_MAJOR = (
    r"pounds?(?: sterling)?|quid|sterling|euros?|dollars?|bucks?|punts?|francs?|rand|rupees?|kron(?:or|er|a|e)|kroner|z[lł]ot(?:y|ys|ies)"
    r"|yen|dirhams?|shekels?|roubles?|rubles?|lira|pesos?|reais|guineas?|rupiah|baht|yuan|forints?"
)
_MINOR = r"pence|pennies|penny|cents?"
_WHOSE = (
    r"(?:(?:US|U\.S\.|American|Canadian|Cdn|Australian|Aussie|New Zealand|NZ|Hong Kong|Singapore|Irish|Swiss|British|Swedish"
    r"|Norwegian|Danish)\s+)?"
)
_AFTER = rf"(?:{_WHOSE}(?:{_MAJOR}|{_MINOR})(?!\w)|grand(?!\w)|(?:{_CODES}|kr)(?!\w)|[€£$¥¢](?![\d\w]))"
_FIGURES = re.compile(
    rf"(?P<before>{_BEFORE})\s?(?P<number>{numbers.FIGURE})(?P<scale>{numbers.SCALE})?(?P<after>[\s-]?{_AFTER})?"
    rf"|(?<![\w.,£$€#/-])(?P<number2>{numbers.FIGURE})(?P<scale2>{numbers.SCALE})?[\s-]?(?P<after2>{_AFTER})",
    re.IGNORECASE,
)
_CURRENCY_WORD = re.compile(rf"(?<!\w)(?:{_MAJOR}|{_MINOR}|grand)(?!\w)", re.IGNORECASE)
_WHOSE_BEFORE = re.compile(rf"(?<!\w){_WHOSE}\Z", re.IGNORECASE)
#: One of these is in every text that tells a sum with its currency.
_CURRENCIES = frozenset((
    "pound", "pounds", "quid", "sterling", "euro", "euros", "dollar", "dollars", "buck", "bucks", "punt", "punts",
    "franc", "francs", "rand", "rupee", "rupees", "kronor", "kroner", "krone", "krona", "zloty", "zlotys", "yen",
    "dirham", "dirhams", "shekel", "shekels", "rouble", "roubles", "ruble", "rubles", "lira", "peso", "pesos",
    "reais", "guinea", "guineas", "rupiah", "baht", "yuan", "forint", "forints", "pence", "pennies", "penny",
    "cent", "cents", "grand", "kr", "rs", "rm", "fr", "r",
    *_CODES.lower().split("|"),
))  # fmt: skip
_SIGNS = "$£€¥₹₩₽₺₦₪฿¢"
_MINOR_WORD = re.compile(rf"(?:{_MINOR}|¢)\Z", re.IGNORECASE)
_GRAND = re.compile(r"grand\Z", re.IGNORECASE)
#: Where a sum may be told without its currency.
_PAID = re.compile(
    r"\b(?:(?:ow(?:ed|es|ing)|paid|awarded|offered|sent|lent)(?: (?:him|her|them|us|out|back|over))?|recovered|settled|sunk|invested|borrowed|raised|spent|saved|cost|fetched|sold"
    r"|(?:sold|bought) it|earn(?:ed|ing)|accepted|worth|came|comes|amount(?:ed|ing|s)?|sum|total(?:ling|ing|led|ed|s)?|bill|invoice"
    r"|(?:ask|hop|hold|held|push|press|look|bid|claim)(?:ed|ing)? (?:out )?for|want(?:ed|ing)|demand(?:ed|ing|s)?|claim(?:ed|ing)|counter(?:ed)?|bid|put in|put up|opened|chipped in|handed over"
    r"|(?:walked|came) (?:away|out)|(?:knocked|beat|brought|got|talked|came|went) (?:\w+ )?(?:up|down)|rent"
    r"|price|damages|costs|arrears|salary|debt|loan|cheque|check|deposit|compensation|figure|loss(?:es)? of|balance|refund|offer)"
    r"(?: (?:of|for|at|on|to|with|was|is|came to|comes to|stood at|rose to|went up to|fell to))?(?: (?:a total of|the sum of|a further|another|the full))? \Z",
    re.IGNORECASE,
)
#: What is given, taken or agreed may be anything; if it is thousands, it is mostly money.
_PAID_PERHAPS = re.compile(
    r"\b(?:(?:got|gave|lent|left|sent|lost|made|won|cleared|pocketed|took|kept)(?: (?:him|her|them|us|me|it|each))?|ended up|agreed|stopped|closed)"
    r"(?: (?:for|at|on|with))? \Z",
    re.IGNORECASE,
)
#: Right behind a verb of money, or what is owed or earned and "was", "at", "with", a number that counts no thing is a sum.
_OF_MONEY = re.compile(
    r"\b(?:(?:charg(?:ed|es|ing)|fin(?:ed|es)|valued|priced|billed|sued|pleaded|begged|fetched|quot(?:ed|es)|inherited|bequeathed|stole|embezzled"
    r"|skimmed|siphoned|split|repaid|reimbursed|remortgaged|refunded|budgeted|funded|compensated|borrowed|lent)(?: \w+){0,4}"
    r"|(?:hammer|jury|damages|debts?|overdraft|savings|compensation|estimate|quote|budget|profits?|turnover|takings|inheritance|legacy|legacies"
    r"|bequest|bail|bond|ransom|refund|rebate|grant|salary|wages?|bonus|commission|redundancy|payout|pay-out|payoff|severance|rents?|mortgage|offers?"
    r"|bids?|deposit|invoice|costs order|pension|dividends?)(?: (?!read|ran|run|wrote|drew|page)\w+){0,3} (?:was|were|been|is|at|with|of|for))"
    r"(?<!by)(?<!page)(?<!pages)(?<!in) \Z",
    re.IGNORECASE,
)
_MOSTLY_MONEY = 5000
_GREAT = frozenset({"thousand", "million", "billion"})
_BARE = re.compile(
    r"(?<![\w.,])(?:(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+\.\d\d)(?![\d%]|\s?(?:million|billion|m|bn|k)\b)"
    r"|(?P<scaled>\d+(?:\.\d+)?)(?P<scale>k|\s?(?:million|billion|m|bn))(?!\w))"
)
#: Behind a sum without a currency no thing may follow: "owed 41,275 shares".
_NO_THING = re.compile(
    r"\s*(?:[.,;:)!?—–\n]|\Z|(?:in|for|plus|including|and|to|by|from|before|after|over|when|with|on|at|out|back|net|gross|that|this|last|per|a|an|each|short|down|apart|light|better off|worse off|richer|poorer|less|more|between|two ways|three ways|of (?:his|her|their|our|my) own)\b)"
)
#: So much for each month or year is money, where one of these stands before it.
_PER = re.compile(
    r"\s*(?:(?:an?|per|each|every) (?:year|month|week|quarter|annum)|p\.?\s?a\b|pcm\b|pw\b)", re.IGNORECASE
)
_MONEYED = re.compile(
    r"\b(?:rents?|rental|salar(?:y|ies)|wages?|pa(?:y|ys|id|ying)|earn\w*|ask(?:ed|ing|s)|offer\w*|landlord|maintenance|alimony|pension|fees?|premiums?"
    r"|income|instal\w+|mortgage|support|upkeep|allowance)\b",
    re.IGNORECASE,
)
#: Pounds that weigh, before and behind.
_WEIGHS = re.compile(r"\b(?:weigh\w*|lift\w*|lost|gained|heav\w*|load of)\W+(?:\w+\W+){0,3}\Z", re.IGNORECASE)
_WEIGHT = re.compile(
    r"\s*(?:in weight|of (?:flour|meat|beef|potatoes|fruit|fish|cargo|freight|pressure|thrust|force|explosives?|cannabis|cocaine"
    r"|sugar|grain|wool|lead|copper|steel)|per square|a square|heavier|lighter|overweight"
    r"|(?:dog|man|woman|boy|girl|baby|person|load|bag|sack|bale|boulder|animal|horse|pig|calf|beam|crate|weight|limit)s?\b)",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|approx\.?|circa|c\.|some|nearly|almost|just (?:over|under)|close to|more than"
    r"|less than|over|under|in the region of|of the order of|in the order of|up to|upwards of|north of|well over|an estimated|say)"
    r"\s+(?:a |an )?\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|circa|some|nearly|almost|just (?:over|under)|over|under|than)\s+\Z",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?<!\w)(?:(?P<article>an?)|the|his|her|their|its|our|my|that|this|each|every)\s+\Z", re.IGNORECASE
)
_NOUN = re.compile(
    r"[\s-]+(?!(?:a|an|per|in|for|to|from|of|and|or|by|at|on|with|as|was|is|were|had|plus|before|after)\b)[a-z]+",
    re.IGNORECASE,
)
#: Below it pence may be the price of a pint.
_SMALL_PRICE = 100
_FIGURE_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum as it stands: how it is written decides how a rounder one would be."""

    start: int
    end: int
    #: In whole pounds, dollars ...
    value: Decimal
    #: Words before and behind the number: "£", " million euro".
    prefix: str = ""
    suffix: str = ""
    scale: int = 1
    #: The figures as written; empty for words.
    figures: str = ""
    minor: bool = False
    #: Pence or cents were counted, if only in figures.
    to_the_penny: bool = False


def find(told: Told) -> Iterator[Hit]:
    """Every sum that is exact enough to be looked up."""
    if not told.kind.tells_of_clients:
        return
    for each in _joined(told.text, _sums(told.text)):
        small = each.value < _SMALL_PRICE and (each.to_the_penny or each.minor)
        if small and of_law.price_of_a_thing(told, each.start):
            continue
        if _identifies(each, told.text) and not of_law.sum_of_law(told, each.start, each.end):
            yield _hit(each, told.text)


def _sums(text: str) -> list[_Sum]:
    words = vocabulary(text)
    found: list[_Sum] = []
    if not _CURRENCIES.isdisjoint(words) or any(sign in text for sign in _SIGNS):
        near = near_figures(text, 14, 40)
        found += [_in_figures(match) for start, end in near for match in _FIGURES.finditer(text, start, end)]
        found += _in_words(text)
    found += _without_currency(text)
    apart: list[_Sum] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not _weighs(each, text) and (not apart or each.start >= apart[-1].end):
            apart.append(each)
    return apart


def _weighs(each: _Sum, text: str) -> bool:
    """Whether pounds are of weight."""
    if not each.suffix.strip(" -").lower().startswith("pound"):
        return False
    return bool(_WEIGHT.match(text, each.end) or _WEIGHS.search(text, max(0, each.start - 40), each.start))


def _in_figures(match: re.Match[str]) -> _Sum:
    group = "number" if match["number"] else "number2"
    figures = match[group]
    suffix = match.string[match.end(group) : match.end()]
    scale = 1000 if _GRAND.search(suffix) else numbers.scale(match["scale"] or match["scale2"] or "")
    minor = bool(_MINOR_WORD.search(suffix)) and not match["before"]
    value = numbers.figure(figures, scaled=scale > 1) * scale
    return _Sum(
        match.start(), match.end(), value / 100 if minor else value, match.string[match.start() : match.start(group)], suffix, scale,
        figures, minor, to_the_penny=not minor and scale == 1 and value % 1 != 0,
    )  # fmt: skip


def _in_words(text: str) -> Iterator[_Sum]:
    """Numbers in words right before a currency's name."""
    for start in standing(text, _CURRENCIES):
        currency = _CURRENCY_WORD.match(text, start)
        whose = _WHOSE_BEFORE.search(text, max(0, start - 14), start)
        begin = whose.start() if whose else start
        if not currency or text[begin - 1 : begin] not in {" ", "-", "\n"}:
            continue
        grand = currency.group().lower() == "grand"
        end = currency.end() if grand else begin - 1
        for number in numbers.in_words(text, max(0, begin - 160), end):
            if number.ordinal or number.end != end:
                continue
            minor = bool(_MINOR_WORD.search(currency.group()))
            value = number.value / 100 if minor else number.value
            yield _Sum(number.start, currency.end(), value, "", text[end : currency.end()], minor=minor)


def _without_currency(text: str) -> Iterator[_Sum]:
    """Sums behind a word of paying that are told without a currency."""
    for start, end in near_figures(text, 0, 1):
        for figures in _BARE.finditer(text, start, end):
            if figures["scale"] != "k" and not _NO_THING.match(text, figures.end()):
                continue
            written = figures["number"] or figures["scaled"]
            scale = numbers.scale(figures["scale"] or "")
            value = numbers.figure(written, scaled=scale > 1) * scale
            if _is_money(text, *figures.span(), value):
                yield _Sum(
                    figures.start(), figures.end(), value, "", figures["scale"] or "", scale, written,
                    to_the_penny=scale == 1 and value % 1 != 0,
                )  # fmt: skip
    last = 0
    for at in standing(text, _GREAT):
        if at >= last:
            for number in numbers.in_words(text, max(last, at - 60), at + 100):
                whole = number.value >= 1000 and not number.ordinal and _NO_THING.match(text, number.end)
                if whole and _is_money(text, number.start, number.end, number.value):
                    yield _Sum(number.start, number.end, number.value)
                last = max(last, number.end)


def _is_money(text: str, start: int, end: int, value: Decimal) -> bool:
    """Whether a number without a currency is money: behind a word of paying, or so much a year."""
    if value >= 1000 and _OF_MONEY.search(text, max(0, start - 70, text.rfind(". ", 0, start)), start):
        return True
    if value >= _MOSTLY_MONEY and _PAID_PERHAPS.search(text, max(0, start - 40), start):
        return True
    if _PAID.search(text, max(0, start - 55), start):
        return True
    return bool(_PER.match(text, end) and _MONEYED.search(text, max(0, start - 60), start))


def _joined(text: str, sums: Iterable[_Sum]) -> Iterator[_Sum]:
    """Pounds and the pence behind them are one sum: "forty-one pounds and sixteen pence", "three pounds forty"."""
    whole: _Sum | None = None
    for each in sums:
        if whole and each.minor and re.fullmatch(r",?\s+(?:and\s+)?", text[whole.end : each.start]):
            yield replace(whole, end=each.end, value=whole.value + each.value, to_the_penny=bool(each.value))
            whole = None
            continue
        if whole:
            yield whole
        whole = each
    if whole:
        yield whole


def _identifies(each: _Sum, text: str) -> bool:
    """Whether a sum is exact: pence, or more figures than two (a hedged half is round: "about £125,000")."""
    figures = numbers.significant(each.value)
    if each.to_the_penny:
        return True
    if figures == 3 and each.value >= 1000 and each.value.normalize().as_tuple().digits[-1] == 5:
        return not _HEDGE.search(text, max(0, each.start - 30), each.start)
    return figures > 2


def _hit(each: _Sum, text: str) -> Hit:
    determiner = _DETERMINER.search(text, max(0, each.start - 8), each.start)
    if determiner and _NOUN.match(text, each.end):
        # "The £18,426.17 bill" becomes "the five-figure bill"; an article must fit, so it is said anew.
        band = _band(each.value)
        if not determiner["article"]:
            return Hit(Sense.AMOUNT, each.start, each.end, band)
        article = "an" if band.startswith("eight") else "a"
        article = article.capitalize() if determiner["article"][0].isupper() else article
        return Hit(Sense.AMOUNT, determiner.start(), each.end, f"{article} {band}")
    hedged = _ABOUT.search(text, max(0, each.start - 20), each.start)
    return Hit(Sense.AMOUNT, each.start, each.end, ("" if hedged else "about ") + _rounder(each))


def _band(value: Decimal) -> str:
    count = max(2, value.adjusted() + 1)
    return f"{_FIGURE_COUNTS[count]}-figure" if count in _FIGURE_COUNTS else "very large"


def _rounder(each: _Sum) -> str:
    """The sum to two figures, as the author wrote it."""
    value = numbers.rounded(each.value)
    if not each.figures:
        return _said(value) + each.suffix
    shown = value / each.scale * (100 if each.minor else 1)
    if each.scale == 1:
        shown = shown.quantize(Decimal(1), ROUND_HALF_UP) or Decimal(1)
    return f"{each.prefix}{_written(shown, each.figures)}{each.suffix}"


def _said(value: Decimal) -> str:
    whole = int(value) if value >= 1 else 1
    if whole >= 10**6 and whole % 10**6:
        part = f"{value / 10**6:.1f}".split(".")
        return (
            f"{numbers.spelled(int(part[0]))} point {numbers.spelled(int(part[1]))} million"
            if part[1] != "0"
            else (f"{numbers.spelled(int(part[0]))} million")
        )
    if 1000 < whole < 10000 and whole % 1000:
        return f"{numbers.spelled(whole // 100)} hundred"
    return numbers.spelled(whole)


def _written(value: Decimal, like: str) -> str:
    """A value in figures, its thousands parted and its decimals marked as in some other figures."""
    text = f"{value.normalize():,f}"
    if re.search(r"\d,\d{1,2}\Z|\.\d{3}[.,]", like):
        return text.replace(",", " ").replace(".", ",").replace(" ", ".")
    parted = re.search(r"\d([ \u00a0\u2009\u202f'’,])\d{3}", like)
    return text.replace(",", parted[1] if parted else ("," if value >= 10000 else ""))
