"""Decides which slots are due. The time is an argument.

A slot is a wall-clock time in the firm's zone. Where the clocks go forward over it, it
falls due at the first minute that exists; where they go back, at the first of the two.
A missed slot is caught up once, the latest only.
"""

import calendar
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.firm import WEEKDAYS, Cadences, Daily, Monthly, Weekly
from pipeline.model import Cadence, Slot

#: The rhythm that brings the site up to date.
SITE = "site"
#: The rhythm in which the tagger learns.
LEARN = "learn"
#: The rhythm in which the site is compared with a build of everything.
CHECK = "check"


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time as an instant: the next minute that exists, the first of two."""
    wall = datetime.combine(day, at, zone)
    # Through UTC and back: a time that does not exist comes back as another one.
    back = wall.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) == wall.replace(tzinfo=None):
        return wall
    # In a gap the two readings of the clock (PEP 495) lie on either side of the jump.
    before, after = wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC)
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=1) // 2)
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after.astimezone(zone)


def latest(rhythm: Daily | Weekly | Monthly, zone: ZoneInfo, now: datetime) -> tuple[str, datetime]:
    """(period, instant) of the newest slot that is not in the future."""
    for day in _days_back(rhythm, now.astimezone(zone).date()):
        due = moment(day, rhythm.at, zone)
        if due <= now:
            return _period(rhythm, day), due
    raise AssertionError("every rhythm has a slot in the past")


def due(cadences: Cadences, zone: ZoneInfo, now: datetime, fired: Mapping[str, str]) -> list[Slot]:
    """The slots of editions that are due and not yet fired, oldest first."""
    found = []
    for cadence in Cadence:
        rhythm = getattr(cadences, cadence)
        if rhythm is None:
            continue
        period, instant = latest(rhythm, zone, now)
        if fired.get(cadence, "") < period:
            found.append(Slot(cadence=cadence, period=period, due=instant))
    return sorted(found, key=lambda slot: slot.due)


def daily_due(rhythm: Daily | None, name: str, zone: ZoneInfo, now: datetime, fired: Mapping[str, str]) -> str | None:
    """The day on which something is due that is done once a day, if it has not been done."""
    if rhythm is None:
        return None
    period, _ = latest(rhythm, zone, now)
    return period if fired.get(name, "") < period else None


def site_due(cadences: Cadences, zone: ZoneInfo, now: datetime, fired: Mapping[str, str]) -> str | None:
    """The period in which the site is due to be brought up to date, if it has not been."""
    return daily_due(cadences.site, SITE, zone, now, fired)


def upcoming(rhythm: Daily | Weekly | Monthly, zone: ZoneInfo, now: datetime) -> datetime:
    """The next slot after now."""
    day = now.astimezone(zone).date()
    for ahead in range(63):
        each = day + timedelta(days=ahead)
        if _falls(rhythm, each) and (instant := moment(each, rhythm.at, zone)) > now:
            return instant
    raise AssertionError("every rhythm has a slot within two months")


def next_slots(cadences: Cadences, zone: ZoneInfo, now: datetime) -> list[Slot]:
    """The next slot of every cadence, soonest first."""
    found = []
    for cadence in Cadence:
        if rhythm := getattr(cadences, cadence):
            instant = upcoming(rhythm, zone, now)
            found.append(Slot(cadence=cadence, period=_period(rhythm, instant.astimezone(zone).date()), due=instant))
    return sorted(found, key=lambda slot: slot.due)


def _days_back(rhythm: Daily | Weekly | Monthly, today: date) -> Iterator[date]:
    """The days on which a rhythm falls, newest first, over the last two months."""
    # Tomorrow's date can be today's instant nowhere; the zone has been applied already.
    return (day for back in range(63) if _falls(rhythm, day := today - timedelta(days=back)))


def _falls(rhythm: Daily | Weekly | Monthly, day: date) -> bool:
    if isinstance(rhythm, Weekly):
        return day.weekday() == WEEKDAYS.index(rhythm.on)
    if isinstance(rhythm, Monthly):
        return day.day == min(rhythm.on, calendar.monthrange(day.year, day.month)[1])
    return True


def _period(rhythm: Daily | Weekly | Monthly, day: date) -> str:
    if isinstance(rhythm, Weekly):
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day:%Y-%m}" if isinstance(rhythm, Monthly) else day.isoformat()
