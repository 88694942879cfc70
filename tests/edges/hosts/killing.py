"""A put in a process of its own, killed at any moment, and readers who look on."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import REPOSITORY

#: Enough pages for a put to take long enough to be killed in the middle.
MANY = 150
_PUT = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.edges.hosts.built import BuiltSite
silent = lambda room, done, total, what="": None  # the wiring would take a second to load
{opening}
site = BuiltSite(Path(sys.argv[1]))
print("ready", flush=True)
host.put(site, sys.argv[2], datetime.now(UTC))
"""


def many(word: str) -> dict[str, str]:
    """A site every page of which says the same word; a third of them say it in another file than the last version."""
    every = {f"page-{number}/index.html": word for number in range(MANY)}
    return every | {"index.html": word, "assets/same.css": "body {}", f"only/{word}.html": word}


def says(public: Mapping[str, bytes]) -> set[str]:
    """Which words the pages say."""
    return {body.decode() for path, body in public.items() if path.endswith(".html")}


def putting(opening: str, site: Path, version: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a put; returns as soon as it is about to begin.

    Args:
        opening: Python that makes a `host`.
        site: the folder of the site.
        version: its name.
        environment: what is added to ours.

    """
    process = subprocess.Popen(
        [sys.executable, "-c", _PUT.format(opening=opening), str(site), version],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY, env={**os.environ, **environment},
    )  # fmt: skip
    assert process.stdout is not None
    assert "ready\n" == process.stdout.readline(), process.stderr and process.stderr.read()
    return process


def kill_often(
    start: Callable[[int], subprocess.Popen[str]], look: Callable[[int], None], *, times: int, seed: int
) -> int:
    """Kill puts at moments spread over the time that one takes; returns how many were killed before their end.

    Args:
        start: begins put number so-and-so.
        look: told after each that it is over, to look at what is public.
        times: how many.
        seed: of the moments.

    """
    moments = random.Random(seed)
    began = time.perf_counter()
    first = start(0)
    began = time.perf_counter()
    assert 0 == first.wait(60), first.stderr and first.stderr.read()
    whole = time.perf_counter() - began
    _closed(first)
    look(0)
    killed = 0
    for number in range(1, times + 1):
        process = start(number)
        time.sleep(moments.uniform(0, whole))
        process.send_signal(signal.SIGKILL)
        killed += process.wait(60) == -signal.SIGKILL
        _closed(process)
        look(number)
    return killed


def _closed(process: subprocess.Popen[str]) -> None:
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


@contextmanager
def reading(once: Callable[[], None]) -> Iterator[list[int]]:
    """Somebody who reads again and again until the block ends; an error of theirs is raised at its end.

    Gives a list that holds the number of rounds read, when it is over.
    """
    stop, rounds, wrong = threading.Event(), [0], list[BaseException]()

    def read() -> None:
        try:
            while not stop.is_set():
                once()
                rounds[0] += 1
        except BaseException as problem:
            wrong.append(problem)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield rounds
    finally:
        stop.set()
        thread.join(60)
    if wrong:
        raise wrong[0]
