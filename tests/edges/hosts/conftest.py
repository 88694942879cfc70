"""Real servers for hosts to talk to."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import httpx
import pytest

from pipeline.edges.hosts.sftp import Server
from tests.conftest import REPOSITORY


@dataclass(frozen=True)
class Sftp:
    """A running SFTP server, what lies in it, and who may come in."""

    server: Server
    root: Path
    keys: Path


@pytest.fixture
def sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sftp]]:
    """Starts servers, each without what it is told to be without."""
    keys = tmp_path / "keys"
    keys.mkdir()
    # Whoever runs the tests has keys, agents and settings of their own, which play no part.
    monkeypatch.setenv("HOME", str(keys))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    for name in ("host", "client"):
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(str(keys / name))
        key.write_public_key(str(keys / f"{name}.pub"))
    running = []

    def start(*without: str, root: str = "server") -> Sftp:
        (tmp_path / root).mkdir(exist_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.edges.hosts.sftp_server", str(tmp_path / root), str(keys), *without],
            stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
        )  # fmt: skip
        running.append(process)
        assert process.stdout
        port = int(process.stdout.readline())
        known = keys / "known_hosts"
        known.write_text(f"[127.0.0.1]:{port} {(keys / 'host.pub').read_text()}")
        server = Server("127.0.0.1", "/www", port, "web", keys / "client", known)
        return Sftp(server, tmp_path / root, keys)

    yield start
    for process in running:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a real S3 server: moto's in a process of its own, or the one that ATTRACT_TEST_S3 names."""
    if given := os.environ.get("ATTRACT_TEST_S3"):
        yield given
        return
    pytest.importorskip("moto", reason="moto[s3] is not installed, and ATTRACT_TEST_S3 names no S3 server")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
