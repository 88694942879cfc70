"""Brings a backup back: into an empty folder, or over the firm that stands.

Over the firm that stands, what happened since is kept (`edges/store/merging.py` says what). Into an empty folder nobody can
know what happened since: what may have left counts as uncertain, slots that fell due meanwhile as fired, and nothing
is sent until a person says so.
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from pipeline import backups, keeping, restoring_files
from pipeline.edges import files, key_files
from pipeline.edges.address_keys import AddressKeys
from pipeline.edges.journals import JournalFolder
from pipeline.edges.packing import unpack
from pipeline.edges.putting_back import Plan, Room
from pipeline.edges.store import copying, resealing
from pipeline.edges.store.database import open_database
from pipeline.edges.store.doubt import doubt, settle_journals
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.merging import Merged, merge
from pipeline.edges.store.sealing import Box, SealError, seal_of
from pipeline.ending import silent
from pipeline.errors import AttractError, BackupError, UsageError
from pipeline.model import Cadence, SlotState
from pipeline.model.keeping import Manifest
from pipeline.restoring_files import Chosen
from pipeline.settled import RESTORING
from pipeline.wiring import House

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.ports import Progress


@dataclass(frozen=True)
class Restored:
    """What was brought back, or would be."""

    manifest: Manifest
    to: Path
    #: In place: what becomes of files and readers.
    files: Chosen = field(default_factory=Chosen)
    readers: Merged | None = None
    #: The backup of what stood before; None into an empty folder.
    before: Path | None = None
    #: Nobody knows what left since: so many mails and texts became uncertain, and these slots count as fired.
    lost: bool = False
    uncertain: int = 0
    fired: tuple[tuple[str, str], ...] = ()
    #: Each key by name, and what became of it; those that belong to the backup and are nowhere.
    keys: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    #: What a person should know besides.
    notes: tuple[str, ...] = ()
    dry: bool = False


@dataclass(frozen=True)
class Coming:
    """What comes back, looked through to its end; nothing has been written."""

    manifest: Manifest
    #: Lays the firm's folder down, its database at its place, in a folder that is there and empty.
    lay: "Callable[[Path], object]"
    #: Why nothing is sent afterwards where nobody knows what was sent meanwhile; of now.
    because: "Callable[[datetime], str]"
    #: Whether nothing that stands is changed or goes: only what is not there comes.
    only_add: bool = False


def of_backup(file: Path, place: Path) -> Coming:
    """A backup, verified to its last byte; raises BackupError where it is damaged, newer, or too large for the disk."""
    manifest = backups.checked(file)
    room_for(manifest.size, place)
    return Coming(manifest, lambda to: unpack(file, to, keeping.STATE), lambda now: paused_because(manifest.made, now))


# Into an empty folder.


def elsewhere(
    file: Path, to: Path, *, clock: "Callable[[], datetime]", keys: Path | None = None, dry_run: bool = False,
    progress: "Progress" = silent,
) -> Restored:  # fmt: skip
    """Bring a backup back into an empty folder; see `into`."""
    return into(lambda: of_backup(file, to.parent), to, clock=clock, keys=keys, dry_run=dry_run, progress=progress)


def into(
    look: "Callable[[], Coming]", to: Path, *, clock: "Callable[[], datetime]", keys: Path | None = None, dry_run: bool = False,
    progress: "Progress" = silent,
) -> Restored:  # fmt: skip
    """Bring a firm back into an empty folder, or one that is not there; there all at once, or not at all.

    Raises:
        BackupError: the backup is damaged, or of a newer Attract.
        UsageError: the folder is not empty, or the file of keys holds none.

    """
    to, now = to.expanduser().absolute(), clock().astimezone(UTC)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UsageError(
            str(to), "is not an empty folder.", "Name one that is not there; over a firm that stands, leave --to out."
        )
    coming = look()
    manifest = coming.manifest
    texts = key_files.taken_out(keys) if keys else {}
    if dry_run:
        return Restored(manifest, to, lost=True, missing=_missing(manifest, texts), dry=True)
    with files.made_beside(to, "restoring") as room:
        progress("restore", 0, 3, "files")
        coming.lay(room)
        house = House(room, clock=lambda: now)
        told = _keys_back(house, texts)
        progress("restore", 1, 3, "database")
        count = _in_doubt(room, manifest)
        progress("restore", 2, 3, "what may have left")
        fired, notes = _hold(house, coming, now)
        house.__dict__["_database"].dispose() if "_database" in house.__dict__ else None
        progress("restore", 3, 3, "")
    return Restored(
        manifest, to, lost=True, uncertain=count, fired=fired, keys=told, missing=_missing(manifest, texts), notes=notes
    )


def fire_missed(house: House, now: datetime) -> tuple[tuple[str, str], ...]:
    """Mark every edition that fell due and was not composed as done: whoever had the firm meanwhile may have sent it.

    Returns:
        (cadence, period) of each, the oldest first.

    """
    slots = missed(house, now)
    for job, period in slots:
        house.slots.fire(job, period, now)
    return slots


def missed(house: House, now: datetime) -> tuple[tuple[str, str], ...]:
    """The editions that fell due until now and still stand in the plan, as (cadence, period)."""
    house.plan.lay()
    open_ = house.slots.find(jobs=list(Cadence), states=(SlotState.PLANNED, SlotState.RUNNING), until=now)
    return tuple((each.job, each.period) for each in open_)


def _in_doubt(room: Path, manifest: Manifest) -> int:
    """Migrate the database, and call uncertain what may have left since the backup; returns how many that are."""
    copy = room / keeping.DATABASE
    copying.check_revision(copying.revision(copy), "the database")
    copy.chmod(0o600)
    engine = open_database(copy)
    try:
        _journals(engine, room)
        return doubt(engine)
    finally:
        engine.dispose()


def _journals(engine: Engine, room: Path) -> None:
    """What senders knew of mails in their hand when the backup was made; then the journals are done with."""
    folder = room / keeping.STATE / "sending"
    told = [(left.sender, each) for left in JournalFolder(folder).left() for each in left.answered]
    settle_journals(engine, told)
    files.remove_tree(folder)


def _hold(house: House, coming: Coming, now: datetime) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Pause sending, and mark what fell due since as fired; returns that, and what a person should know."""
    engine = open_database(house.state / "attract.sqlite")
    try:
        ledger = LedgerStore(engine)
        if ledger.pause_of_sending().reason:
            ledger.resume_sending("attract restore", now)
        ledger.pause_sending(coming.because(now), now)
    finally:
        engine.dispose()
    try:
        return fire_missed(house, now), ()
    except AttractError as problem:
        return (), (
            f"{problem} So no slot could be marked as fired: mend it, and look at `attract plan` before you resume.",
        )


def paused_because(made: datetime, now: datetime) -> str:
    """Why nothing is sent after a restore from a machine that is gone."""
    return (
        f"the firm was restored on {now:%Y-%m-%d %H:%M} UTC from a backup of {made.astimezone(UTC):%Y-%m-%d %H:%M} UTC, and "
        "nobody here knows what was sent, and who left, between the two"
    )


# Over the firm that stands.


def in_place(house: House, file: Path, *, keys: Path | None = None, dry_run: bool = False) -> Restored:
    """Bring a backup back over the firm that stands; see `over`."""
    return over(house, lambda: of_backup(file, house.root), keys=keys, dry_run=dry_run)


def over(house: House, look: "Callable[[], Coming]", *, keys: Path | None = None, dry_run: bool = False) -> Restored:
    """Bring a firm back over the one that stands, which is backed up first; killed anywhere, it is as before or done.

    Raises:
        BackupError: the backup is damaged, of a newer Attract, or tells of other decisions than those that stand.
        BusyError: another Attract is at work, or sends mail.
        SealError: the key of the backup's addresses is not at hand.

    """
    now, lost = house.time().astimezone(UTC), not (house.root / keeping.DATABASE).exists()
    room = Room(house.root, house.state / RESTORING)
    with house.working(), house.mailing.alone(), files.alone(house.state / "bounces.lock", str(house.root)):
        coming = look()
        manifest = coming.manifest
        texts = key_files.taken_out(keys) if keys else {}
        room.begin()
        try:
            coming.lay(room.firm)
            chosen = restoring_files.chosen(house, room.firm, manifest, lost=lost, only_add=coming.only_add)
            old = _like_ours(house, room, texts)
            name = f"{manifest.made.isoformat()} {now.isoformat()} {secrets.token_hex(4)}"
            if dry_run:
                merged = merge(house._database, old, manifest.made, name, dry_run=True, only_add=coming.only_add)
                return Restored(
                    manifest, house.root, chosen, merged, lost=lost, missing=_missing(manifest, texts), dry=True
                )
            before = backups.make(house, prune=False).path
            plan = _plan(house, coming, chosen, name, now, texts, lost=lost)
            house.progress("restore", 0, 1, "")
            room.commit(plan)
        finally:
            if not room.ready:
                room.clear()
        merged = room.finish()
        house.progress("restore", 1, 1, "")
    house.refresh()
    return Restored(
        manifest, house.root, chosen, merged, before, lost, merged.uncertain if merged else 0, tuple(plan.fired),
        dict.fromkeys(texts, "brought back"), _missing(manifest, texts),
    )  # fmt: skip


def _plan(
    house: House, coming: Coming, chosen: Chosen, name: str, now: datetime, texts: Mapping[str, str], *, lost: bool
) -> Plan:
    theirs = [(key, texts[key.name]) for key in keeping.keys_of(house) if key.name in texts]
    return Plan(
        name=name, made=coming.manifest.made.isoformat(), only_add=coming.only_add, put=chosen.put, remove=chosen.remove,
        books=(keeping.RECORD, keeping.CONSENTS, keeping.ARCHIVE),
        # The site that stands stays public until the next one is made, of everything.
        stale=[f"{keeping.STATE}/{each}" for each in ("near.json", "stage", "stage.working", "site/a.sqlite", "site/b.sqlite")],
        lost=coming.because(now) if lost else "", fired=missed(house, now) if lost else (),
        at=now.isoformat(), keys=[(key.name, str(key.path), key.what, key.ring, text) for key, text in theirs],
    )  # fmt: skip


def _like_ours(house: House, room: Room, texts: Mapping[str, str]) -> Path:
    """The backup's database, of today's revision and under the key of the one that stands; returns where it lies."""
    old = room.folder / "old" / "attract.sqlite"
    old.parent.mkdir(mode=0o700)
    staged = room.firm / keeping.DATABASE
    copying.check_revision(copying.revision(staged), "the database")
    os.replace(staged, old)
    ring = AddressKeys.beside(house.root / keeping.DATABASE)
    if not ring.told and (text := key_files.joined(ring, texts.get("address.keys"))):
        files.write_whole(old.with_name("address.keys"), text.encode(), private=True)
    old.chmod(0o600)
    engine = open_database(old)
    try:
        # The place that the environment names goes before the one beside; the copy is another database.
        here = seal_of(engine.dialect)
        assert here is not None, "open_database gives every engine one"
        if not ring.told:
            here.ring = AddressKeys(old.with_name("address.keys"))
        try:
            resealing.reseal(engine, _secret(house), silent)
        except SealError as problem:
            raise SealError(
                problem.thing, problem.cause, "Name the file of its keys: attract restore FILE --keys KEYS."
            ) from problem
    finally:
        engine.dispose()
    return old


def _secret(house: House) -> bytes | None:
    """The key under which addresses stand here; None where they are readable. Raises SealError where it is not there."""
    here = seal_of(house._database.dialect)
    assert here is not None, "open_database gives every engine one"
    with house._database.connect() as connection:
        here.look(connection)
    if (box := here.box) is None:
        return None
    return next(each for each in here.ring.read() if Box.of(each).name == box.name)


# Both.


def room_for(size: int, place: Path) -> None:
    """Refuse what does not fit on the disk; raises BackupError."""
    while not place.exists():
        place = place.parent
    if (free := shutil.disk_usage(place).free) < size * 1.2:
        raise BackupError(
            str(place), f"{size:,} bytes come back, and {free:,} are free there.", "Make room, then run again."
        )


def _keys_back(house: House, texts: Mapping[str, str]) -> dict[str, str]:
    if not texts:
        return {}
    return {key.name: key_files.put_back(key, texts[key.name]) for key in keeping.keys_of(house) if key.name in texts}


def _missing(manifest: Manifest, texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in manifest.keys if name not in texts)
