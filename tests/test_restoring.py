"""A backup is brought back: elsewhere, and over the firm that stands."""

import json
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import address_sealing, backups, chain, reader_acts, restoring
from pipeline.clear.ledger import fields
from pipeline.edges import address_keys
from pipeline.edges.packing import FileSource, manifest_of, pack
from pipeline.edges.putting_back import Room
from pipeline.edges.store.database import HEAD
from pipeline.errors import BackupError, BusyError, ConfigurationError, UsageError
from pipeline.model import Bounce, Cadence, Delivery, DeliveryState, SignUp, Slot, Step, Wish
from pipeline.model.returning import Act, Came
from pipeline.restoring_files import further
from pipeline.settled import RESTORING
from pipeline.wiring import House
from tests.builders import FIRM, NOON, clearance, item, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.edges.conftest import ADDRESS_KEY
from tests.make_golden_databases import FOLDER as GOLDEN

DAY = timedelta(days=1)
LATER = WEDNESDAY + DAY
RECORD = "content/clearances.jsonl"


@pytest.fixture
def firm(small_firm: SmallFirm, tmp_path: Path) -> SmallFirm:
    """A firm that was run once, with three readers."""
    small_firm.write(
        "content/firm.yml",
        FIRM + f'cadences: {{weekly: {{on: wednesday, at: "14:00"}}}}\nbackups: {{to: {tmp_path}/backups}}\n'
        "# whom we never write to\nnever_mail: [opponent.example]\n",
    )
    house = small_firm.house()
    for name in ("hana", "mia", "noor"):
        house.ledger.add(subscriber(id=name, address=f"{name}@example.org"), NOON, {"list": "first"})
    house.slots.fire("weekly", "2026-W46", NOON)
    house.run()
    decide(small_firm.root, "first")
    return small_firm


@pytest.fixture
def backup(firm: SmallFirm) -> Path:
    """Its backup of Wednesday noon."""
    return backups.make(firm.house()).path


def decide(root: Path, text: str) -> None:
    """Write a line into the record."""
    path, decision = root / RECORD, fields(clearance(item(id=text)))
    lines = path.read_text().splitlines() if path.exists() else []
    path.write_text("".join(f"{line}\n" for line in [*lines, chain.chained(decision, lines)]))


def texts(root: Path) -> list[str]:
    """What the record says."""
    return [data["item"] for _, data in chain.read((root / RECORD).read_text().splitlines(), "record")]


def planned(house: House, edition: str, *to: str, item: str = "reading-a-lease") -> list[Delivery]:
    """An edition to these readers."""
    rows = [
        Delivery(edition=edition, subscriber=each, state=DeliveryState.PLANNED, items=(item,), message_id=f"<{edition}-{each}@x>")
        for each in to
    ]  # fmt: skip
    slot = Slot(cadence=Cadence.WEEKLY, period=edition.removeprefix("weekly-"), due=NOON)
    assert house.ledger.open_edition(slot, rows, NOON, {item: "hash"})
    return rows


def everything(root: Path) -> dict[str, bytes]:
    """The files of people, by name."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for top in ("content", "stories") for path in (root / top).rglob("*") if path.is_file()}  # fmt: skip


def elsewhere(backup: Path, to: Path, now: datetime = LATER, keys: Path | None = None) -> restoring.Restored:
    """Into an empty folder, a day later."""
    return restoring.elsewhere(backup, to, clock=lambda: now, keys=keys)


# Into an empty folder.


def test_a_firm_comes_back_elsewhere(firm: SmallFirm, backup: Path, tmp_path: Path) -> None:
    """Words, record, readers and proof are there, and a run makes the same site."""
    elsewhere(backup, tmp_path / "new")

    house = House(tmp_path / "new", clock=lambda: WEDNESDAY)
    assert everything(firm.root) == everything(tmp_path / "new")
    assert ["hana", "mia", "noor"] == [each.id for each in house.readers()]
    assert [Step.IMPORTED] == [line.step for line in house.ledger.traces(["hana"])]
    house.run()
    pages = {path.relative_to(firm.root / "site") for path in (firm.root / "site/").rglob("*.html")}
    assert pages == {path.relative_to(tmp_path / "new/site") for path in (tmp_path / "new/site/").rglob("*.html")}


def test_nothing_is_sent_there_until_a_person_says_so(firm: SmallFirm, tmp_path: Path) -> None:
    """What waited may have left since: it is uncertain; what fell due counts as sent; and all sending is paused."""
    house = firm.house()
    planned(house, "weekly-2026-W40", "hana", "mia")
    backup = backups.make(house).path
    assert house.ledger.claim("old-machine", 9, NOON, LATER)

    told = elsewhere(backup, tmp_path / "new")

    new = House(tmp_path / "new", clock=lambda: LATER)
    assert {DeliveryState.UNCERTAIN: 2} == new.ledger.counts()
    assert (2, (("weekly", "2026-W47"),)) == (told.uncertain, told.fired)
    assert "2026-11-18 12:00 UTC" in new.ledger.pause_of_sending().reason
    run = new.run()
    assert ([], 0) == (list(run.editions), run.delivered.accepted)
    new.ledger.resume_sending("Ines", LATER)
    assert 0 == new.run().delivered.accepted
    assert frozenset({"reading-a-lease"}) == new.ledger.had("hana")


def test_letters_that_may_have_left_do_not_leave_there(firm: SmallFirm, tmp_path: Path) -> None:
    """Whoever waits for one asks again."""
    house = firm.house()
    house.ledger.ask([SignUp(id="a" * 32, address="new@example.org", wish=Wish(), asked=NOON, wording="w", form="3")])
    elsewhere(backups.make(house).path, tmp_path / "new")

    assert [] == House(tmp_path / "new", clock=lambda: LATER).ledger.to_write(9)


def test_a_journal_of_then_says_what_had_left(firm: SmallFirm, tmp_path: Path) -> None:
    """What the sender knew is known; of the rest nobody can tell, also on the same machine."""
    house = firm.house()
    planned(house, "weekly-2026-W40", "hana", "mia", "noor")
    house.ledger.claim("abc", 9, NOON, LATER)
    (house.state / "sending").mkdir(exist_ok=True)
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    lines = [
        f"B\t{boot}",
        "D\tweekly-2026-W40\thana",
        'S\tweekly-2026-W40\thana\taccepted\t0\t\t"250 ok"',
        "D\tweekly-2026-W40\tmia",
    ]
    (house.state / "sending/abc.journal").write_text("".join(f"{line}\n" for line in lines))

    elsewhere(backups.make(house).path, tmp_path / "new")

    new = House(tmp_path / "new", clock=lambda: LATER)
    assert {"hana": "accepted", "mia": "uncertain", "noor": "uncertain"} == {
        row.subscriber: row.state for row in new.ledger.deliveries()
    }


def test_a_folder_that_is_not_empty_is_refused(firm: SmallFirm, backup: Path, tmp_path: Path) -> None:
    """Whatever lies there stays."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new/letter.txt").write_text("Dear Hana")

    with pytest.raises(UsageError, match="is not an empty folder"):
        elsewhere(backup, tmp_path / "new")

    assert ["letter.txt"] == [path.name for path in (tmp_path / "new").iterdir()]


def test_a_damaged_backup_touches_nothing(firm: SmallFirm, backup: Path, tmp_path: Path) -> None:
    """Neither here nor elsewhere; nothing is left behind."""
    raw = backup.read_bytes()
    backup.write_bytes(raw[: len(raw) * 2 // 3])
    before = everything(firm.root)

    with pytest.raises(BackupError, match="damaged"):
        elsewhere(backup, tmp_path / "new")
    with pytest.raises(BackupError, match="damaged"):
        restoring.in_place(firm.house(LATER), backup)

    assert (before, False) == (everything(firm.root), (tmp_path / "new").exists())
    assert not (firm.root / ".attract" / RESTORING).exists()
    assert [] == list(tmp_path.glob(".new*"))


def forged(folder: Path, database: Path, revision: str) -> Path:
    """A backup with another database in it."""
    sources = [FileSource(".attract/attract.sqlite", database), FileSource("content/firm.yml", folder / "firm/content/firm.yml"),
               FileSource("mkdocs.yml", folder / "firm/mkdocs.yml")]  # fmt: skip
    told = {"attract": "0", "revision": revision, "made": NOON, "zone": "UTC", "firm": "x", "sealed": "", "keys": ()}
    pack(folder / "forged.tar.gz", sources, told)
    return folder / "forged.tar.gz"


def test_a_newer_database_is_refused(firm: SmallFirm, tmp_path: Path) -> None:
    """By what the database itself says, whatever the manifest tells."""
    shutil.copy(firm.root / ".attract/attract.sqlite", tmp_path / "a.sqlite")
    database = sqlite3.connect(tmp_path / "a.sqlite")
    database.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
    database.execute("DELETE FROM alembic_version")
    database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.commit()
    database.close()

    newer = forged(tmp_path, tmp_path / "a.sqlite", HEAD)
    with pytest.raises(BackupError, match="of revision 9999"):
        elsewhere(newer, tmp_path / "new")
    with pytest.raises(BackupError, match="of revision 9999"):
        restoring.in_place(firm.house(LATER), newer)


def test_an_older_database_is_migrated(firm: SmallFirm, tmp_path: Path) -> None:
    """Of every earlier revision, here and elsewhere."""
    for number, dump in enumerate(sorted(GOLDEN.glob("*.sql"))):
        path = tmp_path / f"{dump.stem}.sqlite"
        database = sqlite3.connect(path)
        database.executescript(dump.read_text("utf-8"))
        database.close()
        backup = forged(tmp_path, path, dump.stem)

        elsewhere(backup, tmp_path / f"new-{number}")
        told = restoring.in_place(firm.house(LATER + number * DAY), backup)

        assert House(tmp_path / f"new-{number}").readers()
        assert told.readers is not None


def test_keys_come_back_from_their_own_file(firm: SmallFirm, tmp_path: Path) -> None:
    """An encrypted firm is readable elsewhere with them, and says what is missing without."""
    house = firm.house()
    address_sealing.encrypt(house)
    backup = backups.make(house, keys=tmp_path / "keys.json").path

    without = elsewhere(backup, tmp_path / "without")
    elsewhere(backup, tmp_path / "with", keys=tmp_path / "keys.json")

    assert ("address.keys",) == without.missing
    with pytest.raises(ConfigurationError, match=r"the key of the addresses is not there"):
        House(tmp_path / "without").readers()
    assert ["hana", "mia", "noor"] == [each.id for each in House(tmp_path / "with").readers()]
    assert 0o600 == (tmp_path / "with/.attract/address.keys").stat().st_mode & 0o777


# Over the firm that stands.


def test_words_come_back_as_they_were(firm: SmallFirm, backup: Path) -> None:
    """What was changed, removed and added since is as it was; the site shows it after the next run."""
    before = everything(firm.root)
    firm.write("stories/rafe/new.md", "# New\n\nWords.\n")
    firm.write("content/articles/reading-a-lease.md", "# Other\n\nOther words.\n")
    (firm.root / "stories/rafe/the-van.md").unlink()
    firm.house(LATER).run()

    told = restoring.in_place(firm.house(LATER), backup)

    assert before == everything(firm.root)
    assert (1, 2, ["stories/rafe/new.md"]) == (told.files.missing, len(told.files.put), list(told.files.remove))
    house = firm.house(LATER)
    house.run()
    assert "Reading a lease" in (firm.root / "site/articles/reading-a-lease/index.html").read_text()
    assert [] == house.check_site()


def test_it_can_be_undone(firm: SmallFirm, backup: Path) -> None:
    """What stood before was backed up first; that brings it back."""
    firm.write("stories/rafe/new.md", "# New\n\nWords.\n")
    firm.house(LATER).ledger.add(subscriber(id="since", address="since@example.org"), LATER, {"list": "second"})
    now = everything(firm.root)

    told = restoring.in_place(firm.house(LATER), backup)
    assert told.before is not None
    assert ["hana", "mia", "noor"] == [each.id for each in firm.house(LATER).readers()]
    restoring.in_place(firm.house(LATER + DAY), told.before)

    assert now == everything(firm.root)
    house = firm.house(LATER)
    assert ["hana", "mia", "noor", "since"] == [each.id for each in house.readers()]
    assert [Step.IMPORTED] == [line.step for line in house.ledger.traces(["since"])]


def test_a_dry_run_changes_nothing(firm: SmallFirm, backup: Path) -> None:
    """And says what it would do."""
    firm.write("stories/rafe/new.md", "# New\n\nWords.\n")
    firm.house(LATER).ledger.suppress("hana@example.org", "asked", LATER)
    now, rows = everything(firm.root), dump(firm)

    told = restoring.in_place(firm.house(LATER), backup, dry_run=True)

    assert (now, rows) == (everything(firm.root), dump(firm))
    assert (["stories/rafe/new.md"], 1) == (list(told.files.remove), told.readers and told.readers.stay_away)
    assert not (firm.root / ".attract" / RESTORING).exists()


def dump(firm: SmallFirm) -> list[tuple[object, ...]]:
    """Every row about readers."""
    with firm.house()._database.connect() as connection:
        tables = (
            "subscribers",
            "suppressions",
            "traces",
            "sign_ups",
            "deliveries",
            "received",
            "editions",
            "slots",
            "marks",
        )
        return [tuple(row) for each in tables for row in connection.exec_driver_sql(f"SELECT * FROM {each}")]


def test_whoever_went_since_stays_away(firm: SmallFirm, backup: Path) -> None:
    """Who left, whom the firm suppressed, who was erased: none comes back, and no import brings them."""
    house = firm.house(LATER)
    house.ledger.leave("hana", LATER)
    house.ledger.suppress("mia@example.org", "bounced", LATER)
    reader_acts.forget(house, "noor@example.org")

    restoring.in_place(firm.house(LATER), backup)

    house = firm.house(LATER + DAY)
    assert [] == house.readers()
    assert [True] * 3 == [house.ledger.suppressed(f"{name}@example.org") for name in ("hana", "mia", "noor")]
    assert ([], None) == (house.ledger.traces(["noor"]), house.ledger.reader("noor"))
    with house._database.connect() as connection:
        assert (
            0 == connection.exec_driver_sql("SELECT count(*) FROM subscribers WHERE address LIKE 'noor%'").scalar_one()
        )
    assert not house.ledger.add(subscriber(id="again", address="noor@example.org"), LATER)


def test_what_readers_chose_since_stays(firm: SmallFirm, backup: Path) -> None:
    """A reader who signed up, and one who changed their wish; whom a list brought since goes again."""
    house = firm.house(LATER)
    house.ledger.ask([SignUp(id="b" * 32, address="new@example.org", wish=Wish(), asked=LATER, wording="w", form="3")])
    house.ledger.confirm("b" * 32, LATER, "")
    house.ledger.change("hana", Wish(ceiling=2), LATER)
    house.ledger.add(subscriber(id="mia", address="mia@example.org", ceiling=20), LATER, {"list": "bad"})
    house.ledger.add(subscriber(id="bad", address="bad@example.org"), LATER, {"list": "bad"})

    restoring.in_place(firm.house(LATER), backup)

    ceilings = {each.id: each.ceiling for each in firm.house(LATER).readers()}
    assert {"b" * 32: 7, "hana": 2, "mia": 7, "noor": 7} == ceilings
    assert [] == firm.house(LATER).ledger.traces(["bad"])


def test_whoever_came_back_by_themselves_is_back(firm: SmallFirm) -> None:
    """They had left when the backup was made, and took it back since."""
    house = firm.house()
    house.ledger.leave("hana", NOON)
    backup = backups.make(house).path
    house.ledger.come_back("hana", LATER)

    restoring.in_place(firm.house(LATER), backup)

    assert "hana" in [each.id for each in firm.house(LATER).readers()]


def test_what_went_out_since_goes_to_nobody_again(firm: SmallFirm, backup: Path) -> None:
    """Editions, deliveries, what each received, slots and bounces of since are there, and nothing is due."""
    house = firm.house(LATER)
    run = house.run()
    assert ["weekly-2026-W47"] == [each.edition for each in run.editions]
    went = {row.message_id: row.state for row in house.ledger.deliveries()}
    assert DeliveryState.ACCEPTED in went.values()
    house.ledger.remember_bounce(Bounce(
        id="b1", reader="hana", edition="weekly-2026-W47", came=Came.BOUNCE, status="5.1.1", act=Act.COUNT, at=LATER, sent=LATER,
        said_by="mx", words="no", why="no",
    ))  # fmt: skip

    restoring.in_place(firm.house(LATER), backup)

    house = firm.house(LATER)
    assert went == {row.message_id: row.state for row in house.ledger.deliveries()}
    assert (frozenset({"reading-a-lease"}), 1) == (house.ledger.had("hana"), len(house.ledger.bounces()))
    assert (0, "") == (house.run().delivered.accepted, house.ledger.pause_of_sending().reason)


def test_an_edition_taken_back_since_does_not_come_back(firm: SmallFirm) -> None:
    """What the backup still planned leaves nobody's outbox."""
    house = firm.house()
    planned(house, "weekly-2026-W40", "hana")
    backup = backups.make(house).path
    house.ledger.undo("weekly-2026-W40", "Ines took it back")

    restoring.in_place(firm.house(LATER), backup)

    assert [] == firm.house(LATER).ledger.deliveries("weekly-2026-W40")


def test_a_lost_database_comes_back_in_doubt(firm: SmallFirm) -> None:
    """The folder stands and the database is gone: what it had to send is uncertain, and sending is paused."""
    house = firm.house()
    planned(house, "weekly-2026-W40", "hana")
    house.ledger.leave("mia", NOON)
    backup = backups.make(house).path
    house._database.dispose()
    for path in house.state.glob("attract.sqlite*"):
        path.unlink()

    told = restoring.in_place(firm.house(LATER), backup)

    house = firm.house(LATER)
    assert (True, True) == (told.lost, bool(house.ledger.pause_of_sending().reason))
    assert ["hana", "noor"] == [each.id for each in house.readers()]
    assert [DeliveryState.UNCERTAIN] == [row.state for row in house.ledger.deliveries("weekly-2026-W40")]
    assert [Step.IMPORTED, Step.LEFT] == [line.step for line in house.ledger.traces(["mia"])]
    assert {"weekly": "2026-W47"}.items() <= house.slots.fired().items()


@pytest.mark.parametrize("then", [True, False], ids=["then", "not then"])
@pytest.mark.parametrize("now", [True, False], ids=["now", "not now"])
def test_addresses_end_under_the_key_of_today(
    firm: SmallFirm, monkeypatch: pytest.MonkeyPatch, then: bool, now: bool
) -> None:
    """Encrypted then or now, both or neither: suppressions of both are found."""
    house = firm.house()
    house.ledger.leave("hana", NOON)
    if then:
        address_sealing.encrypt(house)
    backup = backups.make(house).path
    address_sealing.encrypt(house, new_key=True) if now else address_sealing.decrypt(house)
    house.ledger.leave("mia", LATER)

    restoring.in_place(firm.house(LATER), backup)

    house = firm.house(LATER)
    assert ["noor"] == [each.id for each in house.readers()]
    assert [True, True, False] == [house.ledger.suppressed(f"{name}@example.org") for name in ("hana", "mia", "noor")]
    assert now == address_sealing.encrypt(firm.house(LATER), dry_run=True).key.isalnum()


def test_the_key_of_then_must_be_there(firm: SmallFirm, tmp_path: Path) -> None:
    """Without it nothing changes; its own file brings it."""
    house = firm.house()
    address_sealing.encrypt(house)
    backup = backups.make(house, keys=tmp_path / "keys.json").path
    address_sealing.decrypt(house)
    (house.state / "address.keys").unlink()

    with pytest.raises(ConfigurationError, match="--keys KEYS"):
        restoring.in_place(firm.house(LATER), backup)
    restoring.in_place(firm.house(LATER), backup, keys=tmp_path / "keys.json")

    assert 3 == len(firm.house(LATER).readers())


def test_keys_in_the_environment_serve_both(firm: SmallFirm, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go before any file."""
    monkeypatch.setenv(address_keys.VARIABLE, ADDRESS_KEY)
    house = firm.house()
    address_sealing.encrypt(house)
    backup = backups.make(house).path

    restoring.in_place(firm.house(LATER), backup)

    assert 3 == len(firm.house(LATER).readers())


# What was decided.


def test_decisions_since_stay(firm: SmallFirm, backup: Path) -> None:
    """The longer record is the true one, whichever it is."""
    decide(firm.root, "withdrawn since")
    newer = backups.make(firm.house(LATER)).path

    told = restoring.in_place(firm.house(LATER), backup)

    assert ["first", "withdrawn since"] == texts(firm.root)
    assert ["the record of clearances: 1 line since"] == list(told.files.longer)
    lines = (firm.root / RECORD).read_text().splitlines()
    (firm.root / RECORD).write_text(lines[0] + "\n")
    restoring.in_place(firm.house(LATER + DAY), newer)
    assert ["first", "withdrawn since"] == texts(firm.root)


@pytest.mark.parametrize("name", [RECORD, ".attract/consents.jsonl"])
def test_another_history_is_refused(firm: SmallFirm, name: str) -> None:
    """With what to do; nothing is changed."""
    (firm.root / name).write_text('{"text": "a", "previous": ""}\n')
    backup = backups.make(firm.house()).path
    (firm.root / name).write_text('{"text": "b", "previous": ""}\n')
    firm.write("stories/rafe/new.md", "# New\n")

    with pytest.raises(BackupError, match="line 1: tells otherwise"):
        restoring.in_place(firm.house(LATER), backup)

    assert (firm.root / "stories/rafe/new.md").exists()
    assert not (firm.root / ".attract" / RESTORING).exists()


def test_one_record_goes_further_than_another() -> None:
    """As far, or further, stays."""
    assert (True, True, False) == (further(["a", "b"], ["a"], "x"), further(["a"], ["a"], "x"), further([], ["a"], "x"))


def test_whom_nobody_may_mail_stays_so(firm: SmallFirm, backup: Path) -> None:
    """Domains that were added since are in the settings that come back, and the rest of these is as it was."""
    settings = firm.root / "content/firm.yml"
    before = settings.read_text()
    settings.write_text(
        before.replace("[opponent.example]", "[opponent.example, Regulator.example]").replace("We test", "Other")
    )

    told = restoring.in_place(firm.house(LATER), backup)

    assert ("opponent.example", "regulator.example") == firm.house().firm.never_mail
    assert ["Regulator.example"] == list(told.files.never_mail)
    assert "# whom we never write to" in settings.read_text()
    assert "tagline: We test" in settings.read_text()


# Kills.


def test_one_that_was_killed_before_it_was_ready_leaves_nothing(firm: SmallFirm) -> None:
    """The next command removes what it had laid down."""
    (firm.root / ".attract" / RESTORING / "firm").mkdir(parents=True)

    _ = firm.house(LATER).firm

    assert not (firm.root / ".attract" / RESTORING).exists()


@pytest.mark.parametrize("step", ["files", "database", "after"])
def test_one_that_was_killed_when_it_was_ready_is_finished(
    firm: SmallFirm, backup: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """By whatever is run next, wherever it was."""
    before = everything(firm.root)
    for number in range(6):
        firm.write(f"stories/rafe/new-{number}.md", "# New\n")
    firm.house(LATER).ledger.leave("hana", LATER)

    class Killed(BaseException):
        """As if by kill -9."""

    def die(*_: object) -> None:
        raise Killed

    def die_when_done(room: Room) -> None:
        if (room.folder / "old").exists() and not room.ready:
            raise Killed
        clear(room)

    clear = Room.clear
    with monkeypatch.context() as patch:
        patch.setattr(Room, *(("clear", die_when_done) if step == "after" else (f"_{step}", die)))
        with pytest.raises(Killed):
            restoring.in_place(firm.house(LATER), backup)

    house = firm.house(LATER)
    assert ["mia", "noor"] == [each.id for each in house.readers()]
    assert before == everything(firm.root)
    assert not (firm.root / ".attract" / RESTORING).exists()


def test_nobody_works_while_one_is_at_it(firm: SmallFirm, backup: Path) -> None:
    """Another Attract is told to wait."""
    with firm.house(LATER).working(), pytest.raises(BusyError):
        restoring.in_place(firm.house(LATER), backup)
    with firm.house(LATER).mailing.alone(), pytest.raises(BusyError):
        restoring.in_place(firm.house(LATER), backup)


def test_the_manifest_says_all_of_it(backup: Path) -> None:
    """When, in which zone, by which Attract, of which revision, and of each file its sum."""
    told = manifest_of(backup)

    assert (NOON, "Europe/London", HEAD, "Test & Firm") == (told.made, told.zone, told.revision, told.firm)
    assert all(64 == len(each.sha256) for each in told.files)
    assert json.dumps(told.size).isdigit()
