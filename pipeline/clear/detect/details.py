"""Details that narrow down who somebody is: age, work, place, time, family, health, origin, a rare event or possession."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.clear.detect.patterns import patterns, plain
from pipeline.clear.detect.people import Laid, words
from pipeline.clear.detect.told import Told

_YEAR = re.compile(r"\b(?:19[3-9]|20[0-4])\d\b")
_OF_LAW = re.compile(
    r"(?:acts?|regulations?|rules?|order|code|law|directive|convention|ordinance|statute|budget|protocol|scheme|bill|section|article|reg\.|no\.|\[|form)(?:,| of| \([^)]*\))*\s*$",
    re.I,
)
_AGENTS = ("er", "or", "ist", "ian", "eer", "man", "woman", "maker", "smith", "wright")


class Detail(NamedTuple):
    """Words that narrow down who somebody is."""

    start: int
    end: int
    kind: str


def details_of(laid: Laid, told: Told, first: int, last: int) -> list[Detail]:
    """The details among some tokens, each place once, in order."""
    return _apart([*_worded(laid, told, first, last), *_read(laid, told, first, last)])


def _apart(details: list[Detail]) -> list[Detail]:
    """One detail for each place: "pregnant with twins" and "a Quaker beekeeper" stay two."""
    kept: list[Detail] = []
    for detail in sorted(details, key=lambda each: (each.start, -each.end)):
        if not any(detail.start < other.end and other.start < detail.end for other in kept):
            kept.append(detail)
    return kept


def is_person(laid: Laid, i: int) -> bool:
    """Whether a word is a person of a story: one, or a couple; not a class of people."""
    token = laid.tokens[i]
    if token.pos not in ("NOUN", "PROPN"):
        return False
    if laid.one[i] in ("couple", "family"):
        return True
    if not laid.is_one(i):
        return False
    if token.entity == "PERSON" and token.pos == "PROPN":
        return True
    return laid.one[i] in words("somebody") or (laid.phrase(i, "trades") >= 0 and token.dep != "compound")


def opener(laid: Laid, i: int) -> str:
    """The article or possessive in front of a noun."""
    k = i - 1
    while (
        k >= 0
        and i - k < 9
        and (laid.tokens[k].pos in ("ADJ", "NOUN", "PROPN", "NUM", "VERB") or laid.low[k] in ("-", ",", "and"))
    ):
        if laid.low[k] in ("a", "an", "another", "one"):
            break
        k -= 1
    return laid.at(k)


def _worded(laid: Laid, told: Told, first: int, last: int) -> Iterator[Detail]:
    """Details that have a wording of their own."""
    offset = laid.tokens[first].start
    low = plain(told.text[offset : laid.tokens[last].end])
    for kind, match in patterns("mosaic.txt").find(low):
        if kind != "age after a person":
            yield Detail(offset + match.start(), offset + match.end(), kind)
            continue
        # "a potter of sixty-eight", and not "a sum of sixty-eight".
        before = next((i for i in range(first, last + 1) if laid.tokens[i].end >= offset + match.start() - 1), -1)
        if before >= 0 and any(is_person(laid, i) for i in range(max(first, before - 1), min(before + 1, last) + 1)):
            yield Detail(offset + match.start(), offset + match.end(), "age")
    for match in _COMMA_AGE.finditer(low):
        before = next((i for i in range(first, last + 1) if laid.tokens[i].end >= offset + match.start()), -1)
        if before >= 0 and (is_person(laid, before) or laid.tokens[before].pos == "PROPN"):
            yield Detail(offset + match.start("age"), offset + match.end("age"), "age")
    for match in _YEAR.finditer(low):
        if not _OF_LAW.search(low[: match.start()]):
            yield Detail(offset + match.start(), offset + match.end(), "time")


_COMMA_AGE = re.compile(r", (?P<age>[1-9]\d),(?= )")


def _read(laid: Laid, told: Told, first: int, last: int) -> Iterator[Detail]:
    """Work, origin and place: what the words are decides, and where they stand."""
    for i in range(first, last + 1):
        token = laid.tokens[i]
        if token.pos not in ("NOUN", "PROPN", "ADJ"):
            continue
        if token.pos != "ADJ" and laid.is_one(i):
            start = laid.phrase(i, "trades")
            if start >= 0 and _is_work(laid, start, i):
                yield Detail(laid.tokens[max(start, first)].start, token.end, "job")
            elif (
                start < 0
                and token.dep in ("attr", "appos")
                and laid.low[i].endswith(_AGENTS)
                and laid.low[i] not in _nobodys_work()
            ):
                # "He is a diamond polisher": a noun for a person by its ending.
                yield Detail(token.start, token.end, "job")
        if token.text[:1].isupper():
            if (laid.phrase(i, "origins") >= 0 or token.entity == "NORP") and _is_origin(laid, i, last):
                yield Detail(token.start, token.end, "origin")
            elif token.pos in ("PROPN", "ADJ") and _is_place(laid, told, i, first):
                yield Detail(token.start, token.end, "place")


@cache
def _nobodys_work() -> frozenset[str]:
    """Nouns that end like those for people at work and are none."""
    return words("no agents") | words("persons") | words("parties") | words("kin") | words("origins")


def _is_work(laid: Laid, start: int, i: int) -> bool:
    """Whether a trade is somebody's in the story, and not an expert's or a kind of thing."""
    if (
        laid.tokens[i].dep == "compound"
        and laid.at(i + 1)
        and laid.tokens[min(i + 1, len(laid) - 1)].pos in ("NOUN", "PROPN")
    ):
        return False
    title = laid.text[laid.tokens[start].start : laid.tokens[i].end].lower()
    if title in ("carer", "care worker", "care assistant", "cleaner", "labourer", "waiter", "waitress"):
        return False
    if title not in words("experts"):
        return True
    return laid.tokens[i].dep in ("attr", "appos", "nsubj", "nsubjpass", "conj", "ROOT") and opener(laid, i) in (
        "a",
        "an",
        "our",
        "the",
        ",",
        "former",
        "retired",
        "",
    )


def _is_origin(laid: Laid, i: int, last: int) -> bool:
    """Whether somebody is of a people or faith; laws, letters and languages are, too."""
    head = laid.noun_run(i)
    if head > i and head <= last:
        return (
            laid.one[head] in words("somebody")
            or laid.one[head] in words("persons")
            or laid.one[head]
            in (
                "couple",
                "family",
                "immigrant",
                "descent",
                "origin",
                "extraction",
                "parents",
                "parent",
                "heritage",
                "background",
                "birth",
                "ancestry",
            )
            or laid.phrase(head, "trades") >= 0
        )
    before = laid.at(i - 1)
    if laid.at(i + 1) == "by":
        return True
    if before in ("in", "into", "from", "of", "the", "between", "under"):
        return False
    if laid.tokens[i - 1].pos == "AUX" or before in (
        ",",
        "and",
        "-",
        "a",
        "an",
        "both",
        "devoutly",
        "originally",
        "half",
        "part",
    ):
        return laid.at(i + 1) not in ("law", "and") or laid.tokens[i].pos == "ADJ"
    return False


def _is_place(laid: Laid, told: Told, i: int, first: int) -> bool:
    """Whether a word names a place that somebody can be looked for in."""
    token = laid.tokens[i]
    if laid.low[i] in words("large places") or token.text in told.own or token.text.isupper():
        return False
    if (
        i > first
        and laid.tokens[i - 1].pos == "PROPN"
        and laid.tokens[i - 1].entity == token.entity
        and laid.low[i - 1] not in words("large places")
    ):
        return False
    if (
        laid.at(i + 1) in words("legal places")
        or laid.at(i + 2) in words("legal places")
        or (laid.at(i - 1) in ("of", "for") and laid.at(i - 2) in words("legal places"))
    ):
        return False
    if token.entity in ("GPE", "LOC"):
        return True
    if token.entity in ("DATE", "TIME", "LAW", "MONEY", "WORK_OF_ART") or laid.low[i] in words("no places"):
        return False
    k = i - 1
    while k > first and laid.low[k] in (
        "the",
        "a",
        "an",
        "north",
        "south",
        "east",
        "west",
        "central",
        "rural",
        "-",
        "upper",
        "lower",
    ):
        k -= 1
    return (
        laid.at(k) in ("in", "from", "near", "outside", "off", "on")
        and token.pos == "PROPN"
        and token.entity in ("", "ORG", "FAC", "NORP", "PRODUCT", "PERSON")
    )
