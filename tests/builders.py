"""Builders with defaults: a test shows only what matters to it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from pipeline.clear.standing import Standing
from pipeline.collect.cleaning import to_html
from pipeline.firm import Firm
from pipeline.firm import read as read_firm
from pipeline.model import (
    Area,
    Areas,
    Basis,
    Channel,
    Clearance,
    ClearanceBasis,
    ClearedItem,
    Consent,
    Correction,
    Decision,
    Evidence,
    Finding,
    Item,
    Kind,
    Notice,
    Person,
    Severity,
    Subscriber,
    Tag,
)
from pipeline.publish.desk import Desk
from pipeline.publish.listing import Listing, listing

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

FIRM = """
name: Test & Firm
legal_name: Test & Firm LLP
tagline: We test
why: Because it matters.
how: Carefully.
what: Everything.
site: https://firm.example/
time_zone: Europe/London
postal_address: 1 Test Street, Testville
email: hello@firm.example
phone: 0117 496 0000
places_of_practice: [GB-EAW, IE, CA-ON]
collecting: {settle: 0}
mail: {sender: Test Firm <digest@firm.example>, reply_to: hello@firm.example}
"""


def firm(**changes: Any) -> Firm:
    """A firm in Bristol time."""
    return read_firm(FIRM).model_copy(update=changes)


def areas(*keys: str) -> Areas:
    """A firm's practice areas, each called by its key."""
    named = {key: Area(id=key, name=key.title(), folio=()) for key in keys}
    return Areas(shown=named, first=named, went={key: key for key in keys})


def item(**changes: Any) -> Item:
    """An article that nothing is wrong with."""
    fields: dict[str, Any] = {
        "id": "a-lease",
        "kind": Kind.ARTICLE,
        "source": "content/articles/a-lease.md",
        "title": "Reading a lease",
        "summary": "What the clauses mean.",
        "body": "A lease has clauses.\n\nRead them before you sign.",
        "author": "rafe",
        "published": datetime(2026, 11, 2, tzinfo=UTC),
        **changes,
    }
    fields.setdefault("html", to_html(fields["body"], {}))
    return Item(**fields)


def story(**changes: Any) -> Item:
    """A story without a clearance."""
    return item(
        **{
            "id": "the-van",
            "kind": Kind.STORY,
            "source": "stories/rafe/the-van.md",
            "title": "The van",
            "summary": "A van was late.",
            "body": "A van was late, and we rang the depot.",
            "basis": Basis.ANONYMISED,
            **changes,
        }
    )


def note(**changes: Any) -> Item:
    """A note for the edition after the one of `NOON`'s week, without a clearance."""
    return item(
        **{
            "id": "a-word",
            "kind": Kind.NOTE,
            "source": "content/articles/a-word.md",
            "title": "Note for weekly-2026-W48",
            "summary": "Two of us spent the autumn in tribunals.",
            "body": "Two of us spent the autumn in tribunals. Here is what we learnt.\n\nWrite to me.",
            "edition": "weekly-2026-W48",
            **changes,
        }
    )


def clearance(of: Item, **changes: Any) -> Clearance:
    """A decision that clears exactly this text."""
    return Clearance(
        **{
            "item": of.id,
            "text": of.content_hash,
            "decision": Decision.CLEARED,
            "by": "Ada Clear",
            "at": NOON,
            "basis": ClearanceBasis.ANONYMISED,
            "ref": "READ-1",
            **changes,
        }
    )


def consent(of: Item, **changes: Any) -> Consent:
    """A client's permission for exactly this text, everywhere."""
    return Consent(
        **{
            "ref": "CONSENT-1",
            "item": of.id,
            "text": of.content_hash,
            "client_ref": "20431",
            "signed_by": "R. Hollin",
            "signed": date(2026, 11, 3),
            "signed_by_role": "client",
            "purpose": "a case study",
            "channels": tuple(Channel),
            "evidence": "file 7, letter 3",
            "recorded_by": "Ada Clear",
            "recorded": NOON,
            **changes,
        }
    )


def standing(*decisions: Clearance | None, consents: Sequence[Consent] = (), **changes: Any) -> Standing:
    """What is recorded of one item: these decisions and consents; one person is enough."""
    return Standing(
        decisions=tuple(each for each in decisions if each), consents={each.ref: each for each in consents}, **changes
    )


def tag(area: str = "real-estate-property", score: float = 0.9) -> Tag:
    """A tag with one word of evidence."""
    return Tag(area=area, score=score, evidence=(Evidence(words="lease", where="body", start=2, end=7, weight=1.0),))


def cleared(of: Item | None = None, *areas: str, **changes: Any) -> ClearedItem:
    """A cleared item about these practice areas."""
    of = of or item()
    return ClearedItem(
        **{
            "item": of,
            "tags": tuple(tag(area) for area in areas),
            "cleared_text": of.content_hash,
            "channels": tuple(Channel),
            **changes,
        }
    )


def correction(of: Item, **changes: Any) -> Correction:
    """That an earlier text of this item was wrong."""
    return Correction(
        **{
            "at": NOON,
            "by": "Ada Clear",
            "note": "We gave the limit as six months; it is three.",
            "corrects": of.content_hash + "-before",
            **changes,
        }
    )


def notice(**changes: Any) -> Notice:
    """New York's line on results, asked for by a claim in the title."""
    return Notice(
        **{
            "rule": "ADV-US-NY-PRIOR",
            "text": "Prior results do not guarantee a similar outcome.",
            "parts": frozenset({"title"}),
            **changes,
        }
    )


def finding(**changes: Any) -> Finding:
    """Something that stops an item."""
    return Finding(
        **{
            "rule": "ADV-GUARANTEE",
            "severity": Severity.BLOCK,
            "where": "content/articles/a-lease.md:3",
            "words": "we guarantee",
            "reason": "A promise.",
            "remedy": "Take it out.",
            **changes,
        }
    )


def person(**changes: Any) -> Person:
    """A lawyer with a page."""
    return Person(
        **{
            "id": "rafe",
            "name": "Rafe Pellow",
            "role": "Partner",
            "office": "Bristol",
            "email": "rafe@firm.example",
            "phone": "0117 496 0118",
            "practices": ("real-estate-property",),
            **changes,
        }
    )


def subscriber(**changes: Any) -> Subscriber:
    """A reader who asked for everything, weekly."""
    return Subscriber(
        **{
            "id": "reader-1",
            "address": "reader@example.org",
            "name": "Reader",
            "confirmed": datetime(2026, 1, 5, tzinfo=UTC),
            "proof": "the form",
            **changes,
        }
    )


def desk(*people: Person, areas: Sequence[Area] = (), own: Sequence[ClearedItem] = (), **about_the_firm: Any) -> Desk:
    """What pieces are shown beside: a firm with these people and areas."""
    return Desk(people, firm(**about_the_firm), {area.id: area for area in areas}, {each.id: each for each in own})


def listed(*pieces: ClearedItem, beside: Desk | None = None) -> list[Listing]:
    """Pieces as lists know them."""
    return [listing(piece, beside or desk()) for piece in pieces]
