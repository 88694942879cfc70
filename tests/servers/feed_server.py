"""A real HTTP server on loopback that behaves as badly as the worst blog, on purpose.

A test gives each path a script: a function that gets the request and a writer and may stall,
lie, drip or hang up. Every request is remembered, with how many were open at once.
"""

import asyncio
import gzip
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

FEED = (
    b'<rss version="2.0"><channel><title>Blog</title><item><title>Hedges</title>'
    b"<link>https://blog.example/hedges</link></item></channel></rss>"
)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


Script = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = FEED, status: str = "200 OK", **headers: str) -> Script:
    """Answers properly. Header names have low lines for hyphens; `Content_Length` may lie."""

    async def script(_: Asked, writer: asyncio.StreamWriter) -> None:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told.setdefault("Content-Length", str(len(body)))
        told.setdefault("Connection", "close")
        writer.write(head(status, told) + body)

    return script


def head(status: str, headers: dict[str, str]) -> bytes:
    """The first lines of an answer."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(*pieces: bytes, pause: float = 0.0) -> Script:
    """Sends these bytes as they are, with a pause after each, then hangs up."""

    async def script(_: Asked, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


def stall(*pieces: bytes) -> Script:
    """Sends these bytes and then nothing, without hanging up."""

    async def script(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"".join(pieces))
        await writer.drain()
        await asyncio.sleep(60)

    return script


def for_ever(piece: bytes, start: bytes = b"", pause: float = 0.0) -> Script:
    """Sends the same bytes until the other side has had enough."""

    async def script(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


def redirect(to: str, status: str = "301 Moved Permanently") -> Script:
    """Sends the asker elsewhere."""
    return answer(b"", status, Location=to)


def changing(etag: str = '"one"', body: bytes = FEED) -> Script:
    """Answers "not changed" to whoever has this validator."""

    async def script(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.headers.get("if-none-match") == etag:
            await answer(b"", "304 Not Modified", ETag=etag)(asked, writer)
        else:
            await answer(body, ETag=etag, Last_Modified="Thu, 05 Mar 2026 10:00:00 GMT")(asked, writer)

    return script


def bomb(megabytes: int) -> Script:
    """A small answer that unpacks to this many megabytes."""
    # One packed megabyte, sent again and again: gzip members may follow each other (RFC 1952, 2.2).
    member = gzip.compress(bytes(1_000_000), 9)
    whole = gzip.compress(bytes(megabytes * 1_000_000), 9) if megabytes <= 200 else member * megabytes
    return answer(whole, Content_Encoding="gzip")


@dataclass
class FeedServer:
    """The server, what it does at each path, and what it was asked."""

    scripts: dict[str, Script] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    port: int = 0
    scheme: str = "http"
    _open: int = 0

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one script."""
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                fields = (line.partition(":") for line in lines[1:] if ":" in line)
                asked = Asked(lines[0].split(" ")[1], {name.lower(): value.strip() for name, _, value in fields})
                self.asked.append(asked)
                script = self.scripts.get(asked.path, answer(b"", "404 Not Found"))
                await script(asked, writer)
                await writer.drain()
        except asyncio.CancelledError:
            # The server ends: nobody waits until the rest has been read.
            writer.transport.abort()
            raise
        finally:
            self._open -= 1
            with suppress(Exception):
                writer.close()


async def hang_up() -> None:
    """End every conversation that is still going on."""
    # Who has just come is let in first: a conversation that never began closes nothing.
    await asyncio.sleep(0.01)
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    # What was closed is let go in the next turn.
    await asyncio.sleep(0.01)


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[FeedServer]:
    """A server in a thread of its own, until the block ends.

    Args:
        certificate: certificate and key in one PEM file; makes it speak TLS.

    """
    server = FeedServer(scheme="https" if certificate else "http")
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def main() -> None:
        listening = await asyncio.start_server(server.talk, "127.0.0.1", 0, ssl=context)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()
        async with listening:
            await listening.serve_forever()

    task = loop.create_task(main())

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.run_until_complete(hang_up())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
