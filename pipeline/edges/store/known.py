"""What is known of one address."""

from collections.abc import Collection
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.delivery_rows import COLUMNS, delivery_of
from pipeline.edges.store.reader_rows import address_hash, address_hashes, among
from pipeline.model import Delivery, SignUp
from pipeline.ports import Suppressed

_SIGN_UP = TypeAdapter(SignUp)


class KnownStore(Session):
    """Keeps the port Known."""

    def suppression(self, address: str) -> Suppressed | None:
        """Why it must not be mailed; None where it may."""
        table = schema.suppressions
        query = select(table).where(table.c.address_hash.in_(address_hashes(address)))
        with self.read() as connection:
            row = connection.execute(query).first()
        return Suppressed(row.reason, datetime.fromisoformat(row.at), row.reader) if row else None

    def waiting(self, address: str) -> list[SignUp]:
        """Sign-ups with it that nobody has confirmed, the oldest first."""
        table = schema.sign_ups
        mine = (table.c.address_hash == address_hash(address)) & table.c.reader.is_(None)
        with self.read() as connection:
            told = connection.execute(select(table.c.sign_up).where(mine).order_by(table.c.asked)).scalars().all()
        return [_SIGN_UP.validate_json(each) for each in told]

    def deliveries_to(self, ids: Collection[str]) -> list[Delivery]:
        """Every delivery to these readers, the oldest first; those that have not been tried come last."""
        table = schema.deliveries
        query = select(*COLUMNS).where(among(table.c.subscriber, ids))
        with self.read() as connection:
            rows = [delivery_of(row) for row in connection.execute(query)]
        return sorted(rows, key=lambda row: (row.at is None, row.at.isoformat() if row.at else "", row.edition))
