"""Which editions were opened. Reads no row about a reader."""

from datetime import datetime

from sqlalchemy import func, select

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.model import Cadence, Slot
from pipeline.ports import Opened

_EDITIONS = schema.editions
#: A correction has a row in the same table, and is no edition; nor is one that was taken back.
_COMPOSED = _EDITIONS.c.cadence.in_(tuple(Cadence)) & _EDITIONS.c.composed.is_not(None)


class EditionStore(Session):
    """Keeps the port Editions."""

    def opened(self) -> list[Opened]:
        """Every edition ever opened, the oldest first; a notice of a correction is none."""
        table = _EDITIONS.c
        query = select(table.cadence, table.period, table.due, table.composed).where(_COMPOSED)
        with self.read() as connection:
            rows = connection.execute(query).all()
        found = [_opened(*row) for row in rows]
        return sorted(found, key=lambda each: (each.slot.due, each.slot.edition))

    def newest(self) -> str:
        """Changes with every edition that is opened."""
        with self.read() as connection:
            count, last = connection.execute(select(func.count(), func.max(_EDITIONS.c.due)).where(_COMPOSED)).one()
        return f"{count}:{last}"


def _opened(cadence: str, period: str, due: str, composed: str) -> Opened:
    slot = Slot(cadence=Cadence(cadence), period=period, due=datetime.fromisoformat(due))
    return Opened(slot, datetime.fromisoformat(composed))
