"""What a person decides about deliveries. About readers: `reader_acts`; about words: `clearance_acts`."""

from dataclasses import dataclass

from pipeline.deliver import decide as deliver_decide
from pipeline.edition_status import known
from pipeline.errors import UsageError
from pipeline.model import Delivery, DeliveryState
from pipeline.reader_acts import address_of
from pipeline.wiring import House


@dataclass(frozen=True)
class Doubt:
    """A delivery of which nobody knows whether it arrived, and what is known."""

    row: Delivery
    #: The reader's address; of whom nothing is known any more, and of a network, as the ledger calls them.
    to: str


def doubts(house: House, edition: str | None = None, wanted: str | None = None) -> list[Doubt]:
    """What waits for a person, of one edition and one reader or of all.

    Raises:
        UsageError: there is no such edition, or the delivery that was named is not uncertain.

    """
    if edition and wanted:
        rows = [_delivery(house, edition, wanted)]
        deliver_decide.settlement(rows[0], arrived=True)
    else:
        if edition:
            known(house, edition)
        rows = house.ledger.deliveries(edition, DeliveryState.UNCERTAIN)
    readers = {row.subscriber: house.ledger.reader(row.subscriber) for row in rows}
    return [Doubt(row, reader.address if (reader := readers[row.subscriber]) else row.subscriber) for row in rows]


def resolve(house: House, edition: str, wanted: str, *, arrived: bool, by: str) -> DeliveryState:
    """Record what a person found out about an uncertain delivery.

    Raises:
        UsageError: there is no such delivery, or it is not uncertain.

    """
    row = _delivery(house, edition, wanted)
    state = deliver_decide.settlement(row, arrived)
    if not house.ledger.move(row, state, _said(row, arrived, by), house.time()):
        raise UsageError(f"{edition} to {wanted}", "somebody else has just resolved it.", "`attract deliver status`")
    return state


def resolve_all(house: House, edition: str, *, arrived: bool, by: str) -> int:
    """Record the same of all uncertain deliveries of an edition, at once or not at all; returns of how many."""
    ledger, moved = house.ledger, 0
    with ledger.together():
        for row in ledger.deliveries(edition, DeliveryState.UNCERTAIN):
            state = deliver_decide.settlement(row, arrived)
            moved += ledger.move(row, state, _said(row, arrived, by), house.time())
    return moved


def _delivery(house: House, edition: str, wanted: str) -> Delivery:
    reader = house.ledger.reader_at(address_of(house, wanted)) if "@" in wanted else None
    rows = house.ledger.deliveries_to([reader.id if reader else wanted])
    if not (row := next((row for row in rows if row.edition == edition), None)):
        raise UsageError(f"{edition} to {wanted}", "there is no such delivery.", "`attract deliveries` lists them.")
    return row


def _said(row: Delivery, arrived: bool, by: str) -> str:
    """Who says what, and what had been known: whoever asks later wants both."""
    return f"{'arrived' if arrived else 'not arrived'}, says {by} (had been uncertain: {row.response})"
