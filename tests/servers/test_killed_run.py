"""`attract run`, killed anywhere: the next run makes what an undisturbed one makes."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import SmallFirm
from tests.thorough import LONGER

pytestmark = pytest.mark.servers


def run(root: Path) -> subprocess.Popen[bytes]:
    """`attract run` as a process of its own."""
    command = [sys.executable, "-m", "pipeline", "--firm", str(root), "run"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def pages(root: Path) -> dict[str, bytes]:
    """Every page and feed of the site."""
    found = [path for path in (root / "site").rglob("*") if path.suffix in (".html", ".atom", ".xml")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@pytest.mark.long
def test_a_run_that_was_killed_is_finished_by_the_next(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Whatever was half done, the site and the library come out whole, and there is never half a site."""
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(small_firm.root, undisturbed)
    run(undisturbed).communicate()
    chance = random.Random(7)
    for _ in range(2 * LONGER):
        process = run(small_firm.root)
        time.sleep(chance.uniform(0.3, 2.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        standing = pages(small_firm.root)
        assert standing in ({}, pages(undisturbed))

    said, _ = run(small_firm.root).communicate()

    assert pages(undisturbed) == pages(small_firm.root), said
