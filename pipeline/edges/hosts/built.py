"""The built site, read for a host (port: Site)."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import HostError

#: A publish that ends while the files are counted makes them be counted again, this often at most.
_TRIES = 5


class BuiltSite:
    """The site as it stood at one moment.

    The firm's site may be a symbolic link, which a publish replaces. It is resolved once, so that
    everything is read from one folder; and each file is held against the hash that it had then, so
    that a folder which is written to later cannot bring in a page of another version.

    Raises:
        HostError: there is no site, or it does not hold still.

    """

    def __init__(self, site: Path) -> None:
        for _ in range(_TRIES):
            before = _identity(site)
            self.folder = _resolved(site)
            try:
                self._files = dict(sorted(_hashes(self.folder)))
            except FileNotFoundError:
                continue  # a publish took it away under our hands
            if _identity(site) == before:
                break
        else:
            raise HostError(str(site), "it is being published without a pause.", "Wait until that is done.")
        if not self._files:
            raise HostError(str(site), "there is no site in this folder.", "Build it first: attract publish.")

    @property
    def files(self) -> Mapping[str, str]:
        """Path to SHA-256."""
        return self._files

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises HostError where they are others by now."""
        try:
            body = (self.folder / path).read_bytes()
        except OSError as problem:
            raise _moved(path) from problem
        if hashlib.sha256(body).hexdigest() != self._files[path]:
            raise _moved(path)
        return body


def _moved(path: str) -> HostError:
    return HostError(
        path, "the site was published anew while it was read.", "Nothing of this version became public. Run again."
    )


def _identity(site: Path) -> tuple[int, int]:
    """Changes whenever a link is replaced, also by one to the same folder."""
    try:
        told = site.lstat()
    except OSError:
        return 0, 0
    return (told.st_ino, told.st_ctime_ns) if site.is_symlink() else (told.st_ino, 0)


def _resolved(site: Path) -> Path:
    try:
        return site.resolve(strict=True)
    except OSError as problem:
        raise HostError(str(site), "there is no site here.", "Build it first: attract publish.") from problem


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    waiting = [""]
    while waiting:
        within = waiting.pop()
        with os.scandir(folder / within) as found:
            for each in found:
                path = within + each.name
                # A link could lead out of the site, to what nobody meant to publish.
                if each.is_symlink() or any(ord(char) < 32 or char == "\\" for char in each.name):
                    raise HostError(
                        str(folder / path), "a link, or a name that no web address has, is in the site.", "Take it out."
                    )
                if each.is_dir():
                    waiting.append(path + "/")
                elif each.is_file():
                    yield path, hashlib.sha256(Path(each.path).read_bytes()).hexdigest()
