"""When things may go out: not on closed days, and not in the quiet hours. By the clock on the firm's wall."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipeline.calendar_settings import WEEKDAYS, Quiet
from pipeline.plan.rhythms import moment

_DAY = timedelta(days=1)
#: So many days ahead an open one is looked for.
FAR = 400


@dataclass(frozen=True)
class Opening:
    """The open days and hours of one firm."""

    zone: ZoneInfo
    #: Why a day is closed, by day.
    closed: Mapping[date, str] = field(default_factory=dict)
    #: Weekdays that are never open, Monday being 0.
    weekdays: frozenset[int] = frozenset()
    quiet: Quiet | None = None

    def closed_on(self, day: date) -> str:
        """Why nothing goes out on a day; empty where it is open."""
        if why := self.closed.get(day):
            return why
        return f"{WEEKDAYS[day.weekday()].capitalize()}s are closed" if day.weekday() in self.weekdays else ""

    def day(self, at: datetime) -> date:
        """The day on the firm's wall."""
        return at.astimezone(self.zone).date()

    def quiet_until(self, at: datetime) -> datetime | None:
        """When the quiet hours end in which a moment lies; None where it lies in none."""
        if self.quiet is None:
            return None
        zone = self._quiet_zone
        wall = at.astimezone(zone)
        if not self.quiet.holds(wall.time().replace(tzinfo=None)):
            return None
        over_night = self.quiet.from_ > self.quiet.to and wall.time() >= self.quiet.from_
        day = wall.date() + _DAY * over_night
        end = moment(day, self.quiet.to, zone)
        # Where the clocks go back, the hour that comes twice is as quiet the second time.
        return end if end > at else datetime.combine(day, self.quiet.to, zone).replace(fold=1)

    def shut(self, at: datetime) -> str:
        """Why nothing goes out at a moment; empty where it may."""
        if why := self.closed_on(self.day(at)):
            return why
        if self.quiet and self.quiet_until(at):
            return f"quiet hours, {self.quiet.from_:%H:%M} to {self.quiet.to:%H:%M}"
        return ""

    def opens(self, at: datetime) -> datetime | None:
        """The first moment from this one on at which things may go out; None where none is near."""
        for _ in range(FAR * 2):
            if self.closed_on(self.day(at)):
                at = moment(self.day(at) + _DAY, time(), self.zone)
            elif end := self.quiet_until(at):
                at = end
            else:
                return at.astimezone(UTC)
        return None

    def shuts(self, at: datetime) -> datetime | None:
        """The first moment after this open one at which nothing may go out any more; None where none is near."""
        found = []
        if self.quiet:
            zone = self._quiet_zone
            today = at.astimezone(zone).date()
            begins = (moment(today + _DAY * ahead, self.quiet.from_, zone) for ahead in range(3))
            found += [next(each for each in begins if each > at)]
        today = self.day(at)
        closed = (today + _DAY * ahead for ahead in range(1, FAR))
        if self.closed or self.weekdays:
            found += [moment(day, time(), self.zone) for day in closed if self.closed_on(day)][:1]
        return min(found).astimezone(UTC) if found else None

    @property
    def _quiet_zone(self) -> ZoneInfo:
        return ZoneInfo(self.quiet.zone) if self.quiet and self.quiet.zone else self.zone
