"""Editions on the disk: composed a group of rows at a time, held, let go, and taken back.

SQLite has one writer at a time, and readers who sign up wait for it: an edition to ten thousand is written in groups, each a
short transaction. Until the last is there the edition is not composed, and no row of it can be claimed. What a killed process
leaves behind is removed by whoever composes next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, RowMapping, case, delete, literal_column, or_, select, update
from sqlalchemy.dialects import sqlite

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.delivery_rows import INSERT, delivery_row
from pipeline.edges.store.reader_rows import utc
from pipeline.edges.store.seeds import is_seed
from pipeline.edges.store.slots import firing
from pipeline.model import Cadence, Delivery, DeliveryState, Edition, Slot

_EDITIONS, _ROWS, _RECEIVED = schema.editions, schema.deliveries, schema.received
#: Rows written, or removed, in one transaction: some hundredths of a second.
_AT_ONCE = 500
_ROWID: ColumnElement[int] = literal_column("rowid")
_INSERT_RECEIVED = "INSERT INTO received (subscriber, item, edition, text) VALUES (?, ?, ?, ?)"
#: Of such a row nothing has left.
_UNTOUCHED = (DeliveryState.PLANNED, DeliveryState.EXCLUDED)
#: States in which the items have certainly not reached the reader.
NOT_RECEIVED = (DeliveryState.REFUSED, DeliveryState.EXCLUDED)


def closed(now: datetime) -> ColumnElement[bool]:
    """Which editions nothing may leave of now."""
    return or_(_EDITIONS.c.composed.is_(None), _EDITIONS.c.held != "", _EDITIONS.c.leaves > utc(now))


class ComposingStore(Session):
    """Keeps the part of the port Ledger that is about whole editions."""

    def open_edition(
        self, slot: Slot, planned: Iterable[Delivery], at: datetime, texts: Mapping[str, str] | None = None,
        leaves: datetime | None = None, note: str = "",
    ) -> bool:  # fmt: skip
        """Write an edition, its deliveries, and that its slot was fired; False when it is there already."""
        row = {"edition": slot.edition, "cadence": slot.cadence, "period": slot.period, "due": slot.due.isoformat()}
        return self._compose(row, planned, at, texts or {}, leaves, firing(slot.cadence, slot.period, at), note)

    def open_correction(self, edition: str, planned: Iterable[Delivery], at: datetime) -> bool:
        """Write a correction and its deliveries; False when it is there already."""
        row = {"edition": edition, "cadence": "correction", "period": edition, "due": at.isoformat()}
        return self._compose(row, planned, at, None, None, None)

    def edition(self, name: str) -> Edition | None:
        """How an edition or a correction stands; None where there is none."""
        with self.read() as connection:
            row = connection.execute(select(_EDITIONS).where(_EDITIONS.c.edition == name)).mappings().first()
        return _edition(row) if row else None

    def held_up(self, now: datetime) -> list[Edition]:
        """Those of which nothing may leave now: still in their time to be taken back, taken back, or held."""
        query = select(_EDITIONS).where(closed(now)).order_by(_EDITIONS.c.due, _EDITIONS.c.edition)
        with self.read() as connection:
            return [_edition(row) for row in connection.execute(query).mappings()]

    def slot(self, edition: str) -> Slot:
        """The slot that an edition was opened for."""
        with self.read() as connection:
            row = connection.execute(select(_EDITIONS).where(_EDITIONS.c.edition == edition)).mappings().one()
        return Slot(cadence=Cadence(row["cadence"]), period=row["period"], due=datetime.fromisoformat(row["due"]))

    def hold(self, edition: str, reason: str) -> None:
        """Let nothing more of it leave; what a sender has in hand already does."""
        with self.write() as connection:
            connection.execute(update(_EDITIONS).where(_EDITIONS.c.edition == edition).values(held=reason))

    def release(self, edition: str) -> None:
        """Let it leave from now on; one that is not composed does not."""
        is_there = (_EDITIONS.c.edition == edition) & _EDITIONS.c.composed.is_not(None)
        with self.write() as connection:
            connection.execute(update(_EDITIONS).where(is_there).values(held="", leaves=None))

    def undo(self, edition: str, reason: str) -> bool:
        """Remove all its deliveries, and free their items; False where something of it has left, or may have."""
        # What went to the firm itself is there to be looked at, and may be taken back.
        touched = select(_ROWS.c.edition).where(
            _ROWS.c.edition == edition, _ROWS.c.state.not_in(_UNTOUCHED), ~is_seed()
        )
        with self.write() as connection:
            if connection.execute(touched.limit(1)).first():
                return False
            connection.execute(
                update(_EDITIONS)
                .where(_EDITIONS.c.edition == edition)
                .values(composed=None, composer="", leaves=None, held=reason)
            )
        self._clear_away()
        return True

    def _compose(
        self, edition: Mapping[str, Any], planned: Iterable[Delivery], at: datetime, texts: Mapping[str, str] | None,
        leaves: datetime | None, fired: sqlite.Insert | None, note: str = "",
    ) -> bool:  # fmt: skip
        """Write the rows group by group; with `texts`, what each reader receives; with `fired`, that its slot was."""
        name, composer = edition["edition"], uuid4().hex
        mine = (_EDITIONS.c.edition == name) & (_EDITIONS.c.composer == composer) & _EDITIONS.c.composed.is_(None)
        with self.write() as connection:
            # Whoever was at one of them before has ended, or finds that it is not theirs any more.
            connection.execute(update(_EDITIONS).where(_EDITIONS.c.composed.is_(None)).values(composer=""))
            connection.execute(sqlite.insert(_EDITIONS).values(**edition).on_conflict_do_nothing())
            taken = update(_EDITIONS).where(_EDITIONS.c.edition == name, _EDITIONS.c.composed.is_(None))
            before = connection.execute(taken.values(composer=composer).returning(_EDITIONS.c.held)).scalar()
            if before is None:
                return False
        try:
            self._clear_away()
            for group in _groups(planned):
                received = [] if texts is None else list(_received(group, texts))
                with self.write() as connection:
                    if not connection.execute(select(_EDITIONS.c.edition).where(mine)).first():
                        return False
                    connection.exec_driver_sql(INSERT, [delivery_row(connection, each) for each in group])
                    if received:
                        connection.exec_driver_sql(_INSERT_RECEIVED, received)
        except BaseException:
            self._clear_away()
            raise
        with self.write() as connection:
            until = utc(leaves) if leaves else None
            # That it was taken back is over now; whoever held it meanwhile still does.
            held = case((_EDITIONS.c.held == before, ""), else_=_EDITIONS.c.held)
            done = {"composed": at.isoformat(), "composer": "", "leaves": until, "held": held, "note": note}
            if not connection.execute(update(_EDITIONS).where(mine).values(**done)).rowcount:
                return False
            if fired is not None:
                connection.execute(fired)
        return True

    def _clear_away(self) -> None:
        """Remove what stands there of editions that are not composed: their items must not count as received."""
        unfinished = select(_EDITIONS.c.edition).where(_EDITIONS.c.composed.is_(None))
        for table in (_RECEIVED, _ROWS):
            some = select(_ROWID).select_from(table).where(table.c.edition.in_(unfinished)).limit(_AT_ONCE)
            removed = _AT_ONCE
            while removed == _AT_ONCE:
                with self.write() as connection:
                    removed = connection.execute(delete(table).where(_ROWID.in_(some))).rowcount


def _groups(planned: Iterable[Delivery]) -> Iterator[Sequence[Delivery]]:
    """So many rows at a time; they are made here, outside of any transaction."""
    coming = iter(planned)
    while group := list(islice(coming, _AT_ONCE)):
        yield group


def _received(rows: Iterable[Delivery], texts: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """What each reader receives, for `_INSERT_RECEIVED`."""
    for row in rows:
        # A piece comes to the firm itself as often as an edition holds it.
        if row.state in NOT_RECEIVED or row.is_seed:
            continue
        for item in (*row.items, *row.passed):
            text = texts.get(item, "") if item in row.items else ""
            yield row.subscriber, item, row.edition, text


def _edition(row: RowMapping) -> Edition:
    return Edition(
        name=row["edition"],
        due=datetime.fromisoformat(row["due"]),
        composed=datetime.fromisoformat(row["composed"]) if row["composed"] else None,
        leaves=datetime.fromisoformat(row["leaves"]) if row["leaves"] else None,
        held=row["held"],
        note=row["note"] if row["composed"] else "",
    )
