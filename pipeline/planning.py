"""The plan room joined to the world: the rows kept up to the rules, and work done in slots, once.

settings, holidays, dates ahead | plan.lay_out | ledger.lay | plan.settle | take, work, done
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from pipeline.calendar_settings import WEEKDAYS, Calendar, Rhythm
from pipeline.ending import EndedError
from pipeline.errors import AttractError, BusyError, ConfigurationError
from pipeline.model import Cadence, Planned, SlotState, digest_of
from pipeline.plan import decide, rhythms
from pipeline.plan.opening import Opening

if TYPE_CHECKING:
    from pipeline.wiring import House

#: As what the plan was laid out last.
_LAID = "plan"
#: How long somebody is at a slot before others may take it: longer than the longest build, and the lock is asked first.
_LEASE = timedelta(hours=1)
_DAY = timedelta(days=1)

#: Jobs for dates that stand in a file or a book, and what a person changes to change them.
DATES = {
    "publish": "the `date` in the piece's file",
    "consent": "the client's consent",
    "review": "`review_by` in the piece's file",
    "leave": "`left` in the person's file",
    "talk": "`talks` in the person's file",
}


class Planning:
    """One firm's plan."""

    def __init__(self, house: "House") -> None:
        self._house = house
        #: On what the rows depended when they were laid out last.
        self._seen: tuple[object, ...] = ()
        self._times: frozenset[tuple[str, datetime]] = frozenset()
        #: What the calendar says, by all that it is read from.
        self._openings: dict[tuple[str, int], Opening] = {}

    @property
    def rhythms(self) -> dict[str, Rhythm]:
        """Every rhythm that is set, by its job."""
        return decide.rhythms(self._house.firm.cadences)

    def opening(self) -> Opening:
        """When things may go out, this year and the next two. Raises ConfigurationError."""
        house = self._house
        told = house.firm.calendar
        year = house.time().astimezone(house.firm.zone).year
        bodies = {name: self._read(name) for name in told.files}
        known = (digest_of([told.model_dump_json(), house.firm.time_zone, *map(repr, bodies.values())]), year)
        if known not in self._openings:
            self._openings.clear()
            self._openings[known] = self._open_days(told, bodies, year)
        return self._openings[known]

    def _open_days(self, told: Calendar, bodies: Mapping[str, bytes], year: int) -> Opening:
        from pipeline.edges.closures import Calendars

        calendars, years = Calendars(self._house.firm.zone), range(year - 1, year + 3)
        closed: dict[date, str] = {}
        for days in (
            calendars.holidays(told.holidays, years) if told.holidays else {},
            *(
                calendars.events(name, body, date(year - 1, 1, 1), date(year + 2, 12, 31))
                for name, body in bodies.items()
            ),
            *(
                {each.from_ + _DAY * n: each.why for n in range((each.last - each.from_).days + 1)}
                for each in told.closed
            ),
        ):
            closed |= days
        shut = frozenset(WEEKDAYS.index(each) for each in told.weekdays)
        return Opening(zone=self._house.firm.zone, closed=closed, weekdays=shut, quiet=told.quiet)

    def _read(self, name: str) -> bytes:
        root = self._house.root.resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise ConfigurationError(
                "content/firm.yml", f"`calendar.files`: there is no file {name} in the firm's folder.", "Put it there."
            )
        return path.read_bytes()

    # The rows.

    def lay(self, ahead: int = decide.AHEAD, *, anew: bool = False) -> None:
        """Bring the rows up to the rules, the calendar and the dates of today; changes nothing where nothing has changed.

        Args:
            ahead: days for which they stand in the plan, at least.
            anew: look at every row: a person has just put one back.

        """
        house, now = self._house, self._house.time()
        opening = self.opening()
        times = frozenset(house.set_times().items())
        seen = (house.firm, opening, opening.day(now), house.library.changes(), house.clearing.standing(), ahead)
        # The clock asks every half a minute, and what it depends on is seldom another; that a time has come changes no row.
        if not anew and seen == self._seen and times <= self._times:
            return
        self._times = times
        dates = self.dates()
        version = digest_of([house.firm.cadences.model_dump_json(), repr(opening), str(opening.day(now)), repr(dates)])
        told = json.loads(house.slots.mark(_LAID) or "{}")
        if not anew and told.get("version") == version and told.get("ahead", 0) >= ahead:
            self._seen = seen
            return
        known: dict[str, list[Planned]] = {}
        for each in house.slots.find():
            known.setdefault(each.job, []).append(each)
        for job, rhythm in self.rhythms.items():
            mine = known.pop(job, [])
            first, last = decide.days_to_lay(rhythm, mine, opening.day(now), ahead)
            wanted = decide.lay_out(job, rhythm, opening, first, last)
            fresh = not told and job in decide.AT_ONCE
            self._lay(wanted, mine, now, since=_EVER, begun=not fresh)
        for job in DATES:
            wanted = [decide.of_date(each, opening.zone) for each in dates if each.job == job]
            self._lay(wanted, known.pop(job, []), now, since=now, begun=True)
        for mine in known.values():
            self._lay([], mine, now, since=_EVER, begun=True)
        house.slots.set_mark(_LAID, json.dumps({"version": version, "ahead": ahead}))
        self._seen = seen

    def _lay(
        self, wanted: Sequence[Planned], known: Sequence[Planned], now: datetime, *, since: datetime, begun: bool
    ) -> None:
        new = decide.new(wanted, known, now, begun=begun)
        changed, gone = decide.changed(wanted, known), decide.gone(wanted, known, since)
        if new or changed or gone:
            self._house.slots.lay(new, changed, gone)

    def dates(self) -> list[decide.Date]:
        """What stands ahead in files and books, once each: a piece goes public, a consent ends, a text is to be looked at."""
        house, zone = self._house, self._house.firm.zone
        today = house.time().astimezone(zone).date()

        def midnight(day: date) -> datetime:
            return rhythms.moment(day, time(), zone)

        found = [decide.Date("publish", id_, at, f"{id_} goes public") for id_, at in house.set_times().items()]
        found += [
            decide.Date(
                "consent", each.ref, midnight(each.expires + _DAY), f"the consent {each.ref} for {each.item} ends"
            )
            for each in house.clearing.known_consents().values()
            if each.expires and not each.withdrawn and each.expires >= today
        ]
        found += [
            decide.Date("review", id_, midnight(day + _DAY), f"{id_} was to be looked at again by {day:%-d %B %Y}")
            for id_, day in house.library.review_dates().items()
            if day >= today
        ]
        for person in house.people().values():
            if person.left and person.left > today:
                found.append(decide.Date("leave", person.id, midnight(person.left), f"{person.name} leaves the firm"))
            days = {each.on if len(each.on) > len("2026-12") else f"{each.on}-01" for each in person.talks}
            found += [
                decide.Date("talk", person.id, midnight(date.fromisoformat(on)), f"a talk by {person.name} is shown")
                for on in sorted(days)
                if on > today.isoformat()
            ]
        return sorted(
            (each for each in found if each.at > house.time()), key=lambda each: (each.at, each.job, each.thing)
        )

    # What is due.

    def due(self, *, soon: bool = False) -> decide.Settled:
        """What is to be done now, and what is done no more: that is written down. Raises ConfigurationError.

        The firm's lock is held: whoever was at a slot before has ended, and somebody else may take it at once.

        Args:
            soon: also what failed and would be tried later.

        """
        house, now = self._house, self._house.time()
        self.lay()
        for each in house.slots.find(states=[SlotState.RUNNING]):
            # What ends its process again and again is not tried at every tick.
            later = decide.again(each.tries, now) if each.tries else None
            house.slots.forsaken(each, "whoever was at it ended in the middle", later)
        settled = self._settled(now, soon=soon)
        if settled.missed:
            house.slots.miss(settled.missed, now)
        return settled

    def _settled(self, now: datetime, *, soon: bool) -> decide.Settled:
        house = self._house
        resting = house.slots.pauses()
        waiting = house.slots.find(states=(SlotState.PLANNED, SlotState.RUNNING), until=now)
        return decide.settle(
            (each for each in waiting if each.job not in resting),
            now, decide.lateness(house.firm.cadences), self.rhythms, soon=soon,
        )  # fmt: skip

    def ready(self, job: str, *, soon: bool = False) -> list[Planned]:
        """What is to be done now of one job. Writes down nothing of what was missed: the clock does."""
        self.lay()
        return [each for each in self._settled(self._house.time(), soon=soon).due if each.job == job]

    def editions(self) -> list[Planned]:
        """The editions that are due, the oldest first. Writes down nothing of what was missed."""
        self.lay()
        return [each for each in self._settled(self._house.time(), soon=True).due if each.is_edition]

    def ahead(self) -> list[Planned]:
        """The next edition of each cadence, the soonest first."""
        house, now = self._house, self._house.time()
        self.lay()
        ahead = house.slots.find(jobs=list(Cadence), states=[SlotState.PLANNED], since=now)
        first: dict[str, Planned] = {}
        for each in ahead:
            if each.due > now:
                first.setdefault(each.job, each)
        return sorted(first.values(), key=lambda each: (each.at, each.job))

    @contextmanager
    def work(self, slot: Planned) -> Iterator[bool]:
        """Work in a slot: it is done when the block ends well, and is tried again later where an AttractError ends it.

        Gives False, and nothing is to be done, where somebody else is at it. The error goes on to the caller.
        """
        house, holder = self._house, uuid4().hex
        if not house.slots.take(slot, holder, house.time(), house.time() + _LEASE):
            yield False
            return
        try:
            yield True
        except (BusyError, EndedError):
            house.slots.failed(slot, holder, "", None)
            raise
        except AttractError as problem:
            now = house.time()
            house.slots.failed(slot, holder, f"{problem.thing}: {problem.cause}", decide.again(slot.tries + 1, now))
            raise
        house.slots.done(slot, holder, house.time())


#: Before everything.
_EVER = datetime.min.replace(tzinfo=UTC)
