"""A firm whose clock is simulated and from which nothing leaves; what it decides, and all that it writes down, is real."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from pipeline import firm as firms
from pipeline.clear.decide import moves
from pipeline.collect.run import Collected
from pipeline.digest.press import Press
from pipeline.digest.render import MailLinks
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.mailing import Mailing
from pipeline.model import (
    Cadence,
    Channel,
    Choice,
    ClearedItem,
    Held,
    Item,
    Kind,
    Message,
    More,
    Subscriber,
    Tagging,
)
from pipeline.plan.decide import SHARE
from pipeline.ports import HandedOver, Transport, one_by_one
from pipeline.publish.run import Published
from pipeline.publishing import dated_ahead
from pipeline.rehearsing.posts import RehearsedPosting, Said
from pipeline.wiring import PUBLISHED, House


class Clock:
    """A time that is moved on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def wait(self, seconds: float) -> None:
        """Let time go by, at once."""
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Public:
    """What the site has of a piece."""

    text: str
    #: It was to be looked at again, and says so.
    overdue: bool


@dataclass
class Seen:
    """What would have been seen outside since it was last looked at."""

    #: Mails, by edition; texts for networks, by edition and network.
    mails: Counter[str] = field(default_factory=Counter)
    texts: list[tuple[str, str]] = field(default_factory=list)
    #: Share packs, by slot.
    packs: Counter[str] = field(default_factory=Counter)
    posts: list[Said] = field(default_factory=list)
    #: Pieces by id, and what became of each: `new`, `gone`, `changed`.
    pieces: dict[str, str] = field(default_factory=dict)
    built: bool = False

    def clear(self) -> None:
        """Begin anew."""
        self.mails.clear()
        self.texts.clear()
        self.packs.clear()
        self.posts.clear()
        self.pieces.clear()
        self.built = False


class Recorder:
    """Takes messages, and counts them (port: Transport)."""

    def __init__(self, seen: Seen, edition: Callable[[str], str]) -> None:
        self._seen, self._edition = seen, edition

    def send(self, message: Message) -> str:
        """Take one."""
        if message.channel is Channel.SOCIAL:
            edition, _, file = message.recipient.partition("/")
            self._seen.texts.append((edition, file.removesuffix(".txt")))
        elif (edition := self._edition(message.message_id)) == SHARE:
            period = message.message_id.split(".")[1]
            self._seen.packs[f"{SHARE}-{period}"] += 1
        else:
            self._seen.mails[edition] += 1
        return "rehearsed"

    def hand_over(self, messages: Iterable[Message | None], begun: Callable[[Message], None]) -> Iterator[HandedOver]:
        """Take one after another."""
        return one_by_one(self.send, messages, begun)

    def arrived(self, message_id: str) -> bool | None:
        """Nobody can tell."""
        return None

    def close(self) -> None:
        """Nothing is open."""


class Unprinted(Press):
    """Decides everything about a mail, and does not set it in type: the same readers get it, and it takes a tenth of the time."""

    def mail(
        self, reader: Subscriber, choices: Sequence[Choice], *, message_id: str, now: datetime, more: Sequence[More] = (),
        links: MailLinks | None = None, welcome: bool = False,
    ) -> Message:  # fmt: skip
        """The message without its words. Raises ValueError where the address cannot stand in a header."""
        to, _ = self._head.written(
            reader, "", subject=b"", date=b"", message_id=message_id, leave=links.leave if links else "", archive=b""
        )
        return Message(channel=Channel.NEWSLETTER, message_id=message_id, sender="", recipient=to, body=b"")


class RehearsedMailing(Mailing):
    """Editions as they would be, handed to nobody."""

    press = Unprinted

    def __init__(self, house: "Rehearsed") -> None:
        super().__init__(house)
        self._rehearsed = house

    def _ways(self) -> Mapping[Channel, Callable[[], Transport]]:
        return {Channel.NEWSLETTER: self.way, Channel.SOCIAL: self.way}

    def way(self) -> Transport:
        """What counts what it is given."""
        return Recorder(self._rehearsed.seen, _edition_of)

    def _wait(self, seconds: float) -> None:
        self._rehearsed.clock.wait(seconds)

    @property
    def _at_once(self) -> int:
        return 1


def _edition_of(message_id: str) -> str:
    """The edition that a Message-ID names (`digest.decide.message_id`)."""
    return message_id.strip("<>").partition("@")[0].partition(".")[0]


class _Ledger(LedgerStore):
    """The copy's: nobody comes, changes or leaves while a rehearsal lasts, so that everybody is read once."""

    @cached_property
    def _every(self) -> dict[str, Subscriber]:
        return {each.id: each for each in super().each_subscriber()}

    def each_subscriber(self, cadence: Cadence | None = None) -> Iterator[Subscriber]:
        """Every reader who has not left, by id."""
        return (each for each in self._every.values() if cadence in (None, each.cadence))

    def to_mail(self, ids: Collection[str]) -> dict[str, Subscriber]:
        """Those of these readers who may be mailed."""
        return {id_: self._every[id_] for id_ in ids if id_ in self._every}

    def _scrub(self) -> None:
        """The copy is removed as a whole."""


class Rehearsed(House):
    """The copy of a firm, at a simulated time.

    Args:
        root: the copy's folder.
        clock: the time.
        progress: is told how far things are.

    """

    def __init__(self, root: Path, clock: Clock) -> None:
        super().__init__(root, clock=clock)
        self.clock = clock
        self.seen = Seen()
        self._public: dict[str, Public] | None = None
        #: Of which judgement that is.
        self._shown: list[ClearedItem] = []
        #: How everything stood when it was judged last, as of which record and day; and what waits for its date alone.
        self._judged: tuple[list[ClearedItem], list[Held]] = ([], [])
        self._standing = ""
        #: What no time changes any more.
        self._settled: set[str] = set()
        self._ahead: dict[str, datetime] = {}
        self._first: datetime | None = None

    @cached_property
    def firm(self) -> firms.Firm:
        """Its settings, without a host and a mailbox: nobody there is spoken to."""
        told = super().firm
        mail = told.mail.model_copy(update={"mailbox": None})
        return told.model_copy(update={"publishing": firms.Publishing(), "mail": mail})

    @cached_property
    def _database(self) -> Engine:
        return open_database(self.state / "attract.sqlite", durable=False)

    @cached_property
    def ledger(self) -> LedgerStore:
        """Subscribers, editions, deliveries; nothing is scrubbed in what is thrown away."""
        return _Ledger(self._database)

    @cached_property
    def mailing(self) -> RehearsedMailing:
        """What composes editions and hands them over to nobody."""
        return RehearsedMailing(self)

    @cached_property
    def posting(self) -> RehearsedPosting:
        """What drafts posts and says them to nobody."""
        return RehearsedPosting(self, self._database)

    # Nothing is dropped, and no blog brings anything, while a rehearsal lasts.

    def collect(self, **_: object) -> Collected:
        """Nothing new."""
        return Collected()

    def tag(self, items: Sequence[Item] | None = None) -> int:
        """Nothing to tag."""
        return 0

    def screen(self, items: Sequence[Item] | None = None) -> int:
        """Nothing to screen."""
        return 0

    def feeds_due(self) -> list[str]:
        """None."""
        return []

    @cached_property
    def _items(self) -> tuple[list[Item], Mapping[str, Tagging]]:
        items = self.library.items()
        return items, super().taggings(items)

    def judged(self, items: Sequence[Item] | None = None) -> tuple[list[ClearedItem], list[Held]]:
        """Everything cleared and everything held as of now; it changes with the day, and when a set time comes."""
        if items is not None:
            return super().judged(items)
        every, about = self._items
        if (standing := self.clearing.standing()) != self._standing:
            # With a new day: nobody decides anything here.
            self._note(*self.clearing.judged(about, [item for item in every if item.id not in self._settled]))
            self._standing = standing
        now = self.time()
        if self._first and self._first <= now:
            come = {id_ for id_, at in self._ahead.items() if at <= now}
            self._note(*self.clearing.judged(about, [item for item in every if item.id in come]))
        return self._judged

    def _note(self, cleared: Sequence[ClearedItem], held: Sequence[Held]) -> None:
        """Take over how these stand now; the others stay as they were."""
        again = {each.id for each in cleared} | {each.item.id for each in held}
        for id_ in again:
            self._ahead.pop(id_, None)
        self._ahead |= {each.item.id: each.item.published for each in dated_ahead(held)}
        self._first = min(self._ahead.values(), default=None)
        kept, still = self._judged
        self._settled |= {each.id for each in cleared if not moves(each.item, each)}
        self._judged = (
            [*(each for each in kept if each.id not in again), *cleared],
            [*(each for each in still if each.item.id not in again), *held],
        )

    def publish(self, *, anew: bool = False, thorough: bool = False) -> Published:
        """Say what the site would show, and what of that is new."""
        cleared, _ = self.judged()
        if cleared is self._shown and self._public is not None:
            self.ledger.set_mark(PUBLISHED, self.clearing.standing())
            return Published(pages=len(self._public), change=None)
        public = {each.id: Public(each.item.content_hash, each.overdue) for each in cleared if _is_shown(each)}
        before = public if self._public is None else self._public
        self._public, self._shown = public, cleared
        changes = dict.fromkeys(public.keys() - before.keys(), "new")
        changes |= dict.fromkeys(before.keys() - public.keys(), "gone")
        changes |= {id_: "changed" for id_ in public.keys() & before.keys() if public[id_] != before[id_]}
        self.seen.pieces |= changes
        self.seen.built |= bool(changes)
        self.ledger.set_mark(PUBLISHED, self.clearing.standing())
        return Published(pages=len(public), change=None)

    def set_times(self) -> Mapping[str, datetime]:
        """When pieces go public that wait for their date alone, by id."""
        self.judged()
        return dict(self._ahead)

    def set_time_has_come(self) -> bool:
        """The plan's own slots say so."""
        return False

    def site_version(self) -> str:
        """No host is spoken to."""
        return ""


def _is_shown(each: ClearedItem) -> bool:
    return each.item.kind is not Kind.NOTE and Channel.WEB in each.channels
