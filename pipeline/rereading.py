"""Takes up changed settings while something runs, and goes on with the last good ones while they cannot be used."""

import threading
from collections.abc import Callable

from pipeline import events
from pipeline.errors import BusyError, ConfigurationError
from pipeline.wiring import House


class Settings:
    """What several parts of one process have told of the settings of a firm: each thing once.

    Args:
        looked: is called after each look, with what is wrong with them; empty where nothing is.

    """

    def __init__(self, looked: Callable[[str], object] = lambda _: None) -> None:
        self._looked = looked
        self._lock = threading.Lock()
        #: What is wrong with them; None where nothing is.
        self.problem: ConfigurationError | None = None
        #: What names those that were told of last.
        self._named = ""

    def take_up(self, house: House) -> bool:
        """Let a house work with the settings as they are now; whether they had changed for it."""
        try:
            changed = house.reread()
        except BusyError:  # a backup is brought back; the next look finds what it brought
            return False
        except ConfigurationError as problem:
            self._wrong(problem)
            self._looked(str(problem))
            return False
        self._right(changed)
        self._looked("")
        return bool(changed)

    def _wrong(self, problem: ConfigurationError) -> None:
        with self._lock:
            news, self.problem = problem != self.problem, problem
        if news:
            told = f"{problem} The last good settings go on until then."
            events.tell(events.SETTINGS_WRONG, told, failed=problem)

    def _right(self, changed: str) -> None:
        with self._lock:
            mended, self.problem = self.problem is not None, None
            news = changed not in ("", self._named)
            self._named = changed or self._named
        if news:
            events.tell(events.SETTINGS_CHANGED, "The settings have changed, and count from now on.")
        elif mended:
            events.tell(events.SETTINGS_CHANGED, "The settings are mended.")
