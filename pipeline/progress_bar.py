"""How far each room has come, drawn on a terminal. Beside `terminal`, which takes a second to load."""

import time
from collections.abc import Callable
from threading import RLock
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.table import Column
from rich.text import Text

from pipeline.progress_lines import Pace

#: Nobody sees more often; to draw costs more than to hand over a mail.
_SECONDS = 0.1


class _Speed(ProgressColumn):
    """How many of how many, how fast, and how long yet: asked anew with each drawing, so that a wait shows."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """As `1,240 of 5,000, 310/s, 12 s left`."""
        done, total = int(task.completed), int(task.total or 0)
        speed = task.fields["pace"].words(done, total)
        return Text(f"{done:,} of {total:,}" + (f", {speed}" if speed else ""))


class Bar:
    """Draws how far each room has come, on the terminal's error stream (port: Progress).

    Several threads may tell it something at once.
    """

    def __init__(self, console: Console | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>8}"), BarColumn(20), _Speed(Column(no_wrap=True)),
            TextColumn("{task.fields[what]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)),
            console=console or Console(stderr=True), transient=True, expand=True,
        )  # fmt: skip
        self._clock = clock
        self._lock = RLock()
        self._tasks: dict[str, Any] = {}
        self._paces: dict[str, Pace] = {}
        self._drawn: dict[str, float] = {}

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """Move the bar of one room; the last move takes it away."""
        with self._lock:
            if room not in self._tasks:
                if done >= total:
                    return
                self._begin(room, total)
            self._paces[room].moved(done)
            now = self._clock()
            if done < total and now - self._drawn[room] < _SECONDS:
                return
            self._drawn[room] = now
            self._progress.update(self._tasks[room], completed=done, total=total, what=what)
            if done >= total:
                self._progress.remove_task(self._tasks.pop(room))
                if not self._tasks:
                    self._progress.stop()

    def _begin(self, room: str, total: int) -> None:
        if not self._tasks:
            self._progress.start()
        self._paces[room] = Pace(self._clock)
        self._drawn[room] = float("-inf")
        self._tasks[room] = self._progress.add_task(room, total=total, what="", pace=self._paces[room])
