"""An edition on its way through kills, dead lines, put-offs and a server that dies: nobody twice, nobody lost, each doubt named."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline import template_gate
from pipeline.digest.decide import pieces
from pipeline.model import Cadence, Channel, Delivery, DeliveryState, Slot
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.forking import Forks
from tests.sending import senders
from tests.serving import free_port

pytestmark = pytest.mark.servers
#: Kills in the long tier; a few else.
KILLS = int(os.environ.get("ATTRACT_KILLS", "0"))
WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=WEDNESDAY)


class Unkind:
    """A mail server in a process of its own that can be killed, too."""

    def __init__(self, log: Path, faults: float, seed: int) -> None:
        self.log = log
        self._faults = faults
        self._seed = seed
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        self._seed += 1
        command = [
            sys.executable, "-m", "tests.mail_sink", "--port", str(self.port), "--log", str(self.log),
            "--faults", str(self._faults), "--seed", str(self._seed),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout
        assert self.process.stdout.readline()

    def die(self) -> None:
        """End in the middle of everything."""
        self.process.kill()
        self.process.communicate()

    def taken(self) -> list[str]:
        """To whom a message was taken, in order."""
        return [line.split()[0] for line in self.log.read_text().splitlines()] if self.log.exists() else []


@contextmanager
def unkind(log: Path, faults: float, seed: int) -> Iterator[Unkind]:
    """A running one."""
    server = Unkind(log, faults, seed)
    yield server
    server.die()


def readied(small_firm: SmallFirm, port: int, readers: int) -> House:
    """A small firm with an edition planned for so many readers."""
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    smtp = f"transport: smtp, host: 127.0.0.1, port: {port}, security: none, patience: 1, pause_after: 100000, connections: 2, "
    small_firm.write("content/firm.yml", settings.replace("mail: {", "mail: {" + smtp) + "social: {networks: []}\n")
    house = small_firm.house(WEDNESDAY)
    house.collect()
    house.tag()
    house.screen()
    piece = pieces(house.judged()[0], Channel.NEWSLETTER)[0]
    with house.ledger.together():
        for number in range(readers):
            house.ledger.add(subscriber(id=f"r{number:05}", address=f"r{number:05}@example.org"))
    rows = [
        Delivery(
            edition=WEEK.edition, subscriber=f"r{number:05}", state=DeliveryState.PLANNED,
            message_id=f"<{WEEK.edition}.r{number:05}@firm.example>", items=(piece.id,),
        )
        for number in range(readers)
    ]  # fmt: skip
    house.ledger.open_edition(WEEK, rows, WEDNESDAY)
    template_gate.tested(house)
    return house


def torment(house: House, server: Unkind, many: Forks, *, kills: int, beside: int, chance: random.Random) -> int:
    """Kill senders in the middle of their work until so many were killed or nothing is left; returns how many were."""
    killed = hours = 0
    total = house.ledger.counts()[DeliveryState.PLANNED]
    while killed < kills and house.ledger.counts().get(DeliveryState.PLANNED):
        # Somewhere in the next few messages, so that the edition lasts for all kills on any machine.
        wanted = len(server.taken()) + chance.randint(1, max(2, total * beside // kills))
        hours += 1
        pids = [many.start(hours) for _ in range(beside)]
        while len(server.taken()) < wanted and any(many.lives(pid) for pid in pids):
            time.sleep(0.001)
        for pid in pids:
            killed += many.kill(pid)
            time.sleep(chance.uniform(0, 0.01))
        if chance.random() < 0.05:
            server.die()
            server.start()
    return killed


@pytest.mark.parametrize("beside", [1, 2, 4])
def test_nobody_gets_it_twice_and_nobody_is_lost(small_firm: SmallFirm, tmp_path: Path, beside: int) -> None:
    """After the last restart each reader is accepted, refused, or named as uncertain; what was taken was taken once."""
    readers = 5000 if KILLS else 400
    kills = KILLS or 12
    chance = random.Random(beside)
    with unkind(tmp_path / "taken.txt", 0.01, seed=beside) as server:
        house = readied(small_firm, server.port, readers)
        with senders(small_firm.root) as many:
            killed = torment(house, server, many, kills=kills, beside=beside, chance=chance)
            for hours in range(100):  # who was put off has a turn in some hours
                if not many.wait(many.start(1000 + 6 * hours), 120):
                    raise AssertionError("it does not end")
                if not {DeliveryState.PLANNED, DeliveryState.ATTEMPTING} & house.ledger.counts().keys():
                    break
        states = {f"{row.subscriber}@example.org": row.state for row in house.ledger.deliveries()}
        times = Counter(server.taken())
    doubtful = {to for to, state in states.items() if state is DeliveryState.UNCERTAIN}
    accepted = {to for to, state in states.items() if state is DeliveryState.ACCEPTED}
    told = f"{killed} kills, {len(times)} taken, {len(accepted)} accepted, {len(doubtful)} uncertain"

    assert killed >= kills * 0.5, told
    assert {1} == set(times.values()), told
    assert readers == len(states)
    assert accepted <= times.keys(), told
    assert set(states) - times.keys() <= doubtful, told
    assert {DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN} >= set(states.values()), Counter(states.values())
    sys.stdout.write(told + "\n")
