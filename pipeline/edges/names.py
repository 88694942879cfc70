"""The do-not-name list and its key on the disk: two files that must never lie together."""

import base64
import binascii
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.files import write_whole
from pipeline.errors import ConfigurationError

#: In the environment, in hexadecimal digits or base64; goes before the key file.
VARIABLE = "ATTRACT_NAMES_KEY"
_BYTES = 32
_MAKE = "openssl rand -hex 32 makes one."
_OF = "# list: "


@dataclass(frozen=True)
class KeyFile:
    """The key, and the lists that were made with it: a list that is lost is then missed.

    Args:
        path: where the file lies; `~` is the home of whoever runs Attract.
        firm: the firm's folder, in which no key may lie.

    """

    path: Path
    firm: Path

    def _outside(self) -> None:
        if self.path.resolve().is_relative_to(self.firm.resolve()):
            raise ConfigurationError(
                str(self.path),
                "the key of the do-not-name list lies in the firm's folder, where the list lies; together they tell the names.",
                "Move it elsewhere and name its new place: `clearing.names_key` in content/firm.yml.",
            )

    def read(self) -> bytes | None:
        """The key; None where there is none. Raises ConfigurationError where it is none."""
        if (said := os.environ.get(VARIABLE, "").strip()) != "":
            return _key(said, VARIABLE)
        self._outside()
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as problem:
            raise ConfigurationError(
                str(self.path),
                f"the key of the do-not-name list cannot be read ({problem}).",
                "Restore it from your backup.",
            ) from problem
        return _key("".join(line for line in lines if not line.startswith("#")), str(self.path))

    def make(self) -> bytes:
        """Make a key that only its owner may read; never in place of another, never in the firm's folder."""
        self._outside()
        key = secrets.token_bytes(_BYTES)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(
                    f"# The key of Attract's do-not-name lists. Keep a copy; whoever has it and a list can guess its names.\n{key.hex()}\n"
                )
                out.flush()
                os.fsync(out.fileno())
        except OSError as problem:
            raise ConfigurationError(
                str(self.path),
                f"no key can be written there ({problem.strerror}).",
                f"Name another place (`clearing.names_key`), or set {VARIABLE}: {_MAKE}",
            ) from problem
        return key

    def open_to_others(self) -> bool:
        """Whether others on this machine may read the file."""
        return self.path.exists() and bool(self.path.stat().st_mode & 0o077)

    def remember(self, list_: Path) -> None:
        """Write down that a list was made with this key; nothing where the key is not ours to write."""
        if os.environ.get(VARIABLE) or self.knows(list_):
            return
        try:
            with self.path.open("a", encoding="utf-8") as out:
                out.write(f"{_OF}{list_.resolve()}\n")
        except OSError:
            return  # an administrator's file; a lost list is then not missed, as with a key in the environment

    def knows(self, list_: Path) -> bool:
        """Whether a list was made with this key."""
        try:
            return f"{_OF}{list_.resolve()}" in self.path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return False


def _key(said: str, where: str) -> bytes:
    said = "".join(said.split())
    try:
        key = (
            bytes.fromhex(said)
            if re.fullmatch(r"[0-9a-fA-F]+", said)
            else base64.b64decode(said, altchars=b"-_", validate=True)
        )
    except (ValueError, binascii.Error):
        key = b""
    if not _BYTES <= len(key) <= 2 * _BYTES:
        raise ConfigurationError(
            where, "this is no key for the do-not-name list: 32 bytes or more, in hexadecimal digits or base64.",
            f"Restore the key from your backup; for a first list, {_MAKE}",
        )  # fmt: skip
    return key


@dataclass(frozen=True)
class ListFile:
    """The list: keyed hashes, private, written whole."""

    path: Path

    def stamp(self) -> tuple[int, int] | None:
        """Changes when the file does; None where there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    def read(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()

    def write(self, body: bytes) -> None:
        """Put these bytes in its place; nobody else may read them."""
        write_whole(self.path, body, private=True)
