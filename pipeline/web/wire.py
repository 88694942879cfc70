"""HTTP as uvicorn reads it, with an end to how much, and for how long, somebody may write before they have asked.

A proxy in front has limits of its own; whoever reaches the port itself, or asks through one that hands on byte for byte, meets these.
"""

import asyncio
from http import HTTPStatus

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from pipeline.web.guard import HEADERS

#: Bytes of a request line and its headers, as nginx allows them by default (4 buffers of 8 KiB).
MOST = 32 * 1024
#: Seconds from the first byte of a request to its last; no form of ours has more bytes than a slow line carries in one.
WHOLE = 20.0


class TooMuchError(Exception):
    """A request line and its headers have more bytes than any browser sends."""


class Wire(HttpToolsProtocol):
    """One connection."""

    _before: asyncio.TimerHandle | None = None
    #: Bytes of the head that is being read; None between heads.
    _head: int | None = None
    _too_much = False
    #: The request that is being answered, or was last.
    _running: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there, and has so long to ask."""
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone; the request that is being answered hears of it, and not only the last that was asked (uvicorn 0.54)."""
        self._end()
        if self._running is not None and not self._running.response_complete:
            _let_go(self._running)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on. A header's value is kept by the parser until it is whole, so its bytes are counted as they come."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._head is not None and not self.transport.is_closing():
            self._head += len(data)
            if self._head > MOST:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:
        """Say what was wrong, with the headers of every answer."""
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self._too_much else HTTPStatus.BAD_REQUEST)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: whoever asks for another protocol gets this one (RFC 9110, 7.8), and need not fill the log."""

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._head = 0
        self._begin()

    def on_headers_complete(self) -> None:
        """Its head is whole; raises TooMuchError, which ends the connection, where it is larger than any browser's."""
        self._head = None
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > MOST:
            self._too_much = True
            raise TooMuchError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is whole."""
        self._end()
        super().on_message_complete()

    def _begin(self) -> None:
        self._end()
        self._before = self.loop.call_later(WHOLE, self._slow)

    def _end(self) -> None:
        if self._before is not None:
            self._before.cancel()
            self._before = None

    def _slow(self) -> None:
        self._before = None
        if self._head is None and self.cycle is None:  # nothing was ever asked
            self.transport.close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _refuse(self, status: HTTPStatus) -> None:
        """Tell what is wrong and close; where an answer has begun, or one to an earlier request is owed, close behind it."""
        running = self._running
        if running is not None and not running.response_complete:
            unread = running is self.cycle and self._head is None and running.more_body
            if running.response_started or not unread:
                self.pipeline.clear()
                running.keep_alive = False
                return
            _let_go(running)
        text = f"{status.phrase}.\n"
        headers = {**HEADERS, "Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(text)),
                   "Connection": "close"}  # fmt: skip
        lines = [f"HTTP/1.1 {status} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join([*lines, "", text]).encode("ascii"))
        self.transport.close()


def _let_go(running: RequestResponseCycle) -> None:
    """Let whoever answers a request know that nobody waits for it."""
    running.disconnected = True
    running.message_event.set()
