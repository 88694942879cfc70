"""Versions of a site side by side, of which a link names the public one; for any disk with links.

    PLACE/
      current -> versions/20261122T091500Z-3f9c2a1b     the web server's root
      versions/20261122T091500Z-3f9c2a1b/...            a whole site
      versions/20261122T091500Z-3f9c2a1b.json           what it is; written last, so that it marks a whole one
      versions/20261122T091500Z-3f9c2a1b.sha256         its files, for `sha256sum --check`
      making/...                                        what is not whole yet; nobody looks in here

A version is made in `making/`, moved into `versions/` in one piece, and made public by renaming a new
link over the old one. Visitors see the old site until that moment and the new one from then on,
however the work ends. Old versions are kept for a rollback, outside the web server's root.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.errors import HostError
from pipeline.ports import Progress
from pipeline.ports.hosting import Difference, Hosted, Put, Site, checklist, difference, fingerprint

_CURRENT, _VERSIONS, _MAKING = "current", "versions", "making"
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,80}")
#: Seconds after which what lies in `making/` was left behind: nobody makes a version for so long.
_LEFT_BEHIND = 24 * 60 * 60
#: So many files are handed to the disk at once; it may work on them side by side.
_BATCH = 500


class Disk(Protocol):
    """What is asked of a disk, ours or another machine's. Paths are relative to the place, with `/`."""

    def names(self, folder: str) -> list[str]:
        """What lies in a folder; empty where there is none."""

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None where there is none."""

    def age(self, path: str) -> float:
        """When it was changed, in seconds by the disk's own clock."""

    def folders(self, paths: Sequence[str]) -> None:
        """Make these folders; those that hold others come first. One that is there is left as it is."""

    def link(self, pairs: Sequence[tuple[str, str]]) -> set[str]:
        """Make files appear at a second path without sending them; returns those second paths where it cannot be."""

    def send(self, files: Iterable[tuple[str, Callable[[], bytes]]]) -> int:
        """Write new files; returns their bytes."""

    def move(self, old: str, new: str) -> None:
        """Rename, in one piece; what stands at the new path is replaced if it is a file or a link."""

    def target(self, link: str) -> str | None:
        """Where a link leads; None where nothing is. Raises HostError where something else stands there."""

    def symlink(self, target: str, at: str) -> None:
        """Make a link."""

    def settle(self) -> None:
        """Return when what was written would outlive a power cut, where the disk can tell."""

    def remove(self, path: str) -> None:
        """Remove a file, a link, or a folder with everything in it."""


@dataclass(frozen=True)
class _Known:
    """What a version's own file says of it."""

    name: str
    at: datetime
    before: str
    files: int
    fingerprint: str

    def told(self) -> bytes:
        fields = {
            "version": self.name, "at": self.at.isoformat(), "before": self.before,
            "files": self.files, "fingerprint": self.fingerprint,
        }  # fmt: skip
        return (json.dumps(fields, indent=1) + "\n").encode()


class SideBySide:
    """The versions at one place (port: SiteHost).

    Args:
        place: what the place is called in messages.
        disk: opens it.
        keep: how many versions are kept, the public one among them.
        progress: told how far it came.

    """

    def __init__(
        self, place: str, disk: Callable[[], AbstractContextManager[Disk]], *, keep: int, progress: Progress
    ) -> None:
        self._place = place
        self._disk = disk
        self._keep = keep
        self._progress = progress

    def plan(self, site: Site) -> Difference:
        """What would change."""
        with self._disk() as disk:
            return difference(self._files(disk, self._public(disk)), site.files)

    def put(self, site: Site, version: str, at: datetime, *, anew: bool = False) -> Put:
        """Make the version beside the others, then make it public."""
        with self._disk() as disk:
            done = self._lay(disk, site, version, at, anew)
            if not done.quiet:
                self._point(disk, done.version)
                self._prune(disk, done.version)
            return done

    def lay(self, site: Site, version: str, at: datetime) -> str:
        """Make the version beside the others without making it public; returns its name, or that of its equal."""
        with self._disk() as disk:
            return self._lay(disk, site, version, at, anew=False).version

    def point(self, version: str) -> None:
        """Make a version public."""
        with self._disk() as disk:
            self._point(disk, version)

    def prune(self, public: str) -> None:
        """Drop the versions that no rollback from the public one leads to."""
        with self._disk() as disk:
            self._prune(disk, public)

    def roll_back(self, to: str = "") -> str:
        """Make an earlier version public."""
        with self._disk() as disk:
            wanted = earlier(self._versions(disk), to, self._place)
            self._point(disk, wanted)
            return wanted

    def versions(self) -> Sequence[Hosted]:
        """Those that are whole."""
        with self._disk() as disk:
            return self._versions(disk)

    # What is there.

    def _public(self, disk: Disk) -> _Known | None:
        target = disk.target(_CURRENT)
        if target is None:
            return None
        # Some servers tell where a link leads as a whole path.
        *_, folder, name = ["", *target.rstrip("/").split("/")]
        known = self._known(disk, name) if folder == _VERSIONS else None
        if known is None:
            raise HostError(
                f"{self._place}/{_CURRENT}", f"it leads to {target}, which is no version that was put here.",
                "Remove that link, or name an empty folder.",
            )  # fmt: skip
        return known

    def _known(self, disk: Disk, name: str) -> _Known | None:
        if not _NAME.fullmatch(name) or (body := disk.read(f"{_VERSIONS}/{name}.json")) is None:
            return None
        try:
            told = json.loads(body)
            return _Known(
                name, datetime.fromisoformat(told["at"]), told["before"], told["files"], told["fingerprint"]
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as problem:
            raise HostError(
                f"{self._place}/{_VERSIONS}/{name}.json", "it is damaged.", "Remove it; its version is lost with it."
            ) from problem

    def _files(self, disk: Disk, known: _Known | None) -> Mapping[str, str]:
        body = disk.read(f"{_VERSIONS}/{known.name}.sha256") if known else None
        lines = (line.split("  ", 1) for line in (body or b"").decode().split("\n") if line)
        return {path: digest for digest, path in lines}

    def _versions(self, disk: Disk) -> list[Hosted]:
        public = self._public(disk)
        names = set(disk.names(_VERSIONS))
        found = [known for name in sorted(names) if f"{name}.json" in names and (known := self._known(disk, name))]
        return [
            Hosted(each.name, each.at, each.files, each.before, public=public is not None and each.name == public.name)
            for each in sorted(found, key=lambda known: (known.at, known.name), reverse=True)
        ]

    # Making one.

    def _lay(self, disk: Disk, site: Site, version: str, at: datetime, anew: bool) -> Put:
        if not _NAME.fullmatch(version):
            raise HostError(version, "this cannot be a version's name.", "Use letters, digits, dots and hyphens.")
        public, known = self._public(disk), fingerprint(site.files)
        if public and public.fingerprint == known and not anew:
            return Put(public.name, kept=len(site.files))
        if {version, f"{version}.json"} & set(disk.names(_VERSIONS)):
            raise HostError(f"{self._place}/{_VERSIONS}/{version}", "it is there already.", "Give it another name.")
        before = self._files(disk, public)
        found = difference(before, site.files)
        work = f"{_MAKING}/{secrets.token_hex(8)}"
        try:
            same = [] if anew or not public else [path for path in site.files if before.get(path) == site.files[path]]
            linked, sent_bytes = self._fill(disk, site, f"{work}/site", public.name if public else "", same)
            disk.settle()
            told = _Known(version, at, public.name if public else "", len(site.files), known)
            self._file(disk, work, f"{version}.sha256", checklist(site.files).encode())
            disk.move(f"{work}/site", f"{_VERSIONS}/{version}")
            # Last: only what has this file is a version.
            self._file(disk, work, f"{version}.json", told.told())
        finally:
            # Where the line is dead, the next put will do it.
            with suppress(HostError):
                self._clear(disk, work)
        return Put(
            version, len(found.written), len(found.removed), len(site.files) - len(found.written),
            len(site.files) - linked, sent_bytes,
        )  # fmt: skip

    def _fill(self, disk: Disk, site: Site, into: str, public: str, same: Sequence[str]) -> tuple[int, int]:
        """Link what is the same and send what is not; returns how many were linked, and the bytes sent."""
        disk.folders([_VERSIONS, *_with_parents(f"{into}/{path}" for path in site.files)])
        total, done, sent_bytes = len(site.files), 0, 0
        unlinked: set[str] = set()
        for some in _batches(same):
            unlinked |= disk.link([(f"{_VERSIONS}/{public}/{path}", f"{into}/{path}") for path in some])
            done += len(some)
            self._progress("host", done - len(unlinked), total, "unchanged")
        linked = {path for path in same if f"{into}/{path}" not in unlinked}
        done = len(linked)
        for some in _batches([path for path in site.files if path not in linked]):
            sent_bytes += disk.send((f"{into}/{path}", lambda path=path: site.read(path)) for path in some)  # type: ignore[misc]  # mypy cannot type a bound default
            done += len(some)
            self._progress("host", done, total, some[-1])
        self._progress("host", total, total)
        return len(linked), sent_bytes

    def _file(self, disk: Disk, work: str, name: str, body: bytes) -> None:
        """Write a small file into `versions/`, whole or not at all."""
        disk.send([(f"{work}/{name}", lambda: body)])
        disk.move(f"{work}/{name}", f"{_VERSIONS}/{name}")

    def _point(self, disk: Disk, version: str) -> None:
        work = f"{_MAKING}/{secrets.token_hex(8)}"
        disk.folders([_MAKING, work])
        try:
            disk.symlink(f"{_VERSIONS}/{version}", f"{work}/{_CURRENT}")
            disk.settle()
            disk.move(f"{work}/{_CURRENT}", _CURRENT)
        finally:
            with suppress(HostError):
                disk.remove(work)

    # Clearing up.

    def _clear(self, disk: Disk, work: str) -> None:
        """Remove our own scratch folder, and those that were left behind long ago.

        Another machine may be making a version just now; its folder must not go under its hands.
        """
        now = disk.age(work)
        for name in disk.names(_MAKING):
            each = f"{_MAKING}/{name}"
            if each == work or now - disk.age(each) > _LEFT_BEHIND:
                disk.remove(each)

    def _prune(self, disk: Disk, public: str) -> None:
        """Drop what a rollback cannot lead to: versions that were rolled back from, and those too long ago.

        The site is public by now, so that what cannot be removed is left for the next time.
        """
        versions = {each.name: each for each in self._versions(disk)}
        kept: list[str] = []
        name = public
        while name in versions and name not in kept and len(kept) < self._keep:
            kept.append(name)
            name = versions[name].before
        with suppress(HostError):
            for each in versions.keys() - set(kept):
                # Its mark goes first: what has none is no version.
                disk.remove(f"{_VERSIONS}/{each}.json")
            for found in disk.names(_VERSIONS):
                if found.removesuffix(".json").removesuffix(".sha256") not in kept:
                    self._remove_if_old(disk, found, versions)

    def _remove_if_old(self, disk: Disk, found: str, versions: Mapping[str, Hosted]) -> None:
        # What has no mark may be a version that another machine is about to mark.
        unmarked = found.removesuffix(".sha256") not in versions
        path = f"{_VERSIONS}/{found}"
        if not unmarked or disk.age(_MAKING) - disk.age(path) > _LEFT_BEHIND:
            disk.remove(path)


def earlier(versions: Sequence[Hosted], to: str, place: str) -> str:
    """The version that a rollback makes public.

    Args:
        versions: those that are there.
        to: the one that is wanted; empty for the one that was public before.
        place: for messages.

    Raises:
        HostError: there is none.

    """
    known = {each.name for each in versions}
    public = next((each for each in versions if each.public), None)
    if to and to not in known:
        raise HostError(to, f"{place} has no such version.", "`attract host list` lists those that it has.")
    wanted = to or (public.before if public else "")
    if wanted not in known:
        raise HostError(
            place, "it has no version from before the one that is public.", "Publish anew, then: attract host put."
        )  # fmt: skip
    return wanted


def _with_parents(paths: Iterable[str]) -> list[str]:
    """Every folder that these files need, those that hold others first."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found, key=lambda folder: (folder.count("/"), folder))


def _batches(paths: Sequence[str]) -> list[Sequence[str]]:
    return [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
