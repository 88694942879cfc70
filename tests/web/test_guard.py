"""What stands before every page: who hangs up is no fault of ours, and every other failure is told."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from pipeline.web.guard import Guard, Rules

#: As uvloop says it.
_CLOSED = "unable to perform operation on <TCPTransport closed=True reading=False 0x55d0>; the handler is closed"


@pytest.mark.parametrize(("words", "told"), [(_CLOSED, 0), ("Response content longer than Content-Length", 1)])
def test_who_hangs_up_while_we_answer_is_no_failure(words: str, told: int, caplog: pytest.LogCaptureFixture) -> None:
    """The connection is closed a moment before anybody says so; what else goes wrong there is told."""

    async def told_nobody(_status: int, *_: object) -> None:
        raise AssertionError

    async def asked() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise RuntimeError(words)

    guard = Guard(PlainTextResponse("A page."), Rules(hosts=frozenset({"firm.example"})), told_nobody)  # type: ignore[arg-type]  # nobody is told
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [(b"host", b"firm.example")],
        "client": ("192.0.2.1", 4),
    }
    with caplog.at_level(logging.ERROR), ThreadPoolExecutor(1) as own:
        own.submit(lambda: asyncio.run(guard(scope, asked, send))).result()

    assert told == len(caplog.records)
