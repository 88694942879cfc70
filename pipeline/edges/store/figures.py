"""Figures of the store for whoever watches over it: counts, made by the database over its indexes, and no row of a reader."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, true

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.seeds import is_seed
from pipeline.model import DeliveryState

_ROWS, _EDITIONS = schema.deliveries, schema.editions
#: Of whom a delivery may be, as figures call them.
READERS, NETWORKS, FIRM = "readers", "networks", "firm"


class Opened(NamedTuple):
    """One edition."""

    name: str
    cadence: str
    due: datetime
    #: Whether all its deliveries stand there.
    composed: bool


class FigureStore(Session):
    """Counts."""

    def opened(self) -> list[Opened]:
        """Every edition that was ever opened."""
        query = select(_EDITIONS.c.edition, _EDITIONS.c.cadence, _EDITIONS.c.due, _EDITIONS.c.composed)
        with self.read() as connection:
            return [
                Opened(name, cadence, datetime.fromisoformat(due), composed is not None)
                for name, cadence, due, composed in connection.execute(query)
            ]

    def deliveries(self, editions: Collection[str]) -> Mapping[tuple[str, str, DeliveryState], int]:
        """How many deliveries of these editions stand in each state, by edition and by whom they are for."""
        # Named one by one, states and editions lead through the index; nothing is read but the index.
        mine = _ROWS.c.edition.in_(editions) & _ROWS.c.state.in_(tuple(DeliveryState))
        network = (_ROWS.c.subscriber >= "social:") & (_ROWS.c.subscriber < "social;")
        found: dict[tuple[str, str, DeliveryState], int] = {}
        for whom, which in ((READERS, true()), (NETWORKS, network), (FIRM, is_seed())):
            for (edition, state), count in self._counted(and_(mine, which)).items():
                found[edition, whom, state] = count
                if whom is not READERS:
                    found[edition, READERS, state] -= count
        return {key: count for key, count in found.items() if count}

    def _counted(self, which: ColumnElement[bool]) -> Mapping[tuple[str, DeliveryState], int]:
        query = select(_ROWS.c.edition, _ROWS.c.state, func.count()).where(which)
        with self.read() as connection:
            counted = connection.execute(query.group_by(_ROWS.c.state, _ROWS.c.edition))
            return {(edition, DeliveryState(state)): count for edition, state, count in counted}

    def readers(self) -> Mapping[str, int]:
        """How many readers have each cadence who have not left."""
        table = schema.subscribers
        query = select(table.c.cadence, func.count()).where(table.c.left.is_(None)).group_by(table.c.cadence)
        with self.read() as connection:
            return {cadence: count for cadence, count in connection.execute(query)}

    def suppressed(self) -> int:
        """How many addresses must never be mailed."""
        with self.read() as connection:
            return connection.execute(select(func.count()).select_from(schema.suppressions)).scalar_one()

    def bounces(self) -> Mapping[tuple[str, str], int]:
        """What came back, and what that did, of all that is remembered."""
        table = schema.bounces
        query = select(table.c.came, table.c.act, func.count()).group_by(table.c.came, table.c.act)
        with self.read() as connection:
            return {(came, act): count for came, act, count in connection.execute(query)}
