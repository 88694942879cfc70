"""What came back of the mails that went, and whether sending waits for a person (port: Bounces)."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.delivery_rows import COLUMNS, delivery_of
from pipeline.edges.store.reader_rows import utc
from pipeline.model import Act, Bounce, Came, Delivery, DeliveryState, Pause

#: As long as it can be asked why somebody was suppressed; what counts, counts for 30 days.
KEPT = timedelta(days=365)
#: Whether sending waits for a person.
_PAUSE = "sending paused"


def pause(session: Session) -> Pause:
    """Whether sending waits for a person: asked with every batch that somebody claims."""
    told = json.loads(session.mark(_PAUSE) or "{}")
    since, resumed = (datetime.fromisoformat(told[name]) if told.get(name) else None for name in ("since", "resumed"))
    return Pause(reason=told.get("reason", ""), since=since, resumed=resumed, by=told.get("by", ""))


class BounceStore(Session):
    """Keeps the port Bounces."""

    def remember_bounce(self, bounce: Bounce) -> bool:
        """Write down what came back; False where that was known already, and nothing is written."""
        said = {"by": bounce.said_by, "words": bounce.words, "why": bounce.why}
        row = {
            "id": bounce.id, "reader": bounce.reader, "edition": bounce.edition, "came": bounce.came, "status": bounce.status,
            "act": bounce.act, "at": utc(bounce.at), "sent": utc(bounce.sent), "said": json.dumps(said, ensure_ascii=False),
        }  # fmt: skip
        with self.write() as connection:
            return bool(connection.execute(insert(schema.bounces).values(row).on_conflict_do_nothing()).rowcount)

    def bounces(self, reader: str | None = None) -> list[Bounce]:
        """What came back, of one reader or all, the oldest first."""
        table = schema.bounces
        query = select(table).order_by(table.c.at, table.c.id)
        if reader is not None:
            query = query.where(table.c.reader == reader)
        with self.read() as connection:
            return [_bounce(row) for row in connection.execute(query)]

    def delivery_called(self, message_id: str) -> Delivery | None:
        """The delivery of a Message-ID; None where none has it."""
        table = schema.deliveries
        with self.read() as connection:
            row = connection.execute(select(*COLUMNS).where(table.c.message_id == message_id)).first()
        return delivery_of(row) if row else None

    def delivery_in(self, reader: str, which: Callable[[str], bool]) -> Delivery | None:
        """The delivery to a reader in the edition that this is true of; None where there is none."""
        table, editions = schema.deliveries, schema.editions
        with self.read() as connection:
            # Of editions there are hundreds, of deliveries millions, which are found by edition first.
            names = [name for name in connection.execute(select(editions.c.edition)).scalars() if which(name)]
            query = select(*COLUMNS).where(table.c.edition.in_(names), table.c.subscriber == reader)
            row = connection.execute(query).first()
        return delivery_of(row) if row else None

    def refused(self, since: datetime) -> list[Delivery]:
        """Deliveries that the server refused at once, of editions that fell due since that day."""
        table, editions = schema.deliveries, schema.editions
        recent = select(editions.c.edition).where(editions.c.due >= since.date().isoformat())
        query = select(*COLUMNS).where(table.c.edition.in_(recent), table.c.state == DeliveryState.REFUSED)
        with self.read() as connection:
            return [delivery_of(row) for row in connection.execute(query)]

    def pause_of_sending(self) -> Pause:
        """Whether sending waits for a person."""
        return pause(self)

    def pause_sending(self, reason: str, at: datetime) -> None:
        """Send nothing until a person says so; the first reason stays."""
        with self.write():
            if not (stands := self.pause_of_sending()).reason:
                resumed = utc(stands.resumed) if stands.resumed else None
                told = {"reason": reason, "since": utc(at), "resumed": resumed, "by": stands.by}
                self.set_mark(_PAUSE, json.dumps(told, ensure_ascii=False))

    def resume_sending(self, by: str, at: datetime) -> bool:
        """End the pause; False where there was none."""
        with self.write():
            if not self.pause_of_sending().reason:
                return False
            self.set_mark(_PAUSE, json.dumps({"resumed": utc(at), "by": by}, ensure_ascii=False))
            return True


def _bounce(row: Any) -> Bounce:
    said = json.loads(row.said)
    return Bounce(
        id=row.id, reader=row.reader, edition=row.edition, came=Came(row.came), status=row.status, act=Act(row.act),
        at=datetime.fromisoformat(row.at), sent=datetime.fromisoformat(row.sent), said_by=said["by"], words=said["words"],
        why=said["why"],
    )  # fmt: skip


def clear_bounces(connection: Connection, now: datetime) -> None:
    """Remove what nobody asks about any more."""
    table = schema.bounces
    connection.execute(delete(table).where(table.c.at < utc(now - KEPT)))
