"""Decides when posts leave: so many a day for each account, at the firm's hour, apart from each other, on open days."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
#: Several posts of one day are spread over so many hours, from the first on.
_HOURS = 8
#: So many days ahead a free moment is looked for.
FAR = 400


@dataclass(frozen=True)
class Calendar:
    """By which clock, and when not."""

    zone: ZoneInfo
    #: The moment of a time on the wall (`plan.rhythms.moment`).
    moment: Callable[[date, time, ZoneInfo], datetime]
    #: Whether nothing goes out on a day. The first moment from one on at which something may; None: none is near.
    closed: Callable[[date], object]
    opens: Callable[[datetime], datetime | None]


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

    def day_of(moment: datetime) -> date:
        return moment.astimezone(calendar.zone).date()

    full, today = Counter(map(day_of, taken)), day_of(after)
    said = set(taken)
    for day in (today + _DAY * ahead for ahead in range(FAR)):
        if calendar.closed(day):
            continue
        for number in range(per_day):
            wanted = calendar.moment(day, at, calendar.zone) + timedelta(
                minutes=apart + number * (_HOURS * 60 // per_day)
            )
            # In quiet hours, when those are over; late ones end on the next open day.
            found = calendar.opens(wanted)
            if not found or found <= after or found in said:
                continue
            there = day_of(found)
            if full[there] < per_day and not calendar.closed(there):
                full[there] += 1
                said.add(found)
                yield found
