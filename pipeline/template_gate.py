"""Nothing leaves over a mail server in a shape that nobody has looked at: after a change, a test mail goes first.

What is remembered: the shape (`digest.fingerprint`) in which mail left last, and those of which a test mail arrived.
"""

import json
from typing import TYPE_CHECKING, Any

from pipeline.digest.fingerprint import fingerprint
from pipeline.errors import TransportError

if TYPE_CHECKING:
    from pipeline.wiring import House

_MARK = "mail template"
#: So many tests are remembered: whoever goes back and forth between two shapes need not test each again.
_KEPT = 10


def stopped(house: "House") -> TransportError | None:
    """Why nothing may leave; None where it may. Into the outbox nothing leaves, so nothing stops it."""
    mail = house.firm.mail
    # Without a server nothing can leave, which whoever sends is told.
    if mail.transport != "smtp" or not mail.host:
        return None
    now, told = fingerprint(house.firm), _told(house)
    if now == told["sent"] or now in told["tested"]:
        return None
    cause = "it has changed since mail left last" if told["sent"] else "no mail has left yet"
    return TransportError(
        "the mail template", f"{cause}, and nobody has had a test of it: nothing leaves.", f"Run: {command(house)}"
    )


def command(house: "House") -> str:
    """What sends the test mail."""
    return f"attract deliver --test-to {house.firm.email}"


def tested(house: "House") -> None:
    """Remember that a test mail of today's shape was accepted."""
    told, now = _told(house), fingerprint(house.firm)
    told["tested"] = [*(each for each in told["tested"] if each != now), now][-_KEPT:]
    house.ledger.set_mark(_MARK, json.dumps(told))


def left(house: "House") -> None:
    """Remember that mail left in today's shape."""
    told, now = _told(house), fingerprint(house.firm)
    if told["sent"] != now:
        house.ledger.set_mark(_MARK, json.dumps({**told, "sent": now}))


def _told(house: "House") -> dict[str, Any]:
    return {"sent": "", "tested": [], **json.loads(house.ledger.mark(_MARK) or "{}")}
