"""Which editions were opened, as the disk has it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.edges.store.database import open_database
from pipeline.edges.store.editions import EditionStore
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import Cadence, Slot
from pipeline.ports import Opened
from tests.builders import NOON

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
MONTH = Slot(cadence=Cadence.MONTHLY, period="2026-11", due=NOON - timedelta(days=17))
HOUR = timedelta(hours=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of its own."""
    engine = open_database(tmp_path / "a.sqlite")
    yield engine
    engine.dispose()


def test_editions_come_oldest_first_with_the_moment_they_were_composed(engine: Engine) -> None:
    """Which is later than they were due, where they were caught up."""
    ledger, editions = LedgerStore(engine), EditionStore(engine)
    assert [] == editions.opened()
    ledger.open_edition(WEEK, [], NOON + HOUR)
    ledger.open_edition(MONTH, [], NOON + 2 * HOUR)

    assert [Opened(MONTH, NOON + 2 * HOUR), Opened(WEEK, NOON + HOUR)] == editions.opened()


def test_a_correction_is_no_edition(engine: Engine) -> None:
    """Though the ledger keeps both in one table."""
    ledger, editions = LedgerStore(engine), EditionStore(engine)
    ledger.open_edition(WEEK, [], NOON)
    before = editions.newest()
    ledger.open_correction("correction-a-lease-1", [], NOON + HOUR)

    assert [Opened(WEEK, NOON)] == editions.opened()
    assert before == editions.newest()


def test_the_newest_changes_with_every_edition(engine: Engine) -> None:
    """Also with one that was due before the others."""
    ledger, editions = LedgerStore(engine), EditionStore(engine)
    seen = [editions.newest()]
    for slot in (WEEK, MONTH):
        ledger.open_edition(slot, [], NOON)
        seen.append(editions.newest())

    assert 3 == len(set(seen))


def test_an_edition_that_was_taken_back_is_none_until_it_is_composed_again(engine: Engine) -> None:
    """Nobody is shown what nobody got."""
    ledger, editions = LedgerStore(engine), EditionStore(engine)
    ledger.open_edition(WEEK, [], NOON)
    before = editions.newest()
    ledger.undo(WEEK.edition, "Ines took it back")
    without = editions.newest()

    assert [] == editions.opened()
    assert before != without
    ledger.open_edition(WEEK, [], NOON + HOUR)
    assert [Opened(WEEK, NOON + HOUR)] == editions.opened()
