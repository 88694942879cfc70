"""Handing over: claims, states, what an answer means. A scripted port, a real ledger, real journals."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from pipeline.deliver import decide, run
from pipeline.deliver.sender import Limits
from pipeline.edges.journals import JournalFolder
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.errors import TransportError, UsageError
from pipeline.model import Cadence, Delivery, DeliveryState, Message, Settled, Slot
from pipeline.ports import NotYet
from tests.builders import NOON
from tests.delivering import ANSWERS, Script, deliver

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of its own."""
    engine = open_database(tmp_path / "a.sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def journals(tmp_path: Path) -> Path:
    """Where senders keep their journals."""
    return tmp_path / "sending"


def row(subscriber: str, **changes: object) -> Delivery:
    """A planned delivery."""
    fields: dict[str, object] = {
        "edition": WEEK.edition, "subscriber": subscriber, "state": DeliveryState.PLANNED,
        "message_id": f"<{subscriber}>", "items": ("one",), **changes,
    }  # fmt: skip
    return Delivery(**fields)  # type: ignore[arg-type]  # a builder takes any field


def opened(engine: Engine, *readers: str) -> LedgerStore:
    """A ledger with one edition planned for these readers."""
    ledger = LedgerStore(engine)
    ledger.open_edition(WEEK, [row(reader) for reader in readers], NOON)
    return ledger


def states(ledger: LedgerStore) -> dict[str, str]:
    """State by reader."""
    return {row.subscriber: str(row.state) for row in ledger.deliveries()}


def test_each_answer_comes_to_its_state(engine: Engine, journals: Path) -> None:
    """Accepted, refused for good, later, perhaps: four different things."""
    ledger = opened(engine, "a", "b", "c", "d", "gone")

    told = deliver(ledger, Script("accepted", "refused", "later", "unsure"), journals)

    assert {"a": "accepted", "b": "refused", "c": "planned", "d": "uncertain", "gone": "excluded"} == states(ledger)
    assert (1, 1, 1, 1, 1) == (told.accepted, told.refused, told.uncertain, told.waiting, told.excluded)
    assert [] == list(journals.iterdir())


def test_perhaps_is_never_tried_again_by_itself(engine: Engine, journals: Path) -> None:
    """A second run sends what waits and leaves the uncertain one to a person."""
    ledger = opened(engine, "a", "b")
    deliver(ledger, Script("unsure", "down"), journals)
    again = Script()

    deliver(ledger, again, journals)

    assert ["b@example.org"] == again.handed
    assert {"a": "uncertain", "b": "accepted"} == states(ledger)


@pytest.mark.parametrize(("tries", "minutes"), [(0, 5), (1, 15), (2, 45), (3, 135), (4, 360), (7, 360)])
def test_later_is_tried_later_and_later(tries: int, minutes: int) -> None:
    """A server that puts us off is not asked again at once: it would put us off for longer."""
    told = decide.settled(row("a", tries=tries), NotYet("451 greylisted"), NOON)

    assert (DeliveryState.PLANNED, NOON + minutes * MINUTE, True) == (told.state, told.again, told.tried)


def test_later_without_an_end_is_a_no() -> None:
    """After a day and a half the edition is over, and the last answer is kept."""
    told = decide.settled(row("a", tries=8), NotYet("451 mailbox busy"), NOON)

    assert (DeliveryState.REFUSED, True) == (told.state, "451 mailbox busy" in told.response)


def test_who_was_put_off_waits_for_their_turn(engine: Engine, journals: Path) -> None:
    """Not before the time has come, and then once."""
    ledger = opened(engine, "a")
    deliver(ledger, Script("later"), journals)
    too_early, in_time = Script(), Script()

    deliver(ledger, too_early, journals, clock=lambda: NOON + 4 * MINUTE)
    deliver(ledger, in_time, journals, clock=lambda: NOON + 6 * MINUTE)

    assert ([], ["a@example.org"]) == (too_early.handed, in_time.handed)
    assert {"a": "accepted"} == states(ledger)


def test_a_server_that_is_away_loses_nothing(engine: Engine, journals: Path) -> None:
    """Everything stays planned, the way out is closed, the problem is told."""
    ledger = opened(engine, "a", "b")
    script = Script("down")

    told = deliver(ledger, script, journals)

    assert {"a": "planned", "b": "planned"} == states(ledger)
    assert (2, 1) == (told.waiting, script.closed)
    assert isinstance(told.problem, TransportError)


def test_a_server_that_cannot_be_reached_at_all_loses_nothing(engine: Engine, journals: Path) -> None:
    """What was claimed for it is planned again."""
    ledger = opened(engine, "a")

    def away() -> Script:
        raise TransportError("mail", "away.", "wait.")

    told = deliver(ledger, away, journals)

    assert {"a": "planned"} == states(ledger)
    assert told.problem is not None


def test_after_so_many_failures_in_a_row_it_stops(engine: Engine, journals: Path) -> None:
    """Three refusals running are the relay's fault, not three readers'."""
    ledger = opened(engine, "a", "b", "c", "d", "e")
    script = Script("refused", "refused", "refused")

    told = deliver(ledger, script, journals, limits=Limits(pause_after=3))

    assert 3 == len(script.handed)
    assert (2, True) == (told.waiting, told.problem is not None)


def test_the_way_out_is_not_opened_when_nothing_waits(engine: Engine, journals: Path) -> None:
    """No connection for an empty plan, nor for one in which everybody is left out."""
    ledger = opened(engine, "gone")

    def never() -> Script:
        raise AssertionError("opened")

    told = deliver(ledger, never, journals)

    assert (1, None) == (told.excluded, told.problem)
    assert run.Delivered() == deliver(ledger, never, journals)


def test_mails_and_texts_go_each_their_way_in_one_batch(engine: Engine, journals: Path) -> None:
    """A change of channel in the middle loses nobody."""
    readers = ["a", "social:bluesky", "b", "social:x", "z"]
    ledger = opened(engine, *readers)
    script = Script()

    deliver(ledger, script, journals)

    assert sorted(f"{each}@example.org" for each in readers) == sorted(script.handed)
    assert {"accepted"} == set(states(ledger).values())


class Waiting:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = NOON
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)


def test_an_hours_limit_spreads_messages_out(engine: Engine, journals: Path) -> None:
    """120 an hour are one every half minute."""
    ledger = opened(engine, "a", "b", "c")
    time = Waiting()

    deliver(ledger, Script(), journals, limits=Limits(per_hour=120), wait=time.wait, clock=lambda: time.now)

    assert [30.0, 30.0] == time.waited


def test_a_limit_of_one_an_hour_is_kept_and_gets_everybody_through(engine: Engine, journals: Path) -> None:
    """The time for which a batch is claimed is over long before: it is renewed while it waits."""
    ledger = opened(engine, "a", "b", "c")
    time, script = Waiting(), Script()

    deliver(ledger, script, journals, limits=Limits(per_hour=1), wait=time.wait, clock=lambda: time.now)

    assert ["a@example.org", "b@example.org", "c@example.org"] == script.handed
    assert {300.0} == set(time.waited)
    assert NOON + timedelta(hours=2) == time.now


def test_a_domains_limit_lets_others_through_and_loses_nobody(engine: Engine, journals: Path) -> None:
    """One goes now; each of the others has a turn of its own, without counting as put off."""
    ledger = opened(engine, "a", "b", "c")
    limits, script = Limits(per_hour_and_domain=60), Script()

    deliver(ledger, script, journals, limits=limits)
    for later in (1, 2):
        deliver(ledger, script, journals, limits=limits, clock=partial(NOON.__add__, later * MINUTE))

    assert ["a@example.org", "b@example.org", "c@example.org"] == script.handed
    assert {0} == {row.tries for row in ledger.deliveries()}


class Interrupted(Script):
    """Ctrl-C while the first message is on the wire."""

    def send(self, message: Message) -> str:
        """Never answers."""
        self.handed.append(message.recipient)
        raise KeyboardInterrupt


def test_ctrl_c_in_the_middle_of_a_message_puts_that_one_in_doubt(engine: Engine, journals: Path) -> None:
    """Nobody knows whether it arrived; all others wait as before."""
    ledger = opened(engine, "a", "b")

    with pytest.raises(KeyboardInterrupt):
        deliver(ledger, Interrupted(), journals)

    assert {"a": "uncertain", "b": "planned"} == states(ledger)
    assert [] == list(journals.iterdir())


@settings(deadline=None, max_examples=60)
@given(
    answers=st.lists(st.sampled_from(sorted(ANSWERS)), max_size=30),
    runs=st.integers(1, 4),
    pause=st.integers(1, 4),
)
def test_whatever_is_answered_nobody_is_handed_it_twice_and_the_sum_holds(
    tmp_path_factory: pytest.TempPathFactory, answers: list[str], runs: int, pause: int
) -> None:
    """Over any answers and runs: one hand-over a reader, and every reader in exactly one state."""
    folder = tmp_path_factory.mktemp("deliver")
    engine = open_database(folder / "a.sqlite")
    readers = ["a", "b", "c", "d", "gone"]
    ledger = opened(engine, *readers)
    script = Script(*answers)
    for number in range(runs):
        clock = partial(NOON.__add__, number * timedelta(hours=7))
        deliver(ledger, script, folder / "sending", limits=Limits(pause_after=pause), clock=clock)
    counts = ledger.counts()
    engine.dispose()

    assert sorted(set(script.handed)) == sorted(script.handed)
    assert len(readers) == sum(counts.values())
    assert 0 == counts.get(DeliveryState.ATTEMPTING, 0)


class Slow(Script):
    """Accepts after a moment."""

    def send(self, message: Message) -> str:
        """Let the others work meanwhile."""
        time.sleep(0.002)
        return super().send(message)


def test_several_conversations_share_the_work(engine: Engine, journals: Path) -> None:
    """Four at once, each with a way out and a journal of its own: everybody gets one."""
    readers = [f"r{number:03}" for number in range(200)]
    ledger = opened(engine, *readers)
    scripts: list[Script] = []

    def another() -> Script:
        mine = Slow()
        scripts.append(mine)
        return mine

    told = deliver(ledger, another, journals, limits=Limits(connections=4))

    assert sorted(f"{each}@example.org" for each in readers) == sorted(to for each in scripts for to in each.handed)
    assert (200, True) == (told.accepted, len(scripts) > 1)


@pytest.mark.parametrize(("way", "many", "expected"), [(Script, 3_000, {1, 2}), (Slow, 800, {4})])
def test_more_than_two_conversations_work_only_where_the_server_is_waited_for(
    engine: Engine, journals: Path, way: type[Script], many: int, expected: set[int]
) -> None:
    """Where it answers at once they would take the processor from each other: the first may be done before the second begins."""
    ledger = opened(engine, *(f"r{number:04}" for number in range(many)))
    scripts: list[Script] = []

    def another() -> Script:
        scripts.append(way())
        return scripts[-1]

    told = deliver(ledger, another, journals, limits=Limits(connections=4), wait=time.sleep)

    assert many == told.accepted
    assert len(scripts) in expected


# Those that ended in the middle.


def ended(ledger: LedgerStore, journals: Path, *begun: str, answered: tuple[str, ...] = ()) -> str:
    """A sender that claimed everything, began some, got some answers, and is gone; returns its name."""
    journal = JournalFolder(journals).begin()
    rows = {each.subscriber: each for each in ledger.claim(journal.sender, 99, NOON, NOON + decide.LEASE)}
    for name in begun:
        journal.begun(rows[name])
    for name in answered:
        journal.answered(
            Settled(edition=WEEK.edition, subscriber=name, state=DeliveryState.ACCEPTED, response="250 ok")
        )
    journal.close(done=False)
    return journal.sender


def test_after_a_kill_only_what_was_on_the_wire_is_in_doubt(engine: Engine, journals: Path) -> None:
    """What was answered counts, what had not begun is sent, and only the one between waits for a person."""
    ledger = opened(engine, "a", "b", "c")
    ended(ledger, journals, "a", "b", answered=("a",))
    script = Script()

    told = deliver(ledger, script, journals)

    assert {"a": "accepted", "b": "uncertain", "c": "accepted"} == states(ledger)
    assert (["c@example.org"], 1) == (script.handed, told.uncertain)


def test_after_a_power_cut_everything_in_hand_is_in_doubt(
    engine: Engine, journals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines of the journal may be lost that had been written: another boot says so."""
    ledger = opened(engine, "a", "b")
    ended(ledger, journals, "a")
    monkeypatch.setattr("pipeline.edges.journals._boot", lambda: "another")

    deliver(ledger, Script(), journals)

    assert {"a": "uncertain", "b": "uncertain"} == states(ledger)


def test_what_somebody_living_has_in_hand_is_theirs(engine: Engine, journals: Path) -> None:
    """However long it takes, as long as their process lives."""
    ledger = opened(engine, "a")
    living = JournalFolder(journals).begin()
    ledger.claim(living.sender, 9, NOON, NOON + decide.LEASE)
    script = Script()

    deliver(ledger, script, journals, clock=lambda: NOON + 5 * decide.LEASE)

    assert ([], {"a": "attempting"}) == (script.handed, states(ledger))
    living.close(done=True)


def test_what_another_machine_has_in_hand_is_in_doubt_when_its_time_is_over(engine: Engine, journals: Path) -> None:
    """There is no journal of it here; before its time is over, it is left alone."""
    ledger = opened(engine, "a")
    ledger.claim("elsewhere", 9, NOON, NOON + decide.LEASE)

    deliver(ledger, Script(), journals, clock=lambda: NOON + decide.LEASE - MINUTE)
    before = states(ledger)
    deliver(ledger, Script(), journals, clock=lambda: NOON + decide.LEASE + MINUTE)

    assert ({"a": "attempting"}, {"a": "uncertain"}) == (before, states(ledger))


def test_a_sender_that_slept_too_long_hands_nothing_over(engine: Engine, journals: Path) -> None:
    """Its time is over and others may have settled what it has in hand: it lets go of it."""
    ledger = opened(engine, "a", "b")
    times = iter([NOON] * 6 + [NOON + 2 * decide.LEASE] * 90)
    script = Script()

    deliver(ledger, script, journals, clock=lambda: next(times))

    assert len(set(script.handed)) == len(script.handed)
    assert "attempting" not in states(ledger).values()


def test_a_late_answer_changes_nothing_that_was_settled(engine: Engine) -> None:
    """Compare-and-set: a row is only changed by whoever has it."""
    ledger = opened(engine, "a")
    ledger.claim("one", 9, NOON, NOON + decide.LEASE)
    ledger.settle("one", [decide.in_doubt(row("a"))], NOON)

    ledger.settle("one", [decide.settled(row("a"), "250 ok", NOON)], NOON)

    assert {"a": "uncertain"} == states(ledger)


def test_only_an_uncertain_delivery_can_be_settled() -> None:
    """A person's word decides what the machine cannot, and nothing else."""
    doubtful, sent = row("s", state=DeliveryState.UNCERTAIN), row("s", state=DeliveryState.ACCEPTED)

    assert DeliveryState.ACCEPTED == decide.settlement(doubtful, arrived=True)
    assert DeliveryState.PLANNED == decide.settlement(doubtful, arrived=False)
    with pytest.raises(UsageError, match="not uncertain"):
        decide.settlement(sent, arrived=True)


def test_an_edition_is_done_when_every_row_is_accounted_for() -> None:
    """Planned and attempting rows are not done; uncertain ones are named, so they are."""
    assert decide.done({DeliveryState.UNCERTAIN: 1, DeliveryState.ACCEPTED: 4})
    assert not decide.done({DeliveryState.UNCERTAIN: 1, DeliveryState.PLANNED: 1})
    assert not decide.done({DeliveryState.ATTEMPTING: 1})
