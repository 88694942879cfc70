"""Decides when posts leave: so many a day for each account, at the firm's hour, apart from each other, on open days."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
#: Several posts of one day are spread over so many hours, from the first on.
_HOURS = 8
#: So many days ahead a free moment is looked for.
_FAR = 400


@dataclass(frozen=True)
class Calendar:
    """By which clock, and when not."""

    zone: ZoneInfo
    #: The moment of a time on the wall (`plan.rhythms.moment`), and why nothing goes out at one; empty where it may.
    moment: Callable[[date, time, ZoneInfo], datetime]
    shut: Callable[[datetime], str]


def free(
    calendar: Calendar, *, at: time, apart: int, per_day: int, taken: Collection[datetime], after: datetime
) -> Iterator[datetime]:
    """The moments at which one account may say something, the earliest first.

    Args:
        calendar: the firm's.
        at: the hour of the first post of a day, on the wall.
        apart: minutes by which this account comes after that hour, so that accounts do not speak in one breath.
        per_day: posts a day, at most.
        taken: when this account speaks already, or has spoken.
        after: the time; nothing earlier.

    """
    days = [each.astimezone(calendar.zone).date() for each in taken]
    today = after.astimezone(calendar.zone).date()
    for day in (today + _DAY * ahead for ahead in range(_FAR)):
        left = per_day - days.count(day)
        for number in range(per_day):
            found = calendar.moment(day, at, calendar.zone) + timedelta(
                minutes=apart + number * (_HOURS * 60 // per_day)
            )
            if left > 0 and found > after and found not in taken and not calendar.shut(found):
                left -= 1
                yield found
