"""Files to items. Calls, never decides.

folder.read | formats.parse | decide.item | groups: library.keep
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from pipeline.collect import authors, decide, entries, naming, notes
from pipeline.collect.decoding import decode
from pipeline.collect.draft import Draft
from pipeline.collect.drawings import words
from pipeline.collect.formats import parse
from pipeline.collect.people import PersonFields, parse_person, person
from pipeline.collect.pictures import publishable
from pipeline.errors import SourceError
from pipeline.model import Areas, Aside, Asset, Item, Kind, Person, digest_of
from pipeline.ports import AssetStore, Entry, EntryState, FeedBook, Folder, Groups, Library, Source


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What one source became."""

    id: str
    kind: Kind
    source: str
    title: str
    notes: tuple[str, ...]


def kept(item: Item) -> Kept:
    """An item, remembered without its words: ten thousand of them cost little."""
    return Kept(id=item.id, kind=item.kind, source=item.source, title=item.title, notes=item.notes)


@dataclass(kw_only=True)
class FileCollector:
    """One run's working memory of the folder: who is known, what was lost, what says the same."""

    folder: Folder
    library: Library
    #: What is written goes through them: to read a file takes long, and others write into the same store meanwhile.
    groups: Groups
    book: FeedBook
    assets: AssetStore
    areas: Areas
    zone: ZoneInfo
    now: datetime
    #: Path to fingerprint, of everything that lies there.
    seen: Mapping[str, str]
    known: dict[str, Source]
    #: By id.
    people: dict[str, Person]
    lost: decide.Lost
    #: Files that have just gone, and may come again under another name.
    vanished: set[str]
    #: Whether an item, by its id, keeps its address for good: somebody decided about it.
    settled: Callable[[str], bool] = lambda _: True
    kept: list[Kept] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        #: The edition that each note opens, by file.
        self._notes = {each.source: each.edition for each in self.library.items(self.library.ids((Kind.NOTE,)))}
        self._alike = decide.spelled_alike(self.seen)
        #: What the present file changes in the store: all of it, or nothing.
        self._writes: list[Callable[[], object]] = []
        #: Whether it takes over what an entry had: whoever comes next asks the store about that.
        self._takes_over = False
        #: Item ids given in this run, of which the store may not know yet.
        self._given: set[str] = set()
        #: Words to the pieces that say them.
        self._saying: dict[str, set[str]] = {}
        for source in self.known.values():
            if source.words and source.present and not source.problem:
                self._saying.setdefault(source.words, set()).add(source.source)

    # Files.

    def file(self, path: str) -> None:
        """Read one file and keep what it becomes, or why it cannot."""
        kind = naming.kind_of(path)
        assert kind is not None, path
        source = self._source(path)
        pictures: list[str] = []
        found: Person | None = None
        item: Item | None = None
        raw = b""
        try:
            self._not_a_copy(path)
            if not kind.is_piece:
                naming.alone(path, f"{kind}:{naming.slug(naming.stem(path))}", self.known, self.vanished)
            # Known again when the file can be read.
            self.people.pop(naming.person_of(path), None)
            raw = self.folder.read(path)
            source = self._once_called(source, raw, "")
            author, draft, fields = self._read(path, raw, kind)
            kind_said, _ = decide.kind_as_said(kind, draft.kind)
            if kind_said is Kind.NOTE:
                self._alone_and_signed(path, draft, author)
            co_authors = authors.co_authors_of(path, kind, draft, author, self.people)
            words = decide.words_key(draft.title, draft.body) if kind.is_piece else ""
            source = replace(self._once_called(source, raw, words, draft), words=words,
                             title=decide.title_key(draft.title) if kind_said.is_piece else "")  # fmt: skip
            self._said_once(source)
            # A note that has some is refused, whatever they are.
            assets, drawn = self._pictures(path, draft, pictures) if kind_said is not Kind.NOTE else ([], ())
            draft = replace(draft, asides=draft.asides + drawn)
            if fields:
                found = person(fields, naming.slug(naming.stem(path)), assets[0] if assets else None)
                self.people[found.id] = found
            source = self._named(source, draft)
            item = decide.item(draft, id_=source.item, kind=kind, source=path, author=author, co_authors=co_authors,
                               first_seen=source.first_seen, zone=self.zone, assets=assets)  # fmt: skip
            item = self._joined(item, source)
            problem = None
        except SourceError as error:
            problem = error
            source = self._named(source, None)
        source = replace(
            source,
            fingerprint=decide.fingerprint(path, pictures, self.seen, self.areas.version),
            pictures=tuple(pictures),
            problem=problem,
            raw=hashlib.sha256(raw).hexdigest() if raw else source.raw,
        )
        self._keep(source, item if problem is None else None, found)
        self._hand_over()

    def refuse(self, path: str, problem: SourceError) -> None:
        """Remember why something that lies there is not read."""
        self._keep(replace(self._source(path), present=True, problem=problem), None)
        self._hand_over()

    def gone(self, path: str) -> None:
        """Withdraw what is no longer there; a person who left signs nothing new."""
        source = self.known[path]
        if not source.problem:
            self.people.pop(naming.person_of(path), None)
        for entry in self.book.joined(source.item) if source.item else ():
            # Without the file, the blog's own version is the item again.
            self._reopen(entry)
        self._keep(replace(source, present=False, problem=None), None)
        self._hand_over()

    def firm(self, words: Sequence[str]) -> None:
        """Keep what the settings say of the firm as an item: it passes the same gate as any page."""
        said = [each for each in words if each]
        before = self.known.get(naming.SETTINGS)
        if not said or (before and before.fingerprint == digest_of(said)):
            return
        first_seen = before.first_seen if before else self.now
        draft = Draft(title=said[0], body="\n\n".join(said[1:]), first_line=0)
        item = decide.item(draft, id_=Kind.FIRM, kind=Kind.FIRM, source=naming.SETTINGS, author=None,
                           first_seen=first_seen, zone=self.zone)  # fmt: skip
        self._keep(
            Source(source=naming.SETTINGS, fingerprint=digest_of(said), item=item.id, first_seen=first_seen), item
        )
        self._hand_over()

    def _keep(self, source: Source, item: Item | None, found: Person | None = None) -> None:
        """Remember a source with what it became; nothing is written where nothing has changed."""
        before = self.known.get(source.source)
        if item is None and before == source:
            return
        if before and before.words:
            self._saying.get(before.words, set()).discard(source.source)
        if item and source.words:
            self._saying.setdefault(source.words, set()).add(source.source)
        self.known[source.source] = source
        self._writes.append(partial(self.library.keep, source, item, found))
        self._given.add(source.item)
        self._notes.pop(source.source, None)
        if item:
            self.kept.append(kept(item))
            if item.edition:
                self._notes[source.source] = item.edition

    def _hand_over(self) -> None:
        """Hand over what one file changes in the store."""
        writes, self._writes = self._writes, []
        if writes:
            self.groups.add(*writes)
        if self._takes_over:
            self.groups.write()
            self._takes_over = False

    # What one file is.

    def _source(self, path: str) -> Source:
        """What is known of a path, or an empty memory of it."""
        found = self.known.get(path)
        if found:
            return replace(found, present=True)
        return Source(source=path, fingerprint="", item="", first_seen=self.now)

    def _read(self, path: str, raw: bytes, kind: Kind) -> tuple[str | None, Draft, PersonFields | None]:
        name = naming.stem(path)
        if kind is Kind.PROFILE:
            fields, draft = parse_person(decode(raw)[0], path)
            draft = replace(draft, notes=draft.notes + decide.hidden_areas(fields.practices, self.areas))
            practices = tuple(decide.known_area(area, self.areas, path) for area in fields.practices)
            return naming.slug(name), draft, fields.model_copy(update={"practices": practices})
        draft = parse(raw, path, name if kind is Kind.PRACTICE else "")
        if kind is Kind.PRACTICE:
            decide.known_area(name, self.areas, path)
            draft = replace(draft, notes=draft.notes + decide.hidden_areas([name], self.areas))
        return authors.author_of(path, draft.author, self.people), draft, None

    def _not_a_copy(self, path: str) -> None:
        """Refuse what a sync client or a file manager copied; raises SourceError naming its twin."""
        if other := self._alike.get(path):
            raise SourceError(
                path,
                f"its name differs from {other} only in capital letters or accents: a Mac or a Windows machine sees one file.",
                "Rename one of them, or remove it.",
            )
        if other := naming.copy_of(path, self.seen):
            raise decide.duplicate(path, other, self._same_words(path, other))

    def _same_words(self, path: str, other: str) -> bool | None:
        try:
            return self.folder.read(path) == self.folder.read(other)
        except SourceError:
            return None

    def _said_once(self, source: Source) -> None:
        """Refuse the same words in a second file; raises SourceError naming the first."""
        others = self._saying.get(source.words, set()) - {source.source} if source.words else set()
        standing = {other for other in others if other in self.seen}
        if standing and (source.source not in self._saying[source.words] or min(standing) < source.source):
            raise decide.duplicate(source.source, min(standing), True)
        other = naming.maybe_copy_of(source.source, self.seen)
        before = self.known.get(other) if other else None
        if other and before and before.title == source.title and before.item and not before.problem:
            raise decide.duplicate(source.source, other, False)

    def _alone_and_signed(self, path: str, draft: Draft, author: str | None) -> None:
        """Refuse a note by nobody, and a second one for an edition; raises SourceError."""
        if author is None:
            raise notes.unsigned(draft, path)
        others = (each for each, edition in self._notes.items() if edition == draft.edition and each != path)
        if first := next((each for each in others if each in self.seen), None):
            raise notes.second(draft, path, first)

    def _once_called(self, source: Source, raw: bytes, words: str, draft: Draft | None = None) -> Source:
        """The source with the identity that it had under another name, if it had one."""
        if source.item or not (kind := naming.kind_of(source.source)) or not kind.is_piece:
            return source
        before = self.lost.renamed(hashlib.sha256(raw).hexdigest(), words)
        if before is None and draft is not None:
            before = self._rewritten(f"{draft.title}\n{draft.body}")
        if before is None or before.source in self.seen:
            return source
        if self._readdressed(before, source):
            return replace(source, first_seen=before.first_seen)
        self.lost.take(before)
        self.vanished.discard(before.source)
        self.known.pop(before.source, None)
        self._writes.append(partial(self.library.forget, before.source))
        self.renamed.append((before.source, source.source))
        return replace(source, item=before.item, first_seen=before.first_seen)

    def _readdressed(self, before: Source, after: Source) -> bool:
        """Whether a file of another name is to have another address: what nobody has cleared was never out, and its
        first name may have told whom it is about.
        """
        kinds = (naming.kind_of(before.source), naming.kind_of(after.source))
        renamed = naming.slug(naming.stem(before.source)) != naming.slug(naming.stem(after.source))
        return renamed and any(kind and kind.tells_of_clients for kind in kinds) and not self.settled(before.item)

    def _rewritten(self, text: str) -> Source | None:
        waiting = {self.known[path].item: self.known[path] for path in self.vanished if self.known[path].words}
        items = self.library.items(set(waiting)) if waiting else []
        return decide.rewritten(text, [(waiting[item.id], f"{item.title}\n{item.body}") for item in items])

    def _named(self, source: Source, draft: Draft | None) -> Source:
        """The source with an id: the one it has, that of the same piece on a blog, or a new one."""
        if source.item:
            return source
        if draft and source.title:
            for entry in self._entries_like(source, draft):
                self._takes_over = True
                return replace(source, item=entry.item)
        kind = naming.kind_of(source.source)
        if kind is None or draft is None:
            return source
        return replace(source, item=naming.identity(source.source, naming.stem(source.source), self._taken))

    def _taken(self, id_: str) -> bool:
        return id_ in self._given or self.library.taken(id_)

    def _pictures(self, path: str, draft: Draft, paths: list[str]) -> tuple[list[Asset], tuple[Aside, ...]]:
        """The pictures as they are published, and the words in those that are drawings."""
        kept, drawn = [], []
        for picture in draft.pictures:
            if picture.raw is None:
                paths.append(naming.picture_path(path, picture.name, self.seen))
                if paths[-1] not in self.seen and paths[-1].startswith(("stories/", "content/")):
                    raise SourceError(
                        path,
                        f"the picture {picture.name} is not there.",
                        "Save it beside the text, or correct its name.",
                    )
                raw, suffix = publishable(self.folder.read(paths[-1]), paths[-1])
            else:
                raw, suffix = publishable(picture.raw, f"{path}, {picture.name}")
            kept.append(self.assets.put(picture.name, raw, suffix))
            if suffix == ".svg":
                drawn.append(Aside(where=f"the words in the drawing {picture.name}", words=words(raw), shown=True))
        return kept, tuple(drawn)

    # The same piece on a blog.

    def _entries_like(self, source: Source, draft: Draft) -> list[Entry]:
        link = entries.link_key(draft.link) if draft.link else ""
        found = self.book.entries_called(source.title, link)
        return [
            entry
            for entry in found
            if entry.item and entry.state in (EntryState.KEPT, EntryState.JOINED) and self._same(entry, link, draft)
        ]

    def _same(self, entry: Entry, link: str, draft: Draft) -> bool:
        if link and entry.link == link:
            return True
        told = self.book.waiting(entry)
        return told is not None and entries.same_words(
            told.title, told.summary, draft.title, f"{draft.summary}\n{draft.body}"
        )

    def _joined(self, item: Item, source: Source) -> Item:
        """The item with its first home, where a blog has the same piece; the entry is no item beside it."""
        if not item.kind.is_piece:
            return item
        for entry in self.book.joined(item.id):
            return replace(item, first_home=item.first_home or entries.first_home(entry, source.first_seen))
        draft = Draft(title=item.title, body=item.body, summary=item.summary, link=item.first_home)
        for entry in self._entries_like(source, draft):
            joined = replace(entry, state=EntryState.JOINED, item=item.id)
            self._change(partial(self.book.keep_entries, [(joined, self.book.waiting(entry))]))
            return replace(item, first_home=item.first_home or entries.first_home(entry, source.first_seen))
        return item

    def _reopen(self, entry: Entry) -> None:
        if told := self.book.waiting(entry):
            reopened = replace(entry, state=EntryState.KEPT, item=told.id)
            self._change(partial(self.book.keep_entries, [(reopened, told)]))

    def _change(self, write: Callable[[], object]) -> None:
        """Change, with the present file, what an entry has in the store."""
        self._writes.append(write)
        self._takes_over = True
