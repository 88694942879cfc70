"""What holds of an edition after all that people did to it, and what editions are called."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import UNCHANGED, Cadence, Change, Changes, Edit, Slot, cadence_of, changes
from tests.builders import NOON

IDS = st.lists(st.sampled_from("abcdef"), max_size=4).map(tuple)


def done(*steps: tuple[Edit, str]) -> Changes:
    """What holds after these, each with the letters of its pieces."""
    return changes(Change(edit=edit, items=tuple(items), by="Ines", at=NOON) for edit, items in steps)


@pytest.mark.parametrize(
    ("steps", "holds"),
    [
        ([], UNCHANGED),
        ([(Edit.PIN, "ab"), (Edit.PIN, "c")], Changes(pinned=("a", "b", "c"))),
        ([(Edit.PIN, "ab"), (Edit.PIN, "a")], Changes(pinned=("b", "a"))),
        ([(Edit.PIN, "ab"), (Edit.DROP, "a")], Changes(pinned=("b",), dropped=frozenset("a"))),
        ([(Edit.DROP, "ab"), (Edit.PIN, "b")], Changes(pinned=("b",), dropped=frozenset("a"))),
        ([(Edit.ORDER, "abc"), (Edit.ORDER, "ca")], Changes(ordered=("c", "a"))),
        ([(Edit.ORDER, "abc"), (Edit.DROP, "b")], Changes(dropped=frozenset("b"), ordered=("a", "c"))),
        ([(Edit.PIN, "a"), (Edit.DROP, "b"), (Edit.ORDER, "cd"), (Edit.RESET, "")], UNCHANGED),
        ([(Edit.PIN, "ab"), (Edit.DROP, "c"), (Edit.RESET, "ac")], Changes(pinned=("b",))),
        ([(Edit.RESET, ""), (Edit.PIN, "a")], Changes(pinned=("a",))),
    ],
)
def test_what_came_later_counts(steps: list[tuple[Edit, str]], holds: Changes) -> None:
    """And of two orders the second alone."""
    assert holds == done(*steps)


@given(steps=st.lists(st.tuples(st.sampled_from(Edit), IDS), max_size=8))
def test_a_piece_is_in_one_state_at_most(steps: list[tuple[Edit, tuple[str, ...]]]) -> None:
    """Each once; what is undone piece by piece is as if nobody had touched anything."""
    holds = changes(Change(edit=edit, items=items, by="Ines", at=NOON) for edit, items in steps)
    touched = [*holds.pinned, *holds.dropped, *holds.ordered]
    undone = [*steps, (Edit.RESET, tuple(touched))]

    assert len(set(touched)) == len(touched)
    assert set(touched) == holds.items
    assert UNCHANGED == changes(Change(edit=edit, items=items, by="Ines", at=NOON) for edit, items in undone)


def test_a_change_needs_a_moment_with_a_zone() -> None:
    """As everything that is written down."""
    with pytest.raises(ValueError, match="time zone"):
        Change(edit=Edit.PIN, items=("a",), by="Ines", at=datetime(2026, 11, 18))  # naive on purpose


@given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_the_name_of_every_edition_is_known(day: date) -> None:
    """Whatever the day."""
    year, week, _ = day.isocalendar()
    periods = {Cadence.DAILY: f"{day}", Cadence.WEEKLY: f"{year}-W{week:02d}", Cadence.MONTHLY: f"{day:%Y-%m}"}
    due = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))

    for cadence, period in periods.items():
        assert cadence is cadence_of(Slot(cadence=cadence, period=period, due=due).edition)


@pytest.mark.parametrize(
    "name",
    [
        "", "weekly", "weekly-", "weekly-2026", "weekly-2026-48", "weekly-2026-W54", "weekly-2025-W53", "weekly-2026-W00",
        "weekly-2026-W48 ", "Weekly-2026-W48", "weekly-2026-w48", "daily-2026-02-30", "daily-2026-W48", "daily-20261121",
        "monthly-2026-13", "monthly-2026-11-01", "yearly-2026", "correction-a-lease-1234abcd", "weekly-２０２６-W48",
    ],
)  # fmt: skip
def test_what_no_edition_is_called_is_none(name: str) -> None:
    """A name that never comes would keep a note for ever."""
    assert cadence_of(name) is None
