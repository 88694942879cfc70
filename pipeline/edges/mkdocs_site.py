"""The site by mkdocs and mkdocs-material (port: SiteBuilder).

mkdocs-material is in maintenance until May 2027. Everything of ours is in the staged pages and
the templates, so that another builder can take its place.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path, PurePath
from sqlite3 import Connection
from typing import Any, TypeVar

from pydantic_core import from_json, to_json

from pipeline.edges import rendering
from pipeline.edges.many_hands import many_hands
from pipeline.edges.rendering import Setting, address_of
from pipeline.edges.versions import Copy, Versions, dumped, link, place, prune, rows
from pipeline.firm import Firm
from pipeline.model import digest_of
from pipeline.ports import Progress

#: With fewer pages for each, another process is not worth its while.
_WORTH = 60
#: With so many files the version after the first would wait for the other copy to be made; a fifth of a second.
_MUCH = 2_000
T = TypeVar("T")

_THEME = "theme"
_VERSION = "version"


@dataclass(frozen=True)
class Change:
    """What one version of the site changed in the one before; addresses under the site's root."""

    written: frozenset[str]
    removed: frozenset[str]
    #: Names this version by what it was made of, and the one before it.
    version: str
    before: str


class MkdocsSite:
    """One firm's site.

    Args:
        settings: `mkdocs.yml`.
        state: the folder for staged pages and versions.
        public: where the site is read: a link to the version that stands.
        firm: as it may be shown.
        progress: told how far it came.

    """

    def __init__(self, settings: Path, state: Path, public: Path, firm: Firm, progress: Progress) -> None:
        self._settings = settings
        self._stage = state / "stage"
        #: Stands while the stage and the site that is public may differ.
        self._working = state / "stage.working"
        self._versions = Versions(state / "site", public)
        self._firm = firm
        self._progress = progress

    def look(self) -> "SiteDraft":
        """What stands, to compare with; nothing may be laid into it."""
        known = not self._working.exists()
        return SiteDraft(self._settings, self._stage, self._versions, self._firm, self._progress, known=known)

    def forget(self) -> None:
        """Make everything anew with the next draft."""
        self._working.touch()

    @contextmanager
    def draft(self) -> Iterator["SiteDraft"]:
        """Begin the next version; one that is not put up leaves no trace."""
        # Somebody died at work: nobody knows what the stage holds, and everything is made anew.
        if self._working.exists() or self._versions.standing is None:
            shutil.rmtree(self._stage, ignore_errors=True)
            shutil.rmtree(self._versions.room, ignore_errors=True)
        self._stage.mkdir(parents=True, exist_ok=True)
        draft = self.look()
        self._working.touch()
        try:
            yield draft
        finally:
            draft.close()
        self._working.unlink()

    def clean(self) -> Path:
        """The same staged pages as `mkdocs build` makes them, in a folder of their own: what a draft is held to."""
        from mkdocs.commands.build import build

        top = tuple(sorted(path.name for path in self._stage.glob("*.md")))
        to = self._stage.with_name("clean")
        build(rendering.load(setting_of(self._settings, self._stage, self._firm, top), to))
        rendering.strip(to)
        return to


#: What a site remembers: marks, records, keys.
_Known = tuple[Mapping[str, str], Mapping[str, Any], Mapping[str, str]]
#: The last one, for whoever goes on running: at 5,000 pieces it takes a tenth of a second to read.
_in_mind: tuple[tuple[str, int, int], _Known] | None = None


def _known_of(copy: Copy) -> _Known:
    if _in_mind is not None and _in_mind[0] == copy.stamp:
        return _in_mind[1]
    with copy.known() as told:
        records = rows(told, "records")
        keys = {path: key for path, key, _ in told.execute("SELECT * FROM files")}
        # All records at once, and not by Python's own reader: there is one for every piece.
        read = from_json(f"[{','.join(records.values())}]")
        return rows(told, "marks"), dict(zip(records, read, strict=True)), keys


def _keep_in_mind(copy: Copy, known: _Known) -> None:
    global _in_mind  # there is one site in a process that goes on, and it is as large as the firm
    _in_mind = copy.stamp, known


def marks_of(state: Path, public: Path) -> Mapping[str, str]:
    """What the site that stands remembers; empty where none does."""
    if not (standing := Versions(state / "site", public).standing):
        return {}
    with standing.known() as told:
        return rows(told, "marks")


def setting_of(settings: Path, stage: Path, firm: Firm, top: tuple[str, ...]) -> Setting:
    """What all pages of a firm's site have in common; `top` is which pages lie directly under its root."""
    extra = {"firm": firm.model_dump(mode="json")}
    return Setting(settings=settings, stage=stage, name=firm.name, address=firm.site, extra=extra, top=top)


class SiteDraft:
    """The next version of the site (port: Draft)."""

    def __init__(
        self, settings: Path, stage: Path, versions: Versions, firm: Firm, progress: Progress, *, known: bool
    ) -> None:
        self._settings, self._stage, self._versions, self._firm = settings, stage, versions, firm
        self._progress = progress
        self._standing = versions.standing if known else None
        self.marks: Mapping[str, str] = {}
        self.records: Mapping[str, Any] = {}
        self.keys: Mapping[str, str] = {}
        if self._standing:
            self.marks, self.records, self.keys = _known_of(self._standing)
        self._laid: dict[str, str] = {}
        self._removed: set[str] = set()
        self._kept: dict[str, Any] = {}
        self._marked: Mapping[str, str] | None = None
        self._waiting: list[str] = []
        self._copy: Copy | None = None
        self._theme = ""
        #: Addresses at which the next version differs.
        self._changed: set[str] = set()

    # What the next version is to be.

    def lay(self, path: str, key: str, body: bytes) -> None:
        """Put a staged page or a file into it."""
        self.put(path, body)
        self.laid(path, key)

    def lay_file(self, path: str, key: str, file: PurePath) -> None:
        """Put a file into it that lies ready elsewhere, and is never written over there."""
        try:
            link(Path(file), self._stage / path)
        except OSError:  # it lies on another disk
            self.put(path, Path(file).read_bytes())
        self.laid(path, key)

    def put(self, path: str, body: bytes) -> None:
        """Stage a page or a file, for `laid` to know of; a helper in another process may do it."""
        place(self._stage / path, body)

    def laid(self, path: str, key: str) -> None:
        """What was put there is part of it, made under this key."""
        self._laid[path] = key
        if path.endswith(".md"):
            self._waiting.append(path)
        else:
            link(self._stage / path, self._next.tree / path)

    def remove(self, path: str) -> None:
        """Take one out."""
        for file in (self._stage / path, self._next.tree / address_of(path)):
            file.unlink(missing_ok=True)
            prune(file.parent)
        self._removed.add(path)

    def keep(self, name: str, value: Any) -> None:
        """Keep a JSON-able record with it; None forgets it."""
        self._kept[name] = value

    def mark(self, marks: Mapping[str, str]) -> None:
        """Remember these marks in place of the old ones."""
        self._marked = marks

    # Making it.

    @property
    def _next(self) -> Copy:
        if self._copy is None:
            self._copy = self._versions.next(anew=self._standing is None)
        return self._copy

    def build(self, look: Callable[[str], T]) -> Mapping[str, T]:
        """Build what was laid into it; returns what was found out about each page. Raises BuildError."""
        setting = self._setting()
        dressed = self.marks.get(_THEME) == setting.stamp
        pages = self._waiting if dressed else sorted(path for path in self._paths() if path.endswith(".md"))
        self._theme = setting.stamp
        if pages and self._copy is None:
            self._copy = self._versions.next(anew=self._standing is None, without={address_of(path) for path in pages})
        found = self._render(setting, pages, look) if pages else {}
        if not dressed:
            self._dress(setting)
        self._changed |= found.keys() | {address_of(path) for path in (*self._laid, *self._removed)}
        return found

    # What is made of the built pages.

    @property
    def tree(self) -> Path:
        """The built site."""
        return self._next.tree

    @cached_property
    def room(self) -> Path:
        """An empty folder on the same disk."""
        self._versions.room.mkdir(parents=True)
        return self._versions.room

    def write(self, address: str, body: bytes) -> None:
        """Put a file at an address."""
        place(self._next.tree / address, body)
        self._changed.add(address)

    def take(self, folder: str) -> None:
        """Put the folder of this name in `room` in the place of the site's own."""
        self.discard(folder)
        (self._next.tree / folder).parent.mkdir(parents=True, exist_ok=True)
        (self.room / folder).rename(self._next.tree / folder)
        self._changed.update(self._within(folder))

    def discard(self, address: str) -> None:
        """Take a file away, or a folder, whose address ends in a slash."""
        self._changed.update(self._within(address))
        if address.endswith("/"):
            shutil.rmtree(self._next.tree / address, ignore_errors=True)
        else:
            (self._next.tree / address).unlink(missing_ok=True)
        prune((self._next.tree / address).parent)

    def _within(self, address: str) -> set[str]:
        """Every file at an address, or in the folder there."""
        tree, found = self._next.tree, self._next.tree / address
        return {path.relative_to(tree).as_posix() for path in (found, *found.rglob("*")) if path.is_file()}

    def put_up(self) -> Change | None:
        """Put the new version in the old one's place at once; None when nothing has changed.

        Raises BuildError; the site that was there stays as it was.
        """
        if self._copy is None:
            self._remember_only()
            return None
        keys = {path: key for path, key in {**self.keys, **self._laid}.items() if path not in self._removed}
        version = digest_of([sorted(keys.items()), self._theme])
        marks = {**(self._marked or self.marks), _THEME: self._theme, _VERSION: version}
        self._remember(self._changed, marks)
        # As they would come back from the disk.
        kept = {name: from_json(to_json(value)) for name, value in self._kept.items()}
        records = {name: value for name, value in {**self.records, **kept}.items() if value is not None}
        _keep_in_mind(self._copy, (marks, records, keys))
        self._versions.put_up(self._copy, anew=self._standing is None)
        if self._standing is None and len(self._changed) > _MUCH:
            self._versions.level(self._copy)
        removed = frozenset(each for each in self._changed if not (self._copy.tree / each).exists())
        return Change(frozenset(self._changed) - removed, removed, version, self.marks.get(_VERSION, ""))

    def _paths(self) -> set[str]:
        return ({*self.keys} | {*self._laid}) - self._removed

    def _setting(self) -> Setting:
        top = tuple(sorted(path for path in self._paths() if path.endswith(".md") and "/" not in path))
        return setting_of(self._settings, self._stage, self._firm, top)

    def _render(self, setting: Setting, pages: list[str], look: Callable[[str], T]) -> Mapping[str, T]:
        """Render these pages; returns their addresses and what was found out about each."""
        # Here, so that those who help have it.
        renderer = rendering.renderer(setting)
        found: dict[str, T] = {}
        for some in many_hands(partial(renderer.render, to=self._next.tree, look=look), pages, _WORTH):
            found |= some
            self._progress("publish", len(found), len(pages), "pages")
        return found

    def _dress(self, setting: Setting) -> None:
        """Everything that the pages load, and the page for wrong addresses."""
        renderer = rendering.renderer(setting)
        self.write("404.html", renderer.not_found())
        self._put_on(dict(renderer.assets()))

    def _put_on(self, assets: Mapping[str, Path]) -> None:
        """The files that the pages load, by address, in the place of those of another release or engine."""
        for address, source in assets.items():
            self.write(address, source.read_bytes())
        for address in self._within("assets/") - assets.keys() - self._paths():
            self.discard(address)

    # What is known of it.

    def _remember(self, changed: set[str], marks: Mapping[str, str]) -> None:
        with self._next.learn(self._standing) as known:
            known.execute("DELETE FROM changed")
            known.executemany("INSERT INTO changed VALUES (?)", [(address,) for address in changed])
            known.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in self._removed])
            laid = [(path, key, address_of(path)) for path, key in self._laid.items()]
            known.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", laid)
            self._remember_records(known, marks)

    def _remember_only(self) -> None:
        """Nothing that is public has changed, but what is known of it may have."""
        own = {name: self.marks[name] for name in (_THEME, _VERSION) if name in self.marks}
        marks = {**(self._marked or self.marks), **own}
        if self._standing and (self._kept or marks != self.marks):
            with self._standing.learn(self._standing) as known:
                self._remember_records(known, marks)

    def _remember_records(self, known: Connection, marks: Mapping[str, str]) -> None:
        gone = [(name,) for name, value in self._kept.items() if value is None]
        known.executemany("DELETE FROM records WHERE name = ?", gone)
        kept = [(name, dumped(value)) for name, value in self._kept.items() if value is not None]
        known.executemany("INSERT OR REPLACE INTO records VALUES (?, ?)", kept)
        known.execute("DELETE FROM marks")
        known.executemany("INSERT INTO marks VALUES (?, ?)", list(marks.items()))

    def close(self) -> None:
        """Leave nothing behind."""
        if "room" in self.__dict__:
            shutil.rmtree(self.room, ignore_errors=True)
