"""Whole sequences of editions through the real ledger: whatever readers and lawyers do between them."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pipeline.deliver.decide import done
from pipeline.deliver.sender import Limits
from pipeline.digest import decide, run
from pipeline.digest.choose import NEWS, WELCOME, lets_through
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.ending import silent
from pipeline.model import (
    Cadence,
    Change,
    Channel,
    ClearedItem,
    Delivery,
    DeliveryState,
    Edit,
    Kind,
    Message,
    Slot,
    Subscriber,
    Wish,
    changes,
)
from pipeline.ports import NotYet, Refused, Unsure
from tests.builders import NOON, clearance, cleared, item, subscriber
from tests.delivering import Composer, Script, deliver
from tests.digest.offers import AREAS, DAY, PEOPLE
from tests.thorough import LONGER

WISHES = st.builds(
    Wish,
    areas=st.lists(st.sampled_from(sorted(AREAS)), max_size=2, unique=True).map(tuple),
    people=st.lists(st.sampled_from(sorted(PEOPLE)), max_size=1).map(tuple),
    kinds=st.sampled_from([(), (), ("article",), ("story", "news")]),
    jurisdictions=st.sampled_from([(), (), ("IE",), ("CA-ON",)]),
    cadence=st.sampled_from([Cadence.WEEKLY, Cadence.WEEKLY, Cadence.MONTHLY]),
    ceiling=st.integers(1, 5),
    minutes=st.sampled_from([0, 0, 3, 10]),
)
#: States in which a mail has left, or may have.
LEFT_US = (DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN)


@cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="attract-sequences-")) / "a.sqlite"
    open_database(path).dispose()
    return path


@contextmanager
def empty_ledger() -> Iterator[tuple[LedgerStore, Path]]:
    """A ledger on a disk, with nothing in it, and a folder for journals: to copy one is faster than to make it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        shutil.copy(_template(), path)
        engine = open_database(path)
        try:
            yield LedgerStore(engine), Path(folder) / "sending"
        finally:
            engine.dispose()


@dataclass
class World:
    """A firm over some weeks."""

    ledger: LedgerStore
    #: Where senders keep their journals.
    journals: Path
    #: What chance does, drawn by the test.
    chance: Random
    now: datetime = NOON
    #: What may go out, by id.
    pieces: dict[str, ClearedItem] = field(default_factory=dict)
    #: What was taken back.
    withdrawn: dict[str, ClearedItem] = field(default_factory=dict)
    made: int = 0
    #: Whom a transport was handed a mail for: reader, edition, ids.
    sent: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    #: Readers as they were when an edition was planned.
    then: dict[tuple[str, str], Subscriber] = field(default_factory=dict)

    # What lawyers do.

    def write(self) -> None:
        """A piece comes, of today, of last month, or of long ago."""
        of = self.chance
        self.made += 1
        kind = of.choice([Kind.ARTICLE, Kind.ARTICLE, Kind.STORY, Kind.NEWS, Kind.ELSEWHERE, Kind.PROFILE])
        words = "word " * 220 * of.randint(1, 8)
        told = item(
            id=f"p{self.made:03}", kind=kind, author=of.choice([*PEOPLE, None]), body=words, html=words,
            published=self.now - DAY * of.choice([0, 0, 0.5, 3, 30, 80, 400]), backlog=of.random() < 0.05,
            jurisdictions=of.choice([(), (), ("IE",), ("CA",)]),
        )  # fmt: skip
        channels = of.choice([tuple(Channel)] * 5 + [(Channel.WEB,)])
        areas = of.sample(sorted(AREAS), of.randint(0, 2))
        signed = clearance(told, at=self.now) if kind.tells_of_clients else None
        self.pieces[told.id] = cleared(told, *areas, channels=channels, clearance=signed)

    def correct(self) -> None:
        """A piece gets other words, and is cleared anew."""
        if self.pieces:
            piece = self.pieces[self.chance.choice(sorted(self.pieces))]
            told = replace(piece.item, title=piece.item.title + " again")
            again = {"item": told, "cleared_text": told.content_hash, "clearance": clearance(told, at=self.now)}
            self.pieces[piece.id] = replace(piece, **again)  # type: ignore[arg-type]  # named by the fields

    def withdraw(self) -> None:
        """A piece is taken back, or comes back."""
        there, to = self.chance.choice([(self.pieces, self.withdrawn), (self.withdrawn, self.pieces)])
        if there:
            id_ = self.chance.choice(sorted(there))
            to[id_] = there.pop(id_)

    # What readers do.

    def join(self, wish: Wish) -> None:
        """Somebody comes."""
        self.made += 1
        id_ = f"r{self.made:03}"
        chosen = {name: getattr(wish, name) for name in Wish.__dataclass_fields__}
        self.ledger.add(subscriber(id=id_, address=f"{id_}@example.org", confirmed=self.now, **chosen))

    def turn(self, wish: Wish) -> None:
        """A reader wants something else, pauses, or leaves."""
        readers = self.ledger.subscribers()
        if not readers:
            return
        reader = self.chance.choice(readers)
        match self.chance.choice(["change", "change", "pause", "leave", "suppress"]):
            case "change":
                self.ledger.change(reader.id, replace(wish, cadence=reader.cadence), self.now)
            case "pause":
                self.ledger.pause(reader.id, self.now + timedelta(days=self.chance.choice([1, 10])), self.now)
            case "leave":
                self.ledger.leave(reader.id, self.now)
            case "suppress":
                self.ledger.suppress(reader.address, "bounced", self.now)

    # What the firm does.

    def touch(self, edition: str) -> None:
        """A person pins pieces, drops some, puts them in order, or lets them be."""
        ids = sorted({*self.pieces, *self.withdrawn})
        for _ in range(self.chance.choice([0, 0, 1, 3])):
            items = tuple(self.chance.sample(ids, min(len(ids), self.chance.randint(1, 4))))
            edit = self.chance.choice([*Edit, Edit.PIN])
            assert self.ledger.edit(edition, Change(edit=edit, items=items, by="Ines", at=self.now))

    def compose(self, slot: Slot) -> None:
        """An edition is opened, and what is planned says what it must."""
        self.touch(slot.edition)
        readers = self.ledger.subscribers(slot.cadence)
        told = list(self.pieces.values())
        rows = self._plan(slot, told, readers)
        self.chance.shuffle(told)
        assert rows == self._plan(slot, told, readers)
        assert [each.id for each in readers] == [row.subscriber for row in rows]
        for row, reader in zip(rows, readers, strict=True):
            self.then[reader.id, slot.edition] = reader
            self._is_right(row, reader)
        texts = {each.id: each.cleared_text for each in told}
        assert self._composed(slot, rows, texts)
        assert not self._composed(slot, rows, texts)
        assert not self.ledger.edit(slot.edition, Change(edit=Edit.RESET, items=(), by="Ines", at=self.now))
        told_of = next(iter(decide.told(rows)), None)
        assert told_of is None or len(rows) == told_of.readers + len(told_of.left_out)

    def _composed(self, slot: Slot, rows: list[Delivery], texts: dict[str, str]) -> bool:
        seen: list[Delivery] = []
        composed = run.run(
            slot, rows, readers=len(rows), texts=texts, ledger=self.ledger, now=self.now, leaves=None, told=seen.append,
            progress=silent,
        )  # fmt: skip
        assert (rows if composed else []) == seen
        return composed

    def _plan(self, slot: Slot, told: list[ClearedItem], readers: list[Subscriber]) -> list[Delivery]:
        planned = run.plan(
            slot, cleared=told, subscribers=readers, ledger=self.ledger, networks=(),
            domain="firm.example", never=(), now=self.now, changes=changes(self.ledger.edits(slot.edition)),
        )  # fmt: skip
        return list(planned)

    def _is_right(self, row: Delivery, reader: Subscriber) -> None:
        had = self.ledger.had(reader.id)
        changed = changes(self.ledger.edits(row.edition))
        first = [id_ for id_ in changed.pinned if id_ in row.items]
        assert not changed.dropped & {*row.items, *row.passed}
        assert first == [*row.items[: len(first)]]
        ordered = [id_ for id_ in row.items if id_ in changed.ordered]
        assert ordered == [id_ for id_ in changed.ordered if id_ in ordered]
        planned = [self.pieces[id_] for id_ in row.items]
        minutes = sum(len(each.item.html.split()) / 220 for each in planned)
        assert not had & {*row.items, *row.passed}
        assert len({*row.items, *row.passed}) == len(row.items) + len(row.passed)
        assert bool(row.items) == (row.state is DeliveryState.PLANNED) == (not row.response)
        assert not row.items or reader.reads(self.now)
        assert len(row.items) <= (reader.ceiling if had else min(reader.ceiling, WELCOME))
        assert not reader.minutes or len(planned) <= 1 or minutes <= reader.minutes
        for each in planned:
            assert Channel.NEWSLETTER in each.channels
            assert each.item.kind.is_piece
            assert not each.item.backlog
            assert lets_through(reader, each)
            assert self._is_asked_for(each, reader)
            cleared_at = each.clearance.at if each.clearance else each.item.published
            assert not had or each.id in first or self.now - max(each.item.published, cleared_at) <= NEWS
        fitting = (
            each.id
            for each in decide.pieces(
                [self.pieces[id_] for id_ in changed.pinned if id_ in self.pieces], Channel.NEWSLETTER
            )
            if each.id not in had and lets_through(reader, each) and self._is_asked_for(each, reader)
        )
        assert not reader.reads(self.now) or bool(first) == any(fitting)

    @staticmethod
    def _is_asked_for(piece: ClearedItem, reader: Subscriber) -> bool:
        asked = {*piece.areas} & {*reader.areas} or {*piece.item.authors} & {*reader.people}
        return bool(asked) or not (reader.areas or reader.people)

    def send(self) -> None:
        """What is planned goes out, or does not, as servers will have it."""
        deliver(
            self.ledger, _Way(self), self.journals, compose=lambda: _Compose(self), clock=lambda: self.now,
            limits=Limits(pause_after=10_000),
        )  # fmt: skip

    def message(self, row: Delivery) -> Message | str:
        """The message of a delivery, or why it is left out now."""
        reader = self.ledger.subscriber(row.subscriber)
        if reader is None:
            return "the reader has left"
        if reason := decide.barred(reader, self.now, ()):
            return reason
        choices = decide.still_cleared(row, self.pieces, reader, AREAS, PEOPLE)
        if not choices:
            return "nothing is left"
        assert all(choice.why for choice in choices)
        first = not any(each.items for each in self.ledger.deliveries_to([reader.id]) if each.state in LEFT_US)
        # A welcome that was refused is another one's first edition again; what it passed stands in no other row. One that a
        # server put off may come after the next edition.
        assert row.welcome <= first or row.tries
        return Message(
            channel=Channel.NEWSLETTER, message_id=row.message_id, sender="digest@firm.example",
            recipient=row.subscriber, body=b"", texts={each.item.id: each.item.cleared_text for each in choices},
        )  # fmt: skip

    def send_one(self, message: Message) -> str:
        """Take a message, or not."""
        outcome = self.chance.choice(["taken"] * 6 + ["no", "later", "silence"])
        if outcome == "no":
            raise Refused("550 no")
        if outcome == "later":
            raise NotYet("450 later")
        edition = message.message_id[1:].rpartition("@")[0].removesuffix(f".{message.recipient}")
        self.sent.append((message.recipient, edition, tuple(message.texts)))
        if outcome == "silence":
            raise Unsure("the line went dead")
        return "250 taken"

    # What is true in the end.

    def holds(self) -> None:
        """No reader got a piece twice, or one that was passed, and every row is accounted for."""
        rows = self.ledger.deliveries()
        got = Counter((reader, id_) for reader, _, ids in self.sent for id_ in ids)
        assert not [each for each, times in got.items() if times > 1]
        kept = [row for row in rows if row.state not in (DeliveryState.REFUSED, DeliveryState.EXCLUDED)]
        passed = {(row.subscriber, id_) for row in kept for id_ in row.passed}
        assert not passed & got.keys()
        assert {(row.subscriber, row.edition) for row in rows if row.state in LEFT_US} == {
            (reader, edition) for reader, edition, _ in self.sent
        }
        assert len({(row.subscriber, row.edition) for row in rows}) == len(rows) == len(self.then)
        for reader, edition, ids in self.sent:
            assert len(ids) <= self.then[reader, edition].ceiling


class _Way(Script):
    """A transport that does what chance says."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def send(self, message: Message) -> str:
        """Take it, or not."""
        return self.world.send_one(message)


class _Compose(Composer):
    """Makes the messages of a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, row: Delivery) -> Message | str:
        """As the world has it now."""
        return self.world.message(row)


@pytest.mark.long
@settings(max_examples=5 * LONGER, deadline=None)
@given(
    wishes=st.lists(WISHES, min_size=3, max_size=6),
    changes=st.lists(WISHES, min_size=4, max_size=4),
    seed=st.integers(0, 2**32),
    weeks=st.integers(4, 9),
)
def test_no_sequence_of_editions_sends_anything_twice(
    wishes: list[Wish], changes: list[Wish], seed: int, weeks: int
) -> None:
    """None uncleared, none suppressed, ceilings kept, counts balanced, the same from the same; whatever happens between."""
    with empty_ledger() as (ledger, journals):
        world = World(ledger, journals, Random(seed))
        for wish in wishes:
            world.join(wish)
        for week in range(weeks):
            for _ in range(world.chance.choice([0, 1, 4, 9])):
                world.write()
            for act in (world.correct, world.withdraw):
                if world.chance.random() < 0.5:
                    act()
            if world.chance.random() < 0.4:
                world.turn(world.chance.choice(changes))
            if world.chance.random() < 0.3:
                world.join(world.chance.choice(changes))
            world.compose(Slot(cadence=Cadence.WEEKLY, period=f"2026-W{week:02}", due=world.now))
            if week % 4 == 0:
                world.compose(Slot(cadence=Cadence.MONTHLY, period=f"2026-{week:02}", due=world.now))
            # Between planning and sending, too, somebody leaves and something is taken back.
            if world.chance.random() < 0.4:
                world.turn(world.chance.choice(changes))
            if world.chance.random() < 0.4:
                world.withdraw()
            world.send()
            world.now += 7 * DAY
        world.send()
        world.holds()
        for _ in range(60):  # until every "later" has been answered otherwise
            if done(ledger.counts()):
                break
            world.now += DAY / 4
            world.send()
        world.holds()
        assert done(ledger.counts())
        event(f"{len(world.sent) // 5 * 5} mails")
