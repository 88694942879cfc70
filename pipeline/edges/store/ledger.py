"""Subscribers, suppressions, editions, deliveries and fired slots."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.model import Cadence, Delivery, DeliveryState, Slot, Subscriber

_SUBSCRIBER = TypeAdapter(Subscriber)
#: States in which the items have certainly not reached the reader.
_NOT_RECEIVED = (DeliveryState.REFUSED, DeliveryState.EXCLUDED)
#: States in which they have left, or may have.
_GONE = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.ATTEMPTING)


def folded(address: str) -> str:
    """An address as it is compared: case does not make two people."""
    return address.strip().casefold()


def address_hash(address: str) -> str:
    """SHA-256 of the folded address: a wish not to be mailed, kept without keeping the address."""
    return hashlib.sha256(folded(address).encode()).hexdigest()


class LedgerStore(Session):
    """Keeps the ports Subscribers, Ledger and Plan."""

    def subscribers(self, cadence: Cadence | None = None) -> list[Subscriber]:
        """Everyone who may be mailed; with a cadence, those who chose it."""
        table = schema.subscribers
        query = select(table.c.subscriber, table.c.folded).order_by(table.c.id)
        if cadence:
            query = query.where(table.c.cadence == cadence)
        with self.read() as connection:
            gone = set(connection.execute(select(schema.suppressions.c.address_hash)).scalars())
            rows = connection.execute(query).all()
        return [_SUBSCRIBER.validate_json(row.subscriber) for row in rows if address_hash(row.folded) not in gone]

    def add(self, subscriber: Subscriber) -> bool:
        """Add or update by address; False when the address is suppressed (and nothing is written)."""
        table = schema.subscribers
        with self.write() as connection:
            if self.suppressed(subscriber.address):
                return False
            known = connection.execute(
                select(table.c.id, table.c.subscriber).where(table.c.folded == folded(subscriber.address))
            ).first()
            # The id is what the ledger knows them by: a second import must not make them new.
            kept = Subscriber(**{**subscriber.__dict__, "id": known.id if known else subscriber.id})
            told = _SUBSCRIBER.dump_json(kept).decode()
            if known and known.subscriber == told:
                return True
            row = {
                "id": kept.id,
                "address": kept.address,
                "folded": folded(kept.address),
                "cadence": kept.cadence,
                "subscriber": told,
            }
            connection.execute(insert(table).values(row).on_conflict_do_update(index_elements=["id"], set_=row))
        return True

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """Never mail this address again; no import lifts it."""
        row = {"address_hash": address_hash(address), "reason": reason, "at": at.isoformat()}
        with self.write() as connection:
            connection.execute(insert(schema.suppressions).values(row).on_conflict_do_nothing())

    def suppressed(self, address: str) -> bool:
        """Whether the address must never be mailed."""
        table = schema.suppressions
        with self.read() as connection:
            found = connection.execute(
                select(table.c.address_hash).where(table.c.address_hash == address_hash(address))
            )
            return found.first() is not None

    def open_edition(self, slot: Slot, planned: Sequence[Delivery], at: datetime) -> bool:
        """Write an edition, its slot and its deliveries at once; False when it is there already."""
        edition = {"edition": slot.edition, "cadence": slot.cadence, "period": slot.period, "due": slot.due.isoformat()}
        with self.write() as connection:
            opened = connection.execute(insert(schema.editions).values(edition).on_conflict_do_nothing())
            if not opened.rowcount:
                return False
            connection.execute(
                insert(schema.slots)
                .values(rhythm=slot.cadence, period=slot.period, fired=at.isoformat())
                .on_conflict_do_nothing()
            )
            for delivery in planned:
                connection.execute(insert(schema.deliveries).values(_delivery_row(delivery)))
                if delivery.state not in _NOT_RECEIVED:
                    rows = [
                        {"subscriber": delivery.subscriber, "item": item, "edition": delivery.edition}
                        for item in (*delivery.items, *delivery.passed)
                    ]
                    connection.execute(insert(schema.received), rows)
        return True

    def slot(self, edition: str) -> Slot:
        """The slot that an edition was opened for."""
        table = schema.editions
        with self.read() as connection:
            row = connection.execute(select(table).where(table.c.edition == edition)).mappings().one()
        return Slot(cadence=Cadence(row["cadence"]), period=row["period"], due=datetime.fromisoformat(row["due"]))

    def deliveries(self, edition: str | None = None) -> list[Delivery]:
        """Deliveries, of one edition or all."""
        table = schema.deliveries
        query = select(table).order_by(table.c.edition, table.c.subscriber)
        if edition:
            query = query.where(table.c.edition == edition)
        with self.read() as connection:
            return [_delivery(row) for row in connection.execute(query).mappings()]

    def had(self, subscriber: str) -> frozenset[str]:
        """Items that have gone, or may have gone, to this subscriber."""
        table = schema.received
        with self.read() as connection:
            return frozenset(connection.execute(select(table.c.item).where(table.c.subscriber == subscriber)).scalars())

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

    def open_correction(self, edition: str, planned: Sequence[Delivery], at: datetime) -> bool:
        """Write a correction and its deliveries at once; False when it is there already."""
        row = {"edition": edition, "cadence": "correction", "period": edition, "due": at.isoformat()}
        with self.write() as connection:
            if not connection.execute(insert(schema.editions).values(row).on_conflict_do_nothing()).rowcount:
                return False
            for delivery in planned:
                connection.execute(insert(schema.deliveries).values(_delivery_row(delivery)))
        return True

    def move(
        self,
        delivery: Delivery,
        to: DeliveryState,
        response: str,
        at: datetime,
        texts: Mapping[str, str] | None = None,
    ) -> bool:
        """Change one state if it still is what `delivery` says; durable on return. False if it is not.

        `texts` says under which text (item id to hash) each piece went out.
        """
        table, received = schema.deliveries, schema.received
        with self.write() as connection:
            moved = connection.execute(
                update(table)
                .where(table.c.edition == delivery.edition, table.c.subscriber == delivery.subscriber)
                .where(table.c.state == delivery.state)
                .values(state=to, response=response, at=at.isoformat())
            )
            if moved.rowcount and to in _NOT_RECEIVED:
                connection.execute(
                    delete(received).where(
                        received.c.subscriber == delivery.subscriber, received.c.edition == delivery.edition
                    )
                )
            for item, text in (texts or {}).items() if moved.rowcount else ():
                connection.execute(
                    update(received)
                    .where(received.c.subscriber == delivery.subscriber, received.c.item == item)
                    .values(text=text)
                )
            return bool(moved.rowcount)

    def fired(self) -> Mapping[str, str]:
        """The last fired period by rhythm (`site` or a cadence)."""
        table = schema.slots
        query = select(table.c.rhythm, func.max(table.c.period)).group_by(table.c.rhythm)
        with self.read() as connection:
            return {rhythm: period for rhythm, period in connection.execute(query)}

    def fire(self, rhythm: str, period: str, at: datetime) -> bool:
        """Mark a slot as done; False when it was already."""
        row = {"rhythm": rhythm, "period": period, "fired": at.isoformat()}
        with self.write() as connection:
            claimed = connection.execute(insert(schema.slots).values(row).on_conflict_do_nothing())
            return bool(claimed.rowcount)


def _delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "edition": delivery.edition,
        "subscriber": delivery.subscriber,
        "state": delivery.state,
        "message_id": delivery.message_id,
        "items": json.dumps(delivery.items),
        "response": delivery.response,
        "at": delivery.at.isoformat() if delivery.at else None,
    }


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        edition=row["edition"],
        subscriber=row["subscriber"],
        state=DeliveryState(row["state"]),
        message_id=row["message_id"],
        items=tuple(json.loads(row["items"])),
        response=row["response"],
        at=datetime.fromisoformat(row["at"]) if row["at"] else None,
    )
