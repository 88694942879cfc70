"""A grammar of English numbers: in figures, in words, and ordinals.

Knows what a number is worth and where it stands, not what it counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
#: Lesser used ones, of Indian English and of the street; a dozen is counted like them.
_MORE_SCALES = {"grand": 10**3, "mill": 10**6, "mil": 10**6, "lakh": 10**5, "crore": 10**7, "dozen": 12}
#: What stands behind figures: "£2.35m", "€12k". "MM" is how American bankers write a million.
_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
#: Ordinals that are not their number with "th".
_ODD_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def _ordinal(word: str) -> str:
    return _ODD_ORDINALS.get(word) or (word[:-1] + "ieth" if word.endswith("y") else word + "th")


#: Each word: what it does in a number, its worth, and whether it is an ordinal.
_WORDS: dict[str, tuple[str, int, bool]] = {
    word: (kind, worth, word != cardinal)
    for kind, worths in (
        ("unit", {word: at for at, word in enumerate(_UNITS) if at} | {"fourty": 40}),
        ("teen", {word: at + 10 for at, word in enumerate(_TEENS)}),
        ("ten", {word: at * 10 + 20 for at, word in enumerate(_TENS)}),
        ("hundred", {"hundred": 100}),
        ("scale", _SCALES),
    )
    for cardinal, worth in worths.items()
    for word in (cardinal, _ordinal(cardinal))
}
_WORDS |= {word: ("scale", worth, False) for word, worth in _MORE_SCALES.items()}
_WORDS |= dict.fromkeys(("zero", "nought", "naught", "oh"), ("zero", 0, False))
_WORDS |= {"fourty": ("ten", 40, False), "point": ("point", 0, False), "half": ("half", 0, False)}
_WORDS |= {"quarter": ("quarter", 0, False), "quarters": ("quarter", 0, False)}
del _WORDS["fourtieth"]

_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
#: What may stand between two words of one number, and what it is called below.
_GAPS = (
    ("joined", re.compile(r"\s+|\s?[-‐‑]\s?")),
    ("and", re.compile(r"(?:,?\s+|-)(?:and|&)(?:\s+|-)(?:an?(?:\s+|-))?", re.IGNORECASE)),
    ("comma", re.compile(r",\s+")),
    ("of", re.compile(r"\s+(?:of\s+)?an?\s+", re.IGNORECASE)),
)
_ARTICLE = re.compile(r"(?<!\w)an?[\s-]+\Z", re.IGNORECASE)
#: One number in figures, in any of the world's ways. Groups are of three, or of two before the last (lakhs).
FIGURE = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?![\d,]\d)"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d+(?:[.,]\d{1,2}(?!\d)|\.\d+)?)"
)
#: What multiplies figures: words anywhere, letters only right behind.
SCALE = r"(?:\s?(?:thousand|million|billion|trillion|lakh|crore|mill?)|\s?(?:mn|bn|tn|mm)|\s?[kmbKMB])(?!\w)"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text."""

    start: int
    end: int
    value: Decimal
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    worth: int
    ordinal: bool
    start: int
    end: int
    #: What stands between it and the token before; empty where they cannot be one number.
    gap: str
    #: Where the article before it begins; its own start without one.
    article: int


def in_words(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Every number written in words, cardinal or ordinal, in order; the longest that make sense."""
    tokens = _tokens(text, start, len(text) if end is None else end)
    at = 0
    while at < len(tokens):
        parser = _Parser(tokens, at)
        value = parser.number()
        if value is None:
            at += 1
            continue
        first = tokens[at]
        yield Number(
            first.article if first.kind in {"hundred", "scale", "half", "quarter"} else first.start,
            tokens[parser.at - 1].end,
            value,
            tokens[parser.at - 1].ordinal,
        )
        at = parser.at


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    tokens: list[_Token] = []
    last = start
    for found in _WORD.finditer(text, start, end):
        kind, worth, ordinal = _WORDS[found.group().lower()]
        between = text[last : found.start()]
        gap = next((name for name, shape in _GAPS if tokens and shape.fullmatch(between)), "")
        article = _ARTICLE.search(text, max(start, found.start() - 4), found.start())
        before = article.start() if article else found.start()
        tokens.append(_Token(kind, worth, ordinal, found.start(), found.end(), gap, before))
        last = found.end()
    return tokens


class _Parser:
    """Reads one number off a run of tokens; `at` is the first token that is not of it."""

    def __init__(self, tokens: Sequence[_Token], at: int) -> None:
        self._tokens = tokens
        self._opened = False
        self.at = at

    def number(self) -> Decimal | None:
        """The longest number that begins here."""
        begin = self.at
        value = self._groups()
        if value is None:
            self.at = begin
        return value

    def _groups(self) -> Decimal | None:
        """Groups of hundreds, each with its scale, from the greatest down: two million, forty thousand and six."""
        total, least = Decimal(0), None
        while True:
            begin = self.at
            group = self._fraction() if least is None else None
            if group is None:
                group = self._group()
            if group is None:
                break
            scale = self._scales()
            if self.at == begin:
                break
            if least is not None and not self._fits(begin, group, scale, least):
                self.at = begin
                break
            total += group * scale
            if scale == 1 or self._past_ordinal():
                return total
            least = scale
            total += self._and_a_half() * scale
            if not self._more():
                return total
        return total if least is not None else None

    def _fits(self, begin: int, group: Decimal, scale: int, least: int) -> bool:
        """Whether a group belongs to the number: it is smaller, and a comma is no list's ("two thousand, three")."""
        hundreds = any(token.kind in {"hundred", "scale"} for token in self._tokens[begin : self.at])
        return group * scale < least and (hundreds or self._tokens[begin].gap != "comma")

    def _more(self) -> bool:
        token = self._next()
        if token is None or token.kind in {"point", "half", "quarter", "zero"}:
            return False
        # A hundred needs its article to begin a group: "a thousand, a hundred" is two numbers.
        return token.gap in {"joined", "and", "comma"} and token.kind in {"unit", "teen", "ten", "hundred"}

    def _scales(self) -> int:
        """The scales that follow; a thousand million is one of them."""
        scale = 1
        # Behind an article or a fraction the gap is no mere blank: "a million", "half of a million".
        gaps = None if self._opened else {"joined"}
        self._opened = False
        while (token := self._next("scale", gaps=gaps)) and (scale > 1 or gaps is None or not self._past_ordinal()):
            scale *= token.worth
            self.at += 1
            gaps = {"joined"}
            if token.ordinal:
                break
        return scale

    def _past_ordinal(self) -> bool:
        return self._tokens[self.at - 1].ordinal

    def _fraction(self) -> Decimal | None:
        """Half a million; three quarters of a million; a quarter of a million."""
        begin = self.at
        part = Decimal(0)
        token = self._tokens[begin]
        if token.kind == "half":
            part = Decimal("0.5")
        elif token.kind == "quarter":
            part = Decimal("0.25")
        elif token.worth == 3 and not token.ordinal:
            self.at += 1
            if self._next("quarter", gaps={"joined"}):
                part = Decimal("0.75")
        if part:
            self.at += 1
            if self._next("scale", gaps={"joined", "of"}):
                self._opened = True
                return part
        self.at = begin
        return None

    def _group(self) -> Decimal | None:
        """A number below a thousand, or so many hundreds ("twelve hundred"), with what follows a point or "and a half"."""
        token = self._next(first=True)
        if token is None or token.kind in {"point", "half", "quarter"}:
            return None
        if token.kind in {"hundred", "scale"}:
            if token.article == token.start:
                return None
            self._opened = token.kind == "scale"
            value = 1
        else:
            value = self._tens()
            if self._past_ordinal():
                return Decimal(value)
        if self._opened:
            return Decimal(value)
        if self._next("hundred", gaps=None if token.kind == "hundred" else {"joined"}):
            self.at += 1
            value = value * 100 + self._rest_of_hundred()
        return value + self._decimals() + self._and_a_half()

    def _rest_of_hundred(self) -> int:
        token = self._next()
        if self._past_ordinal() or token is None or token.gap not in {"joined", "and"}:
            return 0
        return self._tens() if token.kind in {"unit", "teen", "ten"} else 0

    def _tens(self) -> int:
        """One token of a number below a hundred, or two: "forty", "forty-two"."""
        token = self._tokens[self.at]
        self.at += 1
        following = self._next("unit", gaps={"joined"})
        if token.kind == "ten" and not token.ordinal and following:
            self.at += 1
            return token.worth + following.worth
        return token.worth

    def _decimals(self) -> Decimal:
        begin = self.at
        if not self._next("point", gaps={"joined"}):
            return Decimal(0)
        self.at += 1
        digits = ""
        while (token := self._next(gaps={"joined"})) and token.kind in {"zero", "unit", "teen", "ten"}:
            digits += str(self._tens())
        if not digits:
            self.at = begin
            return Decimal(0)
        return Decimal(f"0.{digits}")

    def _and_a_half(self) -> Decimal:
        token = self._next(gaps={"and"})
        if token and token.kind in {"half", "quarter"}:
            self.at += 1
            return Decimal("0.5") if token.kind == "half" else Decimal("0.25")
        if token and token.worth == 3 and self.at + 1 < len(self._tokens):
            after = self._tokens[self.at + 1]
            if after.kind == "quarter" and after.gap == "joined":
                self.at += 2
                return Decimal("0.75")
        return Decimal(0)

    def _next(self, kind: str = "", *, gaps: set[str] | None = None, first: bool = False) -> _Token | None:
        """The token here, if there is one of this kind that a gap of these kinds parts from the one before."""
        if self.at >= len(self._tokens):
            return None
        token = self._tokens[self.at]
        if (kind and token.kind != kind) or (gaps is not None and token.gap not in gaps and not first):
            return None
        return token


def figure(words: str, *, scaled: bool = False) -> Decimal:
    """What a number in figures is worth (`FIGURE` tells its shapes).

    Args:
        words: the figures with their points, commas and blanks.
        scaled: a scale follows ("1.235 million"), so that one point is never of thousands.

    """
    plain = re.sub(r"[\s'’]", "", words)
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        decimal = "," if comma > point else "."
    elif comma >= 0:
        decimal = "" if re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}", plain) else ","
    else:
        thousands = plain.count(".") > 1 or (not scaled and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain))
        decimal = "" if thousands else "."
    for mark in ",.":
        if mark != decimal:
            plain = plain.replace(mark, "")
    return Decimal(plain.replace(",", "."))


def scale(word: str) -> int:
    """What a scale behind figures multiplies by: `m`, `million`, `k`; 1 for no word."""
    word = word.strip().lower()
    return _SCALES.get(word) or _MORE_SCALES.get(word) or _LETTERS.get(word) or 1


def significant(value: Decimal) -> int:
    """How many figures say something: 250,000 has two, 2.35 million three."""
    return len(value.normalize().as_tuple().digits)


def rounded(value: Decimal, figures: int = 2) -> Decimal:
    """To so many significant figures, halves up."""
    if not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - figures + 1), ROUND_HALF_UP)


def spelled(value: int) -> str:
    """A whole number from 0 in words, as British lawyers write them: a hundred and twelve is "one hundred and twelve"."""
    if value < 20:
        return (*_UNITS, *_TEENS)[value]
    if value < 100:
        tens, unit = divmod(value, 10)
        return _TENS[tens - 2] + (f"-{_UNITS[unit]}" if unit else "")
    for word, worth in (*sorted(_SCALES.items(), key=lambda each: -each[1]), ("hundred", 100)):
        if value >= worth:
            many, rest = divmod(value, worth)
            joint = " and " if rest < 100 else " "
            return f"{spelled(many)} {word}" + (f"{joint}{spelled(rest)}" if rest else "")
    raise AssertionError(value)


#: The days of a month as ordinals in words, for detectors of dates.
DAYS = {
    spelled(day - day % 10) + "-" + _ordinal(_UNITS[day % 10]) if day > 20 and day % 10 else _ordinal(spelled(day)): day
    for day in range(1, 32)
}
