"""Decides what a mail that came back does to its reader, or to us. Codes are those of RFC 3463 and IANA's registry of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.model import Act, Bounce, Came

#: So many that count, of deliveries within so long, suppress.
MANY, WITHIN = 5, timedelta(days=30)


@dataclass(frozen=True)
class Verdict:
    """What is done, and why."""

    act: Act
    why: str


#: Codes, or their beginnings up to a full stop, the longer before the shorter: what each does, and where that stands.
_RULES: tuple[tuple[str, Act, str], ...] = (
    ("5.1.7", Act.ALARM, "our own address is refused as badly written (X.1.7, RFC 3463, 3.2)"),
    ("5.1.8", Act.ALARM, "our own domain is refused (X.1.8, RFC 3463, 3.2)"),
    ("5.1.", Act.SUPPRESS, "the address does not exist (X.1, RFC 3463, 3.2)"),
    ("5.2.1", Act.SUPPRESS, "the mailbox is disabled (X.2.1, RFC 3463, 3.3)"),
    ("5.2.2", Act.COUNT, "the mailbox is full (X.2.2, RFC 3463, 3.3)"),
    ("5.7.", Act.ALARM, "they do not take mail from us: security or policy (X.7, RFC 3463, 3.8)"),
    # Given up after days of "later": that is no word about the reader, and none that we may not write.
    ("4.7.", Act.IGNORE, "they slow us down, and did not take it in time (X.7, RFC 3463, 3.8)"),
    ("4.", Act.COUNT, "it could not be delivered in time (4.X.X, RFC 3463, 2)"),
    # Undefined, network, protocol, content: somebody's failure, and one alone says nothing of the address.
    ("", Act.COUNT, "it could not be delivered, for a reason that says nothing of the address (RFC 3463, 3)"),
)


def verdict(came: Came, status: str) -> Verdict:
    """What one mail that came back means by itself."""
    if came is Came.COMPLAINT:
        return Verdict(Act.SUPPRESS, "the reader told their provider that it is unwanted (RFC 5965)")
    if came is not Came.BOUNCE:
        return Verdict(Act.IGNORE, "it is not about an address")
    return next(
        Verdict(act, why)
        for code, act, why in _RULES
        if status == code or (code.endswith(".") and status.startswith(code)) or not code
    )


def weighed(
    came: Came, status: str, *, sent: datetime, confirmed: datetime, before: Sequence[Bounce], resumed: datetime | None
) -> Verdict:
    """What it does to this reader, given what came back before.

    Args:
        came: what it is.
        status: its code.
        sent: when the delivery was that came back.
        confirmed: when the reader last confirmed their address: what came back of earlier mails says nothing.
        before: what came back of this reader's other deliveries.
        resumed: when a person last ended a pause: what was sent before pauses nothing again.

    """
    found = verdict(came, status)
    if found.act in (Act.SUPPRESS, Act.COUNT) and sent < confirmed:
        return Verdict(Act.IGNORE, "they have confirmed their address since")
    if found.act is Act.ALARM and resumed and sent <= resumed:
        return Verdict(Act.IGNORE, f"{found.why}; sending was resumed since")
    if found.act is not Act.COUNT:
        return found
    counted = [each for each in before if each.act is Act.COUNT and abs(each.sent - sent) <= WITHIN]
    if len(counted) + 1 < MANY:
        return Verdict(Act.COUNT, f"{found.why}: number {len(counted) + 1} of {MANY} in {WITHIN.days} days")
    return Verdict(Act.SUPPRESS, f"{found.why}: {MANY} in {WITHIN.days} days")
