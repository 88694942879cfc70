"""The rhythms and the calendar of `content/firm.yml`: when what falls due, and on which days nothing goes out."""

import re
from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt, model_validator

from pipeline.fields import Fields, Line

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = Weekday.__args__  # type: ignore[attr-defined]  # typing hides it
#: What stands before a weekday of a month; in figures, as Python counts from the front and from the back.
NTH = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}

#: What a slot does whose day is closed: the next open day, the one before, not at all, or all the same.
OnClosed = Literal["next", "before", "skip", "anyway"]


def zone(name: str) -> str:
    """The name of an IANA zone; raises ValueError for any other."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:  # OSError: a folder of zones, such as Europe
        raise ValueError(f"{name!r} is not an IANA time zone such as Europe/London") from problem
    return name


def _on_the_wall(value: object) -> object:
    # Pydantic would take a bare number (8.30, 830) for seconds after midnight.
    if not re.match(r"\d\d:\d\d", str(value)):
        raise ValueError('must be hours and minutes, as in "08:30"')
    return value


def _without_zone(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("goes by the clock on the firm's wall (time_zone), or by the `zone` beside it")
    return at


Clock = Annotated[time, BeforeValidator(_on_the_wall), AfterValidator(_without_zone)]
Zone = Annotated[str, AfterValidator(zone)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _week(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    if not days:
        raise ValueError("must name a weekday")
    return tuple(each for each in WEEKDAYS if each in days)


Weekdays = Annotated[tuple[Weekday, ...], BeforeValidator(_listed), AfterValidator(_week)]


class _Rhythm(Fields):
    """What every rhythm has."""

    at: Clock
    #: By whose clock; empty: the firm's (`time_zone`).
    zone: Zone | Literal[""] = ""


class _Going(_Rhythm):
    """What a rhythm of editions has beside that."""

    #: What happens on a closed day; where nothing is said, a daily slot is skipped, others go on the next open day.
    closed: OnClosed | None = None
    #: Minutes before it leaves in which an edition is closed and composed, to be looked at.
    cut_off: int = Field(default=0, ge=0, le=7 * 24 * 60)
    #: Hours after which a missed slot is not caught up any more.
    late: PositiveInt | None = None


class Nightly(_Rhythm):
    """Once a day, whatever the day."""


class Daily(_Going):
    """Once a day, or on some weekdays."""

    on: Weekdays = WEEKDAYS


class Weekly(_Going):
    """Once a week, on several weekdays, or every so many weeks."""

    on: Weekdays
    #: 2: every other week.
    every: int = Field(default=1, ge=1, le=52)
    #: A day in a week that counts, where it is not every week.
    counted_from: date | None = None

    @model_validator(mode="after")
    def _counted(self) -> "Weekly":
        if self.every > 1 and self.counted_from is None:
            raise ValueError("with `every`, `counted_from` must name a day in a week that counts")
        return self


def _day_of_month(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= 31:
            raise ValueError("must be a day from 1 to 31")
        return value
    nth, _, weekday = str(value).partition(" ")
    if nth not in NTH or weekday not in WEEKDAYS:
        raise ValueError(
            f"must be a day from 1 to 31, or such as `first wednesday` or `last friday`, and not {value!r}"
        )
    return value


class Monthly(_Going):
    """Once a month: on a day, where one that the month lacks means its last; or on its first, second, ... or last weekday."""

    on: Annotated[int | str, BeforeValidator(_day_of_month)]


Rhythm = Nightly | Daily | Weekly | Monthly


class Cadences(Fields):
    """When each rhythm falls due, by the clock on the firm's wall."""

    #: Collect, tag, clear and publish.
    site: Nightly | None = None
    #: The tagger learns from what authors named; the new model waits for a person.
    learn: Nightly | None = None
    #: The site is compared with a build of everything, and mended where it differs.
    check: Annotated[Nightly | None, BeforeValidator(lambda told: None if told == "never" else told)] = Nightly(
        at=time(3, 30)
    )
    #: Everything is copied to where `backups.to` says.
    backup: Nightly | None = None
    daily: Daily | None = None
    weekly: Weekly | None = None
    monthly: Monthly | None = None
    #: Share packs are mailed to those who post by hand.
    share: Weekly | None = None

    @model_validator(mode="after")
    def _composed_as_it_leaves(self) -> "Cadences":
        if self.share and self.share.cut_off:
            raise ValueError("`share` has no `cut_off`: a share pack is composed when it leaves")
        return self


class Closed(Fields):
    """Days on which nothing goes out, the first and the last among them."""

    from_: date = Field(alias="from")
    #: Without it, the one day.
    to: date | None = None
    why: Line = "closed"

    @model_validator(mode="before")
    @classmethod
    def _a_day(cls, data: Any) -> Any:
        return {"from": data} if isinstance(data, date | str) else data

    @model_validator(mode="after")
    def _forwards(self) -> "Closed":
        if self.last < self.from_:
            raise ValueError("must not end before it begins")
        return self

    @property
    def last(self) -> date:
        """The last day."""
        return self.to or self.from_


class Quiet(Fields):
    """Hours of the day in which nothing goes out; from an evening to the next morning, or within one day."""

    from_: Clock = Field(alias="from")
    to: Clock
    #: By whose clock; empty: the firm's.
    zone: Zone | Literal[""] = ""

    @model_validator(mode="after")
    def _some(self) -> "Quiet":
        if self.from_ == self.to:
            raise ValueError("must end at another time than it begins: nothing would ever go out")
        return self

    def holds(self, at: time) -> bool:
        """Whether a time on the wall lies in it."""
        if self.from_ < self.to:
            return self.from_ <= at < self.to
        return at >= self.from_ or at < self.to


class Calendar(Fields):
    """When nothing goes out by itself: editions and posts wait for the next open day, and for the end of the quiet hours."""

    #: Whose public holidays: a country, or a part of one, by ISO 3166: GB-ENG, IE, CA-ON, US-NY.
    holidays: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    #: Calendars in the firm's folder (.ics), for example of a court's holidays: a day of an event in one of them is closed.
    files: Annotated[tuple[Line, ...], BeforeValidator(_listed)] = ()
    #: Further days and times of the year.
    closed: tuple[Closed, ...] = ()
    #: Weekdays that are never open.
    weekdays: Annotated[tuple[Weekday, ...], BeforeValidator(_listed)] = ()
    quiet: Quiet | None = None

    @model_validator(mode="after")
    def _some_day_is_open(self) -> "Calendar":
        if set(self.weekdays) == set(WEEKDAYS):
            raise ValueError("`weekdays` must leave one open: nothing would ever go out")
        return self
