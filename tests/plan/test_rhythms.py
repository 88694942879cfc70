"""Which days a rhythm falls on, and what the clocks do to its time; held against other ways of working it out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.calendar_settings import NTH, WEEKDAYS, Daily, Monthly, Nightly, Rhythm, Weekly
from pipeline.plan.rhythms import clock_change, days, falls, in_words, moment, period

ZONES = [
    "Europe/London", "Europe/Dublin", "America/Toronto", "America/New_York", "America/St_Johns", "America/Sao_Paulo",
    "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tehran", "Africa/Casablanca", "Africa/Cairo", "Asia/Tokyo", "America/Los_Angeles", "America/Havana",
    "Pacific/Kiritimati", "Europe/Berlin", "America/Asuncion", "Asia/Beirut", "Antarctica/Troll", "America/Nuuk",
    "Asia/Jerusalem", "Pacific/Easter",
]  # fmt: skip
LONDON = ZoneInfo("Europe/London")
_BY = dict(zip(map(str, WEEKDAYS), (MO, TU, WE, TH, FR, SA, SU), strict=True))
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))
weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)
rhythms = st.one_of(
    st.builds(Nightly, at=walls),
    st.builds(Daily, at=walls, on=weekdays),
    st.builds(Weekly, at=walls, on=weekdays, every=st.integers(1, 8), counted_from=st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    st.builds(
        Monthly, at=walls,
        on=st.one_of(st.integers(1, 31), st.builds("{} {}".format, st.sampled_from([*NTH]), st.sampled_from(WEEKDAYS))),
    ),
)  # fmt: skip


def first_minute(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The same as `moment` by looking: the first minute of the world at which the clock shows this time or a later one."""
    wall = datetime.combine(day, at)
    # A clock is at most 14 hours ahead of UTC; the first look is before.
    look = (wall - 15 * _HOUR).replace(tzinfo=UTC)

    def shows(instant: datetime) -> datetime:
        return instant.astimezone(zone).replace(tzinfo=None)

    # Minute by minute for the last hours: a clock that goes back passes a time and is before it again.
    while shows(look + 4 * _HOUR) < wall:
        look += _HOUR
    while shows(look) < wall:
        look += _MINUTE
    return look


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year in which the clocks of a zone are changed, by looking at each."""
    begin = datetime(year, 1, 1, tzinfo=UTC)
    hours = [begin + _HOUR * n for n in range(366 * 24)]
    return [hour for hour in hours if hour.astimezone(zone).utcoffset() != (hour + _HOUR).astimezone(zone).utcoffset()]


@pytest.mark.parametrize("name", ZONES)
def test_around_every_clock_change_of_ten_years_a_moment_is_the_first_minute_that_shows_it(name: str) -> None:
    """Each change from 2024 to 2033, and times before, in and after what it skips or repeats."""
    zone = ZoneInfo(name)
    for year in range(2024, 2034):
        for hour in changes(zone, year):
            local = hour.astimezone(zone).replace(tzinfo=None)
            for minutes in (-60, -1, 0, 15, 30, 59, 60, 61, 90, 119, 120, 180):
                wall = local + timedelta(minutes=minutes)

                found = moment(wall.date(), wall.time(), zone)

                assert first_minute(wall.date(), wall.time(), zone) == found.astimezone(UTC), (name, wall)


@settings(deadline=None, max_examples=300)
@given(zone=st.sampled_from(ZONES).map(ZoneInfo), day=st.dates(date(2024, 1, 1), date(2034, 1, 1)), at=walls)
def test_on_any_day_a_moment_is_the_first_minute_that_shows_it(zone: ZoneInfo, day: date, at: time) -> None:
    """And what the clocks did to it is told where they did something."""
    found = moment(day, at, zone)

    assert first_minute(day, at, zone) == found.astimezone(UTC)
    skipped = found.replace(tzinfo=None) != datetime.combine(day, at)
    assert skipped == ("skip" in clock_change(day, at, zone))


def test_a_day_that_a_zone_left_out_begins_with_the_next_one() -> None:
    """Samoa had no 30 December 2011."""
    found = moment(date(2011, 12, 30), time(8, 30), ZoneInfo("Pacific/Apia"))

    assert "2011-12-31T00:00:00+14:00" == found.isoformat()


@pytest.mark.parametrize(
    ("day", "at", "words"),
    [
        (date(2026, 3, 29), time(1, 30), "the clocks skip 01:30 that day: the first minute after it"),
        (date(2026, 10, 25), time(1, 30), "01:30 comes twice that day: the first of the two"),
        (date(2026, 10, 25), time(2), ""),
        (date(2026, 10, 26), time(1, 30), ""),
    ],
)
def test_what_the_clocks_do_is_told(day: date, at: time, words: str) -> None:
    """In London they go forward on 29 March and back on 25 October 2026."""
    assert words == clock_change(day, at, LONDON)


def by_rule(rhythm: Rhythm, first: date, last: date) -> list[date]:
    """The days of a rhythm as dateutil's recurrence rules (RFC 5545) have them."""
    begin, end = datetime.combine(first, time()), datetime.combine(last, time())
    if isinstance(rhythm, Weekly):
        monday = datetime.combine(rhythm.counted_from or first, time())
        monday -= timedelta(days=monday.weekday())
        # Rules count forward only: from a week that counts and lies before.
        monday -= timedelta(weeks=rhythm.every * 2000)
        found = rrule(
            WEEKLY, interval=rhythm.every, byweekday=[_BY[each] for each in rhythm.on], dtstart=monday, until=end
        )
        return [each.date() for each in found if each >= begin]
    if isinstance(rhythm, Monthly):
        month = begin.replace(day=1)
        if isinstance(rhythm.on, int):
            rule = rrule(MONTHLY, bymonthday=range(1, rhythm.on + 1), bysetpos=-1, dtstart=month, until=end)
        else:
            nth, _, weekday = rhythm.on.partition(" ")
            which = NTH[nth] + 1 if nth != "last" else -1
            rule = rrule(MONTHLY, byweekday=_BY[weekday](which), dtstart=month, until=end)
        return [each.date() for each in rule if each >= begin]
    on = rhythm.on if isinstance(rhythm, Daily) else WEEKDAYS
    return [each.date() for each in rrule(DAILY, byweekday=[_BY[each] for each in on], dtstart=begin, until=end)]


@settings(deadline=None, max_examples=300)
@given(rhythm=rhythms, first=st.dates(date(2024, 1, 1), date(2033, 1, 1)), ahead=st.integers(0, 800))
def test_the_days_of_a_rhythm_are_those_of_the_recurrence_rule(rhythm: Rhythm, first: date, ahead: int) -> None:
    """Daily, weekly on some weekdays, every so many weeks, monthly on a day or on the nth weekday."""
    last = first + timedelta(days=ahead)

    found = list(days(rhythm, first, last))

    assert by_rule(rhythm, first, last) == found
    names = [period(rhythm, day) for day in found]
    assert sorted(set(names)) == names


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (31, date(2026, 2, 28)), (31, date(2028, 2, 29)), (30, date(2026, 2, 28)), (31, date(2026, 4, 30)),
        (1, date(2026, 5, 1)), ("first wednesday", date(2026, 12, 2)), ("last friday", date(2026, 11, 27)),
        ("fourth monday", date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_a_month_has_its_day(on: int | str, day: date) -> None:
    """A day that the month lacks means its last."""
    rhythm = Monthly(on=on, at=time(8))

    assert falls(rhythm, day)
    assert 1 == len(list(days(rhythm, day.replace(day=1), day.replace(day=28) + timedelta(days=3)))) or day.day > 28


def test_the_week_is_named_by_its_iso_year() -> None:
    """Friday 1 January 2027 lies in week 53 of 2026; of several days a week each has its own name."""
    friday = date(2027, 1, 1)

    assert "2026-W53" == period(Weekly(on=("friday",), at=time(8)), friday)
    assert "2026-W53-5" == period(Weekly(on=("tuesday", "friday"), at=time(8)), friday)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Nightly(at=time(3, 30)), "every day at 03:30"),
        (Daily(at=time(7, 30), on=WEEKDAYS[:5]), "every Monday to Friday at 07:30"),
        (Daily(at=time(7, 30), on=("monday", "friday")), "every Monday and Friday at 07:30"),
        (Weekly(at=time(8), on=("monday",)), "every week on Monday at 08:00"),
        (
            Weekly(at=time(8), on=("monday",), every=2, counted_from=date(2026, 1, 1)),
            "every 2 weeks on Monday at 08:00",
        ),
        (Monthly(at=time(8), on=1), "every month on day 1 at 08:00"),
        (Monthly(at=time(8), on=30), "every month on day 30, or its last at 08:00"),
        (Monthly(at=time(8), on=31), "every month on its last day at 08:00"),
        (Monthly(at=time(8), on="last friday"), "every month on the last Friday at 08:00"),
    ],
)
def test_a_rhythm_reads_as_a_person_would_say_it(rhythm: Rhythm, words: str) -> None:
    """The plan prints it beside each slot."""
    assert words == in_words(rhythm)
