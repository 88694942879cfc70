"""Decides which slots there are and which of them are due. The time is an argument.

    rhythms, calendar | lay_out | rows | settle | due now, missed

A missed slot is caught up once, the latest only, unless it is older than its rhythm says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipeline.calendar_settings import Cadences, Daily, Monthly, Nightly, OnClosed, Rhythm, Weekly
from pipeline.model import Cadence, Planned, SlotState
from pipeline.plan.opening import FAR, Opening
from pipeline.plan.rhythms import clock_change, days, in_words, moment, period

#: The rhythm that brings the site up to date.
SITE = "site"
#: The rhythm in which the tagger learns.
LEARN = "learn"
#: The rhythm in which the site is compared with a build of everything.
CHECK = "check"
#: The rhythm in which everything is copied to a safe place.
BACKUP = "backup"
#: The rhythm in which what need not be kept is removed.
RETENTION = "retention"

#: The rhythm in which share packs are mailed.
SHARE = "share"

#: Those whose newest slot before the firm's first run counts, too: a new firm has a site and editions at once.
AT_ONCE = (SITE, RETENTION, *Cadence)
#: Hours after which a missed edition, or share pack, is not caught up, where its rhythm does not say.
LATE: Mapping[str, int] = {Cadence.DAILY: 12, Cadence.WEEKLY: 72, Cadence.MONTHLY: 168, SHARE: 72}
#: So many days ahead slots stand in the plan; of each job its next one in any case.
AHEAD = 62
#: A rhythm of every 52 weeks is the rarest.
_RAREST = 371
#: Minutes until a slot that failed is tried again: after the first time, the second, and so on; then always the last.
_AGAIN = (1, 5, 15, 60)

_DAY = timedelta(days=1)
#: The longest holidays before a slot that moved.
_BACK = timedelta(days=31)


class Date(NamedTuple):
    """Something that the plan does not repeat: a piece goes public, a consent ends."""

    #: `publish`, `consent`, `review`, ...
    job: str
    #: What it is about, by id.
    thing: str
    at: datetime
    #: In words.
    told: str


def rhythms(cadences: Cadences) -> dict[str, Rhythm]:
    """Every rhythm that is set, by its job; what need not be kept is removed once a day, and nobody sets that."""
    found = {name: getattr(cadences, name) for name in type(cadences).model_fields}
    return {name: rhythm for name, rhythm in found.items() if rhythm} | {RETENTION: _RETENTION}


_RETENTION = Nightly.model_validate({"at": "00:05"})


def days_to_lay(rhythm: Rhythm, known: Sequence[Planned], today: date, ahead: int) -> tuple[date, date]:
    """The days by the rule for which a job is laid out: from what may have been missed to what is to be seen ahead.

    Args:
        rhythm: the job's.
        known: its slots in the plan.
        today: on the firm's wall.
        ahead: so many days from today; the next slot is laid in any case.

    """
    following = next(days(rhythm, today + _DAY, today + _DAY * (_RAREST + 31)))
    # A day more on either side: the rule's zone may be another one, and a closed day moves a slot.
    seen = [each.due.date() for each in known if each.state in (SlotState.PLANNED, SlotState.CLOSED)]
    newest = max((each.due.date() for each in known), default=today)
    back = min(today - _DAY * _RAREST if not known else newest - _BACK, *(each - _BACK for each in seen), today)
    return max(back, today - _DAY * FAR), max(following, today + _DAY * ahead, *seen)


@dataclass(frozen=True)
class _Place:
    """Where a slot comes to lie; without a moment, nowhere."""

    at: datetime | None
    shift: str


def lay_out(job: str, rhythm: Rhythm, opening: Opening, first: date, last: date) -> list[Planned]:
    """The slots of a job whose days by the rule lie between two days, the oldest first.

    Args:
        job: what is done in them.
        rhythm: when.
        opening: when things may go out; only editions look at it.
        first: the first day.
        last: the last day.

    """
    zone = ZoneInfo(rhythm.zone) if rhythm.zone else opening.zone
    # One more, because the last of them may give way to it.
    wanted = [*days(rhythm, first, last), next(days(rhythm, last + _DAY, last + _DAY * (_RAREST + 31)))]
    slots = [_slot(job, rhythm, zone, opening, day) for day in wanted]
    open_ones = [each for each in slots if each.state is SlotState.PLANNED]
    give_way = {
        one.period: f"{after.name} falls on the same time" for one, after in pairwise(open_ones) if one.at >= after.at
    }
    return [
        replace(each, state=SlotState.CLOSED, shift=f"{each.shift}; {why}" if each.shift else why)
        if (why := give_way.get(each.period))
        else each
        for each in slots[:-1]
    ]


def _slot(job: str, rhythm: Rhythm, zone: ZoneInfo, opening: Opening, day: date) -> Planned:
    place = _place(rhythm, zone, opening, day)
    early = timedelta(minutes=rhythm.cut_off) if isinstance(rhythm, Daily | Weekly | Monthly) else timedelta()
    at = place.at or moment(day, rhythm.at, zone).astimezone(UTC)
    return Planned(
        job=job, period=period(rhythm, day), due=at - early, at=at, zone=zone.key, rule=in_words(rhythm),
        shift=place.shift, state=SlotState.PLANNED if place.at else SlotState.CLOSED,
    )  # fmt: skip


def _place(rhythm: Rhythm, zone: ZoneInfo, opening: Opening, day: date) -> _Place:
    """Where the slot of a day lies: elsewhere where its day is closed or its hour quiet, nowhere where it is skipped."""
    told = [change] if (change := clock_change(day, rhythm.at, zone)) else []
    at = moment(day, rhythm.at, zone)
    if isinstance(rhythm, Nightly):
        return _Place(at.astimezone(UTC), "; ".join(told))
    how = on_closed(rhythm)
    step = -_DAY if how == "before" else _DAY
    for _ in range(FAR):
        if how != "anyway" and (why := opening.closed_on(opening.day(at))):
            told.append(f"{opening.day(at):%-d %B}: {why}")
            if how == "skip":
                return _Place(None, "; ".join(told))
            day += step
            at = moment(day, rhythm.at, zone)
        elif end := opening.quiet_until(at):
            told.append(f"quiet until {end:%H:%M}")
            # From the evening it comes to the morning of the next day, which may be closed.
            day, at = end.astimezone(zone).date(), end
        else:
            return _Place(at.astimezone(UTC), "; ".join(dict.fromkeys(told)))
    return _Place(None, "no open day is near")


def on_closed(rhythm: Daily | Weekly | Monthly) -> OnClosed:
    """What a rhythm does on a closed day."""
    return rhythm.closed or ("skip" if isinstance(rhythm, Daily) else "next")


def of_date(date_: Date, zone: ZoneInfo) -> Planned:
    """The slot of something that is not repeated."""
    at = date_.at.astimezone(UTC)
    return Planned(
        job=date_.job, period=f"{date_.thing}@{at:%Y-%m-%dT%H:%MZ}", due=at, at=at, zone=zone.key, rule=date_.told
    )


def new(wanted: Iterable[Planned], known: Sequence[Planned], now: datetime, *, begun: bool) -> list[Planned]:
    """Those of the wanted slots of one job that come into the plan, with what is to be changed of those that are in it.

    What lies in the past comes in only after the newest that the plan knows: it was missed. Of a firm that has just begun, the
    newest comes in.

    Args:
        wanted: as laid out, oldest first.
        known: the job's slots in the plan.
        now: the time.
        begun: whether the plan knows anything at all.

    """
    wanted = list(wanted)
    periods = {each.period for each in known}
    newest = max((each.due for each in known), default=None)
    coming = [each for each in wanted if each.period not in periods and each.due > now]
    past = [each for each in wanted if each.period not in periods and each.due <= now]
    if newest is not None:
        missed = [each for each in past if each.due > newest]
    else:
        missed = [] if begun else [replace(each, first=True) for each in past if each.state is SlotState.PLANNED][-1:]
    return [*missed, *coming]


def changed(wanted: Iterable[Planned], known: Iterable[Planned]) -> list[Planned]:
    """The slots in the plan that the rules now put elsewhere, as they are to be; what a person moved stays where it is."""
    mine = {each.period: each for each in known}
    found = []
    for each in wanted:
        old = mine.get(each.period)
        if old is None or old.state not in (SlotState.PLANNED, SlotState.CLOSED) or old.moved or old.tries:
            continue
        new_one = replace(each, first=old.first)
        if new_one != old:
            found.append(new_one)
    return found


def gone(wanted: Iterable[Planned], known: Iterable[Planned], since: datetime) -> list[Planned]:
    """The slots in the plan after a moment that no rule asks for any more; what is due at that moment is."""
    periods = {each.period for each in wanted}
    # What a person gave its moment stays, as long as there is a rule at all.
    return [
        each
        for each in known
        if each.period not in periods
        and each.state in (SlotState.PLANNED, SlotState.CLOSED)
        and each.due > since
        and not (each.moved and periods)
    ]


class Settled(NamedTuple):
    """What is to be done now, and what is done no more."""

    due: list[Planned]
    #: With the reason in `said`.
    missed: list[Planned]


def settle(
    waiting: Iterable[Planned], now: datetime, late: Mapping[str, int], repeated: Iterable[str], *, soon: bool = False
) -> Settled:
    """What is due of the slots that wait, the oldest first: of each rhythm the newest, if it is not too old.

    Args:
        waiting: planned ones; those of jobs that rest are not among them.
        now: the time.
        late: hours after which a job's missed slot is given up; a job that is not in it is caught up however late it is.
        repeated: the jobs that have a rhythm; of others every slot counts.
        soon: also what failed and is to be tried later: somebody asks for it now.

    """
    has_rhythm, due, missed = frozenset(repeated), [], []
    past = sorted((each for each in waiting if each.due <= now), key=lambda each: (each.job, each.due, each.period))
    for job, group in groupby(past, lambda each: each.job):
        slots = list(group)
        if job not in has_rhythm:
            due += slots
            continue
        *older, newest = slots
        missed += [replace(each, said=f"{newest.name} takes its place") for each in older]
        hours = late.get(job)
        if hours and not newest.first and now - newest.at > timedelta(hours=hours):
            missed.append(
                replace(newest, said=f"nobody was there at its time, and {_hours(hours)} later it is not caught up")
            )
        else:
            due.append(newest)
    ready = [each for each in due if soon or each.again is None or each.again <= now]
    return Settled(sorted(ready, key=lambda each: (each.due, each.name)), missed)


def _hours(hours: int) -> str:
    return f"{hours // 24} days" if hours % 24 == 0 and hours > 24 else f"{hours} hour{'s' * (hours != 1)}"


def lateness(cadences: Cadences) -> dict[str, int]:
    """Hours after which a missed slot is not caught up, by job."""
    return {job: rhythm.late or hours for job, hours in LATE.items() if (rhythm := getattr(cadences, job))}


def again(tries: int, now: datetime) -> datetime:
    """When a slot is tried again that has failed so often."""
    return now + timedelta(minutes=_AGAIN[min(tries, len(_AGAIN)) - 1])
