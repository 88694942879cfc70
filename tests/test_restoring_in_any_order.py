"""Whatever is restored, brought in and decided in whatever order: who must not be mailed is not, and no decision is lost."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import backups, chain, exporting, importing, reader_acts, restoring
from pipeline.clear.ledger import fields
from pipeline.model import Decision, SignUp, Wish
from pipeline.wiring import House
from tests.builders import FIRM, NOON, clearance, item, subscriber
from tests.conftest import SmallFirm, small_firm_in
from tests.thorough import LONGER

WHO = ("hana", "mia", "noor")
who = st.sampled_from(WHO)
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["leave", "suppress", "forget", "import", "confirm", "come back"]), who),
        st.tuples(st.sampled_from(["clear", "withdraw"]), st.sampled_from(["a", "b"])),
        st.tuples(st.sampled_from(["backup", "export"]), st.just("")),
        st.tuples(st.sampled_from(["restore", "bring in"]), st.integers(0, 5).map(str)),
    ),
    min_size=2, max_size=8,
)  # fmt: skip


class World:
    """One firm, and what must be true of it."""

    def __init__(self, firm: SmallFirm) -> None:
        self.firm = firm
        self.now = NOON
        self.never: set[str] = set()
        self.erased: set[str] = set()
        self.decided: list[str] = []
        self.backups: list[Path] = []
        self.exports: list[Path] = []
        self.sign_ups = 0

    def act(self, what: str, which: str) -> None:
        """One step, a day after the one before."""
        self.now += timedelta(days=1)
        house = self.firm.house(self.now)
        acts: dict[str, Callable[[], object]] = {
            "leave": lambda: house.ledger.leave(which, self.now),
            "suppress": lambda: house.ledger.suppress(f"{which}@example.org", "bounced", self.now),
            "forget": lambda: reader_acts.forget(house, f"{which}@example.org"),
            "import": lambda: house.ledger.add(
                subscriber(id=which, address=f"{which}@example.org"), self.now, {"list": "x"}
            ),
            "confirm": lambda: self.confirm(which),
            "come back": lambda: house.ledger.come_back(which, self.now),
            "clear": lambda: self.decide(which, Decision.CLEARED),
            "withdraw": lambda: self.decide(which, Decision.WITHDRAWN),
            "backup": lambda: self.backups.append(backups.make(house, prune=False).path),
            "restore": lambda: self.restore(int(which)),
            "export": lambda: self.export(house),
            "bring in": lambda: self.bring_in(int(which)),
        }
        done = acts[what]()
        if what == "suppress" or what == "forget" or (what == "leave" and done):
            self.never.add(which)
        if (what == "come back" and done) or what == "confirm":
            self.never.discard(which)
            self.erased.discard(which)
        if what == "forget":
            self.erased.add(which)
        house._database.dispose()

    def confirm(self, which: str) -> None:
        """They sign up by themselves, and press the button."""
        ledger = self.firm.house(self.now).ledger
        self.sign_ups += 1
        id_ = f"{self.sign_ups:032x}"
        ledger.ask([SignUp(id=id_, address=f"{which}@example.org", wish=Wish(), asked=self.now, wording="w", form="3")])
        assert ledger.confirm(id_, self.now, "")

    def decide(self, which: str, decision: Decision) -> None:
        """A line in the record."""
        record = self.firm.house(self.now).clearing.record
        record.append(chain.chained(fields(clearance(item(id=which), decision=decision, at=self.now)), record.lines()))
        self.decided = record.lines()

    def restore(self, number: int) -> None:
        """One of the backups that there are, over the firm."""
        if self.backups:
            restoring.in_place(self.firm.house(self.now), self.backups[number % len(self.backups)])

    def export(self, house: House) -> None:
        """Everything as plain files."""
        to = self.firm.root.parent / f"export-{len(self.exports)}"
        exporting.export(house, to)
        self.exports.append(to)

    def bring_in(self, number: int) -> None:
        """One of the exports that there are, into the firm."""
        if self.exports:
            importing.added(self.firm.house(self.now), self.exports[number % len(self.exports)])

    def check(self) -> None:
        """What no order of steps may change."""
        house = self.firm.house(self.now)
        never = {name for name in WHO if house.ledger.suppressed(f"{name}@example.org")}
        mailed = {
            reader.address.partition("@")[0]
            for reader in house.ledger.to_mail([*WHO, *(f"{n:032x}" for n in range(20))]).values()
        }
        known = {name for name in WHO if house.ledger.reader_at(f"{name}@example.org")}

        assert self.never == never
        assert set() == mailed & self.never
        assert set() == known & self.erased
        assert self.decided == house.clearing.record.lines()
        house._database.dispose()


@pytest.mark.long
@settings(max_examples=4 * LONGER, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps)
def test_nothing_is_lost_in_any_order(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]) -> None:
    """Suppressions, erasures and decisions outlive every restore and every import."""
    folder = tmp_path_factory.mktemp("world")
    firm = small_firm_in(folder)
    firm.write("content/firm.yml", FIRM + f"backups: {{to: {folder}/backups}}\n")
    world = World(firm)
    # Chance alone seldom makes a backup before what it must not undo.
    before = [*(("import", each) for each in WHO), ("clear", "a"), ("backup", ""), ("export", "")]
    for step in [*before, *steps, ("restore", "0"), ("bring in", "0")]:
        world.act(*step)
        world.check()
