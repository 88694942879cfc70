"""Everything as plain files, and back."""

import csv
import filecmp
import json
import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline import address_sealing, backups, chain, exporting, importing, reader_acts
from pipeline.clear.ledger import fields
from pipeline.edges.store import plain_rows, schema
from pipeline.edges.store.database import open_database
from pipeline.errors import AttractError, BackupError, UsageError
from pipeline.model import Cadence, Change, Delivery, DeliveryState, Edit, SignUp, Slot, Wish
from pipeline.wiring import House
from tests.builders import FIRM, NOON, clearance, item, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.make_golden_databases import FOLDER as GOLDEN
from tests.test_cli import attract

LATER = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def firm(small_firm: SmallFirm, tmp_path: Path) -> SmallFirm:
    """A firm in which something of each kind has happened."""
    small_firm.write(
        "content/firm.yml",
        FIRM + f'cadences: {{weekly: {{on: wednesday, at: "11:00"}}}}\nbackups: {{to: {tmp_path}/backups}}\n',
    )
    house = small_firm.house()
    for name in ("hana", "mia", "noor", "=1+1"):
        house.ledger.add(subscriber(id=name, address=f"{name}@example.org", name=name), NOON, {"list": "first"})
    house.run()
    record = house.clearing.record
    record.append(chain.chained(fields(clearance(item())), record.lines()))
    for number in range(2):
        asked = SignUp(
            id=f"{number:032x}",
            address=f"new{number}@example.org",
            wish=Wish(name="Zoë"),
            asked=NOON,
            wording="w",
            form="3",
        )
        house.ledger.ask([asked])
    house.ledger.confirm("0" * 32, NOON, "203.0.113.0/24")
    house.ledger.leave("mia", NOON)
    reader_acts.forget(house, "noor@example.org")
    house.ledger.edit("weekly-2026-W48", Change(edit=Edit.DROP, items=("the-van",), by="Ines", at=NOON))
    return small_firm


def same(left: Path, right: Path) -> list[str]:
    """Which files differ, or stand on one side alone."""
    found: list[str] = []

    def look(both: "filecmp.dircmp[str]", before: str) -> None:
        found.extend(before + each for each in (*both.left_only, *both.right_only))
        _, unlike, odd = filecmp.cmpfiles(both.left, both.right, both.common_files, shallow=False)
        found.extend(before + each for each in (*unlike, *odd))
        for name, inner in both.subdirs.items():
            look(inner, f"{before}{name}/")

    look(filecmp.dircmp(left, right), "")
    return sorted(found)


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    """The rows of a table in an export."""
    return [json.loads(line) for line in (folder / f"data/{table}.jsonl").read_text("utf-8").splitlines()]


def brought(folder: Path, to: Path, now: datetime = LATER) -> House:
    """An export in an empty folder."""
    importing.elsewhere(folder, to, clock=lambda: now)
    return House(to, clock=lambda: now)


def test_everything_is_there_to_read(firm: SmallFirm, tmp_path: Path) -> None:
    """Words as Markdown, readers as CSV, feeds as OPML, rows as JSON, and a word about each file."""
    told = exporting.export(firm.house(), tmp_path / "out")

    out = tmp_path / "out"
    piece = (out / "items/reading-a-lease.md").read_text()
    assert 'title: "Reading a lease"\n' in piece
    assert "A commercial lease binds the landlord" in piece
    assert (firm.root / "content/clearances.jsonl").read_bytes() == (out / "firm/content/clearances.jsonl").read_bytes()
    assert "xmlUrl" in (out / "feeds.opml").read_text() or "<opml" in (out / "feeds.opml").read_text()
    listed = list(csv.DictReader((out / "subscribers.csv").read_text().splitlines()))
    assert ["=1+1@example.org", "hana@example.org", "new0@example.org"] == sorted(
        row["address"].lstrip("'") for row in listed
    )
    words = (out / "README.txt").read_text()
    assert [] == [path.name for path in (out / "data").iterdir() if f"data/{path.name}" not in words]
    assert {name: len(rows(out, name)) for name in told.rows} == told.rows
    assert sorted(exporting.TOLD) == sorted(schema.metadata.tables)
    assert [] == [
        path for path in out.rglob("*") if path.is_file() and path.stat().st_mode & 0o077 and path.name != "feeds.opml"
    ]
    assert 0o700 == out.stat().st_mode & 0o777


def test_the_same_state_makes_the_same_bytes(firm: SmallFirm, tmp_path: Path) -> None:
    """Whenever it is exported, and however addresses are encrypted; and no key is in it."""
    exporting.export(firm.house(), tmp_path / "one")
    exporting.export(firm.house(LATER), tmp_path / "two")
    address_sealing.encrypt(firm.house())
    told = exporting.export(firm.house(LATER), tmp_path / "three")

    assert [] == same(tmp_path / "one", tmp_path / "two")
    assert [] == same(tmp_path / "one", tmp_path / "three")
    assert (True, ("address.keys",)) == (told.was_encrypted, told.keys)
    key = (firm.root / ".attract/address.keys").read_bytes().split()[-1]
    assert not any(key in path.read_bytes() for path in (tmp_path / "three").rglob("*") if path.is_file())


def test_what_was_exported_comes_back(firm: SmallFirm, tmp_path: Path) -> None:
    """Exported again it is the same, but that sending is paused and the site is to be made."""
    exporting.export(firm.house(), tmp_path / "one")
    house = brought(tmp_path / "one", tmp_path / "new", WEDNESDAY)
    exporting.export(house, tmp_path / "two")

    assert ["data/marks.jsonl", "data/sign_ups.jsonl", "export.json"] == same(tmp_path / "one", tmp_path / "two")
    (before, now) = (
        [row["message_id"] for row in rows(tmp_path / each, "sign_ups") if not row["reader"]] for each in ("one", "two")
    )
    assert ([None], ["restored"]) == (before, now)
    assert "imported on 2026-11-18" in house.ledger.pause_of_sending().reason
    differ = {row["name"] for each in ("one", "two") for row in rows(tmp_path / each, "marks")}
    assert {"published", "sending paused"} <= differ


@pytest.mark.parametrize("dump", sorted(GOLDEN.glob("*.sql")), ids=lambda path: path.stem)
def test_databases_of_every_revision_come_back(firm: SmallFirm, tmp_path: Path, dump: Path) -> None:
    """Whatever an earlier Attract wrote."""
    for path in (firm.root / ".attract").glob("attract.sqlite*"):
        path.unlink()
    database = sqlite3.connect(firm.root / ".attract/attract.sqlite")
    database.executescript(dump.read_text("utf-8"))
    database.close()
    (firm.root / ".attract/attract.sqlite").chmod(0o600)
    exporting.export(firm.house(), tmp_path / "one")

    exporting.export(brought(tmp_path / "one", tmp_path / "new"), tmp_path / "two")

    may = {
        "export.json",
        *(f"data/{each}.jsonl" for each in ("marks", "sign_ups", "deliveries", "data_letters", "editions", "slots")),
    }
    assert set(same(tmp_path / "one", tmp_path / "two")) <= may


def test_an_imported_firm_mails_nobody_what_they_had(firm: SmallFirm, tmp_path: Path) -> None:
    """Also once a person lets it send; what waited is uncertain."""
    house = firm.house()
    assert frozenset({"reading-a-lease"}) == house.ledger.had("hana")
    row = Delivery(
        edition="weekly-2026-W40", subscriber="hana", state=DeliveryState.PLANNED, items=("x",), message_id="<1@x>"
    )
    house.ledger.open_edition(Slot(cadence=Cadence.WEEKLY, period="2026-W40", due=NOON), [row], NOON, {"x": "hash"})
    exporting.export(house, tmp_path / "one")

    new = brought(tmp_path / "one", tmp_path / "new")
    first = new.run()
    new.ledger.resume_sending("Ines", LATER)
    second = new.run()

    assert (0, 0) == (first.delivered.accepted, second.delivered.accepted)
    assert [DeliveryState.UNCERTAIN] == [each.state for each in new.ledger.deliveries("weekly-2026-W40")]
    assert new.ledger.suppressed("mia@example.org")
    assert new.ledger.suppressed("noor@example.org")


def test_a_living_firm_is_only_added_to(firm: SmallFirm, tmp_path: Path) -> None:
    """Its own files and wishes stay, whoever either suppressed is mailed by none, and what is missing comes."""
    exporting.export(firm.house(), tmp_path / "one")
    house = firm.house(LATER)
    house.ledger.leave("hana", LATER)
    house.ledger.change("0" * 32, Wish(ceiling=2), LATER)
    firm.write("stories/rafe/since.md", "# Since\n\nWords.\n")
    firm.write("content/articles/reading-a-lease.md", "# Changed\n\nOther words.\n")
    (firm.root / "stories/rafe/the-van.md").unlink()
    house.clearing.record.append(chain.chained(fields(clearance(item(id="since"))), house.clearing.record.lines()))
    record = (firm.root / "content/clearances.jsonl").read_bytes()

    told = importing.added(firm.house(LATER), tmp_path / "one")

    house = firm.house(LATER)
    assert {"=1+1": 7, "0" * 32: 2} == {each.id: each.ceiling for each in house.readers()}
    assert (["stories/rafe/the-van.md"], []) == (list(told.files.put), list(told.files.remove))
    assert "Other words" in (firm.root / "content/articles/reading-a-lease.md").read_text()
    assert (firm.root / "stories/rafe/since.md").exists()
    assert record == (firm.root / "content/clearances.jsonl").read_bytes()
    assert told.before is not None
    assert backups.checked(told.before)


def test_what_either_suppressed_stays_so(firm: SmallFirm, small_firm: SmallFirm, tmp_path: Path) -> None:
    """Another firm's export brings its suppressions, erasures and what went to whom; its record must be ours, or go on from it."""
    exporting.export(firm.house(), tmp_path / "one")
    other = SmallFirm(tmp_path / "other")
    shutil.copytree(firm.root / "content", other.root / "content")
    shutil.copy(firm.root / "mkdocs.yml", other.root / "mkdocs.yml")
    (other.root / "content/clearances.jsonl").unlink()
    house = other.house()
    for name in ("mia", "noor", "zara"):
        house.ledger.add(subscriber(id=f"other-{name}", address=f"{name}@example.org"), NOON, {"list": "x"})

    importing.added(other.house(LATER), tmp_path / "one")

    house = other.house(LATER)
    mailed = house.ledger.to_mail([f"other-{name}" for name in ("mia", "noor", "zara")])
    assert ["other-zara"] == list(mailed)
    assert frozenset({"reading-a-lease"}) == house.ledger.had("hana")
    assert 1 == len(house.clearing.record.lines())


def cut(path: Path) -> None:
    """The last line ends in the middle."""
    path.write_bytes(path.read_bytes()[:-10])


def shorten(path: Path) -> None:
    """The last line is gone."""
    path.write_text("".join(path.read_text("utf-8").splitlines(True)[:-1]), "utf-8")


def spoil(path: Path) -> None:
    """The last line is no JSON."""
    lines = path.read_text("utf-8").splitlines(True)
    path.write_text("".join([*lines[:-1], "not json\n"]), "utf-8")


def rename(path: Path) -> None:
    """A column has another name."""
    text = path.read_text("utf-8").replace('"address"', '"adress"', 1)
    path.write_text(text, "utf-8")


def link(path: Path) -> None:
    """A link lies among the files."""
    (path.parents[1] / "firm/stories/link.md").symlink_to("/etc/passwd")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (cut, "cut off"),
        (shorten, r"it has 2 lines, and export.json says 3"),
        (spoil, r"subscribers.jsonl:3: this line is no row of subscribers"),
        (rename, r"adress is no column"),
        (link, "is a link"),
        (Path.unlink, "cannot be read"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    firm: SmallFirm, tmp_path: Path, harm: Callable[[Path], None], says: str
) -> None:
    """The file, the line, what, and what to do."""
    exporting.export(firm.house(), tmp_path / "one")
    path = tmp_path / "one/data/subscribers.jsonl"
    keep = len(path.read_text("utf-8").splitlines())
    if keep != 3:  # the fixture's: hana, =1+1, the new one and mia, who left
        shorten(path)
        about = json.loads((tmp_path / "one/export.json").read_text())
        about["lines"]["subscribers"] = 3
        (tmp_path / "one/export.json").write_text(json.dumps(about))
    harm(path)

    with pytest.raises(BackupError, match=says):
        brought(tmp_path / "one", tmp_path / "new")

    assert not (tmp_path / "new").exists()
    assert [] == list(tmp_path.glob(".new*"))


def test_other_folders_are_no_exports(firm: SmallFirm, tmp_path: Path) -> None:
    """And an export never writes over anything."""
    with pytest.raises(UsageError, match="no export"):
        brought(firm.root, tmp_path / "new")
    with pytest.raises(UsageError, match="lies in the firm's folder"):
        exporting.export(firm.house(), firm.root / "content/out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/letter.txt").write_text("Dear Hana")
    with pytest.raises(UsageError, match="not an empty folder"):
        exporting.export(firm.house(), tmp_path / "full")


def test_many_rows_are_never_in_memory(tmp_path: Path) -> None:
    """Twenty thousand deliveries out and in again take less than two megabytes more than two thousand do."""

    def peak(count: int) -> int:
        engine = open_database(tmp_path / f"{count}.sqlite")
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO editions (edition, cadence, period, due) VALUES ('e', 'weekly', 'p', '2026-11-18T12:00:00+00:00')"
            )
            rows = [("e", f"reader-{n}", "accepted", f"<{n}@x>", '["a", "b"]', "250 ok") for n in range(count)]
            connection.exec_driver_sql(
                "INSERT INTO deliveries (edition, subscriber, state, message_id, items, response) VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )
        del rows
        new = open_database(tmp_path / f"{count}-new.sqlite")
        tracemalloc.start()
        with plain_rows.moment(engine) as connection, (tmp_path / "out.jsonl").open("w") as out:
            for line in plain_rows.lines(connection, schema.deliveries):
                out.write(f"{line}\n")
        with new.connect() as connection, (tmp_path / "out.jsonl").open() as lines:
            plain_rows.begin(connection)
            connection.exec_driver_sql(
                "INSERT INTO editions (edition, cadence, period, due) VALUES ('e', 'weekly', 'p', '2026')"
            )
            assert count == plain_rows.put(connection, schema.deliveries, (line.rstrip() for line in lines), "x")
            connection.commit()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        engine.dispose()
        new.dispose()
        return most

    peak(1000)  # what is loaded and compiled the first time counts for none
    assert peak(20_000) < peak(2_000) + 2_000_000


def test_as_a_person_types_it(firm: SmallFirm, tmp_path: Path) -> None:
    """With what it holds, what it lacks and what comes next; asked, and without an answer nothing is done."""
    dry = attract(firm, "export", str(tmp_path / "out"), "--dry-run")
    assert (0, False) == (dry.exit_code, (tmp_path / "out").exists())
    done = attract(firm, "export", str(tmp_path / "out"))
    assert "Addresses are readable in there" in done.output
    assert dry.output.splitlines()[0].replace("would hold", "holds") == done.output.splitlines()[0]

    assert 0 == attract(firm, "import", str(tmp_path / "out"), "--dry-run").exit_code
    assert 2 == attract(firm, "import", str(tmp_path / "out")).exit_code
    assert 0 == attract(firm, "import", str(tmp_path / "out"), "--yes").exit_code
    told = attract(firm, "import", str(tmp_path / "out"), "--to", str(tmp_path / "new"), "--json")
    assert (1, True) == (told.exit_code, json.loads(told.output)["sending_paused"])
    report = json.loads(attract(firm, "export", str(tmp_path / "again"), "--json").output)
    assert 4 == report["rows"]["subscribers"]
    csv_ = attract(firm, "subscribers", "import", str(tmp_path / "out/subscribers.csv"), "--dry-run", "--json")
    assert isinstance(json.loads(csv_.output), dict), csv_.output


def test_errors_are_ours() -> None:
    """Each says what, why and what to do."""
    assert issubclass(BackupError, AttractError)
