"""Processes that deliver and can be killed: python -m tests.sending FIRM

Each line on standard input, a number of hours, starts a process that hands over what is due so many hours from now.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from pipeline.wiring import House, now
from tests.forking import Forks, forks, serve


def deliver(root: Path, hours: float) -> None:
    """Hand over what is due so many hours from now, beside whoever else does."""
    house = House(root, clock=lambda: now() + timedelta(hours=hours))
    cleared, _ = house.judged()
    house.mailing.deliver(cleared)


@contextmanager
def senders(root: Path) -> Iterator[Forks]:
    """A place to start processes that deliver."""
    with forks("tests.sending", root) as many:
        yield many


if __name__ == "__main__":
    import pipeline.edges.smtp
    import pipeline.mailing  # noqa: F401  # loaded once, for all

    serve(partial(deliver, Path(sys.argv[1])))
