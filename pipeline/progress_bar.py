"""How far each room has come, drawn on a terminal. Beside `terminal`, which takes a second to load."""

from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


class Bar:
    """Draws how far each room has come, on the terminal's error stream (port: Progress)."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>8}"), BarColumn(24), MofNCompleteColumn(), TextColumn("{task.fields[what]}"),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._tasks: dict[str, Any] = {}

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """Move the bar of one room; the last move takes it away."""
        if room not in self._tasks:
            if not self._tasks:
                self._progress.start()
            self._tasks[room] = self._progress.add_task(room, total=total, what="")
        self._progress.update(self._tasks[room], completed=done, total=total, what=what[:50])
        if done >= total:
            self._progress.remove_task(self._tasks.pop(room))
            if not self._tasks:
                self._progress.stop()
