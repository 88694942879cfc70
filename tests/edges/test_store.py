"""The store on real SQLite: schema, once-only rows, states that survive."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from pipeline.edges.store import schema
from pipeline.edges.store.database import HEAD, open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.library import LibraryStore
from pipeline.edges.store.slots import SlotStore
from pipeline.errors import SourceError
from pipeline.model import Cadence, Delivery, DeliveryState, Slot, Tagging
from pipeline.ports import Source
from tests.builders import NOON, finding, item, person, subscriber, tag

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)


@pytest.fixture
def engine(tmp_path: Path, template: Path) -> Iterator[Engine]:
    """A database of its own, encrypted or not."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(template.read_bytes())
    engine = open_database(path)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> LedgerStore:
    """An empty ledger."""
    return LedgerStore(engine)


@pytest.fixture
def library(engine: Engine) -> LibraryStore:
    """An empty library."""
    return LibraryStore(engine)


def delivery(**changes: object) -> Delivery:
    """A planned delivery of two items to one reader."""
    fields: dict[str, object] = {
        "edition": WEEK.edition,
        "subscriber": "reader-1",
        "state": DeliveryState.PLANNED,
        "message_id": f"<{changes.get('edition', WEEK.edition)}.{changes.get('subscriber', 'reader-1')}@firm.example>",
        "items": ("one", "two"),
        **changes,
    }
    return Delivery(**fields)  # type: ignore[arg-type]  # a builder takes any field


def source(**changes: object) -> Source:
    """A file that was seen."""
    fields: dict[str, object] = {
        "source": "content/articles/a-lease.md",
        "fingerprint": "1",
        "item": "a-lease",
        "first_seen": NOON,
        **changes,
    }
    return Source(**fields)  # type: ignore[arg-type]  # a builder takes any field


def test_the_migrations_add_up_to_the_schema(engine: Engine) -> None:
    """A database grown by every migration differs from the tables in nothing."""
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_the_code_knows_the_newest_migration() -> None:
    """HEAD is what decides whether Alembic is asked at all."""
    folder = Path(schema.__file__).parent / "migrations"

    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


def test_opening_twice_migrates_once(tmp_path: Path) -> None:
    """A database that is up to date is left alone."""
    for _ in range(2):
        engine = open_database(tmp_path / "b.sqlite")
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        engine.dispose()

        assert rows == [HEAD]


def test_an_edition_is_opened_once(ledger: LedgerStore) -> None:
    """The second to open it is told so, and its rows are not written."""
    first = ledger.open_edition(WEEK, [delivery()], NOON)
    second = ledger.open_edition(WEEK, [delivery(subscriber="reader-2")], NOON)

    assert (first, second) == (True, False)
    assert [row.subscriber for row in ledger.deliveries()] == ["reader-1"]


def test_opening_an_edition_fires_its_slot(ledger: LedgerStore) -> None:
    """Slot and rows are one transaction: neither is there without the other."""
    ledger.open_edition(WEEK, [], NOON)

    assert SlotStore(ledger._engine).fired() == {"weekly": "2026-W47"}


def test_an_item_planned_twice_for_one_reader_undoes_the_whole_edition(ledger: LedgerStore) -> None:
    """The disk itself refuses a second time, and keeps nothing of the attempt."""
    ledger.open_edition(WEEK, [delivery()], NOON)
    later = Slot(cadence=Cadence.WEEKLY, period="2026-W48", due=NOON)

    with pytest.raises(Exception, match="UNIQUE"):
        ledger.open_edition(later, [delivery(edition=later.edition)], NOON)

    assert SlotStore(ledger._engine).fired() == {"weekly": "2026-W47"}
    assert len(ledger.deliveries()) == 1


def test_what_was_refused_may_come_again(ledger: LedgerStore) -> None:
    """A refused delivery reached nobody, so its items are free."""
    ledger.open_edition(WEEK, [delivery(passed=("old",))], NOON)
    before = ledger.had("reader-1")

    ledger.move(delivery(), DeliveryState.REFUSED, "550 no", NOON)

    assert frozenset({"one", "two", "old"}) == before
    assert frozenset() == ledger.had("reader-1")


@pytest.mark.parametrize("state", [DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN, DeliveryState.ATTEMPTING])
def test_what_may_have_arrived_counts_as_received(ledger: LedgerStore, state: DeliveryState) -> None:
    """Perhaps is treated as yes: nothing comes twice."""
    ledger.open_edition(WEEK, [delivery()], NOON)

    ledger.move(delivery(), state, "", NOON)

    assert frozenset({"one", "two"}) == ledger.had("reader-1")


def test_a_state_moves_only_from_where_the_mover_saw_it(ledger: LedgerStore) -> None:
    """Two processes claim one row: the second is told no."""
    ledger.open_edition(WEEK, [delivery()], NOON)

    first = ledger.move(delivery(), DeliveryState.ATTEMPTING, "", NOON)
    second = ledger.move(delivery(), DeliveryState.ATTEMPTING, "", NOON)

    assert (first, second) == (True, False)


def test_one_person_is_one_row_whatever_the_case_of_the_address(ledger: LedgerStore) -> None:
    """A second import updates and keeps the id that the ledger knows."""
    ledger.add(subscriber(id="first", address="Megge@Example.org", name="Megge"))
    ledger.add(subscriber(id="second", address="megge@example.ORG", name="Megge B"))

    assert [(reader.id, reader.name) for reader in ledger.subscribers()] == [("first", "Megge B")]


def test_whoever_left_stays_away(ledger: LedgerStore) -> None:
    """A suppression outlives every import, in any spelling of the address."""
    ledger.add(subscriber(address="gone@example.org"))
    ledger.suppress("Gone@Example.org", "asked", NOON)

    assert not ledger.add(subscriber(address="GONE@example.org"))
    assert ledger.subscribers() == []


def test_a_wish_not_to_be_mailed_keeps_no_address(engine: Engine, ledger: LedgerStore) -> None:
    """The suppression list holds hashes."""
    ledger.suppress("gone@example.org", "asked", NOON)

    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM suppressions")).all()

    assert "gone@" not in str(rows)


def test_an_item_comes_back_as_it_was(library: LibraryStore) -> None:
    """Every field survives the disk, the aware date included."""
    kept = item(notes=("read as UTF-16",), jurisdictions=("IE",))

    library.keep(source(), kept, person())

    assert [kept] == library.items()
    assert [person()] == library.people()


def test_a_source_without_an_item_withdraws_it(library: LibraryStore) -> None:
    """The row keeps the identity and the first sight; the item is gone."""
    library.keep(source(), item())
    problem = SourceError("x", "y", "z")
    library.keep(source(problem=problem), None)

    row = library.sources()["content/articles/a-lease.md"]

    assert library.items() == []
    assert (row.item, row.first_seen) == ("a-lease", NOON)
    assert problem.args == (row.problem.args if row.problem else None)


def test_nothing_inside_a_failed_together_is_kept(library: LibraryStore) -> None:
    """All at once, or not at all."""
    with pytest.raises(RuntimeError), library.together():
        library.keep(source(), item())
        raise RuntimeError

    assert library.items() == []


def test_others_may_write_between_what_is_written_in_groups(library: LibraryStore, tmp_path: Path) -> None:
    """While something slow goes on, nothing holds the store, whatever waits to be written."""
    with library.in_groups() as groups:
        for number in range(120):
            groups.add(partial(library.set_mark, f"mark {number}", "here"))
            with closing(sqlite3.connect(tmp_path / "a.sqlite", timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")

    assert ["here"] * 120 == [library.mark(f"mark {number}") for number in range(120)]


def test_a_group_is_written_when_it_is_large_or_asked_for(library: LibraryStore) -> None:
    """A hundred writes do not wait for the end, and the last few do not when something depends on them."""
    with library.in_groups() as groups:
        for number in range(101):
            groups.add(partial(library.set_mark, "last", str(number)))
        before = library.mark("last")
        groups.write()

        assert ("99", "100") == (before, library.mark("last"))


def test_what_is_ready_is_kept_when_the_slow_work_fails(library: LibraryStore) -> None:
    """Each entry of a group is whole, so that a run that breaks off need not do it again."""
    with pytest.raises(RuntimeError), library.in_groups() as groups:
        groups.add(partial(library.set_mark, "done", "yes"))
        raise RuntimeError

    assert "yes" == library.mark("done")


def test_what_belongs_together_in_a_group_is_written_whole_or_not_at_all(library: LibraryStore) -> None:
    """A rename that fails half way leaves the old name."""
    library.keep(source(), item())

    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError), library.in_groups() as groups:
        groups.add(partial(library.forget, source().source), fail)

    assert [item()] == library.items()


def test_tags_and_findings_belong_to_one_text_and_one_version(library: LibraryStore) -> None:
    """Another version of the tagger or the rules starts from nothing."""
    library.keep_tagging("text", "1", Tagging(tags=(tag(),)))
    library.keep_findings("text", "1", [finding()])

    assert {"text": Tagging(tags=(tag(),))} == library.taggings("1")
    assert {"text": (finding(),)} == library.findings("1")
    assert ({}, {}) == (library.taggings("2"), library.findings("2"))


@settings(deadline=None, max_examples=30)
@given(periods=st.lists(st.integers(1, 52).map(lambda week: f"2026-W{week:02}"), max_size=12))
def test_each_slot_is_fired_once(tmp_path_factory: pytest.TempPathFactory, periods: list[str]) -> None:
    """Of any series of claims, the first of each period wins."""
    engine = open_database(tmp_path_factory.mktemp("slots") / "c.sqlite")
    slots = SlotStore(engine)
    won = [period for period in periods if slots.fire("site", period, datetime(2026, 1, 1, tzinfo=UTC))]
    engine.dispose()

    assert list(dict.fromkeys(periods)) == won
