"""Readers come, change, leave and are erased in any order: the store against a model in plain Python."""

import itertools
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pipeline.edges.address_keys import AddressKeys
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.resealing import reseal
from pipeline.ending import silent
from pipeline.model import Cadence, Permission, SignUp, Step, Subscriber, Wish
from tests.builders import NOON, subscriber
from tests.edges.readers_contract import sign_up
from tests.thorough import LONGER

DAY = timedelta(days=1)
ADDRESSES = ("megge@example.org", "theo@bücher.example")
#: Another spelling of each.
SPELLINGS = {"megge@example.org": "MEGGE@example.org", "theo@bücher.example": "Theo@xn--bcher-kva.example"}

addresses = st.sampled_from(ADDRESSES)
wishes = st.builds(
    Wish,
    name=st.sampled_from(["", "Megge", "M. Lowe"]),
    areas=st.sampled_from([(), ("tax",), ("tax", "leases")]),
    cadence=st.sampled_from(Cadence),
    minutes=st.sampled_from([0, 10]),
)


@dataclass
class Person:
    """What the model knows of one address."""

    #: None while nobody reads there.
    wish: Wish | None = None
    id: str = ""
    permission: str = ""
    ends: datetime | None = None
    paused: datetime | None = None
    left: datetime | None = None
    #: Why the address is suppressed; empty where it is not.
    suppressed: str = ""
    #: The id that a suppression keeps.
    former: str = ""
    #: Whether they ever chose for themselves.
    chose: bool = False
    steps: list[Step] = field(default_factory=list)
    #: Sign-ups that became theirs, and when; with the lines that each has.
    confirmed: list[str] = field(default_factory=list)

    def mailed(self, now: datetime) -> bool:
        """Whether a digest may go to them."""
        asleep = self.paused is not None and now < self.paused
        return bool(self.wish and not self.suppressed and not asleep and (self.ends is None or now < self.ends))


@dataclass
class Asked:
    """One open sign-up."""

    sign_up: SignUp
    address: str


class ReadersLife(RuleBasedStateMachine):
    """Every act, in any order, under a clock that only goes forward."""

    #: A migrated database without rows.
    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "a.sqlite")
        ring = AddressKeys.beside(self.folder / "a.sqlite")
        ring.made(NOON)
        ring.rotate(NOON)
        #: Under which addresses may stand; None: they can be read.
        self.keys = (None, *ring.read())
        self.engine = open_database(self.folder / "a.sqlite")
        self.store = LedgerStore(self.engine)
        self.now = NOON
        self.people = {address: Person() for address in ADDRESSES}
        self.open: dict[str, Asked] = {}
        #: Sign-ups that were confirmed once: whose they are.
        self.over: dict[str, str] = {}
        self.ids = itertools.count(1)

    def teardown(self) -> None:
        """Nothing stays on the disk."""
        self.engine.dispose()
        shutil.rmtree(self.folder)

    @rule(number=st.integers(0, 2))
    def addresses_are_encrypted_or_not(self, number: int) -> None:
        """Nobody notices, under which key or none."""
        reseal(self.engine, self.keys[number], silent)

    # What the person does.

    @initialize(wish=wishes)
    def somebody_reads(self, wish: Wish) -> None:
        """Most of what can happen, happens to readers."""
        self.asks(ADDRESSES[0], wish, spelled=False)
        self.confirms(next(iter(self.open)))

    @rule(address=addresses, wish=wishes, spelled=st.booleans())
    def asks(self, address: str, wish: Wish, *, spelled: bool) -> None:
        """Anybody may ask, known or not."""
        written = SPELLINGS[address] if spelled else address
        asked = sign_up(id=f"{next(self.ids):032x}", address=written, wish=wish, asked=self.now)
        self.store.ask([asked])
        self.open[asked.id] = Asked(asked, address)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def confirms_one(self, data: st.DataObject) -> None:
        """A link is pressed, soon or late."""
        self.confirms(data.draw(st.sampled_from(sorted(self.open))))

    def confirms(self, id_: str) -> None:
        """Within 14 days it makes a reader, with the wish of that sign-up; later it makes none."""
        made = self.store.confirm(id_, self.now, "")
        asked = self.open[id_]
        if self.now - asked.sign_up.asked > 14 * DAY:
            assert made is None
            return
        person = self.people[asked.address]
        person.id = person.id if person.wish else (person.former or id_)
        person.wish, person.permission = asked.sign_up.wish, "express"
        person.ends = person.paused = person.left = None
        person.suppressed = person.former = ""
        person.chose = True
        person.steps += [Step.ASKED, Step.CONFIRMED]
        person.confirmed.append(id_)
        self.over[id_] = asked.address
        del self.open[id_]
        assert made == self.store.reader(person.id)

    @precondition(lambda self: self.over)
    @rule(data=st.data())
    def presses_an_old_link(self, data: st.DataObject) -> None:
        """What was confirmed once changes nothing, and shows the reader where there still is one."""
        id_ = data.draw(st.sampled_from(sorted(self.over)))
        person = self.people[self.over[id_]]

        made = self.store.confirm(id_, self.now, "")

        if person.wish is None or id_ not in person.confirmed:
            assert made is None
        else:
            assert made == self.store.reader(person.id)

    @rule(address=addresses, wish=wishes)
    def changes(self, address: str, wish: Wish) -> None:
        """Only who reads can."""
        person = self.people[address]
        done = self.store.change(person.id or "nobody", wish, self.now)

        assert done == (person.wish is not None and person.left is None)
        if done and wish != person.wish:
            person.wish, person.chose = wish, True
            person.steps.append(Step.CHANGED)

    @rule(address=addresses, days=st.sampled_from([None, 1, 40]))
    def pauses(self, address: str, days: int | None) -> None:
        """Until then nothing comes."""
        person = self.people[address]
        until = None if days is None else self.now + days * DAY
        done = self.store.pause(person.id or "nobody", until, self.now)

        assert done == (person.wish is not None and person.left is None)
        if done and until != person.paused:
            person.paused, person.chose = until, True
            person.steps.append(Step.PAUSED)

    @rule(address=addresses)
    def leaves(self, address: str) -> None:
        """By the link in any mail that they ever had."""
        person = self.people[address]
        done = self.store.leave(person.id or person.former or "nobody", self.now)

        assert done == (person.wish is not None or bool(person.former))
        if not done:
            return
        self._end(address)
        if person.wish is None:
            return
        person.suppressed = person.suppressed or "left"
        person.former = person.id
        if person.left is None:
            person.left = self.now
            person.steps.append(Step.LEFT)

    @rule(address=addresses)
    def comes_back(self, address: str) -> None:
        """For thirty days, and only if it was they who left."""
        person = self.people[address]
        may = person.left is not None and self.now - person.left <= 30 * DAY and person.suppressed == "left"

        assert may == self.store.come_back(person.id or "nobody", self.now)
        if may:
            person.left, person.suppressed, person.former, person.chose = None, "", "", True
            person.steps.append(Step.RETURNED)

    @rule(address=addresses)
    def is_erased(self, address: str) -> None:
        """All that stays is that they must not be mailed."""
        known = self._known(address)

        assert known == self.store.erase(SPELLINGS[address], self.now)
        self._end(address)
        self.people[address] = Person(suppressed="erased")
        self.over = {id_: whose for id_, whose in self.over.items() if whose != address}

    # What the firm does.

    @rule(
        address=addresses, wish=wishes, permission=st.sampled_from(Permission), days=st.sampled_from([None, 20]),
        spelled=st.booleans(),
    )  # fmt: skip
    def brings_in(self, address: str, wish: Wish, permission: Permission, days: int | None, *, spelled: bool) -> None:
        """A list adds, and changes whoever never chose; it lifts nothing."""
        person = self.people[address]
        ends = None if days is None else self.now + days * DAY
        come = subscriber(
            id=f"list-{next(self.ids)}",
            address=SPELLINGS[address] if spelled else address,
            permission=permission.value,
            ends=ends,
            **_fields(wish),
        )
        before = self.store.reader_at(address)

        assert (not person.suppressed) == self.store.add(come, self.now)
        if person.suppressed or person.chose:
            assert before == self.store.reader_at(address)
            return
        if before is None or before != replace(come, id=before.id):
            person.steps.append(Step.IMPORTED)
        person.id = person.id or come.id
        person.wish, person.permission, person.ends = wish, permission.value, ends

    @rule(address=addresses)
    def suppresses(self, address: str) -> None:
        """A complaint: only a new sign-up lifts it."""
        person = self.people[address]
        self.store.suppress(address, "a complaint", self.now)

        self._end(address)
        if person.suppressed in ("", "left"):
            person.suppressed = "a complaint"
        if person.wish is not None and person.left is None:
            person.left, person.former = self.now, person.id
            person.steps.append(Step.LEFT)

    # What time does.

    @rule(hours=st.sampled_from([1, 24, 7 * 24, 14 * 24, 15 * 24, 31 * 24]))
    def time_passes(self, hours: int) -> None:
        """The clock goes forward."""
        self.now += timedelta(hours=hours)

    @rule()
    def clears_out(self) -> None:
        """What is over goes, and nothing else that anybody could see."""
        old = [id_ for id_, asked in self.open.items() if self.now - asked.sign_up.asked > 14 * DAY]
        gone = [each for each in self.people.values() if each.left and self.now - each.left > 30 * DAY]

        assert len(old) + len(gone) == self.store.clear_out(self.now)
        for id_ in old:
            del self.open[id_]
        for person in gone:
            person.wish = person.left = person.ends = person.paused = None
            person.id, person.permission, person.confirmed = "", "", []

    # What always holds.

    @invariant()
    def only_they_are_mailed(self) -> None:
        """Whoever the model would mail, and nobody who is suppressed."""
        mailed = {each.id: each for each in self.store.subscribers() if each.reads(self.now)}
        expected = {each.id: each for each in self.people.values() if each.mailed(self.now)}

        assert expected.keys() == mailed.keys()
        assert not any(self.store.suppressed(each.address) for each in mailed.values())
        for id_, person in expected.items():
            assert person.wish is not None
            assert _fields(person.wish) == _fields(mailed[id_])
            assert (person.permission, person.ends) == (mailed[id_].permission, mailed[id_].ends)
            assert mailed[id_] == self.store.subscriber(id_)

    @invariant()
    def suppression_is_as_it_should_be(self) -> None:
        """In both spellings."""
        for address, person in self.people.items():
            assert (
                bool(person.suppressed) == self.store.suppressed(address) == self.store.suppressed(SPELLINGS[address])
            )

    @invariant()
    def the_proof_has_every_step(self) -> None:
        """Of whoever reads or once read; an express permission was confirmed, or somebody answers for the list."""
        for person in self.people.values():
            if not (id_ := person.id or person.former):
                continue
            lines = self.store.traces([id_])
            # A sign-up is asked long before it is confirmed, so other steps may stand between.
            assert sorted(person.steps) == sorted(line.step for line in lines)
            assert [s for s in person.steps if s != Step.ASKED] == [x.step for x in lines if x.step != Step.ASKED]
            if person.permission == "express":
                assert {Step.CONFIRMED, Step.IMPORTED} & {line.step for line in lines}

    @invariant()
    def open_sign_ups_are_open(self) -> None:
        """Those that the model has, and no other."""
        assert sorted(self.open) == sorted(each.id for each in self.store.to_write(1000))

    def _end(self, address: str) -> None:
        """Whoever leaves has not asked before to come."""
        self.open = {id_: asked for id_, asked in self.open.items() if asked.address != address}

    def _known(self, address: str) -> bool:
        person = self.people[address]
        asked = any(each.address == address for each in self.open.values())
        return person.wish is not None or bool(person.former) or asked


def _fields(chosen: Wish | Subscriber) -> Mapping[str, object]:
    """What both have."""
    return {name: getattr(chosen, name) for name in Wish.__dataclass_fields__}


@pytest.mark.long
def test_readers_live_as_the_model_says(empty: Path) -> None:
    """Dozens of lives, each of some dozens of acts."""
    ReadersLife.template = empty

    run_state_machine_as_test(
        ReadersLife,
        settings=settings(max_examples=10 * LONGER, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )
