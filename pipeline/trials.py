"""A test mail: one edition as one reader gets it, to one address of the firm, by the way that mail leaves.

No row tells of it, nobody counts it, and none of its links acts: they bear an id that is nobody's. It stands beside the wiring,
and names the edge that hands mail over.
"""

import email
import email.policy
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import template_gate
from pipeline.digest import decide as digest_decide
from pipeline.digest.marked import marked
from pipeline.edges.mail import transport
from pipeline.edition_previews import choose
from pipeline.errors import TransportError, UsageError
from pipeline.mailing import composing
from pipeline.model import ClearedItem, Delivery, DeliveryState, Message, Slot, Subscriber
from pipeline.ports import NotYet, Refused, Unsure
from pipeline.reader_acts import address_of
from pipeline.wiring import House

#: In the place of a reader's id: nobody has it, so that a link to leave that somebody presses ends nothing.
NOBODY = "attract-test"
MARK = "Test"


@dataclass(frozen=True)
class Trial:
    """A test mail that was handed over."""

    edition: str
    #: As whom: a reader's address; empty: somebody who asked for everything.
    reader: str
    to: str
    subject: str
    #: Bytes.
    size: int
    #: What the other side said.
    said: str
    #: Whether editions may leave in this shape now, and could not before.
    opens: bool


def send(house: House, to: str, edition: str = "", address: str = "") -> Trial:
    """Send a test mail. Once one was accepted, editions may leave in its shape.

    Args:
        house: the firm.
        to: who looks at it.
        edition: one that was composed, is due or comes next; empty: the first of those that wait, are due or come.
        address: of the reader as whom; empty: the first who gets something, or somebody who asked for everything.

    Raises:
        ConfigurationError: mail cannot be sent as the settings are.
        TransportError: it was not accepted.
        UsageError: no mail may go there, there is no such edition or reader, or they get nothing.

    """
    recipient = _allowed(house, to)
    cleared, _ = house.judged()
    slot = house.mailing.slot(edition) if edition else _first(house)
    row, reader = choose(house, slot, cleared, address) or _sample(house, slot, cleared)
    # Whose name it is nobody asked who did not say as whom.
    as_nobody = replace(reader, id=NOBODY, address=recipient, name=reader.name if address else "", proof="a test mail")
    message = _composed(house, cleared, slot, row, as_nobody)
    stopped = bool(template_gate.stopped(house))
    said = _handed_over(house, message)
    if house.firm.mail.transport == "smtp":
        template_gate.tested(house)
    subject = email.message_from_bytes(message.body, policy=email.policy.default)["Subject"]
    return Trial(slot.edition, reader.address, recipient, str(subject), len(message.body), said, stopped)


def _allowed(house: House, to: str) -> str:
    """The address; whoever must never be mailed gets no test either."""
    found = address_of(house, to)
    never = digest_decide.barred(_somebody(house.time(), found), house.time(), house.firm.never_mail)
    if never or house.ledger.suppressed(found):
        raise UsageError(
            found, f"no mail goes there: {never or 'whoever reads there has left, or it bounced'}.", "Name another one."
        )
    return found


def _first(house: House) -> Slot:
    """The edition that leaves next: of those that wait, that are due, or that come."""
    ledger = house.ledger
    editions = (name for name in ledger.unfinished() if not name.startswith(digest_decide.CORRECTION))
    slots = [ledger.slot(name) for name in editions if ledger.counts(name).get(DeliveryState.PLANNED)]
    slots += house.mailing.coming()
    if not slots:
        raise UsageError(
            "a test mail", "there is no edition: `cadences` has no rhythm.", "Write one into content/firm.yml."
        )
    return slots[0]


def _somebody(now: datetime, address: str = "") -> Subscriber:
    """Who asked for everything, and is nobody."""
    return Subscriber(id=NOBODY, address=address, confirmed=now, proof="a test mail")


def _sample(house: House, slot: Slot, cleared: Sequence[ClearedItem]) -> tuple[Delivery, Subscriber]:
    reader = replace(_somebody(house.time()), cadence=slot.cadence)
    row = next(iter(house.mailing.plan(slot, cleared, [reader])))
    return row, reader


def _composed(house: House, cleared: Sequence[ClearedItem], slot: Slot, row: Delivery, reader: Subscriber) -> Message:
    domain = row.message_id.rpartition("@")[2].rstrip(">")
    # Its own each time: mail programs show a second mail of the same id not at all.
    own = replace(row, subscriber=NOBODY, message_id=f"<{NOBODY}.{secrets.token_hex(8)}@{domain}>")
    made = composing(house, cleared, lambda _: reader, lambda _: slot)(own) if row.items else row.response
    if isinstance(made, str):
        raise UsageError(
            slot.edition, f"there is no mail to test with: {made}.", "Name a reader with --as, or see `attract review`."
        )
    return replace(made, body=marked(made.body, MARK))


def _handed_over(house: House, message: Message) -> str:
    way = transport(house.firm.mail, house.outbox, house.time)
    try:
        return way.send(message)
    except Unsure as said:
        raise TransportError(
            message.recipient, f"nobody can know whether it arrived: {said}.", "Look whether it did, and send another."
        ) from said
    except (Refused, NotYet) as said:
        raise TransportError(
            message.recipient, f"the mail server did not take it: {said}.", "Mend the cause, and send another."
        ) from said
    finally:
        way.close()
