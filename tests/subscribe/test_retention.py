"""How long the proof is kept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.subscribe.retention import proof_kept_from

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "years", "since"),
    [
        ("2029-12-31T22:59:59+00:00", 3, "2026-01-01T00:00:00+01:00"),
        # In Berlin the year is over.
        ("2029-12-31T23:00:00+00:00", 3, "2027-01-01T00:00:00+01:00"),
        ("2028-02-29T12:00:00+00:00", 1, "2027-01-01T00:00:00+01:00"),
    ],
)
def test_the_proof_goes_with_the_end_of_a_year(now: str, years: int, since: str) -> None:
    """Whoever left in 2026 has a proof until 2029 is over where the firm is."""
    assert datetime.fromisoformat(since) == proof_kept_from(datetime.fromisoformat(now), years, BERLIN)


@given(
    left=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
    years=st.integers(1, 30),
    days=st.integers(0, 20_000),
)
def test_nobody_loses_it_before_the_years_are_over(left: datetime, years: int, days: int) -> None:
    """It is kept for at least so many years, and for less than one more."""
    now = left + timedelta(days=days)

    kept = left >= proof_kept_from(now, years, BERLIN)

    assert kept or now - left > timedelta(days=365 * years)
    assert not kept or now - left <= timedelta(days=366 * (years + 1))
