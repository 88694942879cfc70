"""Holidays of the library, and days of calendars that somebody keeps."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from pipeline.edges.closures import Calendars
from pipeline.errors import ConfigurationError

LONDON = ZoneInfo("Europe/London")
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Court//Sittings//EN\r\n"


def event(lines: str) -> bytes:
    """A calendar with one event."""
    body = f"BEGIN:VEVENT\nUID:1\nDTSTAMP:20260101T000000Z\nSUMMARY:Vacation\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n"
    return (HEAD + body.replace("\n", "\r\n")).encode()


def days(lines: str) -> list[date]:
    """The closed days of 2026 and 2027 of a calendar with one event."""
    return list(Calendars(LONDON).events("court.ics", event(lines), date(2026, 1, 1), date(2027, 12, 31)))


def test_the_holidays_of_all_places_count_with_their_names() -> None:
    """England has no Brigid's Day, and Ireland no Boxing Day."""
    found = Calendars(LONDON).holidays(["GB-ENG", "IE"], [2026])

    assert "Saint Brigid's Day (IE)" == found[date(2026, 2, 2)]
    assert "Christmas Day (GB-ENG), Christmas Day (IE)" == found[date(2026, 12, 25)]
    assert date(2026, 11, 23) not in found


@pytest.mark.parametrize(
    ("place", "remedy"),
    [("XX", "ISO 3166"), ("GB-XX", "GB-ENG"), ("IE-D", "IE has no parts here"), ("", "ISO 3166")],
)
def test_an_unknown_place_is_refused_with_those_that_are_known(place: str, remedy: str) -> None:
    """A holiday that is not kept is found on its day, by everybody."""
    with pytest.raises(ConfigurationError) as refused:
        Calendars(LONDON).holidays([place], [2026])

    assert remedy in refused.value.remedy


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20261224", [date(2026, 12, day) for day in (21, 22, 23)]),
        ("DTSTART;VALUE=DATE:20261221", [date(2026, 12, 21)]),
        ("DTSTART;VALUE=DATE:20261221\nDURATION:P2D", [date(2026, 12, 21), date(2026, 12, 22)]),
        ("DTSTART:20261221T233000Z\nDTEND:20261222T003000Z", [date(2026, 12, 21), date(2026, 12, 22)]),
        ("DTSTART:20261221T090000Z\nDTEND:20261222T000000Z", [date(2026, 12, 21)]),
        ("DTSTART;TZID=America/Toronto:20261221T200000\nDTEND;TZID=America/Toronto:20261221T210000", [date(2026, 12, 22)]),
        (
            "DTSTART;VALUE=DATE:20260401\nRRULE:FREQ=YEARLY;COUNT=2\nEXDATE;VALUE=DATE:20270401",
            [date(2026, 4, 1)],
        ),
        ("DTSTART;VALUE=DATE:20260401\nRRULE:FREQ=YEARLY", [date(2026, 4, 1), date(2027, 4, 1)]),
    ],
)  # fmt: skip
def test_an_event_closes_its_days(lines: str, found: list[date]) -> None:
    """Whole days, hours by the clock of the firm, and what comes again (RFC 5545)."""
    assert found == days(lines)


def test_what_is_no_calendar_is_refused() -> None:
    """With the file's name and what to do."""
    with pytest.raises(ConfigurationError, match=r"court\.ics"):
        Calendars(LONDON).events("court.ics", b"hello", date(2026, 1, 1), date(2026, 12, 31))
