"""What people change about editions, on the disk: added in order, frozen once composed; and with which note that was."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import Change, Edit
from tests.builders import NOON
from tests.edges.test_composing import NEXT, WEEK, killed_after, rows

PIN = Change(edit=Edit.PIN, items=("a", "b"), by="Ines", at=NOON)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[LedgerStore]:
    """A ledger of its own, on the disk."""
    engine = open_database(tmp_path / "a.sqlite")
    yield LedgerStore(engine)
    engine.dispose()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    edits=st.lists(
        st.builds(
            Change, edit=st.sampled_from(Edit), items=st.lists(st.text(max_size=9)).map(tuple), by=st.text(max_size=9),
            at=st.integers(0, 9).map(lambda hours: NOON - timedelta(hours=hours)),
        )
    ),
    number=st.integers(),
)  # fmt: skip
def test_what_was_done_is_read_back_in_the_order_in_which_it_was_done(
    ledger: LedgerStore, edits: list[Change], number: int
) -> None:
    """Whatever it is called and whenever; what was done to another edition is not among it."""
    before = ledger.edits(name := f"weekly-{number}")
    for each in edits:
        assert ledger.edit(name, each)
        assert ledger.edit(f"{name}-other", each)

    assert [*before, *edits] == ledger.edits(name)


def test_an_edition_that_is_composed_is_frozen(ledger: LedgerStore) -> None:
    """What was done before stays to be read; another edition can be changed."""
    assert ledger.edit(WEEK.edition, PIN)
    ledger.open_edition(WEEK, rows(1), NOON)

    assert not ledger.edit(WEEK.edition, PIN)
    assert ledger.edit(NEXT.edition, PIN)
    assert [PIN] == ledger.edits(WEEK.edition) == ledger.edits(NEXT.edition)


def test_what_was_taken_back_or_never_finished_can_be_changed(ledger: LedgerStore) -> None:
    """It is composed again with what was changed."""
    with pytest.raises(KeyboardInterrupt):
        ledger.open_edition(NEXT, killed_after(3), NOON)
    ledger.open_edition(WEEK, rows(1), NOON)
    ledger.undo(WEEK.edition, "Ines took it back")

    assert ledger.edit(NEXT.edition, PIN)
    assert ledger.edit(WEEK.edition, PIN)


def test_an_edition_knows_the_note_that_it_was_composed_with(ledger: LedgerStore) -> None:
    """While it is composed: taken back it has none, and composed again the one of then."""
    ledger.open_edition(NEXT, [], NOON)
    for note in ("a-word", "another"):
        assert ledger.open_edition(WEEK, rows(1), NOON, note=note)
        edition = ledger.edition(WEEK.edition)
        assert edition is not None
        assert (note, {WEEK.edition: note}) == (edition.note, ledger.noted())
        ledger.undo(WEEK.edition, "Ines took it back")
        taken = ledger.edition(WEEK.edition)
        assert taken is not None
        assert ("", {}) == (taken.note, ledger.noted())
