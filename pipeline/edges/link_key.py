"""The secret that makes preview links ours, on the disk."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from pipeline.edges.files import write_whole
from pipeline.errors import ConfigurationError

_BYTES = 32


@dataclass(frozen=True)
class LinkKey:
    """A file with 32 random bytes that only its owner may read; a new secret ends every link that was made with the old."""

    path: Path

    def read(self) -> bytes | None:
        """The secret; None where none was made yet. Raises ConfigurationError where the file holds none."""
        try:
            lines = self.path.read_text("ascii").splitlines()
            secret = bytes.fromhex("".join(line for line in lines if not line.startswith("#")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as problem:
            raise self._useless() from problem
        if len(secret) < _BYTES:
            raise self._useless()
        return secret

    def made(self) -> bytes:
        """The secret; made on first use, never in place of another."""
        if secret := self.read():
            return secret
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Two who make their first link at once must sign with the same.
            with FileLock(self.path.with_suffix(".lock")):
                return self.read() or self.renew()
        except OSError as problem:
            raise self._unwritable(problem) from problem

    def renew(self) -> bytes:
        """Put a new secret in the place of whatever is there."""
        secret = secrets.token_bytes(_BYTES)
        try:
            write_whole(self.path, _spelled(secret), private=True)
        except OSError as problem:
            raise self._unwritable(problem) from problem
        return secret

    def open_to_others(self) -> bool:
        """Whether others on this machine may read the file."""
        return self.path.exists() and bool(self.path.stat().st_mode & 0o077)

    def _useless(self) -> ConfigurationError:
        return ConfigurationError(
            str(self.path),
            "the secret of the preview links cannot be read.",
            "`attract preview --revoke-all` makes a new one; every link that was made ends.",
        )

    def _unwritable(self, problem: OSError) -> ConfigurationError:
        return ConfigurationError(
            str(self.path), f"no secret for preview links can be written there ({problem.strerror}).",
            "Make room, or let whoever runs Attract write there.",
        )  # fmt: skip


def _spelled(secret: bytes) -> bytes:
    return f"# Makes Attract's preview links ours. Whoever has it can make links.\n{secret.hex()}\n".encode()
