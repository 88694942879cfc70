"""Rows of the firm's own addresses (seeds): they leave first, and while one of them was refused or is uncertain, no reader's does.

They are told apart by how their id begins. An index holds these rows alone; for SQLite to use it, a query has to say it in the
same words as the index does.
"""

from sqlalchemy import ColumnElement, FromClause, func, literal_column, or_, select, text

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.delivery_rows import COLUMNS, delivery_of
from pipeline.model import Delivery, DeliveryState

_ROWS, _EDITIONS = schema.deliveries, schema.editions
_FAILED = (DeliveryState.REFUSED, DeliveryState.UNCERTAIN)


def is_seed(table: FromClause = _ROWS) -> ColumnElement[bool]:
    """Whether a row is a seed's: `schema.SEEDS`, word by word."""
    begins = func.substr(table.c.subscriber, literal_column("1"), literal_column("5"))
    return begins == literal_column("'seed:'")


#: Editions of which a seed has not been tried, is on its way, was refused or is uncertain. Without its name SQLite takes another
#: index, and looks at every reader who waits.
_STOPPED = text(
    "SELECT edition FROM deliveries INDEXED BY deliveries_seeds WHERE substr(subscriber, 1, 5) = 'seed:'"
    " AND state IN ('planned', 'attempting', 'refused', 'uncertain') AND (state <> 'planned' OR tries = 0)"
).columns(_ROWS.c.edition)


def waits_for_seeds() -> ColumnElement[bool]:
    """Whether a reader's row waits for a seed of its edition; one that a server only put off keeps nobody waiting."""
    return _ROWS.c.edition.in_(_STOPPED)


class SeedStore(Session):
    """Keeps what the port Ledger asks about seeds."""

    def seeds(self, edition: str) -> list[Delivery]:
        """The rows of an edition's seeds."""
        query = select(*COLUMNS).where(_ROWS.c.edition == edition, is_seed()).order_by(_ROWS.c.subscriber)
        with self.read() as connection:
            return [delivery_of(row) for row in connection.execute(query)]

    def in_the_way(self) -> list[Delivery]:
        """Seeds that were refused or are uncertain, of editions of which something waits for that."""
        others = _ROWS.alias("others")
        waits = (
            select(others.c.edition)
            .where(others.c.state == DeliveryState.PLANNED, others.c.edition == _ROWS.c.edition, ~is_seed(others))
            .exists()
        )
        query = (
            select(*COLUMNS)
            .where(is_seed(), _ROWS.c.state.in_(_FAILED), waits)
            .order_by(_ROWS.c.edition, _ROWS.c.subscriber)
        )
        with self.read() as connection:
            return [delivery_of(row) for row in connection.execute(query)]


def shut() -> ColumnElement[bool]:
    """Which editions nothing may leave of, a seed's mail neither; the time in which one can be taken back is there for seeds."""
    return or_(_EDITIONS.c.composed.is_(None), _EDITIONS.c.held != "")
