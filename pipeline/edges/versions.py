"""Two copies of the site, of which one is public: the next version is made in the other, then takes its place at once.

    .attract/site/a/  a.sqlite      a tree of files, and what is known of it
    .attract/site/b/  b.sqlite
    site -> .attract/site/a         which of them is public; replaced by rename(2), which readers never see halfway

The copy that is not public is one version behind. It is brought up by linking the few files that
differ, so that a small change to a large site stays small; the first time it is made when the first version
stands. Files are never written over, only replaced: the copies may share them.
"""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from pipeline.errors import BuildError

_TABLES = """
CREATE TABLE files (path TEXT PRIMARY KEY, key TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE records (name TEXT PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE changed (address TEXT PRIMARY KEY);
"""


class Copy:
    """One tree of files and what is known of it: which files, made of what."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.tree = folder / name
        self._known = folder / f"{name}.sqlite"

    @property
    def whole(self) -> bool:
        """Whether the tree is what is known of it; it is not while somebody is at work on it."""
        return self._known.is_file() and self.tree.is_dir()

    @property
    def stamp(self) -> tuple[str, int, int]:
        """Changes with what is known of it."""
        told = self._known.stat()
        return str(self._known), told.st_mtime_ns, told.st_ino

    @contextmanager
    def known(self) -> Iterator[sqlite3.Connection]:
        """What is known of it, to read."""
        with closing(sqlite3.connect(self._known)) as connection:
            yield connection

    @contextmanager
    def learn(self, base: "Copy | None") -> Iterator[sqlite3.Connection]:
        """Know of it what is known of another, and what is written inside; all at once when that is done."""
        fresh = self._known.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        if base:
            shutil.copyfile(base._known, fresh)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            # A file that is not in its place yet needs no care: whoever dies here leaves nothing behind.
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            if not base:
                connection.executescript(_TABLES)
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
        os.replace(fresh, self._known)

    def forget(self) -> None:
        """Know nothing of it from now on."""
        self._known.unlink(missing_ok=True)

    def changed(self) -> list[str]:
        """The addresses at which it differs from the version before it."""
        with self.known() as connection:
            return [address for (address,) in connection.execute("SELECT address FROM changed")]


class Versions:
    """The two copies of one firm's site."""

    def __init__(self, folder: Path, public: Path) -> None:
        self._folder = folder
        self._public = public
        #: On the same disk, for whoever makes something that will lie in a copy.
        self.room = folder / "room"

    @property
    def standing(self) -> Copy | None:
        """The copy that is public; None where there is none, or nothing is known of it."""
        if not self._public.is_symlink():
            return None
        copy = Copy(self._folder, Path(os.readlink(self._public)).name)
        return copy if copy.whole else None

    def next(self, *, anew: bool = False, without: Collection[str] = ()) -> Copy:
        """The copy to work on; nobody calls it whole until it is known again.

        Args:
            anew: begin empty, and not with what stands.
            without: addresses that will be written all the same, and need not be brought up before.

        """
        self._folder.mkdir(parents=True, exist_ok=True)
        standing = self.standing
        # Whatever is known of it, nobody works on what is public.
        public = Path(os.readlink(self._public)).name if self._public.is_symlink() else ""
        copy = Copy(self._folder, "b" if public == "a" else "a")
        if standing is None or anew:
            copy.forget()
            shutil.rmtree(copy.tree, ignore_errors=True)
            copy.tree.mkdir()
        elif copy.whole:
            behind = standing.changed()
            copy.forget()
            for address in set(behind).difference(without):
                _catch_up(f"{standing.tree}/{address}", f"{copy.tree}/{address}")
        else:
            copy.forget()
            _bring_up(standing.tree, copy.tree, frozenset(without))
        return copy

    def put_up(self, copy: Copy, *, anew: bool = False) -> None:
        """Make this copy the public one, at once.

        Args:
            copy: what `next` gave.
            anew: it was begun empty, and does not say how it differs from the one before.

        """
        if self._public.exists() and not self._public.is_symlink():
            # From before there were two copies.
            self._public.rename(self._folder / "before")
            shutil.rmtree(self._folder / "before")
        fresh = self._folder / "public.new"
        fresh.unlink(missing_ok=True)
        try:
            fresh.symlink_to(os.path.relpath(copy.tree, self._public.parent), target_is_directory=True)
        except OSError as problem:
            raise BuildError(
                str(self._public), f"no link can be made here ({problem.strerror}).",
                "Keep the firm's folder on a disk that knows symbolic links.",
            ) from problem  # fmt: skip
        os.replace(fresh, self._public)
        if anew:
            # It could not be brought up to this one by what this one says it changed.
            self._other(copy).forget()

    def level(self, copy: Copy) -> None:
        """Bring the other copy up to the one that is public now, so that whoever publishes next need not wait for it."""
        other = self._other(copy)
        other.forget()
        _bring_up(copy.tree, other.tree)
        with other.learn(copy):
            pass

    def _other(self, copy: Copy) -> Copy:
        return Copy(self._folder, "a" if copy.name == "b" else "b")


def _bring_up(of: Path, to: Path, without: Collection[str] = ()) -> None:
    """Make of a tree of which nothing is known the same as another, but for the files at some addresses."""
    wanted = set(files_of(of))
    for address in set(files_of(to)) - wanted:
        (to / address).unlink()
        prune((to / address).parent)
    # Folders first: to find with each file that its folder is missing takes longer than to link it.
    for folder in dict.fromkeys(os.path.dirname(address) for address in sorted(wanted.difference(without))):
        os.makedirs(f"{to}/{folder}", exist_ok=True)
    for address in wanted.difference(without):
        _link_there(f"{of}/{address}", f"{to}/{address}")


def files_of(tree: Path) -> Iterator[str]:
    """The address of every file in a tree."""
    for folder, _, names in os.walk(tree):
        within = "" if folder == str(tree) else Path(folder).relative_to(tree).as_posix() + "/"
        yield from (within + name for name in names)


def _catch_up(of: str, to: str) -> None:
    if os.path.exists(of):
        _link_there(of, to)
    else:
        Path(to).unlink(missing_ok=True)
        prune(Path(to).parent)


def link(of: Path, to: Path) -> None:
    """The same file at another place, at once; `place` never writes into either."""
    _link_there(str(of), str(to))


def _link_there(of: str, to: str) -> None:
    # Without pathlib, which takes as long as the disk; there are thousands of files.
    try:
        os.link(of, to)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(to), exist_ok=True)
        os.link(of, to)
    except FileExistsError:
        if not os.path.samefile(of, to):
            folder, name = os.path.split(to)
            fresh = f"{folder}/.{name}.new"
            with suppress(FileNotFoundError):
                os.unlink(fresh)
            os.link(of, fresh)
            os.replace(fresh, to)


def prune(folder: Path) -> None:
    """Remove a folder that has become empty, and those above it that have."""
    try:
        while True:
            folder.rmdir()
            folder = folder.parent
    except OSError:
        return  # something lies in it


def place(path: Path, body: bytes) -> None:
    """Put a file in its place, never writing into one that is there: it may be linked elsewhere."""
    # Without pathlib, which takes as long as the disk; there are thousands of files.
    folder, name = os.path.split(path)
    # Several processes may put the same file there at once.
    fresh = f"{folder}/.{name}.{os.getpid()}.new"
    try:
        file = open(fresh, "wb", buffering=0)  # noqa: SIM115  # closed below
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
        file = open(fresh, "wb", buffering=0)  # noqa: SIM115  # closed below
    with file:
        file.write(body)
    os.replace(fresh, path)


def differing(one: Path, other: Path) -> list[str]:
    """The addresses at which two trees differ, but for what the search is made of: it is another thing made of the same pages."""
    found = {*_addresses(one), *_addresses(other)}
    return sorted(address for address in found if _bytes(one / address) != _bytes(other / address))


def _addresses(tree: Path) -> Iterator[str]:
    for address in files_of(tree.resolve()):
        if not address.startswith(("pagefind", "search/bundles.json")):
            yield address


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def rows(connection: sqlite3.Connection, table: str) -> Mapping[str, str]:
    """A table of names and values."""
    return dict(connection.execute(f"SELECT * FROM {table}"))  # the name is ours


def dumped(value: Any) -> str:
    """JSON, as short as it gets."""
    return to_json(value).decode()
