"""What lists of readers have brought, and how it is taken back."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, distinct, func, select

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import among, write_reader
from pipeline.model import DeliveryState, Step, Subscriber, Trace

#: States in which nothing has left.
_NOTHING_LEFT = (DeliveryState.PLANNED, DeliveryState.EXCLUDED)
#: Under which a line of the proof names the list that wrote it.
_LIST = "$.list"


class ListStore(Session):
    """Keeps the port Lists."""

    def names(self) -> list[str]:
        """What every list that brought somebody was called here."""
        lines = schema.traces
        named = func.json_extract(lines.c.told, _LIST)
        query = select(named).distinct().where(lines.c.step == Step.IMPORTED, named.is_not(None)).order_by(named)
        with self.read() as connection:
            return list(connection.execute(query).scalars())

    def brought(self, name: str) -> list[Trace]:
        """The lines of the proof that a list wrote, in the order written."""
        lines = schema.traces
        mine = (lines.c.step == Step.IMPORTED) & (func.json_extract(lines.c.told, _LIST) == name)
        with self.read() as connection:
            rows = connection.execute(select(lines).where(mine).order_by(lines.c.number)).all()
        return [
            Trace(
                step=Step(row.step), at=datetime.fromisoformat(row.at), of=row.of,
                told=tuple(json.loads(row.told).items()),
            )
            for row in rows
        ]  # fmt: skip

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
            mine = (lines.c.step == Step.IMPORTED) & (func.json_extract(lines.c.told, _LIST) == name)
            connection.execute(delete(lines).where(mine, among(lines.c.of, [reader.id for reader in as_before])))
