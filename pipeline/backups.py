"""Backups: one file with everything of a firm that cannot be made again, and none of its keys.

It stands beside the wiring, and names the edges that only this needs. `restoring.py` brings one back.
"""

import hashlib
import importlib.metadata
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline import keeping
from pipeline.edges import files, key_files
from pipeline.edges.packing import FileSource, contents, manifest_of, pack, verify
from pipeline.edges.store import copying
from pipeline.edges.store.database import HEAD
from pipeline.errors import AttractError, BackupError, ConfigurationError
from pipeline.model.keeping import Manifest
from pipeline.wiring import House

#: What is half written, or was left so by a kill; no list shows it.
_MAKING = ".making-"
_SUFFIX = ".tar.gz"


@dataclass(frozen=True)
class Made:
    """A backup that was made, or would be."""

    path: Path
    #: Files in it, and bytes before they were packed; the second is the size of the file, 0 in a dry run.
    files: int
    holds: int
    size: int = 0
    #: Keys that are there and not in it, each with what it is for.
    keys: tuple[key_files.KeyFile, ...] = ()
    #: Variables of the environment that hold keys.
    environment: tuple[str, ...] = ()
    #: The file into which the keys went; None where nobody named one.
    keys_in: Path | None = None
    #: Older backups that were removed, and files that no backup follows.
    removed: tuple[Path, ...] = ()
    passed_over: tuple[str, ...] = ()
    dry: bool = False


@dataclass(frozen=True)
class Listed:
    """One backup in the folder of backups."""

    path: Path
    size: int
    #: None where it is none that can be read; `problem` says why.
    manifest: Manifest | None = None
    problem: AttractError | None = field(default=None)


def make(
    house: House, *, to: Path | None = None, keep: int | None = None, keys: Path | None = None, dry_run: bool = False,
    prune: bool = True,
) -> Made:  # fmt: skip
    """Write a backup and verify it; others may work on the firm meanwhile. The clock calls this each night.

    Args:
        house: the firm.
        to: the folder; without it, as the settings say.
        keep: so many stay; without it, as the settings say.
        keys: a file of their own for the keys.
        dry_run: only say what would be in it.
        prune: remove older ones once the new one was verified.

    Raises:
        BackupError: it cannot be written, or the database is damaged.
        BusyError: another backup is being made there.
        ConfigurationError: the folder lies in the firm's.

    """
    folder, now = folder_of(house, to), house.time().astimezone(UTC)
    if keys is not None:
        keys = _apart(house, folder, keys)
    held = keeping.found(house.root, keeping.followed_files(house))
    kept_keys = tuple(each for each in keeping.keys_of(house) if each.path.exists())
    environment = tuple(keeping.told_by_environment())
    sizes = [each.at.stat().st_size for each in held.sources] + [(house.root / keeping.DATABASE).stat().st_size
             if (house.root / keeping.DATABASE).exists() else 0]  # fmt: skip
    told = Made(
        _name(house, folder, now), len(sizes), sum(sizes), keys=kept_keys, environment=environment, keys_in=keys,
        passed_over=tuple(held.passed_over), dry=dry_run,
    )  # fmt: skip
    if dry_run:
        return told
    with _at_work(folder) as room:
        path, manifest = _written(house, held.sources, room, folder, now, tuple(each.name for each in kept_keys))
        removed = _prune(house, folder, keep or house.firm.backups.keep, path) if prune else ()
    if keys is not None:
        key_files.put_apart(keys, kept_keys, house.firm.name, now)
    return Made(
        path, len(manifest.files), manifest.size, path.stat().st_size, kept_keys, environment, keys, removed,
        tuple(held.passed_over),
    )  # fmt: skip


def listed(house: House, to: Path | None = None) -> list[Listed]:
    """The backups in a folder, the newest first; one that cannot be read is among them, with the reason.

    Those of other firms, and of this one when it lay elsewhere, are listed, too; only this one's own are ever removed.
    """
    found = []
    for path in sorted(folder_of(house, to).glob(f"attract-*{_SUFFIX}"), key=_when, reverse=True):
        try:
            found.append(Listed(path, path.stat().st_size, manifest_of(path)))
        except AttractError as problem:
            found.append(Listed(path, path.stat().st_size, problem=problem))
    return found


def checked(path: Path) -> Manifest:
    """Read a backup to its end, compare every byte, and let SQLite look through the database in it.

    Raises:
        BackupError: it is damaged, or none.

    """
    manifest = verify(path)
    with tempfile.TemporaryDirectory(prefix="attract-verify-") as folder:
        copy = Path(folder) / "copy.sqlite"
        for entry, pieces in contents(path):
            if entry.path == keeping.DATABASE:
                with copy.open("wb") as out:
                    out.writelines(pieces)
            else:
                for _ in pieces:
                    pass
        if not copy.exists():
            raise BackupError(str(path), "no database is in it.", "Take another one: attract backup list.")
        if problem := copying.damage(copy):
            raise BackupError(str(path), f"the database in it is damaged ({problem}).", "Take another one: attract backup list.")  # fmt: skip
        copying.check_revision(copying.revision(copy), str(path))
    return manifest


def folder_of(house: House, to: Path | None = None) -> Path:
    """Where backups lie; raises ConfigurationError where that is in the firm's folder, which may be lost as a whole."""
    told = str(to) if to is not None else house.firm.backups.to
    # `~` is the home of whoever runs Attract; what somebody types is meant from where they stand.
    folder = ((Path.cwd() if to is not None else house.root) / os.path.expanduser(told)).resolve()
    if folder.is_relative_to(house.root.resolve()):
        raise ConfigurationError(
            "--to" if to is not None else "content/firm.yml", f"{folder} lies in the firm's folder: whatever takes that "
            "takes its backups, too.", "Name a folder elsewhere, best on another disk: `backups: {to: ...}`.",
        )  # fmt: skip
    return folder


def _apart(house: House, folder: Path, keys: Path) -> Path:
    at = (Path.cwd() / keys.expanduser()).resolve()
    for near, why in ((house.root, "the firm's folder"), (folder, "the folder of the backups")):
        if at.is_relative_to(near.resolve()):
            raise ConfigurationError(
                "--keys", f"{at} lies in {why}: whoever gets that would have both.",
                "Name a file elsewhere, such as on a stick that lies in a safe.",
            )  # fmt: skip
    return at


def _slug(house: House) -> str:
    """Of the firm, so that several may share a folder: two of one name have two folders."""
    name = re.sub(r"[^a-z0-9]+", "-", house.firm.name.lower()).strip("-")[:40]
    return f"{name or 'firm'}-{hashlib.sha256(str(house.root.resolve()).encode()).hexdigest()[:6]}"


def _name(house: House, folder: Path, now: datetime) -> Path:
    """What the next backup is called: by the firm and the second, in UTC."""
    second = f"{now:%Y%m%dT%H%M%SZ}"
    # Higher than any of that second, also where the first of them is gone: by their names they are sorted.
    number = max((each for when, each, _ in _numbered(house, folder) if when == second), default=0) + 1
    return folder / f"attract-{_slug(house)}-{second}{f'-{number}' if number > 1 else ''}{_SUFFIX}"


def _own(house: House, folder: Path) -> list[Path]:
    """The backups of one firm in a folder, the newest first."""
    return [path for *_, path in sorted(_numbered(house, folder), reverse=True)]


def _numbered(house: House, folder: Path) -> list[tuple[str, int, Path]]:
    ours = re.compile(rf"attract-{_slug(house)}-(\d{{8}}T\d{{6}}Z)(?:-(\d+))?{re.escape(_SUFFIX)}")
    paths = folder.glob(f"*{_SUFFIX}")
    return [(match[1], int(match[2] or 1), path) for path in paths if (match := ours.fullmatch(path.name))]


def _when(path: Path) -> tuple[str, str]:
    found = re.search(r"\d{8}T\d{6}Z", path.name)
    return found[0] if found else "", path.name


@contextmanager
def _at_work(folder: Path) -> Iterator[Path]:
    """A room for what is half made; what a kill left there goes first, because it holds addresses."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with files.alone(folder / ".lock", f"the backups in {folder}"):
            for old in folder.glob(f"{_MAKING}*"):
                files.remove_tree(old)
            with tempfile.TemporaryDirectory(dir=folder, prefix=_MAKING) as room:
                yield Path(room)
    except OSError as problem:
        raise BackupError(
            str(folder), f"no backup can be written there ({problem.strerror}).",
            "Make room, or name another folder: attract backup --to FOLDER.",
        ) from problem  # fmt: skip


def _written(
    house: House, sources: list[FileSource], room: Path, folder: Path, now: datetime, keys: tuple[str, ...]
) -> tuple[Path, Manifest]:
    copy, told = room / "copy.sqlite", {"n": 0}

    def each() -> Iterator[FileSource]:
        total = len(sources) + 1
        for source in [each for each in sources if keeping.is_early(each)]:
            yield source
        copying.snapshot(house._database, copy)
        yield FileSource(keeping.DATABASE, copy)
        for source in [each for each in sources if not keeping.is_early(each)]:
            told["n"] += 1
            house.progress("backup", told["n"], total, source.path)
            if source.at.exists():  # somebody may be tidying up
                yield source
        house.progress("backup", total, total)

    # Opened first: an older database is migrated, and a firm without one gets it.
    database = house._database
    sealed = copying.sealed_of(database)
    half = room / "backup"
    manifest = pack(half, each(), {
        "attract": importlib.metadata.version("attract"), "revision": HEAD, "made": now, "zone": house.firm.time_zone,
        "firm": house.firm.name, "sealed": sealed, "keys": keys,
    })  # fmt: skip
    if verify(half) != manifest:
        raise BackupError(str(half), "what was written is not what was read.", "Look at the disk, then run again.")
    path = _name(house, folder, now)
    os.replace(half, path)
    files.secure_folder(folder)
    return path, manifest


def _prune(house: House, folder: Path, keep: int, new: Path) -> tuple[Path, ...]:
    """Remove what is beyond those that stay; the new one was just verified, and stays also where a clock went back."""
    old = [path for path in _own(house, folder) if path != new][keep - 1 :]
    for path in old:
        path.unlink(missing_ok=True)
    return tuple(old)
