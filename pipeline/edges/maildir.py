"""Mail into a Maildir on this machine (port: Transport): what would have been sent, to look at.

https://cr.yp.to/proto/maildir.html; every message is a whole .eml file under `new/`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from email.utils import parseaddr
from glob import escape
from pathlib import Path

from pipeline.edges.files import write_whole
from pipeline.errors import TransportError
from pipeline.mailboxes import key
from pipeline.model import Message
from pipeline.ports import HandedOver, one_by_one

#: Bytes in which our own mails name whom they are for.
_HEAD = 16_384
_TO = re.compile(rb"^To:[ \t]*(.+?)\r?$", re.MULTILINE | re.IGNORECASE)


class MaildirOutbox:
    """Lays each message down as a file named after its Message-ID."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            for part in ("new", "cur", "tmp"):
                (folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise TransportError(
                str(folder), f"the outbox cannot be made ({problem.strerror}).", "Look at its folder."
            ) from problem

    def send(self, message: Message) -> str:
        """Lay one message down; the same message again lies in the same file."""
        name = file_name(message.message_id)
        try:
            write_whole(self._folder / "new" / name, message.body)
        except OSError as problem:
            raise TransportError(
                str(self._folder), f"the outbox cannot be written ({problem.strerror}).", "Make room, and run again."
            ) from problem
        return f"laid in {name}"

    def hand_over(self, messages: Iterable[Message | None], begun: Callable[[Message], None]) -> Iterator[HandedOver]:
        """Lay them down one after another."""
        return one_by_one(self.send, messages, begun)

    def arrived(self, message_id: str) -> bool | None:
        """Whether it lies there, wherever somebody's mail program has moved it since."""
        name = file_name(message_id)
        return any(True for part in ("new", "cur") for _ in (self._folder / part).glob(f"{escape(name)}*"))

    def close(self) -> None:
        """Nothing is open."""


def file_name(message_id: str) -> str:
    """How the file of a message is called."""
    return re.sub(r"[^A-Za-z0-9.@_-]", "-", message_id.strip("<>")) + ".eml"


def remove_mails(folder: Path, address: str) -> int:
    """Remove every mail to an address that was laid down here, in whatever spelling of it; returns how many."""
    wanted, removed = key(address), 0
    for path in folder.rglob("*"):
        # Somebody may be tidying up by hand.
        with suppress(FileNotFoundError):
            if path.is_file() and _recipient(path) == wanted:
                path.unlink()
                removed += 1
    return removed


def _recipient(path: Path) -> str:
    with path.open("rb") as mail:
        head, _, _ = mail.read(_HEAD).replace(b"\r\n", b"\n").partition(b"\n\n")
    # A long name in another script goes over several lines (RFC 5322, 2.2.3).
    found = _TO.search(re.sub(rb"\n[ \t]+", b" ", head))
    return key(parseaddr(found[1].decode("utf-8", "replace"))[1]) if found else ""
