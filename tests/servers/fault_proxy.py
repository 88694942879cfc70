"""A line to a server on this machine that can lose the answers to chosen requests, after the server has done the work."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from tests.servers.feed_server import hang_up


@dataclass
class Line:
    """What is lost, and what has been."""

    to: int
    #: What is on the wire of a request whose answer is lost; and how many such answers will be.
    needle: bytes = b""
    left: int = 0
    lost: int = 0
    port: int = 0
    _ready: threading.Event = field(default_factory=threading.Event)

    def lose(self, needle: bytes, times: int = 1) -> None:
        """Lose the next answers to such requests."""
        self.needle, self.left = needle, times

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def carry(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection, until one of the two sides ends it."""
        with closing(back), suppress(OSError):
            server, forth = await asyncio.open_connection("127.0.0.1", self.to)
            with closing(forth):
                await self._both_ways(client, back, server, forth)

    async def _both_ways(
        self, client: asyncio.StreamReader, back: asyncio.StreamWriter, server: asyncio.StreamReader, forth: asyncio.StreamWriter
    ) -> None:  # fmt: skip
        losing = asyncio.Event()

        async def asks() -> None:
            while said := await client.read(1 << 16):
                if self.left and self.needle in said:
                    self.left -= 1
                    losing.set()
                forth.write(said)
                await forth.drain()

        async def answers() -> None:
            while said := await server.read(1 << 16):
                if losing.is_set():
                    # Only now has the server done it.
                    self.lost += 1
                    back.transport.abort()
                    return
                back.write(said)
                await back.drain()

        ways = [asyncio.ensure_future(asks()), asyncio.ensure_future(answers())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in ways:
                each.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def serve(self) -> None:
        """Carry until told otherwise."""
        self._loop, self._until = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self.carry, "127.0.0.1", 0) as listening:
            self.port = listening.sockets[0].getsockname()[1]
            self._ready.set()
            await self._until.wait()
        await hang_up()

    def begin(self) -> None:
        """Carry, in a thread of its own."""
        self._thread = threading.Thread(target=lambda: asyncio.run(self.serve()))
        self._thread.start()
        assert self._ready.wait(10)

    def end(self) -> None:
        """Carry no more."""
        self._loop.call_soon_threadsafe(self._until.set)
        self._thread.join(10)


@contextmanager
def line(to: int) -> Iterator[Line]:
    """A line to a port, for a while."""
    made = Line(to)
    made.begin()
    try:
        yield made
    finally:
        made.end()
