"""When things fall due: zones, gaps, folds, catching up."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.firm import Cadences, Daily, Monthly, Weekly
from pipeline.plan import decide

ZONES = [
    "Europe/London", "Europe/Dublin", "America/Toronto", "America/New_York", "America/St_Johns", "America/Sao_Paulo",
    "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tehran", "Africa/Casablanca", "Africa/Cairo", "Asia/Tokyo", "America/Los_Angeles", "America/Havana",
    "Pacific/Kiritimati", "Europe/Berlin",
]  # fmt: skip
LONDON = ZoneInfo("Europe/London")
zones = st.sampled_from(ZONES).map(ZoneInfo)
rhythms = st.one_of(
    st.builds(Daily, at=st.times().map(lambda t: t.replace(second=0, microsecond=0))),
    st.builds(
        Weekly,
        on=st.sampled_from(["monday", "friday", "sunday"]),
        at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    ),
    st.builds(Monthly, on=st.integers(1, 31), at=st.builds(time, st.integers(0, 23), st.integers(0, 59))),
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))


def test_a_time_that_the_clocks_skip_falls_due_at_the_first_minute_that_exists() -> None:
    """In London the clocks jump from 01:00 to 02:00 on 29 March 2026."""
    found = decide.moment(date(2026, 3, 29), time(1, 30), LONDON)

    assert found.isoformat() == "2026-03-29T02:00:00+01:00"


def test_a_half_hour_jump_is_found_too() -> None:
    """Lord Howe jumps by thirty minutes."""
    found = decide.moment(date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe"))

    assert found.isoformat() == "2026-10-04T02:30:00+11:00"


def test_a_time_that_comes_twice_falls_due_at_the_first() -> None:
    """In London 01:30 comes twice on 25 October 2026."""
    found = decide.moment(date(2026, 10, 25), time(1, 30), LONDON)

    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) == found.astimezone(UTC)


@settings(deadline=None, max_examples=300)
@given(zone=zones, day=st.dates(date(2024, 1, 1), date(2034, 1, 1)), at=st.times())
def test_a_moment_is_the_wall_clock_time_or_the_first_minute_after_it(zone: ZoneInfo, day: date, at: time) -> None:
    """Where the wall-clock time exists it is kept; where not, the moment is at most two hours later and exists."""
    at = at.replace(second=0, microsecond=0)
    found = decide.moment(day, at, zone)
    wall = datetime.combine(day, at)
    late = found.replace(tzinfo=None) - wall

    assert timedelta() <= late <= timedelta(hours=2)
    assert found == found.astimezone(UTC).astimezone(zone)


@settings(deadline=None, max_examples=200)
@given(zone=zones, rhythm=rhythms, now=moments)
def test_the_latest_slot_is_never_in_the_future_and_none_lies_between(
    zone: ZoneInfo, rhythm: Daily | Weekly | Monthly, now: datetime
) -> None:
    """What `latest` finds is past, and the slot after it is not."""
    _, due = decide.latest(rhythm, zone, now)

    assert due <= now < decide.upcoming(rhythm, zone, now)
    assert decide.upcoming(rhythm, zone, due) == decide.upcoming(rhythm, zone, now)


@settings(deadline=None, max_examples=100)
@given(zone=zones, rhythm=rhythms, start=moments, steps=st.lists(st.integers(1, 4000), min_size=1, max_size=40))
def test_a_slot_fires_once_however_often_the_clock_is_looked_at(
    zone: ZoneInfo, rhythm: Daily | Weekly | Monthly, start: datetime, steps: list[int]
) -> None:
    """Over any series of looks each period fires at most once, and in order."""
    name = "daily" if isinstance(rhythm, Daily) else "weekly" if isinstance(rhythm, Weekly) else "monthly"
    cadences = Cadences(**{name: rhythm})
    fired: dict[str, str] = {}
    periods = []
    now = start
    for minutes in steps:
        now += timedelta(minutes=minutes)
        for slot in decide.due(cadences, zone, now, fired):
            fired[slot.cadence] = slot.period
            periods.append(slot.period)

    assert sorted(set(periods)) == periods


def test_a_missed_slot_is_caught_up_once_and_only_the_latest() -> None:
    """After five weeks asleep the newest Monday fires, the others are let go."""
    cadences = Cadences(weekly=Weekly(on="monday", at=time(8, 30)))
    now = datetime(2026, 11, 18, 12, tzinfo=UTC)

    found = decide.due(cadences, LONDON, now, {"weekly": "2026-W41"})

    assert [slot.edition for slot in found] == ["weekly-2026-W47"]
    assert decide.due(cadences, LONDON, now, {"weekly": "2026-W47"}) == []


def test_nothing_is_due_before_its_minute() -> None:
    """At 08:29 the Monday edition waits; at 08:30 it is due."""
    cadences = Cadences(weekly=Weekly(on="monday", at=time(8, 30)))
    fired = {"weekly": "2026-W46"}

    before = decide.due(cadences, LONDON, datetime(2026, 11, 16, 8, 29, tzinfo=UTC), fired)
    after = decide.due(cadences, LONDON, datetime(2026, 11, 16, 8, 30, tzinfo=UTC), fired)

    assert (len(before), len(after)) == (0, 1)


@pytest.mark.parametrize(
    ("on", "year", "month", "day"),
    [(31, 2026, 2, 28), (31, 2028, 2, 29), (30, 2026, 2, 28), (31, 2026, 4, 30), (1, 2026, 5, 1)],
)
def test_a_day_that_the_month_lacks_means_its_last_day(on: int, year: int, month: int, day: int) -> None:
    """`on: 31` is the last day of every month."""
    now = datetime(year, month, day, 23, tzinfo=UTC)

    period, due = decide.latest(Monthly(on=on, at=time(8)), ZoneInfo("UTC"), now)

    assert (f"{year}-{month:02}", day) == (period, due.day)


def test_the_week_is_named_by_its_iso_year() -> None:
    """Friday 1 January 2027 lies in week 53 of 2026."""
    period, _ = decide.latest(Weekly(on="friday", at=time(8)), LONDON, datetime(2027, 1, 1, 12, tzinfo=UTC))

    assert period == "2026-W53"


def test_the_site_is_due_once_a_day() -> None:
    """The site's rhythm is a slot like any other."""
    cadences = Cadences(site=Daily(at=time(6)))
    now = datetime(2026, 11, 18, 12, tzinfo=UTC)

    assert decide.site_due(cadences, LONDON, now, {}) == "2026-11-18"
    assert decide.site_due(cadences, LONDON, now, {"site": "2026-11-18"}) is None
    assert decide.site_due(Cadences(), LONDON, now, {}) is None


def test_the_next_slots_come_soonest_first() -> None:
    """On a Wednesday noon: tomorrow's daily, then Monday's weekly, then the first of December."""
    cadences = Cadences(
        daily=Daily(at=time(7)), weekly=Weekly(on="monday", at=time(8)), monthly=Monthly(on=1, at=time(8))
    )

    found = decide.next_slots(cadences, LONDON, datetime(2026, 11, 18, 12, tzinfo=UTC))

    assert [slot.edition for slot in found] == ["daily-2026-11-19", "weekly-2026-W48", "monthly-2026-12"]
