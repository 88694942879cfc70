"""Work on several threads (port: SideBySide): for work that waits for others, such as servers, most of the time."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from pipeline.ports import SideBySide

#: Seconds between two looks whether somebody wants the work to end.
_LOOK = 0.1


def on_threads(ending: threading.Event | None = None) -> SideBySide:
    """What does several things at once, and raises the first error when all have ended.

    Whatever interrupts the caller asks them to stop, and then waits for each to finish what it is at; so does `ending`,
    once it is set.
    """

    def side_by_side(works: Sequence[Callable[[], None]], stop: Callable[[], None]) -> None:
        if len(works) == 1 and ending is None:
            works[0]()
            return
        with ThreadPoolExecutor(len(works), thread_name_prefix="attract") as threads:
            try:
                if ending and ending.is_set():
                    stop()
                running = [threads.submit(work) for work in works]
                while wait(running, timeout=_LOOK if ending else None).not_done:
                    if ending and ending.is_set():
                        stop()
                for each in running:
                    each.result()
            except BaseException:
                stop()
                raise

    return side_by_side
