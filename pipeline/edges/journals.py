"""What senders did with what they had claimed, in a file each (ports: Journal, Journals).

    B  boot id                                 the first line: which run of the machine wrote the rest
    D  edition  subscriber                     the message leaves now
    S  edition  subscriber  state  tried  again  said      what became of it

Fields are parted by tabs; what a server said is JSON. A line is one write() to a file opened for appending, so it is there whole
or not at all once the process is gone. It is not synced: a killed process loses nothing, a power cut may lose lines, which the
boot id tells. The process holds a lock on its file as long as it lives; the system lets go of it whatever ends the process.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline.model import Delivery, DeliveryState, Settled
from pipeline.ports import Left

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class JournalFile:
    """One sender's journal."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            self.sender = uuid.uuid4().hex
            self._path = folder / f"{self.sender}.journal"
            # Servers write addresses into their answers: nobody else may read them.
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            if self._path.exists():
                break
            os.close(self._file)  # somebody who tidied up took it for one that was left
        self._head = f"B\t{_boot()}\n".encode()
        os.write(self._file, self._head)

    def begun(self, delivery: Delivery) -> None:
        """The message leaves now."""
        os.write(self._file, f"D\t{delivery.edition}\t{delivery.subscriber}\n".encode())

    def answered(self, settled: Settled) -> None:
        """What became of it."""
        again = settled.again.isoformat() if settled.again else ""
        said = json.dumps(settled.response)
        line = f"S\t{settled.edition}\t{settled.subscriber}\t{settled.state}\t{settled.tried:d}\t{again}\t{said}\n"
        os.write(self._file, line.encode())

    def folded(self) -> None:
        """All of it stands in the ledger: begin anew. Killed in between, it is told twice, which changes nothing."""
        os.ftruncate(self._file, len(self._head))

    def close(self, *, done: bool) -> None:
        """Let go of it; where something is in hand, it is left for whoever looks after it."""
        if done:
            self._path.unlink(missing_ok=True)
        os.close(self._file)


class JournalFolder:
    """The journals on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self) -> JournalFile:
        """A new one."""
        return JournalFile(self._folder)

    def left(self) -> Iterator[Left]:
        """Those whose process has gone. Each is removed once the caller asks for the next, or for no more."""
        for path in sorted(self._folder.glob("*.journal")):
            with suppress(FileNotFoundError):
                file = os.open(path, os.O_RDONLY)
                try:
                    if _locked(file) and path.exists():
                        yield _read(path)
                        path.unlink(missing_ok=True)
                finally:
                    os.close(file)

    def living(self) -> frozenset[str]:
        """Senders whose lock is held."""
        found = set()
        for path in self._folder.glob("*.journal"):
            with suppress(FileNotFoundError):
                file = os.open(path, os.O_RDONLY)
                if not _locked(file):
                    found.add(path.stem)
                os.close(file)
        return frozenset(found)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _boot() -> str:
    """Names the time since the machine was started; empty where the system has no such name."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""


def _read(path: Path) -> Left:
    begun: set[tuple[str, str]] = set()
    answered = []
    boot = ""
    for line in path.read_text("utf-8").splitlines():
        match line.split("\t"):
            case ["B", boot]:
                pass
            case ["D", edition, subscriber]:
                begun.add((edition, subscriber))
            case ["S", edition, subscriber, state, tried, again, said]:
                answered.append(
                    Settled(
                        edition=edition, subscriber=subscriber, state=DeliveryState(state), response=json.loads(said),
                        again=datetime.fromisoformat(again) if again else None, tried=tried == "1",
                    )
                )  # fmt: skip
    return Left(path.stem, bool(boot) and boot == _boot(), frozenset(begun), tuple(answered))
