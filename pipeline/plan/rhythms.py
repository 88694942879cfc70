"""Which days a rhythm falls on, what its periods are called, and how it reads in words.

A slot is a time on the wall of some zone. Where the clocks go forward over it, it falls due at the first minute that
exists; where they go back, at the first of the two.
"""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from pipeline.calendar_settings import NTH, WEEKDAYS, Daily, Monthly, Rhythm, Weekly

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


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
    while after - before > _MINUTE:
        middle = before + _MINUTE * ((after - before) // _MINUTE // 2)
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after.astimezone(zone)


def clock_change(day: date, at: time, zone: ZoneInfo) -> str:
    """What the clocks do to a time on the wall, in words; empty where they do nothing."""
    found = moment(day, at, zone)
    if found.replace(tzinfo=None) != datetime.combine(day, at):
        return f"the clocks skip {at:%H:%M} that day: the first minute after it"
    wall = datetime.combine(day, at, zone)
    if wall.utcoffset() != wall.replace(fold=1).utcoffset():
        return f"{at:%H:%M} comes twice that day: the first of the two"
    return ""


def falls(rhythm: Rhythm, day: date) -> bool:
    """Whether a rhythm has a slot on a day."""
    if isinstance(rhythm, Weekly):
        if WEEKDAYS[day.weekday()] not in rhythm.on:
            return False
        return rhythm.every == 1 or _weeks_between(rhythm.counted_from or day, day) % rhythm.every == 0
    if isinstance(rhythm, Monthly):
        return day == _of_month(rhythm, day)
    return not isinstance(rhythm, Daily) or WEEKDAYS[day.weekday()] in rhythm.on


def _weeks_between(one: date, other: date) -> int:
    def monday(day: date) -> date:
        return day - _DAY * day.weekday()

    return (monday(other) - monday(one)) // timedelta(weeks=1)


def _of_month(rhythm: Monthly, day: date) -> date:
    """The day in the month of `day`."""
    length = calendar.monthrange(day.year, day.month)[1]
    if isinstance(rhythm.on, int):
        return day.replace(day=min(rhythm.on, length))
    nth, _, weekday = rhythm.on.partition(" ")
    first = (WEEKDAYS.index(weekday) - day.replace(day=1).weekday()) % 7 + 1
    return day.replace(day=range(first, length + 1, 7)[NTH[nth]])


def days(rhythm: Rhythm, first: date, last: date) -> Iterator[date]:
    """The days on which it falls, from the first to the last."""
    for ahead in range((last - first).days + 1):
        if falls(rhythm, day := first + _DAY * ahead):
            yield day


def period(rhythm: Rhythm, day: date) -> str:
    """What the slot of a day is called: its month, its week, its day of the week where it has several, or its day."""
    if isinstance(rhythm, Weekly):
        year, week, weekday = day.isocalendar()
        return f"{year}-W{week:02d}" + (f"-{weekday}" if len(rhythm.on) > 1 else "")
    return f"{day:%Y-%m}" if isinstance(rhythm, Monthly) else day.isoformat()


def in_words(rhythm: Rhythm) -> str:
    """The rule as a person would say it: "every second week on Monday at 08:30"."""
    return f"{_which_days(rhythm)} at {rhythm.at:%H:%M}"


def _which_days(rhythm: Rhythm) -> str:
    if isinstance(rhythm, Monthly):
        return f"every month on {_day_of_month(rhythm.on)}"
    if isinstance(rhythm, Weekly):
        week = "every week" if rhythm.every == 1 else f"every {rhythm.every} weeks"
        return f"{week} on {_weekdays(rhythm.on)}"
    if isinstance(rhythm, Daily) and rhythm.on != WEEKDAYS:
        return f"every {_weekdays(rhythm.on)}"
    return "every day"


def _day_of_month(on: int | str) -> str:
    if isinstance(on, str):
        nth, _, weekday = on.partition(" ")
        return f"the {nth} {weekday.capitalize()}"
    if on == 31:
        return "its last day"
    return f"day {on}" + (", or its last" if on > 28 else "")


def _weekdays(on: tuple[str, ...]) -> str:
    if len(on) > 2 and all(b == a + 1 for a, b in pairwise(WEEKDAYS.index(each) for each in on)):
        return f"{on[0].capitalize()} to {on[-1].capitalize()}"
    *most, last = [each.capitalize() for each in on]
    return f"{', '.join(most)} and {last}" if most else last
