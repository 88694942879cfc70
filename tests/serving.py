"""The service for readers as it runs: the command on a port, over a copy of the sample firm."""

import email
import email.policy
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from pipeline.edges.reader_keys import ReaderKeys
from pipeline.model import Cadence, SignUp, Slot, Subscriber, Wish
from pipeline.reader_tokens import Purpose
from pipeline.subscribing import Subscribing
from pipeline.wiring import House

PATIENCE = 15.0


def free_port() -> int:
    """One that nobody has now."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass
class Served:
    """A firm whose service runs."""

    root: Path
    address: str
    process: "subprocess.Popen[str]"
    log: Path
    #: For one test's own network, so that the limits of another do not meet it.
    _networks: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def service(self) -> Subscribing:
        """The same firm from here: its store, keys and links."""
        return Subscribing(House(self.root))

    def client(self, **more: Any) -> httpx.Client:
        """A program without cookies, from a network of its own."""
        headers = {"X-Forwarded-For": self.network(), "Origin": self.address}
        # Nothing is encrypted here, and to load every authority takes longer than a test.
        return httpx.Client(base_url=self.address, headers=headers, timeout=PATIENCE, verify=False, **more)

    def network(self) -> str:
        """An address in a network from which nobody came yet."""
        number = next(self._networks)
        return f"198.{18 + number // 250}.{number % 250}.7"

    def form(self, client: httpx.Client, path: str = "/digest/") -> str:
        """The token of the form on a page."""
        return hidden(client.get(path).text)

    def subscribe(self, client: httpx.Client, address: str, **more: Any) -> httpx.Response:
        """Fill in the form and send it, with its proof of work."""
        return client.post("/digest/", data={"form": self.form(client), "address": address, "work": "1", **more})

    def reader(self, address: str = "", wish: Wish | None = None) -> Subscriber:
        """Somebody who confirmed, in the store."""
        service = self.service
        id_ = os.urandom(16).hex()
        address = address or f"r{id_[:12]}@example.org"
        now = service.now()
        wish = wish or Wish(name="Hana Brindle", areas=("tax",), cadence=Cadence.WEEKLY)
        service.readers.ask(
            [SignUp(id=id_, address=address, wish=wish, asked=now - timedelta(days=2), wording="w", form="1")]
        )
        service.readers.letter_begins(id_, f"<{id_}@firm.example>")
        found = service.readers.confirm(id_, now, "198.51.100.0/24")
        assert found
        return found

    def path(self, purpose: Purpose, of: str) -> str:
        """The path behind a link."""
        return self.service.path(purpose, of)

    def mails(self, to: str) -> list[EmailMessage]:
        """What lies in the outbox for an address, the oldest first."""
        paths = sorted((self.root / ".attract/outbox/mail/new").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        parsed = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
        return [each for each in parsed if isinstance(each, EmailMessage) and to in str(each["to"])]

    def mail(self, to: str, number: int = 1) -> EmailMessage:
        """The first mail to an address, or a later one; waits for it."""
        until = time.monotonic() + PATIENCE
        while len(found := self.mails(to)) < number:
            assert time.monotonic() < until, "no mail came"
            time.sleep(0.05)
        return found[number - 1]

    def dump(self) -> str:
        """Everything in the database."""
        return dump(self.root)


def hidden(page: str) -> str:
    """The token of the first form on a page."""
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found, page
    return found[1]


def links(mail: EmailMessage) -> list[str]:
    """The addresses in a mail's plain text."""
    body = mail.get_body(("plain",))
    assert body
    return re.findall(r"https?://\S+", body.get_content())


def html_links(mail: EmailMessage) -> list[str]:
    """The addresses in a mail's HTML."""
    body = mail.get_body(("html",))
    assert body
    return [unescape(each) for each in re.findall(r'href="(http[^"]+)"', body.get_content())]


def dump(root: Path) -> str:
    """Everything in a firm's database."""
    with closing(sqlite3.connect(root / ".attract" / "attract.sqlite")) as connection:
        return "\n".join(connection.iterdump())


def firm_with_service(sample: Path, to: Path, settings: Mapping[str, Any] | None = None) -> tuple[Path, int]:
    """A copy of a firm that was run, with a service on a free port."""
    shutil.copytree(sample, to)
    port = free_port()
    told = {"work": 0, "proxies": ["127.0.0.1"], **(settings or {})}
    lines = "".join(f"  {name}: {value}\n" for name, value in told.items())
    firm = to / "content" / "firm.yml"
    firm.write_text(f"{firm.read_text('utf-8')}\nsubscribing:\n  address: http://127.0.0.1:{port}\n{lines}", "utf-8")
    ReaderKeys(to / ".attract" / "reader.keys").made(House(to).time())
    return to, port


def a_year_of_editions(house: House) -> None:
    """Open the editions that a firm would have that went on for a year: what was due, and nobody who reads it."""

    def opened(cadence: Cadence, period: str, due: datetime) -> None:
        house.ledger.open_edition(Slot(cadence=cadence, period=period, due=due), [], due)

    for back in range(1, 60):
        monday = datetime(2026, 11, 16, 8, 30, tzinfo=UTC) - timedelta(weeks=back)
        year, week, _ = monday.isocalendar()
        opened(Cadence.WEEKLY, f"{year}-W{week:02d}", monday)
        day = datetime(2026, 11, 18, 7, 30, tzinfo=UTC) - timedelta(days=back)
        opened(Cadence.DAILY, f"{day:%Y-%m-%d}", day)
    for month in range(1, 11):
        opened(Cadence.MONTHLY, f"2026-{month:02d}", datetime(2026, month, 1, 8, 30, tzinfo=UTC))


@contextmanager
def serving(root: Path, port: int, options: Sequence[str] = (), niceness: int = 0) -> Iterator[Served]:
    """The command, until it is asked to stop."""
    command = [sys.executable, "-u", "-m", "pipeline", "--firm", str(root), "serve", "--port", str(port), *options]
    log = root / "serve.log"
    with log.open("a") as err, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline(), log.read_text()
            served = Served(root, f"http://127.0.0.1:{port}", process, log)
            until = time.monotonic() + PATIENCE
            while True:
                try:
                    httpx.get(served.address + "/digest/asked", timeout=PATIENCE)
                    break
                except httpx.TransportError:
                    assert time.monotonic() < until
                    time.sleep(0.05)
            yield served
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(30)
