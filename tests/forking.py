"""Processes that do one thing and can be killed, forked from one that has loaded everything: a kill meets the work, not the loading."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def serve(work: Callable[[float], None]) -> None:
    """For each line on standard input, a number, fork a process that does it with that number; print whose number it has."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                work(float(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


class Forks:
    """Starts and kills such processes."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server = server

    def start(self, number: float = 0) -> int:
        """Start one; returns whose number it has."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(f"{number}\n")
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
def forks(module: str, folder: Path) -> Iterator[Forks]:
    """A place to start them: a module that serves, and the folder that it works in."""
    command = [sys.executable, "-m", module, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield Forks(server)
        assert server.stdin
        server.stdin.close()
