"""The machine: room and rights, and the programs that Attract runs on."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.doctor.place import Place
from pipeline.edges import machine
from pipeline.model.check import Check, person, told, well
from pipeline.model.telling import listed

_MB = 1 << 20
#: To publish, a second copy of the site is made; to tidy up, the database is written anew.
_ROOM, _TIGHT = 500 * _MB, 2
#: What holds addresses or clients' names: for nobody but its owner.
_PRIVATE = ("attract.sqlite", "attract.sqlite-wal", "attract.sqlite-shm", "consents.jsonl")


def disk(place: Place) -> Iterator[Check]:
    """Whether there is room for what comes, and whether it can be written where it must be."""
    if not place.state.is_dir():
        yield told("disk", "there is no .attract yet: nothing has run here", "Run: attract run")
        return
    needed = machine.size(place.state)
    try:
        room = machine.free(place.state)
    except OSError as problem:
        yield person(
            "disk", f"{place.state} cannot be looked at ({problem.strerror})", "See whether its disk is there."
        )
        return
    seen = f"{_size(room)} free; state, site and archive take {_size(needed)}"
    if room < needed or room < 50 * _MB:
        yield person("disk", seen, "Make room: a site is built beside the one that stands, and the database is written anew to erase somebody.")  # fmt: skip
    elif room < max(_TIGHT * needed, _ROOM):
        yield told("disk", seen, "It is enough today; make room before long.")
    else:
        yield well("disk", seen)
    yield from _written(place)


def _written(place: Place) -> Iterator[Check]:
    folders = [
        place.state,
        *(each for each in (place.house.outbox, place.house.site, place.root / "content") if each.is_dir()),
    ]
    bad = {folder: why for folder in folders if (why := machine.unwritable(folder))}
    for folder, why in bad.items():
        yield person("writing", f"nothing can be written into {folder} ({why})", f"Make room there, or let {machine.name_of(machine.me())} write, who runs Attract.")  # fmt: skip
    if not bad:
        yield well("writing", f"{listed([_within(place.root, each) for each in folders])}: written, synced, removed")


def _within(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _size(count: float) -> str:
    for unit in ("bytes", "KB", "MB", "GB"):
        if count < 1024 or unit == "GB":
            return f"{count:.0f} {unit}" if unit in ("bytes", "KB", "MB") else f"{count:.1f} {unit}"
        count /= 1024
    raise AssertionError


def rights(place: Place) -> Iterator[Check]:
    """Who may read and write, and whether one user runs it all."""
    bad = False
    for name in _PRIVATE:
        its = machine.right(place.state / name)
        if its and (its.readable or its.writable):
            bad = True
            yield person(
                "rights", f"others on this machine may read .attract/{name} ({its.mode:o})", f"chmod 600 {its.path}"
            )
    for folder in (place.root, place.root / "content", place.state):
        its = machine.right(folder)
        if its and its.mode & 0o002:
            bad = True
            yield person(
                "rights", f"everybody on this machine may write into {folder} ({its.mode:o})", f"chmod o-w {folder}"
            )
    if not place.state.is_dir():
        return
    me, found = machine.me(), machine.owners(place.state)
    others = {owner: path for owner, path in found.items() if owner != me}
    if others and len(found) > 1:
        owner, path = next(iter(others.items()))
        yield person("rights", f"{_within(place.root, path)} belongs to {machine.name_of(owner)}, the rest to {machine.name_of(me)}", f"Clock, service and people run Attract as one user: chown -R {machine.name_of(me)} {place.state}")  # fmt: skip
    elif others:
        owner = next(iter(others))
        yield told("rights", f".attract belongs to {machine.name_of(owner)}, and {machine.name_of(me)} runs this", f"Run Attract as {machine.name_of(owner)}, so that clock and service can write what you make.")  # fmt: skip
    elif not bad:
        yield well("rights", f"all of .attract belongs to {machine.name_of(me)}, who runs this; what is private is for nobody else")  # fmt: skip


def programs(place: Place) -> Iterator[Check]:
    """The versions of Attract and of what it runs on."""
    found = [f"{name} {version}" for name, version in machine.programs().items()]
    revision = place.health.revision if place.health else ""
    yield well("versions", ", ".join([*found, f"store {revision}"] if revision else found))
