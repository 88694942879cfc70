"""A firm's database of any earlier revision becomes one of today, and loses nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from pipeline.edges.store import schema
from pipeline.edges.store.database import HEAD, open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.library import LibraryStore
from pipeline.edges.store.slots import SlotStore
from pipeline.model import DeliveryState
from tests.builders import NOON, subscriber
from tests.make_golden_databases import ADDRESSES, ASKED, FOLDER

REVISIONS = sorted(path.stem for path in FOLDER.glob("*.sql"))


@pytest.fixture(params=REVISIONS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """The database of an earlier revision, opened by the code of today."""
    path = tmp_path / "a.sqlite"
    database = sqlite3.connect(path)
    database.executescript((FOLDER / f"{request.param}.sql").read_text("utf-8"))
    database.close()
    engine = open_database(path)
    yield engine
    engine.dispose()


def test_every_earlier_revision_has_one() -> None:
    """Whoever adds a migration keeps a database of the one before."""
    folder = Path(schema.__file__).parent / "migrations"

    assert sorted(each.revision for each in ScriptDirectory(str(folder)).walk_revisions()) == [*REVISIONS, HEAD]


def test_it_has_the_schema_of_today(engine: Engine) -> None:
    """It differs from the tables in nothing."""
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []


def test_what_was_written_and_published_is_there(engine: Engine) -> None:
    """Items, people, tags and findings."""
    library = LibraryStore(engine)

    assert ["a-lease"] == [each.id for each in library.items()]
    assert ["rafe"] == [each.id for each in library.people()]
    assert library.taggings("1").keys() == library.findings("1").keys() == {library.items()[0].content_hash}


def test_who_read_reads_and_who_left_stays_away(engine: Engine) -> None:
    """With what they asked for; an address is found however its domain is written, and no list lifts a suppression."""
    ledger = LedgerStore(engine)

    assert {"reader-1": "Megge@Example.org", "reader-2": "theo@bücher.example"} == {
        each.id: each.address for each in ledger.subscribers()
    }
    assert {("tax",)} == {each.areas for each in ledger.subscribers()}
    found = ledger.reader_at("THEO@xn--bcher-kva.example")
    assert found is not None
    assert "reader-2" == found.id
    gone = (ADDRESSES["reader-3"], "gone@bücher.example")
    assert [False, False] == [ledger.add(subscriber(id="again", address=each), NOON) for each in gone]


def test_who_left_before_is_marked_so_and_cleared_out(engine: Engine) -> None:
    """Their row goes after thirty days like any other; links in their old mails still say that they have left."""
    ledger = LedgerStore(engine)
    reader = ledger.reader("reader-3")
    assert reader is not None
    assert reader.left is not None

    old = len(ledger.waiting(ASKED))
    assert 1 + old == ledger.clear_out(NOON)

    assert ledger.reader("reader-3") is None
    assert ledger.leave("reader-3", NOON)


def test_who_asked_can_confirm_and_the_proof_is_there(engine: Engine, request: pytest.FixtureRequest) -> None:
    """From the revision on that has sign-ups and proof."""
    ledger = LedgerStore(engine)
    if request.node.callspec.params["engine"] < "0005":
        assert ([], []) == (ledger.to_write(9), ledger.names())
        return

    assert [ASKED] == [each.address for each in ledger.waiting(ASKED)]
    assert 1 == ledger.letters_since(ASKED, NOON - timedelta(days=9999))
    assert ["members-2026-03-02"] == ledger.names()
    (asked,) = ledger.to_write(9)
    made = ledger.confirm(asked.id, asked.asked, "")
    assert made is not None
    assert "Ida Vell" == made.name


def test_what_went_out_is_never_sent_again(engine: Engine) -> None:
    """Editions, deliveries, what each received and which slots were fired."""
    ledger = LedgerStore(engine)

    states = {each.subscriber: each.state for each in ledger.deliveries("weekly-2026-W09")}

    assert {"reader-1": DeliveryState.ACCEPTED, "reader-2": DeliveryState.UNCERTAIN} == states
    assert {"weekly": "2026-W09"} == SlotStore(engine).fired()
    assert frozenset({"a-lease"}) == ledger.had("reader-1")


@pytest.mark.parametrize("revision", [None, *REVISIONS])
def test_whoever_dies_while_migrating_leaves_it_as_it_was(revision: str | None, tmp_path: Path) -> None:
    """At each of some statements; the next who opens it has it whole."""

    class DiedError(Exception):
        """Stands for SIGKILL: what was not committed was never there."""

    path, left = tmp_path / "a.sqlite", 0

    def dies(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise DiedError

    event.listen(Engine, "before_cursor_execute", dies)
    try:
        for statement in (4, 9, 16, 25, 40, 60, 90):
            for each in tmp_path.glob("a.sqlite*"):
                each.unlink()
            if revision:
                with closing(sqlite3.connect(path)) as database:
                    database.executescript((FOLDER / f"{revision}.sql").read_text("utf-8"))
            left = statement
            with suppress(DiedError):
                open_database(path)
            left = 0
            engine = open_database(path)
            with engine.connect() as connection:
                assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == [], statement
            engine.dispose()
    finally:
        event.remove(Engine, "before_cursor_execute", dies)
