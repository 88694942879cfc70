"""Ends what takes long when a process is asked to stop: soon, and where nothing is torn."""

import threading

from pipeline.ports import Progress

#: What finishes by itself what is on the wire, and stops there (`deliver.sender`).
_BY_ITSELF = "deliver"


class EndedError(BaseException):
    """Somebody asked this process to stop. No failure, so nothing that looks after failures catches it.

    Every room can be killed anywhere and goes on where it was; this ends one between two of its steps.
    """


def until(ending: threading.Event, progress: Progress) -> Progress:
    """The same progress, which ends the work at its next step once `ending` is set, by raising EndedError."""

    def told(room: str, done: int, total: int, what: str = "") -> None:
        progress(room, done, total, what)
        if ending.is_set() and room != _BY_ITSELF and done < total:
            raise EndedError

    return told


def silent(room: str, done: int, total: int, what: str = "") -> None:
    """Progress that nobody watches."""
