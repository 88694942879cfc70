"""Keys on the disk or in the environment: a file with one a line, the newest last, that only its owner may read."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from filelock import FileLock

from pipeline.edges.files import write_whole
from pipeline.errors import ConfigurationError, UsageError

_BYTES = 32


@dataclass(frozen=True)
class KeyRing:
    """Keys of one kind; what they are for is said by whoever inherits."""

    path: Path

    #: Goes before the file: keys in hexadecimal figures, the oldest first, separated by spaces or commas.
    variable: ClassVar[str]
    #: Stands above the keys in a new file.
    head: ClassVar[str]
    #: What they are, for messages: "the keys of ...".
    name: ClassVar[str]
    #: What to do where they cannot be read.
    lost: ClassVar[str]

    @property
    def told(self) -> bool:
        """Whether the environment holds them."""
        return bool(os.environ.get(self.variable))

    def read(self) -> tuple[bytes, ...]:
        """Every key ever made, the newest last; none where none was made yet.

        Raises:
            ConfigurationError: a line is no key, or others on this machine may read the file.

        """
        if told := os.environ.get(self.variable, "").replace(",", " ").split():
            return self._keys(told, self.variable)
        try:
            lines = self.path.read_text("ascii").splitlines()
            open_to_others = self.path.stat().st_mode & 0o077
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as problem:
            raise self._useless(str(self.path)) from problem
        if open_to_others:
            raise ConfigurationError(
                str(self.path), "others on this machine may read it.", f"chmod 600 {self.path}; then rotate the keys."
            )
        keys = self._keys([line for line in lines if line and not line.startswith("#")], str(self.path))
        if not keys:
            raise self._useless(str(self.path))
        return keys

    def made(self, now: datetime) -> tuple[bytes, ...]:
        """The same; the first is made where there is none."""
        return self.read() or self._added(now, first=True)

    def rotate(self, now: datetime) -> int:
        """Add a new key, the newest from now on; returns how many there are. Raises UsageError where the environment holds them."""
        if self.told:
            raise UsageError(
                self.variable, "the keys stand in the environment.",
                "Add a key of 64 hexadecimal figures behind the others there, and keep every old one.",
            )  # fmt: skip
        return len(self._added(now, first=False))

    def _added(self, now: datetime, *, first: bool) -> tuple[bytes, ...]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Two who need the first key at once must get the same.
            with FileLock(self.path.with_suffix(".lock")):
                known = self.read()
                if first and known:
                    return known
                text = self.path.read_text("ascii") if known else self.head
                fresh = secrets.token_bytes(_BYTES)
                added = f"{text.rstrip()}\n# Made on {now:%Y-%m-%d}.\n{fresh.hex()}\n"
                write_whole(self.path, added.encode("ascii"), private=True)
                return (*known, fresh)
        except OSError as problem:
            raise ConfigurationError(
                str(self.path), f"no key can be written there ({problem.strerror}).",
                "Make room, or let whoever runs Attract write there.",
            ) from problem  # fmt: skip

    def _keys(self, told: list[str], where: str) -> tuple[bytes, ...]:
        try:
            keys = tuple(bytes.fromhex(each) for each in told)
        except ValueError as problem:
            raise self._useless(where) from problem
        if any(len(key) < _BYTES for key in keys):
            raise self._useless(where)
        return keys

    def _useless(self, where: str) -> ConfigurationError:
        return ConfigurationError(where, f"{self.name} cannot be read.", self.lost)
