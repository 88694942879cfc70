"""Brings an export back: into an empty folder, or into a firm that stands, to which it only adds.

What it reads was perhaps written by hand: each line is looked at, and the first that is wrong is named.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import exporting, keeping, restoring
from pipeline.edges.store import copying, plain_rows
from pipeline.edges.store.database import HEAD, open_database
from pipeline.ending import silent
from pipeline.errors import BackupError, UsageError
from pipeline.model.keeping import Entry, Manifest
from pipeline.ports import Progress
from pipeline.restoring import Coming, Restored
from pipeline.wiring import House

_AGAIN = "Export again: attract export DIR."
#: Characters of a line; a piece with all its words is one.
_LONGEST = 256 << 20


@dataclass(frozen=True)
class _Export:
    """What an export says of itself."""

    attract: str
    revision: str
    firm: str
    zone: str
    #: The newest moment of which it tells.
    as_of: datetime
    lines: dict[str, int]


def elsewhere(
    folder: Path, to: Path, *, clock: Callable[[], datetime], keys: Path | None = None, dry_run: bool = False,
    progress: Progress = silent,
) -> Restored:  # fmt: skip
    """Bring an export back into an empty folder; see `restoring.into`.

    Raises:
        BackupError: a file of it is missing, or a line is wrong; names it.
        UsageError: it is no export, or the folder is not empty.

    """
    return restoring.into(
        lambda: of_export(folder, to.parent, progress), to, clock=clock, keys=keys, dry_run=dry_run, progress=progress
    )


def added(house: House, folder: Path, *, keys: Path | None = None, dry_run: bool = False) -> Restored:
    """Add what an export has, and a firm that stands has not; see `restoring.over`. Nothing that stands is changed."""
    return restoring.over(
        house, lambda: of_export(folder, house.root, house.progress), keys=keys, dry_run=dry_run
    )  # fmt: skip


def of_export(folder: Path, place: Path, progress: Progress) -> Coming:
    """An export, looked through: every file that it names is there, with as many lines as it says, and no link among them.

    Raises:
        BackupError: it is not whole.
        UsageError: it is none.

    """
    told = _about(folder)
    copying.check_revision(told.revision, str(folder / exporting.ABOUT))
    for name, count in told.lines.items():
        found = sum(1 for _ in _lines(_rows_of(folder, name)))
        if found != count:
            raise BackupError(
                f"{exporting.ROWS}/{name}.jsonl", f"it has {found:,} lines, and {exporting.ABOUT} says {count:,}.",
                f"{_AGAIN} If you took lines out on purpose, write the new number there.",
            )  # fmt: skip
    entries = list(_files(folder))
    size = sum(each.size for each in entries) + sum(_rows_of(folder, name).stat().st_size for name in told.lines)
    restoring.room_for(size, place)
    manifest = Manifest(
        format=0, attract=told.attract, revision=told.revision, made=told.as_of, zone=told.zone, firm=told.firm, sealed="",
        keys=(), files=(*entries, Entry(keeping.DATABASE, "", 0, 0)),
    )  # fmt: skip

    def because(now: datetime) -> str:
        return (
            f"the firm was imported on {now:%Y-%m-%d %H:%M} UTC from an export that tells of nothing after "
            f"{told.as_of:%Y-%m-%d %H:%M} UTC, and nobody here knows what was sent, and who left, since"
        )

    return Coming(manifest, lambda to: _lay(folder, told, entries, to, progress), because, only_add=True)


def _about(folder: Path) -> _Export:
    try:
        told: dict[str, Any] = json.loads((folder / exporting.ABOUT).read_text("utf-8"))
        if told["format"] != exporting.FORMAT:
            raise ValueError(f"its form is {told['format']}, and this Attract knows {exporting.FORMAT}")
        lines = {str(name): int(count) for name, count in told["lines"].items()}
        known = {table.name for table in plain_rows.TABLES}
        if strange := set(lines) - known:
            raise ValueError(f"it has {min(strange)}, which this Attract does not know")
        as_of = datetime.fromisoformat(told["as_of"]) if told["as_of"] else datetime(1970, 1, 1, tzinfo=UTC)
        if as_of.tzinfo is None:
            raise ValueError("its time has no zone")
        return _Export(str(told["attract"]), str(told["revision"]), str(told["firm"]), str(told["zone"]), as_of, lines)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UsageError(
            str(folder / exporting.ABOUT), f"this is no export of Attract's ({problem}).",
            "Name the folder that `attract export` wrote, by the same Attract or an older one.",
        ) from problem  # fmt: skip


def _rows_of(folder: Path, table: str) -> Path:
    return folder / exporting.ROWS / f"{table}.jsonl"


def _lines(path: Path) -> Iterator[str]:
    """Each line of a file; few are in memory."""
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(_LONGEST):
                number += 1
                if not raw.endswith(b"\n"):
                    raise BackupError(f"{path.name}:{number}", "this line is cut off.", _AGAIN)
                yield raw.decode().rstrip("\n")
    except OSError as problem:
        raise BackupError(str(path), f"it cannot be read ({problem.strerror}).", _AGAIN) from problem
    except UnicodeDecodeError as problem:
        raise BackupError(f"{path.name}:{number}", "this line is not UTF-8.", "Save the file as UTF-8.") from problem


def _files(folder: Path) -> Iterator[Entry]:
    """Every file of the firm's folder that an export has, under the name that it has there."""
    for top, before in ((exporting.FILES, ""), (exporting.STATE, f"{keeping.STATE}/")):
        for path in sorted((folder / top).rglob("*")):
            name = before + path.relative_to(folder / top).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise BackupError(str(path), "is a link or a device, and no file.", "Put the file itself there.")
            if (
                not path.is_file()
                or (before and keeping.left_out(name.removeprefix(before)))
                or name == keeping.DATABASE
            ):
                continue
            if not before and name.startswith(f"{keeping.STATE}/"):
                raise BackupError(str(path), "does not belong there.", f"Such files lie in {exporting.STATE}/.")
            told = path.stat()
            yield Entry(name, "", told.st_size, int(told.st_mtime))


def _lay(folder: Path, told: _Export, entries: list[Entry], to: Path, progress: Progress) -> None:
    """Lay the firm's folder down with a database made of the rows."""
    for entry in entries:
        inside = entry.path.removeprefix(f"{keeping.STATE}/")
        at, top = to / entry.path, exporting.FILES if inside == entry.path else exporting.STATE
        at.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / top / inside, at)
        at.chmod(0o644 if top == exporting.FILES else 0o600)
    database = to / keeping.DATABASE
    engine = open_database(database)
    done, total = 0, sum(told.lines.values())
    try:
        with engine.connect() as connection:
            plain_rows.begin(connection)
            for table in plain_rows.TABLES:
                if table.name in told.lines:
                    where = f"{exporting.ROWS}/{table.name}.jsonl"
                    done += plain_rows.put(connection, table, _lines(_rows_of(folder, table.name)), where)
                    progress("import", done, total or 1, table.name)
            connection.commit()
    finally:
        engine.dispose()
    assert HEAD == copying.revision(database), "a new database is of today"
