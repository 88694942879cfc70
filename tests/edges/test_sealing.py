"""Readers' addresses at rest: what the file shows, what is found, and what becomes of it under other keys and kills."""

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pipeline.edges.address_keys import PLACE, VARIABLE, AddressKeys
from pipeline.edges.store import resealing, sealing
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.schema import metadata
from pipeline.edges.store.sealing import Box, Keyed, Sealed, SealError
from pipeline.edges.store.slots import SlotStore
from pipeline.ending import silent
from pipeline.model import Cadence, DataLetter, Delivery, DeliveryState, Slot, Wish
from tests.builders import NOON, subscriber
from tests.conftest import REPOSITORY
from tests.edges.readers_contract import DAY, come_in, sign_up
from tests.thorough import LONGER

WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
OLD, NEW = b"\x01" * 32, b"\x02" * 32
#: Nothing else in a database has such words.
ADDRESS, LOCAL, NAME = "zuleika.obadiah@example.org", "zuleika.obadiah", "Zuleika Obadiah-Finch"


@pytest.fixture
def path(tmp_path: Path, empty: Path) -> Path:
    """A database that anybody can read, and a file with two keys beside it."""
    path = tmp_path / "a.sqlite"
    shutil.copy(empty, path)
    ring = tmp_path / "address.keys"
    ring.write_text(f"{OLD.hex()}\n{NEW.hex()}\n")
    ring.chmod(0o600)
    return path


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    """It is open."""
    engine = open_database(path)
    yield engine
    engine.dispose()


def bytes_of(path: Path) -> bytes:
    """The database with everything that SQLite keeps beside it.

    Another process reads it: where this one closed the file, it would lose its locks on it (sqlite.org/howtocorrupt, 2.2).
    """
    return subprocess.run(["cat", *sorted(path.parent.glob(path.name + "*"))], capture_output=True, check=True).stdout


def lives(store: LedgerStore) -> None:
    """Everything that can befall a reader and leaves a trace of who they are; at the end they are a reader."""
    wish = Wish(name=NAME, areas=("tax",))
    store.ask([sign_up(address=ADDRESS, wish=wish)])
    id_ = come_in(store, address=ADDRESS, wish=wish)
    store.change(id_, Wish(name=f"{NAME} KC", people=("rafe",)), NOON)
    store.pause(id_, NOON + DAY, NOON)
    store.ask_for_data(DataLetter(id=f"{id_}1", reader=id_, asked=NOON), ADDRESS)
    row = Delivery(edition=WEEK.edition, subscriber=id_, state=DeliveryState.PLANNED, message_id="<1@f>", items=("a",))
    store.open_edition(WEEK, [row], NOON)
    store.move(row, DeliveryState.REFUSED, f"550 <{ADDRESS}> is not here, says {NAME}", NOON)
    store.leave(id_, NOON, f"{NAME} has had enough")
    store.come_back(id_, NOON)
    store.suppress(ADDRESS, f"{NAME} rang", NOON)
    come_in(store, NOON + DAY, address=ADDRESS.upper(), wish=wish)
    imported = subscriber(id="b", address=f"b.{ADDRESS}", name=NAME, proof=f"a card of {NAME}")
    store.add(imported, NOON, {"list": "cards", "by": NAME})


def shown(path: Path) -> list[str]:
    """What the files show of them."""
    kept = bytes_of(path).lower()
    return [word for word in (ADDRESS, LOCAL, NAME, "zuleika", "obadiah") if word.lower().encode() in kept]


def rows(path: Path) -> list[str]:
    """The whole database, but for how it stands."""
    with closing(sqlite3.connect(path)) as database:
        return sorted(line for line in database.iterdump() if "'sealed'" not in line)


# What the file shows.


def test_after_a_whole_life_the_files_show_nobody(path: Path, engine: Engine) -> None:
    """Neither address nor what stands before the @ nor name, in the database or its log; without encryption they do."""
    store = LedgerStore(engine)
    resealing.reseal(engine, OLD, silent)
    lives(store)
    assert path.with_name("a.sqlite-wal").stat().st_size
    during = shown(path)
    reader = store.reader_at(ADDRESS)
    assert reader is not None
    assert NAME == reader.name
    store.erase(ADDRESS, NOON)

    assert ([], []) == (during, shown(path))
    lives(store)
    resealing.reseal(engine, None, silent)
    assert shown(path)


def test_what_was_there_before_is_gone_from_the_files(path: Path, engine: Engine) -> None:
    """Encrypting leaves nothing of what could be read, in no free page and not in the log."""
    lives(LedgerStore(engine))
    assert shown(path)

    resealing.reseal(engine, OLD, silent)

    assert resealing.clean(engine)
    assert [] == shown(path)


def test_whoever_guesses_an_address_cannot_check_it(path: Path, engine: Engine) -> None:
    """Hashes of addresses are under a key, too: of those who read, who asked, who left, and who was erased."""
    store = LedgerStore(engine)
    resealing.reseal(engine, OLD, silent)
    lives(store)
    store.erase("gone@example.org", NOON)
    store.suppress(ADDRESS, "asked", NOON)

    kept = bytes_of(path)

    for address in (ADDRESS, "gone@example.org"):
        assert sha256(address.encode()).hexdigest().encode() not in kept
        assert store.suppressed(address)


def test_every_column_about_readers_is_covered() -> None:
    """Whoever adds one to these tables decides what it is; those that stay readable are named here."""
    readable = {
        "subscribers": {"id", "cadence", "left"},
        "sign_ups": {"id", "asked", "message_id", "reader"},
        "suppressions": {"at", "reader"},
        "traces": {"number", "of", "step", "at"},
        "data_letters": {"id", "reader", "state", "asked"},
        "deliveries": {
            "edition",
            "subscriber",
            "state",
            "message_id",
            "items",
            "at",
            "sender",
            "until",
            "tries",
            "again",
            "more",
            "welcome",
        },
        "bounces": {"id", "reader", "edition", "came", "status", "act", "at", "sent"},
    }
    types = (Sealed, Keyed)

    found = {
        table.name: {column.name for column in table.c if not isinstance(column.type, types)}
        for table in metadata.sorted_tables
        if any(isinstance(column.type, types) for column in table.c)
    }

    assert readable == found
    assert readable.keys() == {table.name for table in resealing.LOOK_UPS}


def test_what_was_changed_or_moved_on_the_disk_is_not_believed(path: Path, engine: Engine) -> None:
    """It is told, with the column, and nothing of what stood there."""
    store = LedgerStore(engine)
    resealing.reseal(engine, OLD, silent)
    id_ = come_in(store, address=ADDRESS)
    for change in ("substr(subscriber, 1, 30) || 'AAAA' || substr(subscriber, 35)", "address", "'sealed:é'"):
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE subscribers SET subscriber = {change}"))

        with pytest.raises(SealError, match=r"subscribers\.subscriber"):
            store.reader(id_)


# Under another key, and under none.


def test_there_and_back_changes_nothing(path: Path, engine: Engine) -> None:
    """Encrypted, under another key, and readable again, every row is what it was; and what cannot be changed still cannot."""
    store = LedgerStore(engine)
    lives(store)
    store.erase("gone@bücher.example", NOON)
    before = rows(path)
    for secret in (OLD, NEW, NEW, None):
        resealing.reseal(engine, secret, silent)
        with pytest.raises(Exception, match="never changed"), engine.begin() as connection:
            connection.execute(text("UPDATE traces SET at = ''"))
        assert store.suppressed("GONE@xn--bcher-kva.example")
        assert store.reader_at(ADDRESS) is not None

    assert before == rows(path)


def test_one_key_is_enough(path: Path, engine: Engine) -> None:
    """Nothing is left under the key before, so that one who has it and the new file reads nothing."""
    lives(LedgerStore(engine))
    for secret in (OLD, NEW):
        resealing.reseal(engine, secret, silent)
    path.with_name("address.keys").write_text(f"{NEW.hex()}\n")

    again = open_database(path)
    store = LedgerStore(again)

    assert [NAME, NAME] == [each.name for each in store.subscribers()]
    assert [2, 1] == [len(store.names()) + 1, len(store.waiting(ADDRESS)) + 1]
    again.dispose()


def test_a_new_database_with_a_key_at_hand_is_encrypted_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who set the key is surprised; without one it is not."""
    plain = open_database(tmp_path / "plain.sqlite")
    monkeypatch.setenv(VARIABLE, OLD.hex())
    encrypted = open_database(tmp_path / "encrypted.sqlite")
    for each in (plain, encrypted):
        come_in(LedgerStore(each), address=ADDRESS, wish=Wish(name=NAME))
        each.dispose()

    assert shown(tmp_path / "plain.sqlite")
    assert [] == shown(tmp_path / "encrypted.sqlite")


def test_a_key_for_a_database_that_is_not_encrypted_changes_nothing_and_is_told(path: Path, engine: Engine) -> None:
    """To encrypt what is there is an act of its own."""
    come_in(LedgerStore(engine), address=ADDRESS)

    assert sealing.check(engine)
    assert LOCAL in shown(path)


# Who works beside it.


def test_whoever_has_it_open_goes_on_rightly(path: Path, engine: Engine) -> None:
    """A service that runs finds, keeps and writes what it should, when somebody else encrypts, rotates and decrypts."""
    store, other = LedgerStore(engine), open_database(path)
    ids = [come_in(store, address=ADDRESS)]
    for number, secret in enumerate((OLD, NEW, None, OLD)):
        resealing.reseal(other, secret, silent)
        ids.append(come_in(store, NOON + DAY, address=ADDRESS))
        store.erase(f"gone{number}@example.org", NOON)
        assert (secret is None) == (LOCAL in shown(path)) or number == 2

    assert 1 == len(set(ids))
    assert all(store.suppressed(f"gone{number}@example.org") for number in range(4))
    other.dispose()


# Keys that are not there.


@pytest.mark.parametrize("told", ["none", "another", "broken", "open"])
def test_a_key_that_is_not_there_is_one_clear_error(path: Path, engine: Engine, told: str) -> None:
    """It names the key that is wanted and what to do; none is made, and nothing is written."""
    resealing.reseal(engine, NEW, silent)
    come_in(LedgerStore(engine), address=ADDRESS)
    engine.dispose()
    ring = path.with_name("address.keys")
    match told:
        case "none":
            ring.unlink()
        case "another":
            ring.write_text(f"{OLD.hex()}\n")
        case "broken":
            ring.write_text("zz\n")
        case "open":
            ring.chmod(0o644)
    before = rows(path)
    again = open_database(path)
    store = LedgerStore(again)

    for act in (
        lambda: store.ask([sign_up(address="new@example.org")]), store.subscribers, lambda: store.reader_at(ADDRESS),
        lambda: store.suppressed(ADDRESS), lambda: sealing.check(again), lambda: resealing.reseal(again, OLD, silent),
    ):  # fmt: skip
        with pytest.raises(Exception) as caught:  # noqa: PT011  # which of ours depends on what is wrong with the file
            act()
        assert 2 == getattr(caught.value, "exit_code", None)
        assert ADDRESS not in str(caught.value)
        if told in ("none", "another"):
            assert Box.of(NEW).name in str(caught.value)
    again.dispose()

    assert before == rows(path)
    assert ring.exists() == (told != "none")


def test_what_is_not_about_readers_needs_no_key(path: Path, engine: Engine) -> None:
    """A machine that only builds the site need not have it."""
    resealing.reseal(engine, NEW, silent)
    path.with_name("address.keys").unlink()
    store = LedgerStore(engine)

    store.set_mark("published", "1")

    assert ("1", {}) == (store.mark("published"), SlotStore(engine).fired())


def test_the_file_can_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the backups of the database are not."""
    monkeypatch.setenv(PLACE, str(tmp_path / "secrets" / "addresses"))

    ring = AddressKeys.beside(tmp_path / "a.sqlite")

    assert 1 == len(ring.made(NOON))
    assert 0o600 == (tmp_path / "secrets" / "addresses").stat().st_mode & 0o777


# Killed.

_RESEAL = """
import sys
from pathlib import Path
from pipeline.edges.store.database import open_database
from pipeline.edges.store.resealing import reseal
engine = open_database(Path(sys.argv[1]))
print("begins", flush=True)
reseal(engine, bytes.fromhex(sys.argv[2]), lambda *_: None)
"""


@pytest.mark.long
@pytest.mark.servers
def test_a_kill_leaves_it_as_it_was_or_done(path: Path, engine: Engine) -> None:
    """Kills at random moments of changing the key: everybody is there, under one key, and the next attempt goes on."""
    store = LedgerStore(engine)
    store.ask([sign_up(address=f"{LOCAL}{n}@example.org", wish=Wish(name=NAME)) for n in range(3000)])
    store.erase("gone@example.org", NOON)
    resealing.reseal(engine, OLD, silent)
    ended = set()
    for number in range(2 * LONGER):
        process = subprocess.Popen(
            [sys.executable, "-c", _RESEAL, str(path), (NEW, OLD)[number % 2].hex()],
            stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=os.environ,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(random.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()

        ended.add(resealing.counted(engine).key)
        assert 3000 == len({each.address for each in store.to_write(9999)})
        assert store.suppressed("gone@example.org")
        found = bytes_of(path).lower()
        assert LOCAL.encode() not in found

    resealing.reseal(engine, None, silent)
    assert {Box.of(OLD).name, Box.of(NEW).name} >= ended
    assert re.search(rb'"address": ?"zuleika', bytes_of(path))
