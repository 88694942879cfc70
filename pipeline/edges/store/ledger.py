"""Subscribers, suppressions, editions and deliveries."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.claims import ClaimStore
from pipeline.edges.store.composing import NOT_RECEIVED, ComposingStore
from pipeline.edges.store.delivery_rows import COLUMNS, delivery_of
from pipeline.edges.store.edits import EditStore
from pipeline.edges.store.known import KnownStore
from pipeline.edges.store.lists import ListStore
from pipeline.edges.store.reader_rows import (
    LEFT,
    address_hash,
    address_hashes,
    among,
    chose,
    end_sign_ups,
    not_suppressed,
    reader_of,
    reader_row,
    suppression_row,
    trace,
    write_reader,
)
from pipeline.edges.store.readers import ReaderStore
from pipeline.edges.store.seeds import SeedStore
from pipeline.edges.store.tallies import TallyStore
from pipeline.mailboxes import key
from pipeline.model import Cadence, Delivery, DeliveryState, Step, Subscriber

#: So many readers are read at once.
_PAGE = 500
#: Between the ids of pieces in one text (ASCII's unit separator).
_BETWEEN = "\x1f"
#: States in which they have left, or may have.
_GONE = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.ATTEMPTING)


class LedgerStore(ReaderStore, ListStore, KnownStore, ComposingStore, ClaimStore, EditStore, TallyStore, SeedStore):
    """Keeps the ports Subscribers, Ledger, Claims, Tallies, and Readers, so that one transaction can hold what both write."""

    def subscribers(self, cadence: Cadence | None = None) -> list[Subscriber]:
        """Every reader who has not left; with a cadence, those who chose it. `reads` says whether they may be mailed now."""
        return list(self.each_subscriber(cadence))

    def each_subscriber(self, cadence: Cadence | None = None) -> Iterator[Subscriber]:
        """The same one after the other, by id; only some of them are in memory."""
        table = schema.subscribers
        query = select(table.c.id, table.c.subscriber, table.c.address).where(table.c.left.is_(None))
        query = (query.where(table.c.cadence == cadence) if cadence else query).order_by(table.c.id).limit(_PAGE)
        last, found = "", _PAGE
        while found == _PAGE:
            with self.read() as connection:
                rows = connection.execute(query.where(table.c.id > last)).all()
                readers = not_suppressed(connection, rows)
            yield from readers
            found, last = len(rows), rows[-1].id if rows else ""

    def count(self, cadence: Cadence) -> int:
        """How many chose a cadence, those with a suppressed address among them."""
        table = schema.subscribers
        query = select(func.count()).where(table.c.left.is_(None), table.c.cadence == cadence)
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def subscriber(self, id_: str) -> Subscriber | None:
        """One reader as of now; None where there is none, or their address is suppressed."""
        table = schema.subscribers
        with self.read() as connection:
            told = connection.execute(select(table.c.subscriber).where(table.c.id == id_)).scalar()
        reader = reader_of(told) if told else None
        return None if reader is None or reader.left or self.suppressed(reader.address) else reader

    def add(self, subscriber: Subscriber, at: datetime | None = None, told: Mapping[str, str] | None = None) -> bool:
        """Add or update by address; False when the address is suppressed (and nothing is written).

        Whoever confirmed, changed or paused by themselves keeps what they chose: a list does not know better.

        Args:
            at: when they were brought in; with it, the proof gets a line.
            told: what that line says beside permission and proof: the list, who answers for it.

        """
        table = schema.subscribers
        with self.write() as connection:
            if self.suppressed(subscriber.address):
                return False
            known = connection.execute(
                select(table.c.id, table.c.subscriber).where(table.c.folded == key(subscriber.address))
            ).first()
            if known and chose(connection, known.id):
                return True
            # The id is what the ledger knows them by: a second import must not make them new.
            kept = replace(subscriber, id=known.id) if known else subscriber
            row = reader_row(kept)
            if known and known.subscriber == row["subscriber"]:
                return True
            connection.execute(insert(table).values(row).on_conflict_do_update(index_elements=["id"], set_=row))
            if at:
                said = {"permission": kept.permission, "proof": kept.proof, **(told or {})}
                trace(connection, Step.IMPORTED, kept.id, at, said)
        return True

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """Never mail this address again; no import lifts it, and who left of their own accord cannot take it back now."""
        gone, row = schema.suppressions, suppression_row(address_hash(address), reason, at)
        with self.write() as connection:
            reader = connection.execute(
                select(schema.subscribers.c.subscriber).where(schema.subscribers.c.folded == key(address))
            ).scalar()
            if reader:
                told = reader_of(reader)
                row["reader"] = told.id
                if told.left is None:
                    write_reader(connection, replace(told, left=at))
                    trace(connection, Step.LEFT, told.id, at, {"reason": reason})
            mine = gone.c.address_hash == row["address_hash"]
            before = connection.execute(select(gone.c.reason).where(mine)).scalar()
            if before is None:
                connection.execute(insert(gone).values(row))
            elif before == LEFT:
                connection.execute(update(gone).where(mine).values(reason=reason))
            end_sign_ups(connection, address_hash(address))

    def suppressed(self, address: str) -> bool:
        """Whether the address must never be mailed."""
        table = schema.suppressions
        with self.read() as connection:
            found = connection.execute(
                select(table.c.address_hash).where(table.c.address_hash.in_(address_hashes(address)))
            )
            return found.first() is not None

    def deliveries(self, edition: str | None = None, state: DeliveryState | None = None) -> list[Delivery]:
        """Deliveries, of one edition or all, in one state or any."""
        return list(self.each_delivery(edition, state))

    def each_delivery(self, edition: str | None = None, state: DeliveryState | None = None) -> Iterator[Delivery]:
        """The same one after the other; only some of them are in memory."""
        table = schema.deliveries
        key = (table.c.edition, table.c.subscriber)
        query = select(*COLUMNS).order_by(*key).limit(_PAGE)
        query = query.where(table.c.edition == edition) if edition else query
        query = query.where(table.c.state == state) if state else query
        last: tuple[str, str] = ("", "")
        rows: list[Delivery] = []
        while not rows or len(rows) == _PAGE:
            with self.read() as connection:
                found = connection.execute(query.where(tuple_(*key) > last))
                rows = [delivery_of(row) for row in found]
            if not rows:
                return
            yield from rows
            last = (rows[-1].edition, rows[-1].subscriber)

    def had(self, subscriber: str) -> frozenset[str]:
        """Items that have gone, or may have gone, to this subscriber."""
        return frozenset(self.had_by([subscriber]).get(subscriber, ()))

    def had_by(self, subscribers: Collection[str]) -> Mapping[str, Collection[str]]:
        """The same of many, by subscriber; those who had nothing are missing."""
        table = schema.received
        # One row for each reader and not for each piece: a hundred rows take ten times as long. No id has such a sign in it.
        items = func.group_concat(table.c.item, _BETWEEN)
        those = among(table.c.subscriber, subscribers)
        query = select(table.c.subscriber, items).where(those).group_by(table.c.subscriber)
        with self.read() as connection:
            return {reader: frozenset(told.split(_BETWEEN)) for reader, told in connection.execute(query)}

    def received(self, item: str, text: str = "") -> list[str]:
        """Ids of those to whom an item went, or may have gone; with a hash, under exactly that text."""
        got, sent = schema.received, schema.deliveries
        query = (
            select(got.c.subscriber, got.c.text, sent.c["items"])
            .join(sent, (sent.c.edition == got.c.edition) & (sent.c.subscriber == got.c.subscriber))
            .where(got.c.item == item, sent.c.state.in_(_GONE))
            .order_by(got.c.subscriber)
        )
        with self.read() as connection:
            rows = connection.execute(query).all()
        # What a first edition passed over stands in the table, too, and never went.
        return [who for who, told, items in rows if item in json.loads(items) and text in ("", told)]

    def move(self, delivery: Delivery, to: DeliveryState, response: str, at: datetime) -> bool:
        """Change one state if it still is what `delivery` says; durable on return. False if it is not."""
        table, received = schema.deliveries, schema.received
        with self.write() as connection:
            moved = connection.execute(
                update(table)
                .where(table.c.edition == delivery.edition, table.c.subscriber == delivery.subscriber)
                .where(table.c.state == delivery.state)
                .values(state=to, response=response, at=at.isoformat(), again=None)
            )
            if moved.rowcount and to in NOT_RECEIVED:
                connection.execute(
                    delete(received).where(
                        received.c.subscriber == delivery.subscriber, received.c.edition == delivery.edition
                    )
                )
            return bool(moved.rowcount)
