"""Writes a calendar that calendar programs read (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

#: How long each stands in a calendar: a point in time is hard to see.
_LONG = timedelta(minutes=15)


class Event(NamedTuple):
    """One thing in a calendar."""

    #: The same for the same thing, for ever.
    id: str
    at: datetime
    title: str
    told: str
    #: Whether it does not come about.
    cancelled: bool = False


def calendar(name: str, domain: str, events: Iterable[Event], now: datetime) -> bytes:
    """An .ics file.

    Args:
        name: what programs call it.
        domain: of whoever it is from; makes ids unique in the world.
        events: what is in it.
        now: when it is made.

    """
    import icalendar

    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Attract//plan//EN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for each in events:
        event = icalendar.Event()
        event.add("uid", f"{each.id.replace(' ', '-')}@{domain}")
        event.add("dtstamp", now)
        event.add("dtstart", each.at)
        event.add("dtend", each.at + _LONG)
        event.add("summary", each.title)
        event.add("description", each.told)
        event.add("status", "CANCELLED" if each.cancelled else "CONFIRMED")
        # Nobody is busy because of it.
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
