"""The service is killed at random, in mid-sentence: whoever was answered stands on the disk."""

import asyncio
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Timer

import httpx
import pytest

from pipeline.model import SignUp, Wish
from pipeline.subscribing import Subscribing
from pipeline.wiring import House
from tests.benchmarks.signups import Driver, firm, kept
from tests.serving import hidden, serving
from tests.thorough import LONGER

pytestmark = pytest.mark.servers
#: Kills, and sign-ups a second while it lives.
KILLS, RATE = 1 + LONGER, 150


@pytest.mark.long
def test_nothing_that_was_answered_is_lost(tmp_path: Path) -> None:
    """SIGKILL in the middle of a flood of sign-ups, again and again; and no letter goes twice."""
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


@pytest.mark.long
def test_links_to_data_that_were_promised_are_mailed_after_a_kill(tmp_path: Path) -> None:
    """SIGKILL while many ask: each who was answered gets one letter, or it stands there as uncertain."""
    root, port = firm(tmp_path)
    service = Subscribing(House(root))
    readers = service.readers
    ids = {}
    for number in range(120):
        address = f"asks{number}@example.org"
        asked = SignUp(
            id=f"{number:032x}", address=address, wish=Wish(), asked=service.now() - timedelta(days=2), wording="w", form="1"
        )  # fmt: skip
        readers.ask([asked])
        readers.letter_begins(asked.id, f"<{number}@firm.example>")
        confirmed = readers.confirm(asked.id, service.now(), "")
        assert confirmed is not None
        ids[address] = confirmed.id
    answered: list[str] = []
    waiting = list(ids)
    for _ in range(KILLS):
        with serving(root, port) as served:
            Timer(random.uniform(0.3, 1.2), served.process.kill).start()
            with suppress(httpx.TransportError), served.client() as client:
                while waiting:
                    client.headers["X-Forwarded-For"] = served.network()
                    told = {"form": served.form(client, "/digest/data"), "address": waiting[0]}
                    if 200 == client.post("/digest/data", data=told).status_code:
                        answered.append(waiting.pop(0))
            served.process.wait()
    assert len(answered) > KILLS

    with serving(root, port) as served:
        until = time.monotonic() + 30
        while readers.data_letters(1) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)
        mailed = Counter(str(mail["to"]) for mail in served.mails("asks"))
        stand = {address: [state for _, state in readers.data_letters_to(ids[address])] for address in answered}

    assert {1} == {len(states) for states in stand.values()}
    assert {"accepted", "uncertain"} >= {state for (state,) in stand.values()}
    assert [] == [address for address in answered if not mailed[address] and stand[address] == ["accepted"]]
    assert {1} == set(mailed.values())
    assert KILLS >= sum(states == ["uncertain"] for states in stand.values())
