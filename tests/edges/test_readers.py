"""The readers' store on real SQLite: what it keeps, what it forgets, who wins a race, and what a kill leaves."""

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from pipeline.edges.store.database import PATIENCE, open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.readers import ReaderStore
from pipeline.errors import ConfigurationError
from pipeline.model import Cadence, Delivery, DeliveryState, Slot, Step, Wish
from tests.builders import NOON, subscriber
from tests.conftest import REPOSITORY
from tests.edges.readers_contract import DAY, ReadersContract, come_in, sign_up, steps
from tests.thorough import LONGER

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
def readers(engine: Engine) -> LedgerStore:
    """An empty store, of the ledger as well."""
    return LedgerStore(engine)


class TestOnDisk(ReadersContract):
    """SQLite in a file."""

    @pytest.fixture
    def readers(self, engine: Engine) -> ReaderStore:
        """An empty store."""
        return ReaderStore(engine)


# What suppression, lists and the firm's own acts make of it.


def test_leaving_suppresses_and_a_fresh_sign_up_lifts_it(readers: LedgerStore) -> None:
    """At once, and with nothing else between."""
    id_ = come_in(readers)

    readers.leave(id_, NOON)
    gone = readers.suppressed("megge@example.org"), readers.subscriber(id_), readers.subscribers()
    come_in(readers, NOON + DAY)
    back = readers.suppressed("megge@example.org"), [each.id for each in readers.subscribers()]

    assert (True, None, []) == gone
    assert (False, [id_]) == back


def test_no_list_lifts_a_suppression(readers: LedgerStore) -> None:
    """Whoever left, was erased or was suppressed by the firm is not added again, in any spelling."""
    ends: list[Callable[[str, str], object]] = [
        lambda id_, _: readers.leave(id_, NOON),
        lambda _, address: readers.erase(address, NOON),
        lambda _, address: readers.suppress(address, "a complaint", NOON),
    ]
    for number, end in enumerate(ends):
        address = f"a{number}@bücher.example"
        end(come_in(readers, address=address), address)

        for spelling in (address, f"A{number}@XN--BCHER-KVA.example"):
            assert not readers.add(subscriber(address=spelling), NOON), spelling

    assert readers.subscribers() == []


def test_what_the_firm_suppressed_the_reader_cannot_take_back_by_returning(readers: LedgerStore) -> None:
    """A complaint after leaving counts for more than the way back; a new sign-up still brings them in."""
    id_ = come_in(readers)
    readers.leave(id_, NOON)
    readers.suppress("megge@example.org", "a complaint", NOON)

    assert not readers.come_back(id_, NOON)
    assert id_ == come_in(readers, NOON + DAY)
    assert not readers.suppressed("megge@example.org")


def test_whom_the_firm_suppresses_has_left(readers: LedgerStore) -> None:
    """Their row is cleared out in time, and the proof says why."""
    id_ = come_in(readers)

    readers.suppress("megge@example.org", "a complaint", NOON)

    told = readers.reader(id_)
    assert told is not None
    assert NOON == told.left
    assert (Step.LEFT, (("reason", "a complaint"),)) == [(line.step, line.told) for line in readers.traces([id_])][-1]
    assert 1 == readers.clear_out(NOON + 31 * DAY)


def test_a_list_does_not_overwrite_what_a_reader_chose(readers: LedgerStore) -> None:
    """An old export says less than the person."""
    id_ = come_in(readers, wish=Wish(name="Megge Lowe", areas=("tax",)))

    kept = readers.add(subscriber(id="other", address="megge@example.org", name="LOWE, M.", areas=("leases",)), NOON)

    reader = readers.reader(id_)
    assert kept
    assert reader is not None
    assert ("Megge Lowe", ("tax",)) == (reader.name, reader.areas)
    assert Step.IMPORTED not in steps(readers, id_)


def test_a_list_says_who_answers_for_it(readers: LedgerStore) -> None:
    """The proof of an import has permission, proof and whatever else is told; the same list again adds no line."""
    come = subscriber(permission="implied-client", proof="matter 20431")

    for _ in range(2):
        readers.add(come, NOON, {"list": "clients.csv", "by": "Ada Clear"})

    assert [
        (
            Step.IMPORTED,
            (("permission", "implied-client"), ("proof", "matter 20431"), ("list", "clients.csv"), ("by", "Ada Clear")),
        )
    ] == [(line.step, line.told) for line in readers.traces([come.id])]


def test_confirming_makes_an_implied_permission_express(readers: LedgerStore) -> None:
    """Whoever was mailed as a client and then asks keeps their id, and their permission no longer ends."""
    readers.add(
        subscriber(id="c1", address="megge@example.org", permission="implied-client", ends=NOON + 30 * DAY), NOON
    )

    id_ = come_in(readers)

    reader = readers.reader(id_)
    assert reader is not None
    assert ("c1", "express", None) == (reader.id, reader.permission, reader.ends)
    assert [Step.IMPORTED, Step.ASKED, Step.CONFIRMED] == steps(readers, id_)


def test_a_line_of_the_proof_cannot_be_changed(engine: Engine) -> None:
    """The disk itself refuses."""
    readers = ReaderStore(engine)
    come_in(readers)

    with pytest.raises(Exception, match="never changed"), engine.begin() as connection:
        connection.execute(text("UPDATE traces SET at = '2020-01-01T00:00:00+00:00'"))


def test_asking_tells_nobody_who_reads(readers: LedgerStore, engine: Engine) -> None:
    """A reader's, a stranger's and a suppressed address take the same statements and leave the same rows."""
    come_in(readers, address="reader@example.org")
    readers.suppress("gone@example.org", "asked", NOON)

    def rows() -> tuple[int, ...]:
        tables = ("sign_ups", "traces", "subscribers", "suppressions")
        with engine.connect() as connection:
            return tuple(connection.execute(text(f"SELECT count(*) FROM {each}")).scalar_one() for each in tables)

    left = []
    for who in ("reader", "stranger", "gone"):
        before = rows()
        readers.ask([sign_up(address=f"{who}@example.org")])
        left.append([now - then for now, then in zip(rows(), before, strict=True)])

    assert [[1, 1, 0, 0]] * 3 == left


def test_four_hundred_sign_ups_a_second_are_on_the_disk(readers: LedgerStore) -> None:
    """In groups of forty, each on the disk before the next: a tenth of the time is left for everything else."""
    groups = [[sign_up(address=f"a{n}.{m}@example.org") for m in range(40)] for n in range(20)]
    began = time.process_time()
    for group in groups:
        readers.ask(group)

    # Of the processor's time, so that a busy machine decides nothing; waiting for the disk is one sync a group.
    assert time.process_time() - began < 800 / 400


# Races. Every party has a connection of its own, as processes have.


def race(path: Path, *acts: Callable[[LedgerStore], object]) -> list[object]:
    """Let these acts begin at the same moment; returns what each returned."""
    gate = Barrier(len(acts))

    def run(act: Callable[[LedgerStore], object]) -> object:
        engine = open_database(path)
        store = LedgerStore(engine)
        store.subscribers()
        gate.wait()
        try:
            return act(store)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("_again", range(8))
def test_of_leaving_and_an_old_confirmation_leaving_wins(readers: LedgerStore, tmp_path: Path, _again: int) -> None:
    """Whichever is first: leaving ends what was asked before it."""
    id_ = come_in(readers)
    asked = sign_up()
    readers.ask([asked])

    race(tmp_path / "a.sqlite", lambda s: s.leave(id_, NOON), lambda s: s.confirm(asked.id, NOON, ""))

    reader = readers.reader(id_)
    assert reader is not None
    assert (NOON, True) == (reader.left, readers.suppressed(reader.address))
    assert readers.subscribers() == []


@pytest.mark.parametrize("_again", range(8))
def test_two_confirmations_of_one_sign_up_make_one_reader(readers: LedgerStore, tmp_path: Path, _again: int) -> None:
    """Both are told of the same reader, and the proof has one confirmation."""
    asked = sign_up()
    readers.ask([asked])

    made = race(tmp_path / "a.sqlite", *[lambda s: s.confirm(asked.id, NOON, "")] * 3)

    assert [readers.reader(asked.id)] * 3 == made
    assert [Step.ASKED, Step.CONFIRMED] == steps(readers, asked.id)


@pytest.mark.parametrize("_again", range(8))
def test_two_sign_ups_of_one_person_make_one_reader(readers: LedgerStore, tmp_path: Path, _again: int) -> None:
    """The wish that was confirmed last counts."""
    wishes = {each.id: each for each in (sign_up(wish=Wish(name=name)) for name in ("Megge", "M. Lowe"))}
    readers.ask(list(wishes.values()))

    race(tmp_path / "a.sqlite", *[lambda s, id_=id_: s.confirm(id_, NOON, "") for id_ in wishes])

    (reader,) = readers.subscribers()
    last = [dict(line.told)["sign-up"] for line in readers.traces([reader.id]) if line.step is Step.CONFIRMED][-1]
    assert wishes[last].wish.name == reader.name


@pytest.mark.parametrize("_again", range(8))
def test_of_erasing_and_a_confirmation_erasing_wins(readers: LedgerStore, tmp_path: Path, _again: int) -> None:
    """Whichever is first, nobody is left but a hash."""
    asked = sign_up()
    readers.ask([asked])

    race(tmp_path / "a.sqlite", lambda s: s.erase(asked.address, NOON), lambda s: s.confirm(asked.id, NOON, ""))

    assert (None, [], True) == (
        readers.reader_at(asked.address), readers.traces([asked.id]), readers.suppressed(asked.address),
    )  # fmt: skip


@pytest.mark.parametrize("_again", range(8))
def test_of_leaving_and_a_list_leaving_wins(readers: LedgerStore, tmp_path: Path, _again: int) -> None:
    """An import that runs while somebody leaves does not keep them."""
    readers.add(subscriber(name="As they were"))

    race(
        tmp_path / "a.sqlite",
        lambda s: s.leave("reader-1", NOON),
        lambda s: s.add(subscriber(name="As in the list"), NOON),
    )

    reader = readers.reader("reader-1")
    assert reader is not None
    assert (NOON, []) == (reader.left, readers.subscribers())


# Erasing, down to the bytes.


def bytes_of(path: Path) -> bytes:
    """The database with everything that SQLite keeps beside it."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(path.name + "*")))


@pytest.mark.long
@settings(max_examples=3 * LONGER)
@given(data=st.data())
def test_whoever_is_erased_is_nowhere_in_the_file(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Neither address nor name nor wish nor what a server answered, among many readers who stay, wherever SQLite moved their rows."""
    path = tmp_path_factory.mktemp("erased") / "a.sqlite"
    path.write_bytes(empty.read_bytes())
    engine = open_database(path)
    readers = LedgerStore(engine)
    many = data.draw(st.integers(1, 60))
    ids = []
    for number in range(many):
        wish = Wish(
            name=f"Name{number:04}Megge" * 3, areas=(f"area{number:04}wanted",), people=(f"who{number:04}meant",)
        )
        ids.append(come_in(readers, address=f"box{number:04}x@example.org", wish=wish))
        readers.ask([sign_up(address=f"box{number:04}x@example.org", wish=wish)] * (number % 2))
    rows = [
        Delivery(edition=WEEK.edition, subscriber=id_, state=DeliveryState.PLANNED, message_id=f"<{id_}>", items=("a",))
        for id_ in ids
    ]
    readers.open_edition(WEEK, rows, NOON)
    for number, row in enumerate(rows):
        readers.move(row, DeliveryState.REFUSED, f"550 <box{number:04}x@example.org> unknown", NOON)
    erased = data.draw(st.sets(st.integers(0, many - 1), min_size=1))
    for number in erased:
        if data.draw(st.booleans()):
            readers.change(ids[number], Wish(name=f"Name{number:04}Other", areas=(f"area{number:04}again",)), NOON)
        if data.draw(st.booleans()):
            readers.leave(ids[number], NOON, f"I am box{number:04}x")
        assert readers.erase(f"box{number:04}x@example.org", NOON)
    kept = bytes_of(path)
    engine.dispose()

    found = [
        (number, word)
        for number in range(many)
        for word in ("box{:04}x", "Name{:04}", "area{:04}", "who{:04}")
        if (word.format(number).encode() in kept) != (number not in erased)
    ]
    assert [] == found
    assert sum(id_.encode() in kept for id_ in ids) == many


def test_of_an_erased_readers_deliveries_stays_that_they_were(readers: LedgerStore) -> None:
    """An edition still adds up; what went and what was answered is gone."""
    id_ = come_in(readers)
    row = Delivery(edition=WEEK.edition, subscriber=id_, state=DeliveryState.PLANNED, message_id="<1@f>", items=("a",))
    readers.open_edition(WEEK, [row], NOON)
    readers.move(row, DeliveryState.ACCEPTED, "250 <megge@example.org> ok", NOON)

    readers.erase("megge@example.org", NOON)

    (kept,) = readers.deliveries()
    assert (id_, DeliveryState.ACCEPTED, (), "erased") == (kept.subscriber, kept.state, kept.items, kept.response)
    assert readers.had(id_) == frozenset()


def test_a_busy_reader_puts_scrubbing_off_and_stops_nothing(readers: LedgerStore, engine: Engine) -> None:
    """Somebody is in the middle of reading: erasing goes on at once, and the log is emptied the next time."""
    come_in(readers)
    with engine.connect() as other:
        other.exec_driver_sql("BEGIN")
        other.execute(text("SELECT * FROM subscribers")).all()
        begun = monotonic()

        assert readers.erase("megge@example.org", NOON)
        assert PATIENCE / 2 > monotonic() - begun

    assert readers.reader_at("megge@example.org") is None


def test_an_error_of_the_database_tells_no_address(engine: Engine) -> None:
    """Errors are logged, and addresses never are."""
    twice = "INSERT INTO marks (name, value) VALUES ('one', :address), ('one', :address)"
    with pytest.raises(IntegrityError) as failed, engine.begin() as connection:
        connection.execute(text(twice), {"address": "megge@example.org"})

    assert "megge" not in str(failed.value)


# The file.


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another thing there")
@pytest.mark.parametrize("before", [None, 0o644, 0o666])
def test_only_its_owner_can_read_the_database(tmp_path: Path, empty: Path, before: int | None) -> None:
    """And what SQLite keeps beside it, whatever the umask, and whatever rights an older one had."""
    path = tmp_path / "a.sqlite"
    if before:
        path.write_bytes(empty.read_bytes())
        path.with_name("a.sqlite-wal").write_bytes(b"")
        for each in tmp_path.iterdir():
            each.chmod(before)
    umask = os.umask(0)
    try:
        engine = open_database(path)
        come_in(ReaderStore(engine))
        rights = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        engine.dispose()
    finally:
        os.umask(umask)

    assert dict.fromkeys(["a.sqlite", "a.sqlite-wal", "a.sqlite-shm"], 0o600) == rights


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can act for another")
def test_rights_that_cannot_be_mended_stop_it(tmp_path: Path, empty: Path) -> None:
    """Another user's file that others can read is named, with what to do."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(empty.read_bytes())
    path.chmod(0o666)
    # Nobody but root may look into the folder of a test: whoever acts for another stands in it already.
    code = (
        "import os; from pathlib import Path; from pipeline.edges.store.database import open_database;"
        f"os.chdir({str(tmp_path)!r}); os.chmod('.', 0o777); os.setuid(65534); open_database(Path('a.sqlite'))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY)

    assert ConfigurationError.__name__ in done.stderr
    assert "Run `chmod 600 a.sqlite` as its owner" in done.stderr


# Killed.

_ASK = """
import itertools, sys
from pathlib import Path
from pipeline.edges.store.database import open_database
from pipeline.edges.store.readers import ReaderStore
from tests.edges.readers_contract import sign_up
store = ReaderStore(open_database(Path(sys.argv[1])))
for group in itertools.count():
    many = [sign_up(id=f"{sys.argv[2]}{group:08x}{n:016x}", address=f"a{group}.{n}@example.org") for n in range(40)]
    store.ask(many)
    print(group, flush=True)
"""


@pytest.mark.long
@pytest.mark.servers
def test_what_was_reported_as_kept_is_there_after_a_kill(readers: LedgerStore, tmp_path: Path) -> None:
    """Processes that ask in groups are killed at random: no group that one reported is lost, and none is torn."""
    reported = []
    for number in range(3 * LONGER):
        process = subprocess.Popen(
            [sys.executable, "-c", _ASK, str(tmp_path / "a.sqlite"), f"{number:08x}"],
            stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
        )  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        # The last line may be half a number.
        groups = [int(line) for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
        reported += [f"{number:08x}{group:08x}" for group in groups]

    kept = [each.id for each in readers.to_write(10**6)]
    whole = {id_[:16] for id_ in kept}
    assert set(reported) <= whole
    assert len(whole) * 40 == len(kept) == len(set(kept))
    assert len(reported) >= 5
