"""Joins the rooms to the world: the only module that names concrete edges.

A `House` is one firm's folder with everything that works on it. Each verb is a method; rooms and
edges that take time to load (feeds, the mail server) are imported where they are used, so that
to bring the site up to date takes a second and not two.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from pipeline import firm as firms
from pipeline import publishing
from pipeline.clearing import Clearing
from pipeline.edges import files
from pipeline.edges.store.claims import SeedClaims
from pipeline.edges.store.database import open_database, read_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.library import LibraryStore
from pipeline.edges.store.slots import SlotStore
from pipeline.ending import silent, until
from pipeline.errors import BusyError, SourceError
from pipeline.model import (
    Areas,
    Cadence,
    ClearedItem,
    Held,
    Item,
    Kind,
    Person,
    Subscriber,
    Tagging,
)
from pipeline.ports import Apart, Progress
from pipeline.publish.run import Published
from pipeline.settled import Settled
from pipeline.tag import overlay as overlays
from pipeline.tag import run as tag_run
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.tagger import FirmTagger

if TYPE_CHECKING:
    from pipeline.collect.run import Collected
    from pipeline.edges.folder import FirmFolder
    from pipeline.edges.http import Feeds
    from pipeline.mailing import Mailing
    from pipeline.outcome import Run
    from pipeline.planning import Planning
    from pipeline.posting import Posting


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


#: What was recorded when the site was last brought up to date.
PUBLISHED = "published"


class House(Settled):
    """One firm's folder, and every verb on it."""

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], datetime] = now,
        progress: Progress = silent,
        ending: threading.Event | None = None,
        sends: bool = True,
        only_reads: bool = False,
    ) -> None:
        """Open a firm's folder; nothing is read yet.

        Args:
            root: the folder.
            clock: the time.
            progress: is told how far each room is.
            ending: is set when this process is to stop; what takes long then ends soon, and whole.
            only_reads: whether it can change nothing in its store, and does not bring it up to date.
            sends: whether mail leaves by this house; `attract up` has another for that, so that nothing else waits.

        """
        super().__init__(root)
        self.site = root / "site"
        self.outbox = self.state / "outbox"
        self._clock = clock
        self._only_reads = only_reads
        self.ending, self.stays = ending or threading.Event(), ending is not None
        self.progress = until(self.ending, progress) if ending else progress
        self.sends = sends
        self._clearing: Clearing | None = None

    def time(self) -> datetime:
        """Now, by the clock this house goes by."""
        return self._clock()

    # What the rooms work with.

    @cached_property
    def _database(self) -> Engine:
        _ = self.firm  # a folder that is no firm's gets no database
        return (read_database if self._only_reads else open_database)(self.state / "attract.sqlite")

    @cached_property
    def library(self) -> LibraryStore:
        """What was collected and judged."""
        return LibraryStore(self._database)

    @cached_property
    def ledger(self) -> LedgerStore:
        """Subscribers, editions, deliveries."""
        return LedgerStore(self._database)

    @cached_property
    def slots(self) -> SlotStore:
        """The plan: what is done when."""
        return SlotStore(self._database)

    @cached_property
    def seeds(self) -> SeedClaims:
        """Deliveries to the firm's own addresses, to be claimed before those to readers."""
        return SeedClaims(self._database)

    @property
    def folder(self) -> "FirmFolder":
        """What lawyers drop, and what the firm says about itself."""
        from pipeline.edges.folder import FirmFolder

        return FirmFolder(self.root, self.firm.collecting.settle)

    @property
    def fetcher(self) -> "Feeds":
        """Where feeds come from."""
        from pipeline.edges.http import Feeds

        return Feeds(self.root, private=self.firm.collecting.private_hosts)

    @property
    def apart(self) -> Apart:
        """A process of its own for what strangers wrote."""
        from pipeline.edges.apart import apart

        return apart

    @property
    def feeds(self) -> tuple[firms.Feed, ...]:
        """The blogs that the firm follows: those of `firm.yml`, then those of `content/feeds.opml`."""
        from pipeline.collect import opml

        listed = self.file(opml.LIST)
        added = opml.read_opml(listed.read(), opml.LIST) if listed.exists() else []
        # What the settings say of a feed goes before what the list says of it.
        return tuple({feed.address: feed for feed in (*self.firm.feeds, *added, *self.firm.feeds)}.values())

    def inside(self, path: Path) -> str:
        """A file's name within the firm's folder, as an item's source gives it; empty for one from outside."""
        where = path.resolve()
        return where.relative_to(self.root).as_posix() if where.is_relative_to(self.root) else ""

    def file(self, path: str) -> files.WholeFile:
        """One small file of ours in the firm's folder."""
        return files.WholeFile(self.root / path)

    @property
    def clearing(self) -> Clearing:
        """What decides whether the firm's words may go out."""
        if self._clearing is None:
            self._clearing = Clearing(
                self.root, self.state, self.firm, self.library, clock=self._clock, progress=self.progress
            )
        return self._clearing

    @cached_property
    def assets(self) -> files.AssetFolder:
        """The pictures, kept under the hash of their bytes."""
        return files.AssetFolder(self.state / "assets")

    @cached_property
    def _overlay(self) -> overlays.Overlay:
        return overlays.overlay(self.firm.practice_areas, taxonomy().areas)

    @property
    def tags_version(self) -> str:
        """Names the tagger and what the firm changes about the areas."""
        return self._overlay.version(self.tagger.version)

    @property
    def areas(self) -> Areas:
        """The practice areas, as the firm has them."""
        return self._overlay.areas

    def people(self) -> Mapping[str, Person]:
        """Everybody with a page, by id."""
        return {person.id: person for person in self.library.people()}

    def readers(self, cadence: Cadence | None = None) -> list[Subscriber]:
        """Who may be mailed, or those of one cadence; what they asked for as the areas of today."""
        return list(self.each_reader(cadence))

    def each_reader(self, cadence: Cadence | None = None) -> Iterator[Subscriber]:
        """The same one after the other; only some of them are in memory."""
        now = self.areas.now
        return (replace(each, areas=now(each.areas)) for each in self.ledger.each_subscriber(cadence))

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold the firm's lock: one Attract at a time changes a firm. Raises BusyError at once."""
        _ = self.firm
        self.state.mkdir(exist_ok=True)
        with files.alone(self.state / "lock", str(self.root)):
            yield

    # The verbs.

    def collect(
        self, *, feeds: bool = True, asked: Collection[str] | None = None, accept_gone: bool = False
    ) -> "Collected":
        """Bring the library up to the folder and the feeds, or to the folder alone.

        Args:
            feeds: whether to ask the feeds that are due, too.
            asked: addresses of the feeds to ask now, due or not; None asks those that are due.
            accept_gone: withdraw however many files have gone at once.

        """
        from pipeline.collect import run as collect_run

        return collect_run.run(
            folder=self.folder,
            fetcher=self.fetcher,
            apart=self.apart,
            library=self.library,
            book=self.library,
            assets=self.assets,
            feeds=self.feeds if feeds else None,
            settings=self.firm.collecting,
            accept_gone=accept_gone,
            asked=asked,
            settled=lambda item: self.clearing.settled(item),
            firm_words=self.firm.own_words,
            areas=self.areas,
            zone=self.firm.zone,
            now=self._clock(),
            progress=self.progress,
        )

    def feeds_due(self) -> list[str]:
        """Addresses of the blogs that are to be asked now, each at its own interval."""
        from pipeline.collect import pace
        from pipeline.ports import FeedState

        known, now = self.library.feeds(), self._clock()
        away = (feed.address for feed in self.feeds if "://" in feed.address)
        return [each for each in away if pace.is_due(known.get(each, FeedState(address=each)), now)]

    def problems(self) -> list[SourceError]:
        """What cannot be read, and what feeds need a person for."""
        from pipeline.collect.run import standing

        return standing(self.library.sources().values(), self.library, self.feeds)

    @cached_property
    def tagger(self) -> FirmTagger:
        """What knows the practice areas."""
        return FirmTagger(self.root, self.state)

    def tag(self, items: Sequence[Item] | None = None) -> int:
        """Tag what has not been tagged, of everything or of these items; returns how many."""
        return tag_run.run(
            library=self.library,
            book=self.library,
            tagger=self.tagger.load,
            version=self.tagger.version,
            progress=self.progress,
            items=items,
            overlay=self._overlay,
        )

    def taggings(self, items: Sequence[Item] | None = None) -> Mapping[str, Tagging]:
        """What each piece is about, or each of these, by id; the author's own word goes before what was found."""
        return self.tagger.taggings(self.library, self.library, self._overlay, items)

    def worked_out(self, item: Item) -> Tagging:
        """What an item that is not in the library is about."""
        return tag_run.said(item, self._overlay.added(item, self.tagger.load().tagging(item)), self._overlay)

    def screen(self, items: Sequence[Item] | None = None) -> int:
        """Let the rules and the detectors read what they have not read; returns how many."""
        return self.clearing.screen(items)

    def judged(self, items: Sequence[Item] | None = None) -> tuple[list[ClearedItem], list[Held]]:
        """Everything cleared and everything held as of now, or these items."""
        return self.clearing.judged(self.taggings(items), items)

    def warm_up(self) -> None:
        """Load what takes a second to load, so that the first drop need not wait for it."""
        self.tagger.load().read("", "A lease.")
        self.clearing.reader.read("A lease.")

    def speaking(self, cleared: Sequence[ClearedItem]) -> tuple[firms.Firm, Areas]:
        """The firm and its areas as they may be shown: without the firm's own words while those are held."""
        if any(each.item.kind is Kind.FIRM for each in cleared):
            return self.firm, self.areas
        return self.firm.silent(), self._overlay.silent

    @cached_property
    def _publishing(self) -> publishing.Publishing:
        return publishing.Publishing(self)

    def publish(self, *, anew: bool = False, thorough: bool = False) -> Published:
        """Bring the site up to what is cleared now; see `Publishing.publish`."""
        published = self._publishing.publish(anew=anew, thorough=thorough)
        if self.ledger.mark(PUBLISHED) != (standing := self.clearing.standing()):
            self.ledger.set_mark(PUBLISHED, standing)
        return published

    def site_changes(self) -> list[str]:
        """What `publish` would change, a line each. Changes nothing."""
        return self._publishing.changes()

    def site_version(self) -> str:
        """Names the site that stands, by what it was made of; empty where none does."""
        return self._publishing.version()

    def set_time_has_come(self) -> bool:
        """Whether a piece that waited for its set time may be public now."""
        return self._publishing.set_time_has_come()

    def set_times(self) -> Mapping[str, datetime]:
        """When pieces go public that wait for their date alone, by id."""
        return self._publishing.set_times()

    def check_site(self) -> list[str]:
        """The addresses at which the site is not what mkdocs itself makes of everything anew; none when all is well."""
        return self._publishing.differences()

    @cached_property
    def plan(self) -> "Planning":
        """What is due when."""
        from pipeline.planning import Planning

        return Planning(self)

    @cached_property
    def mailing(self) -> "Mailing":
        """What composes editions and hands them over."""
        from pipeline.mailing import Mailing

        return Mailing(self)

    @cached_property
    def posting(self) -> "Posting":
        """What drafts posts and says them."""
        from pipeline.posting import Posting

        return Posting(self, self._database)

    def refresh(self, firm: firms.Firm | None = None) -> None:
        """Forget the settings as they were: somebody may have changed them since. These take their place, if any are given."""
        super().refresh(firm)
        self.__dict__.pop("_overlay", None)
        reader = self._clearing.__dict__.get("reader") if self._clearing else None
        self._clearing = None
        if reader:  # it takes a second to load, and no setting is about it
            self.clearing.__dict__["reader"] = reader

    def catch_up(self) -> None:
        """Read, tag and screen what was dropped since the last run, so that an answer is about now.

        Does nothing when another Attract is at work: it does the same.
        """
        with suppress(BusyError), self.working():
            self.collect(feeds=False)
            self.tag()
            self.screen()

    # All rooms in order.

    def run(self) -> "Run":
        """Collect, tag, clear, publish, then what is due of digests and deliveries."""
        from pipeline import rounds

        return rounds.whole(self)

    def tick(self) -> "Run | None":
        """Do what is due now, if anything is."""
        from pipeline import rounds

        return rounds.due(self)
