"""Looks at the archive of the site for whoever proves: every object against its name, every version against its objects.

One manifest and one object at a time; of the addresses of a version only the names of its objects are held.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import chain
from pipeline.edges.archive import Archive, Telling, is_kept
from pipeline.edges.versions import files_of

#: Bytes that are unpacked at once.
_AT_ONCE = 1 << 20
#: Objects that a thread looks at one after the other, and how many threads do.
_GROUP, _THREADS = 200, os.cpu_count() or 1


@dataclass(frozen=True)
class Newest:
    """The version of the site that was kept last."""

    at: datetime
    stamp: str
    #: Where each file's bytes are, and what was told, as `Version` has them.
    files: dict[str, str]
    items: dict[str, Any]


class ArchiveProof(Archive):
    """The same archive, looked at whole."""

    def lines(self) -> list[str]:
        """The lines of the index."""
        return self._index.lines()

    def newest(self) -> Newest | None:
        """The version that was kept last; None where none was. Raises RecordError."""
        told = [data for _, data in chain.read(self.lines(), "the archive")]
        if not told:
            return None
        last = told[-1]
        manifest = self._manifest(last["manifest"])
        return Newest(datetime.fromisoformat(last["at"]), last["stamp"], manifest["files"], manifest["items"])

    def told(self) -> Iterator[Telling]:
        """What each version told that the one before it did not; of the first, everything. Raises RecordError."""
        before: dict[str, Any] = {}
        for version in self.tellings() or ():
            items = dict(version.items)
            if version.whole:
                items = {id_: what for id_, what in items.items() if before.get(id_) != what}
                before = dict(version.items)
            else:
                before.update(items)
            yield Telling(version.name, version.at, items, version.whole)

    def objects(self) -> list[str]:
        """The names of all objects."""
        return sorted(path.stem for path in self._objects.glob("??/*.gz"))

    def damaged(self, names: Sequence[str]) -> Iterator[str]:
        """Those of these objects that cannot be read, or are not what their name says."""

        def look(share: Sequence[str]) -> list[str]:
            return [name for name in share if not _is_whole(self._path(name), name)]

        # On threads: unpacking and hashing let each other run, and no connection to SQLite may be carried over a fork.
        with ThreadPoolExecutor(_THREADS) as threads:
            for found in threads.map(look, [names[at : at + _GROUP] for at in range(0, len(names), _GROUP)]):
                yield from found

    def missing(self, since: datetime) -> Iterator[tuple[str, str]]:
        """(address, object) of what is gone and was public at some moment since then. Raises RecordError."""
        told = [data for _, data in chain.read(self.lines(), "the archive")]
        ends = [datetime.fromisoformat(data["at"]) for data in told[1:]]
        standing: dict[str, str | None] = {}
        begun = False
        for data, end in zip(told, [*ends, None], strict=True):
            manifest = json.loads(self._get(data["manifest"]))
            files: dict[str, str | None] = manifest["files"]
            standing = {**standing, **files} if "base" in manifest else dict(files)
            if end is not None and end < since:
                continue
            # After the first that must be whole, only what a version brought can be new.
            for address, name in (files if begun else standing).items():
                if name and not self._path(name).exists():
                    yield address, name
            begun = True


def _is_whole(path: Path, name: str) -> bool:
    whole = hashlib.sha256()
    unpack = zlib.decompressobj(wbits=31)
    try:
        with path.open("rb") as file:
            while some := file.read(_AT_ONCE):
                while some:
                    whole.update(unpack.decompress(some, _AT_ONCE))
                    some = unpack.unconsumed_tail
            whole.update(unpack.flush())
    except (OSError, zlib.error):
        return False
    return unpack.eof and whole.hexdigest() == name


def differing(site: Path, kept: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(address, what is wrong) of each file of a site that is not what was kept of it."""
    there = {address for address in files_of(site.resolve()) if is_kept(address)}
    for address in sorted(there | kept.keys()):
        if address not in kept:
            yield address, "is public and was never kept"
        elif address not in there:
            yield address, "was kept and is not there"
        else:
            with (site / address).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != kept[address]:
                    yield address, "is not what was kept"
