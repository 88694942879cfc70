"""The row of one delivery."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection

from pipeline.edges.store import schema
from pipeline.edges.store.sealing import sealed
from pipeline.model import Delivery, DeliveryState, More

_ROWS = schema.deliveries


#: Writes the rows of deliveries as `delivery_row` makes them. (In SQLite's own words: SQLAlchemy looks at each value of each row.)
INSERT = (
    "INSERT INTO deliveries (edition, subscriber, state, message_id, items, response, at, more, welcome)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def delivery_row(connection: Connection, delivery: Delivery) -> tuple[Any, ...]:
    """A delivery's row, for `INSERT`."""
    return (
        delivery.edition, delivery.subscriber, delivery.state, delivery.message_id, json.dumps(delivery.items),
        sealed(connection, delivery.response, _ROWS.c.response), delivery.at.isoformat() if delivery.at else None,
        json.dumps([[each.area, each.count] for each in delivery.more]) if delivery.more else "", delivery.welcome,
    )  # fmt: skip


#: The columns of which a delivery is made, in the order in which `delivery_of` takes them.
COLUMNS = (
    _ROWS.c.edition, _ROWS.c.subscriber, _ROWS.c.state, _ROWS.c.message_id, _ROWS.c["items"], _ROWS.c.response,
    _ROWS.c.at, _ROWS.c.tries, _ROWS.c.more, _ROWS.c.welcome,
)  # fmt: skip


def delivery_of(row: Sequence[Any]) -> Delivery:
    """A delivery from the `COLUMNS` of its row. (By their order: by name takes twice as long, and it is done for each mail.)"""
    edition, subscriber, state, message_id, items, response, at, tries, more, welcome = row
    return Delivery(
        edition=edition,
        subscriber=subscriber,
        state=DeliveryState(state),
        message_id=message_id,
        items=tuple(from_json(items)),
        response=response,
        at=datetime.fromisoformat(at) if at else None,
        tries=tries,
        more=tuple(More(area=area, count=count) for area, count in from_json(more)) if more else (),
        welcome=welcome,
    )
