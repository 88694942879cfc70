"""How many sign-ups a second the service takes, and how long each waits: `python -m tests.benchmarks.signups`.

The service is a process of its own over a firm in a temporary folder; this one sends forms over connections that are kept
alive, each at its set time, whether the one before was answered or not: who waits in line is measured, too.
"""

import argparse
import asyncio
import itertools
import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
from sqlalchemy import select

from pipeline.edges.address_keys import VARIABLE
from pipeline.edges.store.schema import sign_ups
from pipeline.wiring import House
from tests.conftest import small_firm_in
from tests.serving import firm_with_service, hidden, serving


@dataclass
class Driver:
    """Sends sign-ups to one service."""

    address: str
    form: str
    #: What the addresses begin with.
    named: str = "reader"
    #: Addresses that were promised a letter.
    promised: list[str] = field(default_factory=list)
    #: Seconds from the set time to the answer.
    waits: list[float] = field(default_factory=list)
    #: Answers that were none of ours.
    wrong: list[bytes] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def run(self, rate: float, seconds: float, connections: int) -> None:
        """Send so many a second for so long."""
        began = time.perf_counter()
        times = (began + each / rate for each in range(int(rate * seconds)))
        await asyncio.gather(*(self._one(times) for _ in range(connections)))

    async def _one(self, times: Iterator[float]) -> None:
        host = urlsplit(self.address)
        reader, writer = await asyncio.open_connection(host.hostname, host.port)
        try:
            for due in times:  # shared by all: each takes the next
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                address, request = self._request(next(self._numbers))
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
                )
                await reader.readexactly(length)
                self.waits.append(time.perf_counter() - due)
                if head.startswith(b"HTTP/1.1 303"):
                    self.promised.append(address)
                else:
                    self.wrong.append(head[:30])
        except (ConnectionError, asyncio.IncompleteReadError):
            self.wrong.append(b"the connection ended")
        finally:
            writer.close()

    def _request(self, number: int) -> tuple[str, bytes]:
        address = f"{self.named}{number}@example{number % 1000}.org"
        body = urlencode([("form", self.form), ("address", address), ("work", "1"), ("cadence", "weekly"), ("ceiling", "7"),
                          ("minutes", "0"), ("format", "html"), ("name", f"Reader {number}")]).encode()  # fmt: skip
        network = f"{10 + number // 65536 % 90}.{number // 256 % 256}.{number % 256}.9"
        head = (
            f"POST /digest/ HTTP/1.1\r\nHost: {urlsplit(self.address).netloc}\r\nOrigin: {self.address}\r\n"
            f"X-Forwarded-For: {network}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return address, head.encode() + body


def kept(root: Path) -> set[str]:
    """The addresses of every sign-up on the disk, encrypted or not."""
    with House(root).ledger.read() as connection:
        return {json.loads(told)["address"] for told in connection.execute(select(sign_ups.c.sign_up)).scalars()}


def firm(folder: Path) -> tuple[Path, int]:
    """A small firm with a service, and a site that is as good as none."""
    small = small_firm_in(folder)
    House(small.root).collect(feeds=False)
    (small.root / "site").mkdir()
    (small.root / "site" / "index.html").write_text("<!doctype html>")
    return firm_with_service(small.root, folder / "served")


def main() -> None:
    """Print what was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=400, help="sign-ups a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=150)
    parser.add_argument("--encrypted", action="store_true", help="with readers' addresses encrypted")
    told = parser.parse_args()
    if told.encrypted:
        os.environ[VARIABLE] = "5a" * 32
    with tempfile.TemporaryDirectory() as folder:
        root, port = firm(Path(folder))
        with serving(root, port) as served:
            driver = Driver(served.address, hidden(httpx.get(served.address + "/digest/").text))
            began = time.perf_counter()
            asyncio.run(driver.run(told.rate, told.seconds, told.connections))
            took = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        waits = sorted(driver.waits)
        missing = set(driver.promised) - kept(root)
        print(f"{len(driver.promised) / took:.0f} sign-ups/s for {took:.0f} s ({told.rate:.0f} asked for)")
        for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("most", 1.0)):
            print(f"{name:>5} {waits[min(int(len(waits) * share), len(waits) - 1)] * 1000:.0f} ms")
        print(
            f"{(used.ru_utime + used.ru_stime) / len(waits) * 1000:.2f} ms of a processor for each, letters and start included"
        )
        print(f"{len(driver.wrong)} not answered as they should; {len(missing)} answered and not on the disk")


if __name__ == "__main__":
    main()
