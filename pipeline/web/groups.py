"""Sign-ups are written in groups: one flush to the disk for all that came while the last one was written."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

Thing = TypeVar("Thing")
#: A group that is larger says that many come at once.
_MANY = 2


class Groups(Generic[Thing]):
    """Keeps things in groups, in a thread; whoever puts one waits until it is kept.

    Args:
        keep: writes a group, all or nothing, so that it is on the disk when it returns.
        most: of one group.

    """

    def __init__(self, keep: Callable[[Sequence[Thing]], None], most: int = 200) -> None:
        self._keep = keep
        self._most = most
        self._waiting: list[tuple[Thing, asyncio.Future[None]]] = []
        self._some = asyncio.Event()
        self._last = (0.0, 0)

    @property
    def busy(self) -> bool:
        """Whether many came at once a moment ago: what can wait should. Any thread may ask."""
        at, size = self._last
        return size > _MANY and time.monotonic() - at < 1

    async def put(self, thing: Thing) -> None:
        """Keep one; returns when it is on the disk, and raises what kept its group from it."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, kept))
        self._some.set()
        await kept

    async def run(self) -> None:
        """Write group after group until cancelled; what is being written then is written first."""
        while True:
            await self._some.wait()
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            if not self._waiting:
                self._some.clear()
            await asyncio.shield(self._write(group))

    async def _write(self, group: Sequence[tuple[Thing, asyncio.Future[None]]]) -> None:
        problem: Exception | None = None
        self._last = (time.monotonic(), len(group))
        try:
            await run_in_threadpool(self._keep, [thing for thing, _ in group])
        except Exception as each:  # whoever waits is told, and the next group has its own chance
            problem = each
        for _, kept in group:
            if kept.done():  # whoever waited has gone
                continue
            if problem:
                kept.set_exception(problem)
            else:
                kept.set_result(None)
