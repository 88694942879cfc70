"""What may be said of a piece where: its own words with their notices, or words that claim nothing.

A notice stands on the very surface that shows the claim, whole, in its exact words, and as large
as it must be. A surface without room for that (a subject line, a card on a network, a text that
knows one size of type) names the piece by its kind and area instead. Every surface asks here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.model.content import Basis, Item, Kind
from pipeline.model.judgement import ClearedItem, Correction, Notice

TITLE, SUMMARY, BODY = "title", "summary", "body"
#: From the smallest type to the largest.
_PARTS = (BODY, SUMMARY, TITLE)
_NOUNS = {
    Kind.STORY: "story",
    Kind.ARTICLE: "article",
    Kind.TESTIMONIAL: "testimonial",
    Kind.NEWS: "piece of news",
    Kind.ELSEWHERE: "piece elsewhere",
    Kind.NOTE: "note",
}
#: The same, several of them.
_PLURALS = {
    Kind.STORY: "stories",
    Kind.ARTICLE: "articles",
    Kind.TESTIMONIAL: "testimonials",
    Kind.NEWS: "news",
    Kind.ELSEWHERE: "pieces elsewhere",
}
#: What a story is called that did not happen so, or not to one client.
_BLENDED = {Basis.COMPOSITE: "composite", Basis.INVENTED: "invented"}
#: Who praises, where it is not a client: readers must be told (ADV-US-FTC-TESTIM).
_INSIDERS = {
    "staff": "Somebody who works here",
    "partner": "Somebody connected with the firm",
    "family": "A relative of somebody here",
}
#: The label that a place wants on advertising (ADV-US-NY-LABEL).
_LABELS = {"US-NY": "Attorney Advertising"}
#: Names of areas are common nouns but for these; "Irish conveyancing" stays Irish inside a sentence.
_PROPER = {
    "African", "American", "Asian", "Australian", "Brexit", "British", "Canadian", "Chinese", "Dutch", "English",
    "European", "French", "German", "Indian", "Irish", "Islamic", "Italian", "Jewish", "Polish", "Scots", "Scottish",
    "Spanish", "Swiss", "Welsh",
}  # fmt: skip


def notices(piece: ClearedItem, *parts: str) -> tuple[Notice, ...]:
    """What must stand beside these parts of a piece; a claim of the piece as a whole stands in each of them."""
    return tuple(each for each in piece.notices if _where(each) & set(parts))


def _where(notice: Notice) -> frozenset[str]:
    if not notice.parts or "" in notice.parts:
        return frozenset(_PARTS)
    # What stands in a picture's words or a link is shown with the text.
    return frozenset(part if part in _PARTS else BODY for part in notice.parts)


def largest(notice: Notice, *shown: str) -> str:
    """The largest of the parts shown in which the claim stands: the notice's size goes by that."""
    return max(_where(notice) & set(shown), key=_PARTS.index, default=BODY)


def sized(found: Iterable[Notice]) -> bool:
    """Whether one of them must be larger than its claim, which plain text cannot show."""
    return any(each.steps for each in found)


def noun(item: Item) -> str:
    """What a piece is called: story, composite story, testimonial."""
    blended = _BLENDED.get(item.basis) if item.kind is Kind.STORY and item.basis else None
    called = _NOUNS.get(item.kind, "page")
    return f"{blended} {called}" if blended else called


def plural(kind: str) -> str:
    """What pieces of a kind are called."""
    return _PLURALS.get(Kind(kind), "pages")


def kinds_told(kinds: Iterable[str]) -> str:
    """Kinds inside a sentence: "our articles and news"; empty where there are none."""
    told = listed(plural(each) for each in kinds)
    return f"our {told}" if told else ""


def called(item: Item) -> str:
    """The same as a phrase: A story, An invented story."""
    name = noun(item)
    return f"{'An' if name[0] in 'aeiou' else 'A'} {name}"


def goes_out(item: Item) -> str:
    """Where an item goes that nothing stops: "with the next run"."""
    return f"above the pieces of {item.edition}" if item.kind is Kind.NOTE else "with the next run"


def neutral(piece: ClearedItem, areas: Mapping[str, str]) -> str:
    """Words for a piece that claim nothing: "A story about employment".

    Args:
        piece: what they stand for.
        areas: name by practice area id.

    """
    area = next((areas[each] for each in piece.areas if areas.get(each)), "")
    return f"{called(piece.item)} about {within(area)}" if area else f"A new {noun(piece.item)}"


@cache
def within(area: str) -> str:
    """The name of an area as it stands inside a sentence: "employment", "Irish conveyancing"."""
    return re.sub(r"\b[A-Z][a-z]+\b", lambda word: word[0] if word[0] in _PROPER else word[0].lower(), area)


def headline(piece: ClearedItem, areas: Mapping[str, str]) -> str:
    """The title where it may stand alone, else words that claim nothing."""
    return neutral(piece, areas) if notices(piece, TITLE) else piece.item.title


@dataclass(frozen=True)
class Form:
    """How a piece may be told in plain text."""

    title: str
    #: Empty where it is left out.
    summary: str
    notices: tuple[str, ...]


def forms(piece: ClearedItem, areas: Mapping[str, str]) -> Iterator[Form]:
    """How a piece may be told where type has one size, the fullest form first; there is always one.

    A claim whose notice must be larger is in none of them. The last claims nothing.
    """
    item = piece.item
    for summary, found in ((item.summary, notices(piece, TITLE, SUMMARY)), ("", notices(piece, TITLE))):
        if not sized(found):
            yield Form(item.title, summary, tuple(each.text for each in found))
    if notices(piece, TITLE):
        yield Form(neutral(piece, areas), "", ())


def speaker(item: Item) -> str:
    """Who speaks in a testimonial; empty for any other piece, whose author does."""
    if item.kind is not Kind.TESTIMONIAL:
        return ""
    return _INSIDERS.get(dict(item.facts).get("testimonial.author_relation", ""), "A client")


def listed(names: Iterable[str]) -> str:
    """Names inside a sentence: "Ada, Bo and Cy"; empty where there are none."""
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def corrected(correction: Correction, day: str) -> str:
    """A correction as readers are told.

    Args:
        correction: what was wrong.
        day: when, as the firm's calendar has it.

    """
    return f"Corrected on {day}: {correction.note}"


def label(places: Iterable[str]) -> str:
    """The label that advertising of a firm practising there must bear; empty where it needs none."""
    found = (text for place, text in _LABELS.items() for each in places if f"{each}-".startswith(f"{place}-"))
    return next(found, "")


def is_advertising(pieces: Iterable[ClearedItem]) -> bool:
    """Whether an edition is mainly about the firm and not about the law: at least half of it (ADV-US-NY-PURPOSE)."""
    of_clients = [each.item.kind.tells_of_clients for each in pieces]
    return bool(of_clients) and 2 * sum(of_clients) >= len(of_clients)
