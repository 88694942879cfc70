"""The rows about one reader: what the ledger and the readers' store both write, inside a transaction of theirs."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Column, ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.sealing import keyed
from pipeline.mailboxes import key
from pipeline.model import Step, Subscriber
from pipeline.model.mailbox import folded

_SUBSCRIBER = TypeAdapter(Subscriber)
#: Why an address is suppressed whose owner left; they alone can take it back. Of any other reason, nobody can.
LEFT = "left"
#: What only the reader does; from then on no list changes what they chose.
OWN_STEPS = (Step.CONFIRMED, Step.CHANGED, Step.PAUSED, Step.RETURNED)


def address_hash(address: str) -> str:
    """SHA-256 of the address as it is compared: a wish not to be mailed, kept without keeping the address."""
    return hashlib.sha256(key(address).encode()).hexdigest()


def address_hashes(address: str) -> tuple[str, ...]:
    """The same, and what revisions before 0005 wrote for a domain that is not in ASCII."""
    mine = address_hash(address)
    return (mine,) if address.isascii() else (mine, hashlib.sha256(folded(address).encode()).hexdigest())


def utc(at: datetime) -> str:
    """A moment as text that sorts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def reader_of(told: str) -> Subscriber:
    """A reader from their row."""
    return _SUBSCRIBER.validate_json(told)


def not_suppressed(connection: Connection, rows: Sequence[Any]) -> list[Subscriber]:
    """The readers of these rows (with `subscriber` and `address`) whose address may be mailed."""
    gone = schema.suppressions
    hashes = [{keyed(connection, each) for each in address_hashes(row.address)} for row in rows]
    asked = select(gone.c.address_hash).where(among(gone.c.address_hash, {each for of in hashes for each in of}))
    never = set(connection.execute(asked).scalars())
    return [reader_of(row.subscriber) for row, of in zip(rows, hashes, strict=True) if never.isdisjoint(of)]


def reader_row(reader: Subscriber) -> dict[str, Any]:
    """A reader's row."""
    return {
        "id": reader.id,
        "address": reader.address,
        "folded": key(reader.address),
        "cadence": reader.cadence,
        "subscriber": _SUBSCRIBER.dump_json(reader).decode(),
        "left": utc(reader.left) if reader.left else None,
    }


def write_reader(connection: Connection, reader: Subscriber) -> None:
    """Write a reader, in place of the one with the same id."""
    row = reader_row(reader)
    connection.execute(insert(schema.subscribers).values(row).on_conflict_do_update(index_elements=["id"], set_=row))


def suppression_row(hashed: str, reason: str, at: datetime, reader: str = "") -> dict[str, Any]:
    """A suppression's row."""
    return {"address_hash": hashed, "hashed": hashed, "reason": reason, "at": at.isoformat(), "reader": reader}


def trace_row(step: Step, of: str, at: datetime, told: Mapping[str, str]) -> dict[str, Any]:
    """A line of the proof; what is empty is not told."""
    said = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
    return {"of": of, "step": step, "at": at.isoformat(), "told": said}


def trace(connection: Connection, step: Step, of: str, at: datetime, told: Mapping[str, str]) -> None:
    """Add a line to the proof."""
    connection.execute(insert(schema.traces).values(trace_row(step, of, at, told)))


def chose(connection: Connection, reader: str) -> bool:
    """Whether this reader ever chose for themselves."""
    lines = schema.traces
    found = connection.execute(select(lines.c.number).where(lines.c.of == reader, lines.c.step.in_(OWN_STEPS)).limit(1))
    return found.first() is not None


def end_sign_ups(connection: Connection, address_hash: str) -> int:
    """End the open sign-ups of an address, with their proof: whoever leaves has not asked before to come. How many."""
    table = schema.sign_ups
    return remove_sign_ups(connection, (table.c.address_hash == address_hash) & table.c.reader.is_(None))


def remove_sign_ups(connection: Connection, which: Any) -> int:
    """Remove sign-ups and the lines that are theirs alone; returns how many."""
    table, lines = schema.sign_ups, schema.traces
    connection.execute(delete(lines).where(lines.c.of.in_(select(table.c.id).where(which))))
    return connection.execute(delete(table).where(which)).rowcount


def forget_mails(connection: Connection, reader: str) -> None:
    """Leave of a reader's deliveries nothing but that they were: servers write addresses into their answers, and into bounces."""
    sent, received = schema.deliveries, schema.received
    connection.execute(delete(received).where(received.c.subscriber == reader))
    connection.execute(delete(schema.bounces).where(schema.bounces.c.reader == reader))
    connection.execute(update(sent).where(sent.c.subscriber == reader).values(items="[]", response="erased"))


def among(column: Column[Any], values: Iterable[str | int]) -> ColumnElement[bool]:
    """Whether a column has one of these values, however many: a list would end at SQLite's limit of 32,766."""
    return column.in_(select(func.json_each(json.dumps(list(values))).table_valued("value").c.value))
