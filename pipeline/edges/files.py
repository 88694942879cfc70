"""The files that Attract keeps beside the firm's folder."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.edges.versions import place
from pipeline.errors import BackupError, BusyError, ConfigurationError, TransportError
from pipeline.model import Asset, Message
from pipeline.ports import HandedOver, one_by_one


class AssetFolder:
    """Pictures under the hash of their bytes (port: AssetStore)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, raw: bytes, suffix: str) -> Asset:
        """Keep the bytes; the same bytes are kept once."""
        asset = Asset(name=name, sha256=hashlib.sha256(raw).hexdigest(), suffix=suffix)
        path = self._folder / asset.filename
        if not path.exists():
            write_whole(path, raw)
        return asset

    def read(self, asset: Asset) -> bytes:
        """The bytes of a kept picture."""
        return (self._folder / asset.filename).read_bytes()

    def prune(self, wanted: Collection[Asset], before: float) -> int:
        """Delete every picture but these, where nobody has written it since a moment (seconds since 1970); returns how many."""
        keep = {asset.filename for asset in wanted}
        found = self._folder.iterdir() if self._folder.exists() else ()
        old = [path for path in found if path.name not in keep and path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


class RecordFile:
    """A file that lines are only ever added to (port: Record).

    Args:
        path: where it lies.
        private: whether nobody but its owner may read it.

    """

    def __init__(self, path: Path, *, private: bool = False) -> None:
        self._path = path
        self._mode = 0o600 if private else 0o644

    def lines(self) -> list[str]:
        """The lines as they stand, without line ends."""
        if not self._path.exists():
            return []
        return [line for line in self._path.read_text("utf-8").split("\n") if line]

    def append(self, line: str) -> None:
        """Add one line and make sure that it is on the disk."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, self._mode)
        with os.fdopen(opened, "a", encoding="utf-8", newline="\n") as record:
            record.write(line + "\n")
            record.flush()
            os.fsync(record.fileno())


class WholeFile:
    """One small file that is written whole or not at all.

    Args:
        path: where it lies.
        derived: what is in it can be made again, so that nobody waits until it is on the disk.

    """

    def __init__(self, path: Path, *, derived: bool = False) -> None:
        self._path = path
        self._write = place if derived else write_whole

    def exists(self) -> bool:
        """Whether it is there."""
        return self._path.is_file()

    def read(self) -> bytes:
        """Its bytes."""
        return self._path.read_bytes()

    def write(self, body: bytes) -> None:
        """Put these bytes in its place."""
        self._write(self._path, body)


class TextFolder:
    """Ready-to-paste texts for people to take (port: Transport)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Message) -> str:
        """Lay one text down; the same text again lies in the same file."""
        try:
            write_whole(self._folder / message.recipient, message.body)
        except OSError as problem:
            raise TransportError(
                str(self._folder), f"it cannot be written ({problem.strerror}).", "Make room, and run again."
            ) from problem
        return f"laid in {message.recipient}"

    def hand_over(self, messages: Iterable[Message | None], begun: Callable[[Message], None]) -> Iterator[HandedOver]:
        """Lay them down one after another."""
        return one_by_one(self.send, messages, begun)

    def arrived(self, message_id: str) -> bool | None:
        """Texts are laid down by edition, not by id; whoever takes one sees whether it is there."""
        return None

    def close(self) -> None:
        """Nothing is open."""


def write_whole(path: Path, body: bytes, *, private: bool = False) -> None:
    """Write a file so that it is there whole or not at all, and on the disk on return.

    Args:
        path: the file.
        body: its bytes.
        private: nobody but its owner may read it.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        # mkstemp makes it private; a site is for everybody.
        os.chmod(name, 0o600 if private else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def secure_folder(folder: Path) -> None:
    """Return once the names in a folder are on the disk: a renamed file is there after a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def made_beside(to: Path, what: str) -> Iterator[Path]:
    """A folder beside another, which takes its place, all at once, when the block ends; what a kill left there goes first.

    Args:
        to: an empty folder, or one that is not there.
        what: a word for what is done, in the name of the folder.

    Raises:
        BackupError: it cannot be written.
        BusyError: somebody is at the same.

    """
    room = to.with_name(f".{to.name}.{what}")
    lock = to.with_name(f"{room.name}.lock")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with alone(lock, str(to)):
            remove_tree(room)
            room.mkdir(mode=0o700)
            try:
                yield room
                os.sync()
                if to.exists():
                    to.rmdir()
                os.replace(room, to)
                secure_folder(to.parent)
            finally:
                remove_tree(room)
                lock.unlink(missing_ok=True)
    except OSError as problem:
        raise BackupError(
            str(to), f"it cannot be written there ({problem.strerror}).", "Make room, or name another folder."
        ) from problem


def remove_tree(path: Path) -> None:
    """Remove a folder with all that is in it, or a file; nothing where it is gone. No link is followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def read_settings(root: Path) -> str:
    """The text of `content/firm.yml`.

    Raises:
        ConfigurationError: there is none here, or it is not UTF-8.

    """
    path = root / "content" / "firm.yml"
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(
            str(path),
            "no firm lives here: this file cannot be read.",
            "Run attract in a firm's folder, or name one: attract --firm FOLDER ...",
        ) from problem


def read_rules(root: Path) -> dict[str, str]:
    """The text of each file of the firm's own rules, `content/rules/*.yml`, by name.

    Raises:
        ConfigurationError: one is not UTF-8, or cannot be read.

    """
    found = {}
    for path in sorted((root / "content" / "rules").glob("*.y*ml")):
        name = f"content/rules/{path.name}"
        try:
            found[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise ConfigurationError(name, "this file cannot be read.", "Save it as UTF-8.") from problem
    return found


def settings_now(root: Path) -> tuple[str, ...]:
    """The text of `content/firm.yml`, and all else that settings are made of: who finds the same need not read it again.

    Raises:
        ConfigurationError: something of it cannot be read.

    """
    text, rules = read_settings(root), read_rules(root)
    # A rule is loosened by a line of the record.
    record = root / "content" / "clearances.jsonl"
    size = record.stat().st_size if rules and record.exists() else 0
    return text, *rules, *rules.values(), str(size)


@contextmanager
def alone(lock: Path, thing: str) -> Iterator[None]:
    """Hold a lock while at work on `thing`; raises BusyError at once where another Attract holds it."""
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as problem:
        raise BusyError(
            thing, "another Attract is at work on this firm.", "Wait until it is done, then run again."
        ) from problem
