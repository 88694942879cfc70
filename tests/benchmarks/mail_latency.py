"""How many mails a second leave for a server that is 20 ms away: `python -m tests.benchmarks.mail_latency [messages]`.

The server stands behind a line on this machine that holds whatever is said for 10 ms each way (`tests.slow_line`). Where it offers
PIPELINING, a message should cost one round trip, else four; smtp-source, which never asks for it, is measured beside ours.
"""

import argparse
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.letters import letter
from tests.benchmarks.mail_runs import CACHE, LOCK_STEP, OWN, all_taken, apart, running, sink, source
from tests.benchmarks.postfix_tools import PostfixTools, postfix_tools
from tests.serving import free_port

#: Seconds each way.
_HOLD = 0.010
#: Messages a second and connection that were promised where the server offers PIPELINING.
_WANTED = 40


def main() -> None:
    """Print a table, and what was promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("messages", type=int, nargs="?", default=400, help="for each connection")
    told = parser.parse_args()
    tools = postfix_tools(CACHE)
    slowest = float("inf")
    for kind, offers in ((OWN, "offers"), (LOCK_STEP, "does not offer")):
        for size in (20_480, 61_440):
            away, found = compare(kind, tools, told.messages, size)
            if kind == OWN:
                slowest = min(slowest, *(rate for name, rate in found.items() if name.startswith("ours")))
            kilobytes = letter(size).size / 1024
            sys.stdout.write(f"\n{kilobytes:.0f} KB to a server {away:.1f} ms away that {offers} PIPELINING\n")
            for name, rate in found.items():
                sys.stdout.write(f"  {name:36} {rate:7.1f} a second and connection\n")
    sys.stdout.write(
        f"\nwanted: at least {_WANTED} a second and connection with PIPELINING; measured: {slowest:.1f} at least\n"
    )


def compare(kind: str, tools: PostfixTools | None, messages: int, size: int) -> tuple[float, dict[str, float]]:
    """Milliseconds of a round trip; messages a second and connection of each sender over one and four, by name."""
    found = {}
    words = letter(size)
    with tempfile.TemporaryDirectory() as temporary:
        log = Path(temporary) / "taken.txt"
        with sink(kind, tools, log) as server, slow_line(server) as port:
            away = round_trip(port) * 1000
            for connections in (1, 4):
                plural = "s" * (connections > 1)
                # Four round trips a message take four times as long: a few of them are enough.
                few = max(25, messages // 10) * connections
                number = few if kind == LOCK_STEP else messages * connections
                with all_taken(log, number):
                    rate = apart(Path(temporary), port, number, words, connections).rate
                found[f"ours with the ledger, {connections} connection{plural}"] = rate / connections
                if tools:
                    rate = source(tools, port, few, words.size, connections).rate
                    found[f"smtp-source, {connections} connection{plural}"] = rate / connections
    return away, found


@contextmanager
def slow_line(server: int) -> Iterator[int]:
    """A slow line to a port; its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.slow_line", "--port", str(port), "--to", str(server), "--hold", str(_HOLD)]
    with running(command, port):
        yield port


def round_trip(port: int) -> float:
    """Seconds between a command and its answer, the median of some."""
    times = []
    with socket.create_connection(("127.0.0.1", port)) as line, line.makefile("rb") as heard:
        heard.readline()
        for _ in range(20):
            began = time.perf_counter()
            line.sendall(b"NOOP\r\n")
            heard.readline()
            times.append(time.perf_counter() - began)
    return median(times)


if __name__ == "__main__":
    main()
