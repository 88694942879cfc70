"""What collecting asks of the world: the folder, the pictures, the library."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.errors import SourceError
from pipeline.model import Asset, Item, Kind, Person


class Progress(Protocol):
    """Told how far a room has come; a terminal draws it, a test ignores it."""

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """`done` of `total` things are through; `what` names the present one."""


@dataclass(frozen=True)
class Seen:
    """What lies in the firm's folder at one look."""

    #: Path (with `/`) to a fingerprint that changes with the file.
    files: Mapping[str, str]
    #: What lies there and is not read: a link, a device, a folder that is shut. Nothing below
    #: such a path counts as gone.
    refused: Mapping[str, SourceError] = field(default_factory=dict)


class Folder(Protocol):
    """The firm's folder, read only."""

    def scan(self) -> Seen:
        """Every file under `stories/` and `content/`."""

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises SourceError when it cannot be read."""

    def settle(self, paths: Sequence[str]) -> frozenset[str]:
        """Wait until nobody writes to these files any more; returns those that are still being written to."""


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
    #: SHA-256 of its bytes, of its words, and of its title alone: by these it is known again
    #: under another name, and in a feed.
    raw: str = ""
    words: str = ""
    title: str = ""


class Groups(Protocol):
    """What is to be written, in groups: between them the store is free for whoever else writes into it."""

    def add(self, *writes: Callable[[], object]) -> None:
        """Write these, in this order, soon: all of them or none, whatever happens in between."""

    def write(self) -> None:
        """Write what waits, now: what is read next depends on it."""


class Placed(NamedTuple):
    """Pieces of one kind that name the same places."""

    kind: Kind
    jurisdictions: tuple[str, ...]
    ids: tuple[str, ...]


class Library(Protocol):
    """Items and people, as collected."""

    def together(self) -> AbstractContextManager[None]:
        """All that is written inside is written at once, or not at all; nobody else can write for so long."""

    def in_groups(self) -> AbstractContextManager[Groups]:
        """A place for many writes with slow work between them; all are written when it is left, by an error, too."""

    def sources(self) -> Mapping[str, Source]:
        """Every file ever seen, by path."""

    def keep(self, source: Source, item: Item | None, person: Person | None = None) -> None:
        """Remember a file with its item; without an item, the item is withdrawn."""

    def forget(self, source: str) -> None:
        """Remember a file no longer: it goes by another name now."""

    def taken(self, id_: str) -> bool:
        """Whether a file or an entry has, or ever had, this item id."""

    def titled(self, title: str) -> list[Source]:
        """The present files whose piece has this title (pipeline/collect/decide.py, `title_key`)."""

    def items(self, ids: Collection[str] | None = None) -> list[Item]:
        """Every present item, or those of these ids, by id."""

    def ids(self, kinds: Collection[Kind]) -> frozenset[str]:
        """The ids of the present items of these kinds."""

    def people(self) -> list[Person]:
        """Every person with a page, by id."""
