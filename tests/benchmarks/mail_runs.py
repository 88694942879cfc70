"""What the benchmarks of sending run: sinks, ours from the ledger to the wire, and Postfix's smtp-source."""

import multiprocessing
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.deliver import run
from pipeline.deliver.sender import Limits
from pipeline.edges.journals import JournalFolder
from pipeline.edges.smtp import SmtpTransport
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.threads import on_threads
from pipeline.ending import silent
from pipeline.mail_settings import Mail
from pipeline.model import Cadence, Channel, Delivery, DeliveryState, Message, Slot, Subscriber
from pipeline.wiring import now
from tests.benchmarks.letters import Letter
from tests.benchmarks.postfix_tools import PostfixTools
from tests.builders import NOON, subscriber
from tests.serving import free_port

CACHE = Path(tempfile.gettempdir()) / "attract-benchmarks"
WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
#: The tests' own sink, without PIPELINING; their own; Postfix's.
LOCK_STEP, OWN, POSTFIX = "own sink, lock-step", "own sink", "smtp-sink"


@dataclass(frozen=True)
class Measured:
    """What one run came to."""

    #: Messages a second.
    rate: float
    #: Microseconds of a processor for each message, the sender's alone.
    cost: float
    #: Bytes of a message.
    size: int


class Parts:
    """Composes a message from parts, as an edition is: the reader's own between what all share."""

    def __init__(self, ledger: LedgerStore, letter: Letter) -> None:
        self._ledger = ledger
        self._letter = letter
        self._readers: dict[str, Subscriber] = {}

    def look(self, sender: str, rows: Sequence[Delivery]) -> None:
        """Who may be mailed now."""
        self._readers = self._ledger.to_mail({row.subscriber for row in rows})

    def __call__(self, row: Delivery) -> Message | str:
        """The mail to one reader, joined."""
        reader = self._readers.get(row.subscriber)
        if reader is None:
            return "the reader has left"
        return Message(
            channel=Channel.NEWSLETTER, message_id=row.message_id, sender="a@firm.example", recipient=reader.address,
            body=self._letter.to(reader, row.message_id),
        )  # fmt: skip


@contextmanager
def sink(kind: str, tools: PostfixTools | None, log: Path) -> Iterator[int]:
    """A running sink; its port. All but Postfix's write down in `log` to whom they took a message."""
    port = free_port()
    if kind == POSTFIX:
        assert tools
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [tools.sink, *user, "-m", "600", f"127.0.0.1:{port}", "1000"]
        around = tools.surroundings or None
    else:
        command, around = [sys.executable, "-m", "tests.mail_sink", "--port", str(port), "--log", str(log)], None
        command += ["--lock-step"] * (kind == LOCK_STEP)
    with running(command, port, around):
        yield port


@contextmanager
def running(command: Sequence[str], port: int, around: dict[str, str] | None = None) -> Iterator[None]:
    """A program that listens on a port, until the end of the block."""
    with subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as line:
                    if line.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


@contextmanager
def all_taken(log: Path, messages: int) -> Iterator[None]:
    """Hold a sink to having taken so many messages in the block, where it writes them down."""
    before = len(log.read_bytes().splitlines()) if log.exists() else 0
    yield
    if log.exists():
        lines = log.read_bytes().splitlines()[before:]
        assert messages == len(lines) == len(set(lines)), f"{len(lines)} were taken of {messages}"


def source(tools: PostfixTools, port: int, messages: int, size: int, connections: int = 10) -> Measured:
    """Postfix's sender, over connections that are kept."""
    command = [
        tools.source, "-d", "-m", str(messages), "-s", str(connections), "-l", str(size), "-f", "a@firm.example",
        "-t", "b@example.org", "-M", "localhost", f"127.0.0.1:{port}",
    ]  # fmt: skip
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=tools.surroundings or None, check=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(messages / took, spent / messages * 1e6, size)


def ours(folder: Path, port: int, messages: int, letter: Letter, connections: int) -> Measured:
    """An edition to so many readers, in a process of its own, as it is delivered: the ledger and the journals on the disk."""
    ledger = ledger_in(folder, messages)
    mail = Mail(transport="smtp", sender="a@firm.example", host="127.0.0.1", port=port, security="none")
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    told = run.run(
        claims=ledger, journals=JournalFolder(folder / "sending"), compose=lambda: Parts(ledger, letter),
        ways={Channel.NEWSLETTER: lambda: SmtpTransport(mail, "")}, arrived=lambda _: None, side_by_side=on_threads(),
        clock=now, wait=time.sleep, limits=Limits(connections=connections), progress=silent,
    )  # fmt: skip
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    assert told == run.Delivered(accepted=messages), told
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(messages / took, spent / messages * 1e6, letter.size)


def ledger_in(folder: Path, messages: int) -> LedgerStore:
    """A ledger with an edition planned for so many readers."""
    ledger = LedgerStore(open_database(folder / "a.sqlite"))
    with ledger.together():
        for number in range(messages):
            ledger.add(subscriber(id=f"r{number:06}", address=f"r{number:06}@example.org", name=f"Reader {number}"))
    rows = [
        Delivery(
            edition=WEEK.edition, subscriber=f"r{number:06}", state=DeliveryState.PLANNED,
            message_id=f"<{WEEK.edition}.r{number:06}@firm.example>", items=tuple("abcdefg"),
        )
        for number in range(messages)
    ]  # fmt: skip
    ledger.open_edition(WEEK, rows, NOON)
    return ledger


def apart(folder: Path, port: int, messages: int, letter: Letter, connections: int) -> Measured:
    """`ours` in a process of its own, so that nothing of this one counts."""
    with multiprocessing.get_context("spawn").Pool(1) as pool, tempfile.TemporaryDirectory(dir=folder) as mine:
        return pool.apply(ours, (Path(mine), port, messages, letter, connections))
