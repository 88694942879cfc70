"""Mails and texts of a dry run, in files to look at (port: Transport). Addresses stand in them: nobody else may read them."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pipeline.edges.maildir import file_name
from pipeline.errors import TransportError, UsageError
from pipeline.model import Channel, Message
from pipeline.ports import HandedOver, one_by_one

#: What a dry run writes.
_KINDS = (".eml", ".txt")


class DryRunFolder:
    """Lays each message down under its edition's folder: `weekly-2026-W47/weekly-2026-W47.ID@firm.example.eml`.

    Args:
        folder: of one edition.
        laid: is told of each message, as it would have left, and where it lies.

    """

    def __init__(self, folder: Path, laid: Callable[[Message, str], None]) -> None:
        self._folder = folder
        self._laid = laid

    def send(self, message: Message) -> str:
        """Lay one message down."""
        mail = message.channel is Channel.NEWSLETTER
        name = file_name(message.message_id) if mail else os.path.basename(message.recipient)
        # Without pathlib, which keeps the name of every file that it ever had in hand.
        path = f"{self._folder}/{name}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Whoever loses it in a power cut runs it again: nobody waits for the disk.
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
                file.write(message.body)
        except OSError as problem:
            raise TransportError(
                path, f"it cannot be written ({problem.strerror}).", "Make room, or name another folder with --to."
            ) from problem
        self._laid(message, path)
        return f"laid in {name}"

    def hand_over(self, messages: Iterable[Message | None], begun: Callable[[Message], None]) -> Iterator[HandedOver]:
        """Lay them down one after another."""
        return one_by_one(self.send, messages, begun)

    def arrived(self, message_id: str) -> bool | None:
        """Nothing of a dry run arrives."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def removed(folder: Path) -> None:
    """Remove a folder of ours with everything in it, if it is there."""
    if folder.is_dir():
        shutil.rmtree(folder)


def emptied(folder: Path) -> None:
    """Remove a folder that somebody named, if it is there and holds nothing but what dry runs write.

    Raises:
        UsageError: there is something else, too.

    """
    if not folder.is_dir():
        return
    strange = next((each for each in folder.iterdir() if each.is_symlink() or each.suffix not in _KINDS), None)
    if strange:
        raise UsageError(
            str(folder), f"it would be emptied, and holds what no dry run wrote ({strange.name}).",
            "Name another folder with --to.",
        )  # fmt: skip
    removed(folder)
