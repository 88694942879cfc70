"""The same work on many things, on every core."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.many_hands import many_hands
from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from pipeline.errors import AttractError, BuildError, SourceError
from tests.cores import several_cores

linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere everything is done in one process")


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this machine had them."""
    several_cores(monkeypatch, 3)


def doubled(share: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Twice each, and in which process."""
    yield from ((2 * each, os.getpid()) for each in share)


@linux
@settings(max_examples=15)
@given(given_=st.lists(st.integers(), min_size=2, max_size=30))
def test_everything_is_done_once(given_: list[int]) -> None:
    """By other processes, each with a share."""
    found = list(many_hands(doubled, given_, 1))

    assert sorted(2 * each for each in given_) == sorted(each for each, _ in found)
    assert min(3, len(given_)) == len({process for _, process in found} - {os.getpid()})


@pytest.mark.parametrize("threads", [False, True])
def test_little_and_beside_threads_it_is_done_here(threads: bool) -> None:
    """In the order in which it was given: a copy of a process with threads may wait for ever."""
    waiting = threading.Event()
    other = threading.Thread(target=waiting.wait)
    if threads:
        other.start()
    try:
        found = list(many_hands(doubled, [3, 1, 2], 1 if threads else 2))
    finally:
        waiting.set()

    assert [(6, os.getpid()), (2, os.getpid()), (4, os.getpid())] == found
    if threads:
        other.join()


class OddError(Exception):
    """One that does not come out of a pickle."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


@linux
@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (SourceError("a", "b.", "c."), SourceError),
        (ZeroDivisionError("by nothing"), ZeroDivisionError),
        (OddError("x", "y"), BuildError),
    ],
)
def test_what_a_helper_raises_is_raised_here(problem: Exception, expected: type[Exception]) -> None:
    """And the others are ended."""

    def work(share: Sequence[int]) -> Iterator[int]:
        yield from share
        if 1 in share:
            raise problem
        time.sleep(60)

    with pytest.raises(expected):
        list(many_hands(work, [1, 2, 3], 1))


@linux
def test_a_helper_that_is_killed_is_noticed() -> None:
    """Nobody waits for ever, and nobody takes half of the work for all of it."""

    def work(share: Sequence[int]) -> Iterator[int]:
        if 2 in share:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from share

    with pytest.raises(AttractError, match="ended from outside"):
        list(many_hands(work, [1, 2, 3], 1))


ORPHANS = """
import os, sys, time
from pipeline.edges import many_hands as helping
helping._processors = lambda: 2

def work(share):
    yield os.getpid()
    time.sleep(60)

for process in helping.many_hands(work, [1, 2], 1):
    print(process, flush=True)
"""


@linux
def test_helpers_die_with_the_one_who_asked() -> None:
    """Who was killed leaves nobody behind that writes on and holds the firm's lock."""
    asking = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    assert asking.stdout
    helpers = [int(asking.stdout.readline()) for _ in range(2)]
    asking.kill()
    asking.communicate()
    ends = time.monotonic() + 10
    while time.monotonic() < ends and any(alive(each) for each in helpers):
        time.sleep(0.01)

    assert [False, False] == [alive(each) for each in helpers]


def alive(process: int) -> bool:
    """Whether it runs; one that only waits to be buried does not."""
    try:
        return "Z" != Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


@linux
def test_the_database_is_read_by_each_with_a_connection_of_its_own(tmp_path: Path) -> None:
    """SQLite's connections may not be carried over a fork; before and after it all can read and write."""
    library = LibraryStore(open_database(tmp_path / "attract.sqlite"))
    library.set_mark("one", "1")

    def read(share: Sequence[str]) -> Iterator[str]:
        yield from map(library.mark, share)

    assert ["", "", "1"] == sorted(many_hands(read, ["one", "two", "three"], 1))
    library.set_mark("two", "2")
    assert ["", "1", "2"] == sorted(many_hands(read, ["one", "two", "three"], 1))
