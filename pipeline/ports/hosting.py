"""What hosting asks of the world: the site as it was built, and the places where sites live."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Site(Protocol):
    """One version of the built site, which does not change while it is read."""

    @property
    def files(self) -> Mapping[str, str]:
        """Every file: its path under the root, with `/`, to the SHA-256 of its bytes, in the order of the paths."""

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises HostError where they are not those that `files` speaks of."""


def checklist(files: Mapping[str, str]) -> str:
    """The files as `sha256sum --check` reads them: a hash, two spaces and a path on each line."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))


def fingerprint(files: Mapping[str, str]) -> str:
    """Names exactly these files with exactly these bytes (64 hexadecimal digits)."""
    return hashlib.sha256(checklist(files).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """What a site has that another has not, by path, in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The files whose bytes are new, in order."""
        return tuple(sorted((*self.added, *self.changed)))

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> Difference:
    """How two sites differ, each given as path to anything that names the bytes."""
    return Difference(
        added=tuple(sorted(now.keys() - before.keys())),
        changed=tuple(sorted(path for path in now.keys() & before.keys() if now[path] != before[path])),
        removed=tuple(sorted(before.keys() - now.keys())),
    )


@dataclass(frozen=True)
class Put:
    """What putting a site did."""

    #: The version that is public now: the one put, or the one that stood, where they are the same.
    version: str
    #: Files that are new or changed at the host, and those that left it.
    written: int = 0
    removed: int = 0
    #: Files that were there already.
    kept: int = 0
    #: Files, and bytes of them, that went over the wire.
    sent: int = 0
    sent_bytes: int = 0

    @property
    def quiet(self) -> bool:
        """Whether nothing was done at all."""
        return not (self.written or self.removed or self.sent)


@dataclass(frozen=True)
class Hosted:
    """One version of the site that a host holds."""

    name: str
    #: When it was put.
    at: datetime
    #: How many files it has.
    files: int
    #: The version that was public before it; empty where there was none.
    before: str = ""
    #: Whether it is the one that visitors see.
    public: bool = False


class SiteHost(Protocol):
    """A place where the site lives.

    Every method raises HostError where the place cannot be reached or refuses. Putting and rolling
    back may be killed at any moment and simply done again.
    """

    def plan(self, site: Site) -> Difference:
        """What `put` would change for visitors. Writes nothing."""

    def put(self, site: Site, version: str, at: datetime, *, anew: bool = False) -> Put:
        """Make this site the public one; what is public already is not sent again.

        Args:
            site: what to put.
            version: its name: letters, digits, dots and hyphens; never used before.
            at: when it is put.
            anew: trust nothing that lies there, and send every file.

        """

    def roll_back(self, to: str = "") -> str:
        """Make an earlier version public again: the one that was public before, or the one named; returns its name."""

    def versions(self) -> Sequence[Hosted]:
        """Every version that could be made public now, newest first."""
