"""How editions stand, counted by the database (port: Tallies)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, literal, select

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.model import Act, Came, DeliveryState
from pipeline.ports import Tally

_ROWS, _EDITIONS = schema.deliveries, schema.editions
_OPEN = (DeliveryState.PLANNED, DeliveryState.ATTEMPTING, DeliveryState.UNCERTAIN)
#: A server said "later".
_LATER = (_ROWS.c.state == DeliveryState.PLANNED) & (_ROWS.c.tries > 0)


class TallyStore(Session):
    """Keeps the port Tallies."""

    def unfinished(self) -> list[str]:
        """The editions of which something waits, is on its way or is uncertain, the oldest first."""
        open_ = select(_ROWS.c.edition).where(_ROWS.c.state.in_(_OPEN)).distinct()
        query = select(_EDITIONS.c.edition).where(_EDITIONS.c.edition.in_(open_))
        with self.read() as connection:
            return list(connection.execute(query.order_by(_EDITIONS.c.due, _EDITIONS.c.edition)).scalars())

    def latest(self, most: int) -> list[str]:
        """The newest editions, the oldest of them first."""
        query = select(_EDITIONS.c.edition).order_by(_EDITIONS.c.due.desc(), _EDITIONS.c.edition.desc()).limit(most)
        with self.read() as connection:
            return list(connection.execute(query).scalars())[::-1]

    def tally(self, edition: str, apart: Sequence[str]) -> Tally:
        """One edition."""
        whom = case(*((_begins(each), literal(each)) for each in apart), else_=literal("")) if apart else literal("")
        # Named one by one, the states lead through the index by state; of most states there are few.
        mine = (_ROWS.c.edition == edition) & _ROWS.c.state.in_(tuple(DeliveryState))
        counts = select(whom, _ROWS.c.state, func.count()).where(mine).group_by(whom, _ROWS.c.state)
        later = select(func.count(), func.min(_ROWS.c.again)).where(_ROWS.c.edition == edition, _LATER)
        back = schema.bounces
        bounces = select(back.c.came, back.c.act, func.count()).where(back.c.edition == edition)
        with self.read() as connection:
            put_off, again = connection.execute(later).one()
            return Tally(
                counts={(of, DeliveryState(state)): count for of, state, count in connection.execute(counts)},
                later=put_off,
                next_try=datetime.fromisoformat(again) if again else None,
                bounces={
                    (Came(came), Act(act)): count
                    for came, act, count in connection.execute(bounces.group_by(back.c.came, back.c.act))
                },
            )

    def said(self, edition: str, state: DeliveryState, apart: Sequence[str]) -> Iterator[tuple[str, int]]:
        """What was answered or noted of the readers in a state, with how many each; the same words may come again."""
        # Where the database is encrypted, the same words never look the same: then each comes by itself.
        query = (
            select(_ROWS.c.response, func.count())
            .where(_ROWS.c.edition == edition, _ROWS.c.state == state, *(~_begins(each) for each in apart))
            .group_by(_ROWS.c.response)
        )
        if state is DeliveryState.PLANNED:
            query = query.where(_LATER)
        with self.read() as connection:
            for row in connection.execute(query):
                yield row.response, row[1]

    def accepted_since(self, at: datetime, apart: Sequence[str]) -> Mapping[str, int]:
        """How many mails each reader was handed since a moment; those who had none are missing."""
        query = (
            select(_ROWS.c.subscriber, func.count())
            .where(
                _ROWS.c.state == DeliveryState.ACCEPTED,
                _ROWS.c.at >= at.isoformat(),
                *(~_begins(each) for each in apart),
            )
            .group_by(_ROWS.c.subscriber)
        )
        with self.read() as connection:
            return {reader: number for reader, number in connection.execute(query)}


def _begins(prefix: str) -> Any:
    """Whether an id begins so; in this form an index can answer it."""
    return and_(_ROWS.c.subscriber >= prefix, _ROWS.c.subscriber < prefix[:-1] + chr(ord(prefix[-1]) + 1))
