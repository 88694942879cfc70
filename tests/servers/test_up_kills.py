"""`attract up` is killed anywhere while an edition leaves, readers sign up and files are dropped; and is stopped in the midst of it."""

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from pipeline import subscribing
from pipeline.model import DeliveryState
from pipeline.wiring import House
from tests.benchmarks.signups import kept
from tests.conftest import ARTICLE, SmallFirm
from tests.sending import senders
from tests.servers.test_delivery_kills import Unkind, readied, unkind
from tests.serving import free_port, hidden
from tests.upping import PATIENCE, Upped, figures, upped

pytestmark = pytest.mark.servers
#: Kills in the long tier, where a life takes seconds and not hundredths of one; a few else.
KILLS = int(os.environ.get("ATTRACT_KILLS", "0")) // 5
OPEN = {DeliveryState.PLANNED, DeliveryState.ATTEMPTING}
#: Sign-ups a second at most, how many at once, and seconds between two drops.
RATE, AT_ONCE, DROPS = 30, 8, 0.7


class World:
    """Who signs up at the service, and who drops files, whatever becomes of the process behind."""

    def __init__(self, firm: SmallFirm, port: int) -> None:
        self._firm, self._address = firm, f"http://127.0.0.1:{port}"
        self._over = threading.Event()
        #: Addresses whose sign-up was answered with success, and the files that were dropped.
        self.promised: list[str] = []
        self.dropped: list[str] = []
        signing_up = [threading.Thread(target=self._sign_up, args=(each,), daemon=True) for each in range(AT_ONCE)]
        self._threads = [*signing_up, threading.Thread(target=self._drop, daemon=True)]

    def begin(self) -> None:
        """From now on."""
        for each in self._threads:
            each.start()

    def end(self) -> None:
        """No more."""
        self._over.set()
        for each in self._threads:
            each.join(PATIENCE)

    def _sign_up(self, first: int) -> None:
        number, form = first, ""
        while not self._over.wait(AT_ONCE / RATE):
            number += AT_ONCE
            address, network = f"n{number}@example{number % 100}.net", f"198.{18 + number // 250 % 2}.{number % 250}.7"
            with suppress(httpx.TransportError), httpx.Client(base_url=self._address, timeout=PATIENCE) as client:
                client.headers.update({"X-Forwarded-For": network, "Origin": self._address})
                form = form or hidden(client.get("/digest/").text)
                told = urlencode(
                    {"form": form, "address": address, "work": "1", "cadence": "weekly", "name": "Hana Brindle"}
                )
                kind = {"Content-Type": "application/x-www-form-urlencoded"}
                if client.post("/digest/", content=told, headers=kind).status_code == 303:
                    self.promised.append(address)

    def _drop(self) -> None:
        number = 0
        while not self._over.wait(DROPS):
            number += 1
            text = ARTICLE.replace("Reading a lease", f"Reading gate {number}").replace(
                "A commercial", f"Of yard {number}, a"
            )
            self._firm.write(f"content/articles/gate-{number}.md", text)
            self.dropped.append(f"gate-{number}")


@contextmanager
def world(firm: SmallFirm, port: int) -> Iterator[World]:
    """A running one."""
    it = World(firm, port)
    it.begin()
    try:
        yield it
    finally:
        it.end()


def prepared(firm: SmallFirm, server: Unkind, readers: int) -> tuple[House, tuple[str, ...], int]:
    """A firm with a site, a service and an edition that waits; the command that runs it, and the service's port."""
    port = free_port()
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    service = f"subscribing: {{address: 'http://127.0.0.1:{port}', work: 0, proxies: [127.0.0.1]}}\n"
    firm.write("content/firm.yml", f"{text}{service}cadences: {{site: {{at: '00:00'}}, check: never}}\n")
    House(firm.root).run()
    house = readied(firm, server.port, readers)
    _ = subscribing.Subscribing(house).keys
    return house, ("up", "--port", str(port), "--service-only", "--publish", "--every", "1"), port


def eventually(what: Callable[[], bool], told: Callable[[], object]) -> None:
    """Wait until it is so; where it never is, say what was told."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, told()
        time.sleep(0.2)


def whole(site: Path) -> bool:
    """Whether every page of a site is there to its end."""
    pages = list(site.rglob("*.html"))
    return len(pages) > 5 and all(page.read_text("utf-8").rstrip().endswith("</html>") for page in pages)


def test_kills_anywhere_lose_and_double_nothing(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Each reader once or named as uncertain, each sign-up that was answered kept, the site whole, each file read."""
    readers, kills = (5000, KILLS) if KILLS else (500, 2)
    chance, killed = random.Random(4), 0
    with unkind(tmp_path / "taken.txt", 0.01, seed=4) as server:
        house, command, port = prepared(small_firm, server, readers)
        with world(small_firm, port) as outside:
            while killed < kills:
                up = Upped(small_firm.root, command)
                # In the beginning, in the midst of sending, or later; some mails further each time, so that they last for all kills.
                wanted = len(server.taken()) + chance.randint(1, max(2, readers // kills))
                until = time.monotonic() + chance.choice([chance.uniform(0.5, 3), 15.0])
                while time.monotonic() < until and len(server.taken()) < wanted:
                    time.sleep(0.002)
                time.sleep(chance.uniform(0, 0.05))
                up.kill()
                killed += 1
                assert whole(house.site)
                assert "program.crashed" not in "".join(up.raw)
                if chance.random() < 0.1:
                    server.die()
                    server.start()
        with upped(small_firm.root, *command) as up:
            private = up.next("health.started")["address"]
            shown_at = {each: house.site / f"articles/{each}/index.html" for each in outside.dropped}
            eventually(
                lambda: all(page.is_file() for page in shown_at.values()),
                lambda: ([each for each, page in shown_at.items() if not page.is_file()], "".join(up.raw)),
            )
            shown = figures(private)
        with senders(small_firm.root) as many:
            for hours in range(100):  # who was put off has a turn in some hours
                assert many.wait(many.start(6 * hours), 120)
                if not OPEN & house.ledger.counts().keys():
                    break
        taken = Counter(server.taken())
    states = {f"{row.subscriber}@example.org": row.state for row in house.ledger.deliveries()}
    doubtful = {to for to, state in states.items() if state is DeliveryState.UNCERTAIN}
    accepted = {to for to, state in states.items() if state is DeliveryState.ACCEPTED}
    lost = set(outside.promised) - kept(small_firm.root)
    told = (
        f"{killed} kills, {len(taken)} taken, {len(accepted)} accepted, {len(doubtful)} uncertain, "
        f"{len(outside.promised)} sign-ups, {len(outside.dropped)} files"
    )

    assert {1} == set(taken.values()), told
    assert readers == len(states)
    assert {DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN} >= set(states.values()), Counter(states.values())
    assert accepted <= taken.keys(), told
    assert states.keys() - taken.keys() <= doubtful, told
    assert set() == lost, told
    assert len(outside.promised) > kills, told
    assert len(outside.dropped) > kills / 2, told
    assert [] == House(small_firm.root).check_site()
    assert shown["attract_deliveries_uncertain"] <= len(doubtful)
    sys.stdout.write(told + "\n")


def test_a_clean_stop_in_the_midst_leaves_nothing_in_doubt(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Whatever was on the wire is finished; nothing is lost, doubled or uncertain, and nothing is left in the middle."""
    readers, stops = (5000, 5) if KILLS else (900, 2)
    took = []
    with unkind(tmp_path / "taken.txt", 0, seed=1) as server:
        house, command, port = prepared(small_firm, server, readers)
        with world(small_firm, port) as outside:
            for stop in range(1, stops + 1):
                up = Upped(small_firm.root, command)
                up.next("program.started")  # before, nobody listens to signals, and nothing is on the wire
                until = time.monotonic() + PATIENCE
                while len(server.taken()) < stop * readers // (stops + 3) and time.monotonic() < until:
                    time.sleep(0.002)
                began = time.monotonic()
                up.signal()
                assert 0 == up.wait()
                took.append(time.monotonic() - began)
                counts = house.ledger.counts()
                answered = {to for to in server.taken() if to.startswith("r")}
                assert up.told()[-1] | {"left": ""} == up.told()[-1]
                assert counts[DeliveryState.ACCEPTED] == len(answered)
                assert {DeliveryState.ACCEPTED, DeliveryState.PLANNED} >= counts.keys()
                assert [] == list((small_firm.root / ".attract/sending").glob("*.journal"))
        with upped(small_firm.root, *command) as up:
            eventually(lambda: not OPEN & house.ledger.counts().keys(), lambda: "".join(up.raw))
        taken = Counter(server.taken())

    assert {1} == set(taken.values())
    assert {DeliveryState.ACCEPTED: readers} == dict(house.ledger.counts())
    assert set(outside.promised) <= kept(small_firm.root)
    sys.stdout.write(f"stopped within {max(took):.1f} s, {len(outside.promised)} sign-ups\n")
