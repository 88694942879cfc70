"""Other senders of newsletters, each in an environment of its own, for `tests.benchmarks.sending --with-peers`.

What they need is installed once, and kept beside the other caches of the benchmarks. One that cannot be installed or does not
run here is left out, by name and with its last words. listmonk is not among them: it comes as a program for its own platforms,
and from no registry of Python's.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.letters import NAME, Letter
from tests.benchmarks.mail_runs import CACHE, Measured

#: Seconds that an installation may take, and a run.
_PATIENCE = 600
_SCRIPTS = Path(__file__).parent / "peer_senders"


@dataclass(frozen=True)
class Peer:
    """One way of sending by another tool."""

    name: str
    #: What pip is asked for.
    wanted: tuple[str, ...]
    #: What sends by it.
    script: str
    #: What that is told beside the rest.
    told: Mapping[str, object] = field(default_factory=dict)


_NEWSLETTER = ("django-newsletter==1.2.1", "django==5.2.*", "sorl-thumbnail==12.*")
NEWSLETTER = Peer("django-newsletter, its way", _NEWSLETTER, "with_newsletter.py", {"ready": False})
PEERS = (
    NEWSLETTER,
    Peer("django-newsletter, words ready", _NEWSLETTER, "with_newsletter.py", {"ready": True}),
    # It imports names that Django 4 has no longer; Django 3.2 imports distutils, which is setuptools' now.
    Peer("nuntius, 4 processes", ("nuntius==2.5.0", "django==3.2.*", "setuptools"), "with_nuntius.py"),
)


@dataclass(frozen=True)
class Ready:
    """A peer that is installed."""

    peer: Peer
    python: Path


class LeftOutError(Exception):
    """A peer does not run here; its last words."""


def installed() -> list[Ready]:
    """Those that can be had here; says of each other that it cannot."""
    found = []
    for peer in PEERS:
        if python := _environment(peer):
            found.append(Ready(peer, python))
        else:
            sys.stdout.write(f"{peer.name} is left out: it cannot be installed here\n")
    return found


def sent(ready: Ready, port: int, messages: int, letter: Letter) -> Measured:
    """The same digest to so many readers.

    Raises:
        LeftOutError: it did not work.

    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        words = {"name": NAME, "text": letter.text, "html": letter.html, "pieces": letter.pieces}
        about = {"folder": folder, "port": port, "messages": messages}
        told.write_text(json.dumps({**words, **about, **ready.peer.told}), "utf-8")
        # Nothing of this project is in its way: neither modules of these names nor what PYTHONPATH says.
        command = [str(ready.python), "-I", str(_SCRIPTS / ready.peer.script), str(told)]
        said = _said(command, folder)
    took, spent, size = json.loads(said.splitlines()[-1])
    return Measured(messages / took, spent / messages * 1e6, int(size))


def _said(command: Sequence[str], folder: str) -> str:
    """What a command prints; with it ends whatever it started."""
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            said, complaint = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired as late:
            raise LeftOutError("it did not end") from late
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        raise LeftOutError((complaint.strip().splitlines() or ["it failed"])[-1])
    return said


def _environment(peer: Peer) -> Path | None:
    """The Python of an environment with what a peer needs, made if need be; None where that fails."""
    of = hashlib.sha256(" ".join([sys.version, *peer.wanted]).encode()).hexdigest()[:12]
    folder = CACHE / f"peer-{of}"
    python, whole = folder / "bin/python", folder / "whole"
    if whole.exists():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--quiet", "--retries", "1", "install"]
    if not (_done([sys.executable, "-m", "venv", folder]) and _done([*pip, *peer.wanted])):
        shutil.rmtree(folder, ignore_errors=True)
        return None
    whole.touch()
    return python


def _done(command: Sequence[object]) -> bool:
    try:
        subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
