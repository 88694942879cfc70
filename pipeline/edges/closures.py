"""Public holidays from the `holidays` library, and days from calendars that somebody keeps (RFC 5545) (port: Closures)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.errors import ConfigurationError

_DAY = timedelta(days=1)


class Calendars:
    """What other people's calendars say.

    Args:
        zone: the clock on the firm's wall: an event with a time lies on its days there.

    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def holidays(self, places: Sequence[str], years: Collection[int]) -> Mapping[date, str]:
        """The public holidays of these places, with their names. Raises ConfigurationError for an unknown place."""
        found: dict[date, list[str]] = {}
        for place in places:
            for day, name in _of_place(place, years).items():
                found.setdefault(day, []).append(f"{name} ({place})")
        return {day: ", ".join(names) for day, names in found.items()}

    def events(self, name: str, body: bytes, first: date, last: date) -> Mapping[date, str]:
        """The days on which a calendar (.ics) has an event, with what it is called. Raises ConfigurationError."""
        import icalendar
        import recurring_ical_events

        try:
            calendar = icalendar.Calendar.from_ical(body)
            events = recurring_ical_events.of(calendar).between(first, last + _DAY)
            days = [(day, str(event.get("SUMMARY", "closed"))) for event in events for day in self._days(event)]
        except (ValueError, LookupError, TypeError, AttributeError) as problem:  # the libraries raise all of them
            raise ConfigurationError(
                name, f"this calendar cannot be read ({problem}).", "Export it again as an .ics file (iCalendar)."
            ) from problem
        return {day: told for day, told in sorted(days) if first <= day <= last}

    def _days(self, event: "icalendar.Event") -> list[date]:  # type: ignore[name-defined]  # noqa: F821  # takes long to load
        begins, ends = self._local(event.start), self._local(event.end)
        # The end lies outside (RFC 5545, 3.6.1), also midnight.
        last = ends.date() - _DAY * (ends.time() == ends.time().min) if isinstance(ends, datetime) else ends - _DAY
        first = begins.date() if isinstance(begins, datetime) else begins
        return [first + _DAY * ahead for ahead in range(max((last - first).days, 0) + 1)]

    def _local(self, at: date | datetime) -> date | datetime:
        return at.astimezone(self._zone) if isinstance(at, datetime) and at.tzinfo else at


def _of_place(place: str, years: Collection[int]) -> Mapping[date, str]:
    import holidays

    country, _, part = place.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None, years=years)
    except NotImplementedError as problem:
        raise ConfigurationError(
            "content/firm.yml", f"`calendar.holidays`: nobody here knows the holidays of {place}.", _known(country)
        ) from problem


def _known(country: str) -> str:
    import holidays

    parts = holidays.list_supported_countries().get(country)
    if parts is None:
        return "Name a country by ISO 3166, such as IE, or a part of one, such as GB-ENG, CA-ON, US-NY."
    if not parts:
        return f"{country} has no parts here: write {country} alone."
    return f"Of {country} it knows: {', '.join(f'{country}-{part}' for part in parts)}, or {country} alone."
