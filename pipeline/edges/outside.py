"""Asks others, all at once and each only for so long: whoever does not answer keeps nobody waiting."""

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

T = TypeVar("T")
#: Seconds for one answer.
PATIENCE = 4.0


@dataclass(frozen=True)
class Heard:
    """What came of asking a host."""

    #: 0: nothing came.
    status: int = 0
    #: What it says the time is (its Date header), and when, by our monotonic clock, it can have said so.
    date: datetime | None = None
    #: By how much it may be wrong: the seconds that the answer took, and one, because it counts whole ones.
    give: timedelta = timedelta(0)
    problem: str = ""

    @property
    def reached(self) -> bool:
        """Whether something answered."""
        return not self.problem


def page(address: str) -> Heard:
    """Ask for a page (GET) without following where it leads, and read no more than its head."""
    began = time.monotonic()
    try:
        with httpx.stream("GET", address, timeout=PATIENCE, follow_redirects=False) as answer:
            took = timedelta(seconds=time.monotonic() - began)
            date = None
            with suppress(ValueError, TypeError):
                told = parsedate_to_datetime(answer.headers.get("date", ""))
                date = told if told.tzinfo else told.replace(tzinfo=UTC)
            return Heard(answer.status_code, date, took + timedelta(seconds=1))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as problem:
        return Heard(problem=_told(problem))


def port(host: str, number: int) -> Heard:
    """Whether something listens there; nothing is said to it."""
    try:
        socket.create_connection((host, number), timeout=PATIENCE).close()
    except OSError as problem:
        return Heard(problem=_told(problem))
    return Heard(status=1)


def _told(problem: Exception) -> str:
    if isinstance(problem, TimeoutError | httpx.TimeoutException):
        return f"no answer within {PATIENCE:.0f} seconds"
    words = getattr(problem, "strerror", "") or str(problem) or type(problem).__name__
    return " ".join(re.sub(r"^\[Errno -?\d+\] ", "", words).split())


def side_by_side(questions: Mapping[str, Callable[[], T]], seconds: float) -> dict[str, T]:
    """The answers to all questions that came in time, by name; what was raised is raised by nobody, and has no answer.

    Nobody is waited for beyond that: the threads are left behind, and end with the process.
    """
    answers: dict[str, T] = {}
    done = threading.Semaphore(0)

    def ask(name: str, question: Callable[[], T]) -> None:
        try:
            answers[name] = question()
        finally:
            done.release()

    for name, question in questions.items():
        threading.Thread(target=ask, args=(name, question), daemon=True).start()
    until = time.monotonic() + seconds
    for _ in questions:
        if not done.acquire(timeout=max(0.0, until - time.monotonic())):
            break
    return dict(answers)
