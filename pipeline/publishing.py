"""The publishing room joined to the world: which pieces may have changed since the site was built.

It stands beside the wiring, which makes it, because `wiring` is long enough without it.

A verdict is a function of a piece's text, its tags and findings, what is recorded about it, the
settings and the day. So only these pieces are judged again: those whose row changed, those that a new
line of the record or of the book of consents names, those whose set time has come, and those that nobody
had screened or tagged yet. Whenever anything else changed (the rules, a model, the settings, the
day), all are.
"""

import gc
import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline import chain, events
from pipeline.clearing import Clearing
from pipeline.edges.cards import CardFolder
from pipeline.edges.files import RecordFile, WholeFile
from pipeline.edges.many_hands import many_hands
from pipeline.edges.mkdocs_site import MkdocsSite, marks_of
from pipeline.edges.search import SearchIndex
from pipeline.edges.store.library import LibraryStore
from pipeline.edges.versions import differing
from pipeline.edges.zensical_site import ZensicalSite
from pipeline.firm import Firm
from pipeline.model import ClearedItem, Held, Item, Kind, Tagging, digest_of
from pipeline.ports import Change
from pipeline.publish import decide, run
from pipeline.publish.desk import Desk
from pipeline.publish.neighbours import Neighbours
from pipeline.tagging.named import FILE as NAMED

if TYPE_CHECKING:
    from pipeline.wiring import House

_ALL = tuple(kind for kind in Kind if kind.is_piece)
#: What stands on pages and is no piece; a note stands on none.
_OWN = tuple(kind for kind in Kind if not kind.is_piece and kind is not Kind.NOTE)
_ENGINES = {"material": MkdocsSite, "zensical": ZensicalSite}
#: When the site was built last, and how many seconds that took.
BUILT = "site built"
#: Whose code decides what a page says.
_CODE = ("publish", "model", "firm.py")


class CurrentPieces:
    """The firm's pieces, judged as of one moment (port: Pieces).

    Args:
        library: where they are.
        clearing: what judges them.
        taggings: what each of some items is about.
        settings: names everything besides a piece itself, the record and the day that a verdict depends on.
        now: the moment.

    """

    def __init__(
        self,
        library: LibraryStore,
        clearing: Clearing,
        taggings: Callable[[list[Item]], Mapping[str, Tagging]],
        settings: str,
        now: datetime,
    ) -> None:
        self._library, self._clearing, self._taggings = library, clearing, taggings
        self._settings, self._now = settings, now
        # Asked before anything is read: what changes meanwhile is looked at again next time.
        self._changes = library.changes()
        self._books = {"record": clearing.record, "consents": clearing.consents}
        self._ends = {name: _end(book.lines()) for name, book in self._books.items()}
        self._recorded = clearing.recorded()
        self._unsettled: set[str] = set()
        self._ahead: dict[str, str] = {}
        self._before: Mapping[str, str] = {}

    def present(self) -> frozenset[str]:
        """The ids of all pieces; those of what is held are among them."""
        return self._library.ids(_ALL)

    def again(self, marks: Mapping[str, str]) -> frozenset[str] | None:
        """Those that may have changed since a site with these marks was made; None where anything may have."""
        if marks.get("judged") != self._judged:
            return None
        self._before = marks
        named: set[str] = set()
        for name, book in self._books.items():
            since = _since(book, marks.get(name, ""))
            if since is None:
                return None
            named |= {str(json.loads(line).get("item", "")) for line in since}
            if any("item" not in json.loads(line) for line in since):
                return None  # a line about something else, such as a consent that was taken back
        ahead: dict[str, str] = json.loads(marks["ahead"])
        come = {id_ for id_, at in ahead.items() if datetime.fromisoformat(at) <= self._now}
        self._ahead = {id_: at for id_, at in ahead.items() if id_ not in come}
        changed = self._library.ids(_ALL, int(marks["changes"]))
        return frozenset(changed | named | come | set(json.loads(marks["unsettled"])))

    @cached_property
    def _judged(self) -> str:
        return digest_of([self._settings, self._now.date().isoformat()])

    def marks(self) -> Mapping[str, str]:
        """What a site made now must remember, so that the next one knows what has changed since."""
        return {
            "judged": self._judged,
            "changes": str(self._changes),
            "unsettled": json.dumps(sorted(self._unsettled)),
            "ahead": json.dumps(self._ahead, sort_keys=True),
            **self._ends,
        }

    def cleared(self, ids: Collection[str]) -> list[ClearedItem]:
        """Those of these that are cleared now."""
        return self.look(ids)[0]

    def look(self, ids: Collection[str]) -> tuple[list[ClearedItem], "_Noted"]:
        """Those of these that are cleared now, and what is to be noted of all of them."""
        return self._judge(self._library.items(ids) if ids else [])

    def note(self, noted: "_Noted") -> None:
        """Note when some pieces must be looked at again."""
        for id_ in noted.ids:
            self._ahead.pop(id_, None)
        self._unsettled.difference_update(noted.ids)
        self._ahead.update(noted.ahead)
        self._unsettled.update(noted.unsettled)

    def own(self) -> list[ClearedItem]:
        """What is cleared and is no piece: profiles, words on areas, pages, what the firm says of itself."""
        cleared, noted = self._judge(self._library.items(self._library.ids(_OWN)))
        self.note(noted)
        return cleared

    def _judge(self, items: list[Item]) -> tuple[list[ClearedItem], "_Noted"]:
        about = self._taggings(items)
        cleared, held = self._clearing.judged(about, items, self._now, self._recorded)
        judged = {each.id for each in cleared} | {each.item.id for each in held}
        return cleared, _Noted(
            ids=[item.id for item in items],
            ahead={each.item.id: each.item.published.isoformat() for each in dated_ahead(held)},
            unsettled=[
                item.id
                for item in items
                if item.kind.is_piece and (item.id not in judged or about[item.id] == Tagging())
            ],
        )


@dataclass(frozen=True)
class _Noted:
    """What is known of some pieces besides their verdicts."""

    ids: Sequence[str]
    #: The set time of those that wait for nothing else.
    ahead: Mapping[str, str]
    #: Those that nobody had screened or tagged yet.
    unsettled: Sequence[str]


class Publishing:
    """Makes the site of one firm."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._near = Neighbours(WholeFile(house.state / "near.json", derived=True))

    def publish(self, *, anew: bool = False, thorough: bool = False) -> run.Published:
        """Bring the site up to what is cleared now.

        Args:
            anew: make everything, and not only what may have changed.
            thorough: also clear the search's index of words that are no longer shown.

        """
        house, began = self._house, time.monotonic()
        with _uncollected():
            published, _ = self._make(house.state, house.site, anew=anew, thorough=thorough)
        house.clearing.archived(house.site, published)
        if published.change:
            _tell(published, published.change, seconds := time.monotonic() - began)
            house.ledger.set_mark(BUILT, f"{house.time().isoformat()} {seconds:.3f}")
        return published

    def changes(self) -> list[str]:
        """What `publish` would change, a line each. Changes nothing."""
        desk, pieces, firm = self._table()
        draft = self._builder(self._house.state, self._house.site, firm).look()
        return list(
            run.changes(
                pieces=pieces,
                desk=desk,
                addresses=self._house.library,
                neighbours=self._neighbours(self._house.state),
                draft=draft,
                many_hands=many_hands,
                progress=self._house.progress,
            )
        )

    def version(self) -> str:
        """Names the site that stands, by what it was made of; empty where none does."""
        return marks_of(self._house.state, self._house.site).get("version", "")

    def set_time_has_come(self) -> bool:
        """Whether a piece that was held for its date alone when the site was made has reached it."""
        return any(at <= self._house.time() for at in self.set_times().values())

    def set_times(self) -> dict[str, datetime]:
        """When pieces go public that were held for their date alone when the site was made, by id."""
        marks = marks_of(self._house.state, self._house.site)
        ahead: dict[str, str] = json.loads(marks.get("ahead", "{}"))
        return {id_: datetime.fromisoformat(at) for id_, at in ahead.items()}

    def differences(self) -> list[str]:
        """The addresses at which the site is not what mkdocs itself makes of everything anew."""
        with TemporaryDirectory() as folder:
            _, site = self._make(Path(folder), Path(folder) / "public")
            return differing(self._house.site, site.clean())

    def _make(
        self, state: Path, public: Path, *, anew: bool = False, thorough: bool = False
    ) -> tuple[run.Published, MkdocsSite]:
        house = self._house
        desk, pieces, firm = self._table()
        site = self._builder(state, public, firm)
        if anew:
            site.forget()
        published = run.run(
            pieces=pieces,
            desk=desk,
            addresses=house.library,
            neighbours=self._neighbours(state),
            assets=house.assets,
            cards=CardFolder(house.state / "cards", house.state / "assets"),
            index=SearchIndex(),
            builder=site,
            many_hands=many_hands,
            thorough=thorough,
            progress=house.progress,
        )
        return published, site

    def _table(self) -> tuple[Desk, CurrentPieces, Firm]:
        """Everything that is laid out, judged as of now."""
        house, now = self._house, self._house.clearing.now()
        pieces = CurrentPieces(house.library, house.clearing, house.taggings, self._judged_by(), now)
        own = list(decide.on_the_web(pieces.own()))
        firm, areas = house.speaking(own)
        people = [person.as_of(now.date()) for person in house.library.people()]
        return Desk(people, firm, areas.shown, {each.id: each for each in own}, made_by()), pieces, firm

    def _builder(self, state: Path, public: Path, firm: Firm) -> MkdocsSite:
        return _ENGINES[firm.publishing.engine](
            self._house.root / "mkdocs.yml", state, public, firm, self._house.progress
        )

    def _neighbours(self, state: Path) -> Neighbours:
        if state != self._house.state:
            return Neighbours(WholeFile(state / "near.json", derived=True))
        self._near.recall()
        return self._near

    def _judged_by(self) -> str:
        """Names everything besides a piece itself, the record and the day that a verdict depends on."""
        house = self._house
        named = house.file(NAMED)
        return digest_of([
            house.firm.model_dump(mode="json"), house.tags_version, house.clearing.version(),
            house.clearing.four_eyes, named.read().decode("utf-8", "replace") if named.exists() else "",
        ])  # fmt: skip


def _tell(published: run.Published, change: Change, seconds: float) -> None:
    pages, written, removed = published.pages, len(change.written), len(change.removed)
    told = (
        f"The site is published: {pages:,} pages, {written:,} files written, {removed:,} removed, in {seconds:.1f} s."
    )
    events.tell(
        events.SITE_PUBLISHED, told, pages=pages, written=written, removed=removed, seconds=round(seconds, 3)
    )  # fmt: skip


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave Python's search for circles of garbage until later: of 5,000 listings none is garbage, and to look costs a third."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def dated_ahead(held: Iterable[Held]) -> Iterable[Held]:
    """Those that wait for their date."""
    return (each for each in held if any(finding.rule == "DATE-AHEAD" for finding in each.findings))


def _end(lines: list[str]) -> str:
    """How far a book goes: how many lines, and the hash of the last."""
    return f"{len(lines)}:{chain.line_hash(lines[-1]) if lines else ''}"


def _since(book: RecordFile, mark: str) -> list[str] | None:
    """The lines behind a mark; None where the book is not the one that was marked."""
    lines = book.lines()
    count = int(mark.partition(":")[0] or 0)
    return lines[count:] if mark == _end(lines[:count]) else None


def made_by() -> str:
    """Names the code that decides what pages say: changed code makes every page anew."""
    whole = hashlib.sha256()
    here = Path(__file__).parent
    for name in _CODE:
        for path in sorted((here / name).rglob("*.py")) if (here / name).is_dir() else [here / name]:
            whole.update(path.read_bytes())
    return whole.hexdigest()[:32]
