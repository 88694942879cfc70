"""The firm's keys in one file of their own, which only its owner may read and which lies apart from every backup."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.edges.files import write_whole
from pipeline.edges.key_ring import KeyRing
from pipeline.errors import BackupError, UsageError

_FORMAT = "attract keys 1"
_HEAD = "Whoever has this file can open the addresses in a backup, and act as the firm. Keep it apart from backups."
#: Bytes; keys are short.
_MOST = 1 << 20


@dataclass(frozen=True)
class KeyFile:
    """One file with keys.

    Args:
        name: what it is called in the list of keys: `reader.keys`, `dkim/firm.example/attract1.pem`.
        path: where it lies.
        what: what it is for, in words.
        ring: whether it is a ring: lines are added to it and none is ever taken away.

    """

    name: str
    path: Path
    what: str
    ring: bool = False


def put_apart(to: Path, keys: Iterable[KeyFile], firm: str, at: datetime) -> list[str]:
    """Write the keys that are there into one file; returns the names of those.

    Raises:
        UsageError: something else lies there.

    """
    if to.exists() and not _ours(to):
        raise UsageError(str(to), "lies there already and is no file of keys.", "Name another file for the keys.")
    told = {key.name: text for key in keys if (text := _text(key.path)) is not None}
    body = {"form": _FORMAT, "about": _HEAD, "firm": firm, "made": at.isoformat(), "keys": told}
    try:
        write_whole(to, json.dumps(body, ensure_ascii=False, indent=1).encode(), private=True)
    except OSError as problem:
        raise BackupError(
            str(to), f"the keys cannot be written there ({problem.strerror}).", "Name another file."
        ) from problem
    return sorted(told)


def taken_out(path: Path) -> dict[str, str]:
    """The text of each key file by name; raises UsageError where the file holds none."""
    try:
        if path.stat().st_size > _MOST:
            raise ValueError("too long")
        told = json.loads(path.read_text("utf-8"))
        if told["form"] != _FORMAT:
            raise ValueError("another form")
        return {str(name): str(text) for name, text in told["keys"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UsageError(
            str(path), f"this is no file of keys ({problem}).", "Name the one that `attract backup --keys FILE` wrote."
        ) from problem


def put_back(key: KeyFile, text: str) -> str:
    """Lay one key down where it belongs; never in the place of another. What a ring lacks is added below its own.

    Returns:
        What became of it, in words.

    """
    there = _text(key.path)
    if there is None:
        write_whole(key.path, text.encode(), private=True)
        return "brought back"
    if there == text:
        return "is there"
    if not key.ring:
        return "another one is there, and stays"
    known = _lines(there)
    if not (lacking := [line for line in _lines(text) if line not in known]):
        return "is there"
    # Those of the backup are older than the one that signs now, which is the last.
    write_whole(key.path, "\n".join([*_comments(there), *lacking, *known, ""]).encode(), private=True)
    return f"{len(lacking)} added to those that are there"


def joined(ring: KeyRing, more: str | None) -> str | None:
    """The text of a ring with what another knows, for a copy of the database elsewhere; None where there is no key."""
    texts = [text for text in (more, _text(ring.path)) if text]
    lines = list(dict.fromkeys(line for text in texts for line in _lines(text)))
    return "\n".join([*lines, ""]) if lines else None


def open_to_others(path: Path) -> bool:
    """Whether others on this machine may read it."""
    with suppress(OSError):
        return os.name == "posix" and bool(path.stat().st_mode & 0o077)
    return False


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise BackupError(str(path), f"this key cannot be read ({problem}).", "Run as its owner.") from problem


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def _ours(path: Path) -> bool:
    with suppress(UsageError):
        taken_out(path)
        return True
    return False
