"""Every version of the site that was ever public, kept by content and never changed.

`objects/` holds each file once, compressed, under the SHA-256 of its bytes; `site.jsonl` has a
line for each version of the whole site, chained like the record: when it went up, and which
object says which file lay where. What was public at a moment can be laid out again, byte for byte.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import chain
from pipeline.edges.files import RecordFile, write_whole
from pipeline.errors import RecordError
from pipeline.model import Version

_NAME = "the archive"
#: Derived from the pages, megabytes large, and no surface of its own.
_LEFT_OUT = {"pagefind"}


class Archive:
    """The archive of one firm's site."""

    def __init__(self, folder: Path) -> None:
        self._objects = folder / "objects"
        self._index = RecordFile(folder / "site.jsonl")

    def keep(self, site: Path, stamp: str, items: Callable[[], Mapping[str, Any]], at: datetime) -> bool:
        """Keep the site as it stands, unless the version kept last is this one; returns whether it was kept.

        Args:
            site: the built site.
            stamp: names what it was built from; the same stamp is the same site.
            items: what it tells, see `Version.items`; only asked when it is kept.
            at: when it went up.

        """
        lines = self._index.lines()
        if lines and json.loads(lines[-1])["stamp"] == stamp:
            return False
        files = {
            path.relative_to(site).as_posix(): self._put(path.read_bytes())
            for path in sorted(site.rglob("*"))
            if path.is_file() and path.relative_to(site).parts[0] not in _LEFT_OUT
        }
        manifest = json.dumps({"files": files, "items": items()}, ensure_ascii=False, sort_keys=True)
        told = {"at": at.isoformat(timespec="seconds"), "stamp": stamp, "manifest": self._put(manifest.encode())}
        self._index.append(chain.chained(told, lines))
        return True

    def _put(self, body: bytes) -> str:
        name = hashlib.sha256(body).hexdigest()
        path = self._path(name)
        if not path.exists():
            # Without a time in it, the same bytes are the same object.
            write_whole(path, gzip.compress(body, mtime=0))
        return name

    def _path(self, name: str) -> Path:
        return self._objects / name[:2] / f"{name}.gz"

    def _get(self, name: str) -> bytes:
        try:
            body = gzip.decompress(self._path(name).read_bytes())
        except (OSError, EOFError, zlib.error) as problem:
            raise _lost(name, "is gone or cannot be read") from problem
        if hashlib.sha256(body).hexdigest() != name:
            raise _lost(name, "is not what it was")
        return body

    def between(self, start: datetime, end: datetime) -> list[Version]:
        """The versions that were public at some moment from `start` to just before `end`, oldest first.

        Raises:
            RecordError: the index or an object was changed.

        """
        return [
            self._version(entry)
            for entry in self._entries()
            if entry.since < end and (entry.until is None or entry.until > start)
        ]

    def _entries(self) -> list["_Entry"]:
        told = [data for _, data in chain.read(self._index.lines(), _NAME)]
        times = [datetime.fromisoformat(data["at"]) for data in told]
        ends: list[datetime | None] = [*times[1:], None]
        return [_Entry(since, until, data["manifest"]) for data, since, until in zip(told, times, ends, strict=False)]

    def _version(self, entry: "_Entry") -> Version:
        manifest = json.loads(self._get(entry.manifest))
        return Version(entry.since, entry.until, manifest["files"], manifest["items"])

    def lay_out(self, version: Version, to: Path) -> None:
        """Write every file of a version into a folder."""
        for path, name in version.files.items():
            write_whole(to / path, self._get(name))

    def last_public(self, item: str, *, other_than: str = "") -> str:
        """The hash of the text (another than this) under which an item was public last; empty where it never was."""
        for entry in reversed(self._entries()):
            told = self._version(entry).items
            if item in told and told[item]["text"] != other_than:
                return str(told[item]["text"])
        return ""

    def check(self, since: datetime) -> Iterator[RecordError]:
        """Everything that was changed or lost of what stood since a moment."""
        try:
            names = self._named(entry for entry in self._entries() if entry.stands_after(since))
        except RecordError as problem:
            yield problem
            return
        for name in sorted(names):
            try:
                self._get(name)
            except RecordError as problem:
                yield problem

    def forget(self, before: datetime) -> int:
        """Drop the objects that only versions ended before `before` need; returns how many.

        The index and its manifests stay: what was there, and when, is never forgotten.
        """
        entries = self._entries()
        old = [entry for entry in entries if not entry.stands_after(before)]
        if not old:
            return 0
        gone = self._named(old) - self._named(entry for entry in entries if entry.stands_after(before))
        standing = [name for name in gone if self._path(name).exists()]
        for name in standing:
            self._path(name).unlink()
        return len(standing)

    def _named(self, entries: Iterable["_Entry"]) -> set[str]:
        return {name for entry in entries for name in self._version(entry).files.values()}


@dataclass(frozen=True)
class _Entry:
    """A line of the index."""

    since: datetime
    until: datetime | None
    manifest: str

    def stands_after(self, moment: datetime) -> bool:
        return self.until is None or self.until >= moment


def _lost(name: str, what: str) -> RecordError:
    return RecordError(f"{_NAME}, {name[:12]}", f"this object {what}.", "Bring it back from your backup.")
