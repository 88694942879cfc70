"""What the rooms ask of the world, as small Protocols. Edges keep them; wiring joins both."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.errors import SourceError
from pipeline.model import (
    Asset,
    Cadence,
    Delivery,
    DeliveryState,
    Finding,
    Item,
    Message,
    Person,
    Slot,
    Subscriber,
    Tag,
)


class Progress(Protocol):
    """Told how far a room has come; a terminal draws it, a test ignores it."""

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """`done` of `total` things are through; `what` names the present one."""


class Folder(Protocol):
    """The firm's folder, read only."""

    def scan(self) -> Mapping[str, str]:
        """Every file under `stories/` and `content/`: path (with `/`) to fingerprint."""

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises SourceError when it cannot be read."""


class Fetcher(Protocol):
    """Where feeds come from."""

    def fetch(self, address: str) -> bytes:
        """The bytes at an address or path; raises SourceError when they cannot be had."""


class AssetStore(Protocol):
    """Pictures, kept under the hash of their bytes."""

    def put(self, name: str, raw: bytes, suffix: str) -> Asset:
        """Keep the bytes; the same bytes are kept once."""

    def read(self, asset: Asset) -> bytes:
        """The bytes of a kept picture."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What the store remembers of one file or feed entry."""

    source: str
    #: Changes when the file, or a picture it names, changes.
    fingerprint: str
    item: str
    first_seen: datetime
    #: Paths of the pictures it names.
    pictures: tuple[str, ...] = ()
    #: False when the file is no longer there.
    present: bool = True
    problem: SourceError | None = None


class Library(Protocol):
    """Items and people, as collected."""

    def together(self) -> AbstractContextManager[None]:
        """All that is written inside is written at once, or not at all."""

    def sources(self) -> Mapping[str, Source]:
        """Everything ever seen, by source."""

    def keep(self, source: Source, item: Item | None, person: Person | None = None) -> None:
        """Remember a source with its item; without an item, the item is withdrawn."""

    def items(self) -> list[Item]:
        """Every present item, by id."""

    def people(self) -> list[Person]:
        """Every person with a page, by id."""


class TagBook(Protocol):
    """Tags by the exact text they were given for."""

    def tags(self, version: str) -> Mapping[str, tuple[Tag, ...]]:
        """Content hash to tags, for this version of the tagger."""

    def keep_tags(self, text: str, version: str, tags: Sequence[Tag]) -> None:
        """Remember the tags of one text."""


@dataclass(frozen=True)
class PhraseHit:
    """One key phrase found: which, and where (character offsets)."""

    phrase: str
    start: int
    end: int


class PhraseFinder(Protocol):
    """Finds key phrases word by word, so that `tax` is not found in `taxi`."""

    def find(self, text: str) -> list[PhraseHit]:
        """Every key phrase in the text, in order; overlapping ones included."""


@dataclass(frozen=True)
class Mention:
    """A name, place, sum or date in a text, as the language model sees it."""

    words: str
    #: spaCy's label: PERSON, ORG, GPE, LOC, FAC, NORP, MONEY, DATE ...; PROPN for a bare proper noun.
    label: str
    start: int
    end: int


class NameReader(Protocol):
    """Reads a text for whom and what it names."""

    def mentions(self, text: str) -> list[Mention]:
        """Entities, and proper nouns outside them, in order."""


class ScreenBook(Protocol):
    """Findings by the exact text they were made on."""

    def findings(self, version: str) -> Mapping[str, tuple[Finding, ...]]:
        """Content hash to findings, for this version of the rules and the model."""

    def keep_findings(self, text: str, version: str, findings: Sequence[Finding]) -> None:
        """Remember the findings on one text."""


class Record(Protocol):
    """`content/clearances.jsonl`: append-only, each line chained to the one before."""

    def lines(self) -> list[str]:
        """The lines as they stand, without line ends."""

    def append(self, line: str) -> None:
        """Add one line and make sure that it is on the disk."""


class Stage(Protocol):
    """Where the plain pages are laid out before the site is built."""

    def write(self, pages: Mapping[str, bytes]) -> str:
        """Make the stage hold these files (path to bytes) and no others; returns a digest of them all."""


class SiteBuilder(Protocol):
    """Turns staged pages into the site."""

    def current(self, staged: str) -> bool:
        """Whether the site that stands was built from this stage (its digest), these settings and templates."""

    def build(self, staged: str) -> None:
        """Build, then put the new site in the old one's place at once.

        Raises BuildError; the site that was there stays as it was.
        """


class Subscribers(Protocol):
    """Who asked for digests, and who must never be mailed again."""

    def subscribers(self, cadence: Cadence | None = None) -> list[Subscriber]:
        """Everyone who may be mailed; with a cadence, those who chose it."""

    def add(self, subscriber: Subscriber) -> bool:
        """Add or update by address; False when the address is suppressed (and nothing is written)."""

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """Never mail this address again; no import lifts it."""

    def suppressed(self, address: str) -> bool:
        """Whether the address must never be mailed."""


class Ledger(Protocol):
    """Editions and deliveries: one row for one edition to one subscriber, ever."""

    def open_edition(self, slot: Slot, planned: Sequence[Delivery], at: datetime) -> bool:
        """Write an edition, its slot and its deliveries at once; False when it is there already."""

    def slot(self, edition: str) -> Slot:
        """The slot that an edition was opened for."""

    def deliveries(self, edition: str | None = None) -> list[Delivery]:
        """Deliveries, of one edition or all."""

    def had(self, subscriber: str) -> frozenset[str]:
        """Items that have gone, or may have gone, to this subscriber."""

    def move(self, delivery: Delivery, to: DeliveryState, response: str, at: datetime) -> bool:
        """Change one state if it still is what `delivery` says; durable on return. False if it is not."""


class Plan(Protocol):
    """Which slots have been fired. An edition fires its own slot when it is opened."""

    def fired(self) -> Mapping[str, str]:
        """The last fired period by rhythm (`site` or a cadence)."""

    def fire(self, rhythm: str, period: str, at: datetime) -> bool:
        """Mark a slot as done; False when it was already."""


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

    def close(self) -> None:
        """End the conversation politely."""


class Refused(Exception):
    """The other side said no to this one message, for good."""


class NotYet(Exception):
    """The other side said "later" to this one message."""


class Unsure(Exception):
    """The message was on its way when the answer failed to come."""
