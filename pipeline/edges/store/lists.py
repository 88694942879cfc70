"""What lists of readers have brought, and how it is taken back."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, distinct, func, select

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import among, write_reader
from pipeline.model import DeliveryState, Step, Subscriber, Trace

#: States in which nothing has left.
_NOTHING_LEFT = (DeliveryState.PLANNED, DeliveryState.EXCLUDED)
#: Under which a line of the proof names the list that wrote it.
_LIST = "list"


class ListStore(Session):
    """Keeps the port Lists."""

    def names(self) -> list[str]:
        """What every list that brought somebody was called here."""
        lines = schema.traces
        query = select(lines.c.told).where(lines.c.step == Step.IMPORTED)
        with self.read() as connection:
            named = {json.loads(told).get(_LIST) for told in connection.execute(query).scalars()}
        return sorted(name for name in named if name)

    def brought(self, name: str) -> list[Trace]:
        """The lines of the proof that a list wrote, in the order written."""
        with self.read() as connection:
            return [
                Trace(step=Step(row.step), at=datetime.fromisoformat(row.at), of=row.of, told=tuple(told.items()))
                for row, told in _lines(connection, name)
            ]

    def mailed(self, ids: Collection[str]) -> int:
        """How many of these readers have had a mail, or may have had one, or were refused one."""
        sent = schema.deliveries
        query = select(func.count(distinct(sent.c.subscriber))).where(
            among(sent.c.subscriber, ids), sent.c.state.not_in(_NOTHING_LEFT)
        )
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def take_back(self, gone: Collection[str], as_before: Collection[Subscriber], name: str) -> None:
        """Remove readers with their proof, and put others back as they were; all at once or nothing."""
        readers, lines = schema.subscribers, schema.traces
        with self.write() as connection:
            connection.execute(delete(readers).where(among(readers.c.id, gone)))
            connection.execute(delete(lines).where(among(lines.c.of, gone)))
            for reader in as_before:
                write_reader(connection, reader)
            before = {reader.id for reader in as_before}
            mine = [row.number for row, _ in _lines(connection, name) if row.of in before]
            connection.execute(delete(lines).where(among(lines.c.number, mine)))


def _lines(connection: Connection, name: str) -> Iterator[tuple[Row[Any], dict[str, str]]]:
    """The lines of the proof that a list wrote, in the order written, each with what it tells.

    They are looked through here, and not by the database, which may not be able to read them.
    """
    lines = schema.traces
    rows = connection.execute(select(lines).where(lines.c.step == Step.IMPORTED).order_by(lines.c.number)).all()
    for row in rows:
        told = json.loads(row.told)
        if told.get(_LIST) == name:
            yield row, told
