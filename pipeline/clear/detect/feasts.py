"""Days that are told by a name: feasts of many calendars, races and elections, birthdays.

A feast comes back every year. It tells a day of the matter where its year is told, or where
something happened on it.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pipeline.clear.detect import of_law
from pipeline.clear.detect.glance import vocabulary
from pipeline.clear.detect.numbers import DAYS
from pipeline.clear.detect.told import Told

_NAMED = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_EVENT = re.compile(
    rf"(?:\b[Oo]n\s+)?\b(?:[Tt]he|[Tt]hat)\s+(?:day|night|morning|evening|afternoon|eve|week|weekend|{_NAMED})\s+(?:of|before|after|following)\s+"
    r"(?:the\s+)?(?:(?:(?:local |general |presidential |mayoral )?(?:election|flood|storm)\b)|(?:(?:[A-Z][\w'’-]+|\d{4})\s+){1,3}"
    r"(?:Races?|Festival|Show|Fair|Regatta|Marathon|Cup|Cup [Ff]inal|Fleadh|Derby|National|Carnival|Parade|Games|Olympics|Final"
    rf"|Jubilee|Coronation|Rodeo|Bowl|[Ee]lection|Championships?|Pride|[Ff]lood|[Ss]torm))(?!\w)(?:,?\s+on\s+the\s+{_NAMED})?"
)
_EVENT_WORDS = (
    "Race", "Festival", "Show", "Fair", "Regatta", "Marathon", "Cup", "Fleadh", "Derby", "National", "Carnival", "Parade",
    "Games", "Olympics", "Final", "Jubilee", "Coronation", "Rodeo", "Bowl", "Election", "Championship", "Pride", "Flood", "Storm",
)  # fmt: skip
#: Words of feasts that say nothing by themselves.
_COMMON = frozenset((
    "day", "days", "of", "the", "night", "late", "in", "al", "day's", "s", "jr", "man", "lady", "family", "mother",
    "father", "leap", "new", "year", "b", "king", "queen",
))  # fmt: skip
_DAY_BEFORE = re.compile(
    rf"(?:\b(?:on|in)\s+)?\b(?:(?:(?:the\s+)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|middle|\d{{1,2}}(?:st|nd|rd|th))(?:\s+full)?|the|a|one|two|three|four|five|six|seven|eight|nine|ten|\d{{1,2}}|that)\s+)?"
    rf"(?P<unit>(?:days?|nights?|morning|evening|afternoon|eve|weekend|weeks?|{_NAMED}))\s+"
    rf"(?P<way>before|after|of|following|preceding|from)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_FEAST_TAIL = re.compile(r"(?:\s+(?:itself|morning|afternoon|evening|night|weekend|week|lunchtime|dinner))?")
_FEAST_YEAR = re.compile(r",?\s+(?:in\s+|of\s+)?(?P<year>(?:19|20)\d\d)(?!\d|,\d)")
#: A verb in the past, or its participle.
HAPPENED = re.compile(
    r"\b(?:was|were|had|did|came|went|died|left|met|signed|wrote|rang|fell|told|said|paid|took|began|got|found|lost|gave|made"
    r"|broke|bit|became|let|cut|put|set|hurt|shot|struck|stole|threw|spoke|sold|led|hid|ate|spent|felt|won|fought|blew|swore|rode|kept|sat|slept|sent|woke|drove|saw|shut|stood|ran|held|brought|caught|flew|hit|tore|wore|dug|burst|shook|spun|swung|cast|crept|knelt|leapt|lit|overtook|shone|sought|sped|stuck|stung|swept|withdrew|wound|understood|forgot|upset|undertook|rose|drank|sank|sang|swam|won|bought|taught|slid|hung|lent|bent|meant|dealt|built|burnt|fled|knew|grew|drew|chose|froze|read|beat|spat|split|quit|written|given|taken|done|seen|gone|drawn|sworn|stolen|broken|driven|thrown|torn|begun|born|laid|hidden|bitten|been|forgotten|chosen|shown|[a-z]{2,}ed)\b"
)

#: Before a feast these say that something is told of the one day, if it has happened.
_ON = re.compile(
    r"\b(?:(?P<on>on|that|last|dated|(?:it|this|that) (?:was|being))|by|since|until|till|before|after|from)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
#: "By Michaelmas" is a season, "by Whit Monday" a day.
_SEASON = re.compile(r"\w+mas|Lammastide|Yule|Hallow\W?een|Thanksgiving|Pentecost|Carnival", re.IGNORECASE)
_HABIT = re.compile(
    r"\b(?:each|every|always|usually|normally|often|most|many|annual(?:ly)?|yearly|traditionally|falls?)\b",
    re.IGNORECASE,
)
#: Days with a name that no list holds: "on Sealers' Sunday".
_UNLISTED = re.compile(
    r"(?<!relied )(?<!depended )(?<!insisted )(?<!based )(?<!focused )\b(?:[Oo]n|[Bb]y|[Uu]ntil|[Ss]ince)\s+(?:the\s+)?"
    r"(?P<name>(?!(?:Every|Match|Opening|Open|Field|Pay|School|Work|Rent|Judge?ment|Rainy|Market|Washing|Wedding|Closing|Press|Training|Each|Most|Last|Next|This|That|Early|Late|Mr|Mrs|Ms|Dr"
    rf"|Justice|Judge|Sir|Lady|Lord|Miss|Easter|{_NAMED}|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b)(?:[A-Z][a-z]+(?:['’]s|s['’])?\s+){1,3}(?:Day|Eve|Night|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))(?![\w’'-])"
)
_NTH = rf"(?:{'|'.join(sorted((day for day in DAYS), key=len, reverse=True))}|(?:thir|for|fif|six|seven|eigh|nine)tieth(?!\w)|(?:thirty|forty|fifty|sixty|seventy|eighty|ninety)-[a-z]+|hundredth|\d{{1,3}}(?:st|nd|rd|th))"
#: One's own day, with its number: with the age it is a date.
_OWN_DAY = re.compile(
    rf"\b(?:on|by|until|before|after|since|it was|(?:on\s+)?(?:the\s+|a\s+|two\s+|three\s+)?(?:days?|night|morning|evening|afternoon|eve|weeks?|weekend|{_NAMED})\s+(?:of|before|after))\s+"
    rf"(?:his|her|their|my|its|the|[a-z]+['’]s)\s+(?:(?:own|\w+['’]s)\s+)?(?:{_NTH}\s+birthday|(?:{_NTH}|silver|golden|ruby|diamond|pearl|tin|paper)\s+(?:wedding\s+)?anniversary)\b",
    re.IGNORECASE,
)


def find(told: Told) -> Iterator[tuple[int, int, int]]:
    """Every day that is told by its name: where it begins and ends, and its year; 0 where it is not told."""
    text, words = told.text, vocabulary(told.text)
    if any(word in text for word in _EVENT_WORDS) or not words.isdisjoint({"election", "flood", "storm"}):
        for found in _EVENT.finditer(text):
            yield found.start(), *with_year(text, found.end())
    if not words.isdisjoint({"day", "eve", "night"}) or not words.isdisjoint(_feast()[1] - _COMMON):
        yield from _feasts(told)
        for found in _UNLISTED.finditer(text):
            end, year = with_year(text, found.end())
            if year or _happened(told, *found.span("name")):
                yield found.start("name"), end, year
    if not words.isdisjoint({"birthday", "anniversary"}):
        for found in _OWN_DAY.finditer(text):
            if _happened(told, *found.span()):
                yield found.start(), found.end(), 0


def with_year(text: str, end: int) -> tuple[int, int]:
    """Where a day ends with the year behind it, and that year; 0 where there is none."""
    year = _FEAST_YEAR.match(text, end)
    return (year.end(), int(year["year"])) if year else (end, 0)


#: Words of names that are written in more than one way.
_ODD = frozenset({"tet", "tết", "dia", "día", "fête", "naw", "riḍván"})
_BEGINS = re.compile(
    r"(?<!\w)(?:[A-Z][^\W\d_]*|(?:ides|nones|[kc]alends|polling|election|leap|bank|feast|spring|summer|autumn|autumnal|winter|vernal|late|early"
    r"|civic|long)(?!\w))"
)


@cache
def _feast() -> tuple[re.Pattern[str], frozenset[str]]:
    """The days that have a name, those of several days in the group `long`; and the words of their names."""
    lines = files(__package__).joinpath("feasts.txt").read_text("utf-8").splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    long = [name[1:] for name in names if name.startswith("~")]
    single = [name for name in names if not name.startswith("~")]
    # A letter with another choice counts as its first: "[Ii]des"; one that may fail counts both ways: "Labou?r".
    plain = re.sub(r"\\[a-zA-Z]|\[A-Z]-Z\]|\[[^A-Za-z\]]*\]", " ", " ".join(names))
    plain = re.sub(r"\[([A-Za-z])[^\]]*\]", r"\1", plain)
    both = " ".join((re.sub("([a-z])[?]", r"\1", plain), re.sub("[a-z][?]", "", plain)))
    words = frozenset(re.findall("[a-z]+", both.lower())) | _ODD
    pattern = re.compile(rf"(?:(?:{'|'.join(single)})|(?P<long>{'|'.join(long)}))(?![\w’'-])")
    return pattern, words


def _feasts(told: Told) -> Iterator[tuple[int, int, int]]:
    pattern, known = _feast()
    anything = not vocabulary(told.text).isdisjoint({"weekend", "week"})
    last = 0
    # Nearly every name has a capital; the dear pattern is only tried at words that can begin one.
    for word in _BEGINS.finditer(told.text):
        likely = word.start() >= last and (anything or word.group().lower() in known)
        found = pattern.match(told.text, word.start()) if likely else None
        if not found:
            continue
        last = found.end()
        end = _FEAST_TAIL.match(told.text, found.end()).end()  # type: ignore[union-attr]
        year_end, year = with_year(told.text, end)
        beside = _DAY_BEFORE.search(told.text, max(0, found.start() - 40), found.start())
        # Without a year a feast comes back every year: something must have happened.
        near = beside and (year or _happened(told, *found.span())) and not beside["unit"].lower().startswith("week")
        sure = near or (year and (not found["long"] or beside or end > found.end()))
        if sure or (not found["long"] and _told_of(told, found)):
            yield beside.start() if beside else found.start(), year_end, year


def _told_of(told: Told, feast: re.Match[str]) -> bool:
    """Whether something happened on a feast, once."""
    before = _ON.search(told.text, max(0, feast.start() - 16), feast.start())
    if not before or (not before["on"] and _SEASON.fullmatch(feast.group())):
        return False
    return _happened(told, *feast.span())


def _happened(told: Told, start: int, end: int) -> bool:
    """Whether something happened on a day: in its own clause or, where that has no verb, in its sentence."""
    own = of_law.clause(told, start, end).words
    sentence = told.around(start)[1]
    if _HABIT.search(own):
        return False
    return bool(HAPPENED.search(own) or (HAPPENED.search(sentence) and not of_law.speaks_of_all(own)))
