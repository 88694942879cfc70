"""Mails that lie in files: single ones, mbox, Maildir. Nothing is changed there."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ports import Letter

#: Bytes of a mail that are read: reports stand in front of what they bring back.
_BYTES = 512 * 1024


def letters_in(path: Path) -> Iterator[Letter]:
    """The mails in a file, or under a folder (a Maildir, or .eml files), in the order of their names.

    Raises:
        SourceError: it cannot be read.

    """
    try:
        if path.is_dir():
            for each in sorted(each for each in path.rglob("*") if each.is_file() and _is_mail(each, path)):
                yield from letters_in(each)
        elif _is_mbox(path):
            yield from _mbox(path)
        else:
            with path.open("rb") as mail:
                yield Letter(str(path), mail.read(_BYTES))
    except OSError as problem:
        raise SourceError(str(path), f"it cannot be read ({problem.strerror}).", "Look at its rights.") from problem


def _is_mail(path: Path, root: Path) -> bool:
    """In a Maildir, what lies in `new` and `cur`; elsewhere, what is called so."""
    if any(part.startswith(".") for part in path.relative_to(root).parts[:-1] if part not in (".", "..")):
        # Maildir++ names sub-folders `.Name`.
        return path.parent.name in ("new", "cur")
    return path.parent.name in ("new", "cur") or path.suffix.lower() in (".eml", ".mbox", ".mbx")


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as mail:
        return mail.read(5) == b"From "


def _mbox(path: Path) -> Iterator[Letter]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            with box.get_file(key) as mail:
                yield Letter(f"{path}:{number}", mail.read(_BYTES))
    finally:
        box.close()
