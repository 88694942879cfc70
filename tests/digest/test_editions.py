"""What the archive of editions shows."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest import editions
from pipeline.digest.editions import Edition
from pipeline.model import Cadence, Channel, ClearedItem, Slot
from pipeline.ports import Opened, Public
from tests.builders import NOON, cleared, correction, item

DAY = timedelta(days=1)
BEGAN = NOON - 400 * DAY
BRISTOL = ZoneInfo("Europe/London")
AREAS = {"tax": "Tax", "family": "Family"}


def weekly(number: int, *, late: timedelta = timedelta(0)) -> Opened:
    """The number-th weekly edition, which was due at noon."""
    due = NOON + number * 7 * DAY
    year, week, _ = due.isocalendar()
    return Opened(Slot(cadence=Cadence.WEEKLY, period=f"{year}-W{week:02d}", due=due), due + late)


def piece(name: str, *areas: str, **changes: object) -> ClearedItem:
    """A piece about these areas."""
    return cleared(item(id=name, published=NOON - 300 * DAY), *areas, **changes)


def public(**since: datetime) -> Public:
    """What is on the site, and since when; the site is older."""
    return Public(since, frozenset(since), BEGAN)


def names(found: list[Edition]) -> list[tuple[str, list[str]]]:
    """Each edition with its pieces."""
    return [(each.name, [piece.id for piece in each.pieces]) for each in found]


def test_an_edition_shows_what_had_become_public_since_the_one_before() -> None:
    """By the moment at which it was composed, and not by the date that stands on a piece."""
    opened = [weekly(1), weekly(2, late=DAY), weekly(3)]
    since = public(a=NOON + 8 * DAY, b=NOON + 14.5 * DAY, c=NOON + 15 * DAY, d=NOON + 15.1 * DAY, e=NOON + 40 * DAY)

    found = editions.past(opened, [piece(each) for each in "abcde"], since)

    assert [("weekly-2026-W50", ["d"]), ("weekly-2026-W49", ["a", "b", "c"])] == names(found)


def test_the_first_edition_reaches_back_by_its_cadence() -> None:
    """And what was there before it is in none."""
    since = public(a=NOON - DAY, b=NOON + DAY)

    assert [("weekly-2026-W48", ["b"])] == names(editions.past([weekly(1)], [piece("a"), piece("b")], since))


def test_what_the_site_began_with_is_as_old_as_its_date() -> None:
    """Else the first edition would be everything that the firm ever wrote."""
    old, young = piece("old"), cleared(item(id="young", published=NOON + 2 * DAY))
    began = NOON + 6 * DAY
    since = Public({"old": began, "young": began}, frozenset({"old", "young"}), began)

    assert [("weekly-2026-W48", ["young"])] == names(editions.past([weekly(1)], [old, young], since))


@pytest.mark.parametrize(
    "changes", [{"channels": (Channel.WEB, Channel.SOCIAL)}, {"channels": (Channel.NEWSLETTER,)}, {"backlog": True}]
)
def test_what_no_mail_or_no_page_may_tell_is_in_none(changes: dict[str, object]) -> None:
    """Not cleared for mail, or not for the web, or out before we followed its feed."""
    told = {name: changes.pop(name) for name in ("backlog",) if name in changes}
    hidden = cleared(item(id="a", **told), **changes)

    assert [] == editions.past([weekly(1)], [hidden], public(a=NOON + DAY))


def test_what_is_off_the_site_is_in_none() -> None:
    """Cleared it may be; the page that the archive would lead to is not there."""
    since = Public({"a": NOON + DAY, "b": NOON + DAY}, frozenset({"b"}), BEGAN)

    assert [("weekly-2026-W48", ["b"])] == names(editions.past([weekly(1)], [piece("a"), piece("b")], since))


def test_an_edition_with_nothing_to_show_is_not_there() -> None:
    """Whether it offered nothing or all of it was taken back, nobody can tell."""
    assert [] == editions.past([weekly(1), weekly(2)], [], public(a=NOON + DAY))


moments = st.integers(0, 60).map(lambda hours: NOON + timedelta(hours=12 * hours))


@given(st.dictionaries(st.sampled_from("abcdefgh"), moments), st.sets(st.integers(0, 6), min_size=1))
def test_each_piece_is_in_one_edition_of_a_cadence_at_most_and_none_is_empty(
    since: dict[str, datetime], weeks: set[int]
) -> None:
    """And all that became public within the reach of the editions is in one."""
    opened = [weekly(each) for each in weeks]
    found = editions.past(opened, [piece(each) for each in since], public(**since))
    shown = [piece.id for each in found for piece in each.pieces]
    first, last = min(each.at for each in opened) - 7 * DAY, max(each.at for each in opened)

    assert len(set(shown)) == len(shown)
    assert {name for name, at in since.items() if first < at <= last} == set(shown)
    assert all(each.pieces for each in found)
    assert sorted(found, key=lambda each: each.slot.due, reverse=True) == found


def test_nothing_of_readers_goes_in() -> None:
    """What decides knows slots, pieces and the site: what it is not given it cannot tell."""
    assert ("slot", "at") == Opened._fields
    assert ("since", "now", "began") == Public._fields
    assert ["slot", "pieces"] == [each.name for each in dataclasses.fields(Edition)]


def test_editions_stand_under_the_month_of_the_firms_calendar() -> None:
    """Half past eleven at night in London in June is the same day, though it is another one in UTC's."""
    slots = [datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 6, 30, 23, 30, tzinfo=UTC), datetime(2026, 6, 30, 9, tzinfo=UTC)]  # fmt: skip
    found = [Edition(Slot(cadence=Cadence.DAILY, period=str(at), due=at), (piece("a"),)) for at in slots]

    months = editions.by_month(found, BRISTOL)

    assert [(date(2026, 7, 1), found[:2]), (date(2026, 6, 1), found[2:])] == months


def test_pieces_stand_once_under_the_area_they_are_most_about() -> None:
    """An area that the firm hides is passed over; what is about none comes last."""
    a, b, c, d = piece("a", "tax", "family"), piece("b", "hidden", "tax"), piece("c"), piece("d", "family")

    assert [("Family", [d]), ("Tax", [a, b]), ("", [c])] == editions.by_area([a, b, c, d], AREAS)


@given(st.integers(0, 60), st.integers(-3, 70), st.integers(1, 24))
def test_the_pages_hold_every_edition_once(count: int, number: int, most: int) -> None:
    """In their order; a page before the first or behind the last holds none."""
    every = [Edition(weekly(each).slot, (piece("a"),)) for each in range(count)]
    pages = -(-count // most)

    assert every == [each for page in range(1, pages + 1) for each in editions.page(every, page, most)]
    assert (1 <= number <= pages) == bool(editions.page(every, number, most))


def test_an_edition_changes_with_its_latest_correction() -> None:
    """So that whoever follows the feed looks again."""
    wrong = item(id="a")
    mended = cleared(wrong, corrections=(correction(wrong, at=NOON + 9 * DAY),))
    slot = weekly(1).slot

    assert NOON + 9 * DAY == Edition(slot, (piece("b"), mended)).changed
    assert slot.due == Edition(slot, (piece("b"),)).changed
