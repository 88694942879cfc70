"""Days: dates exact to the day, in figures and in words, and feasts that fix one.

A month, a season or a year points to nobody; nor does a day of the law or one on which the
firm shuts. Everything here looks around the words that can be part of a day: months, figures
with dots or strokes, weekdays and the names of feasts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.clear.detect import feasts, of_law
from pipeline.clear.detect.glance import figures, near_figures, standing, vocabulary
from pipeline.clear.detect.numbers import DAYS
from pipeline.clear.detect.told import Hit, Sense, Told

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = re.compile(
    rf"(?<![A-Za-z])(?:(?P<full>{'|'.join(_MONTHS)})|(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)(?![A-Za-z])",
    re.IGNORECASE,
)
#: Without their capital these are words like any other.
_MONTH_WORDS = frozenset(
    {name.lower() for name in _MONTHS}
    | {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"}
)
_WORDS_TOO = {"may", "march", "mar", "dec", "sept", "sep", "jan", "jun", "oct"}
_NAMED = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WEEKDAY = rf"(?:{_NAMED}|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?"
_WORDED = "|".join(sorted((day.replace("-", r"[\s-]") for day in DAYS), key=len, reverse=True))
_FIGURES = r"(?:3[01]|[12]\d|0?[1-9])"
_NTH = rf"{_FIGURES}(?:st|nd|rd|th)"
_DAY = rf"(?:{_FIGURES}(?:st|nd|rd|th)?|(?:{_WORDED}))"
_TO = r"(?:\s*[-–/]\s*|,?\s+(?:and|to|or)\s+(?:the\s+)?|,\s+)"
_BEFORE_MONTH = re.compile(
    rf"(?<![\w.,/£$€+-])(?:{_DAY}{_TO}){{0,2}}(?P<day>{_DAY})(?:\s+day)?(?:(?P<of>\s+of)(?:\s+(?:last|this|that|next))?)?[\s-]*(?:early\s+)?\Z",
    re.IGNORECASE,
)
_BEHIND_MONTH = re.compile(
    rf"\s+(?:the\s+)?(?P<day>{_DAY})(?![\w%]|[.,:/]\d)(?:{_TO}{_DAY}(?![\w%]|[.,:/]\d))?"
    r"(?!\s+(?:years?|days?|weeks?|months?|hours?|people|per cent|percent|miles|pages|pounds|dollars|euros?|million|thousand)\b)",
    re.IGNORECASE,
)
_WORDED_YEAR = (
    r"(?:two thousand(?: and)? [a-z]+(?:-[a-z]+)?|twenty[ -](?:oh[ -])?(?:twenty|ten|eleven|twelve|[a-z]+teen)(?:[ -](?:one|two"
    r"|three|four|five|six|seven|eight|nine))?|nineteen (?:hundred(?: and)?|[a-z]+ty)(?:[ -][a-z]+)?)"
)
_YEAR = re.compile(
    rf"(?:,?\s+(?:of\s+|in\s+)?|-|(?<=\d)(?=\d))(?P<year>(?:19|20)\d\d(?!\d|,\d)|['’]\d\d(?!\d)|{_WORDED_YEAR})(?!\w)"
    r"|[\s/-](?P<short>\d\d)(?![\w%:]|[.,]\d)",
    re.IGNORECASE,
)
#: What belongs to a day before it: "on the night of Tuesday the ...".
_LEAD = re.compile(
    rf"(?:\b(?P<on>on)\s+)?(?:\b(?:the|that)\s+(?P<part>night|morning|afternoon|evening|early hours|day|eve)\s+of\s+)?"
    rf"(?P<weekday>\b{_WEEKDAY}(?:\s+(?:night|morning|afternoon|evening))?,?\s+)?(?:\bthe\s+)?\Z",
    re.IGNORECASE,
)
_STREET = re.compile(r"\s+(?:Street|Road|Lane|Avenue|Close|Gardens|Terrace|Square|Place)\b")

#: Some number the months by Roman figures: "14.ix.1962".
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = f"(?:{'|'.join(sorted(_ROMANS, key=len, reverse=True))})"
_NUMERIC = re.compile(
    r"(?<![\w./£$€-])(?:(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>0?[1-9]|[12]\d|3[01])(?:T\d{2}:?\d{2}[\d:.]*(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|(?P<a>\d{1,2})(?P<t>\s?[./-]\s?)(?P<b>\d{1,2})(?P=t)(?P<yy>(?:19|20)\d\d|\d\d))(?![\w/-]|\.\d|,\d)"
    rf"|(?P<rd>{_FIGURES})(?P<r>\s?[./-]\s?|\s)(?P<roman>(?-i:{_ROMAN}|{_ROMAN.upper()}))(?P=r)(?P<ry>(?:19|20)\d\d)(?!\w)"
    r"|(?<=\bon )(?P<c>\d{1,2})/(?P<e>\d{1,2})(?![\w/%.-])"
)
#: Before figures with dots these say that they number a rule.
_NUMBERED = re.compile(
    r"(?:\b(?:para(?:graph)?s?|clauses?|rules?|sections?|regulations?|articles?|chapter|schedule|appendix|version|release|part"
    r"|annex|standard|practice direction|CPR|PD|v|r|s|reg|art|sort code)\.?|§)\s*\Z",
    re.IGNORECASE,
)

#: Before a day without its month: "on Wednesday the", "by the".
_OF_MONTH = re.compile(
    rf"(?:\b(?P<weekday>{_NAMED}),?\s+(?:the\s+)?|\b(?P<way>on|by|until|till|since|from|before|after|of)\s+the\s+)\Z",
    re.IGNORECASE,
)
_NTH_DAY = re.compile(rf"\W*(?P<day>{_NTH})(?!\w)")
_WORDED_DAY = re.compile(rf"(?<![\w-])(?P<day>{_WORDED})(?!\w|-\w)", re.IGNORECASE)
_THEN_MONTH = re.compile(rf"(?:\s+day)?(?:\s+of)?(?:\s+(?:last|this|that|next))?\s+(?:{'|'.join(_MONTHS)})(?!\w)")
#: What may follow a bare "on the 3rd": no floor, no time, no century.
_FOLLOWS_DAY = re.compile(
    r"\s*(?:[,.;:!?)—–]|\Z)"
    r"|\s+(?:of (?:that|this|last|next|the (?:same|following|previous)) month|he|she|they|we|I|it|the|a|an|our|her|his|my|and|when|at|in"
    r"|to|that|with|before|after|but)\b",
)
_THAT_MONTH = re.compile(r"\s+of\s+(?:that|this|last|next|the (?:same|following|previous))\s+month\b")
_HABIT = re.compile(
    r"\b(?:each|every|always|usually|normally|often|rent|monthly|due|falls?|people|anyone|nobody|century|centuries|amendment"
    r"|circuit|floor|ground|grounds|point|page|hole|edition)\b",
    re.IGNORECASE,
)
_WEEKDAY_OF_MONTH = re.compile(
    rf"(?:\bon\s+)?\bthe\s+(?:first|second|third|fourth|fifth|last|final|1st|2nd|3rd|4th)\s+(?:{_NAMED}|weekend|(?:working |business |banking |trading )?day)\s+(?:in|of)\s+\Z",
    re.IGNORECASE,
)
#: Words of bare days: "on the ninth".
_DAY_WORDS = frozenset(part for day in DAYS for part in day.split("-") if part.endswith("th"))
_PREPOSITION = re.compile(
    r"\b(?:by|until|till|since|from|before|after|of|to|between|and|in|dated|for|around|about|through)\s+\Z",
    re.IGNORECASE,
)
_NOUN_BEHIND = re.compile(
    r"\s+(?!(?:and|or|at|in|to|for|when|with|by|was|were|is|had|but|as|that|from|because|after|before|he|she|they|we|it|until)\b)[a-z]+"
)


@dataclass(frozen=True, slots=True)
class _Day:
    start: int
    end: int
    #: From 1; 0 where it is not told.
    month: int = 0
    year: int = 0
    #: What the author may write, where month and year do not say it.
    instead: str = ""


def find(told: Told) -> Iterator[Hit]:
    """Every day on which something of the matter happened."""
    if not told.kind.tells_of_clients:
        return
    last = 0
    for day in sorted(_days(told), key=lambda day: (day.start, -day.end)):
        if day.start >= last and not of_law.day_of_law(told, day.start, day.end):
            yield _hit(day, told.text)
            last = day.end


def _days(told: Told) -> Iterator[_Day]:
    text = told.text
    for at in standing(text, _MONTH_WORDS):
        month = _MONTH.match(text, at)
        if month:
            yield from _with_month(told, month)
    for start, end in near_figures(text, 4, 6):
        yield from _numeric(text, start, end)
    yield from _of_month(told)
    for start, end, year in feasts.find(told):
        yield _Day(start, end, 0, year)


def _with_month(told: Told, month: re.Match[str]) -> Iterator[_Day]:
    """A day right before a month or right behind it, or a weekday of it."""
    text = told.text
    word = month.group().rstrip(".").lower()
    number = next(at for at, name in enumerate(_MONTHS, 1) if name.lower().startswith(word[:3]))
    weekday = _WEEKDAY_OF_MONTH.search(text, max(0, month.start() - 40), month.start())
    if weekday:
        end, year_told = feasts.with_year(text, month.end())
        # "The clocks go back on the last Sunday in October."
        if year_told or feasts.HAPPENED.search(of_law.clause(told, weekday.start(), end).words):
            yield _Day(weekday.start(), end, number, year_told)
        return
    before = _BEFORE_MONTH.search(text, max(0, month.start() - 60), month.start())
    year = _YEAR.match(text, month.end())
    end = year.end() if year else month.end()
    if before:
        start, said = before.start(), before["day"]
    else:
        # "Sept." at the end of a sentence is followed by no day.
        behind = _BEHIND_MONTH.match(text, month.end())
        if not behind or (not month["full"] and month.group().endswith(".") and not behind["day"][0].isdigit()):
            return
        year = _YEAR.match(text, behind.end())
        start, end, said = month.start(), year.end() if year else behind.end(), behind["day"]
    plain = month.group()[0].islower() and word in _WORDS_TOO
    if (plain and not year and said.isdigit()) or _STREET.match(text, month.end()):
        return
    if (
        before
        and not before["of"]
        and not said[0].isdigit()
        and not year
        and said.lower() in {"first", "second", "third"}
    ):
        return  # "the second March hearing"
    yield _Day(start, end, number, _year(year["year"] or year["short"]) if year else 0)


def _year(words: str) -> int:
    """A year as a number; 0 for one in words."""
    digits = words.strip("'’ ")
    if not digits.isdigit():
        return 0
    return int(digits) if len(digits) == 4 else int(digits) + (1900 if int(digits) > 49 else 2000)


def _numeric(text: str, start: int, end: int) -> Iterator[_Day]:
    for found in _NUMERIC.finditer(text, start, end):
        if found["y"]:
            month, year = int(found["m"]), int(found["y"])
        elif found["roman"]:
            month, year = _ROMANS.index(found["roman"].lower()) + 1, int(found["ry"])
        else:
            first, second = int(found["a"] or found["c"]), int(found["b"] or found["e"])
            low, high = sorted((first, second))
            if not 1 <= low <= 12 or not 1 <= high <= 31:
                continue
            year = _year(found["yy"]) if found["yy"] else 0
            # Which of the two is the month is only known where the other cannot be.
            month = low if high > 12 or low == high else 0
        if not _NUMBERED.search(text, max(0, found.start() - 25), found.start()):
            yield _Day(found.start(), found.end(), month, year)


def _of_month(told: Told) -> Iterator[_Day]:
    """Days without their month: "on Wednesday the 6th", "by the 14th"."""
    text = told.text
    found = [_NTH_DAY.match(text, start, end) for start, end in figures(text)]
    if not vocabulary(text).isdisjoint(_DAY_WORDS):
        found += list(_WORDED_DAY.finditer(text))
    for day in filter(None, found):
        before = _OF_MONTH.search(text, max(0, day.start("day") - 24), day.start("day"))
        if not before or _THEN_MONTH.match(text, day.end("day")):
            continue
        words = day["day"].lower()
        if not before["weekday"]:
            if DAYS.get(re.sub(r"\s", "-", words), 9) < 4 or not _FOLLOWS_DAY.match(text, day.end("day")):
                continue
            own = of_law.clause(told, before.start(), day.end("day")).words
            if _HABIT.search(own) or (words.isalpha() and not feasts.HAPPENED.search(own)):
                continue
        elif words.isalpha() and not before.group().rstrip().lower().endswith("the"):
            continue  # "Sunday second"
        start = before.start() if before["weekday"] or before["way"].lower() == "on" else before.end("way") + 1
        month = _THAT_MONTH.match(text, day.end("day"))
        end = month.end() if month else day.end("day")
        yield _Day(start, end, instead=f"one {before['weekday']}" if before["weekday"] else "one day")


def _hit(day: _Day, text: str) -> Hit:
    lead = _LEAD.search(text, max(0, day.start - 60), day.start)
    start = lead.start() if lead and (lead["on"] or lead["part"] or lead["weekday"]) else day.start
    on = bool(lead and lead["on"]) or text[start : start + 3].lower() == "on "
    part = lead["part"] if lead else None
    period = _period(day)
    if day.instead or not period:
        said = day.instead
    elif part and part not in {"early hours", "eve"}:
        said = f"one {part} in {period}"
    elif on or not _in_a_phrase(day, text):
        said = f"in {period}" if day.year else f"one day in {period}"
    else:
        said = period if not _NOUN_BEHIND.match(text, day.end) or not day.year else str(day.year)
    return Hit(Sense.DATE, start, day.end, said[:1].upper() + said[1:] if text[start].isupper() and on else said)


def _in_a_phrase(day: _Day, text: str) -> bool:
    """Whether the words around a date already say how it hangs on: "until 3 May", "the 3 May hearing"."""
    return bool(_PREPOSITION.search(text, max(0, day.start - 12), day.start) or _NOUN_BEHIND.match(text, day.end))


def _period(day: _Day) -> str:
    """The third of the year, the year or the month. No season: it depends on the hemisphere."""
    if not day.year:
        return _MONTHS[day.month - 1] if day.month else ""
    if not day.month:
        return str(day.year)
    return f"{('early', 'mid', 'late')[(day.month - 1) // 4]}{'-' if 4 < day.month < 9 else ' '}{day.year}"
