"""A backup on the disk: one gzipped tar, written whole, that says first what it holds.

    manifest.json     what, when, of which revision, and of every file its size and SHA-256
    firm/...          the files, in the order of the manifest

It is two gzip members one after the other, which every gunzip reads as one: the manifest can only be written when
the rest is known, and must stand first, so that a list of backups need not read them.

What is read is taken for hostile: names that lead elsewhere, links, devices, files that are not in the manifest or
not in its order, and more bytes than it says are refused before anything is written.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pipeline.errors import BackupError
from pipeline.model.keeping import Entry, Manifest

#: Of the form described above; a higher one is another program's.
FORMAT = 1
_MANIFEST, _TOP = "manifest.json", "firm/"
_CHUNK = 1 << 20
#: Of gzip: what is large is packed already.
_LEVEL = 3
#: Bytes of a manifest, and of what tar may say beside one file.
_MOST_MANIFEST, _MOST_HEAD = 256 << 20, 64 << 10
#: Bytes from which a file that grows so many times when it is opened is no backup of ours.
_LARGE, _TIMES = 1 << 30, 200
#: Bytes from which a file is not brought into memory.
_LONG = 32 << 20
_NO_BACKUP = "Name a file that `attract backup` wrote; `attract backup list` names those that are there."


@dataclass(frozen=True)
class FileSource:
    """A file as it stands; a line that is being added to a book just now stays out.

    Args:
        path: within the firm's folder.
        at: where it lies.
        lines: whether only whole lines of it count.

    """

    path: str
    at: Path
    lines: bool = False

    @property
    def changed(self) -> int:
        """When it was changed last."""
        return int(self.at.stat().st_mtime)

    def open(self) -> IO[bytes]:
        """Its bytes as of now: what is written to it meanwhile does not change them."""
        if not self.lines and self.at.stat().st_size > _LONG:
            # Ours, and replaced whole where it changes: whoever has it open reads on in the one that was.
            return self.at.open("rb")
        body = self.at.read_bytes()
        return io.BytesIO(body[: body.rfind(b"\n") + 1] if self.lines else body)


def pack(target: Path, sources: Iterable[FileSource], told: Mapping[str, Any]) -> Manifest:
    """Write a backup; it is on the disk when this returns. The caller gives it its name.

    Args:
        target: where to write; something beside it is used meanwhile.
        sources: what goes into it, in this order.
        told: what stands in the manifest besides the files.

    """
    body, entries = target.with_name(target.name + ".body"), []
    with _private(body) as out, gzip.GzipFile("", "wb", _LEVEL, out, 0) as packed:
        for source in sources:
            with source.open() as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(0)
                hashed, left = _Hashing(file), size
                packed.write(_header(_TOP + source.path, size, source.changed))
                while some := hashed.read(min(left, _CHUNK)):
                    packed.write(some)
                    left -= len(some)
                if left:
                    raise BackupError(source.path, "it became shorter while it was read.", "Run again.")
                packed.write(bytes(-size % tarfile.BLOCKSIZE))
                entries.append(Entry(source.path, hashed.hexdigest(), size, source.changed))
        packed.write(bytes(2 * tarfile.BLOCKSIZE))
    manifest = Manifest(format=FORMAT, files=tuple(entries), **told)
    raw = _spelled(manifest)
    with _private(target) as out:
        with gzip.GzipFile("", "wb", _LEVEL, out, 0) as packed:
            packed.write(_header(_MANIFEST, len(raw), int(manifest.made.timestamp())))
            packed.write(raw + bytes(-len(raw) % tarfile.BLOCKSIZE))
        with body.open("rb") as rest:
            while some := rest.read(_CHUNK):
                out.write(some)
        out.flush()
        os.fsync(out.fileno())
    body.unlink()
    return manifest


def manifest_of(path: Path) -> Manifest:
    """What a backup says of itself; reads no more than that. Raises BackupError where it is none of ours."""
    with _reading(path) as (_, manifest, _):
        return manifest


def verify(path: Path) -> Manifest:
    """Read a backup to its end and compare every byte with what it says; raises BackupError naming what is wrong."""
    for _, pieces in contents(path):
        for _ in pieces:
            pass
    return manifest_of(path)


def contents(path: Path) -> Iterator[tuple[Entry, Iterator[bytes]]]:
    """Every file in order, with its bytes in pieces; each must be read to its end before the next.

    Raises:
        BackupError: it is damaged, or no backup.

    """
    with _reading(path) as (tar, manifest, bounded):
        for entry in manifest.files:
            member = _next(tar, bounded, path)
            if member is None or member.name != _TOP + entry.path or not member.isreg() or member.size != entry.size:
                found = "ends" if member is None else f"has {member.name[:200]!r}"
                raise _damaged(path, f"it {found} where {entry.path} should come")
            file = tar.extractfile(member)
            assert file is not None, "a regular file has bytes"
            yield entry, _pieces(file, entry, bounded, path)
        if (more := _next(tar, bounded, path)) is not None:
            raise _damaged(path, f"{more.name[:200]!r} is in it and not in its manifest")
        bounded.to_the_end(path)


def unpack(path: Path, into: Path, private: str) -> Manifest:
    """Lay everything down in a folder that is there and empty; each file is compared as it is written.

    Args:
        path: the backup.
        into: the folder.
        private: the folder in it whose files nobody but their owner may read.

    """
    for entry, pieces in contents(path):
        at = into / entry.path
        mode = 0o600 if entry.path.startswith(private + "/") else 0o644
        try:
            at.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(at, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as out:
                for some in pieces:
                    out.write(some)
        except OSError as problem:
            raise BackupError(
                str(at), f"it cannot be written ({problem.strerror}).", "Make room, and run again."
            ) from problem
        os.utime(at, (entry.changed, entry.changed))
    return manifest_of(path)


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, most: int) -> bytes:
        some = self._file.read(most)
        self._hash.update(some)
        return some

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Bounded:
    """What is unpacked, of which no more is read than was allowed."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self._left = packed, 0

    def allow(self, size: int) -> None:
        # Whoever reads a tar as a stream reads on to the end of a record.
        self._left = size + _MOST_HEAD

    def read(self, most: int) -> bytes:
        some = self._packed.read(most)
        self._left -= len(some)
        if self._left < 0:
            raise tarfile.ReadError("there is more in it than it says")
        return some

    def to_the_end(self, path: Path) -> None:
        """Let gzip compare its own sum, too: it stands behind the last byte."""
        self.allow(0)
        try:
            while self.read(_CHUNK):
                pass
        except (OSError, EOFError, tarfile.TarError) as problem:
            raise _damaged(path, str(problem)) from problem


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        yield out


def _header(name: str, size: int, changed: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, changed, 0o600
    return info.tobuf(tarfile.PAX_FORMAT)


def _spelled(manifest: Manifest) -> bytes:
    told = asdict(manifest) | {"made": manifest.made.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


@contextmanager
def _reading(path: Path) -> Iterator[tuple[tarfile.TarFile, Manifest, _Bounded]]:
    try:
        raw = path.open("rb")
    except OSError as problem:
        raise BackupError(str(path), f"it cannot be read ({problem.strerror}).", _NO_BACKUP) from problem
    with raw, gzip.GzipFile(fileobj=raw) as packed:
        bounded = _Bounded(packed)  # type: ignore[arg-type]  # gzip's files are files
        bounded.allow(_MOST_HEAD)
        try:
            tar = tarfile.open(fileobj=bounded, mode="r|", errorlevel=2)  # type: ignore[call-overload]  # noqa: SIM115  # it has what is read; closed below
        except (OSError, EOFError, tarfile.TarError) as problem:
            raise _foreign(path) from problem
        with tar:
            yield tar, _manifest(tar, bounded, path), bounded


def _next(tar: tarfile.TarFile, bounded: _Bounded, path: Path) -> tarfile.TarInfo | None:
    bounded.allow(0)
    try:
        return tar.next()
    except (OSError, EOFError, tarfile.TarError, ValueError) as problem:
        raise _damaged(path, str(problem)) from problem


def _manifest(tar: tarfile.TarFile, bounded: _Bounded, path: Path) -> Manifest:
    member = _next(tar, bounded, path)
    if member is None or member.name != _MANIFEST or not member.isreg() or member.size > _MOST_MANIFEST:
        raise _foreign(path)
    bounded.allow(member.size)
    try:
        file = tar.extractfile(member)
        assert file is not None, "a regular file has bytes"
        told = json.loads(file.read())
        if told.get("format", 0) > FORMAT:
            raise BackupError(
                str(path), f"a newer Attract ({told.get('attract')}) wrote it.", "Install that one, then run again."
            )
        files = [Entry(str(e["path"]), str(e["sha256"]), int(e["size"]), int(e["changed"])) for e in told["files"]]
        found = Manifest(
            format=told["format"], attract=str(told["attract"]), revision=str(told["revision"]),
            made=datetime.fromisoformat(told["made"]), zone=str(told["zone"]), firm=str(told["firm"]),
            sealed=str(told["sealed"]), keys=tuple(map(str, told["keys"])), files=tuple(files),
        )  # fmt: skip
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise _foreign(path) from problem
    _check(found, path)
    return found


def _check(manifest: Manifest, path: Path) -> None:
    """Refuse what no backup of ours says."""
    if manifest.made.tzinfo is None or any(each.size < 0 for each in manifest.files):
        raise _foreign(path)
    for each in manifest.files:
        parts = PurePosixPath(each.path).parts
        if each.path != "/".join(parts) or not parts or parts[0] == "/" or ".." in parts or not spellable(each.path):
            raise BackupError(
                str(path), f"it would write to {each.path[:200]!r}, outside of the firm's folder.", _NO_BACKUP
            )
    if len({each.path for each in manifest.files}) < len(manifest.files):
        raise _damaged(path, "it has a file twice")
    if manifest.size > _LARGE and manifest.size > _TIMES * path.stat().st_size:
        raise BackupError(
            str(path), f"{path.stat().st_size:,} bytes would become {manifest.size:,}: that is no backup.", _NO_BACKUP
        )


def spellable(name: str) -> bool:
    """Whether a file's name can stand in a backup: UTF-8, without control characters and backslashes."""
    return not any(ord(char) < 32 or char == "\\" or 0xD800 <= ord(char) < 0xE000 for char in name)


def _pieces(file: IO[bytes], entry: Entry, bounded: _Bounded, path: Path) -> Iterator[bytes]:
    bounded.allow(entry.size)
    hashed, left = _Hashing(file), entry.size
    try:
        while some := hashed.read(_CHUNK):
            left -= len(some)
            yield some
    except (EOFError, tarfile.TarError, gzip.BadGzipFile) as problem:
        raise _damaged(path, f"{entry.path}: {problem}") from problem
    except OSError as problem:
        raise _damaged(path, f"{entry.path}: {problem}") from problem
    if left or hashed.hexdigest() != entry.sha256:
        raise _damaged(path, f"{entry.path} is not what was written")


def _foreign(path: Path) -> BackupError:
    return BackupError(str(path), "this is no backup of Attract's.", _NO_BACKUP)


def _damaged(path: Path, how: str) -> BackupError:
    return BackupError(str(path), f"this backup is damaged: {how}.", "Take another one: attract backup list.")


def in_order(sources: Sequence[FileSource], first: Sequence[str]) -> list[FileSource]:
    """By name, but for those that go first."""
    return sorted(sources, key=lambda each: (first.index(each.path) if each.path in first else len(first), each.path))
