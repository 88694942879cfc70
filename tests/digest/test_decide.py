"""Who gets what."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest import decide
from pipeline.model import Cadence, Channel, ClearedItem, DeliveryState, Kind, Slot
from tests.builders import NOON, cleared, item, subscriber
from tests.digest.offers import AREAS, PEOPLE, chosen

SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)


def piece(number: int, *areas: str, author: str = "rafe", kind: Kind = Kind.ARTICLE) -> ClearedItem:
    """The number-th piece; higher is newer."""
    return cleared(
        item(
            id=f"p{number}",
            author=author,
            kind=kind,
            published=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number),
        ),
        *areas,
    )


def test_nothing_new_is_a_row_and_no_mail() -> None:
    """The reader is left out by name, with the reason."""
    selection = chosen(subscriber(areas=("tax",)), [piece(1, "family")], "x")

    row = decide.planned(SLOT, subscriber(), selection, "firm.example")

    assert (row.state, row.response, row.items) == (DeliveryState.EXCLUDED, "nothing new for this reader", ())


def test_a_channel_that_was_not_cleared_gets_nothing() -> None:
    """A story that the client allowed on the site alone is never mailed."""
    only_web = cleared(item(id="web"), "tax", channels=(Channel.WEB,))

    assert decide.pieces([only_web], Channel.NEWSLETTER) == []
    assert [p.id for p in decide.pieces([only_web], Channel.WEB)] == ["web"]


def test_pages_are_not_pieces() -> None:
    """A person's page is no news."""
    assert decide.pieces([cleared(item(kind=Kind.PROFILE))], Channel.NEWSLETTER) == []


def test_what_was_withdrawn_after_planning_is_left_out() -> None:
    """The row keeps its plan; the mail carries what may still go, and what the reader still asks for."""
    reader = subscriber(areas=("tax",))
    offered = [piece(290, "tax"), piece(280, "tax", author="ada"), piece(285, "tax", author="bo")]
    row = decide.planned(SLOT, reader, chosen(reader, offered, "x"), "firm.example")

    left = decide.still_cleared(row, {"p280": piece(280, "tax"), "p285": piece(285)}, reader, AREAS, PEOPLE)

    assert row.items == ("p290", "p285", "p280")
    assert [choice.item.id for choice in left] == ["p280"]


def test_a_network_gets_five_at_most_and_nothing_from_elsewhere() -> None:
    """A social digest is short, and points to our own site."""
    offered = decide.pieces(
        [piece(n, kind=Kind.ELSEWHERE if n == 9 else Kind.ARTICLE) for n in range(10)], Channel.SOCIAL
    )

    row = decide.for_network(SLOT, "bluesky", offered, {"p8"}, "firm.example")

    assert (row.subscriber, row.items) == ("social:bluesky", ("p7", "p6", "p5", "p4", "p3"))


def test_what_was_out_before_its_feed_was_followed_is_sent_to_nobody() -> None:
    """The backlog of a blog stands on the site, and in no mail and no social text."""
    old, new = cleared(item(id="old", backlog=True)), cleared(item(id="new"))

    assert [["new"], ["new"]] == [
        [piece.id for piece in decide.pieces([old, new], channel)] for channel in (Channel.NEWSLETTER, Channel.SOCIAL)
    ]


moments = st.sampled_from([None, *(NOON + timedelta(days=n) for n in (-1, 0, 1))])


@given(left=moments, paused=moments, ends=moments, never=st.booleans())
def test_whoever_may_not_be_mailed_has_a_reason(
    left: datetime | None, paused: datetime | None, ends: datetime | None, *, never: bool
) -> None:
    """There is one exactly when they do not read now, or the firm never writes there."""
    reader = subscriber(left=left, paused=paused, ends=ends)

    reason = decide.barred(reader, NOON, ["example.org"] if never else [])

    assert bool(reason) == (never or not reader.reads(NOON))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"left": NOON}, "the reader has left"),
        ({"paused": NOON + timedelta(days=9)}, "the reader wants nothing until 2026-11-27"),
        (
            {"ends": NOON, "permission": "implied-client"},
            "the permission (implied-client) ended on 2026-11-18",
        ),
        ({"address": "r@legal.opponent.example"}, "opponent.example stands in never_mail"),
        ({"address": "r@BÜCHER.example"}, "xn--bcher-kva.example stands in never_mail"),
        ({"address": "r@notopponent.example"}, ""),
        ({"address": "r@opponent.example.org"}, ""),
    ],
)
def test_the_reason_says_what_it_is(changes: dict[str, object], reason: str) -> None:
    """Subdomains lie in a domain; a domain that only ends in the same letters does not."""
    assert reason == decide.barred(subscriber(**changes), NOON, ["opponent.example", "xn--bcher-kva.example"])


def test_whoever_may_not_be_mailed_is_left_out_by_name() -> None:
    """A row of the edition says who and why, and takes nothing with it."""
    row = decide.left_out(SLOT, subscriber(), "the reader wants nothing until 2026-11-27", "firm.example")

    assert ("reader-1", DeliveryState.EXCLUDED, (), (), "the reader wants nothing until 2026-11-27") == (
        row.subscriber, row.state, row.items, row.passed, row.response,
    )  # fmt: skip


def test_an_edition_is_told_in_numbers_and_by_who_is_left_out() -> None:
    """Of readers and of networks, each reason counted."""
    some = chosen(subscriber(), [piece(290, "tax"), piece(289, author="ada")], "x")
    none = chosen(subscriber(), [], "x")
    rows = [
        decide.planned(SLOT, subscriber(id="a"), some, "firm.example"),
        decide.planned(SLOT, subscriber(id="b"), none, "firm.example"),
        decide.planned(SLOT, subscriber(id="c"), none, "firm.example"),
        decide.left_out(SLOT, subscriber(id="d"), "the reader has left", "firm.example"),
        decide.for_network(SLOT, "bluesky", [piece(9)], (), "firm.example"),
        decide.for_network(SLOT, "x", [], (), "firm.example"),
    ]

    (told,) = decide.told(rows)

    assert ("weekly-2026-W47", 1, 2, 1) == (told.edition, told.readers, told.pieces, told.networks)
    assert {"b": decide.NOTHING_NEW, "c": decide.NOTHING_NEW, "d": "the reader has left"} == told.left_out
    assert [(decide.NOTHING_NEW, 2), ("the reader has left", 1)] == list(told.reasons.items())
