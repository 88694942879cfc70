"""Work on several threads (port: SideBySide): for work that waits for others, such as servers, most of the time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor


def on_threads(works: Sequence[Callable[[], None]], stop: Callable[[], None]) -> None:
    """Do all of these at once; the first error is raised when all have ended.

    Whatever interrupts the caller asks them to stop, and then waits for each to finish what it is at.
    """
    if len(works) == 1:
        works[0]()
        return
    with ThreadPoolExecutor(len(works), thread_name_prefix="attract") as threads:
        running = [threads.submit(work) for work in works]
        try:
            for each in running:
                each.result()
        except BaseException:
            stop()
            raise
