"""A restore in place, prepared beside what stands and then done in a way that no kill leaves half.

    .attract/restoring/firm/...      what comes back
    .attract/restoring/ready.json    what is to be done; from the moment that it is there, it is done

Killed before that, nothing has changed, and the folder is removed. Killed after it, whoever works on the firm next
does the rest first: each step may be done twice.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pipeline.edges import files
from pipeline.edges.key_files import KeyFile, put_back
from pipeline.edges.store.database import open_database
from pipeline.edges.store.doubt import doubt
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.merging import Merged, merge
from pipeline.edges.store.slots import SlotStore
from pipeline.errors import BackupError, BusyError
from pipeline.model import Cadence, SlotState

_READY = "ready.json"


@dataclass(frozen=True)
class Plan:
    """What a restore in place does. Paths are within the firm's folder."""

    #: Names this restore.
    name: str
    #: When the backup was made, ISO 8601.
    made: str
    put: Sequence[str]
    remove: Sequence[str]
    #: Books that are only put back where what stands is the beginning of them.
    books: Sequence[str]
    #: What can be made again, and is of what stood before.
    stale: Sequence[str]
    #: Whether nothing that stands is changed or goes.
    only_add: bool = False
    #: Whether the database was gone, so that nobody knows what has left since; then why sending is paused, and the
    #: editions (cadence, period) that count as sent.
    lost: str = ""
    fired: Sequence[tuple[str, str]] = ()
    at: str = ""
    #: Keys that come back: (name, path, what for, whether it is a ring, text).
    keys: Sequence[tuple[str, str, str, bool, str]] = ()


class Room:
    """The folder in which a restore in place is prepared."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self.folder = folder
        self.firm = folder / "firm"

    @property
    def ready(self) -> bool:
        """Whether it is to be done."""
        return (self.folder / _READY).is_file()

    def begin(self) -> None:
        """Make it, empty."""
        self.clear()
        self.folder.mkdir(mode=0o700, parents=True)
        self.firm.mkdir()

    def commit(self, plan: Plan) -> None:
        """From now on it is done, whatever happens."""
        os.sync()
        files.write_whole(self.folder / _READY, json.dumps(asdict(plan)).encode(), private=True)
        files.secure_folder(self.folder)

    def finish(self) -> Merged | None:
        """Do all of it, or the rest; None where the database was through already. The firm's lock is held."""
        plan = Plan(**json.loads((self.folder / _READY).read_text("utf-8")))
        for name, path, what, ring, text in plan.keys:
            put_back(KeyFile(name, Path(path), what, ring), text)
        self._files(plan)
        merged = self._database(plan)
        for name in plan.stale:
            files.remove_tree(self._root / name)
        # In this order: without the word that it is ready, the rest is rubbish.
        (self.folder / _READY).unlink()
        self.clear()
        return merged

    def clear(self) -> None:
        """Remove it."""
        files.remove_tree(self.folder)

    def _files(self, plan: Plan) -> None:
        for name in plan.remove:
            path = self._root / name
            path.unlink(missing_ok=True)
            top = self._root / name.split("/", 1)[0]
            for folder in path.parents:
                if folder in (top, self._root):
                    break
                with suppress(OSError):  # something else lies in it
                    folder.rmdir()
        for name in plan.put:
            staged = self.firm / name
            if staged.exists() and (name not in plan.books or _begins(self._root / name, staged)):
                _put(staged, self._root / name)

    def _database(self, plan: Plan) -> Merged | None:
        engine = open_database(self._root / ".attract" / "attract.sqlite")
        try:
            old = self.folder / "old" / "attract.sqlite"
            merged = merge(engine, old, datetime.fromisoformat(plan.made), plan.name, only_add=plan.only_add)
            if plan.lost and merged:
                doubt(engine)
                ledger = LedgerStore(engine)
                ledger.pause_sending(plan.lost, datetime.fromisoformat(plan.at))
                slots, at = SlotStore(engine), datetime.fromisoformat(plan.at)
                known = slots.find(jobs=list(Cadence), states=(SlotState.PLANNED, SlotState.RUNNING), until=at)
                for job, period in {*map(tuple, plan.fired), *((each.job, each.period) for each in known)}:
                    slots.fire(job, period, at)
            return merged
        finally:
            engine.dispose()


def settle(root: Path, state: Path, folder: str) -> None:
    """Finish a restore that was killed once it was ready, and remove what one left that was not.

    Raises:
        BusyError: somebody is just at it.

    """
    room = Room(root, state / folder)
    if not room.folder.exists():
        return
    try:
        with files.alone(state / "lock", str(root)):
            if room.ready:
                room.finish()
            else:
                room.clear()
    except BusyError:
        if room.ready:
            raise BusyError(str(root), "a backup is just being brought back.", "Wait a moment, then run again.") from None  # fmt: skip


def linked_parent(root: Path, name: str) -> str:
    """The folder on the way to a file that is a link, below the topmost; empty where none is."""
    parts = name.split("/")
    for end in range(2, len(parts)):
        if (root / "/".join(parts[:end])).is_symlink():
            return "/".join(parts[:end])
    return ""


def _put(staged: Path, at: Path) -> None:
    try:
        at.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(staged, at)
        except OSError:  # another disk, such as a share
            told = staged.stat()
            files.write_whole(at, staged.read_bytes(), private=not told.st_mode & 0o077)
            os.utime(at, (told.st_atime, told.st_mtime))
            staged.unlink()
    except OSError as problem:
        raise BackupError(
            str(at), f"it cannot be put back ({problem.strerror}).", "Mend that; whatever you run next goes on with it."
        ) from problem


def _begins(standing: Path, staged: Path) -> bool:
    """Whether a book that stands is the beginning of the one that comes back."""
    try:
        return staged.read_bytes().startswith(standing.read_bytes())
    except FileNotFoundError:
        return True
