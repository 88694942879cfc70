"""Calls, never decides.

folder.scan | decide.changed | read | parse | decide.item | library.keep
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.collect import decide
from pipeline.collect.decoding import decode
from pipeline.collect.draft import Draft
from pipeline.collect.feed import parse_feed
from pipeline.collect.markdown import parse_markdown, parse_plain
from pipeline.collect.people import PersonFields, parse_person, person
from pipeline.collect.pictures import publishable
from pipeline.collect.word import parse_word
from pipeline.errors import SourceError
from pipeline.model import Asset, Item, Kind, Person, digest_of
from pipeline.ports import AssetStore, Fetcher, Folder, Library, Progress, Source


@dataclass(frozen=True)
class Collected:
    """What one run of collecting did."""

    kept: tuple[Item, ...] = ()
    gone: tuple[str, ...] = ()
    problems: tuple[SourceError, ...] = field(default=())


def parse(raw: bytes, name: str, title: str = "") -> Draft:
    """Read one file by its ending; raises SourceError.

    Args:
        title: what it is called where its place already says so (a practice area's page).

    """
    ending = name.lower().rpartition(".")[2]
    if ending == "docx":
        return parse_word(raw, name, title)
    text, notes = decode(raw)
    draft = (parse_plain if ending == "txt" else parse_markdown)(text, name, title)
    return Draft(**{**draft.__dict__, "notes": notes + draft.notes})


def run(
    *,
    folder: Folder,
    fetcher: Fetcher,
    library: Library,
    assets: AssetStore,
    feeds: Sequence[tuple[str, str]] | None,
    firm_words: Sequence[str] = (),
    areas: Collection[str],
    zone: ZoneInfo,
    now: datetime,
    progress: Progress,
) -> Collected:
    """Bring the library up to the folder and the feeds.

    Args:
        feeds: (address, person's id) of each blog; None leaves feeds alone.
        firm_words: what the firm's settings say of the firm, a paragraph each.
        areas: the practice areas there are, by id.
        zone: the firm's, for dates without a time.
        now: when something new counts as first seen.

    """
    seen, known = folder.scan(), library.sources()
    reading = decide.changed(seen, known)
    total = len(reading.read) + len(feeds or ())
    people = {person.id: person.name for person in library.people()}
    collector = _Collector(folder, library, assets, areas, zone, now, seen, dict(known), people)
    with library.together():
        for path in reading.gone:
            collector.gone(path)
        if feeds is not None:
            for address in decide.dropped(known, [address for address, _ in feeds]):
                collector.gone(address)
        collector.firm(firm_words)
        for number, path in enumerate(reading.read):
            progress("collect", number, total, path)
            collector.file(path)
        for number, (address, author) in enumerate(feeds or ()):
            progress("collect", len(reading.read) + number, total, address)
            collector.feed(address, author, fetcher.fetch)
    progress("collect", total, total)
    standing = [s.problem for s in library.sources().values() if s.problem and s.present]
    return Collected(tuple(collector.kept), reading.gone, tuple(standing))


@dataclass
class _Collector:
    """One run's working memory: which ids are taken, who is known, what was kept."""

    folder: Folder
    library: Library
    assets: AssetStore
    areas: Collection[str]
    zone: ZoneInfo
    now: datetime
    seen: Mapping[str, str]
    known: dict[str, Source]
    #: Name by id.
    people: dict[str, str]
    kept: list[Item] = field(default_factory=list)

    def gone(self, source: str) -> None:
        """Withdraw what is no longer there; a person who left signs nothing new."""
        if not self.known[source].problem:
            self.people.pop(decide.person_of(source), None)
        self._keep(replace(self.known[source], present=False, problem=None), None)

    def file(self, path: str) -> None:
        """Read one file and keep what it becomes, or why it cannot."""
        kind = decide.kind_of(path)
        assert kind is not None, path
        words = path.rpartition("/")[2].rpartition(".")[0]
        pictures: list[str] = []
        found: Person | None = None
        first_seen = self.known[path].first_seen if path in self.known else self.now
        id_ = decide.identity(path, words, self.known, {s.item for s in self.known.values()})
        try:
            decide.alone(path, id_, self.known)
            # Known again when the file can be read.
            self.people.pop(decide.person_of(path), None)
            raw = self.folder.read(path)
            fields: PersonFields | None = None
            if kind is Kind.PROFILE:
                fields, draft = parse_person(decode(raw)[0], path)
                for area in fields.practices:
                    decide.known_area(area, self.areas, path)
                author: str | None = decide.slug(words)
            else:
                if kind is Kind.PRACTICE:
                    decide.known_area(words, self.areas, path)
                draft = parse(raw, path, words if kind is Kind.PRACTICE else "")
                author = decide.author_of(path, draft.author, self.people)
            kept = self._pictures(path, draft, pictures)
            if fields:
                found = person(fields, decide.slug(words), kept[0] if kept else None)
                self.people[found.id] = found.name
            item: Item | None = decide.item(
                draft,
                id_=id_,
                kind=kind,
                source=path,
                author=author,
                first_seen=first_seen,
                zone=self.zone,
                assets=kept,
            )
            problem = None
        except SourceError as error:
            item, problem = None, error
        print_ = decide.fingerprint(path, pictures, self.seen)
        self._keep(Source(source=path, fingerprint=print_, item=id_, first_seen=first_seen,
                          pictures=tuple(pictures), problem=problem), item, found)  # fmt: skip

    def firm(self, words: Sequence[str]) -> None:
        """Keep what the settings say of the firm as an item: it passes the same gate as any page."""
        said = [each for each in words if each]
        before = self.known.get(decide.SETTINGS)
        if not said or (before and before.fingerprint == digest_of(said)):
            return
        first_seen = before.first_seen if before else self.now
        draft = Draft(title=said[0], body="\n\n".join(said[1:]), first_line=0)
        item = decide.item(draft, id_=Kind.FIRM, kind=Kind.FIRM, source=decide.SETTINGS, author=None,
                           first_seen=first_seen, zone=self.zone)  # fmt: skip
        self._keep(
            Source(source=decide.SETTINGS, fingerprint=digest_of(said), item=item.id, first_seen=first_seen), item
        )

    def feed(self, address: str, author: str, fetch: Callable[[str], bytes]) -> None:
        """Read one feed and keep each entry; a dead feed is a problem, never the end."""
        before = self.known.get(address)
        first_seen = before.first_seen if before else self.now
        problem: SourceError | None = None
        drafts: list[Draft] = []
        try:
            if author not in self.people:
                raise SourceError(
                    address, f"its person {author!r} has no file in content/people/.", "Correct firm.yml."
                )
            drafts = parse_feed(fetch(address), address)
        except SourceError as error:
            problem = error
        row = Source(source=address, fingerprint="", item="", first_seen=first_seen, problem=problem)
        self._keep(row, None)
        for draft in drafts:
            self._entry(draft, author)

    def _entry(self, draft: Draft, author: str) -> None:
        source = draft.link
        before = self.known.get(source)
        print_ = digest_of([draft.title, draft.summary, str(draft.date), author])
        if before and before.fingerprint == print_:
            return
        first_seen = before.first_seen if before else self.now
        id_ = decide.identity(source, draft.title, self.known, {s.item for s in self.known.values()})
        item = decide.item(draft, id_=id_, kind=Kind.ELSEWHERE, source=source, author=author,
                           first_seen=first_seen, zone=self.zone)  # fmt: skip
        self._keep(Source(source=source, fingerprint=print_, item=id_, first_seen=first_seen), item)

    def _pictures(self, path: str, draft: Draft, paths: list[str]) -> list[Asset]:
        kept = []
        for picture in draft.pictures:
            if picture.raw is None:
                paths.append(decide.picture_path(path, picture.name))
                raw, suffix = publishable(self.folder.read(paths[-1]), paths[-1])
            else:
                raw, suffix = publishable(picture.raw, f"{path}, {picture.name}")
            kept.append(self.assets.put(picture.name, raw, suffix))
        return kept

    def _keep(self, source: Source, item: Item | None, person: Person | None = None) -> None:
        if item is None and self.known.get(source.source) == source:
            return
        self.known[source.source] = source
        self.library.keep(source, item, person)
        if item:
            self.kept.append(item)
