"""Decides what can be said of a piece beside its practice areas, and shows the words. Asks nothing of the world.

A value's strength is reckoned as an area's is (see `decide`): the sum, over the signs that
speak for it, of what the sign is worth, times 1 + ln(how often it stands there), and double
in the title or summary. The signs and their worth are in `facets.yml`.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.model import Aspect, Evidence, Facet, Item, Kind
from pipeline.tag.decide import headline
from pipeline.tag.phrases import plain
from pipeline.tag.signs import FAINT, Found, families

_HEADLINE_WEIGHT = 2.0
#: Evidence kept with a facet: enough to explain it, not a concordance.
_MOST_EVIDENCE = 8


class _Bar(NamedTuple):
    """How much must speak for a value before it is given."""

    enough: float
    #: Beside the strongest of its aspect, a further one must have this share.
    share: float
    most: int
    #: A longer text whose headline says little of it must say more, as the square root of its words over this.
    short: float


_BARS = {
    # Courts and statutes are seldom said in passing: length counts little.
    Aspect.JURISDICTION: _Bar(enough=0.5, share=0.25, most=99, short=400),
    Aspect.INDUSTRY: _Bar(enough=1.4, share=0.4, most=3, short=150),
    Aspect.STAGE: _Bar(enough=1.0, share=0.5, most=2, short=250),
}
#: A headline that is worth this has said it.
_HEADLINE_SAYS = 1.0
#: How much must speak for story and article together, and how clearly for one of them.
_KIND_ENOUGH, _KIND_SHARE = 1.0, 0.6
#: A kind so sure that a person would say the same; and wordings about a client that no article has by chance.
_PLAINLY, _CLIENT_WORDINGS = 0.8, 2
_QUOTED = 4


class _Text(NamedTuple):
    """Words to read, where they stand, and what they count."""

    where: str
    words: str
    #: The same as `plain` has it.
    low: str
    counts: float


class _Reading(NamedTuple):
    """What there is to read of a piece."""

    texts: tuple[_Text, ...]
    #: How many words its body has.
    length: int


class _Told(NamedTuple):
    """All that tells a value."""

    evidence: tuple[Evidence, ...]
    #: The worth of its best sign: faint ones add to others, and never make a value by themselves.
    best: float

    @property
    def strength(self) -> float:
        return sum(each.weight for each in self.evidence)

    @property
    def in_headline(self) -> float:
        return sum(each.weight for each in self.evidence if each.where == "title")


def names(aspect: Aspect) -> Mapping[str, str]:
    """Every value that an aspect can have, with its name for a reader."""
    return families()[aspect].names


def facets(item: Item) -> tuple[Facet, ...]:
    """What can be said of a piece: its law, industries, stages and kind, the strongest first in each."""
    read = _reading(item)
    return (
        *_jurisdictions(read, item.jurisdictions),
        *_few(read, Aspect.INDUSTRY),
        *_few(read, Aspect.STAGE),
        *_kind(read),
    )


def declared(item: Item, found: tuple[Facet, ...]) -> tuple[Facet, ...]:
    """Facets with the places that the author declared, in their order, in place of those that were found."""
    if not item.jurisdictions:
        return found
    places = {facet.value: facet.evidence for facet in found if facet.kind_of is Aspect.JURISDICTION}
    codes = dict.fromkeys([*item.jurisdictions, *map(_country, item.jurisdictions)])
    return (
        *(Facet(kind_of=Aspect.JURISDICTION, value=code, score=1.0, evidence=places.get(code, ())) for code in codes),
        *(facet for facet in found if facet.kind_of is not Aspect.JURISDICTION),
    )


def kind_note(item: Item, facets: Iterable[Facet]) -> str | None:
    """What to do about a story that plainly reads as an article, or an article that tells of a client."""
    reads = next((facet for facet in facets if facet.kind_of is Aspect.KIND), None)
    if reads is None or reads.score < _PLAINLY or reads.value == item.kind:
        return None
    clients = _client_wordings(item)
    if item.kind is Kind.STORY and not clients:
        return (
            f"This story reads as an article ({_quoted(e.words for e in reads.evidence)}): "
            "tell what happened to a client, or move the file to content/articles/."
        )
    if item.kind is Kind.ARTICLE and len(clients) >= _CLIENT_WORDINGS:
        return (
            f"This article tells of a client ({_quoted(clients)}): move the file to stories/, "
            "where it waits for a recorded clearance, or take the client out."
        )
    return None


def _reading(item: Item) -> _Reading:
    said = ("title", headline(item), _HEADLINE_WEIGHT), ("body", item.body, 1.0)
    texts = tuple(_Text(where, words, plain(words), counts) for where, words, counts in said)
    return _Reading(texts, len(item.body.split()))


def _jurisdictions(read: _Reading, declared: Sequence[str]) -> list[Facet]:
    """What the author declared; otherwise the places whose law is clearly spoken of."""
    told = _told(read, Aspect.JURISDICTION)
    if declared:
        # The author's order stands; countries follow.
        codes = dict.fromkeys([*declared, *map(_country, declared)])
        return [_facet(Aspect.JURISDICTION, code, _of_place(code, told), score=1.0) for code in codes]
    # "A Texas rancher" and "a Houston jury" each say little of Texas; together they may say enough of the country.
    chosen = _chosen(read, Aspect.JURISDICTION, told) or _chosen(
        read, Aspect.JURISDICTION, {country: _of_place(country, told) for country in map(_country, told)}
    )
    places = {code: _of_place(code, told) for code in [*chosen, *map(_country, chosen)]}
    # Of a part and its country that are told equally, the part says more.
    ranked = sorted(places, key=lambda code: (-places[code].strength, -len(code), code))
    return [_facet(Aspect.JURISDICTION, code, places[code]) for code in ranked]


def _country(code: str) -> str:
    return code.partition("-")[0]


def _of_place(code: str, told: Mapping[str, _Told]) -> _Told:
    """What is told of a place: a part speaks for its country, too."""
    within = [each for place, each in told.items() if code in (place, _country(place))]
    return _Told(tuple(e for each in within for e in each.evidence), max((each.best for each in within), default=0.0))


def _few(read: _Reading, aspect: Aspect) -> list[Facet]:
    told = _told(read, aspect)
    return [_facet(aspect, value, told[value]) for value in _chosen(read, aspect, told)]


def _kind(read: _Reading) -> list[Facet]:
    """Story or article, where one of them is clearly the stronger."""
    told = _told(read, Aspect.KIND)
    total = sum(each.strength for each in told.values())
    if total < _KIND_ENOUGH:
        return []
    value = max(told, key=lambda each: (told[each].strength, each))
    share = told[value].strength / total
    return [_facet(Aspect.KIND, value, told[value], share * _sure(total))] if share >= _KIND_SHARE else []


def _chosen(read: _Reading, aspect: Aspect, told: Mapping[str, _Told]) -> Sequence[str]:
    """The values for which enough speaks, alone and beside the strongest; the strongest first."""
    bar = _BARS[aspect]
    length = max(1.0, math.sqrt(read.length / bar.short))
    strength = {value: each.strength for value, each in told.items() if each.best > FAINT}
    floor = bar.share * max(strength.values(), default=0.0)
    enough = [
        value
        for value, its in strength.items()
        if its >= max(floor, bar.enough * (1.0 if told[value].in_headline >= _HEADLINE_SAYS else length))
    ]
    return sorted(enough, key=lambda value: (-strength[value], value))[: bar.most]


def _facet(aspect: Aspect, value: str, told: _Told, score: float | None = None) -> Facet:
    return Facet(
        kind_of=aspect,
        value=value,
        score=round(_sure(told.strength) if score is None else score, 3),
        evidence=tuple(sorted(told.evidence, key=lambda each: -each.weight)[:_MOST_EVIDENCE]),
    )


def _sure(strength: float) -> float:
    return 1 - math.exp(-strength)


def _told(read: _Reading, aspect: Aspect) -> Mapping[str, _Told]:
    """What tells each value of an aspect."""
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    best: dict[str, float] = defaultdict(float)
    for text in read.texts:
        for found in _by_sign(families()[aspect].find(text.words, text.low)):
            first, sign = found[0], found[0].sign
            evidence[sign.value].append(
                Evidence(
                    words=text.words[first.start : first.end],
                    where=text.where,
                    start=first.start,
                    end=first.end,
                    weight=round(text.counts * sign.worth * (1 + math.log(len(found))), 3),
                    rule=sign.rule,
                )
            )
            best[sign.value] = max(best[sign.value], sign.worth)
    return {value: _Told(tuple(its), best[value]) for value, its in evidence.items()}


def _by_sign(found: Iterable[Found]) -> Iterable[list[Found]]:
    grouped: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for each in found:
        grouped[each.sign.value, each.sign.rule].append(each)
    return grouped.values()


def _client_wordings(item: Item) -> list[str]:
    """The words, each wording once, that speak of somebody whom the author served."""
    told: dict[str, str] = {}
    for text in _reading(item).texts:
        for each in families()[Aspect.KIND].find(text.words, text.low):
            if each.sign.of_a_client:
                told.setdefault(each.sign.rule, text.words[each.start : each.end])
    return list(told.values())


def _quoted(words: Iterable[str]) -> str:
    told = dict.fromkeys(" ".join(each.split()) for each in words)
    # "The court held" says more than "must".
    return ", ".join(f"“{each}”" for each in sorted(told, key=len, reverse=True)[:_QUOTED])
