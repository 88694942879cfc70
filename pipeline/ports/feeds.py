"""What following feeds asks of the world: fetching, and a memory of what was fetched."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from pipeline.errors import SourceError
from pipeline.model import Item

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Request:
    """One feed or page to fetch, with what its server said of it last time."""

    #: http or https; anything without `://` is a path under the firm's folder.
    address: str
    #: Validators (RFC 9110, 8.8), as the server gave them; empty asks for the whole.
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    #: Decoded bytes; None when nothing has changed (304).
    body: bytes | None
    #: Where the bytes came from, after every redirect.
    address: str
    etag: str = ""
    modified: str = ""
    #: The new address, when the old one moved there for good (301, 308).
    moved_to: str = ""
    #: How long the server calls this answer fresh; None when it does not say.
    fresh_for: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Why nothing came back."""

    problem: SourceError
    #: Its owner says that it is gone for good (410).
    gone: bool = False
    #: How long the server asks to be left alone (Retry-After); None when it does not say.
    wait: timedelta | None = None


class Fetcher(Protocol):
    """Where feeds come from."""

    def fetch(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Answer | Failed]]:
        """Each request with what became of it, in the order in which they come back."""


#: Thing, cause and remedy: what a SourceError is made from, as plain data.
Problem = tuple[str, str, str]


class EntryState(StrEnum):
    """How an entry of a feed stands."""

    #: It is an item.
    KEPT = "kept"
    #: It came with too many others at once; a person lets it in or leaves it out.
    WAITING = "waiting"
    #: Nobody here has the name that it is signed with.
    UNSIGNED = "unsigned"
    #: The same piece lies in the folder, and that is the item.
    JOINED = "joined"
    #: A person left it out.
    LEFT_OUT = "left out"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the store remembers of one entry of a feed."""

    #: Its address as first seen; with `#` and some letters where two entries claim one address.
    source: str
    #: The feed that brought it.
    feed: str
    item: str
    state: EntryState
    first_seen: datetime
    published: datetime
    #: Keys by which it is known again (pipeline/collect/entries.py).
    link: str
    guid: str
    words: str
    title: str
    #: Who signed it, as the feed has it.
    bylines: tuple[str, ...] = ()
    #: Changes when anything that we show of it changes.
    fingerprint: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True)
class FeedState:
    """What the store remembers of one feed."""

    #: As the firm's settings name it.
    address: str
    #: Where it moved for good.
    moved_to: str = ""
    #: What it calls itself.
    title: str = ""
    etag: str = ""
    modified: str = ""
    #: SHA-256 of the bytes last read, and of the settings that they were read with.
    body: str = ""
    settings: str = ""
    #: First and latest good answer, latest try, latest new entry.
    connected: datetime | None = None
    good: datetime | None = None
    tried: datetime | None = None
    news: datetime | None = None
    #: When to ask again; None means now.
    due: datetime | None = None
    #: Tries in a row that failed.
    failures: int = 0
    #: Its owner says that it is gone for good.
    gone: bool = False
    problem: Problem | None = None
    #: What was odd about its entries the last time, in plain words.
    notes: tuple[str, ...] = ()


class Apart(Protocol):
    """Does work elsewhere, where it can be ended."""

    def __call__(self, work: Callable[..., T], *given: Any, seconds: float) -> T:
        """What a function of a module returns or raises; raises TimeoutError when it takes longer."""


class FeedBook(Protocol):
    """Feeds and their entries, as collected."""

    def feeds(self) -> Mapping[str, FeedState]:
        """Every feed ever followed, by address."""

    def keep_feed(self, feed: FeedState) -> None:
        """Remember how a feed stands."""

    def entries(self, feed: str | None = None, *states: EntryState) -> list[Entry]:
        """What a feed (or every feed) has brought, newest first; with states, those that stand so."""

    def alike(self, entries: Sequence[Entry]) -> list[Entry]:
        """Entries, of any feed, that share a key with any of these."""

    def joined(self, item: str) -> list[Entry]:
        """The entries that are the same piece as this item of the folder."""

    def entries_called(self, title: str, link: str = "") -> list[Entry]:
        """The entries that have this title, or this canonical address."""

    def keep_entries(self, told: Sequence[tuple[Entry, Item | None]]) -> None:
        """Remember entries with their items, at once; only a kept one's item is present, the others' wait with them."""

    def waiting(self, entry: Entry) -> Item | None:
        """The item that an entry would be, or is."""
