"""What a backup says of itself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One file of a backup."""

    #: Within the firm's folder, with `/`.
    path: str
    sha256: str
    size: int
    #: When it was changed last, in seconds since 1970.
    changed: int


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    #: The version of Attract that wrote it, and the newest migration of its database.
    attract: str
    revision: str
    #: In UTC; `zone` is the firm's.
    made: datetime
    zone: str
    firm: str
    #: The key by which addresses in it are encrypted, by name; empty: they are readable.
    sealed: str
    #: Keys that belong to it and are not in it.
    keys: tuple[str, ...]
    files: tuple[Entry, ...]

    @property
    def size(self) -> int:
        """Bytes of everything in it."""
        return sum(each.size for each in self.files)
