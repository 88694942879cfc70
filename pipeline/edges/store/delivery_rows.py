"""The row of one delivery."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from pipeline.edges.store import schema
from pipeline.model import Delivery, DeliveryState, More

_ROWS = schema.deliveries


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """A delivery's row."""
    return {
        "edition": delivery.edition,
        "subscriber": delivery.subscriber,
        "state": delivery.state,
        "message_id": delivery.message_id,
        "items": json.dumps(delivery.items),
        "response": delivery.response,
        "at": delivery.at.isoformat() if delivery.at else None,
        "more": json.dumps([[each.area, each.count] for each in delivery.more]) if delivery.more else "",
        "welcome": delivery.welcome,
    }


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
