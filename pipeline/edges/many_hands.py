"""The same work on many things, side by side on every core (port: ManyHands).

The helpers are copies of this process as it stands (fork(2)), so that they know at once what it has
read and worked out; started anew, each would take a second to learn it. A copy of a process with
threads may find a lock shut for ever, and macOS and Windows do not bear it: there, everything is done here.
"""

import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.errors import AttractError, BuildError

if TYPE_CHECKING:  # loaded where there is much to do
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

#: prctl(2): the signal that a process gets when the one that started it has ended.
_PARENT_DEATH = 1


def many_hands(work: Callable[[Sequence[T]], Iterator[R]], given: Sequence[T], worth: int) -> Iterator[R]:
    """What `work` yields for each share of what is given, as it comes.

    Args:
        work: does a share, and yields what has become of it now and then: each time it crosses to
            this process. Whatever else it changes in memory stays with the helper.
        given: everything.
        worth: with fewer things for each, another process is not worth its while.

    Raises:
        BuildError: a helper was ended from outside.

    """
    helpers = min(_processors(), len(given) // worth) if _may_copy() else 1
    if helpers < 2:
        yield from work(given)
        return
    from multiprocessing.connection import Connection, wait

    with _helping(work, [given[first::helpers] for first in range(helpers)]) as busy:
        while busy:
            for helper in wait(busy):
                assert isinstance(helper, Connection)
                told, what = _heard(helper)
                if told == "did":
                    yield what
                elif told == "raised":
                    raise what
                else:
                    busy.remove(helper)


def _heard(helper: "Connection") -> tuple[str, Any]:
    try:
        # Our own copy wrote it.
        return helper.recv()  # type: ignore[no-any-return]
    except EOFError as problem:
        raise BuildError(
            "the site", "a process that helped was ended from outside.", "Run again: the site that was there stands."
        ) from problem


@contextmanager
def _helping(work: Callable[[Sequence[T]], Iterator[R]], shares: Sequence[Sequence[T]]) -> "Iterator[list[Connection]]":
    import multiprocessing

    copies = multiprocessing.get_context("fork")
    pairs = [copies.Pipe(duplex=False) for _ in shares]
    helpers = [
        copies.Process(target=_help, args=(work, share, number, pairs, os.getpid()), daemon=True)
        for number, share in enumerate(shares)
    ]
    try:
        with warnings.catch_warnings():
            # Python 3.12 and later see threads of numpy's here, which sleep, and which it wakes anew in a copy.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            for helper in helpers:
                helper.start()
        for _, told in pairs:
            told.close()
        yield [heard for heard, _ in pairs]
    finally:
        for helper in helpers:
            if helper.is_alive():
                helper.kill()  # it writes nothing that is public
            helper.join()
        for heard, _ in pairs:
            heard.close()


def _help(
    work: Callable[[Sequence[T]], Iterator[R]],
    share: Sequence[T],
    number: int,
    pairs: "Sequence[tuple[Connection, Connection]]",
    parent: int,
) -> None:
    """The copy: do a share."""
    import ctypes

    # Nobody works on, and holds the firm's lock, for somebody who was killed.
    ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        return
    for other, (_, end) in enumerate(pairs):
        if other != number:
            end.close()  # or nobody would hear that the other has died
    told = pairs[number][1]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked hears it, too, and ends us
    try:
        for done in work(share):
            told.send(("did", done))
    except Exception as problem:  # it is raised again where it was asked for
        told.send(("raised", problem if _crosses(problem) else BuildError("the site", repr(problem), "Run again.")))
    else:
        told.send(("done", None))


def _crosses(problem: Exception) -> bool:
    """Whether an error comes out of a pickle as it went in."""
    try:
        return isinstance(problem, AttractError) or bool(pickle.loads(pickle.dumps(problem)))
    except Exception:  # whatever its class does there
        return False


def _may_copy() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
