"""A port, and a server behind it that lives as long as it is wanted, in whatever thread."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from pipeline.errors import UsageError
from pipeline.web.wire import Wire

#: Seconds in which answers that have begun may come to their end.
_GRACE = 5
#: Requests that wait while nobody answers.
_BACKLOG = 2048


def listen(host: str, port: int, remedy: str) -> socket.socket:
    """Take a port; from here on whoever comes early waits, so that the address may be told.

    Args:
        host: an IP address.
        port: 0 takes any free one.
        remedy: what to do where it cannot be had.

    Raises:
        UsageError: another program has it, or this machine has no such address.

    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as problem:
        listening.close()
        taken = (
            "another program has it."
            if isinstance(problem.errno, int) and problem.errno == 98
            else f"it cannot be used ({problem.strerror})."
        )
        raise UsageError(f"port {port}", taken, remedy) from problem
    return listening


def address(listening: socket.socket) -> str:
    """Where a port is reached from this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Ends when it is told so; signals are somebody else's."""

    def __init__(self, config: uvicorn.Config, over: Callable[[], bool]) -> None:
        super().__init__(config)
        self._over = over

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None of them."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Look ten times a second whether it is over."""
        return await super().on_tick(counter) or self._over()


def answer(
    app: ASGIApp, listening: socket.socket, ending: threading.Event, each: Callable[[], bool] = lambda: False
) -> None:
    """Answer on a port until somebody wants it to end; the port stays open, and whoever comes then waits.

    Args:
        app: what answers.
        listening: the port.
        ending: ends it.
        each: is called every second or so, and ends it by saying so.

    """
    ticks = 0

    def over() -> bool:
        nonlocal ticks
        ticks += 1
        return ending.is_set() or (ticks % 10 == 1 and each())

    # Whose word on where a request came from counts is the firm's setting, and no server's guess.
    config = uvicorn.Config(
        app,
        http=Wire,
        ws="none",
        # What it says goes where ours goes; an access log would hold tokens.
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE,
    )
    # uvicorn closes what it was given.
    _Server(config, over).run(sockets=[listening.dup()])
