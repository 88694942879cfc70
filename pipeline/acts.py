"""What a person decides about deliveries. About readers: `reader_acts`; about words: `clearance_acts`."""

from dataclasses import dataclass

from pipeline.canary import addresses
from pipeline.deliver import decide as deliver_decide
from pipeline.edition_status import known
from pipeline.errors import UsageError
from pipeline.mailboxes import seed_of
from pipeline.model import Delivery, DeliveryState
from pipeline.reader_acts import address_of
from pipeline.wiring import House

_OPEN = (DeliveryState.UNCERTAIN, DeliveryState.REFUSED)


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
        rows += [
            row
            for row in house.ledger.in_the_way()
            if row.state is DeliveryState.REFUSED and row.edition == (edition or row.edition)
        ]
    seeds = addresses(house)
    readers = {row.subscriber: house.ledger.reader(row.subscriber) for row in rows}
    to = {id_: reader.address for id_, reader in readers.items() if reader} | seeds
    return [Doubt(row, to.get(row.subscriber, row.subscriber)) for row in rows]


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
    ids = [wanted]
    if "@" in wanted:
        reader = house.ledger.reader_at(address_of(house, wanted))
        ids = [seed_of(wanted), *([reader.id] if reader else [])]
    rows = [row for row in house.ledger.deliveries_to(ids) if row.edition == edition]
    # Who is a seed and a reader, too, has two: it is about the one that somebody must decide about.
    if not (row := next(iter(sorted(rows, key=lambda each: each.state not in _OPEN)), None)):
        raise UsageError(f"{edition} to {wanted}", "there is no such delivery.", "`attract deliveries` lists them.")
    return row


def _said(row: Delivery, arrived: bool, by: str) -> str:
    """Who says what, and what had been known: whoever asks later wants both."""
    return f"{'arrived' if arrived else 'not arrived'}, says {by} (had been {row.state}: {row.response})"
