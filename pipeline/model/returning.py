"""What comes back after a mail has gone, and what was done about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.content import aware


class Came(StrEnum):
    """What a mail that came back is."""

    #: It could not be delivered, for good.
    BOUNCE = "bounce"
    #: The reader told their provider that it is unwanted (ARF, RFC 5965).
    COMPLAINT = "complaint"
    #: It is late, and will be tried again.
    DELAY = "delay"
    #: Nobody is there to read, says a machine.
    ABSENCE = "absence"
    #: It was delivered, or passed on.
    RECEIPT = "receipt"
    #: Nothing of ours: people, and what is neither.
    NOTHING = "nothing"


class Act(StrEnum):
    """What a mail that came back does."""

    #: The address is never mailed again.
    SUPPRESS = "suppressed"
    #: It counts; five in 30 days suppress.
    COUNT = "counted"
    #: Our own failure: nobody is suppressed, and nothing is sent until a person says so.
    ALARM = "alarm"
    #: Nothing.
    IGNORE = "ignored"


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """One mail that came back, as it is remembered."""

    #: The same for whatever comes back twice about one delivery.
    id: str
    reader: str
    #: Empty where it did not say which.
    edition: str
    came: Came
    #: As in RFC 3463; empty for a complaint.
    status: str
    act: Act
    #: When it was handled.
    at: datetime
    #: When the delivery was; the moment itself where that is not known.
    sent: datetime
    #: The server that said it.
    said_by: str
    #: What it said; may hold an address.
    words: str
    #: Why it did what it did, with the source.
    why: str

    def __post_init__(self) -> None:
        aware(self.at, "at")
        aware(self.sent, "sent")


@dataclass(frozen=True)
class Pause:
    """Whether sending waits for a person, and since when."""

    #: Why; empty: nothing is paused.
    reason: str = ""
    since: datetime | None = None
    #: When a person last said go on: what was sent before pauses nothing again.
    resumed: datetime | None = None
    #: Who.
    by: str = ""
