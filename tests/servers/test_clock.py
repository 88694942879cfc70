"""The clock as processes: `tick` for cron, `schedule` until stopped, both at once."""

import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.builders import subscriber
from tests.conftest import SmallFirm

pytestmark = pytest.mark.servers


@pytest.fixture
def ready(small_firm: SmallFirm) -> SmallFirm:
    """A firm with a weekly rhythm and three readers."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", text + 'cadences: {site: {at: "00:00"}, weekly: {on: monday, at: "00:00"}}\n')
    house = small_firm.house()
    for number in range(3):
        house.ledger.add(subscriber(id=f"r{number}", address=f"r{number}@example.org"))
    return small_firm


def start(root: Path, *command: str) -> subprocess.Popen[str]:
    """An attract command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--firm", str(root), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def letters(root: Path) -> list[str]:
    """Who has mail in the outbox."""
    return [
        found.group(1)
        for path in (root / ".attract/outbox/mail/new").glob("*.eml")
        if (found := re.search(r"^To: .*<(.+)>", path.read_text("utf-8"), re.MULTILINE))
    ]


def test_a_tick_does_what_is_due_and_a_second_finds_nothing(ready: SmallFirm) -> None:
    """Cron may call as often as it likes."""
    first, _ = start(ready.root, "tick").communicate(timeout=120)
    second, _ = start(ready.root, "tick").communicate(timeout=120)

    assert "weekly-" in first
    assert "Nothing is due." in second
    assert sorted(letters(ready.root)) == ["r0@example.org", "r1@example.org", "r2@example.org"]
    assert (ready.root / "site/index.html").is_file()


def test_schedule_and_tick_at_once_do_nothing_twice(ready: SmallFirm) -> None:
    """A service and a cron line on one firm: each reader has one letter, and SIGTERM ends the service cleanly."""
    service = start(ready.root, "schedule", "--every", "1")
    ticks = [start(ready.root, "tick") for _ in range(2)]
    outputs = [tick.communicate(timeout=180)[0] for tick in ticks]
    deadline = time.monotonic() + 120
    while len(letters(ready.root)) < 3 and time.monotonic() < deadline:
        time.sleep(0.2)
    service.send_signal(signal.SIGTERM)
    said, _ = service.communicate(timeout=60)

    assert {1} == set(Counter(letters(ready.root)).values()), (outputs, said)
    assert len(letters(ready.root)) == 3
    assert service.returncode == 0
    assert "Stopped." in said
    assert [tick.returncode for tick in ticks] == [0, 0]


def test_a_bad_file_is_named_and_the_edition_leaves_all_the_same(ready: SmallFirm) -> None:
    """What cannot be read stops nothing else that is due."""
    ready.write("content/articles/bad.md", "---\ntitle: [\n---\nwords\n")

    said, _ = start(ready.root, "tick").communicate(timeout=120)

    assert "bad.md:" in said
    assert 3 == len(letters(ready.root))
