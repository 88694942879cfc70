"""What publishing asks of the world: the pieces, and the site that stands and the next one."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import PurePath
from typing import Any, Protocol, TypeVar

from pipeline.model import ClearedItem

T = TypeVar("T")
R = TypeVar("R")


class ManyHands(Protocol):
    """Does the same work on many things, on every core."""

    def __call__(self, work: Callable[[Sequence[T]], Iterator[R]], given: Sequence[T], worth: int) -> Iterator[R]:
        """What `work` yields for each share of what is given, as it comes; in one share where each would be small."""


class Pieces(Protocol):
    """The firm's pieces, judged as of now; asked for no more than is needed."""

    def present(self) -> frozenset[str]:
        """The ids of all that may be public; those of what is held are among them."""

    def again(self, marks: Mapping[str, str]) -> frozenset[str] | None:
        """Those that may have changed since a site with these marks was made; None where anything may have."""

    def marks(self) -> Mapping[str, str]:
        """What a site made now must remember, so that the next one knows what has changed since."""

    def cleared(self, ids: Collection[str]) -> list[ClearedItem]:
        """Those of these that are cleared now."""

    def look(self, ids: Collection[str]) -> tuple[list[ClearedItem], Any]:
        """The same, with what must be noted of them; a helper in another process may ask."""

    def note(self, noted: Any) -> None:
        """Note what was seen: `marks` tells it."""

    def own(self) -> list[ClearedItem]:
        """What is cleared and is no piece: profiles, words on areas, pages, what the firm says of itself."""


class Addresses(Protocol):
    """Every address that was ever public."""

    def addresses(self) -> Mapping[str, str]:
        """Each of them, and what its page was about: `piece:ID`, `person:ID`, `area:KEY`."""

    def remember_addresses(self, things: Mapping[str, str]) -> None:
        """Remember, for good, what the pages at these addresses are about."""


class Draft(Protocol):
    """The next version of the site: what stands, and what is changed in it."""

    @property
    def marks(self) -> Mapping[str, str]:
        """What the version that stands remembered: mark to value."""

    @property
    def records(self) -> Mapping[str, Any]:
        """Its records, as they were kept, by name."""

    @property
    def keys(self) -> Mapping[str, str]:
        """The key that each of its files was made under, by staged path."""

    def lay(self, path: str, key: str, body: bytes) -> None:
        """Put a staged page or a file into it."""

    def remove(self, path: str) -> None:
        """Take one out."""

    def keep(self, name: str, value: Any) -> None:
        """Keep a JSON-able record with it; None forgets it."""

    def mark(self, marks: Mapping[str, str]) -> None:
        """Remember these marks in place of the old ones."""

    def lay_file(self, path: str, key: str, file: PurePath) -> None:
        """Put a file into it that lies ready elsewhere, and is never written over there."""

    def put(self, path: str, body: bytes) -> None:
        """Stage a page or a file, for `laid` to know of; a helper in another process may do it."""

    def laid(self, path: str, key: str) -> None:
        """What was put there is part of it, made under this key."""

    def build(self, look: Callable[[str], T]) -> Mapping[str, T]:
        """Build what was laid into it.

        Args:
            look: what to find out about the HTML of each page, while it is at hand.

        Returns:
            The addresses of the pages that were built, and what was found.

        Raises:
            BuildError: some page could not be built.

        """

    # What is made of the built pages.

    @property
    def tree(self) -> PurePath:
        """The built site."""

    @property
    def room(self) -> PurePath:
        """An empty folder on the same disk."""

    def write(self, address: str, body: bytes) -> None:
        """Put a file at an address."""

    def take(self, folder: str) -> None:
        """Put the folder of this name in `room` in the place of the site's own."""

    def discard(self, address: str) -> None:
        """Take a file away, or a folder, whose address ends in a slash."""

    def put_up(self) -> "Change | None":
        """Put the new version in the old one's place at once; None when nothing has changed.

        Raises BuildError; the site that was there stays as it was.
        """


class Change(Protocol):
    """What one version of the site changed in the one before."""

    @property
    def written(self) -> Collection[str]:
        """Addresses of the files that were written, under the site's root."""

    @property
    def removed(self) -> Collection[str]:
        """Addresses of those that were removed."""

    @property
    def version(self) -> str:
        """Names this version by what it was made of."""

    @property
    def before(self) -> str:
        """Names the one before it; empty where there was none."""


class SiteBuilder(Protocol):
    """Where the site stands, and how the next version of it is made."""

    def draft(self) -> AbstractContextManager[Draft]:
        """Begin the next version; one that is not put up leaves no trace."""
