"""The watcher as a process: a drop is answered, a rename and a removal are told, a slip ends nothing."""

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ARTICLE, SmallFirm

pytestmark = pytest.mark.servers


class Watching:
    """The process and the lines that it prints."""

    def __init__(self, firm: SmallFirm) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "--firm", str(firm.root), "watch", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        assert self.process.stdout is not None
        self._out = self.process.stdout
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._out:
            self.lines.put(line)

    def next(self, **wanted: object) -> dict[str, Any]:
        """The next line that has these keys and values; waits up to half a minute."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                line = self.lines.get(timeout=0.2)
            except queue.Empty:
                continue
            told: dict[str, Any] = json.loads(line) if line.startswith("{") else {"said": line}
            if all(key in told and (value is None or told[key] == value) for key, value in wanted.items()):
                return told
        raise AssertionError(f"nothing like {wanted} was said")

    def stop(self) -> int:
        """Ask it to stop; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@pytest.fixture
def watching(small_firm: SmallFirm) -> Iterator[Watching]:
    """A small firm that is being watched."""
    watcher = Watching(small_firm)
    watcher.next(watching=None)
    yield watcher
    if watcher.process.poll() is None:
        watcher.process.kill()
        watcher.process.wait()
    assert watcher.process.stdout is not None
    watcher.process.stdout.close()


def test_a_drop_is_answered_with_areas_findings_and_a_page(small_firm: SmallFirm, watching: Watching) -> None:
    """The words that earned each area, what stops it, and where the private page lies."""
    dropped = time.monotonic()
    small_firm.write(
        "stories/rafe/the-gate.md",
        "# The gate\n\nThe landlord and the tenant argued about a lease. We guarantee success.\n",
    )
    told = watching.next(item="the-gate")
    waited = time.monotonic() - dropped
    page = small_firm.root / ".attract/previews/the-gate.html"

    assert ("story", True) == (told["kind"], told["held"])
    assert "real-estate-property" == told["tags"][0]["area"]
    assert "landlord" in {each["words"] for each in told["tags"][0]["evidence"]}
    assert any(each["rule"].startswith("ADV-") for each in told["findings"])
    assert str(page) == told["preview"]
    assert "<h1>The gate</h1>" in page.read_text("utf-8")
    assert "We guarantee success" in page.read_text("utf-8")
    # Settling is switched off in this firm: what is left is our own work. Generous, for a busy machine.
    assert waited < 10


def test_a_rename_and_a_removal_are_told(small_firm: SmallFirm, watching: Watching) -> None:
    """The same item under its new name, then gone."""
    small_firm.write("content/articles/gates.md", ARTICLE.replace("lease", "gate"))
    watching.next(item="gates")
    (small_firm.root / "content/articles/gates.md").rename(small_firm.root / "content/articles/doors.md")
    renamed = watching.next(renamed=None)
    (small_firm.root / "content/articles/doors.md").unlink()
    gone = watching.next(gone=None)

    assert [{"from": "content/articles/gates.md", "to": "content/articles/doors.md"}] == renamed["renamed"]
    assert ["content/articles/doors.md"] == gone["gone"]


def test_a_slip_in_the_settings_ends_nothing(small_firm: SmallFirm, watching: Watching) -> None:
    """It is told with its line, and the next save goes on."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", settings + "tagleine: x\n")
    slip = watching.next(said=None)
    while "Watching" in slip["said"]:
        slip = watching.next(said=None)
    small_firm.write("content/firm.yml", settings)
    small_firm.write("content/articles/gates.md", ARTICLE.replace("lease", "gate"))
    watching.next(item="gates")

    assert "tagleine" in slip["said"]
    assert 0 == watching.stop()
