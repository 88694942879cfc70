"""Work in a process of its own, which is ended when it takes too long (port: Apart)."""

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_WORK = "from pipeline.edges.apart import answer; answer()"


def apart(work: Callable[..., T], *given: Any, seconds: float) -> T:
    """What `work` returns or raises, worked out elsewhere.

    Args:
        work: a function of a module, without side effects.
        given: what it is called with.
        seconds: how long it may take; starting the process is part of it.

    Raises:
        TimeoutError: it took longer, or its process died.

    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _WORK], input=pickle.dumps((work, given)), capture_output=True, timeout=seconds, check=True
        )  # fmt: skip
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as problem:
        raise TimeoutError(f"no result within {seconds:g} seconds") from problem
    # Our own process wrote it; a pickle from anywhere else is never read.
    result, raised = pickle.loads(done.stdout)
    if raised:
        raise raised
    return result  # type: ignore[no-any-return]  # whatever `work` returns


def answer() -> None:
    """The other process: a function and what it is called with in, what becomes of it out."""
    work, given = pickle.loads(sys.stdin.buffer.read())
    result, raised = None, None
    try:
        result = work(*given)
    except Exception as problem:  # it is raised again where it was asked for
        raised = problem
    sys.stdout.buffer.write(pickle.dumps((result, raised)))
