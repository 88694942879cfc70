"""Employers, schools, teams, hospitals and ships that somebody is tied to by name."""

import re
from collections.abc import Iterator, Sequence

from pipeline.clear.detect import lexicon, sorts, ties
from pipeline.clear.detect.capitals import Label, Words
from pipeline.clear.detect.runs import Run
from pipeline.clear.detect.sorts import Sort
from pipeline.clear.detect.told import Hit, Sense

_BRANDS = re.compile(
    r"\b(?:Tesco|Sainsbury['’]?s|Asda|Morrisons|Waitrose|Aldi|Lidl|Greggs|Boots|Amazon|Uber|Deliveroo|Google|Microsoft|"
    r"Apple|Facebook|Meta|Royal Mail|An Post|Canada Post|Australia Post|FedEx|UPS|DHL|Walmart|Costco|Target|Starbucks|"
    r"McDonald['’]?s|Ford|Toyota|Nissan|Honda|Boeing|Airbus|Tesla|Volvo|Vauxhall|BBC|RTÉ|CBC|ABC|Ikea|IKEA|Disney|Guinness)\b"
)
_UNIVERSITY = re.compile(
    r"\b(?:University|College|Institute)\s+of\s+(?:[A-Z][\w'’-]+)(?:\s+[A-Z][\w'’-]+)?|\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?\s+(?:University|Polytechnic)\b"
)


def find(words: Words, named: Sequence[Run]) -> Iterator[Hit]:
    """Names that stand where an employer, a school or a team does."""
    text = words.text
    # In a story about a job, the firm it tells of is the employer or the next one.
    about_work = any(run.sort is Sort.BODY for run in named) and ties.about_work(text)
    for run in named:
        given = words[run.first].small in lexicon.given_names()
        if run.style or (run.sort is Sort.PERSON and given and not _is_ship(words, run)):
            continue
        works = about_work and run.sort is Sort.BODY
        sent = run.sort is Sort.BODY and ties.sent(text, run.start)
        end = _with_its_body(words, run)
        if works or sent or is_institution(words, run) or ties.tied(text, run.start, end) or _linked(words, run, end):
            yield Hit(Sense.EMPLOYER, run.start, end, instead=proposal(words, run))
    for pattern in (_BRANDS, _UNIVERSITY):
        for found in pattern.finditer(text):
            if found.start() in words.by_start and ties.tied(text, found.start(), found.end(), staff=False):
                instead = "a university" if pattern is _UNIVERSITY else "a large employer"
                yield Hit(Sense.EMPLOYER, found.start(), found.end(), instead=instead)


def _is_ship(words: Words, run: Run) -> bool:
    """Whether two words with "the" before them name a ship or a pub rather than a person: "the Merry Widow"."""
    return run.last > run.first and words.beside(run.first - 1) and words[run.first - 1].small == "the"


def _with_its_body(words: Words, run: Run) -> int:
    """Where a name ends, with the public body behind it: "Wexcombe" of "Wexcombe Borough Council"."""
    last = run.last
    while words.beside(last) and words[last + 1].label is Label.PUBLIC and words[last + 1].capital:
        last += 1
    return words[last].end if last > run.last and words[last].small in _BODIES else run.end


def _linked(words: Words, run: Run, end: int) -> bool:
    """Whether an organisation stands in a sentence of work, study, play, treatment, service or injury."""
    cues = lexicon.cues()
    small = words[run.last].small
    organisation = end > run.end or (run.last > run.first and any(
        small in cues[name] for name in ("business heads", "company endings", "institutions")
    ))  # fmt: skip
    at = run.first > 0 and words.beside(run.first - 1) and words[run.first - 1].small
    # "At" and "the" stand before firms and ships, not before people; a place in doubt may be a works.
    doubt = run.last > run.first and (
        (run.sort is Sort.BODY and at == "at")
        or (run.sort is not Sort.PLACE and at == "the")
        or (run.sort is Sort.PLACE and at == "at" and sorts.may_be_a_name(words, run.first, run.last))
    )
    if not organisation and not doubt:
        return False
    offset, sentence = words.told.around(run.start)
    return ties.linked(sentence, run.start - offset, end - offset)


#: Public bodies of one place that people work for and are treated by.
_BODIES = {
    "council",
    "councils",
    "constabulary",
    "police",
    "department",
    "authority",
    "board",
    "brigade",
    "trust",
    "office",
}


def is_institution(words: Words, run: Run) -> bool:
    """Whether a name is by itself one of a school, a hospital, a club, a church or a regiment."""
    cues = lexicon.cues()
    return run.last > run.first and (
        words[run.last].small in cues["institutions"] or words[run.first].small in cues["institutions abroad"]
    )


_KINDS = (
    (("school", "academy", "primary", "grammar", "comprehensive", "montessori"), "a school"),
    (("college", "university", "polytechnic", "institute"), "a college"),
    (("hospital", "infirmary", "clinic", "hospice", "surgery"), "a hospital"),
    (("fc", "afc", "rfc", "united", "rovers", "wanderers", "athletic", "gaa", "gaels", "club"), "a club"),
    (("church", "chapel", "mosque", "temple", "synagogue", "cathedral"), "a place of worship"),
    (("regiment", "battalion", "squadron", "brigade"), "the army"),
    (("couriers", "courier", "logistics", "haulage", "freight", "transport"), "a delivery business"),
    (("bakery", "bakers", "café", "cafe", "restaurant", "kitchen", "kitchens", "catering", "foods"), "a food business"),
    (("hotel", "inn", "arms", "tavern", "pub", "bar"), "a pub or hotel"),
)


def proposal(words: Words, run: Run) -> str:
    """The kind of employer."""
    last = words[run.last].small
    for heads, instead in _KINDS:
        if last in heads or words[max(run.first, run.last - 1)].small in heads:
            return instead
    if (
        run.last > run.first
        and lexicon.ordinary(last)
        and words[run.last].label is not Label.UNKNOWN
        and last in lexicon.cues()["business heads"]
    ):
        return "a local business"
    return "a national employer"
