"""How far each room has come, how fast, and how long it takes yet: in words, and as lines in a log."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

from pipeline import events

#: The rate is that of the last so many seconds; of what is slower than that, of the last so many steps.
_WINDOW, _STEPS = 20.0, 8
#: Steps closer to each other than this are one.
_APART = 0.5
#: Before so many seconds have gone by, nobody can tell.
_EARLY = 1.0
#: Seconds between two lines in a log.
EVERY = 30.0


class Pace:
    """How fast one room is now: over a moving window, so that a wait, a limit or a slow server shows.

    Args:
        clock: seconds, from any beginning.

    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        #: When so much was done.
        self._steps: deque[tuple[float, int]] = deque()

    def moved(self, done: int) -> None:
        """So much is done now; less than before begins anew."""
        now, steps = self._clock(), self._steps
        if steps and done < steps[-1][1]:
            steps.clear()
        if len(steps) > 1 and now - steps[-2][0] < _APART:
            steps[-1] = now, done
        else:
            steps.append((now, done))
        while len(steps) > _STEPS and steps[1][0] < now - _WINDOW:
            steps.popleft()

    def rate(self) -> float | None:
        """How many a second; None where nobody can tell yet."""
        if len(self._steps) < 2 or (now := self._clock()) - self._steps[0][0] < _EARLY:
            return None
        (since, before), (until, done) = self._steps[0], self._steps[-1]
        count = done - before
        # A wait counts from when the next one was to be expected.
        return count / max(until - since, now - since - (until - since) / count) if count else 0.0

    def words(self, done: int, total: int) -> str:
        """How fast and how long yet: `310/s, 12 s left`; empty where nobody can tell."""
        rate = self.rate()
        if rate is None:
            return ""
        return f"{fast(rate)}, {left((total - done) / rate)}" if rate and done < total else fast(rate)


def fast(rate: float) -> str:
    """A rate in words, from so many a second."""
    if rate >= 10:
        return f"{rate:,.0f}/s"
    if rate >= 1:
        return f"{rate:.1f}/s"
    return f"{rate * 60:.0f}/min" if rate * 60 >= 10 else f"{rate * 3600:.0f}/h"


def left(seconds: float) -> str:
    """How long it takes yet, in words, from seconds."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min left"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min left"
    return f"{minutes / (24 * 60):.0f} days left"


class Lines:
    """A line in a log for each room that takes long, one every half a minute at most (port: Progress).

    Several threads may tell it something at once.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._paces: dict[str, Pace] = {}
        self._told: float | None = None

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """Note how far a room is, and say so where half a minute has gone by."""
        with self._lock:
            now = self._clock()
            if done >= total:
                # What became of it is told by whoever asked for it.
                self._paces.pop(room, None)
                return
            if not self._paces:
                self._told = now
            pace = self._paces.setdefault(room, Pace(self._clock))
            pace.moved(done)
            if self._told is None or now - self._told < EVERY:
                return
            self._told = now
            speed, rate = pace.words(done, total), pace.rate()
        line = f"{room} {done:,} of {total:,}" + (f", {speed}" if speed else "")
        yet = round((total - done) / rate) if rate else None
        events.tell(events.PROGRESS, line, room=room, done=done, total=total, rate=rate and round(rate, 3), left=yet)
