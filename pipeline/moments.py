"""A moment that somebody typed: never without a zone."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import UsageError
from pipeline.plan.rhythms import clock_change, moment

_FORM = "Write it with its zone: `2026-12-01T09:00 Europe/London`, or `2026-12-01T09:00+01:00`."


def parse(text: str, zone: str = "") -> tuple[datetime, str]:
    """A moment that somebody typed, with what the clocks do to it (empty where nothing).

    Args:
        text: day and time (ISO 8601), with an offset, or with an IANA zone behind them.
        zone: the zone, where it is said apart.

    Raises:
        UsageError: it is no moment, or nobody said in which zone.

    """
    match = re.match(r"(\S+[T ]\d\d:\d\d\S*)\s*(.*)", text.strip())
    written, behind = match.groups() if match else (text, "")
    named = behind or zone
    try:
        found = datetime.fromisoformat(written)
    except ValueError as problem:
        raise UsageError(text, "this is no day with a time.", _FORM) from problem
    if found.tzinfo is not None:
        if named:
            raise UsageError(text, "it has an offset and a zone: one of them is enough.", _FORM)
        return found.astimezone(UTC), ""
    if not named:
        raise UsageError(text, "it says no time zone, and a time without one is another moment in every place.", _FORM)
    try:
        there = ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise UsageError(text, f"{named!r} is not an IANA time zone such as Europe/London.", _FORM) from problem
    day, at = found.date(), found.time()
    return moment(day, at, there).astimezone(UTC), clock_change(day, at, there)
