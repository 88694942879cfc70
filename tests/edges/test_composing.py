"""Editions on the disk: composed a group at a time, held, released and undone, whatever happens in between."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.slots import SlotStore
from pipeline.model import Cadence, Delivery, DeliveryState, Settled, Slot
from tests.builders import NOON

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
NEXT = Slot(cadence=Cadence.WEEKLY, period="2026-W48", due=NOON + timedelta(days=7))
HOUR = timedelta(hours=1)
#: More than one group of rows.
MANY = 1203


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[LedgerStore]:
    """A ledger of its own, on the disk."""
    engine = open_database(tmp_path / "a.sqlite")
    yield LedgerStore(engine)
    engine.dispose()


def rows(many: int, slot: Slot = WEEK, state: DeliveryState = DeliveryState.PLANNED) -> Iterator[Delivery]:
    """So many readers, each with two pieces."""
    for number in range(many):
        yield Delivery(
            edition=slot.edition, subscriber=f"r{number:05}", state=state, items=("one", "two"),
            message_id=f"<{slot.edition}.r{number:05}@firm.example>",
        )  # fmt: skip


def killed_after(many: int) -> Iterator[Delivery]:
    """So many rows, then the end."""
    yield from rows(many)
    raise KeyboardInterrupt


def claimed(ledger: LedgerStore, at: timedelta = HOUR, most: int = 10_000) -> list[Delivery]:
    """What somebody can take so long after noon."""
    return ledger.claim("somebody", most, NOON + at, NOON + at + HOUR)


def test_an_edition_of_many_groups_is_there_whole(ledger: LedgerStore) -> None:
    """Each row once, with what each reader receives, and when it was composed."""
    assert ledger.open_edition(WEEK, rows(MANY), NOON + HOUR, {"one": "sha256:1"})

    assert [f"r{number:05}" for number in range(MANY)] == [row.subscriber for row in ledger.each_delivery(WEEK.edition)]
    assert MANY == len(ledger.received("one", "sha256:1")) + len(claimed(ledger))
    edition = ledger.edition(WEEK.edition)
    assert edition is not None
    assert (NOON + HOUR, None, "") == (edition.composed, edition.leaves, edition.held)


@pytest.mark.parametrize("after", [0, 499, 500, 501, MANY])
def test_what_was_stopped_in_the_middle_counts_as_never_composed(ledger: LedgerStore, after: int) -> None:
    """No row of it can be claimed, its pieces are new, its slot is due; and the next time it is there whole."""
    with pytest.raises(KeyboardInterrupt):
        ledger.open_edition(WEEK, killed_after(after), NOON)

    assert [] == claimed(ledger)
    assert {} == SlotStore(ledger._engine).fired()
    assert {} == ledger.had_by([f"r{number:05}" for number in range(MANY)])
    assert ledger.open_edition(WEEK, rows(MANY), NOON)
    assert MANY == len(claimed(ledger))


def test_while_it_is_composed_nobody_can_claim_a_row_of_it(ledger: LedgerStore) -> None:
    """Though many stand on the disk already."""
    seen = []

    def watched() -> Iterator[Delivery]:
        for number, row in enumerate(rows(MANY)):
            if number == MANY - 1:
                seen.append((ledger.counts(WEEK.edition), claimed(ledger), ledger.due_now(NOON + HOUR)))
            yield row

    ledger.open_edition(WEEK, watched(), NOON)

    assert [({DeliveryState.PLANNED: 1000}, [], 0)] == seen
    assert MANY == ledger.due_now(NOON + HOUR)


def test_of_two_who_compose_the_same_one_is_told_no(ledger: LedgerStore) -> None:
    """The one who began later goes on, and no row stands there twice."""
    told = []

    def overtaken() -> Iterator[Delivery]:
        for number, row in enumerate(rows(MANY)):
            if number == 700:
                told.append(ledger.open_edition(WEEK, rows(MANY), NOON))
            yield row

    assert not ledger.open_edition(WEEK, overtaken(), NOON)
    assert [True] == told
    assert MANY == len(claimed(ledger))


def test_before_its_time_nothing_leaves(ledger: LedgerStore) -> None:
    """An edition can be taken back for a while; it stands among those that are held up."""
    ledger.open_edition(WEEK, rows(3), NOON, leaves=NOON + HOUR)

    assert [] == claimed(ledger, HOUR - timedelta(seconds=1))
    assert [WEEK.edition] == [each.name for each in ledger.held_up(NOON)]
    assert [] == ledger.held_up(NOON + HOUR)
    assert 3 == len(claimed(ledger, HOUR))


def test_a_held_edition_leaves_once_it_is_released(ledger: LedgerStore) -> None:
    """Its rows wait; those of another do not."""
    ledger.open_edition(WEEK, rows(3), NOON)
    ledger.open_correction("correction-a-1", [Delivery(
        edition="correction-a-1", subscriber="r00000", state=DeliveryState.PLANNED, items=("one",), message_id="<c>"
    )], NOON)  # fmt: skip
    ledger.hold(WEEK.edition, "Ines holds it")

    assert ["correction-a-1"] == [row.edition for row in claimed(ledger)]
    assert ["Ines holds it"] == [each.held for each in ledger.held_up(NOON)]
    ledger.release(WEEK.edition)
    assert 3 == len(claimed(ledger))


def test_whoever_holds_an_edition_while_it_is_composed_holds_it(ledger: LedgerStore) -> None:
    """Also one that was taken back before, whose own reason ends when it is composed again."""

    def watched() -> Iterator[Delivery]:
        for number, row in enumerate(rows(MANY)):
            if number == 700:
                ledger.hold(WEEK.edition, "Ines holds it")
            yield row

    ledger.open_edition(WEEK, rows(3), NOON)
    ledger.undo(WEEK.edition, "Rafe took it back")
    ledger.open_edition(WEEK, watched(), NOON)

    assert ["Ines holds it"] == [each.held for each in ledger.held_up(NOON)]
    assert [] == claimed(ledger)


def test_released_before_its_time_it_leaves_at_once(ledger: LedgerStore) -> None:
    """Nobody needs to wait who has looked."""
    ledger.open_edition(WEEK, rows(3), NOON, leaves=NOON + 9 * HOUR)
    ledger.release(WEEK.edition)

    assert 3 == len(claimed(ledger, timedelta()))


def test_an_undone_edition_never_was_and_can_be_composed_again(ledger: LedgerStore) -> None:
    """Its pieces are new, none of it leaves; its slot stays fired, so that it does not come back by itself."""
    ledger.open_edition(WEEK, rows(MANY), NOON)

    assert ledger.undo(WEEK.edition, "Ines took it back")
    assert {} == ledger.counts(WEEK.edition)
    assert [] == claimed(ledger)
    assert frozenset() == ledger.had("r00000")
    assert {"weekly": "2026-W47"} == SlotStore(ledger._engine).fired()
    assert ["Ines took it back"] == [each.held for each in ledger.held_up(NOON)]
    ledger.release(WEEK.edition)
    assert ["Ines took it back"] == [each.held for each in ledger.held_up(NOON)]
    assert ledger.open_edition(WEEK, rows(5), NOON)
    assert 5 == len(claimed(ledger))


@pytest.mark.parametrize(
    "state", [DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.REFUSED, DeliveryState.ATTEMPTING]
)
def test_what_has_left_or_may_have_is_not_undone(ledger: LedgerStore, state: DeliveryState) -> None:
    """Not one row is touched then."""
    ledger.open_edition(WEEK, rows(5), NOON)
    row, *_ = claimed(ledger, most=1)
    if state is not DeliveryState.ATTEMPTING:
        ledger.settle("somebody", [Settled(edition=WEEK.edition, subscriber=row.subscriber, state=state)], NOON)

    assert not ledger.undo(WEEK.edition, "too late")
    assert {state: 1, DeliveryState.PLANNED: 4} == ledger.counts(WEEK.edition)


def test_a_kill_while_it_is_undone_leaves_nothing_that_counts(ledger: LedgerStore, tmp_path: Path) -> None:
    """What still stands there is removed by whoever composes next, and blocks no other edition."""
    ledger.open_edition(WEEK, rows(MANY), NOON)
    # As it lies there after the first step of undoing.
    with ledger.write() as connection:
        connection.exec_driver_sql("UPDATE editions SET composed = NULL, held = 'taken back'")

    assert ledger.open_edition(NEXT, rows(MANY, NEXT), NOON)

    assert {} == ledger.counts(WEEK.edition)
    assert {NEXT.edition} == {row.edition for row in claimed(ledger)}


@given(st.lists(st.sampled_from(["compose", "stop", "hold", "release", "undo", "claim"]), max_size=12))
def test_whatever_is_done_in_whatever_order_each_row_is_claimed_once_at_most(empty: Path, steps: list[str]) -> None:
    """And never while the edition is held, undone, or not yet composed."""
    path = empty.with_name("composing.sqlite")
    path.write_bytes(empty.read_bytes())
    engine = open_database(path)
    ledger = LedgerStore(engine)
    taken: list[str] = []
    composed = False
    for step in steps:
        match step:
            case "compose":
                composed = ledger.open_edition(WEEK, rows(7), NOON) or composed
            case "stop":
                if not composed:
                    with pytest.raises(KeyboardInterrupt):
                        ledger.open_edition(WEEK, killed_after(3), NOON)
            case "hold":
                ledger.hold(WEEK.edition, "held")
            case "release":
                ledger.release(WEEK.edition)
            case "undo":
                composed = not ledger.undo(WEEK.edition, "undone") and composed
            case "claim":
                edition = ledger.edition(WEEK.edition)
                found = [row.subscriber for row in claimed(ledger, most=3)]
                assert not found or (composed and edition is not None and not edition.held)
                taken += found
    engine.dispose()

    assert len(set(taken)) == len(taken)


def test_what_was_passed_over_has_no_text_that_changes(ledger: LedgerStore, tmp_path: Path) -> None:
    """Senders that look at an edition whose pieces read as they did write nothing: at many readers the others would wait for it."""
    row = Delivery(
        edition=WEEK.edition, subscriber="r1", state=DeliveryState.PLANNED, items=("one",), passed=("two",),
        message_id="<r1@firm.example>",
    )  # fmt: skip
    ledger.open_edition(WEEK, [row], NOON, {"one": "first", "two": "first"})
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as beside:

        def changes() -> int:
            found: int = beside.execute("PRAGMA data_version").fetchone()[0]
            return found

        before = changes()
        ledger.reword("somebody", {"one": "first", "two": "first"})

        assert before == changes()

        ledger.reword("somebody", {"one": "second", "two": "second"})

        assert before < changes()
        assert [("one", "second"), ("two", "")] == beside.execute(
            "SELECT item, text FROM received ORDER BY item"
        ).fetchall()
