"""Which of the offered pieces a reader gets, in which order, and what is told of the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest import choose
from pipeline.digest.choose import NEWS, WELCOME, Offer, why
from pipeline.model import Cadence, ClearedItem, Kind, More
from tests.builders import NOON, clearance, cleared, item, subscriber
from tests.digest.offers import AREAS, DAY, PEOPLE, chosen, got, piece

# What a reader gets, and the reason.


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"areas": ("tax",)}, "Because you follow tax."),
        ({"areas": ("irish", "tax")}, "Because you follow tax and Irish conveyancing."),
        ({"people": ("ada",)}, "Because you follow Ada."),
        ({"people": ("ada", "rafe")}, "Because you follow Rafe Pellow and Ada."),
        ({"areas": ("tax",), "people": ("rafe",)}, "Because you follow Rafe Pellow and tax."),
        ({"areas": ("family",)}, ""),
        ({"people": ("bo",)}, ""),
        ({}, "You asked for everything we write."),
        ({"kinds": ("article", "news")}, "You asked for our articles and news."),
        ({"kinds": ("story",)}, ""),
        ({"areas": ("tax",), "kinds": ("story",)}, ""),
    ],
)
def test_each_piece_says_why_it_is_there(wish: dict[str, tuple[str, ...]], reason: str) -> None:
    """The strongest reason first, in words of the reader's choice; without a reason it does not come."""
    told = piece("p", "tax", "irish", co_authors=("ada",))
    reader = subscriber(**wish)

    found = chosen(reader, [told], "x")

    assert reason == why(told, reader, AREAS, PEOPLE)
    assert ([told] if reason else []) == list(found.pieces)


@pytest.mark.parametrize(
    ("places", "wanted", "comes"),
    [
        ((), ("IE",), True),
        (("IE",), (), True),
        (("IE",), ("IE",), True),
        (("IE", "CA-ON"), ("CA-ON",), True),
        (("IE",), ("GB-EAW", "CA-ON"), False),
        (("CA",), ("CA-ON",), True),
        (("CA-ON",), ("CA",), True),
        (("CA-QC",), ("CA-ON",), False),
        (("CAT",), ("CA",), False),
        (("ie",), ("IE",), True),
    ],
)
def test_the_law_of_other_places_stays_out(places: tuple[str, ...], wanted: tuple[str, ...], comes: bool) -> None:
    """What names no place is for everybody, the law of a country holds in its parts, and a filter selects nothing."""
    told = [piece("p", "tax", jurisdictions=places)]

    assert comes == bool(chosen(subscriber(areas=("tax",), jurisdictions=wanted), told, "x").pieces)
    assert not chosen(subscriber(areas=("family",), jurisdictions=wanted), told, "x").pieces


# The order.


def test_fit_decides_between_pieces_of_one_day() -> None:
    """A followed person goes before any area, the area it is most about before the third, two before one."""
    reader = subscriber(areas=("tax", "family"), people=("ada", "bo"))
    offered = [
        piece("third", "x", "y", "tax", author="a"),
        piece("both", "tax", "family", author="b"),
        piece("person", author="bo"),
        piece("first", "family", author="c"),
        piece("person-and-area", "x", "tax", author="ada"),
    ]

    assert ["person-and-area", "person", "both", "first", "third"] == got(chosen(reader, offered, "x"))


def test_freshness_decides_between_pieces_that_fit_alike() -> None:
    """The newer one goes first, and of one moment the one whose name does."""
    offered = [piece("b", age=3), piece("a", age=3), piece("old", age=9), piece("new", age=1)]

    assert ["new", "a", "b", "old"] == got(chosen(subscriber(), [replace_author(each) for each in offered], "x"))


def replace_author(of: ClearedItem) -> ClearedItem:
    """The same piece by somebody of its own."""
    return cleared(replace(of.item, author=f"by-{of.id}"))


def test_what_waited_gives_way_to_what_is_newer() -> None:
    """The same fit of last week stands behind this week's; a followed person of last week before another area of this."""
    reader = subscriber(areas=("tax", "family"), people=("bo",))
    offered = [
        piece("last-week", "tax", author="a", age=8),
        piece("this-week", "family", author="b", age=1),
        piece("person-and-area-of-last-week", "tax", author="bo", age=8),
    ]

    assert ["person-and-area-of-last-week", "this-week", "last-week"] == got(chosen(reader, offered, "x"))


def test_one_person_does_not_fill_a_mail() -> None:
    """Of six new pieces by one and one by another, the other comes second."""
    offered = [*(piece(f"rafe-{n}", age=n / 10) for n in range(6)), piece("bo", author="bo", age=2)]

    assert ["rafe-0", "bo", "rafe-1"] == got(chosen(subscriber(ceiling=3), offered, "x"))


def test_whoever_nobody_signed_is_nobody_again() -> None:
    """The firm's own unsigned pieces are not one person's."""
    offered = [*(piece(f"n{n}", author=None, age=n) for n in range(3)), piece("bo", author="bo", age=2.5)]

    assert ["n0", "n1", "n2", "bo"] == got(chosen(subscriber(), offered, "x"))


PIECES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(["tax", "family", "irish"]), max_size=3, unique=True),
        st.sampled_from(["rafe", "ada", "bo", None]),
        st.integers(0, 200),
        st.sampled_from([Kind.ARTICLE, Kind.STORY, Kind.NEWS]),
        st.sampled_from([(), ("IE",), ("CA-ON",), ("CA",)]),
        st.integers(1, 12),
    ),
    max_size=25,
).map(
    lambda rows: [
        piece(
            f"p{n:02}", *areas, author=author, age=age, kind=kind, jurisdictions=places, body="word " * 220 * length,
            html="word " * 220 * length,
        )
        for n, (areas, author, age, kind, places, length) in enumerate(rows)
    ]
)  # fmt: skip
READERS = st.builds(
    subscriber,
    areas=st.lists(st.sampled_from(["tax", "family", "irish"]), max_size=2, unique=True).map(tuple),
    people=st.lists(st.sampled_from(["rafe", "bo"]), max_size=2, unique=True).map(tuple),
    kinds=st.sampled_from([(), (), ("article",), ("story", "news")]),
    jurisdictions=st.sampled_from([(), (), ("IE",), ("CA-ON",)]),
    cadence=st.sampled_from(Cadence),
    ceiling=st.integers(1, 8),
    minutes=st.sampled_from([0, 0, 1, 10, 30]),
    confirmed=st.integers(0, 100).map(lambda days: NOON - days * DAY),
)


@settings(deadline=None, max_examples=120)
@given(
    reader=READERS, offered=PIECES, had=st.frozensets(st.integers(0, 25).map(lambda n: f"p{n:02}")), seed=st.randoms()
)
def test_what_a_reader_gets_keeps_every_promise(reader, offered, had, seed) -> None:  # type: ignore[no-untyped-def]
    """No piece twice, none without a reason, ceilings kept, every piece counted once, the same whatever the order of all."""
    found = chosen(reader, offered, *had)
    mail, parts = got(found), [*got(found), *found.held_back, *found.passed]
    asked_for = {each.id for each in offered if why(each, reader, AREAS, PEOPLE)}
    of = {each.id: each for each in offered}
    fresh = {id_ for id_ in asked_for if NOON - of[id_].item.published <= NEWS}
    times = [len(of[id_].item.html.split()) / 220 for id_ in mail]

    assert len(parts) == len(set(parts))
    assert set(parts) <= asked_for - had
    assert asked_for - had - set(parts) <= {id_ for id_ in asked_for if NOON - of[id_].item.published > NEWS}
    assert {each.id for each in found.pieces} <= asked_for
    assert len(mail) <= (min(WELCOME, reader.ceiling) if not had else reader.ceiling)
    assert not reader.minutes or len(mail) <= 1 or sum(times) <= reader.minutes
    assert found.welcome == (not had and bool(asked_for))
    assert bool(mail) == bool(asked_for if not had else fresh - had)
    assert had == set() or set(mail) | set(found.held_back) <= fresh
    assert sum(each.count for each in found.more) == len((asked_for if not had else fresh - had) - set(mail))
    assert len(found.held_back) <= 2 * reader.ceiling
    if not had:
        assert all(of[id_].item.published > reader.confirmed for id_ in found.held_back)
    shuffled = list(offered)
    seed.shuffle(shuffled)
    assert found == chosen(reader, shuffled, *had)


@settings(deadline=None, max_examples=80)
@given(reader=READERS, offered=PIECES)
def test_nothing_goes_before_what_is_three_editions_newer(reader, offered) -> None:  # type: ignore[no-untyped-def]
    """However well it fits, and whoever wrote it."""
    rhythm = {Cadence.DAILY: 1, Cadence.WEEKLY: 7, Cadence.MONTHLY: 31}[reader.cadence] * DAY
    told = [piece.item.published for piece in chosen(reader, offered, "x").pieces]

    assert all(later - earlier < 3 * rhythm for n, earlier in enumerate(told) for later in told[n:])


# What does not fit.


def test_the_rest_is_counted_by_area() -> None:
    """The area that it is most about of those the reader chose; the most come first, what is about none comes last."""
    offered = [
        *(piece(f"t{n}", "tax", "family") for n in range(3)),
        *(piece(f"f{n}", "irish", "family") for n in range(4)),
        *(piece(f"none{n}", author="bo") for n in range(5)),
    ]
    reader = subscriber(areas=("family", "tax"), people=("bo",), ceiling=1)

    found = chosen(reader, offered, "x")

    assert (More(area="family", count=4), More(area="tax", count=3), More(area="", count=4)) == found.more
    assert found.more == choose.more(reader, Offer(offered, NOON), {"x", *got(found)})


def test_of_a_flood_the_newest_come_and_the_rest_is_passed() -> None:
    """Three a week of twelve: every mail is of its week, and when the firm falls silent two more come, and no third."""
    reader, had, mails = subscriber(ceiling=3), {"x"}, []
    for week in range(9):
        offered = [
            piece(f"w{n}-{each:02}", author=f"a{each}", age=7 * (week - n) + each / 2)
            for n in range(min(week + 1, 5))
            for each in range(12)
        ]
        found = chosen(reader, offered, *had)
        had |= {*got(found), *found.passed}
        mails.append({id_[:2] for id_ in got(found)})

    assert [{"w0"}, {"w1"}, {"w2"}, {"w3"}, {"w4"}, {"w4"}, {"w4"}, set(), set()] == mails


def test_what_waits_comes_in_a_quiet_week() -> None:
    """Each piece once, and in time."""
    reader, had, weeks = subscriber(minutes=8), {"x"}, []
    offered = [
        piece(f"p{n}", author=f"a{n}", age=n, body="word " * 220 * each)
        for n, each in enumerate([3, 9, 2, 4, 30, 1])
    ]  # fmt: skip
    while found := got(selection := chosen(reader, offered, *had)):
        weeks.append(found)
        had |= {*found, *selection.passed}

    assert [["p0"], ["p1"], ["p2", "p3"]] == weeks
    assert {"p4", "p5"} <= had


@settings(max_examples=80, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 20), max_size=10),
    limit=st.integers(0, 40),
    ceiling=st.integers(1, 8),
)
def test_no_edition_takes_longer_to_read_than_the_reader_wished(lengths: list[int], limit: int, ceiling: int) -> None:
    """The best that fit, in their order; one piece at least, for else whoever has five minutes never gets a long one."""
    offered = [
        piece(f"p{n}", "tax", author=f"a{n}", age=n, body="word " * 220 * each) for n, each in enumerate(lengths)
    ]

    found = chosen(subscriber(ceiling=ceiling, minutes=limit), offered, "x")

    taken = len(found.pieces)
    assert [each.id for each in offered[:taken]] == got(found)
    if not limit:
        assert min(ceiling, len(lengths)) == taken
        return
    assert taken <= 1 or sum(lengths[:taken]) <= limit
    assert taken >= min(1, len(lengths))
    # Nothing that would have fitted was held back.
    assert taken in (ceiling, len(lengths)) or sum(lengths[: taken + 1]) > limit


# What is news.


def test_what_is_old_is_no_news() -> None:
    """Whoever chooses another area does not get what we wrote about it in ten years, nor what a lawyer dropped of them."""
    offered = [piece("now", "tax"), piece("spring", "tax", age=93), piece("years-ago", "tax", age=3000)]

    found = chosen(subscriber(areas=("tax",)), offered, "x")

    assert (["now"], (), ("spring",)) == (got(found), found.held_back, found.passed)
    assert not chosen(subscriber(areas=("tax",)), offered[1:], "x").pieces


def test_a_story_is_news_from_the_day_its_client_agreed() -> None:
    """However long that took, up to half a year; cleared anew after that, it is none."""
    slow, again = item(id="slow", published=NOON - 150 * DAY), item(id="again", published=NOON - 400 * DAY)
    offered = [
        cleared(each, clearance=clearance(each, at=NOON - DAY)) for each in (slow, again)
    ]  # fmt: skip

    assert ["slow"] == got(chosen(subscriber(), offered, "x"))


# The welcome.


def test_a_first_edition_welcomes_with_the_best_three() -> None:
    """What fits goes before what is merely new; everything older than their coming is left to the site."""
    reader = subscriber(areas=("tax",), people=("bo",), confirmed=NOON - 2 * DAY)
    offered = [
        *(piece(f"new{n}", "x", "y", "tax", author=f"a{n}", age=3 + n) for n in range(4)),
        piece("best", "tax", author="bo", age=60),
        piece("good", "tax", author="ada", age=20),
    ]

    found = chosen(reader, offered)

    assert ["best", "good", "new0"] == got(found)
    assert found.welcome
    assert ((), {"new1", "new2", "new3"}) == (found.held_back, set(found.passed))
    assert (
        (More(area="tax", count=3),)
        == found.more
        == choose.more(reader, Offer(offered, NOON), set(got(found)), welcome=True)
    )
    assert not chosen(reader, offered, *got(found), *found.passed).pieces


def test_a_welcome_passes_nothing_that_came_out_since() -> None:
    """What is newer than the reader waits for the next edition."""
    reader = subscriber(confirmed=NOON - 3 * DAY)
    offered = [piece(f"p{n}", author=f"a{n}", age=n) for n in range(6)]

    first = chosen(reader, offered)
    second = chosen(reader, offered, *got(first), *first.passed)

    assert (["p0", "p1", "p2"], (), ("p3", "p4", "p5")) == (got(first), first.held_back, first.passed)
    reader = replace(reader, confirmed=NOON - timedelta(days=4.5))
    first = chosen(reader, offered)
    second = chosen(reader, offered, *got(first), *first.passed)
    assert (["p0", "p1", "p2"], ("p3", "p4"), ("p5",)) == (got(first), first.held_back, first.passed)
    assert (["p3", "p4"], False) == (got(second), second.welcome)


@pytest.mark.parametrize(("ceiling", "minutes", "comes"), [(1, 0, 1), (2, 0, 2), (20, 0, 3), (7, 4, 2), (7, 1, 1)])
def test_a_welcome_keeps_the_ceilings(ceiling: int, minutes: int, comes: int) -> None:
    """Whoever wants one piece gets one."""
    offered = [piece(f"p{n}", author=f"a{n}", age=n, body="word " * 440) for n in range(6)]

    assert comes == len(chosen(subscriber(ceiling=ceiling, minutes=minutes), offered).pieces)


def test_who_waited_for_their_first_piece_is_welcomed_with_it() -> None:
    """Nothing came before, however long ago they confirmed."""
    reader = subscriber(areas=("tax",), confirmed=NOON - 300 * DAY)

    assert not chosen(reader, [piece("f", "family")]).welcome
    assert chosen(reader, [piece("f", "family"), piece("t", "tax")]).welcome
