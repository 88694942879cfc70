"""`attract up` as it runs: a process, the lines that it tells, and its addresses."""

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

PATIENCE = 60.0


class Upped:
    """One process.

    Args:
        root: the firm's folder.
        command: of attract, with its options; `--health` is added.
        env: what its environment has besides.
        form: of its log.

    """

    def __init__(
        self,
        root: Path,
        command: Sequence[str] = ("up", "--port", "0"),
        env: Mapping[str, str] | None = None,
        form: str = "json",
    ) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable, "-u", "-m", "pipeline", "--firm", str(root), "--log", form, *command,
                "--health", "127.0.0.1:0",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})},
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        #: Every line that it told so far.
        self.raw: list[str] = []
        assert self.process.stderr is not None
        self._err = self.process.stderr
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        for line in self._err:
            self.raw.append(line)
            self._lines.put(line)

    def told(self) -> list[dict[str, Any]]:
        """Every line so far."""
        return [json.loads(line) for line in self.raw]

    def events(self) -> list[str]:
        """The events so far."""
        return [each["event"] for each in self.told()]

    def next(self, event: str, **wanted: object) -> dict[str, Any]:
        """The next line with this event and these fields; waits for it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                told: dict[str, Any] = json.loads(self._lines.get(timeout=0.2))
            except queue.Empty:
                assert self.process.poll() is None, "".join(self.raw)
                continue
            if told["event"] == event and all(told.get(key) == value for key, value in wanted.items()):
                return told
        raise AssertionError(f"{event} was not told: {''.join(self.raw)}")

    def has(self, *words: str) -> None:
        """Wait until some line has one of these, in whatever form it is."""
        until = time.monotonic() + PATIENCE
        while not any(each in line for line in self.raw for each in words):
            assert time.monotonic() < until, "".join(self.raw)
            time.sleep(0.1)

    @property
    def private(self) -> str:
        """Where its health is, from whatever line says so."""
        return next(found[1] for line in self.raw if (found := re.search(r"(http://[^/ ]+)/healthz", line)))

    def addresses(self) -> tuple[str, str]:
        """Where its pages are, and its health."""
        health = self.next("health.started")["address"]
        return self.next("service.started")["address"], health

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Ask it to stop."""
        self.process.send_signal(number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for its end; returns what it returned."""
        done = self.process.wait(seconds)
        self._reading.join(10)
        self._err.close()
        return done

    def kill(self) -> None:
        """End it in the middle of everything."""
        self.process.kill()
        self.wait()


@contextmanager
def upped(root: Path, *command: str, env: Mapping[str, str] | None = None, form: str = "json") -> Iterator[Upped]:
    """A process that is up, until the test is done with it."""
    up = Upped(root, command or ("up", "--port", "0"), env, form)
    try:
        yield up
    finally:
        if up.process.poll() is None:
            up.signal()
            up.wait()


def health(address: str) -> tuple[int, dict[str, Any]]:
    """The answer of a private address, and what it says."""
    # Whoever begins anew may let go of a line that has just been taken.
    with httpx.Client(transport=httpx.HTTPTransport(retries=3), timeout=10) as client:
        try:
            answer = client.get(f"{address}/healthz")
        except httpx.ReadError:
            answer = client.get(f"{address}/healthz")
    told: dict[str, Any] = answer.json()
    return answer.status_code, told


def well(address: str) -> dict[str, Any]:
    """How it stands once all is well; waits for it."""
    until = time.monotonic() + PATIENCE
    while True:
        status, told = health(address)
        if status == 200:
            return told
        assert time.monotonic() < until, told
        time.sleep(0.1)


def figures(address: str) -> dict[str, float]:
    """The figures of a private address, by name with labels."""
    text = httpx.get(f"{address}/metrics", timeout=10).text
    rows = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}
