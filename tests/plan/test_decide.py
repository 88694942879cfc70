"""Which slots come into the plan, where closed days and quiet hours put them, and which are due."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.calendar_settings import Cadences, Daily, Monthly, Nightly, Quiet, Rhythm, Weekly
from pipeline.model import Planned, SlotState
from pipeline.plan import decide
from pipeline.plan.opening import Opening
from tests.plan.test_rhythms import ZONES, rhythms

LONDON = ZoneInfo("Europe/London")
CHRISTMAS = Opening(LONDON, {date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day (observed)"})
NIGHT = Quiet.model_validate({"from": "19:00", "to": "08:00"})


def laid(rhythm: Rhythm, opening: Opening, first: date, last: date, job: str = "weekly") -> dict[str, Planned]:
    """The slots between two days, by period."""
    return {each.period: each for each in decide.lay_out(job, rhythm, opening, first, last)}


def planned(period: str, day: int, hour: int = 8, **told: Any) -> Planned:
    """A slot of the weekly edition in November 2026."""
    at = datetime(2026, 11, day, hour, tzinfo=UTC)
    return Planned(**{"job": "weekly", "period": period, "due": at, "at": at, "zone": "UTC", "rule": "", **told})


def test_a_weekly_slot_on_a_holiday_goes_on_the_next_open_day() -> None:
    """At the same time on the wall, under the name of its own week, with the reason."""
    slot = laid(Weekly(on="monday", at=time(8, 30)), CHRISTMAS, date(2026, 12, 28), date(2026, 12, 28))["2026-W53"]

    assert ("2026-12-29T08:30:00+00:00", "28 December: Boxing Day (observed)", SlotState.PLANNED) == (
        slot.at.isoformat(), slot.shift, slot.state,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("closed", "at", "state"),
    [
        ("next", "2026-12-26T08:30", SlotState.PLANNED),
        ("before", "2026-12-24T08:30", SlotState.PLANNED),
        ("anyway", "2026-12-25T08:30", SlotState.PLANNED),
        ("skip", "2026-12-25T08:30", SlotState.CLOSED),
        (None, "2026-12-25T08:30", SlotState.CLOSED),
    ],
)
def test_what_happens_on_a_closed_day_is_said_by_the_rhythm(closed: Any, at: str, state: SlotState) -> None:
    """A daily edition is skipped where nothing is said: the next day has one of its own."""
    rhythm = Daily(at=time(8, 30), on=("friday",), closed=closed)

    slot = laid(rhythm, CHRISTMAS, date(2026, 12, 25), date(2026, 12, 25), "daily")["2026-12-25"]

    assert (at, state) == (slot.at.isoformat()[:16], slot.state)
    assert ("Christmas Day" in slot.shift) == (closed != "anyway")


def test_a_slot_that_falls_on_the_same_moment_as_the_next_gives_way() -> None:
    """Nobody gets two daily editions on the first open morning."""
    slots = laid(Daily(at=time(8), closed="next"), CHRISTMAS, date(2026, 12, 24), date(2026, 12, 28), "daily")

    assert [SlotState.PLANNED, SlotState.CLOSED, SlotState.PLANNED, SlotState.PLANNED, SlotState.CLOSED] == [
        each.state for each in slots.values()
    ]
    assert "25 December: Christmas Day; daily-2026-12-26 falls on the same time" == slots["2026-12-25"].shift


def test_a_slot_in_quiet_hours_waits_for_their_end() -> None:
    """On the next open day where the next morning is closed."""
    opening = Opening(LONDON, CHRISTMAS.closed, quiet=NIGHT)
    rhythm = Weekly(on=("wednesday", "thursday"), at=time(20))

    slots = laid(rhythm, opening, date(2026, 12, 23), date(2026, 12, 24))

    assert ["2026-12-24T08:00:00+00:00", "2026-12-27T08:00:00+00:00"] == [
        each.at.isoformat() for each in slots.values()
    ]
    assert "quiet until 08:00; 25 December: Christmas Day" == slots["2026-W52-4"].shift


def test_what_nobody_is_sent_looks_at_no_calendar() -> None:
    """The site is built at night and on Christmas Day."""
    opening = Opening(LONDON, CHRISTMAS.closed, frozenset({5}), NIGHT)

    slots = laid(Nightly(at=time(3)), opening, date(2026, 12, 25), date(2026, 12, 26), "site")

    assert [3, 3] == [each.at.hour for each in slots.values()]


def test_an_edition_may_be_closed_before_it_leaves() -> None:
    """It is due at its cut-off, and leaves at the time of its rule."""
    rhythm = Weekly(on="monday", at=time(8, 30), cut_off=120)

    slot = laid(rhythm, Opening(LONDON), date(2026, 11, 23), date(2026, 11, 23))["2026-W48"]

    assert (6, 8) == (slot.due.hour, slot.at.hour)


def test_a_rhythm_goes_by_its_own_zone_where_it_has_one() -> None:
    """Toronto's morning is London's lunch."""
    rhythm = Weekly(on="monday", at=time(8, 30), zone="America/Toronto")

    slot = laid(rhythm, Opening(LONDON), date(2026, 11, 23), date(2026, 11, 23))["2026-W48"]

    assert ("2026-11-23T13:30:00+00:00", "America/Toronto") == (slot.at.isoformat(), slot.zone)


@settings(deadline=None, max_examples=200)
@given(
    rhythm=rhythms,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    closed=st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.just("closed"), max_size=20),
    shut=st.frozensets(st.integers(0, 6), max_size=5),
    quiet=st.one_of(st.none(), st.just(NIGHT)),
    first=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
)
def test_slots_keep_their_order_and_go_out_when_it_is_open(
    rhythm: Rhythm, zone: ZoneInfo, closed: dict[date, str], shut: frozenset[int], quiet: Quiet | None, first: date
) -> None:
    """Each period once, ever later, none in closed or quiet time; and laid out in parts they are the same."""
    opening = Opening(zone, closed, shut, quiet)
    last = first + timedelta(days=90)
    slots = decide.lay_out("weekly", rhythm, opening, first, last)
    open_ones = [each for each in slots if each.state is SlotState.PLANNED]

    assert sorted({each.period for each in slots}) == [each.period for each in slots]
    assert all(one.at < other.at for one, other in pairwise(open_ones))
    if not isinstance(rhythm, Nightly):
        assert [] == [each for each in open_ones if opening.shut(each.at)]
    middle = first + timedelta(days=40)
    parts = decide.lay_out("weekly", rhythm, opening, first, middle)
    assert parts == slots[: len(parts)]


def test_a_missed_slot_is_caught_up_once_and_only_the_latest() -> None:
    """After three weeks asleep the newest Monday is due, the others are let go with the reason."""
    slots = [planned("2026-W46", 9), planned("2026-W47", 16), planned("2026-W48", 23)]

    settled = decide.settle(slots, datetime(2026, 11, 24, tzinfo=UTC), {"weekly": 72}, ["weekly"])

    assert [slots[2]] == settled.due
    assert [("2026-W46", "weekly-2026-W48 takes its place"), ("2026-W47", "weekly-2026-W48 takes its place")] == [
        (each.period, each.said) for each in settled.missed
    ]


def test_a_slot_that_is_too_old_is_given_up_and_said() -> None:
    """Three days later nobody wants Monday's edition; a job without such an age is done however late."""
    now = datetime(2026, 11, 26, 8, 1, tzinfo=UTC)

    late = decide.settle([planned("2026-W48", 23)], now, {"weekly": 72}, ["weekly"])
    first = decide.settle([planned("2026-W48", 23, first=True)], now, {"weekly": 72}, ["weekly"])
    other = decide.settle([planned("2026-11-20", 20, job="site")], now, {"weekly": 72}, ["site"])

    assert ([], ["nobody was there at its time, and 3 days later it is not caught up"]) == (
        late.due,
        [each.said for each in late.missed],
    )
    assert (1, 1) == (len(first.due), len(other.due))


def test_nothing_is_due_before_its_minute_and_what_failed_waits_for_its_time() -> None:
    """Unless somebody asks for it now."""
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)
    failed = planned("2026-W48", 23, tries=1, again=at + timedelta(minutes=5))
    late = {"weekly": 72}

    assert [] == decide.settle([planned("2026-W48", 23)], at - timedelta(seconds=1), late, ["weekly"]).due
    assert [] == decide.settle([failed], at + timedelta(minutes=4), late, ["weekly"]).due
    assert [failed] == decide.settle([failed], at + timedelta(minutes=5), late, ["weekly"]).due
    assert [failed] == decide.settle([failed], at, late, ["weekly"], soon=True).due


def test_of_dates_every_one_counts() -> None:
    """Two pieces that go public in one night both do."""
    both = [planned(f"{name}@2026-11-23", 23, job="publish") for name in ("a", "b")]

    settled = decide.settle(both, datetime(2026, 11, 25, tzinfo=UTC), {}, ["weekly"])

    assert (both, []) == (settled.due, settled.missed)


def test_a_new_firm_has_its_newest_slot_and_another_rhythm_begins_with_its_next() -> None:
    """What was long ago when the plan began is nobody's loss."""
    wanted, now = (
        [planned("2026-W46", 9), planned("2026-W47", 16), planned("2026-W48", 23)],
        datetime(2026, 11, 18, tzinfo=UTC),
    )

    assert [("2026-W47", True), ("2026-W48", False)] == [
        (e.period, e.first) for e in decide.new(wanted, [], now, begun=False)
    ]
    assert ["2026-W48"] == [each.period for each in decide.new(wanted, [], now, begun=True)]


def test_after_a_long_sleep_what_was_not_laid_out_yet_comes_in_too() -> None:
    """So that it can be told that it was missed."""
    wanted = [planned(f"2026-W{week}", day) for week, day in ((45, 2), (46, 9), (47, 16), (48, 23))]
    known = [planned("2026-W45", 2, state=SlotState.DONE)]

    new = decide.new(wanted, known, datetime(2026, 11, 20, tzinfo=UTC), begun=True)

    assert ["2026-W46", "2026-W47", "2026-W48"] == [each.period for each in new]


def test_a_changed_rule_moves_what_waits_and_nothing_else() -> None:
    """What a person moved, what failed and what is over stay as they are."""
    wanted = [planned(f"2026-W{week}", day, hour=10) for week, day in ((45, 2), (46, 9), (47, 16), (48, 23))]
    known = [
        planned("2026-W45", 2, state=SlotState.DONE), planned("2026-W46", 9, tries=2),
        planned("2026-W47", 16, moved=True, by="Ines"), planned("2026-W48", 23),
    ]  # fmt: skip

    assert ["2026-W48"] == [each.period for each in decide.changed(wanted, known)]


def test_a_rule_that_is_gone_takes_its_slots_with_it() -> None:
    """Those that wait; one that a person moved goes with the whole rhythm alone."""
    known = [
        planned("2026-W47", 16, moved=True, by="Ines"),
        planned("2026-W48", 23),
        planned("2026-W46", 9, state=SlotState.DONE),
    ]
    ever = datetime(2000, 1, 1, tzinfo=UTC)

    assert ["2026-W48"] == [each.period for each in decide.gone([planned("2026-W49", 30)], known, ever)]
    assert ["2026-W47", "2026-W48"] == [each.period for each in decide.gone([], known, ever)]


def test_what_fails_is_tried_again_ever_more_rarely() -> None:
    """After a minute, five, a quarter of an hour, and then every hour."""
    now = datetime(2026, 11, 23, tzinfo=UTC)

    assert [1, 5, 15, 60, 60] == [(decide.again(tries, now) - now) // timedelta(minutes=1) for tries in range(1, 6)]


def test_a_rhythm_has_a_slot_in_the_plan_however_rare_it_is() -> None:
    """Every 52 weeks, too."""
    rhythm = Weekly(on="monday", at=time(8), every=52, counted_from=date(2026, 11, 16))

    first, last = decide.days_to_lay(rhythm, [], date(2026, 11, 20), 62)

    assert ["2026-W47", "2027-W46"] == [
        each.period for each in decide.lay_out("weekly", rhythm, Opening(LONDON), first, last)
    ][-2:]


def test_the_ages_of_editions_are_those_of_their_rhythms() -> None:
    """Half a day, three days, a week; or what somebody said."""
    told = Cadences(
        daily=Daily(at=time(8)), weekly=Weekly(on="monday", at=time(8), late=5), monthly=Monthly(on=1, at=time(8))
    )

    assert {"daily": 12, "weekly": 5, "monthly": 168} == decide.lateness(told)
