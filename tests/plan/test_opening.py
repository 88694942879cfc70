"""Closed days and quiet hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.calendar_settings import Quiet
from pipeline.plan.opening import Opening
from tests.plan.test_rhythms import ZONES

LONDON = ZoneInfo("Europe/London")
CHRISTMAS = {date(2026, 12, 25): "Christmas Day", date(2026, 12, 26): "Boxing Day"}
NIGHT = Quiet.model_validate({"from": "20:00", "to": "07:00"})
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def london(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in December 2026."""
    return datetime(2026, 12, day, hour, minute, tzinfo=LONDON)


def test_holidays_and_weekends_are_shut_with_their_reason() -> None:
    """And the office opens on the Monday after Christmas in the morning."""
    opening = Opening(LONDON, CHRISTMAS, frozenset({5, 6}), NIGHT)

    assert ["", "Christmas Day", "Boxing Day", "Sundays are closed", ""] == [
        opening.shut(london(day, 12)) for day in (24, 25, 26, 27, 28)
    ]
    assert london(28, 7) == opening.opens(london(24, 20))
    assert london(24, 20) == opening.shuts(london(24, 12))


def test_quiet_hours_are_those_of_their_own_zone() -> None:
    """From the evening to the next morning."""
    told = NIGHT.model_copy(update={"zone": "America/Toronto"})
    opening = Opening(LONDON, quiet=told)

    assert "quiet hours, 20:00 to 07:00" == opening.shut(london(1, 3))
    assert "" == opening.shut(london(1, 23))
    assert london(1, 12) == opening.opens(london(1, 3))


def test_without_a_calendar_everything_is_open_for_ever() -> None:
    """Nothing waits where nobody said so."""
    opening = Opening(LONDON)

    assert ("", london(5, 3), None) == (
        opening.shut(london(5, 3)),
        opening.opens(london(5, 3)),
        opening.shuts(london(5, 3)),
    )


@settings(deadline=None, max_examples=300)
@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    closed=st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.just("closed"), max_size=30),
    quiet=st.one_of(st.none(), st.tuples(walls, walls).filter(lambda both: both[0] != both[1])),
    at=st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 1), timezones=st.just(UTC)),
)
def test_it_opens_at_the_first_open_minute_and_shuts_at_the_first_shut_one(
    zone: ZoneInfo, weekdays: frozenset[int], closed: dict[date, str], quiet: tuple[time, time] | None, at: datetime
) -> None:
    """Looked at minute by minute, across clock changes."""
    at = at.replace(second=0, microsecond=0)
    told = quiet and Quiet.model_validate({"from": f"{quiet[0]:%H:%M}", "to": f"{quiet[1]:%H:%M}"})
    opening = Opening(zone, closed, weekdays, told)

    opens = opening.opens(at)

    assert opens is not None
    assert opens >= at
    assert "" == opening.shut(opens)
    assert opens == at or all(
        opening.shut(opens - timedelta(minutes=n)) for n in range(1, min(90, (opens - at).seconds // 60))
    )
    shuts = opening.shuts(opens)
    if shuts:
        assert opening.shut(shuts)
        assert not any(
            opening.shut(shuts - timedelta(minutes=n))
            for n in range(1, min(90, 1 + (shuts - opens) // timedelta(minutes=1)))
        )


@pytest.mark.parametrize("told", [{"from": "08:00", "to": "08:00"}, {"from": "8", "to": "09:00"}])
def test_quiet_hours_that_would_never_end_are_refused(told: dict[str, str]) -> None:
    """So is what is no time."""
    with pytest.raises(ValueError, match=r"would ever go out|hours and minutes"):
        Quiet.model_validate(told)
