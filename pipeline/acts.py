"""What a person decides about a delivery. About readers: `reader_acts`; about words: `clearance_acts`."""

from pipeline.deliver import decide as deliver_decide
from pipeline.errors import UsageError
from pipeline.model import DeliveryState
from pipeline.wiring import House


def settle(house: House, edition: str, wanted: str, *, arrived: bool, by: str) -> DeliveryState:
    """Record what a person found out about an uncertain delivery."""
    ids = {reader.address.casefold(): reader.id for reader in house.ledger.subscribers()}
    wanted_id = ids.get(wanted.casefold(), wanted)
    row = next((row for row in house.ledger.deliveries(edition) if row.subscriber == wanted_id), None)
    if row is None:
        raise UsageError(f"{edition} to {wanted}", "there is no such delivery.", "`attract deliveries` lists them.")
    state = deliver_decide.settlement(row, arrived)
    house.ledger.move(row, state, f"settled by {by}", house.time())
    return state
