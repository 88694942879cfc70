"""A line to a server on this machine that takes its time, as if the server were far away.

    python -m tests.slow_line --port 2626 --to 2525 --hold 0.010

Whatever one side says reaches the other so many seconds later, in the same order; how much is under way at once is not limited.
So a question and its answer take twice as long. That a distant server's system acknowledges late, or opens its window slowly,
is not imitated.
"""

import argparse
import asyncio
import selectors
from collections import deque
from contextlib import suppress


class Line:
    """Carries what is said between those who connect and a server."""

    def __init__(self, to: int, hold: float) -> None:
        self._to = to
        self._hold = hold

    async def carry(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection, both ways, until both sides have ended it."""
        with suppress(OSError):
            server, forth = await asyncio.open_connection("127.0.0.1", self._to)
            await asyncio.gather(self._late(client, forth), self._late(server, back))

    async def _late(self, heard: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        #: In their order; calls that are due at the same instant have none among each other.
        held: deque[bytes] = deque()

        def say() -> None:
            if chunk := held.popleft():
                said.write(chunk)
            else:
                said.close()

        chunk = b"-"
        while chunk:
            chunk = b""
            with suppress(OSError):
                chunk = await heard.read(1 << 20)
            held.append(chunk)
            loop.call_later(self._hold, say)


async def serve(port: int, to: int, hold: float) -> None:
    """Carry until the process is ended."""
    async with await asyncio.start_server(Line(to, hold).carry, "127.0.0.1", port, backlog=100) as server:
        await server.serve_forever()


def main() -> None:
    """As the module's docstring shows."""
    parser = argparse.ArgumentParser(description="A slow line for tests.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", type=int, required=True)
    parser.add_argument("--hold", type=float, default=0.010, help="seconds each way")
    told = parser.parse_args()
    # The usual selector wakes up at whole milliseconds, which would add one to every ten.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        runner.run(serve(told.port, told.to, told.hold))


if __name__ == "__main__":
    main()
