"""Processes that deliver and can be killed: python -m tests.sending FIRM

Each line on standard input, a number of hours, starts a process that hands over what is due so many hours from now; its number is
printed. They are forked from this one, which has loaded everything, so that a kill meets the work and not the loading.
"""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from pipeline.wiring import House, now


def deliver(root: Path, hours: float) -> None:
    """Hand over what is due so many hours from now, beside whoever else does."""
    house = House(root, clock=lambda: now() + timedelta(hours=hours))
    cleared, _ = house.judged()
    house.mailing.deliver(cleared)


def serve(root: Path) -> None:
    """Fork a process for each line."""
    import pipeline.edges.smtp
    import pipeline.mailing  # noqa: F401  # loaded once, for all

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                deliver(root, float(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


class Senders:
    """Starts and kills processes that deliver."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server = server

    def start(self, hours: float = 0) -> int:
        """Start one; returns its number."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(f"{hours}\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())

    def kill(self, pid: int) -> bool:
        """Kill one with SIGKILL; whether it was still at work."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
        return False

    def lives(self, pid: int) -> bool:
        """Whether one is at work."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    def wait(self, pid: int, seconds: float) -> bool:
        """Whether one ended by itself within so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.lives(pid):
                return True
            time.sleep(0.01)
        return False


@contextmanager
def senders(root: Path) -> Iterator[Senders]:
    """A place to start them."""
    command = [sys.executable, "-m", "tests.sending", str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Senders(server)
        assert server.stdin
        server.stdin.close()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
