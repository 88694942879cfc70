"""The slots of the plan."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, or_, select, update
from sqlalchemy.dialects import sqlite

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import utc
from pipeline.model import JobPause, Planned, SlotState

_SLOTS, _MARKS = schema.slots, schema.marks
#: Beside each other, the rows whose state may still change by themselves.
_WAITING = (SlotState.PLANNED, SlotState.CLOSED)
#: Of the jobs that rest.
_PAUSED = "paused:"


class SlotStore(Session):
    """Keeps the port Plan."""

    def find(
        self, *, jobs: Collection[str] | None = None, states: Collection[SlotState] | None = None,
        since: datetime | None = None, until: datetime | None = None,
    ) -> list[Planned]:  # fmt: skip
        """Slots, the earliest first: of some jobs, in some states, due from one moment to another."""
        query = select(_SLOTS).order_by(_SLOTS.c.due, _SLOTS.c.job, _SLOTS.c.period)
        if jobs is not None:
            query = query.where(_SLOTS.c.job.in_(jobs))
        if states is not None:
            query = query.where(_SLOTS.c.state.in_(states))
        if since is not None:
            query = query.where(_SLOTS.c.due >= utc(since))
        if until is not None:
            query = query.where(_SLOTS.c.due <= utc(until))
        with self.read() as connection:
            return [_slot(row) for row in connection.execute(query).mappings()]

    def one(self, name: str) -> Planned | None:
        """The slot of this name; None where there is none."""
        query = select(_SLOTS).where(_SLOTS.c.job + "-" + _SLOTS.c.period == name)
        with self.read() as connection:
            row = connection.execute(query).mappings().first()
        return _slot(row) if row else None

    def following(self, now: datetime) -> datetime | None:
        """The next moment at which one that waits is due, or is tried again; None where there is none."""
        waits = _SLOTS.c.state == SlotState.PLANNED
        due = select(func.min(_SLOTS.c.due)).where(waits, _SLOTS.c.due > utc(now))
        again = select(func.min(_SLOTS.c.again)).where(waits, _SLOTS.c.again > utc(now))
        with self.read() as connection:
            found = [each for query in (due, again) if (each := connection.execute(query).scalar())]
        return datetime.fromisoformat(min(found)) if found else None

    def lay(self, new: Sequence[Planned], changed: Sequence[Planned], gone: Sequence[Planned]) -> None:
        """Write new slots, change and remove such as wait; one that is there, is being worked on or over stays as it is."""
        waits = _SLOTS.c.state.in_(_WAITING) & _SLOTS.c.moved.is_(False)
        with self.write() as connection:
            if new:
                connection.execute(sqlite.insert(_SLOTS).on_conflict_do_nothing(), [_row(each) for each in new])
            for each in changed:
                values = {key: value for key, value in _row(each).items() if key not in ("job", "period")}
                connection.execute(update(_SLOTS).where(_is(each), waits).values(**values))
            for each in gone:
                connection.execute(delete(_SLOTS).where(_is(each), _SLOTS.c.state.in_(_WAITING)))

    def take(self, slot: Planned, holder: str, now: datetime, until: datetime) -> bool:
        """Begin work on a slot that waits, or that somebody had whose time is over; False where another has it."""
        free = or_(
            _SLOTS.c.state == SlotState.PLANNED, and_(_SLOTS.c.state == SlotState.RUNNING, _SLOTS.c.until <= utc(now))
        )
        values = {"state": SlotState.RUNNING, "holder": holder, "until": utc(until)}
        return self._change(slot, free, values)

    def done(self, slot: Planned, holder: str, at: datetime) -> bool:
        """Say that it was done; False where another has taken it over since."""
        return self._change(slot, _SLOTS.c.holder == holder, {"state": SlotState.DONE, **_over(at), "error": ""})

    def failed(self, slot: Planned, holder: str, error: str, again: datetime | None) -> None:
        """It waits again, until `again`; with None it was not even tried, and no try is counted."""
        values: dict[str, Any] = {"state": SlotState.PLANNED, "holder": "", "until": None}
        if again is not None:
            values |= {"again": utc(again), "error": error, "tries": _SLOTS.c.tries + 1}
        mine = (_SLOTS.c.holder == holder) & (_SLOTS.c.state == SlotState.RUNNING)
        self._change(slot, mine, values)

    def forsaken(self, slot: Planned, error: str, again: datetime | None) -> None:
        """It waits again, because whoever had it has ended; that was a try."""
        values = {
            "state": SlotState.PLANNED, "holder": "", "until": None, "tries": _SLOTS.c.tries + 1, "error": error,
            "again": utc(again) if again else None,
        }  # fmt: skip
        self._change(slot, _SLOTS.c.state == SlotState.RUNNING, values)

    def miss(self, slots: Sequence[Planned], at: datetime) -> None:
        """Give these up, for the reason in `said`; what does not wait any more stays as it is."""
        with self.together():
            for each in slots:
                waits = _SLOTS.c.state == SlotState.PLANNED
                self._change(each, waits, {"state": SlotState.MISSED, "said": each.said, **_over(at)})

    def skip(self, slot: Planned, by: str, reason: str, at: datetime) -> bool:
        """Leave out one that waits; False where it does not."""
        waits = _SLOTS.c.state.in_(_WAITING)
        return self._change(slot, waits, {"state": SlotState.SKIPPED, "by": by, "said": reason, **_over(at)})

    def move(self, slot: Planned, due: datetime, at: datetime, by: str, reason: str) -> bool:
        """Give one that waits, or was left out, another moment; False where it is over."""
        may = _SLOTS.c.state.in_((*_WAITING, SlotState.SKIPPED))
        values = {
            "state": SlotState.PLANNED, "due": utc(due), "at": utc(at), "by": by, "said": reason, "moved": True,
            "ended": None, "again": None,
        }  # fmt: skip
        return self._change(slot, may, values)

    def reset(self, slot: Planned) -> bool:
        """Forget what a person did to it; False where it is done, missed, or being worked on."""
        may = _SLOTS.c.state.in_((*_WAITING, SlotState.SKIPPED))
        values = {"state": SlotState.PLANNED, "by": "", "said": "", "moved": False, "ended": None}
        return self._change(slot, may, values)

    def pause(self, pause: JobPause) -> None:
        """Let a job rest."""
        told = json.dumps({"by": pause.by, "since": utc(pause.since), "reason": pause.reason})
        row = {"name": _PAUSED + pause.job, "value": told}
        with self.write() as connection:
            connection.execute(
                sqlite.insert(_MARKS).values(**row).on_conflict_do_update(index_elements=["name"], set_=row)
            )

    def resume(self, job: str) -> bool:
        """Let it go on; False where it did not rest."""
        with self.write() as connection:
            return bool(connection.execute(delete(_MARKS).where(_MARKS.c.name == _PAUSED + job)).rowcount)

    def pauses(self) -> Mapping[str, JobPause]:
        """The jobs that rest."""
        query = select(_MARKS.c.name, _MARKS.c.value).where(_MARKS.c.name.startswith(_PAUSED))
        with self.read() as connection:
            rows = connection.execute(query).all()
        found = {}
        for name, value in rows:
            told, job = json.loads(value), name.removeprefix(_PAUSED)
            since = datetime.fromisoformat(told["since"])
            found[job] = JobPause(job=job, by=told["by"], since=since, reason=told["reason"])
        return found

    def fired(self) -> Mapping[str, str]:
        """The last period that was done, by job."""
        done = _SLOTS.c.state == SlotState.DONE
        query = select(_SLOTS.c.job, func.max(_SLOTS.c.period)).where(done).group_by(_SLOTS.c.job)
        with self.read() as connection:
            return {job: period for job, period in connection.execute(query)}

    def fire(self, job: str, period: str, at: datetime) -> bool:
        """Mark a slot as done; False when it was already."""
        with self.write() as connection:
            return bool(connection.execute(firing(job, period, at)).rowcount)

    def _change(self, slot: Planned, where: ColumnElement[bool], values: Mapping[str, Any]) -> bool:
        with self.write() as connection:
            return bool(connection.execute(update(_SLOTS).where(_is(slot), where).values(**values)).rowcount)


def firing(job: str, period: str, at: datetime) -> sqlite.Insert:
    """The statement that marks a slot as done, whether or not it is in the plan; it changes no row where it was."""
    planned = Planned(job=job, period=period, due=at, at=at, zone="UTC", rule="", state=SlotState.DONE, ended=at)
    done = {"state": SlotState.DONE, **_over(at), "error": ""}
    statement = sqlite.insert(_SLOTS).values(**_row(planned))
    return statement.on_conflict_do_update(
        index_elements=["job", "period"], set_=done, where=_SLOTS.c.state != SlotState.DONE
    )


def _over(at: datetime) -> dict[str, Any]:
    return {"ended": utc(at), "holder": "", "until": None, "again": None}


def _is(slot: Planned) -> ColumnElement[bool]:
    return (_SLOTS.c.job == slot.job) & (_SLOTS.c.period == slot.period)


def _row(slot: Planned) -> dict[str, Any]:
    return {
        "job": slot.job, "period": slot.period, "due": utc(slot.due), "at": utc(slot.at), "zone": slot.zone,
        "rule": slot.rule, "shift": slot.shift, "state": slot.state, "first": slot.first, "tries": slot.tries,
        "error": slot.error, "again": utc(slot.again) if slot.again else None,
        "ended": utc(slot.ended) if slot.ended else None, "by": slot.by, "said": slot.said, "moved": slot.moved,
    }  # fmt: skip


def _slot(row: RowMapping) -> Planned:
    told: Any = {
        key: row[key]
        for key in ("job", "period", "zone", "rule", "shift", "first", "tries", "error", "by", "said", "moved")
    }
    times: Any = {
        key: datetime.fromisoformat(row[key]) if row[key] else None for key in ("due", "at", "again", "ended")
    }
    return Planned(**told, **times, state=SlotState(row["state"]))
