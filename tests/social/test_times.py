"""Posts leave so many a day, on open days, at the firm's hour."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from pipeline.calendar_settings import Quiet
from pipeline.plan.opening import Opening
from pipeline.plan.rhythms import moment
from pipeline.social.times import Calendar, free
from tests.plan.test_rhythms import ZONES

LONDON = ZoneInfo("Europe/London")
#: Saturdays and Sundays are closed.
WEEK = Opening(zone=LONDON, weekdays=frozenset([5, 6]))
MINUTES = st.times().map(lambda each: each.replace(second=0, microsecond=0))
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def found(
    many: int, after: datetime = FRIDAY, per_day: int = 1, taken: list[datetime] | None = None, at: time = time(9, 30),
    opening: Opening = WEEK,
) -> list[str]:  # fmt: skip
    """The next moments, as they stand on the wall."""
    calendar = Calendar(LONDON, moment, opening.closed_on, opening.opens)
    moments = free(calendar, at=at, apart=10, per_day=per_day, taken=taken or [], after=after)
    return [f"{each.astimezone(LONDON):%a %H:%M}" for each in islice(moments, many)]


def test_one_a_day_on_open_days() -> None:
    """After the hour, by the minutes of the account; not on a weekend."""
    assert ["Fri 09:40", "Mon 09:40", "Tue 09:40"] == found(3)
    assert ["Mon 09:40"] == found(1, FRIDAY + timedelta(minutes=40))


def test_several_a_day_are_spread() -> None:
    """Over a working day."""
    assert ["Fri 09:40", "Fri 13:40", "Mon 09:40"] == found(3, per_day=2)


def test_a_day_that_is_full_is_left() -> None:
    """Also where what stands there is at another hour."""
    at_noon = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    assert ["Mon 09:40"] == found(1, taken=[at_noon])
    assert ["Fri 09:40"] == found(1, per_day=2, taken=[at_noon])


def test_in_quiet_hours_it_waits_for_their_end() -> None:
    """Late in the evening for the next open day's morning, and not for ever."""
    quiet = Quiet(**{"from": time(19), "to": time(7)})
    opening = replace(WEEK, quiet=quiet)

    assert ["Mon 07:00", "Tue 07:00"] == found(2, at=time(18, 55), opening=opening)
    assert ["Fri 18:50", "Mon 18:50"] == found(2, at=time(18, 40), opening=opening)
    assert ["Mon 07:00", "Tue 07:00"] == found(2, at=time(6, 30), opening=opening)


@given(
    zone=st.sampled_from(ZONES), per_day=st.integers(1, 4), apart=st.integers(0, 60),
    at=MINUTES,
    after=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    weekdays=st.frozensets(st.integers(0, 5)),
    quiet=st.none() | st.tuples(MINUTES, MINUTES).filter(lambda each: each[0] != each[1]),
)  # fmt: skip
def test_whatever_the_rules_are_they_are_kept(
    zone: str, per_day: int, apart: int, at: time, after: datetime, weekdays: frozenset[int], quiet: tuple[time, time] | None
) -> None:  # fmt: skip
    """Never in the past, on a closed day or in quiet hours, never two at once; each that is taken is not offered again."""
    hours = Quiet(**{"from": quiet[0], "to": quiet[1]}) if quiet else None
    opening = Opening(zone=ZoneInfo(zone), weekdays=weekdays, quiet=hours)
    calendar = Calendar(ZoneInfo(zone), moment, opening.closed_on, opening.opens)
    taken = list[datetime]()
    for _ in range(6):
        taken.append(next(free(calendar, at=at, apart=apart, per_day=per_day, taken=taken, after=after)))

    assert all(each > after and not opening.shut(each) for each in taken)
    assert len(taken) == len(set(taken))
    days = [each.astimezone(ZoneInfo(zone)).date() for each in taken]
    assert all(days.count(day) <= per_day for day in days)
