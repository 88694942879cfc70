"""The row of one delivery."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from pipeline.model import Delivery, DeliveryState, More


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


def delivery_of(row: RowMapping) -> Delivery:
    """A delivery from its row."""
    return Delivery(
        edition=row["edition"],
        subscriber=row["subscriber"],
        state=DeliveryState(row["state"]),
        message_id=row["message_id"],
        items=tuple(json.loads(row["items"])),
        response=row["response"],
        at=datetime.fromisoformat(row["at"]) if row["at"] else None,
        tries=row["tries"],
        more=tuple(More(area=area, count=count) for area, count in json.loads(row["more"])) if row["more"] else (),
        welcome=row["welcome"],
    )
