"""The service is killed at random, in mid-sentence: whoever was answered stands on the disk."""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.signups import Driver, firm, kept
from tests.serving import hidden, serving

pytestmark = pytest.mark.servers
#: Kills, and sign-ups a second while it lives.
KILLS, RATE = 5, 150


def test_nothing_that_was_answered_is_lost(tmp_path: Path) -> None:
    """SIGKILL in the middle of a flood of sign-ups, five times; and no letter goes twice."""
    root, port = firm(tmp_path)
    promised: list[str] = []
    for number in range(KILLS):
        with serving(root, port) as served:
            driver = Driver(served.address, hidden(httpx.get(served.address + "/digest/").text), named=f"k{number}.")
            wait = random.uniform(0.5, 2.5)

            async def killed(driver: Driver = driver, wait: float = wait, served: object = served) -> None:
                flood = asyncio.create_task(driver.run(RATE, 10, 50))
                await asyncio.sleep(wait)
                served.process.kill()  # type: ignore[attr-defined]
                await flood

            # A browser test before this one may have left its loop running in this thread.
            with ThreadPoolExecutor(1) as own:
                own.submit(lambda: asyncio.run(killed())).result()
            served.process.wait()
        promised += driver.promised
    assert len(promised) > KILLS * 10
    assert set() == set(promised) - kept(root)

    with serving(root, port) as served:
        time.sleep(2)
        recipients = [str(mail["to"]) for mail in served.mails("@")]
        assert served.process.poll() is None

    assert len(recipients) == len(set(recipients))
