"""An edition as one reader gets it, before it leaves: composed as it would leave, and laid down."""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.edges.files import write_whole
from pipeline.errors import UsageError
from pipeline.mailing import composing
from pipeline.model import ClearedItem, Delivery, DeliveryState, Message, Slot, Subscriber
from pipeline.reader_acts import address_of
from pipeline.wiring import House


@dataclass(frozen=True)
class Preview:
    """What one reader gets in one edition."""

    edition: str
    reader: Subscriber
    #: As it is planned, or would be.
    delivery: Delivery
    #: Why nothing goes to them; empty where something does.
    reason: str = ""
    subject: str = ""
    #: Bytes of the whole mail, headers included.
    size: int = 0
    #: Where the mail lies, beside those that left; erasing its reader removes it, too.
    mail: Path | None = None
    #: Its plain text.
    text: str = ""


def preview(house: House, edition: str, address: str = "") -> Preview:
    """Compose an edition for one reader and lay it down. Nothing leaves, and no row is written.

    Args:
        house: the firm.
        edition: one that was opened, is due, or comes next.
        address: of a reader of its cadence; empty: the first of those that would get something.

    Raises:
        UsageError: there is no such edition or reader, or nobody gets anything.

    """
    slot = house.mailing.slot(edition)
    cleared, _ = house.judged()
    chosen = choose(house, slot, cleared, address)
    if chosen is None:
        raise UsageError(edition, "nobody gets anything in it.", "`attract digest --dry-run` says why.")
    row, reader = chosen
    if row.state is DeliveryState.EXCLUDED:
        return Preview(edition, reader, row, reason=row.response)
    message = composing(house, cleared, house.ledger.subscriber, lambda _: slot)(row)
    if isinstance(message, str):
        return Preview(edition, reader, row, reason=message)
    return _laid_down(house, Preview(edition, reader, row), message)


def choose(
    house: House, slot: Slot, cleared: Sequence[ClearedItem], address: str
) -> tuple[Delivery, Subscriber] | None:
    """What one reader gets in an edition, as it is planned or would be, and who it is.

    Args:
        house: the firm.
        slot: of the edition.
        cleared: what may go out now.
        address: of a reader of its cadence; empty: the first of those that would get something.

    Returns:
        None where nobody gets anything.

    Raises:
        UsageError: nobody reads at the address, or they read another cadence.

    """
    row, reader = _row(house, slot, address)
    if row and reader:
        return row, reader
    planned = house.mailing.plan(slot, cleared, [reader] if reader else None)
    row = next((each for each in planned if each.state is DeliveryState.PLANNED or reader), None)
    if row is None or not (reader := reader or house.ledger.subscriber(row.subscriber)):
        return None
    return row, reader


def _row(house: House, slot: Slot, address: str) -> tuple[Delivery | None, Subscriber | None]:
    """The row that is there already, and whose it is."""
    if not address:
        every = house.ledger.each_delivery(slot.edition)
        rows = (row for row in every if row.items and row.state is not DeliveryState.EXCLUDED)
        found = ((row, house.ledger.subscriber(row.subscriber)) for row in rows)
        return next(((row, reader) for row, reader in found if reader), (None, None))
    reader = house.ledger.reader_at(address_of(house, address))
    if reader is None:
        raise UsageError(address, "nobody reads at this address.", "`attract subscribers list` has those who do.")
    if reader.cadence is not slot.cadence:
        raise UsageError(
            address, f"they read {reader.cadence} editions, and {slot.edition} is none.", "Name an edition of theirs."
        )
    return next((row for row in house.ledger.deliveries_to([reader.id]) if row.edition == slot.edition), None), reader


def _laid_down(house: House, found: Preview, message: Message) -> Preview:
    path = house.outbox / "mail" / "previews" / f"{found.edition}.{found.reader.id}.eml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, message.body, private=True)
    read = email.message_from_bytes(message.body, policy=email.policy.default)
    plain = read.get_body(("plain",))
    return replace(
        found,
        subject=str(read["Subject"]),
        size=len(message.body),
        mail=path,
        text=plain.get_content() if plain else "",
    )
