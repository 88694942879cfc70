"""What stands on the wire before anything of ours is asked: broken, large, slow and mingled requests."""

import asyncio
import logging
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from pipeline.reader_tokens import Purpose
from pipeline.web import wire
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, free_port, serving
from tests.thorough import EXAMPLES, LONGER, THOROUGH
from tests.web.harm import inside

pytestmark = pytest.mark.long
#: Seconds for which an answer is waited for.
_PATIENCE = 10.0


@pytest.fixture(scope="module")
def served(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm's service."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("wire") / "firm")
    with serving(root, port, ["--service-only"]) as service:
        service.reader("victim@secret-domain.example")
        yield service
        assert service.process.poll() is None
        told = service.log.read_text()
        assert {"warning: uvicorn.error says: Invalid HTTP request received."} >= {
            line[26:] for line in told.splitlines()
        }


def connected(served: Served) -> socket.socket:
    """A connection to the server."""
    parts = urlsplit(served.address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_PATIENCE)


def rest(wire: socket.socket) -> bytes:
    """Everything that comes until the other side closes, or waits."""
    found = b""
    with suppress(ConnectionError, TimeoutError):
        while part := wire.recv(65536):
            found += part
    return found


def told(served: Served, *parts: bytes, patience: float = _PATIENCE) -> bytes:
    """What the server answers to these bytes until it closes, or waits for longer than so many seconds."""
    with connected(served) as wire:
        wire.settimeout(patience)
        with suppress(ConnectionError):
            for part in parts:
                wire.sendall(part)
        return rest(wire)


def head(served: Served, line: str, *headers: str) -> bytes:
    """A request line and headers that ask for the end of the connection."""
    host = f"Host: {urlsplit(served.address).netloc}"
    return "\r\n".join([line, host, "Connection: close", *headers, "", ""]).encode("latin-1")


def statuses(answer: bytes) -> list[int]:
    """The status of each answer in these bytes."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", answer)]


def harmless(answer: bytes) -> None:
    """Nothing, or an answer that is no failure of ours, with our headers and without a word of the inside."""
    assert all(status < 500 for status in statuses(answer)), answer
    assert [] == inside(answer.decode("latin-1")), answer
    assert b"victim" not in answer
    lower = answer.lower()
    for each in (b"content-security-policy:", b"x-content-type-options: nosniff", b"cache-control:"):
        assert lower.count(each) >= len([status for status in statuses(answer) if status >= 200]), answer


def alive(served: Served) -> bool:
    """Whether others are answered."""
    return httpx.get(f"{served.address}/digest/asked", timeout=_PATIENCE).status_code == 200


FORM = "Content-Type: application/x-www-form-urlencoded"
#: Name to request line and headers, and the statuses that are right.
BROKEN: dict[str, tuple[tuple[str, ...], str, set[int]]] = {
    "no method": ((" /digest/ HTTP/1.1",), "", {400}),
    "unknown method": (("BREW /digest/ HTTP/1.1",), "", {400}),
    "method in small letters": (("get /digest/ HTTP/1.1",), "", {400}),
    "CONNECT": (("CONNECT evil.example:443 HTTP/1.1",), "", {400}),
    "TRACE": (("TRACE /digest/ HTTP/1.1",), "", {405}),
    "OPTIONS of all": (("OPTIONS * HTTP/1.1",), "", {404, 405}),
    "HTTP/2 preface": (("PRI * HTTP/2.0",), "SM\r\n\r\n", {400}),
    "HTTP/0.9": (("GET /digest/",), "", {400, 421}),
    "HTTP/9.9": (("GET /digest/ HTTP/9.9",), "", {400}),
    "no path": (("GET HTTP/1.1",), "", {400}),
    "path without a slash": (("GET digest/ HTTP/1.1",), "", {400}),
    "blank in the path": (("GET /digest/a b HTTP/1.1",), "", {400}),
    "NUL in the path": (("GET /digest/\0 HTTP/1.1",), "", {400}),
    "escape in the path": (("GET /digest/\x1b[2J HTTP/1.1",), "", {400}),
    "Latin-1 in the path": (("GET /digest/\xe9 HTTP/1.1",), "", {400}),
    "Latin-1 in the query": (("GET /digest/?area=\xff HTTP/1.1",), "", {400}),
    "broken UTF-8 in the query": (("GET /digest/?area=%ff%fe HTTP/1.1",), "", {200}),
    "broken UTF-8 in the path": (("GET /digest/confirm/%ff%fe HTTP/1.1",), "", {410}),
    "half a percent sign": (("GET /digest/confirm/%zz%f HTTP/1.1",), "", {410}),
    "NUL that is written out": (("GET /digest/assets/%00 HTTP/1.1",), "", {404}),
    "bracket in the query": (("GET /digest/?[ HTTP/1.1",), "", {200}),
    "fragment": (("GET /digest/#x HTTP/1.1",), "", {200}),
    "whole address of another": (("GET http://evil.example/digest/asked HTTP/1.1",), "", {200, 421}),
    "no host": (("GET /digest/ HTTP/1.1", "X-No: host"), "", {400, 421}),
    "two hosts": (("GET /digest/ HTTP/1.1", "Host: evil.example"), "", {421}),
    "blank before the colon": (("GET /digest/ HTTP/1.1", "X-Odd : a"), "", {400}),
    "no colon": (("GET /digest/ HTTP/1.1", "nonsense"), "", {400}),
    "empty header name": (("GET /digest/ HTTP/1.1", ": a"), "", {400}),
    "NUL in a header": (("GET /digest/ HTTP/1.1", "X-Odd: a\0b"), "", {400}),
    "folded header": (("GET /digest/ HTTP/1.1", "X-Odd: a\r\n b"), "", {400}),
    "bare line feed": (("GET /digest/ HTTP/1.1", "X-Odd: a\nX-More: b"), "", {400}),
    "bare carriage return": (("GET /digest/ HTTP/1.1", "X-Odd: a\rb"), "", {400}),
    "Latin-1 in every header": (
        ("GET /digest/ HTTP/1.1", "Origin: \xff", "Cookie: \xff", "X-Forwarded-For: \xff", "Sec-Fetch-Site: \xff"), "", {200}),
    "Latin-1 where a form comes from": (("POST /digest/ HTTP/1.1", "Origin: \xff\xfe", FORM, "Content-Length: 0"), "", {403}),
    "length that is no number": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: x"), "", {400}),
    "length below nothing": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: -1"), "", {400}),
    "length with a sign": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: +1"), "a", {400}),
    "length in hexadecimal": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: 0x1"), "a", {400}),
    "length of 5,000 figures": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: " + "9" * 5000), "", {400}),
    "two lengths": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: 1", "Content-Length: 2"), "aa", {400}),
    "two lengths in one": (("POST /digest/ HTTP/1.1", FORM, "Content-Length: 1, 1"), "a", {400}),
    "length beside chunks": (
        ("POST /digest/ HTTP/1.1", FORM, "Content-Length: 5", "Transfer-Encoding: chunked"), "0\r\n\r\n", {400}),
    "chunks of an unknown kind": (("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: xchunked"), "0\r\n\r\n", {400}),
    "chunks twice": (
        ("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked, chunked"), "0\r\n\r\n", {400, 422}),
    "chunks, and then something": (
        ("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked, identity"), "0\r\n\r\n", {400}),
    "chunk without a size": (("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked"), "ZZ\r\n\r\n", {400}),
    "chunk below nothing": (("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked"), "-1\r\n\r\n", {400}),
    "chunk larger than any memory": (
        ("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked"), "f" * 20 + "\r\na\r\n", {400}),
    "chunk larger than any form": (
        ("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked"), "fffff\r\n" + "a" * 40_000, {413}),
    "chunk with odd extensions": (
        ("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked"), '1;a="\r\n";b\r\na\r\n0\r\n\r\n', {400, 422}),
    "trailers that name another host": (
        ("POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked"), "0\r\nHost: evil.example\r\n\r\n", {400, 421, 422}),
    "websocket": (
        ("GET /digest/ HTTP/1.1", "Upgrade: websocket", "Connection: upgrade", "Sec-WebSocket-Version: 13",
         "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="), "", {200, 400}),
    "another protocol": (("GET /digest/ HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings"), "", {200, 400}),
    "an expectation": (("POST /digest/ HTTP/1.1", FORM, "Expect: 200-maybe", "Content-Length: 0"), "", {417, 422}),
    "an encoding of contents": (("POST /digest/ HTTP/1.1", FORM, "Content-Encoding: gzip", "Content-Length: 2"), "\x1f\x8b", {422}),
    "range without end": (("GET /digest/assets/work.js HTTP/1.1", "Range: bytes=" + "9" * 4000 + "-"), "", {400, 416}),
    "thousand ranges": (("GET /digest/assets/work.js HTTP/1.1", "Range: bytes=" + ",".join(["0-"] * 1000)), "", {200, 206, 400, 416}),
    "range that is none": (("GET /digest/assets/work.js HTTP/1.1", "Range: bytes=a-b"), "", {400, 416}),
    "date that is none": (("GET /digest/assets/work.js HTTP/1.1", "If-Modified-Since: Mon, 0 Jan " + "9" * 4999 + " GMT"), "", {200}),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_request_is_answered_and_closed(served: Served, name: str) -> None:
    """By what a reader of HTTP owes it, never by a failure of ours, and with our headers."""
    (line, *headers), body, right = BROKEN[name]
    sent = head(served, line, *headers)
    if name == "no host":
        sent = sent.replace(b"Host:", b"X-Host:")
    if name == "no method" or name == "HTTP/0.9":
        sent = line.encode() + b"\r\n\r\n"
    answer = told(served, sent + body.encode("latin-1"))

    harmless(answer)
    assert statuses(answer), answer
    assert statuses(answer)[0] in right, answer[:200]


@pytest.mark.parametrize(
    "request_",
    ["GET /digest/{} HTTP/1.1\r\nHost: x\r\n\r\n", "GET /digest/ HTTP/1.1\r\nX-Long: {}\r\n\r\n",
     "GET /digest/ HTTP/1.1\r\nCookie: {}\r\n\r\n", "GET /digest/ HTTP/1.1\r\n{}: a\r\n\r\n", "{} /digest/ HTTP/1.1\r\n\r\n"],
    ids=["path", "header", "cookie", "header name", "method"],
)  # fmt: skip
@pytest.mark.parametrize("size", [wire.MOST + 1, 10**6], ids=["a little", "a megabyte"])
def test_a_head_that_is_too_large_is_refused(served: Served, request_: str, size: int) -> None:
    """Before it is whole where it is much too large; what was read of it is never kept."""
    answer = told(served, *(part.encode() for part in request_.replace("{}", "a" * size).partition("HTTP/1.1")))

    harmless(answer)
    # Whoever still writes when we close may find the connection reset before the answer was read.
    assert statuses(answer) in ([], [431], [400])
    assert alive(served)


def test_a_head_of_many_small_headers_is_refused(served: Served) -> None:
    """Their sum counts, however small each is."""
    many = "".join(f"X-{number}: a\r\n" for number in range(5000))
    answer = told(served, f"GET /digest/ HTTP/1.1\r\n{many}\r\n".encode())

    assert statuses(answer) in ([], [431])


def test_a_head_as_large_as_a_browser_sends_is_read(served: Served) -> None:
    """With cookies of the site beside it, which mean nothing to us."""
    answer = told(
        served, head(served, "GET /digest/ HTTP/1.1", *(f"Cookie: c{each}={'a' * 4000}" for each in range(6)))
    )

    assert [200] == statuses(answer)


def test_requests_in_one_breath_are_answered_in_turn(served: Served) -> None:
    """Pipelining: each gets its own answer, in order, and the last one ends it."""
    first = head(served, "GET /digest/asked HTTP/1.1").replace(b"Connection: close\r\n", b"")
    second = head(served, "GET /digest/confirm/x HTTP/1.1").replace(b"Connection: close\r\n", b"")
    answer = told(served, first + second + first + head(served, "GET /digest/nothing HTTP/1.1"))

    assert [200, 410, 200, 404] == statuses(answer)
    harmless(answer)


@pytest.mark.parametrize("kind", ["length", "chunked"])
def test_no_request_hides_in_the_body_of_another(served: Served, kind: str) -> None:
    """What a body holds is a body: a request to leave in it leaves nobody."""
    reader = served.reader()
    hidden = head(served, f"POST {served.path(Purpose.LEAVE, reader.id)} HTTP/1.1", FORM, "Content-Length: 26")
    hidden += b"List-Unsubscribe=One-Click"
    if kind == "length":
        sent = head(served, "POST /digest/ HTTP/1.1", FORM, f"Content-Length: {len(hidden)}") + hidden
    else:
        sent = head(served, "POST /digest/ HTTP/1.1", FORM, "Transfer-Encoding: chunked")
        sent += b"%x\r\n%s\r\n0\r\n\r\n" % (len(hidden), hidden)
    answer = told(served, sent)

    assert [422] == statuses(answer)
    found = served.service.readers.reader(reader.id)
    assert found
    assert found.left is None


@pytest.mark.parametrize("where", ["nothing", "method", "header", "length", "chunk"])
def test_whoever_breaks_off_leaves_nothing_behind(served: Served, where: str) -> None:
    """In the middle of anything: no answer is owed, nothing is logged, nothing changes."""
    reader = served.reader()
    path = served.path(Purpose.LEAVE, reader.id)
    parts = {
        "nothing": b"",
        "method": b"POS",
        "header": f"POST {path} HTTP/1.1\r\nHost: 127".encode(),
        "length": head(served, f"POST {path} HTTP/1.1", FORM, "Content-Length: 26") + b"List-Unsubscribe=One",
        "chunk": head(served, f"POST {path} HTTP/1.1", FORM, "Transfer-Encoding: chunked") + b"1a\r\nList-Unsubscribe=One",
    }  # fmt: skip
    before, log = served.dump(), served.log.read_text()
    for _ in range(5):
        with connected(served) as wire:
            wire.sendall(parts[where])

    assert alive(served)
    assert before == served.dump()
    assert log == served.log.read_text()


@pytest.mark.skipif(LONGER == 1, reason="it waits for 20 seconds; `make gates` runs it")
def test_the_slow_do_not_keep_others_waiting(served: Served) -> None:
    """With two hundred half requests open, everybody else is answered; the slow ones are let go after their time."""
    path = "/digest/leave/x"
    halves = [
        b"", b"GET /dig", head(served, "GET /digest/ HTTP/1.1")[:-2],
        head(served, f"POST {path} HTTP/1.1", FORM, "Content-Length: 26") + b"List",
        head(served, f"POST {path} HTTP/1.1", FORM, "Transfer-Encoding: chunked") + b"1a\r\nList",
    ]  # fmt: skip
    began = time.monotonic()
    wires = [(half, connected(served)) for _ in range(40) for half in halves]
    try:
        for half, each in wires:
            each.sendall(half)
        for _ in range(20):
            asked = time.monotonic()
            assert alive(served)
            assert time.monotonic() - asked < 2
        # One writes a byte now and then, as slowloris does: that buys no time.
        half, slow = wires[1]
        for byte in b"est/ HTTP/1.1\r\nX-Slow: aaaaaaaaaa":
            with suppress(ConnectionError):
                slow.sendall(bytes([byte]))
            time.sleep(0.02)
        for half, each in wires:
            each.settimeout(wire.WHOLE + _PATIENCE)
            answer = rest(each)
            harmless(answer)
            assert statuses(answer) == ([408] if half else [])
    finally:
        for _, each in wires:
            each.close()
    assert wire.WHOLE - 1 < time.monotonic() - began < wire.WHOLE + _PATIENCE


GOOD = st.sampled_from(
    [
        b"GET /digest/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n",
        b"HEAD /digest/asked?said=x HTTP/1.1\r\nHost: localhost\r\nCookie: a=b; c=d\r\n\r\n",
        b"POST /digest/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\naddress=a",
        b"POST /digest/leave/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n1a\r\nList-Unsubscribe=One-Click\r\n0\r\n\r\n",
        b'POST /digest/yours/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary="b"\r\nContent-Length: 54\r\n\r\n'
        b'--b\r\nContent-Disposition: form-data; name="do"\r\n\r\nx\r\n--b--',
        b"GET /digest/assets/work.js HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=0-5\r\nIf-Range: x\r\n\r\n",
    ]
)
#: Where, how many bytes are taken away, and what is put there.
CHANGE = st.tuples(
    st.integers(0, 300), st.integers(0, 20),
    st.one_of(st.binary(max_size=20), st.sampled_from([b"\r\n", b"\n", b"\r\n\r\n", b"\0", b" ", b":", b"%", b"\xff", b"chunked", b"-1"])),
)  # fmt: skip


@settings(THOROUGH, max_examples=4 * EXAMPLES)
@given(requests=st.lists(st.tuples(GOOD, st.lists(CHANGE, max_size=4)), min_size=1, max_size=3))
def test_no_bytes_break_it(served: Served, requests: list[tuple[bytes, list[tuple[int, int, bytes]]]]) -> None:
    """Good requests, one after the other on one line, with bytes lost, changed and put in between."""
    sent = b""
    for request, changes in requests:
        for at, lost, put in changes:
            request = request[:at] + put + request[at + lost :]
        sent += request

    harmless(told(served, sent, patience=0.05))


@settings(THOROUGH, max_examples=EXAMPLES)
@given(sent=st.binary(max_size=5000))
def test_no_noise_breaks_it(served: Served, sent: bytes) -> None:
    """Bytes that were never meant to be a request."""
    harmless(told(served, sent, patience=0.05))
    assert served.process.poll() is None


@pytest.mark.parametrize("requests", [1, 2])
def test_who_is_gone_is_no_fault_of_whoever_answers(requests: int, caplog: pytest.LogCaptureFixture) -> None:
    """The request that is being answered hears of it, and not only the one that was asked last on the same line."""
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

    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(slow, port=port, http=wire.Wire, loop="uvloop", lifespan="off", log_config=None)
    )
    with caplog.at_level(logging.ERROR), ThreadPoolExecutor(1) as own:
        running = own.submit(server.run)
        while not server.started:
            time.sleep(0.01)
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: firm.example\r\n\r\n" * requests)
            time.sleep(0.1)
            # The connection is reset, and not closed.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert written.wait(5)
        time.sleep(0.1)
        server.should_exit = True
        running.result(10)

    assert [] == [each.getMessage() for each in caplog.records]
