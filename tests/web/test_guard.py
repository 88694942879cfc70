"""What stands before every page: who hangs up is no fault of ours."""

import asyncio
import logging
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from pipeline.web.guard import Guard, Rules
from pipeline.web.wire import Wire
from tests.serving import free_port


@pytest.mark.parametrize("requests", [1, 2])
def test_who_hangs_up_with_other_requests_on_the_line_is_no_failure(
    requests: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The one that is being answered hears of it, and not only the one that was asked last."""
    written = threading.Event()

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        try:
            await asyncio.sleep(0.2)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for more in (True, True, False):
                await asyncio.sleep(0.1)
                await send({"type": "http.response.body", "body": b"A page.", "more_body": more})
        finally:
            written.set()

    async def told_nobody(_status: int, *_: object) -> None:
        raise AssertionError

    port = free_port()
    guard = Guard(slow, Rules(hosts=frozenset({"firm.example"})), told_nobody)  # type: ignore[arg-type]  # nobody is told
    server = uvicorn.Server(uvicorn.Config(guard, port=port, http=Wire, loop="uvloop", lifespan="off", log_config=None))
    with caplog.at_level(logging.ERROR), ThreadPoolExecutor(1) as own:
        running = own.submit(server.run)
        while not server.started:
            time.sleep(0.01)
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.sendall(b"GET / HTTP/1.1\r\nHost: firm.example\r\n\r\n" * requests)
            time.sleep(0.1)
            # The connection is reset, and not closed.
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert written.wait(5)
        time.sleep(0.1)
        server.should_exit = True
        running.result(10)

    assert [] == [each.getMessage() for each in caplog.records]
