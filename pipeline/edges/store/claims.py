"""Claims: which process has which deliveries in hand, and what became of them.

Many rows at a time, each change by compare-and-set: a row is only ever changed by whoever has it. What is claimed is on
the disk before a byte of it leaves (the database syncs every commit), so a power cut cannot make a row look untouched.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, text, tuple_, update

from pipeline.edges.store import schema
from pipeline.edges.store.bounces import pause
from pipeline.edges.store.composing import closed
from pipeline.edges.store.database import Session
from pipeline.edges.store.delivery_rows import COLUMNS, delivery_of
from pipeline.edges.store.reader_rows import among, not_suppressed, utc
from pipeline.edges.store.sealing import sealed
from pipeline.edges.store.seeds import is_seed, shut, waits_for_seeds
from pipeline.model import Delivery, DeliveryState, Settled, Subscriber

_ROWS, _RECEIVED = schema.deliveries, schema.received
#: In SQLite's own words, a tuple of values for each row: SQLAlchemy takes three times as long, and this is done for each mail.
_SETTLE = """
    UPDATE deliveries SET state = ?, response = ?, at = ?, sender = '', until = NULL, tries = tries + ?, again = ?
    WHERE edition = ? AND subscriber = ? AND state = ? AND sender = ?
"""
#: Its items are free again once it is certain that it reached nobody.
_FREE = delete(_RECEIVED).where(
    _RECEIVED.c.subscriber == bindparam("its_subscriber"), _RECEIVED.c.edition == bindparam("its_edition")
)
_WORD = (
    update(_RECEIVED)
    .where(_RECEIVED.c.subscriber == bindparam("its_subscriber"), _RECEIVED.c.item == bindparam("its_item"))
    .values(text=bindparam("its_text"))
)
#: States in which a mail has left, or may have.
_LEFT = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN)
_SHORTEN = text(
    "UPDATE deliveries SET items = (SELECT json_group_array(value) FROM json_each(items)"
    " WHERE value NOT IN (SELECT value FROM json_each(:items)))"
    " WHERE edition = :edition AND subscriber = :subscriber AND state = :state"
)
_FREE_SOME = text(
    "DELETE FROM received WHERE edition = :edition AND subscriber = :subscriber"
    " AND item IN (SELECT value FROM json_each(:items))"
)
#: What a first edition passed over stands there without a text: it goes to nobody, and has none that could change.
_GOES = _RECEIVED.c.text != ""


class ClaimStore(Session):
    """Keeps the port Claims: of everything but seeds."""

    def _mine(self) -> ColumnElement[bool]:
        """Which rows this is about."""
        return ~is_seed()

    def _may_leave(self, now: datetime) -> ColumnElement[bool]:
        """Whether a row may leave now, as far as that hangs on its edition."""
        return _ROWS.c.edition.not_in(select(schema.editions.c.edition).where(closed(now))) & ~waits_for_seeds()

    def _claimable(self, now: datetime) -> ColumnElement[bool]:
        due = or_(_ROWS.c.again.is_(None), _ROWS.c.again <= utc(now))
        return and_(_ROWS.c.state == DeliveryState.PLANNED, self._mine(), due, self._may_leave(now))

    def claim(self, sender: str, most: int, now: datetime, until: datetime) -> list[Delivery]:
        """Take some that are planned and whose turn has come, the oldest edition first; none while sending is paused."""
        theirs = tuple_(_ROWS.c.edition, _ROWS.c.subscriber)
        due = (
            select(_ROWS.c.edition, _ROWS.c.subscriber)
            .where(self._claimable(now))
            .order_by(_ROWS.c.edition, _ROWS.c.subscriber)
            .limit(most)
        )
        taken = (
            update(_ROWS)
            .where(theirs.in_(due), _ROWS.c.state == DeliveryState.PLANNED)
            .values(state=DeliveryState.ATTEMPTING, sender=sender, until=utc(until), at=now.isoformat())
            .returning(*COLUMNS)
        )
        with self.write() as connection:
            if pause(self).reason:
                return []
            rows = [delivery_of(row) for row in connection.execute(taken)]
        return sorted(rows, key=lambda each: (each.edition, each.subscriber))

    def extend(self, sender: str, until: datetime) -> None:
        """Keep what is claimed for longer; what somebody else has settled meanwhile stays as it is."""
        mine = (_ROWS.c.state == DeliveryState.ATTEMPTING) & (_ROWS.c.sender == sender)
        with self.write() as connection:
            connection.execute(update(_ROWS).where(mine).values(until=utc(until)))

    def settle(self, sender: str, settled: Sequence[Settled], at: datetime) -> None:
        """Write what became of claimed rows, all at once; rows that this sender has no longer stay as they are."""
        if not settled:
            return
        with self.write() as connection:
            connection.exec_driver_sql(_SETTLE, [_settling(connection, sender, each, at) for each in settled])
            unread = [each for each in settled if each.state in (DeliveryState.REFUSED, DeliveryState.EXCLUDED)]
            _shorten(connection, [each for each in settled if each.without and each.state in _LEFT])
            for each in unread:
                told = select(_ROWS.c.state).where(
                    _ROWS.c.edition == each.edition, _ROWS.c.subscriber == each.subscriber
                )
                if connection.execute(told).scalar() == each.state:
                    connection.execute(_FREE, {"its_subscriber": each.subscriber, "its_edition": each.edition})

    def claimed(self, sender: str) -> list[Delivery]:
        """What a sender has in hand."""
        query = select(*COLUMNS).where(_ROWS.c.state == DeliveryState.ATTEMPTING, _ROWS.c.sender == sender)
        with self.read() as connection:
            return [delivery_of(row) for row in connection.execute(query)]

    def overdue(self, now: datetime) -> list[str]:
        """The senders whose time for what they have in hand is over."""
        late = (_ROWS.c.state == DeliveryState.ATTEMPTING) & or_(_ROWS.c.until.is_(None), _ROWS.c.until < utc(now))
        with self.read() as connection:
            return list(connection.execute(select(_ROWS.c.sender).where(late).distinct()).scalars())

    def reword(self, sender: str, texts: Mapping[str, str]) -> None:
        """Write under which text each item leaves from now on, for all that is planned or that this sender has in hand.

        Args:
            sender: whose rows are changed beside those that are planned; others' are not touched, they leave as they were.
            texts: item id to content hash.

        """
        open_ = (_ROWS.c.state == DeliveryState.PLANNED) | (
            (_ROWS.c.state == DeliveryState.ATTEMPTING) & (_ROWS.c.sender == sender)
        )
        theirs = select(_ROWS.c.edition, _ROWS.c.subscriber).where(open_)
        told = (
            select(_RECEIVED.c.item, _RECEIVED.c.text)
            .where(_RECEIVED.c.edition.in_(select(_ROWS.c.edition).where(open_).distinct()), _GOES)
            .distinct()
        )
        with self.read() as connection:
            changed = {item for item, text in connection.execute(told) if texts.get(item, text) != text}
        if not changed:
            return
        mine = tuple_(_RECEIVED.c.edition, _RECEIVED.c.subscriber).in_(theirs)
        with self.write() as connection:
            for item in changed:
                connection.execute(
                    update(_RECEIVED)
                    .where(_RECEIVED.c.item == item, _GOES, _RECEIVED.c.text != texts[item], mine)
                    .values(text=texts[item])
                )

    def word(self, told: Sequence[tuple[str, str, str]]) -> None:
        """Write under which text single pieces leave: (subscriber, item, content hash)."""
        if told:
            names = ("its_subscriber", "its_item", "its_text")
            with self.write() as connection:
                connection.execute(_WORD, [dict(zip(names, each, strict=True)) for each in told])

    def counts(self, edition: str | None = None) -> Mapping[DeliveryState, int]:
        """How many deliveries stand in each state, of one edition or of all."""
        query = select(_ROWS.c.state, func.count()).where(self._mine()).group_by(_ROWS.c.state)
        if edition:
            query = query.where(_ROWS.c.edition == edition)
        with self.read() as connection:
            return {DeliveryState(state): count for state, count in connection.execute(query)}

    def planned(self) -> int:
        """How many are planned, whenever their time comes: reads these rows alone, whatever went out before."""
        query = select(func.count()).where(_ROWS.c.state == DeliveryState.PLANNED, self._mine())
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def in_hand(self) -> int:
        """How many are on their way, or were when their sender ended; seeds among them."""
        query = select(func.count()).where(_ROWS.c.state == DeliveryState.ATTEMPTING)
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def due_now(self, now: datetime) -> int:
        """How many are planned and may be tried now."""
        query = select(func.count()).select_from(_ROWS).where(self._claimable(now))
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def to_mail(self, ids: Collection[str]) -> dict[str, Subscriber]:
        """Those of these readers who have not left and whose address is not suppressed, as of now, by id."""
        table = schema.subscribers
        query = select(table.c.subscriber, table.c.address).where(among(table.c.id, ids), table.c.left.is_(None))
        with self.read() as connection:
            readers = not_suppressed(connection, connection.execute(query).all())
        return {each.id: each for each in readers if not each.left}


class SeedClaims(ClaimStore):
    """Keeps the port Claims: of seeds, which leave first."""

    def _mine(self) -> ColumnElement[bool]:
        return is_seed()

    def _may_leave(self, now: datetime) -> ColumnElement[bool]:
        return _ROWS.c.edition.not_in(select(schema.editions.c.edition).where(shut()))


def _shorten(connection: Connection, settled: Sequence[Settled]) -> None:
    """Take out of rows what their mails went without: it was not received, and may come later if it is cleared again."""
    for each in settled:
        mine = {
            "edition": each.edition,
            "subscriber": each.subscriber,
            "state": each.state,
            "items": json.dumps(each.without),
        }
        if connection.execute(_SHORTEN, mine).rowcount:
            connection.execute(_FREE_SOME, mine)


def _settling(connection: Connection, sender: str, settled: Settled, at: datetime) -> tuple[Any, ...]:
    return (
        settled.state, sealed(connection, settled.response, _ROWS.c.response), at.isoformat(), int(settled.tried),
        utc(settled.again) if settled.again else None,
        settled.edition, settled.subscriber, DeliveryState.ATTEMPTING, sender,
    )  # fmt: skip
