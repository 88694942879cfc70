"""Moments as people write and read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import moments
from pipeline.errors import UsageError
from pipeline.model import when
from tests.plan.test_rhythms import ZONES


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Mon 30 Nov 2026 08:30 Europe/London (08:30 UTC)"),
        ("America/Toronto", "Mon 30 Nov 2026 03:30 America/Toronto (08:30 UTC)"),
        ("Pacific/Auckland", "Mon 30 Nov 2026 21:30 Pacific/Auckland (08:30 UTC)"),
        ("Pacific/Honolulu", "Sun 29 Nov 2026 22:30 Pacific/Honolulu (Mon 30 Nov 08:30 UTC)"),
    ],
)
def test_a_moment_is_told_with_its_zone_and_in_utc(zone: str, words: str) -> None:
    """With the day in UTC where that is another one."""
    assert words == when.told(datetime(2026, 11, 30, 8, 30, tzinfo=UTC), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("text", "zone", "utc", "clocks"),
    [
        ("2026-12-01T09:00 Europe/Dublin", "", "2026-12-01T09:00", ""),
        ("2026-12-01 09:00 America/Toronto", "", "2026-12-01T14:00", ""),
        ("2026-12-01T09:00+05:30", "", "2026-12-01T03:30", ""),
        ("2026-12-01T09:00Z", "", "2026-12-01T09:00", ""),
        ("2026-12-01 09:00", "America/Toronto", "2026-12-01T14:00", ""),
        ("2027-03-28T01:30 Europe/London", "", "2027-03-28T01:00", "skip"),
        ("2026-10-25T01:30 Europe/London", "", "2026-10-25T00:30", "twice"),
    ],
)
def test_a_moment_is_read_with_its_zone(text: str, zone: str, utc: str, clocks: str) -> None:
    """Behind it, as an offset, or apart; and what the clocks do to it is told."""
    at, told = moments.parse(text, zone)

    assert (datetime.fromisoformat(utc).replace(tzinfo=UTC), True) == (at, clocks in told)
    assert bool(clocks) == bool(told)


@pytest.mark.parametrize(
    ("text", "zone", "words"),
    [
        ("2026-12-01T09:00", "", "says no time zone"),
        ("2026-12-01 09:00", "", "says no time zone"),
        ("2026-12-01T09:00 Mars/Base", "", "not an IANA time zone"),
        ("2026-12-01T09:00+01:00", "Europe/London", "one of them is enough"),
        ("tomorrow", "Europe/London", "no day with a time"),
        ("", "", "no day with a time"),
    ],
)
def test_a_moment_without_a_zone_is_refused(text: str, zone: str, words: str) -> None:
    """It is another one in every place; the message shows how to write it."""
    with pytest.raises(UsageError) as refused:
        moments.parse(text, zone)

    assert words in refused.value.cause
    assert "Europe/London" in refused.value.remedy


@given(at=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), zone=st.sampled_from(ZONES))
def test_what_is_written_is_read_again(at: datetime, zone: str) -> None:
    """Any minute in any zone that exists there, but for the second of two."""
    instant = at.replace(second=0, microsecond=0, tzinfo=UTC)
    wall = instant.astimezone(ZoneInfo(zone))

    found, _ = moments.parse(f"{wall.replace(tzinfo=None).isoformat()} {zone}")

    assert found == (instant if not wall.fold else wall.replace(fold=0).astimezone(UTC))
