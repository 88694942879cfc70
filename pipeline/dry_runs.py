"""What would leave now, in files: the very bytes, signed and all. Nothing leaves, and no row changes.

It stands beside the wiring because it joins the rooms and the edge that lays the files down.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from pipeline.deliver import tally
from pipeline.deliver.finished import MOST
from pipeline.digest.decide import NETWORK
from pipeline.edges import files
from pipeline.edges.dry_run import DryRunFolder, emptied, removed
from pipeline.edges.mail import rehearsing
from pipeline.mailing import composing
from pipeline.model import SEED, ClearedItem, Delivery, DeliveryState, Message, Slot, Subscriber
from pipeline.ports import Progress, Refused, Transport
from pipeline.subscribing import DRY_RUN
from pipeline.wiring import House

#: For so many rows at once readers are read.
_GROUP = 200


@dataclass(frozen=True)
class Laid:
    """One mail or text as it would have left, and where it lies."""

    edition: str
    subscriber: str
    path: str
    #: The return path, and to whom: what would stand on the envelope.
    sender: str
    recipient: str
    size: int


@dataclass
class Rehearsed:
    """What one edition comes to."""

    edition: str
    #: Whether it is composed; else it is as it would be if it were composed now.
    composed: bool
    #: To readers.
    mails: int = 0
    texts: int = 0
    #: To the firm's own addresses.
    seeds: int = 0
    #: Bytes, all together.
    size: int = 0
    largest: Laid | None = None
    #: How many are larger than what mail programs show whole.
    over: int = 0
    #: Why readers were left out, or would be, and how many.
    left_out: Counter[str] = field(default_factory=Counter)

    def count(self, laid: Laid) -> None:
        """Add one."""
        if not _is_readers(laid.subscriber):
            self.seeds += laid.subscriber.startswith(SEED)
            self.texts += laid.subscriber.startswith(NETWORK)
            return
        self.mails += 1
        self.size += laid.size
        self.over += laid.size > MOST
        if self.largest is None or laid.size > self.largest.size:
            self.largest = laid


class DryRun:
    """One dry run.

    Args:
        house: the firm.
        to: the folder; without it one in the outbox, where erasing a reader finds theirs.

    """

    def __init__(self, house: House, to: Path | None = None) -> None:
        self._house = house
        self._to = to
        self._readers: Mapping[str, Subscriber] = {}
        #: What was rehearsed; complete when all mails were taken.
        self.editions: list[Rehearsed] = []

    @property
    def folder(self) -> Path:
        """Where the editions lie, a folder for each."""
        return self._to or self._house.outbox / DRY_RUN

    @property
    def outside(self) -> bool:
        """Whether somebody named the folder: then erasing a reader does not look there."""
        return self._to is not None

    def mails(self) -> Iterator[Laid]:
        """Lay down everything that waits, or would, and tell each; only some of them are in memory.

        Raises:
            BusyError: another dry run is at work.
            ConfigurationError: a key that signs is not there.
            TransportError: a file cannot be written.
            UsageError: the folder holds something else.

        """
        house = self._house
        house.state.mkdir(exist_ok=True)
        with files.alone(house.state / "dry-run.lock", str(house.root)):
            if self._to is None:
                removed(self.folder)
            cleared, _ = house.judged()
            due = {slot.edition: slot for slot in house.mailing.due()}
            compose = composing(house, cleared, self._reader, lambda name: due.get(name) or house.ledger.slot(name))
            for told, rows, count in self._waiting(cleared, due.values()):
                self.editions.append(told)
                yield from self._edition(told, watched(rows, count, told.edition, house.progress), compose)

    def _reader(self, id_: str) -> Subscriber | None:
        return self._readers.get(id_)

    def _waiting(
        self, cleared: Sequence[ClearedItem], due: Iterable[Slot]
    ) -> Iterator[tuple[Rehearsed, Iterable[Delivery], int]]:
        """Each edition of which something waits, and each that is due; with its rows, and about how many they are."""
        ledger, mailing = self._house.ledger, self._house.mailing
        for name in ledger.unfinished():
            edition, count = ledger.edition(name), ledger.counts(name).get(DeliveryState.PLANNED, 0)
            if edition and edition.composed and count:
                left_out = tally.grouped(ledger.said(name, DeliveryState.EXCLUDED, [NETWORK, SEED]))
                told = Rehearsed(name, composed=True, left_out=Counter(left_out))
                yield told, ledger.each_delivery(name, DeliveryState.PLANNED), count
        for slot in due:
            yield Rehearsed(slot.edition, composed=False), mailing.plan(slot, cleared), ledger.count(slot.cadence)

    def _edition(
        self, told: Rehearsed, rows: Iterable[Delivery], compose: Callable[[Delivery], Message | str]
    ) -> Iterator[Laid]:
        folder = self.folder / told.edition
        if self._to:
            emptied(folder)
        written: list[tuple[Message, str]] = []
        house, laid = self._house, DryRunFolder(folder, lambda *each: written.append(each))
        way = rehearsing(house.firm.mail, laid, house.time)
        coming = iter(rows)
        while group := list(islice(coming, _GROUP)):
            self._readers = house.ledger.to_mail({row.subscriber for row in group})
            for row in group:
                if reason := _handed(row, compose, laid if row.subscriber.startswith(NETWORK) else way):
                    told.left_out[tally.alike(reason)] += _is_readers(row.subscriber)
                    continue
                message, path = written.pop()
                one = Laid(
                    told.edition, row.subscriber, path, message.sender, message.recipient, len(message.body)
                )  # fmt: skip
                told.count(one)
                yield one


def _is_readers(id_: str) -> bool:
    return not id_.startswith((NETWORK, SEED))


def _handed(row: Delivery, compose: Callable[[Delivery], Message | str], way: Transport) -> str:
    """Lay one down; returns why it is left out, or nothing."""
    message = compose(row) if row.state is DeliveryState.PLANNED else row.response
    if isinstance(message, str):
        return message
    try:
        way.send(message)
    except Refused as problem:
        return str(problem)
    return ""


def watched(rows: Iterable[Delivery], count: int, edition: str, progress: Progress) -> Iterator[Delivery]:
    """The same rows; it is told how far they are."""
    for done, row in enumerate(rows):
        progress("dry run", min(done, count), count + 1, edition)
        yield row
    progress("dry run", count + 1, count + 1, edition)
