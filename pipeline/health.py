"""How the parts of a process stand: which works, since when one does not, and why. Any thread may tell, and ask."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipeline.masking import masked

#: What is wrong with a part of which nothing is known yet.
BEGUN = "it has just begun"


@dataclass
class _State:
    """One part."""

    #: From which silence on it counts as stuck.
    within: timedelta
    #: When it was heard of last, when it was well last, and since when it is not.
    heard: datetime
    well: datetime | None = None
    since: datetime | None = None
    #: What is wrong, in words; empty where nothing is.
    why: str = BEGUN


class Health:
    """What is known of each part.

    Args:
        clock: the time.

    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._parts: dict[str, _State] = {}

    def expect(self, part: str, within: timedelta) -> None:
        """A part begins, and is heard of so often from now on; until it is well, it is not."""
        now = self._clock()
        with self._lock:
            self._parts[part] = _State(within, heard=now, since=now)

    def alive(self, part: str) -> None:
        """It is at work, and has not come to an end of it yet."""
        with self._lock:
            self._parts[part].heard = self._clock()

    def looked(self, part: str, why: str = "") -> str:
        """It has come to an end of what it does again and again; returns what was wrong with it before.

        Args:
            part: which.
            why: what of that it could not do; empty where all went well.

        """
        now, why = self._clock(), masked(why)
        with self._lock:
            state = self._parts[part]
            before = state.why
            state.heard, state.why = now, why
            if why:
                state.since = state.since or now
            else:
                state.well, state.since = now, None
        return before

    def was_well(self, part: str, since: datetime) -> bool:
        """Whether it was well at some moment since then."""
        with self._lock:
            well = self._parts[part].well
        return well is not None and well >= since

    def silent(self) -> list[str]:
        """The parts that were not heard of for too long: each hangs, and does not even say so."""
        now = self._clock()
        with self._lock:
            return [name for name, state in self._parts.items() if now - state.heard > state.within]

    def told(self) -> dict[str, Any]:
        """All of it, for machines: `well`, and each part with when it was last well, and what is amiss since when."""
        now = self._clock()
        with self._lock:
            parts = {name: _told(state, now) for name, state in self._parts.items()}
        return {"well": all(each["well"] for each in parts.values()), "now": now.isoformat(), "parts": parts}


def _told(state: _State, now: datetime) -> dict[str, Any]:
    why, since = state.why, state.since
    if now - state.heard > state.within:
        minutes = int((now - state.heard).total_seconds() // 60)
        why, since = (
            f"it was not heard of for {minutes} min; look into the log, and start it again",
            since or state.heard,
        )
    return {
        "well": not why,
        "last_well": state.well.isoformat() if state.well else None,
        "amiss": why or None,
        "since": since.isoformat() if why and since else None,
    }
