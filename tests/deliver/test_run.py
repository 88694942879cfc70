"""Handing over: claims, states, what an answer means. A scripted port, a real ledger."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from pipeline.deliver import decide, run
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.errors import TransportError, UsageError
from pipeline.model import Cadence, Channel, Delivery, DeliveryState, Message, Slot
from pipeline.ports import NotYet, Refused, Unsure
from pipeline.wiring import silent
from tests.builders import NOON

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
ANSWERS: dict[str, Exception | None] = {
    "accepted": None,
    "refused": Refused("550 no such person"),
    "later": NotYet("451 try again"),
    "unsure": Unsure("the line went dead"),
    "down": TransportError("mail", "gone.", "wait."),
}


class Script:
    """A transport that answers as it is told, and remembers what it was handed (port: Transport)."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.handed: list[str] = []
        self.closed = 0

    def send(self, message: Message) -> str:
        """Answer the next answer; accept when there is none."""
        answer = ANSWERS[self.answers.pop(0)] if self.answers else None
        if not isinstance(answer, TransportError | NotYet):
            self.handed.append(message.recipient)
        if answer:
            raise answer
        return "250 ok"

    def close(self) -> None:
        """Count the goodbyes."""
        self.closed += 1


def compose(delivery: Delivery) -> Message | str:
    """A message for everybody but the one who left."""
    if delivery.subscriber == "gone":
        return "the reader has left"
    return Message(
        channel=Channel.NEWSLETTER,
        message_id=delivery.message_id,
        sender="a@b",
        recipient=delivery.subscriber,
        body=b"x",
    )


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of its own."""
    engine = open_database(tmp_path / "a.sqlite")
    yield engine
    engine.dispose()


def opened(engine: Engine, *readers: str) -> LedgerStore:
    """A ledger with one edition planned for these readers."""
    ledger = LedgerStore(engine)
    rows = [
        Delivery(
            edition=WEEK.edition,
            subscriber=reader,
            state=DeliveryState.PLANNED,
            message_id=f"<{reader}>",
            items=("one",),
        )
        for reader in readers
    ]
    ledger.open_edition(WEEK, rows, NOON)
    return ledger


def deliver(
    ledger: LedgerStore, script: Script, pause_after: int = 99, way: Callable[[], Script] | None = None
) -> run.Delivered:
    """One run."""
    return run.run(
        ledger=ledger,
        compose=compose,
        ways={Channel.NEWSLETTER: way or (lambda: script)},
        clock=lambda: NOON,
        pause_after=pause_after,
        progress=silent,
    )


def states(ledger: LedgerStore) -> dict[str, str]:
    """State by reader."""
    return {row.subscriber: str(row.state) for row in ledger.deliveries()}


def test_each_answer_comes_to_its_state(engine: Engine) -> None:
    """Accepted, refused for good, later, perhaps: four different things."""
    ledger = opened(engine, "a", "b", "c", "d", "gone")

    told = deliver(ledger, Script("accepted", "refused", "later", "unsure"))

    assert states(ledger) == {"a": "accepted", "b": "refused", "c": "planned", "d": "uncertain", "gone": "excluded"}
    assert (told.accepted, told.refused, told.uncertain, told.waiting, told.excluded) == (1, 1, 1, 1, 1)


def test_perhaps_is_never_tried_again_by_itself(engine: Engine) -> None:
    """A second run sends what waits and leaves the uncertain one to a person."""
    ledger = opened(engine, "a", "b")
    deliver(ledger, Script("unsure", "later"))
    again = Script()

    deliver(ledger, again)

    assert again.handed == ["b"]
    assert states(ledger) == {"a": "uncertain", "b": "accepted"}


def test_a_row_found_on_the_wire_becomes_uncertain(engine: Engine) -> None:
    """Whoever died with it there cannot say whether it left."""
    ledger = opened(engine, "a")
    ledger.move(ledger.deliveries()[0], DeliveryState.ATTEMPTING, "", NOON)
    script = Script()

    told = deliver(ledger, script)

    assert script.handed == []
    assert states(ledger) == {"a": "uncertain"}
    assert told.uncertain == 1


def test_a_server_that_is_away_loses_nothing(engine: Engine) -> None:
    """Everything stays planned, the way out is closed, the problem is told."""
    ledger = opened(engine, "a", "b")
    script = Script("down")

    told = deliver(ledger, script)

    assert states(ledger) == {"a": "planned", "b": "planned"}
    assert (told.waiting, script.closed) == (2, 1)
    assert isinstance(told.problem, TransportError)


def test_a_server_that_cannot_be_reached_at_all_loses_nothing(engine: Engine) -> None:
    """Opening the way out fails before any row is claimed."""
    ledger = opened(engine, "a")

    def away() -> Script:
        raise TransportError("mail", "away.", "wait.")

    told = deliver(ledger, Script(), way=away)

    assert states(ledger) == {"a": "planned"}
    assert told.problem is not None


def test_after_so_many_failures_in_a_row_it_stops(engine: Engine) -> None:
    """Three refusals running are the relay's fault, not three readers'."""
    ledger = opened(engine, "a", "b", "c", "d", "e")
    script = Script("refused", "refused", "refused")

    told = deliver(ledger, script, pause_after=3)

    assert len(script.handed) == 3
    assert (told.waiting, told.problem is not None) == (2, True)


def test_the_way_out_is_not_opened_when_nothing_waits(engine: Engine) -> None:
    """No connection for an empty plan."""
    ledger = opened(engine)

    def never() -> Script:
        raise AssertionError("opened")

    assert run.Delivered() == deliver(ledger, Script(), way=never)


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
    engine = open_database(tmp_path_factory.mktemp("deliver") / "a.sqlite")
    readers = ["a", "b", "c", "d", "gone"]
    ledger = opened(engine, *readers)
    script = Script(*answers)
    for _ in range(runs):
        deliver(ledger, script, pause_after=pause)
    counts = decide.counts(ledger.deliveries())
    engine.dispose()

    assert sorted(set(script.handed)) == sorted(script.handed)
    assert len(readers) == sum(counts.values())
    assert counts.get(DeliveryState.ATTEMPTING, 0) == 0


def test_only_an_uncertain_delivery_can_be_settled() -> None:
    """A person's word decides what the machine cannot, and nothing else."""
    row = Delivery(edition="e", subscriber="s", state=DeliveryState.UNCERTAIN, message_id="<m>", items=())
    sent = Delivery(**{**row.__dict__, "state": DeliveryState.ACCEPTED})

    assert decide.settlement(row, arrived=True) == DeliveryState.ACCEPTED
    assert decide.settlement(row, arrived=False) == DeliveryState.PLANNED
    with pytest.raises(UsageError, match="not uncertain"):
        decide.settlement(sent, arrived=True)


def test_an_edition_is_done_when_every_row_is_accounted_for() -> None:
    """Planned and attempting rows are not done; uncertain ones are named, so they are."""
    row = Delivery(edition="e", subscriber="s", state=DeliveryState.UNCERTAIN, message_id="<m>", items=())

    assert decide.done([row])
    assert not decide.done([row, Delivery(**{**row.__dict__, "state": DeliveryState.PLANNED})])
