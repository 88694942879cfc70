"""How a process that stays is asked to stop: SIGTERM or SIGINT once, and again where that takes too long."""

import os
import signal
import threading
from types import FrameType

from pipeline import events

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def on_signals() -> threading.Event:
    """What is set once somebody asks this process to stop; asked a second time, it ends at once. For the main thread.

    To end at once is to be killed: what is on the wire then is uncertain, and everything else goes on where it was.
    """
    ending = threading.Event()

    def asked(number: int, _: FrameType | None) -> None:
        if ending.is_set():
            os._exit(128 + number)
        ending.set()
        # A handler may interrupt a thread that holds the log's lock.
        threading.Thread(target=_told, args=(signal.Signals(number).name,), name="stopping", daemon=True).start()

    for each in _SIGNALS:
        signal.signal(each, asked)
    return ending


def _told(name: str) -> None:
    told = f"{name}: stopping when what is on the wire is done; a second signal ends at once."
    events.tell(events.STOPPING, told, signal=name)
