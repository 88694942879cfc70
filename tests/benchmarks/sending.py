"""How many mails a second leave, beside Postfix's smtp-source, into the same sinks: `python -m tests.benchmarks.sending`.

Ours is the whole way from the ledger: claimed on the disk, composed from parts, handed over, noted in the journal, settled. The
others' way is none: smtp-source sends one text again and again and keeps no account. The sinks are Postfix's smtp-sink and the
tests' own, which also counts to whom it took a message.
"""

import argparse
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
from statistics import median

from pipeline.deliver import run
from pipeline.deliver.sender import Limits
from pipeline.edges.journals import JournalFolder
from pipeline.edges.smtp import SmtpTransport
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.threads import on_threads
from pipeline.mail_settings import Mail
from pipeline.model import Cadence, Channel, Delivery, DeliveryState, Message, Slot, Subscriber
from pipeline.wiring import now, silent
from tests.benchmarks.postfix_tools import PostfixTools, postfix_tools
from tests.builders import NOON, subscriber
from tests.serving import free_port

CACHE = Path(tempfile.gettempdir()) / "attract-benchmarks"
WEEK = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
LINE = b"Quoted-printable text as long as a line of a mail may be, or nearly so=20=\r\n"


class Parts:
    """Composes a message of a set size from parts, as an edition is: the reader's own between what all share."""

    def __init__(self, ledger: LedgerStore, size: int) -> None:
        self._ledger = ledger
        self._parts = [LINE * (size // 6 // len(LINE))] * 6
        self._readers: dict[str, Subscriber] = {}

    def look(self, sender: str, rows: Sequence[Delivery]) -> None:
        """Who may be mailed now."""
        self._readers = self._ledger.to_mail({row.subscriber for row in rows})

    def __call__(self, row: Delivery) -> Message | str:
        """Headers and six parts."""
        reader = self._readers.get(row.subscriber)
        if reader is None:
            return "the reader has left"
        own = f"Hello {reader.name},=\r\n".encode()
        head = (
            f"From: Firm <a@firm.example>\r\nTo: {reader.name} <{reader.address}>\r\nSubject: News\r\n"
            f"Message-ID: {row.message_id}\r\nList-Unsubscribe: <https://firm.example/leave/{reader.id}>\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        )
        body = b"".join([head.encode(), *(each for part in self._parts for each in (own, part)), b"\r\n"])
        return Message(
            channel=Channel.NEWSLETTER, message_id=row.message_id, sender="a@firm.example", recipient=reader.address,
            body=body,
        )  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What one run came to."""

    rate: float
    #: Microseconds of a processor for each message, the sender's alone.
    cost: float


@contextmanager
def sink(kind: str, tools: PostfixTools | None, log: Path) -> Iterator[int]:
    """A running sink; its port."""
    port = free_port()
    if kind == "smtp-sink":
        assert tools
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        command = [tools.sink, *user, "-m", "600", f"127.0.0.1:{port}", "1000"]
        around = tools.surroundings or None
    else:
        command, around = [sys.executable, "-m", "tests.mail_sink", "--port", str(port), "--log", str(log)], None
    with subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        try:
            yield port
        finally:
            process.terminate()


def source(tools: PostfixTools, port: int, messages: int, size: int) -> Measured:
    """Postfix's sender with ten connections that are kept."""
    command = [
        tools.source, "-d", "-m", str(messages), "-s", "10", "-l", str(size), "-f", "a@firm.example",
        "-t", "b@example.org", "-M", "localhost", f"127.0.0.1:{port}",
    ]  # fmt: skip
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, env=tools.surroundings or None, check=True)
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(messages / took, spent / messages * 1e6)


def ours(folder: Path, port: int, messages: int, size: int, connections: int) -> Measured:
    """An edition to so many readers, in a process of its own, as it is delivered: the ledger and the journals on the disk."""
    ledger = ledger_in(folder, messages)
    mail = Mail(transport="smtp", sender="a@firm.example", host="127.0.0.1", port=port, security="none")
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    told = run.run(
        claims=ledger, journals=JournalFolder(folder / "sending"), compose=lambda: Parts(ledger, size),
        ways={Channel.NEWSLETTER: lambda: SmtpTransport(mail, "")}, arrived=lambda _: None, side_by_side=on_threads,
        clock=now, wait=time.sleep, limits=Limits(connections=connections), progress=silent,
    )  # fmt: skip
    took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    assert told == run.Delivered(accepted=messages), told
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(messages / took, spent / messages * 1e6)


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


def apart(folder: Path, port: int, messages: int, size: int, connections: int) -> Measured:
    """`ours` in a process of its own, so that nothing of this one counts."""
    with multiprocessing.get_context("spawn").Pool(1) as pool, tempfile.TemporaryDirectory(dir=folder) as mine:
        return pool.apply(ours, (Path(mine), port, messages, size, connections))


def main() -> None:
    """Print a table for each sink and size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("messages", type=int, nargs="?", default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    tools = postfix_tools(CACHE)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for kind in ["smtp-sink", "own"] if tools else ["own"]:
            for size in (20_480, 61_440):
                compare(kind, tools, folder, told.messages, size, told.rounds)
    if not tools:
        sys.stdout.write("smtp-source and smtp-sink are not installed here.\n")


def compare(kind: str, tools: PostfixTools | None, folder: Path, messages: int, size: int, rounds: int) -> None:
    """Run each sender in turn, so many times, into one kind of sink, and print medians."""
    found: dict[str, list[Measured]] = {}
    for number in range(rounds):
        log = folder / f"{kind}-{size}-{number}.txt"
        with sink(kind, tools, log) as port:
            if tools:
                found.setdefault("smtp-source, 10 connections", []).append(source(tools, port, messages, size))
            for connections in (1, 4):
                log.unlink(missing_ok=True)
                name = f"ours with the ledger, {connections} connection{'s' * (connections > 1)}"
                found.setdefault(name, []).append(apart(folder, port, messages, size, connections))
    sys.stdout.write(f"\n{messages} messages of {size // 1024} KB into {kind}, medians of {rounds}\n")
    floor = next(iter(found.values()))
    for name, each in found.items():
        rate, cost = median(one.rate for one in each), median(one.cost for one in each)
        ratio = rate / median(one.rate for one in floor)
        sys.stdout.write(f"  {name:36} {rate:8.0f}/s {cost:6.0f} us of a processor each  {ratio:5.2f}\n")


if __name__ == "__main__":
    main()
