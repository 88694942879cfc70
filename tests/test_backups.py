"""Backups: what is in them, what never is, and how many stay."""

import json
import os
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import backups, keeping
from pipeline.edges.packing import manifest_of, unpack
from pipeline.errors import BackupError, ConfigurationError, UsageError
from pipeline.wiring import House
from tests.builders import FIRM, NOON, subscriber
from tests.conftest import WEDNESDAY, SmallFirm


@pytest.fixture
def house(small_firm: SmallFirm, tmp_path: Path) -> House:
    """A firm that was run once, with a reader; its backups lie beside it."""
    small_firm.write("content/firm.yml", FIRM + f"backups: {{to: {tmp_path}/backups, keep: 2}}\n")
    house = small_firm.house()
    house.ledger.add(subscriber(), NOON)
    house.run()
    return small_firm.house()


def names(path: Path) -> set[str]:
    """What is in a backup."""
    return {each.path for each in manifest_of(path).files}


def test_everything_that_cannot_be_made_again_is_in_it(house: House) -> None:
    """The words, the record, the database, the archive; and nothing that a run makes anew."""
    (house.state / "consents.jsonl").write_text("{}\n")
    (house.root / "content/clearances.jsonl").write_text("{}\n")
    made = backups.make(house)

    held = names(made.path)
    assert {"content/firm.yml", "mkdocs.yml", "stories/rafe/the-van.md", ".attract/attract.sqlite",
            ".attract/consents.jsonl", ".attract/archive/site.jsonl", "content/clearances.jsonl"} <= held  # fmt: skip
    assert [] == [
        each for each in held if each.startswith((".attract/site", ".attract/stage", "site/", ".attract/cards"))
    ]
    assert 0o600 == made.path.stat().st_mode & 0o777
    assert (len(held), made.holds) == (made.files, manifest_of(made.path).size)


def test_every_folder_of_the_state_is_decided_about(house: House) -> None:
    """Whoever writes something new there says whether it is kept, and why."""
    there = {path.name for path in house.state.iterdir()}

    there.add("rehearsal-x")
    undecided = [each for each in there if each not in keeping.KEPT and not keeping.left_out(each)]

    assert [] == undecided


def test_no_key_is_in_it(house: House, tmp_path: Path) -> None:
    """They go into a file of their own, which only its owner reads, and the backup says which it lacks."""
    texts = {"reader.keys": f"{'1a' * 32}\n", "address.keys": f"{'2b' * 32}\n", "preview.key": f"{'3c' * 32}\n",
             "of-tomorrow.key": "4d" * 32, "sub/of-tomorrow.pem": "5e" * 32}  # fmt: skip
    for name, text in texts.items():
        (house.state / name).parent.mkdir(exist_ok=True)
        (house.state / name).write_text(text)
        (house.state / name).chmod(0o600)

    made = backups.make(house, keys=tmp_path / "apart/keys.json")

    (tmp_path / "out").mkdir()
    unpack(made.path, tmp_path / "out", ".attract")
    bodies = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert [] == [name for name, text in texts.items() if text.strip().encode() in bodies]
    apart = tmp_path / "apart/keys.json"
    assert {name: texts[name] for name in ("reader.keys", "address.keys", "preview.key")} == json.loads(
        apart.read_text()
    )["keys"]
    assert 0o600 == apart.stat().st_mode & 0o777
    assert ("reader.keys", "address.keys", "preview.key") == manifest_of(made.path).keys


@pytest.mark.parametrize("where", ["firm/keys.json", "backups/keys.json"])
def test_keys_do_not_lie_beside_what_they_open(house: House, tmp_path: Path, where: str) -> None:
    """Neither in the firm's folder nor in that of the backups; and nothing else is written over."""
    with pytest.raises(ConfigurationError, match="would have both"):
        backups.make(house, keys=tmp_path / where)
    (tmp_path / "letter.txt").write_text("Dear Hana")
    with pytest.raises(UsageError, match="no file of keys"):
        backups.make(house, keys=tmp_path / "letter.txt")


def test_a_folder_in_the_firms_is_refused(house: House) -> None:
    """Also by a link, and by way of the folder above."""
    for where in (house.root / "content/backups", house.root / "../firm/x", house.root):
        with pytest.raises(ConfigurationError, match="lies in the firm's folder"):
            backups.make(house, to=where)


def test_old_ones_go_once_the_new_one_is_whole(small_firm: SmallFirm, house: House, tmp_path: Path) -> None:
    """As many stay as the settings say; what is another firm's, or no backup, stays."""
    folder = tmp_path / "backups"
    folder.mkdir()
    others = [folder / "letter.tar.gz", folder / "attract-other-000000-20200101T000000Z.tar.gz"]
    for each in others:
        each.write_text("x")

    made = [backups.make(small_firm.house(WEDNESDAY + timedelta(days=day))) for day in range(4)]

    assert {*others, made[2].path, made[3].path} == set(folder.glob("*.tar.gz"))
    assert [made[3].path, made[2].path] == [each.path for each in backups.listed(house) if each.manifest]
    assert (made[1].path,) == made[3].removed


def test_one_that_cannot_be_verified_removes_none(house: House) -> None:
    """And is not there itself: a damaged database makes no backup."""
    first = backups.make(house, keep=1)
    with house._database.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    house._database.dispose()
    raw = bytearray((house.state / "attract.sqlite").read_bytes())
    raw[4096 * 3 : 4096 * 12] = os.urandom(4096 * 9)
    (house.state / "attract.sqlite").write_bytes(raw)

    with pytest.raises((BackupError, sqlite3.DatabaseError)):
        backups.make(House(house.root, clock=house.time), keep=1)

    assert [first.path] == [each.path for each in backups.listed(house)]


def test_it_is_of_one_moment_while_others_write(house: House) -> None:
    """Readers sign up meanwhile, none waits for it, and its database is whole."""
    stop, problems = threading.Event(), []

    def write() -> None:
        other, number = House(house.root, clock=house.time), 0
        try:
            while not stop.is_set():
                number += 1
                other.ledger.add(subscriber(id=f"r{number}", address=f"r{number}@example.org"), NOON)
        except Exception as problem:  # told below
            problems.append(problem)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backups.make(house) for _ in range(5)]
    finally:
        stop.set()
        writer.join()

    assert [] == problems
    assert manifest_of(made[-1].path) == backups.checked(made[-1].path)


def test_a_dry_run_writes_nothing(house: House, tmp_path: Path) -> None:
    """Not even the folder."""
    told = backups.make(house, dry_run=True)

    assert (True, False) == (told.dry, (tmp_path / "backups").exists())
    assert told.files == backups.make(house).files


def test_what_a_kill_left_is_removed_by_the_next(house: House, tmp_path: Path) -> None:
    """It holds addresses."""
    left = tmp_path / "backups/.making-x"
    left.mkdir(parents=True)
    (left / "copy.sqlite").write_text("hana@example.org")

    backups.make(house)

    assert not left.exists()


def test_links_are_passed_over_and_told(house: House) -> None:
    """What lies behind them is not the firm's; a whole folder that is a link is."""
    (house.root / "stories/rafe/link.md").symlink_to("/etc/passwd")
    (house.root / "stories/rafe/back\\slash.md").write_text("# A\n")
    Path(os.fsdecode(os.fsencode(house.root) + b"/stories/rafe/old-\xe9.md")).write_text("# B\n")

    made = backups.make(house)

    assert ["back\\slash.md", "link.md", "old-?.md"] == sorted(Path(each).name for each in made.passed_over)
    assert "stories/rafe/link.md" not in names(made.path)
