"""The keys that make readers' links ours: a ring, because a link to leave must work for ever."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from pipeline.edges.files import write_whole
from pipeline.errors import ConfigurationError, UsageError

_BYTES = 32
#: Goes before the file: keys in hexadecimal figures, the oldest first, separated by spaces or commas.
VARIABLE = "ATTRACT_READER_KEYS"
_HEAD = "# Makes the links in readers' mails ours. Whoever has it can read and change what readers chose.\n# Never take a line away: old links to leave must work for ever. The last one signs.\n"


@dataclass(frozen=True)
class ReaderKeys:
    """A file with one key a line that only its owner may read, the newest last; or the environment."""

    path: Path

    def read(self) -> tuple[bytes, ...]:
        """Every key ever made, the newest last; none where none was made yet.

        Raises:
            ConfigurationError: a line is no key, or others on this machine may read the file.

        """
        if told := os.environ.get(VARIABLE, "").replace(",", " ").split():
            return self._keys(told, VARIABLE)
        try:
            lines = self.path.read_text("ascii").splitlines()
            open_to_others = self.path.stat().st_mode & 0o077
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as problem:
            raise _useless(str(self.path)) from problem
        if open_to_others:
            raise ConfigurationError(
                str(self.path), "others on this machine may read it.", f"chmod 600 {self.path}; then rotate the keys."
            )
        keys = self._keys([line for line in lines if line and not line.startswith("#")], str(self.path))
        if not keys:
            raise _useless(str(self.path))
        return keys

    def stamp(self) -> tuple[int, int]:
        """Changes with the file: whoever remembers the keys sees by it that there is a new one."""
        try:
            told = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return told.st_mtime_ns, told.st_ino

    def made(self, now: datetime) -> tuple[bytes, ...]:
        """The same; the first is made where there is none."""
        return self.read() or self._added(now, first=True)

    def rotate(self, now: datetime) -> int:
        """Let a new key sign from now on; returns how many there are. Raises UsageError where the environment holds them."""
        if os.environ.get(VARIABLE):
            raise UsageError(
                VARIABLE, "the keys stand in the environment.",
                "Add a key of 64 hexadecimal figures behind the others there, and keep every old one.",
            )  # fmt: skip
        return len(self._added(now, first=False))

    def _added(self, now: datetime, *, first: bool) -> tuple[bytes, ...]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Two who need the first key at once must sign with the same.
            with FileLock(self.path.with_suffix(".lock")):
                known = self.read()
                if first and known:
                    return known
                text = self.path.read_text("ascii") if known else _HEAD
                fresh = secrets.token_bytes(_BYTES)
                added = f"{text.rstrip()}\n# Made on {now:%Y-%m-%d}.\n{fresh.hex()}\n"
                write_whole(self.path, added.encode("ascii"), private=True)
                return (*known, fresh)
        except OSError as problem:
            raise ConfigurationError(
                str(self.path), f"no key for readers' links can be written there ({problem.strerror}).",
                "Make room, or let whoever runs Attract write there.",
            ) from problem  # fmt: skip

    @staticmethod
    def _keys(told: list[str], where: str) -> tuple[bytes, ...]:
        try:
            keys = tuple(bytes.fromhex(each) for each in told)
        except ValueError as problem:
            raise _useless(where) from problem
        if any(len(key) < _BYTES for key in keys):
            raise _useless(where)
        return keys


def _useless(where: str) -> ConfigurationError:
    return ConfigurationError(
        where,
        "the keys of readers' links cannot be read.",
        "Bring it back from a backup: without the old keys, links to leave in mails that were sent do not work.",
    )
