"""The firm's folder as it lies on the disk: a synced one, in which other programs write."""

import os
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ports import Seen

#: Bytes. A long article with pictures is a few; more is a film or a mistake.
_LARGEST = 50_000_000
#: How often the settling time is waited for before a file counts as still being written.
_ROUNDS = 3


class FirmFolder:
    """`stories/` and `content/` (port: Folder). Reads, never writes: the author's file is theirs.

    Args:
        root: the firm's folder.
        settle: seconds that a file must lie still before it is read.

    """

    def __init__(self, root: Path, settle: float = 0.0) -> None:
        self._root = root
        self._settle = settle

    def scan(self) -> Seen:
        """Every file: path to a fingerprint of its size and times (nanoseconds)."""
        refused: dict[str, SourceError] = {}
        files = {path: _print(found) for path, found in self._files(refused)}
        return Seen(files, refused)

    def _files(self, refused: dict[str, SourceError]) -> Iterator[tuple[str, os.stat_result]]:
        waiting = [top for top in ("content", "stories") if os.path.lexists(self._root / top)]
        while waiting:
            folder = waiting.pop()
            try:
                # scandir knows most of what it shows without asking the disk again.
                found = sorted(os.scandir(self._root / folder), key=lambda entry: entry.name, reverse=True)
            except OSError as problem:
                refused[folder] = _cannot(folder, problem)
                continue
            for entry in found:
                path = f"{folder}/{entry.name}"
                if reason := _strange(entry, path):
                    refused[_readable(path)] = reason
                elif entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        waiting.append(path)
                elif not entry.name.startswith("."):
                    try:
                        yield path, entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # gone between two looks, as a sync client's own files go

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises SourceError when it cannot be read or is too large."""
        full = self._root / path
        try:
            if full.is_symlink() or not full.resolve().is_relative_to(self._root.resolve()):
                raise SourceError(path, "this leads out of the firm's folder.", "Put a copy of the file here.")
            # Opening a pipe or a device would wait for ever, so it is opened without waiting and looked at first.
            handle = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
            with os.fdopen(handle, "rb") as opened:
                found = os.fstat(opened.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise SourceError(path, "this is no file but a device or a pipe.", "Remove it.")
                if found.st_size > _LARGEST:
                    size = f"{found.st_size / 1_000_000:,.0f} MB"
                    raise SourceError(
                        path, f"this is {size}; 50 MB is the most.", "Make it smaller, or link to it instead."
                    )
                return opened.read()
        except OSError as problem:
            raise _cannot(path, problem) from problem

    def settle(self, paths: Sequence[str]) -> frozenset[str]:
        """Wait until nobody writes to these files any more; returns those that are still being written to.

        By looking twice, not by the clock alone: a file server's clock need not agree with ours.
        """
        moving = {path: found for path in paths if (found := self._look(path)) and self._is_fresh(found)}
        for _ in range(_ROUNDS if self._settle else 0):
            if not moving:
                break
            time.sleep(self._settle)
            later = {path: self._look(path) for path in moving}
            moving = {path: now for path, now in later.items() if now and _print(now) != _print(moving[path])}
        return frozenset(moving) if self._settle else frozenset()

    def _look(self, path: str) -> os.stat_result | None:
        try:
            return os.stat(self._root / path, follow_symlinks=False)
        except OSError:
            return None

    def _is_fresh(self, found: os.stat_result) -> bool:
        age = time.time() - max(found.st_mtime, found.st_ctime)
        return age < self._settle


def _print(found: os.stat_result) -> str:
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}"


def _readable(path: str) -> str:
    """A path that can be printed and stored, whatever bytes its name has."""
    return path.encode("utf-8", "backslashreplace").decode()


def _strange(entry: "os.DirEntry[str]", path: str) -> SourceError | None:
    """Why something in the folder is not even looked into; None for a file or folder."""
    if any(ord(char) < 32 or "\ud800" <= char <= "\udfff" for char in entry.name):
        return SourceError(
            repr(_readable(path))[1:-1], "its name has characters in it that no name should have.", "Rename it."
        )
    if entry.is_symlink():
        return SourceError(
            path, "this is a link to somewhere else, and links are not followed.", "Put a copy of the file here."
        )
    if entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False):
        return None
    return SourceError(path, "this is no file but a device or a pipe.", "Remove it.")


def _cannot(path: str, problem: OSError) -> SourceError:
    return SourceError(path, f"it cannot be read ({problem.strerror}).", "Look whether it is there and open to you.")
