"""A moment for people: by the clock on a wall, with the name of its zone, and in UTC."""

from datetime import UTC, datetime, tzinfo


def local(at: datetime, zone: tzinfo) -> str:
    """Day and time on a wall: "Mon 30 Nov 2026 08:30"."""
    return f"{at.astimezone(zone):%a %-d %b %Y %H:%M}"


def in_utc(at: datetime, zone: tzinfo) -> str:
    """The same in UTC: the time alone where it is the same day there."""
    there, here = at.astimezone(UTC), at.astimezone(zone)
    return f"{there:%H:%M} UTC" if there.date() == here.date() else f"{there:%a %-d %b %H:%M} UTC"


def told(at: datetime, zone: tzinfo) -> str:
    """All of it: "Mon 30 Nov 2026 08:30 Europe/London (08:30 UTC)"."""
    return f"{local(at, zone)} {zone} ({in_utc(at, zone)})"
