"""Who gets what."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest import decide
from pipeline.model import Cadence, Channel, ClearedItem, DeliveryState, Kind, Slot
from tests.builders import NOON, cleared, item, subscriber

AREAS = {"tax": "Tax", "family": "Family"}
PEOPLE = {"rafe": "Rafe Pellow", "ada": "Ada"}
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


pieces = st.lists(st.tuples(st.sampled_from(["tax", "family"]), st.sampled_from(["rafe", "ada"])), max_size=12).map(
    lambda rows: [piece(n, area, author=author) for n, (area, author) in enumerate(rows)]
)


def test_a_reader_gets_what_they_asked_for_and_is_told_why() -> None:
    """An area, a person, or everything: the reason names which."""
    offered = [piece(1, "tax"), piece(2, "family", author="ada")]

    by_area = decide.choose(subscriber(areas=("tax",)), offered, {"x"}, AREAS, PEOPLE)
    by_person = decide.choose(subscriber(people=("ada",)), offered, {"x"}, AREAS, PEOPLE)
    everything = decide.choose(subscriber(), offered, {"x"}, AREAS, PEOPLE)

    assert [(c.item.id, c.why) for c in by_area.choices] == [("p1", "You asked for Tax.")]
    assert [(c.item.id, c.why) for c in by_person.choices] == [("p2", "You follow Ada.")]
    assert {"You asked for everything we write."} == {c.why for c in everything.choices}


@pytest.mark.parametrize(
    ("follows", "why"),
    [
        (("ada",), "You follow Ada."),
        (("rafe",), "You follow Rafe Pellow."),
        (("ada", "rafe"), "You follow Rafe Pellow and Ada."),
        (("bo",), ""),
    ],
)
def test_who_follows_one_of_several_authors_gets_the_piece(follows: tuple[str, ...], why: str) -> None:
    """And is told whom of them they follow."""
    together = cleared(item(co_authors=("ada",)), "tax")

    assert why == decide.why(together, subscriber(people=follows), AREAS, PEOPLE)


@settings(deadline=None, max_examples=200)
@given(offered=pieces, had=st.sets(st.integers(0, 12).map(lambda n: f"p{n}")), ceiling=st.integers(1, 8))
def test_no_one_gets_a_piece_twice_or_more_than_their_ceiling(
    offered: list[ClearedItem], had: set[str], ceiling: int
) -> None:
    """Chosen, held back and passed are apart from each other and from what was had, and within the ceiling."""
    found = decide.choose(
        subscriber(areas=("tax",), ceiling=ceiling), decide.pieces(offered, Channel.NEWSLETTER), had, AREAS, PEOPLE
    )
    chosen = [choice.item.id for choice in found.choices]
    all_of_it = [*chosen, *found.held_back, *found.passed]

    assert len(chosen) <= ceiling
    assert len(set(all_of_it)) == len(all_of_it)
    assert not set(all_of_it) & had
    assert {p.id for p in offered if "tax" in p.areas} - had == set(all_of_it)


@settings(deadline=None, max_examples=100)
@given(offered=pieces, ceiling=st.integers(1, 5))
def test_week_after_week_everything_new_comes_once(offered: list[ClearedItem], ceiling: int) -> None:
    """After a first edition each new piece arrives exactly once, however small the ceiling."""
    reader = subscriber(ceiling=ceiling)
    old, had, got = [piece(100)], set[str](), []
    first = decide.choose(reader, old, had, AREAS, PEOPLE)
    had |= {c.item.id for c in first.choices} | set(first.passed)
    for _ in range(len(offered) + 1):
        week = decide.choose(reader, decide.pieces([*old, *offered], Channel.NEWSLETTER), had, AREAS, PEOPLE)
        got += [choice.item.id for choice in week.choices]
        had |= {choice.item.id for choice in week.choices}

    assert sorted(p.id for p in offered) == sorted(got)


def test_a_first_edition_leaves_the_archive_to_the_site() -> None:
    """A new reader gets the newest, and the rest never comes as news."""
    offered = decide.pieces([piece(n, "tax") for n in range(9)], Channel.NEWSLETTER)

    found = decide.choose(subscriber(ceiling=3), offered, set(), AREAS, PEOPLE)

    assert [choice.item.id for choice in found.choices] == ["p8", "p7", "p6"]
    assert len(found.passed) == 6
    assert found.held_back == ()


def test_nothing_new_is_a_row_and_no_mail() -> None:
    """The reader is left out by name, with the reason."""
    selection = decide.choose(subscriber(areas=("tax",)), [piece(1, "family")], {"x"}, AREAS, PEOPLE)

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
    """The row keeps its plan; the mail carries what may still go."""
    row = decide.planned(
        SLOT, subscriber(), decide.choose(subscriber(), [piece(2), piece(1)], {"x"}, AREAS, PEOPLE), "firm.example"
    )

    left = decide.still_cleared(row, {"p1": piece(1)}, subscriber(), AREAS, PEOPLE)

    assert row.items == ("p2", "p1")
    assert [choice.item.id for choice in left] == ["p1"]


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


@settings(max_examples=200)
@given(
    lengths=st.lists(st.integers(1, 20), max_size=10),
    limit=st.integers(0, 40),
    ceiling=st.integers(1, 8),
)
def test_no_edition_takes_longer_to_read_than_the_reader_wished(lengths: list[int], limit: int, ceiling: int) -> None:
    """The newest that fit, in their order; one piece at least, for else whoever has five minutes never gets a long one."""
    offered = [cleared(item(id=f"p{n}", body="word " * 220 * each), "tax") for n, each in enumerate(lengths)]

    found = decide.choose(subscriber(ceiling=ceiling, minutes=limit), offered, {"x"}, AREAS, PEOPLE)

    taken = len(found.choices)
    assert [piece.id for piece in offered[:taken]] == [choice.item.id for choice in found.choices]
    if not limit:
        assert min(ceiling, len(lengths)) == taken
        return
    assert taken <= 1 or sum(lengths[:taken]) <= limit
    assert taken >= min(1, len(lengths))
    # Nothing that would have fitted was held back.
    assert taken in (ceiling, len(lengths)) or sum(lengths[: taken + 1]) > limit


def test_who_has_little_time_gets_everything_in_time() -> None:
    """Week after week, each piece once, the long ones alone."""
    lengths, had, weeks = [3, 9, 2, 4, 30, 1], {"x"}, []
    offered = [cleared(item(id=f"p{n}", body="word " * 220 * each), "tax") for n, each in enumerate(lengths)]
    while found := decide.choose(subscriber(minutes=8), offered, had, AREAS, PEOPLE).choices:
        weeks.append([choice.item.id for choice in found])
        had |= set(weeks[-1])

    assert [["p0"], ["p1"], ["p2", "p3"], ["p4"], ["p5"]] == weeks


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
