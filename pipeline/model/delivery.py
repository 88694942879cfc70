"""Who asked for what, what falls due, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.model.content import Channel, aware
from pipeline.model.judgement import ClearedItem


class Cadence(StrEnum):
    """How often a reader wants to hear from us."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """A person who asked for digests, and what they asked for."""

    id: str
    address: str
    #: The name as they write it.
    name: str = ""
    areas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    #: Values of `Kind` that they want; empty: all.
    kinds: tuple[str, ...] = ()
    #: Places whose law they want to hear of (IE, CA-ON), beside what names no place; empty: all.
    jurisdictions: tuple[str, ...] = ()
    cadence: Cadence = Cadence.WEEKLY
    #: At most this many items in one edition.
    ceiling: int = 7
    #: Plain text only, without an HTML part.
    plain: bool = False
    confirmed: datetime
    #: Where the consent came from: a form, a letter, an event.
    proof: str
    #: At most this many minutes of reading in one edition; 0 sets no limit.
    minutes: int = 0
    #: Why they may be mailed: `Permission`'s value.
    permission: str = "express"
    #: The moment from which they may not, where the permission ends by itself.
    ends: datetime | None = None
    #: They want nothing until then.
    paused: datetime | None = None
    #: When they left; for 30 days they can take it back.
    left: datetime | None = None

    def __post_init__(self) -> None:
        aware(self.confirmed, "confirmed")
        for name in ("ends", "paused", "left"):
            if (moment := getattr(self, name)) is not None:
                aware(moment, name)

    def reads(self, now: datetime) -> bool:
        """Whether they may and want to be mailed now."""
        return not (self.left or (self.paused and now < self.paused) or (self.ends is not None and self.ends <= now))


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One moment at which one cadence is due."""

    cadence: Cadence
    #: Names the period: 2026-11-21, 2026-W47, 2026-11.
    period: str
    due: datetime

    def __post_init__(self) -> None:
        aware(self.due, "due")

    @property
    def edition(self) -> str:
        """The name of the edition that falls due: `weekly-2026-W47`."""
        return f"{self.cadence}-{self.period}"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """How an edition stands that was composed, or a correction: who gets it is in its deliveries."""

    name: str
    due: datetime
    #: None while its deliveries are written, and once it was taken back.
    composed: datetime | None
    #: Before when no mail of it leaves, so that it can be taken back; None: at once.
    leaves: datetime | None = None
    #: Why nothing of it leaves, whatever the time.
    held: str = ""
    #: The id of the note that it was composed with; empty where there is none.
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One item chosen for one subscriber, and the reason they get it."""

    item: ClearedItem
    why: str


@dataclass(frozen=True, kw_only=True)
class More:
    """New pieces that a reader asked for beyond their ceiling, by what they are about."""

    #: Key of the practice area that they share; empty where there is none.
    area: str
    count: int


class DeliveryState(StrEnum):
    """Where one edition to one subscriber stands."""

    #: Written down, nothing has left.
    PLANNED = "planned"
    #: On the wire now; found so at start, it becomes uncertain.
    ATTEMPTING = "attempting"
    #: The server took it.
    ACCEPTED = "accepted"
    #: The server said no, for good.
    REFUSED = "refused"
    #: It may or may not have left; waits for a person, never tried again by itself.
    UNCERTAIN = "uncertain"
    #: Left out by name: suppressed, gone, or nothing left to say.
    EXCLUDED = "excluded"


#: How the id of an address of the firm begins that gets every edition first: the ledger keeps it like a reader's.
SEED = "seed:"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One edition to one subscriber by mail."""

    edition: str
    subscriber: str
    state: DeliveryState
    message_id: str
    items: tuple[str, ...]
    #: Older pieces that a first edition leaves to the site, so that they never come as news.
    passed: tuple[str, ...] = ()
    #: What the server said, or why it was left out.
    response: str = ""
    at: datetime | None = None
    #: How often a server said "later".
    tries: int = 0
    #: What was new beyond the reader's ceiling when it was planned; and whether it is the first that they get.
    more: tuple[More, ...] = ()
    welcome: bool = False

    @property
    def is_seed(self) -> bool:
        """Whether it goes to the firm itself, and counts nowhere as a reader's."""
        return self.subscriber.startswith(SEED)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of one delivery that was claimed."""

    edition: str
    subscriber: str
    #: Anything but attempting.
    state: DeliveryState
    response: str = ""
    #: Of one that is planned once more: before when it is not tried again.
    again: datetime | None = None
    #: Whether the other side was asked, and said "later".
    tried: bool = False
    #: Planned pieces that it went without.
    without: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """A finished mail or text: the bytes that leave, and where they go."""

    channel: Channel
    message_id: str
    sender: str
    #: An address; for a social text, the name of its file.
    recipient: str
    body: bytes = field(repr=False)
    #: Under which text a piece in it goes out that was not planned under it: item id to content hash.
    texts: Mapping[str, str] = field(default_factory=dict)
    #: Planned pieces that it goes without: they were withdrawn, or are not asked for any more.
    without: tuple[str, ...] = ()
