"""Parts of one process, each in a thread of its own: one that fails is told, and tried again; the others go on."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pipeline import events
from pipeline.ending import EndedError
from pipeline.errors import AttractError
from pipeline.health import BEGUN, Health
from pipeline.wiring import now

#: Seconds before a part that has failed is tried again: so many at first, twice as many each time, and no more than that.
FIRST, MOST = 1.0, 60.0


@dataclass(frozen=True)
class Part:
    """One of them.

    Args:
        name: what people call it.
        work: works until the process is to end; raises where it fails. Where it returns before, it is begun anew at once:
            it wants to be, because its settings have changed.
        within: from which silence on it counts as stuck.

    """

    name: str
    work: Callable[[], None]
    within: timedelta = timedelta(minutes=15)


class Parts:
    """Keeps parts at work until somebody wants them to end.

    Args:
        parts: what there is.
        health: is told how they stand.
        ending: is set when they are to end.

    """

    def __init__(self, parts: Sequence[Part], health: Health, ending: threading.Event) -> None:
        self._health, self._ending = health, ending
        self._threads = {
            each.name: threading.Thread(target=self._keep, args=(each,), name=each.name, daemon=True) for each in parts
        }
        for each in parts:
            health.expect(each.name, each.within)

    def start(self) -> None:
        """Begin all of them."""
        for each in self._threads.values():
            each.start()

    def wait(self, seconds: float) -> list[str]:
        """Wait for their ends, no longer than that; returns those that are still at work."""
        until = time.monotonic() + seconds
        for each in self._threads.values():
            each.join(max(0.0, until - time.monotonic()))
        return [name for name, thread in self._threads.items() if thread.is_alive()]

    def _keep(self, part: Part) -> None:
        pause = FIRST
        while not self._ending.is_set():
            began = now()
            try:
                part.work()
            except EndedError:
                return
            except (Exception, SystemExit) as problem:  # uvicorn ends so; a thread has nothing else to leave
                pause = FIRST if self._health.was_well(part.name, began) else pause
                self._failed(part, problem, pause)
                self._ending.wait(pause)
                pause = min(2 * pause, MOST)

    def _failed(self, part: Part, problem: BaseException, pause: float) -> None:
        ours = isinstance(problem, AttractError)
        why = str(problem) if ours else f"an error that nobody expected ({type(problem).__name__}); the log says where"
        self._health.looked(part.name, why)
        told = f"The {part.name} has failed: {why}{'' if ours else '.'} It is tried again after {pause:g} s."
        events.tell(events.PART_FAILED, told, failed=problem, part=part.name, again=pause)

    def looked(self, part: str) -> Callable[[str], None]:
        """What a part calls after each round of its work, with what it could not do; empty where all went well."""

        def told(why: str) -> None:
            before = self._health.looked(part, why)
            if before == BEGUN and not why:
                events.tell(events.PART_STARTED, f"The {part} works.", part=part)
            elif before and not why:
                events.tell(events.PART_WELL, f"The {part} works again.", part=part)

        return told
