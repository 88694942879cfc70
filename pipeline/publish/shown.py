"""What stands around a piece's own words: notices, corrections, how old it is, how it may be told, how it is shared."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.model import Basis, ClearanceBasis, ClearedItem, Item, Kind, Notice
from pipeline.model.telling import BODY, SUMMARY, TITLE, corrected, headline, largest, listed, neutral, notices, sized

#: Where a link is shared, about this much of a description is seen. Characters.
_SEEN = 150
#: A text of so many words ends where its beginning is out of sight.
_LONG = 250
#: How many words most people read in a minute.
#: Steps of type size for which the style sheet has a class.
_MOST_STEPS = 4
_KIND_NAMES = {
    Kind.STORY: "Story", Kind.ARTICLE: "Article", Kind.TESTIMONIAL: "Testimonial", Kind.NEWS: "News",
    Kind.ELSEWHERE: "Elsewhere",
}  # fmt: skip
_FICTION = "ADV-FICTION"
#: What a story is that did not happen so, or not to one client; the words are those that ADV-FICTION looks for.
_BLENDED = {
    Basis.COMPOSITE: "A composite account: several matters told as one. It is not any one client's story.",
    Basis.INVENTED: "A fictional account: it never happened so, and shows what could. Nobody in it is a client.",
}


def kind_name(item: Item) -> str:
    """What a card calls a piece; who reads only the card must know that a story is blended or invented."""
    name = _KIND_NAMES[item.kind]
    return (
        f"{str(item.basis).capitalize()} {name.lower()}" if item.kind is Kind.STORY and item.basis in _BLENDED else name
    )


def day(at: date) -> str:
    """A day for readers: 3 May 2026."""
    return f"{at.day} {at:%B %Y}"


def day_or_month(on: str) -> str:
    """The same of an ISO 8601 day or month: 3 May 2026, May 2026."""
    return day(date.fromisoformat(on)) if len(on) > len("2026-05") else f"{date.fromisoformat(f'{on}-01'):%B %Y}"


def stamp(at: datetime) -> str:
    """A moment for machines (RFC 3339); its offset from UTC has no seconds, as clocks before 1900 had."""
    offset = at.utcoffset()
    whole = offset is None or offset.total_seconds() % 60 == 0
    return (at if whole else at.astimezone(UTC)).isoformat()


def cautions(piece: ClearedItem | None, *parts: str) -> list[dict[str, Any]]:
    """The notices that stand beside these parts of a piece, with the part that they must be as large as, and larger."""
    return [_caution(each, *parts) for each in (notices(piece, *parts) if piece else ())]


def _caution(notice: Notice, *parts: str) -> dict[str, Any]:
    size = {"claim": largest(notice, *parts), "steps": min(notice.steps, _MOST_STEPS)} if notice.steps else {}
    return {"text": notice.text, **size}


def standing(piece: ClearedItem, zone: ZoneInfo) -> dict[str, Any]:
    """How a piece stands: what must be said above it and below it. Empty values are left out."""
    item = piece.item
    found = {
        "cautions": cautions(piece, TITLE, SUMMARY, BODY),
        "cautions_below": cautions(piece, BODY) if len(item.body.split()) >= _LONG else [],
        "overdue": _overdue(piece),
        "corrections": corrections(piece, zone),
        "basis": blended(piece),
        "reviewed": _reviewed(piece),
        "rests_on": list(item.rests_on),
        # The search shows whatever words match, in one size of type.
        "unsearchable": sized(piece.notices),
    }
    return {key: value for key, value in found.items() if value}


def blended(piece: ClearedItem) -> str:
    """What a reader must know of a story that did not happen so, or not to one client; empty for any other."""
    if any(each.rule == _FICTION for each in piece.notices):
        return ""  # the rule's own words say it
    return _BLENDED.get(piece.item.basis, "") if piece.item.basis else ""


def corrections(piece: ClearedItem, zone: ZoneInfo) -> list[str]:
    """What was corrected, newest first: that is what somebody who comes back looks for."""
    return [corrected(each, day(each.at.astimezone(zone))) for each in reversed(piece.corrections)]


def _overdue(piece: ClearedItem) -> str:
    if not piece.overdue or not piece.item.review_by:
        return ""
    until = day(piece.item.review_by)
    return f"Its author meant to look at this again by {until} and has not yet. The law may have changed."


def _reviewed(piece: ClearedItem) -> str:
    """In the words that ABA Formal Opinion 10-457 is read for: when it was last reviewed."""
    item = piece.item
    last = f"Reviewed {day(item.checked)}." if item.checked else ""
    following = f"To be looked at again by {day(item.review_by)}." if item.review_by and not piece.overdue else ""
    return f"{last} {following}".strip()


def modified(piece: ClearedItem) -> datetime:
    """When its words last changed for readers: published, or corrected later."""
    return max([piece.item.published, *(each.at for each in piece.corrections)])


def share(piece: ClearedItem, names: Mapping[str, str], firm: str) -> dict[str, str]:
    """Title and description for those who show a link: other sites, search engines, a browser's tab.

    They cut where they like. So notices go first, where nothing cuts them; what cannot be shown
    with its notice is left out.

    Args:
        piece: what is shared.
        names: of the practice areas, by id.
        firm: who publishes it.

    """
    return {
        "title": headline(piece, names),
        "description": description(piece) or f"{neutral(piece, names)}, from {firm}.",
    }


def description(piece: ClearedItem) -> str:
    """The summary, its notices before it; empty where they are too long to be seen, or too large."""
    found = notices(piece, SUMMARY)
    first = " ".join(each.text for each in found)
    if sized(found) or len(first) > _SEEN:
        return ""
    return f"{first} {piece.item.summary}".strip()


def provenance(piece: ClearedItem) -> str:
    """How a piece about clients may be told, in a sentence; its worth is that it is true and that somebody agreed."""
    if not piece.item.kind.tells_of_clients or piece.clearance is None:
        return ""
    told = {
        ClearanceBasis.CONSENT: "The client read this text and agreed that we tell it.",
        ClearanceBasis.ANONYMISED: "It happened as told, and everything that could lead to the client has been taken out.",
        ClearanceBasis.REVIEWED: "",
        None: "",
    }[piece.clearance.basis]
    if piece.item.kind is Kind.TESTIMONIAL:
        told = "Shown with the agreement of the person whose words these are."
    if piece.item.basis in _BLENDED:
        told = ""  # said above the words already, and "as told" would be untrue
    by = listed(piece.cleared_by or (piece.clearance.by,))
    return f"{told} Cleared by {by}, {day(piece.clearance.at)}.".strip()


def first_home(item: Item) -> dict[str, str] | None:
    """Where it was published first, for the reader: the address and the name of its host."""
    address = item.first_home or item.link
    if not address:
        return None
    return {"address": address, "host": (urlsplit(address).hostname or address).removeprefix("www.")}
