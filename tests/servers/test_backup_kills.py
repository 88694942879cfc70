"""`attract backup` and `attract restore`, killed anywhere."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import backups
from pipeline.errors import BackupError
from tests.builders import FIRM, NOON, subscriber
from tests.conftest import SmallFirm

pytestmark = pytest.mark.servers

#: `make gates` kills more often.
KILLS = int(os.environ.get("ATTRACT_KILLS", "0"))


@pytest.fixture
def firm(small_firm: SmallFirm, tmp_path: Path) -> SmallFirm:
    """A firm with readers, and enough to write that a kill meets the middle of it."""
    small_firm.write("content/firm.yml", FIRM + f"backups: {{to: {tmp_path}/backups, keep: 3}}\n")
    for number in range(300):
        small_firm.write(
            f"stories/rafe/old-{number}.md", f"# Story {number}\n\n{random.Random(number).randbytes(3000).hex()}\n"
        )
    house = small_firm.house()
    with house.ledger.together():
        for number in range(2000):
            house.ledger.add(subscriber(id=f"r{number}", address=f"r{number}@example.org"), NOON, {"list": "x"})
    house._database.dispose()
    return small_firm


def killed(firm: SmallFirm, chance: random.Random, longest: float, *words: str) -> bool:
    """Run a command and kill it after a while; whether it was done before."""
    command = [sys.executable, "-m", "pipeline", "--firm", str(firm.root), *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0.2, longest))
    done = process.poll() is not None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return done


def took(firm: SmallFirm, *words: str) -> float:
    """Seconds that a command takes undisturbed."""
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "pipeline", "--firm", str(firm.root), *words], check=True, capture_output=True
    )
    return time.monotonic() - began


def standing(firm: SmallFirm) -> tuple[dict[str, bytes], list[str]]:
    """The words of a firm, and its readers; whoever asks finishes what was begun."""
    house = firm.house(NOON + timedelta(days=1))
    readers = sorted(reader.id for reader in house.readers())
    house._database.dispose()
    files = {path.name: path.read_bytes() for path in (firm.root / "stories").rglob("*.md")}
    return files, readers


def test_no_half_backup_is_ever_taken_for_one(firm: SmallFirm, tmp_path: Path) -> None:
    """What has a backup's name is whole; older ones stay; the firm is as it was."""
    before, chance = standing(firm), random.Random(11)
    longest = took(firm, "backup") * 1.1
    for _ in range(KILLS // 10 or 2):
        killed(firm, chance, longest, "backup")
        found = list((tmp_path / "backups").glob("*.tar.gz"))
        assert found
        for path in found:
            backups.checked(path)
        for half in (tmp_path / "backups").glob(".making-*/backup*"):
            with suppress(BackupError):  # or it was written to its end, and verified
                backups.checked(
                    half.with_name("backup.body") if half.name == "backup" and not half.stat().st_size else half
                )
    assert before == standing(firm)


def test_a_killed_restore_leaves_the_firm_as_it_was_or_whole(firm: SmallFirm, tmp_path: Path) -> None:
    """In place, at any moment; and what stood before can be brought back."""
    subprocess.run([sys.executable, "-m", "pipeline", "--firm", str(firm.root), "backup", "--to", str(tmp_path / "old")],
                   check=True, capture_output=True)  # fmt: skip
    (old,) = (tmp_path / "old").glob("*.tar.gz")
    then = standing(firm)
    house = firm.house()
    house.ledger.leave("r7", NOON)
    house._database.dispose()
    after = (then[0], [each for each in then[1] if each != "r7"])
    for number in range(200):
        (firm.root / f"stories/rafe/old-{number}.md").write_text(f"# Changed {number}\n")
        firm.write(f"stories/rafe/new-{number}.md", f"# New {number}\n")
    now = standing(firm)
    subprocess.run([sys.executable, "-m", "pipeline", "--firm", str(firm.root), "backup", "--to", str(tmp_path / "new")],
                   check=True, capture_output=True)  # fmt: skip
    (new,) = (tmp_path / "new").glob("*.tar.gz")
    longest = took(firm, "restore", str(new), "--yes") * 1.05
    chance, seen = random.Random(3), set()
    for _ in range(KILLS // 10 or 2):
        killed(firm, chance, longest, "restore", str(old), "--yes")
        found = standing(firm)
        assert found in (now, after)
        seen.add(found == now)
        if found != now:
            subprocess.run([sys.executable, "-m", "pipeline", "--firm", str(firm.root), "restore", str(new), "--yes"],
                           check=True, capture_output=True)  # fmt: skip
            assert now == standing(firm)
    assert seen


def test_a_killed_restore_elsewhere_leaves_nothing_or_all(firm: SmallFirm, tmp_path: Path) -> None:
    """The folder is there whole, or not there; and it can be done again."""
    subprocess.run(
        [sys.executable, "-m", "pipeline", "--firm", str(firm.root), "backup"], check=True, capture_output=True
    )
    (file,) = (tmp_path / "backups").glob("*.tar.gz")
    there, chance = tmp_path / "there", random.Random(5)
    before = standing(firm)
    for _ in range(KILLS // 20 or 2):
        killed(firm, chance, 2.0, "restore", str(file), "--to", str(there))
        if there.exists():
            assert before == standing(SmallFirm(there))
            assert SmallFirm(there).house().ledger.pause_of_sending().reason
            subprocess.run(["rm", "-rf", str(there)], check=True)
    done = subprocess.run([sys.executable, "-m", "pipeline", "--firm", str(firm.root), "restore", str(file), "--to", str(there)],
                          check=False, capture_output=True, text=True)  # fmt: skip
    assert (1, before) == (done.returncode, standing(SmallFirm(there))), done.stderr
    assert [] == list(tmp_path.glob(".there*"))
