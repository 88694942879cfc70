"""Mail into a Maildir on this machine (port: Transport): what would have been sent, to look at.

https://cr.yp.to/proto/maildir.html; every message is a whole .eml file under `new/`.
"""

import re
from pathlib import Path

from pipeline.edges.files import write_whole
from pipeline.errors import TransportError
from pipeline.model import Message


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
        name = re.sub(r"[^A-Za-z0-9.@_-]", "-", message.message_id.strip("<>")) + ".eml"
        try:
            write_whole(self._folder / "new" / name, message.body)
        except OSError as problem:
            raise TransportError(
                str(self._folder), f"the outbox cannot be written ({problem.strerror}).", "Make room, and run again."
            ) from problem
        return f"laid in {name}"

    def close(self) -> None:
        """Nothing is open."""
