"""A real Bluesky server with an in-memory directory of identities, for a session of tests.

python -m tests.servers.bluesky     # installs what the lock file names; called by `make gates`
"""

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.site import node

HERE = Path(__file__).parent / "bluesky_pds"
_SQLITE = HERE / "node_modules/better-sqlite3"
_COMPILED = _SQLITE / "build/Release/better_sqlite3.node"
#: Of Node, which this version of the server runs on. Ours is younger: what is compiled for it crashes when it is cleaned up.
_OLDEST, _NEWEST = 18, 22
_NODE = shutil.which("node")
#: Seconds that it may take to start: 16 were seen on a busy machine whose cache was cold.
_PATIENCE = 90


@functools.cache
def missing() -> str:
    """Why no server can run here; empty where one can."""
    if not _suits():
        return f"no Node {_OLDEST} to {_NEWEST} is installed (apt: nodejs libnode-dev)"
    return "" if _COMPILED.exists() else "the Bluesky server is not installed (python -m tests.servers.bluesky)"


def _suits() -> bool:
    if not _NODE:
        return False
    said = subprocess.run([_NODE, "--version"], capture_output=True, text=True, check=False).stdout
    return said.startswith("v") and int(said[1:].split(".")[0]) in range(_OLDEST, _NEWEST + 1)


def install() -> bool:
    """Bring it, and compile what must be; false where that cannot be done."""
    return _suits() and not node.npm(["ci"], HERE) and _compile()


def _compile() -> bool:
    """SQLite for the machine's own Node, by gcc and make; its headers lie beside it."""
    assert _NODE
    headers = Path(_NODE).resolve().parents[1]
    where = [f"--nodedir={headers}"] if (headers / "include/node").is_dir() else []
    program = node.NPM.parents[1] / "node_modules/node-gyp/bin/node-gyp.js"
    command = [_NODE, str(program), "rebuild", "--release", "--silent", *where]
    done = subprocess.run(command, cwd=_SQLITE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return not done.returncode and _COMPILED.exists()


@dataclass(frozen=True)
class Account:
    """Somebody on the server."""

    did: str
    handle: str
    #: An app password, and its name.
    password: str
    #: What its owner is logged in by.
    token: str


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    process: "subprocess.Popen[str]"

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, token: str = "", **told: Any) -> dict[str, Any]:
        """Its answer, which must be a good one."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        verb = "GET" if "params" in told else "POST"
        answer = httpx.request(verb, f"{self.address}/xrpc/{method}", headers=headers, timeout=30, **told)
        assert answer.is_success, answer.text
        return dict(answer.json()) if answer.content else {}

    def account(self) -> Account:
        """A new one, with an app password."""
        handle = f"a{uuid.uuid4().hex[:12]}.test"
        fields = {"handle": handle, "email": f"{handle}@example.org", "password": uuid.uuid4().hex}
        made = self.ask("com.atproto.server.createAccount", json=fields)
        given = self.ask("com.atproto.server.createAppPassword", made["accessJwt"], json={"name": "attract"})
        return Account(made["did"], handle, given["password"], made["accessJwt"])

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


def start(folder: Path, *, limited: bool = False) -> Server:
    """Start one in an empty folder, with its own rate limits or without."""
    assert _NODE
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [_NODE, str(HERE / "start.mjs"), str(folder / "data")],
            cwd=HERE, env={**os.environ, "RATE": str(limited).lower()}, stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    assert process.stdout
    line = process.stdout.readline()
    server = Server(json.loads(line or '{"port": 0}')["port"], process)
    if not line:
        server.stop()
        raise AssertionError((folder / "said").read_text())
    assert httpx.get(f"{server.address}/xrpc/_health", timeout=_PATIENCE).is_success
    return server


if __name__ == "__main__":
    sys.exit(not install())
