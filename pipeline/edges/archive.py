"""Every version of the site that was ever public, kept by content and never changed.

`objects/` holds each file once, compressed, under the SHA-256 of its bytes; `site.jsonl` has a
line for each version of the whole site, chained like the record: when it went up, and which
object, the manifest, says which file lay where: all of them, or those that differ from another manifest. What was public at a moment can be laid out again, byte for byte.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import chain
from pipeline.edges.files import RecordFile, write_whole
from pipeline.edges.many_hands import many_hands
from pipeline.edges.versions import files_of, place
from pipeline.errors import RecordError
from pipeline.model import Version

_NAME = "the archive"
_INDEX = "site.jsonl"
#: Derived from the pages, megabytes large, and no surface of its own.
_LEFT_OUT = {"pagefind", "pagefind-recent", "search/bundles.json"}
#: How many manifests in a row only say what changed, before one says everything again.
_STEPS = 50
#: Up to so many files are waited for one by one; for more, all that the machine has in hand.
_FEW = 100
#: Files that are kept between two words about it, and with how many it is worth another process.
_AT_ONCE, _WORTH = 100, 500
#: Of gzip: three times as quick as its own choice, and a twentieth larger.
_LEVEL = 3
#: How what is packed already begins: PNG, JPEG, WebP, WOFF2, gzip. It is kept as it is, in a frame of gzip's.
_PACKED = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"wOF2", b"\x1f\x8b")


@dataclass(frozen=True)
class Telling:
    """What a version of the site told."""

    #: Hash of its line in the index.
    name: str
    #: When it went up.
    at: datetime
    #: As `Version.items`; where that is not `whole`, what the version before did not tell so, None for what is told no longer.
    items: Mapping[str, Any]
    whole: bool


class Archive:
    """The archive of one firm's site."""

    def __init__(self, folder: Path) -> None:
        self._objects = folder / "objects"
        self._folder = folder
        self._index = RecordFile(folder / _INDEX)
        #: Objects that may not be on the disk yet.
        self._fresh: list[Path] = []

    def keep(
        self,
        site: Path,
        stamp: str,
        items: Mapping[str, Any],
        at: datetime,
        *,
        before: str = "",
        changed: Collection[str] | None = None,
    ) -> bool:
        """Keep the site as it stands, unless the version kept last is this one; returns whether it was kept.

        Args:
            site: the built site.
            stamp: names what it was built from; the same stamp is the same site.
            items: what it tells, see `Version.items`; with `changed`, what is told differently, None where no longer.
            at: when it went up.
            before: the stamp of the version that it was made of.
            changed: addresses of the files that were written or removed since then. Without it, or where the
                version kept last is not `before`, every file is read, and `items` must be whole: see `follows`.

        """
        lines = self._index.lines()
        last = json.loads(lines[-1]) if lines else None
        if last and last["stamp"] == stamp:
            return False
        told = {"at": at.isoformat(timespec="seconds"), "stamp": stamp}
        if last and changed is not None and last["stamp"] == before and last.get("steps", 0) < _STEPS:
            files = self._put_files(site, sorted(changed))
            manifest = {"base": last["manifest"], "files": files, "items": items}
            told["steps"] = last.get("steps", 0) + 1
        else:
            every = sorted(files_of(site.resolve()))
            manifest = {"files": self._put_files(site, every), "items": items}
        told["manifest"] = self._put(json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode(), self._fresh)
        self._secure()
        self._index.append(chain.chained(told, lines))
        return True

    def follows(self, before: str) -> bool:
        """Whether a version made of this one can be kept by what it changed alone."""
        lines = self._index.lines()
        last = json.loads(lines[-1]) if lines else {}
        return bool(lines) and last["stamp"] == before and last.get("steps", 0) < _STEPS

    def _put_files(self, site: Path, addresses: Sequence[str]) -> dict[str, str | None]:
        """Keep these files of the site; returns the name of each, and None for one that is not there."""

        def put(share: Sequence[str]) -> Iterator[tuple[dict[str, str | None], list[Path]]]:
            for at in range(0, len(share), _AT_ONCE):
                fresh: list[Path] = []
                some = share[at : at + _AT_ONCE]
                yield {each: self._put(body, fresh) if (body := _body(site / each)) is not None else None
                       for each in some}, fresh  # fmt: skip

        files: dict[str, str | None] = {}
        for names, fresh in many_hands(put, [each for each in addresses if is_kept(each)], _WORTH):
            files |= names
            self._fresh += fresh
        return files

    def _secure(self) -> None:
        """Wait until new objects are on the disk: the index must not speak of what a power cut can still take."""
        if len(self._fresh) > _FEW:
            os.sync()
        else:
            for path in self._fresh:
                with path.open("rb") as written:
                    os.fsync(written.fileno())
        self._fresh.clear()

    def _put(self, body: bytes, fresh: list[Path]) -> str:
        name = hashlib.sha256(body).hexdigest()
        path = self._path(name)
        if not path.exists():
            # Without a time in it, the same bytes are the same object.
            level = 0 if body.startswith(_PACKED) else _LEVEL
            place(path, gzip.compress(body, compresslevel=level, mtime=0))
            fresh.append(path)
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
        manifest = self._manifest(entry.manifest)
        return Version(entry.since, entry.until, manifest["files"], manifest["items"])

    def _manifest(self, name: str) -> dict[str, Any]:
        """A manifest whole; one that only says what changed is laid over the one that it names."""
        told: dict[str, Any] = json.loads(self._get(name))
        if "base" not in told:
            return told
        base = self._manifest(told["base"])
        return {
            part: {key: value for key, value in {**base[part], **told[part]}.items() if value is not None}
            for part in ("files", "items")
        }

    def lay_out(self, version: Version, to: Path) -> None:
        """Write every file of a version into a folder."""
        for path, name in version.files.items():
            write_whole(to / path, self._get(name))

    def stamp(self) -> str:
        """Changes with every version that is kept; nothing is read for it."""
        try:
            found = (self._folder / _INDEX).stat()
        except FileNotFoundError:
            return ""
        return f"{found.st_size}:{found.st_mtime_ns}"

    def tellings(self, after: str = "") -> Iterator[Telling] | None:
        """What each version told, the oldest first; with a name, of those after that one, and None where it is not there.

        Raises:
            RecordError: the index or an object was changed.

        """
        lines = self._index.lines()
        told = [data for _, data in chain.read(lines, _NAME)]
        names = [chain.line_hash(line) for line in lines]
        if after and after not in names:
            return None
        start = names.index(after) + 1 if after else 0
        # One manifest at a time: all of them together fill the memory.
        return (
            _telling(name, data, self._get(data["manifest"]))
            for name, data in zip(names[start:], told[start:], strict=True)
        )

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


def _telling(name: str, line: Mapping[str, Any], manifest: bytes) -> Telling:
    told = json.loads(manifest)
    return Telling(name, datetime.fromisoformat(line["at"]), told["items"], "base" not in told)


@dataclass(frozen=True)
class _Entry:
    """A line of the index."""

    since: datetime
    until: datetime | None
    manifest: str

    def stands_after(self, moment: datetime) -> bool:
        return self.until is None or self.until >= moment


def _body(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return None


def _lost(name: str, what: str) -> RecordError:
    return RecordError(f"{_NAME}, {name[:12]}", f"this object {what}.", "Bring it back from your backup.")


def is_kept(address: str) -> bool:
    """Whether the archive keeps what lies at an address."""
    return not {address, address.partition("/")[0]} & _LEFT_OUT
