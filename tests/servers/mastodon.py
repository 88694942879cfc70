"""A server that speaks as Mastodon does (mastodon-mock from PyPI), for a session of tests.

Where it is laxer than Mastodon, no test here leans on it: it counts addresses at their full length, takes a picture twice, and never
forgets an Idempotency-Key.

python -m tests.servers.mastodon CLOCK ...     # the same with a clock that is ahead by the seconds in a file
"""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import httpx

#: The one whose account it starts with.
TOKEN = "mock_token"
_PATIENCE = 60


def missing() -> str:
    """Why no server can run here; empty where one can."""
    found = importlib.util.find_spec("mastodon_mock")
    return "" if found else "the Mastodon stand-in is not installed (pip: mastodon-mock)"


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, verb: str, path: str, **told: Any) -> Any:
        """Its answer, which must be a good one."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = httpx.request(verb, self.address + path, headers=headers, timeout=30, **told)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def reset(self) -> None:
        """As it was when it started."""
        self.ask("DELETE", "/api/v1/_mock/faults")
        self.ask("POST", "/api/v1/_mock/reset")

    def fail(self, effect: dict[str, object], verb: str = "POST", path: str = "/api/v1/statuses") -> None:
        """Answer the next such request so."""
        rule = {"match": {"methods": [verb], "path": path}, "effect": effect, "count": 1}
        self.ask("POST", "/api/v1/_mock/faults", json=rule)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(folder: Path, clock: Path | None = None) -> Server:
    """Start one that keeps everything in memory; its clock is ahead by the seconds in a file, where one is named."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        *(["tests.servers.mastodon", str(clock)] if clock else ["mastodon_mock"]),
        "serve",
        "--in-memory",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    # The folder that it works in is no place to find our tests from.
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
    }
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen([*command, "--log-level", "warning"], cwd=folder, env=env, stdout=said, stderr=said)
    server = Server(port, process)
    for _ in range(_PATIENCE * 10):
        try:
            httpx.get(f"{server.address}/api/v1/instance", timeout=5)
        except httpx.TransportError:
            assert process.poll() is None, (folder / "said").read_text()
            time.sleep(0.1)
        else:
            return server
    server.stop()
    raise AssertionError((folder / "said").read_text())


def _ahead(clock: Path) -> None:
    """Let it believe that it is later."""
    from mastodon_mock.db import models

    class Later(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # others compute with it
            return datetime.now(tz) + timedelta(seconds=float(clock.read_text()))

    models.datetime = Later  # type: ignore[attr-defined]  # it has no other clock


if __name__ == "__main__":
    from mastodon_mock.cli import main

    _ahead(Path(sys.argv[1]))
    main(sys.argv[2:])
