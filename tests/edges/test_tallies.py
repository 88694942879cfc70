"""How editions stand, counted on the disk."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import Act, Bounce, Cadence, Came, Delivery, DeliveryState, Settled, Slot
from tests.builders import NOON

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
NEXT = Slot(cadence=Cadence.WEEKLY, period="2026-W48", due=NOON + timedelta(days=7))
MONTH = Slot(cadence=Cadence.MONTHLY, period="2026-11", due=NOON - timedelta(days=17))
SOON = NOON + timedelta(minutes=5)
PLANNED, ACCEPTED, REFUSED = DeliveryState.PLANNED, DeliveryState.ACCEPTED, DeliveryState.REFUSED
UNCERTAIN, EXCLUDED = DeliveryState.UNCERTAIN, DeliveryState.EXCLUDED


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of its own."""
    engine = open_database(tmp_path / "a.sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> LedgerStore:
    """An empty ledger."""
    return LedgerStore(engine)


def opened(ledger: LedgerStore, slot: Slot, *rows: tuple[str, DeliveryState, str]) -> None:
    """An edition with these readers, in these states, of whom this was said."""
    planned = [
        Delivery(
            edition=slot.edition, subscriber=reader, state=state, message_id=f"<{slot.edition}.{reader}>", items=(slot.edition,),
            response=said,
        )
        for reader, state, said in rows
    ]  # fmt: skip
    ledger.open_edition(slot, planned, NOON + timedelta(hours=1))


def put_off(ledger: LedgerStore, reader: str) -> None:
    """A server says "later" to the first that waits."""
    ledger.claim("s", 1, NOON, SOON)
    ledger.settle("s", [
        Settled(edition=WEEK.edition, subscriber=reader, state=PLANNED, response="451 later", again=SOON, tried=True)
    ], NOON)  # fmt: skip


def test_an_edition_is_counted_by_state_and_networks_apart(ledger: LedgerStore) -> None:
    """With when it was due and composed, who was put off, and until when."""
    opened(
        ledger, WEEK, ("a", PLANNED, ""), ("b", PLANNED, ""), ("c", ACCEPTED, "250 ok"), ("d", EXCLUDED, "left"),
        ("social:x", PLANNED, ""), ("social:y", EXCLUDED, "nothing new"), ("socialist", UNCERTAIN, ""),
    )  # fmt: skip
    put_off(ledger, "a")

    tally = ledger.tally(WEEK.edition, ["social:"])

    assert {
        ("", PLANNED): 2, ("", ACCEPTED): 1, ("", EXCLUDED): 1, ("", UNCERTAIN): 1,
        ("social:", PLANNED): 1, ("social:", EXCLUDED): 1,
    } == tally.counts  # fmt: skip
    assert (1, SOON) == (tally.later, tally.next_try)


def test_what_was_said_is_told_by_state_without_networks(ledger: LedgerStore) -> None:
    """Of those that wait, of whom a server put off alone."""
    opened(
        ledger, WEEK, ("a", PLANNED, ""), ("b", PLANNED, ""), ("c", EXCLUDED, "left"), ("d", EXCLUDED, "left"),
        ("e", REFUSED, "550 no"), ("social:y", EXCLUDED, "nothing new"),
    )  # fmt: skip
    opened(ledger, NEXT, ("c", EXCLUDED, "another edition's"))
    put_off(ledger, "a")

    def said(state: DeliveryState) -> Sequence[tuple[str, int]]:
        return list(ledger.said(WEEK.edition, state, ["social:"]))

    assert ([("451 later", 1)], [("left", 2)], [("550 no", 1)]) == (said(PLANNED), said(EXCLUDED), said(REFUSED))


def test_encrypted_answers_are_told_as_they_were_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words then never look the same on the disk: each comes by itself."""
    monkeypatch.setenv("ATTRACT_ADDRESS_KEYS", "ab" * 32)
    engine = open_database(tmp_path / "sealed.sqlite")
    ledger = LedgerStore(engine)
    opened(ledger, WEEK, ("c", EXCLUDED, "left"), ("d", EXCLUDED, "left"))

    assert [("left", 1), ("left", 1)] == list(ledger.said(WEEK.edition, EXCLUDED, ["social:"]))
    engine.dispose()


def test_what_came_back_is_counted_by_what_it_did(ledger: LedgerStore) -> None:
    """Of this edition alone."""
    opened(ledger, WEEK, ("a", ACCEPTED, "250 ok"))
    for number, (edition, act) in enumerate([(WEEK.edition, Act.COUNT)] * 2 + [(NEXT.edition, Act.SUPPRESS)]):
        ledger.remember_bounce(Bounce(
            id=str(number), reader="a", edition=edition, came=Came.BOUNCE, status="5.2.2", act=act, at=NOON, sent=NOON,
            said_by="", words="", why="",
        ))  # fmt: skip

    tally = ledger.tally(WEEK.edition, [])

    assert {(Came.BOUNCE, Act.COUNT): 2} == tally.bounces


def test_open_editions_and_the_newest_come_oldest_first(ledger: LedgerStore) -> None:
    """Open is what waits, is on its way or is uncertain."""
    opened(ledger, NEXT, ("a", PLANNED, ""))
    opened(ledger, WEEK, ("a", ACCEPTED, ""), ("b", REFUSED, ""))
    opened(ledger, MONTH, ("a", UNCERTAIN, ""), ("b", ACCEPTED, ""))

    assert [MONTH.edition, NEXT.edition] == ledger.unfinished()
    assert [WEEK.edition, NEXT.edition] == ledger.latest(2)


def test_a_correction_is_counted_like_an_edition(ledger: LedgerStore) -> None:
    """Readers have it before them, too."""
    name = "correction-a-lease-1"
    row = Delivery(edition=name, subscriber="a", state=PLANNED, message_id="<c>", items=("one",))
    ledger.open_correction(name, [row], NOON)

    tally = ledger.tally(name, ["social:"])

    assert [name] == ledger.unfinished()
    assert {("", PLANNED): 1} == tally.counts


def test_counting_reads_an_index_and_not_the_rows(engine: Engine, ledger: LedgerStore) -> None:
    """Two hundred thousand readers are a moment."""
    opened(ledger, WEEK, ("a", PLANNED, ""))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _noted(_connection, _cursor, statement, parameters, _context, _many):  # type: ignore[no-untyped-def]  # SQLAlchemy's hook has no types
        asked.append((statement, parameters))

    ledger.tally(WEEK.edition, ["social:"])
    ledger.unfinished()
    ledger.planned()
    event.remove(engine, "before_cursor_execute", _noted)

    with engine.connect() as connection:
        plans = [
            str(row[3])
            for statement, parameters in asked if "count(" in statement.lower() or "DISTINCT" in statement
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if "deliveries" in str(row[3])
        ]  # fmt: skip
    assert 4 == len(plans), plans
    assert all("SEARCH deliveries USING" in each and "deliveries_state (state=?" in each for each in plans), plans
    assert 3 == sum("COVERING" in each for each in plans), plans


@settings(max_examples=25)
@given(states=st.lists(st.sampled_from(list(DeliveryState)), max_size=30))
def test_every_row_is_counted_once(states: list[DeliveryState], tmp_path_factory: pytest.TempPathFactory) -> None:
    """In whatever states an edition's rows are."""
    engine = open_database(tmp_path_factory.mktemp("tally") / "a.sqlite")
    ledger = LedgerStore(engine)
    opened(ledger, WEEK, *((f"r{number}", state, "x") for number, state in enumerate(states)))

    tally = ledger.tally(WEEK.edition, ["social:"])

    assert {("", state): states.count(state) for state in set(states)} == tally.counts
    assert states.count(PLANNED) == ledger.planned()
    engine.dispose()
