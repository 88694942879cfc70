"""Tells systemd how a service stands: sd_notify(3), a datagram to the socket that it names in the environment."""

import os
import socket
from contextlib import suppress


class Notify:
    """Whoever started this process; nobody, where it was not systemd."""

    def __init__(self) -> None:
        self._where = os.environ.get("NOTIFY_SOCKET", "")
        watchdog = os.environ.get("WATCHDOG_USEC", "")
        mine = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        #: Seconds after which it wants to hear that this process lives; None where it does not ask.
        self.every: float | None = (
            int(watchdog) / 2_000_000 if watchdog.isdecimal() and int(watchdog) and mine else None
        )

    def ready(self, status: str) -> None:
        """It has begun, and how it stands in words."""
        self._tell(f"READY=1\nSTATUS={status}")

    def alive(self) -> None:
        """It lives."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """It was asked to stop."""
        self._tell("STOPPING=1")

    def _tell(self, what: str) -> None:
        if not self._where:
            return
        # A name that begins with @ is in no file system (unix(7)).
        where = "\0" + self._where[1:] if self._where.startswith("@") else self._where
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.connect(where)
            sock.sendall(what.encode())
