"""The firm's own addresses on the disk: theirs leave first, and while one has not arrived, no reader's does."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from pipeline.edges.store.claims import SeedClaims
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import SEED, Cadence, Delivery, DeliveryState, Settled, Slot
from tests.builders import NOON
from tests.thorough import LONGER

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
NEXT = Slot(cadence=Cadence.WEEKLY, period="2026-W48", due=NOON + timedelta(days=7))
MONTH = Slot(cadence=Cadence.MONTHLY, period="2026-11", due=NOON)
HOUR = timedelta(hours=1)
ONE, TWO = f"{SEED}11111111", f"{SEED}22222222"
PLANNED, ACCEPTED, EXCLUDED = DeliveryState.PLANNED, DeliveryState.ACCEPTED, DeliveryState.EXCLUDED
REFUSED, UNCERTAIN, ATTEMPTING = DeliveryState.REFUSED, DeliveryState.UNCERTAIN, DeliveryState.ATTEMPTING


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of its own."""
    engine = open_database(tmp_path / "a.sqlite")
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> LedgerStore:
    """Everything but seeds is claimed of it."""
    return LedgerStore(engine)


@pytest.fixture
def seeds(engine: Engine) -> SeedClaims:
    """Seeds alone are."""
    return SeedClaims(engine)


def opened(ledger: LedgerStore, *to: str, slot: Slot = WEEK, leaves: datetime | None = None) -> None:
    """An edition to these, one piece each."""
    rows = [
        Delivery(edition=slot.edition, subscriber=each, state=PLANNED, items=(slot.edition,), message_id=f"<{slot.edition}.{each}>")
        for each in to
    ]  # fmt: skip
    assert ledger.open_edition(slot, rows, NOON, leaves=leaves)


def take(claims: LedgerStore | SeedClaims, at: datetime = NOON) -> list[str]:
    """Who can be claimed; they are."""
    return [row.subscriber for row in claims.claim("s", 99, at, at + HOUR)]


def settle(
    claims: LedgerStore | SeedClaims, who: str, state: DeliveryState, *, tried: bool = False, slot: Slot = WEEK
) -> None:
    """What became of one that was claimed."""
    again = NOON + HOUR if tried else None
    claims.settle("s", [
        Settled(edition=slot.edition, subscriber=who, state=state, response=f"said {state}", tried=tried, again=again)
    ], NOON)  # fmt: skip


def test_seeds_leave_first(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """Until each of them was accepted, nobody else's can be claimed; other editions' can."""
    opened(ledger, "a", "social:x", ONE, TWO)
    opened(ledger, "b", slot=MONTH)

    assert (1, 2) == (ledger.due_now(NOON), seeds.due_now(NOON))
    assert ["b"] == take(ledger)
    assert [ONE, TWO] == take(seeds)
    assert [] == take(ledger)
    settle(seeds, ONE, ACCEPTED)
    assert [] == take(ledger)
    settle(seeds, TWO, ACCEPTED)
    assert ["a", "social:x"] == take(ledger)


def test_they_leave_while_the_edition_can_still_be_taken_back(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """So that somebody can look; readers' do not, also when the seeds have arrived."""
    opened(ledger, "a", ONE, leaves=NOON + HOUR)

    assert ([], [ONE]) == (take(ledger), take(seeds))
    settle(seeds, ONE, ACCEPTED)
    assert ([], ["a"]) == (take(ledger), take(ledger, NOON + HOUR))


def test_of_an_edition_that_is_held_or_not_composed_nothing_leaves(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """Seeds' neither."""
    opened(ledger, "a", ONE)
    ledger.hold(WEEK.edition, "Ines holds it")
    assert ([], []) == (take(seeds), take(ledger))
    ledger.release(WEEK.edition)
    assert [ONE] == take(seeds)


@pytest.mark.parametrize("state", [REFUSED, UNCERTAIN])
def test_one_that_did_not_arrive_is_in_the_way(ledger: LedgerStore, seeds: SeedClaims, state: DeliveryState) -> None:
    """As long as somebody waits for it; whatever becomes of the others."""
    opened(ledger, "a", ONE, TWO)
    take(seeds)
    settle(seeds, ONE, state)
    settle(seeds, TWO, ACCEPTED)

    assert [] == take(ledger)
    (stuck,) = ledger.in_the_way()
    assert (ONE, state, f"said {state}") == (stuck.subscriber, stuck.state, stuck.response)
    assert ledger.move(stuck, EXCLUDED, "let go", NOON)
    assert ([], ["a"]) == (ledger.in_the_way(), take(ledger))


def test_where_nobody_waits_nothing_is_in_the_way(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """An edition whose readers were all left out."""
    opened(ledger, "a", ONE)
    assert ledger.move(ledger.deliveries()[0], EXCLUDED, "left", NOON)
    take(seeds)
    settle(seeds, ONE, REFUSED)

    assert [] == ledger.in_the_way()


def test_one_that_a_server_put_off_keeps_nobody_waiting(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """It is tried again like everybody's."""
    opened(ledger, "a", ONE)
    take(seeds)
    settle(seeds, ONE, PLANNED, tried=True)

    assert (["a"], [], [ONE]) == (take(ledger), take(seeds), take(seeds, NOON + HOUR))


def test_seeds_are_counted_apart(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """No figure about readers has them in it."""
    opened(ledger, "a", "b", ONE)

    assert ({PLANNED: 2}, {PLANNED: 1}) == (ledger.counts(), seeds.counts(WEEK.edition))
    assert (2, 1) == (ledger.planned(), seeds.planned())
    assert [ONE] == [row.subscriber for row in ledger.seeds(WEEK.edition)]
    assert {("", PLANNED): 2, (SEED, PLANNED): 1} == ledger.tally(WEEK.edition, [SEED]).counts


def test_the_same_piece_comes_to_a_seed_in_every_edition_that_holds_it(ledger: LedgerStore) -> None:
    """For readers the disk forbids it."""
    for slot in (WEEK, NEXT):
        row = Delivery(
            edition=slot.edition, subscriber=ONE, state=PLANNED, items=("one",), message_id=f"<{slot.edition}>"
        )
        assert ledger.open_edition(slot, [row], NOON)

    assert (frozenset(), []) == (ledger.had(ONE), ledger.received("one"))


def test_what_only_the_firm_has_seen_can_be_taken_back(ledger: LedgerStore, seeds: SeedClaims) -> None:
    """And composed again, with its seeds."""
    opened(ledger, "a", ONE)
    take(seeds)
    settle(seeds, ONE, ACCEPTED)

    assert ledger.undo(WEEK.edition, "Ines took it back")
    assert [] == ledger.deliveries()
    opened(ledger, "a", ONE)
    assert [ONE] == take(seeds)


def test_seeds_are_found_without_a_look_at_readers(engine: Engine, ledger: LedgerStore, seeds: SeedClaims) -> None:
    """By an index that holds them alone: it is asked with every batch of an edition to 200,000."""
    opened(ledger, "a", ONE)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _noted(_connection, _cursor, statement, parameters, _context, _many):  # type: ignore[no-untyped-def]  # SQLAlchemy's hook has no types
        asked.append((statement, parameters))

    take(ledger)
    ledger.due_now(NOON)
    seeds.due_now(NOON)
    ledger.in_the_way()
    event.remove(engine, "before_cursor_execute", _noted)

    with engine.connect() as connection:
        plans = [
            [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in asked if "seed:" in statement
        ]  # fmt: skip
    assert 4 == len(plans)
    assert all(any("INDEX deliveries_seeds" in each for each in plan) for plan in plans), plans


#: What may be done in any order.
STEPS = st.sampled_from(
    ["take readers", "take seeds", "accept", "refuse", "lose", "put off", "hold", "release", "settle by hand", "later"]
)


@pytest.mark.long
@settings(max_examples=10 * LONGER)
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 3)), max_size=30))
def test_no_readers_mail_is_claimed_before_the_seeds_have_arrived(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In whatever order mails are claimed, answered, held, released and resolved."""
    engine = open_database(tmp_path_factory.mktemp("seeds") / "a.sqlite")
    ledger, seeds, now = LedgerStore(engine), SeedClaims(engine), NOON
    opened(ledger, "a", "b", ONE, TWO, leaves=NOON + HOUR)
    answers = {"accept": ACCEPTED, "refuse": REFUSED, "lose": UNCERTAIN, "put off": PLANNED}
    for step, which in steps:
        rows = ledger.deliveries()
        row = rows[which]
        if step == "take readers":
            for claimed in ledger.claim("s", which + 1, now, now + HOUR):
                assert not claimed.is_seed
                before = [each for each in rows if each.is_seed]
                assert all(
                    each.state in (ACCEPTED, EXCLUDED) or (each.state is PLANNED and each.tries) for each in before
                )
        elif step == "take seeds":
            assert all(claimed.is_seed for claimed in seeds.claim("s", which + 1, now, now + HOUR))
        elif step in answers:
            settle(ledger, row.subscriber, answers[step], tried=step == "put off")
        elif step == "hold":
            ledger.hold(WEEK.edition, "held")
        elif step == "release":
            ledger.release(WEEK.edition)
        elif step == "settle by hand" and row.state in (REFUSED, UNCERTAIN):
            ledger.move(row, PLANNED if which % 2 else EXCLUDED, "by hand", now)
        elif step == "later":
            now += HOUR
    assert 4 == len(ledger.deliveries())
    engine.dispose()
