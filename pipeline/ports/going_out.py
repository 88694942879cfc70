"""What composing and delivering ask of the world."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.model import Cadence, Change, Delivery, DeliveryState, Edition, Message, Settled, Slot, Subscriber


class Subscribers(Protocol):
    """Who asked for digests, and who must never be mailed again."""

    def subscribers(self, cadence: Cadence | None = None) -> list[Subscriber]:
        """Every reader who has not left; with a cadence, those who chose it. `reads` says whether they may be mailed now."""

    def each_subscriber(self, cadence: Cadence | None = None) -> Iterator[Subscriber]:
        """The same one after the other, by id; only some of them are in memory."""

    def count(self, cadence: Cadence) -> int:
        """How many chose a cadence, those with a suppressed address among them."""

    def subscriber(self, id_: str) -> Subscriber | None:
        """One reader as of now; None where there is none, or their address is suppressed."""

    def to_mail(self, ids: Collection[str]) -> dict[str, Subscriber]:
        """Those of these readers who have not left and whose address is not suppressed, as of now, by id."""

    def add(self, subscriber: Subscriber, at: datetime | None = None, told: Mapping[str, str] | None = None) -> bool:
        """Add or update by address; False when the address is suppressed (and nothing is written).

        Whoever confirmed, changed or paused by themselves keeps what they chose: a list does not know better.

        Args:
            subscriber: the reader; one who is known keeps their id.
            at: when they were brought in; with it, the proof gets a line.
            told: what that line says beside permission and proof: the list, who answers for it.

        """

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """Never mail this address again; no import lifts it, and who left of their own accord cannot take it back now."""

    def suppressed(self, address: str) -> bool:
        """Whether the address must never be mailed."""


class Ledger(Protocol):
    """Editions and deliveries: one row for one edition to one subscriber, ever."""

    def open_edition(
        self, slot: Slot, planned: Iterable[Delivery], at: datetime, texts: Mapping[str, str] | None = None,
        leaves: datetime | None = None, note: str = "",
    ) -> bool:  # fmt: skip
        """Write an edition, its deliveries, and that its slot was fired; False when it is there already.

        The rows are taken and written a group at a time. Nobody can claim one before the last is there, and where that
        does not come to pass the edition counts as never composed.

        Args:
            slot: what it is opened for.
            planned: a row for each reader of its cadence.
            at: the time.
            texts: under which text (item id to content hash) each piece is planned.
            leaves: before when none of it can be claimed; None: at once.
            note: the id of the item that stands above its pieces.

        """

    def open_correction(self, edition: str, planned: Iterable[Delivery], at: datetime) -> bool:
        """Write a correction and its deliveries; False when it is there already."""

    def edition(self, name: str) -> Edition | None:
        """How an edition or a correction stands; None where there is none."""

    def held_up(self, now: datetime) -> list[Edition]:
        """Those of which nothing may leave now: still in their time to be taken back, taken back, or held."""

    def slot(self, edition: str) -> Slot:
        """The slot that an edition was opened for."""

    def hold(self, edition: str, reason: str) -> None:
        """Let nothing more of it leave; what a sender has in hand already does."""

    def release(self, edition: str) -> None:
        """Let it leave from now on; one that is not composed does not."""

    def undo(self, edition: str, reason: str) -> bool:
        """Remove all its deliveries, and free their items; False where something of it has left, or may have."""

    def edit(self, edition: str, change: Change) -> bool:
        """Write down what somebody did to an edition; False where it has been composed."""

    def edits(self, edition: str) -> list[Change]:
        """All that was done to an edition, the oldest first."""

    def noted(self) -> Mapping[str, str]:
        """The note of every edition that was composed with one, by the edition's name."""

    def deliveries(self, edition: str | None = None, state: DeliveryState | None = None) -> list[Delivery]:
        """Deliveries, of one edition or all, in one state or any."""

    def each_delivery(self, edition: str | None = None, state: DeliveryState | None = None) -> Iterator[Delivery]:
        """The same one after the other; only some of them are in memory."""

    def seeds(self, edition: str) -> list[Delivery]:
        """The deliveries of an edition to the firm's own addresses."""

    def in_the_way(self) -> list[Delivery]:
        """Seeds that were refused or are uncertain, of editions of which something waits for that."""

    def had(self, subscriber: str) -> frozenset[str]:
        """Items that have gone, or may have gone, to this subscriber."""

    def had_by(self, subscribers: Collection[str]) -> Mapping[str, Collection[str]]:
        """The same of many, by subscriber; those who had nothing are missing."""

    def received(self, item: str, text: str = "") -> list[str]:
        """Ids of those to whom an item went, or may have gone; with a hash, under exactly that text."""

    def move(self, delivery: Delivery, to: DeliveryState, response: str, at: datetime) -> bool:
        """Change one state if it still is what `delivery` says; durable on return. False if it is not."""


class Claims(Protocol):
    """Which process has which deliveries in hand, and what became of them.

    There are two of them: of the firm's own addresses (seeds), whose mails leave first, also while an edition can be taken back;
    and of all others, none of which may be claimed while a seed of its edition is untried, on its way, refused or uncertain.
    What a sender has claimed either looks after.
    """

    def claim(self, sender: str, most: int, now: datetime, until: datetime) -> list[Delivery]:
        """Take some that are planned and whose turn has come, the oldest edition first; durable on return.

        Args:
            sender: who takes them; each conversation with a server is one.
            most: at most so many.
            now: the time.
            until: when the sender's time for them is over; from then on others may settle them.

        """

    def extend(self, sender: str, until: datetime) -> None:
        """Keep what is claimed for longer; what somebody else has settled meanwhile stays as it is."""

    def settle(self, sender: str, settled: Sequence[Settled], at: datetime) -> None:
        """Write what became of claimed rows, all at once; rows that this sender has no longer stay as they are."""

    def claimed(self, sender: str) -> list[Delivery]:
        """What a sender has in hand."""

    def overdue(self, now: datetime) -> list[str]:
        """The senders whose time for what they have in hand is over."""

    def reword(self, sender: str, texts: Mapping[str, str]) -> None:
        """Write under which text each item leaves from now on, for all that is planned or that this sender has in hand.

        Args:
            sender: whose rows are changed beside those that are planned; others' are not touched, they leave as they were.
            texts: item id to content hash.

        """

    def word(self, told: Sequence[tuple[str, str, str]]) -> None:
        """Write under which text single pieces leave: (subscriber, item, content hash)."""

    def counts(self, edition: str | None = None) -> Mapping[DeliveryState, int]:
        """How many deliveries stand in each state, of one edition or of all."""

    def planned(self) -> int:
        """How many are planned, whenever their time comes: reads these rows alone, whatever went out before."""

    def in_hand(self) -> int:
        """How many are on their way, or were when their sender ended; seeds among them."""

    def due_now(self, now: datetime) -> int:
        """How many are planned and may be tried now."""


class Journal(Protocol):
    """What one sender did with the rows that it has claimed, line by line: survives the end of its process."""

    @property
    def sender(self) -> str:
        """Names it; never used twice."""

    def begun(self, delivery: Delivery) -> None:
        """The message leaves now: from here on its fate is uncertain."""

    def answered(self, settled: Settled) -> None:
        """What became of it."""

    def folded(self) -> None:
        """All of it stands in the ledger now."""

    def close(self, *, done: bool) -> None:
        """The sender has ended; where it is not done, its journal is left for whoever looks after it."""


class Left(NamedTuple):
    """What the journal of a sender says that ended."""

    sender: str
    #: Whether the machine has run on since: else lines may be lost that had been written.
    whole: bool
    #: (edition, subscriber) of what had begun to leave.
    begun: frozenset[tuple[str, str]]
    answered: tuple[Settled, ...]


class Journals(Protocol):
    """The journals on this machine."""

    def begin(self) -> Journal:
        """A new one, of a new sender."""

    def left(self) -> Iterator[Left]:
        """Those of senders that ended before they were done, each held while it is looked at, and then removed."""

    def living(self) -> frozenset[str]:
        """The senders on this machine that have not ended."""


class Refused(Exception):
    """The other side said no to this one message, for good."""


class NotYet(Exception):
    """The other side said "later" to this one message."""


class Unsure(Exception):
    """The message was on its way when the answer failed to come."""


class HandedOver(NamedTuple):
    """What became of one message."""

    message: Message
    #: What was said, or why it was not taken.
    said: str | Refused | NotYet | Unsure


class SideBySide(Protocol):
    """Does several things at once that wait for others most of the time."""

    def __call__(self, works: Sequence[Callable[[], None]], stop: Callable[[], None]) -> None:
        """Do all of these; where one fails, or the caller is interrupted, `stop` asks the others to end soon."""


class Composing(Protocol):
    """Makes the message of a delivery at the moment it leaves."""

    def look(self, sender: str, rows: Sequence[Delivery]) -> None:
        """Read anew, for these rows that a sender has in hand, what may have changed: readers, and what is cleared."""

    def __call__(self, row: Delivery) -> Message | str:
        """The finished message, or why the delivery is left out now, as of the last look."""


class Transport(Protocol):
    """Hands finished messages over. Knows nothing of editions or states."""

    def send(self, message: Message) -> str:
        """Hand over one message and return what was said.

        Raises:
            Refused: the other side said no, for good.
            NotYet: the other side said "later"; nothing was handed over.
            Unsure: the connection ended after the message was on its way.
            TransportError: nothing was handed over, and nothing else will be.

        """

    def hand_over(self, messages: Iterable[Message | None], begun: Callable[[Message], None]) -> Iterator[HandedOver]:
        """Hand over many, and tell what became of each, in their order.

        The next message may be taken before the last one's fate is told. None among the messages means that the next
        one may take a while: what is on its way is finished first.

        Args:
            messages: taken one by one, each when there is room for it.
            begun: called right before a message leaves; what it raises stops the message, and everything.

        Raises:
            TransportError: nothing else can be handed over; what was taken and not told has not left.

        """

    def arrived(self, message_id: str) -> bool | None:
        """Whether a message of this id was handed over; None where nobody can tell."""

    def close(self) -> None:
        """End the conversation politely."""


def one_by_one(
    send: Callable[[Message], str], messages: Iterable[Message | None], begun: Callable[[Message], None]
) -> Iterator[HandedOver]:
    """`Transport.hand_over` of a transport that finishes each message before the next."""
    for message in filter(None, messages):
        begun(message)
        try:
            said: str | Refused | NotYet | Unsure = send(message)
        except (Refused, NotYet, Unsure) as refusal:
            said = refusal
        yield HandedOver(message, said)
