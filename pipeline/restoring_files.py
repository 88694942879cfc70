"""Which files of a backup take the place of those that stand. Decides; writes only into the backup's own copy."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline import keeping
from pipeline.edges.putting_back import linked_parent
from pipeline.errors import BackupError
from pipeline.model.keeping import Manifest
from pipeline.wiring import House

_SETTINGS = "content/firm.yml"
#: In `.attract/`: what is only ever added to, so that what is there is right.
_ADDED = ("assets/", "archive/objects/", "models/", "pictures/")
#: What went out stays as it stands; what somebody removed there since, or who was erased, does not come back.
_AS_IT_STANDS = ("outbox/", "sending/")
_BOOKS = {
    keeping.RECORD: "the record of clearances",
    keeping.CONSENTS: "the book of consents",
    keeping.ARCHIVE: "the archive of the site",
}


@dataclass(frozen=True)
class Chosen:
    """What becomes of files, by their names in the firm's folder."""

    put: Sequence[str] = ()
    remove: Sequence[str] = ()
    #: Of `put`, those that are not there now.
    missing: int = 0
    #: Books of which what stands goes further, and so stays: each in words, with how many lines.
    longer: Sequence[str] = ()
    #: Domains that are never mailed, added to the settings that come back.
    never_mail: Sequence[str] = ()
    notes: Sequence[str] = ()


def chosen(house: House, staged: Path, manifest: Manifest, *, lost: bool, only_add: bool = False) -> Chosen:
    """What is put back and what goes, of a backup that was laid down beside.

    Args:
        house: the firm that stands.
        staged: where the backup's files lie.
        manifest: of the backup.
        lost: whether the firm's database is gone, and what was laid down with it.
        only_add: bring only files that are not there, and let none go.

    Raises:
        BackupError: a book tells otherwise than the one that stands, or a link is in the way.

    """
    never, notes = _never_mail(house.root, staged, only_add=only_add)
    stands = {each.path: each.at for each in keeping.found(house.root, keeping.followed_files(house)).sources}
    put, longer = [], []
    for entry in manifest.files:
        name = entry.path
        if name == keeping.DATABASE or not (staged / name).is_file():
            continue
        if name in _BOOKS:
            if said := _book(name, house.root / name, staged / name):
                longer.append(said)
            elif name not in stands or not _same(stands[name], staged / name):
                put.append(name)
        elif name.startswith(f"{keeping.STATE}/"):
            if _comes_back(name.removeprefix(f"{keeping.STATE}/"), there=(house.root / name).exists(), lost=lost):
                put.append(name)
        elif name not in stands or (not only_add and not _same(stands[name], staged / name)):
            put.append(name)
    theirs = {entry.path for entry in manifest.files}
    gone = (name for name in stands if name.startswith(("content/", "stories/")) and name not in {*theirs, *_BOOKS})
    remove = [] if only_add else list(gone)
    for name in (*put, *remove):
        if link := linked_parent(house.root, name):
            raise BackupError(f"{house.root / link}", "is a link, and what lies behind it is not the firm's.", "Remove the link, then run again.")  # fmt: skip
    there = sum((house.root / name).exists() for name in put)
    return Chosen(put, remove, len(put) - there, longer, never, notes)


def further(standing: Sequence[str], backup: Sequence[str], what: str) -> bool:
    """Whether a book that stands goes further than a backup's, or as far. Raises BackupError where neither begins the other."""
    both = min(len(standing), len(backup))
    for number, (here, there) in enumerate(zip(standing[:both], backup[:both], strict=True), start=1):
        if here != there:
            raise BackupError(
                f"{what}, line {number}", "tells otherwise in the backup than here: neither is the beginning of the other.",
                "No decision may be lost, so nothing was changed. Find out which is the true one (version control, another "
                "backup); then move the other aside, or restore into an empty folder with --to and compare.",
            )  # fmt: skip
    return len(standing) >= len(backup)


def _book(name: str, standing: Path, backup: Path) -> str:
    """Empty where the backup's goes further; else what is said of the one that stays."""
    here, there = _lines(standing), _lines(backup)
    if not further(here, there, _BOOKS[name]) or here == there:
        return ""
    more = len(here) - len(there)
    return f"{_BOOKS[name]}: {more} line{'s' if more > 1 else ''} since"


def _lines(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf-8").split("\n") if line]
    except FileNotFoundError:
        return []


def _comes_back(name: str, *, there: bool, lost: bool) -> bool:
    """Whether a file of `.attract/` is put back, by its name in there."""
    if keeping.left_out(name):
        return False  # no backup of ours has it
    if name.startswith("sending/"):
        return False  # what senders had in hand stands in the database by now
    if name.startswith(_AS_IT_STANDS):
        return lost and not there
    return name == "models/history" or not there


def _same(standing: Path, backup: Path) -> bool:
    if standing.stat().st_size != backup.stat().st_size:
        return False
    return _hash(standing) == _hash(backup)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _never_mail(root: Path, staged: Path, *, only_add: bool) -> tuple[list[str], list[str]]:
    """Add to the settings that come back the domains that are never mailed by those that stand; returns these, and notes."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    try:
        here = yaml.load((root / _SETTINGS).read_text("utf-8")) or {}
        there = yaml.load((staged / _SETTINGS).read_text("utf-8")) or {}
        known = [str(each).lower() for each in there.get("never_mail") or ()]
        if only_add:
            stand = [str(each).lower() for each in here.get("never_mail") or ()]
            lacking = [each for each in known if each not in stand]
            return [], [f"`never_mail` in content/firm.yml lacks {', '.join(lacking)}: put it in."] if lacking else []
        more = [str(each) for each in here.get("never_mail") or () if str(each).lower() not in known]
        if more:
            there["never_mail"] = [*(there.get("never_mail") or ()), *more]
            text = io.StringIO()
            yaml.dump(there, text)
            (staged / _SETTINGS).write_text(text.getvalue(), "utf-8")
    except (OSError, ValueError, AttributeError, YAMLError) as problem:
        return [], [f"`never_mail` of the settings could not be compared ({type(problem).__name__}): look whether all of it is there."]  # fmt: skip
    return more, []
