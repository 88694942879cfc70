"""A folder on this machine, or a mounted one (port: SiteHost).

The web server's root is its `current`, a symbolic link; see `side_by_side` for the others. rename(2)
puts a new link in the old one's place at once (POSIX: at no moment is there none). Files that did
not change are hard links to those of the version before, so that a version costs what is new in it.

Limits, each said when it is met: a disk without symbolic links (FAT, some network shares, Windows
without the right to make them) cannot be used; one without hard links can, and each version then
costs a whole site.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.edges.hosts.side_by_side import SideBySide
from pipeline.errors import HostError
from pipeline.ports import Progress


def folder_host(folder: Path, *, keep: int, progress: Progress) -> SideBySide:
    """The versions in a folder."""

    @contextmanager
    def disk() -> Iterator[OurDisk]:
        yield OurDisk(folder)

    return SideBySide(str(folder), disk, keep=keep, progress=progress)


class OurDisk:
    """A folder of ours (see `side_by_side.Disk`)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self, folder: str) -> list[str]:
        """What lies in a folder."""
        with self._told(folder):
            try:
                return os.listdir(self._root / folder)
            except FileNotFoundError:
                return []

    def read(self, path: str) -> bytes | None:
        """A file's bytes."""
        with self._told(path):
            try:
                return (self._root / path).read_bytes()
            except FileNotFoundError:
                return None

    def age(self, path: str) -> float:
        """When it was changed."""
        with self._told(path):
            return (self._root / path).lstat().st_mtime

    def folders(self, paths: Sequence[str]) -> None:
        """Make folders that everybody may look into, as a web server does."""
        with self._told(""):
            self._root.mkdir(parents=True, exist_ok=True)
        for path in paths:
            with self._told(path):
                try:
                    (self._root / path).mkdir()
                except FileExistsError:
                    continue
                (self._root / path).chmod(0o755)

    def link(self, pairs: Sequence[tuple[str, str]]) -> set[str]:
        """Hard links; where the disk has none, or has too many of one file, the file is sent."""
        left = set()
        for old, new in pairs:
            try:
                os.link(self._root / old, self._root / new)
            except OSError:
                left.add(new)
        return left

    def send(self, files: Iterable[tuple[str, Callable[[], bytes]]]) -> int:
        """Write files that everybody may read."""
        total = 0
        for path, read in files:
            body = read()
            with self._told(path):
                (self._root / path).write_bytes(body)
                (self._root / path).chmod(0o644)
            total += len(body)
        return total

    def move(self, old: str, new: str) -> None:
        """Rename, which readers never see halfway."""
        with self._told(new):
            os.replace(self._root / old, self._root / new)

    def target(self, link: str) -> str | None:
        """Where a link leads."""
        path = self._root / link
        with self._told(link):
            if path.is_symlink():
                return os.readlink(path)
            if path.exists():
                raise HostError(
                    str(path), "this is no link, and Attract puts a link here.", "Move it away, or name another folder."
                )
        return None

    def symlink(self, target: str, at: str) -> None:
        """Make a link; raises HostError where the disk knows none."""
        try:
            os.symlink(target, self._root / at, target_is_directory=True)
        except OSError as problem:
            raise HostError(
                str(self._root), f"symbolic links cannot be made here ({problem.strerror}), and without one no "
                "version can take another's place at once.",
                "Name a folder on a disk that knows them (ext4, XFS, Btrfs, ZFS, APFS), or put to its server by SFTP.",
            ) from problem  # fmt: skip

    def settle(self) -> None:
        """Have the system write everything to the disk: the link must not outlive what it leads to."""
        os.sync()

    def remove(self, path: str) -> None:
        """Remove whatever it is; nothing where it is gone."""
        whole = self._root / path
        with self._told(path):
            if whole.is_dir() and not whole.is_symlink():
                shutil.rmtree(whole)
            else:
                whole.unlink(missing_ok=True)

    @contextmanager
    def _told(self, path: str) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            raise HostError(
                str(self._root / path), f"the disk refuses ({problem.strerror or problem}).",
                "What was public there still is. See to its rights and its room, then run again.",
            ) from problem  # fmt: skip
