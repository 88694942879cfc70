"""Hands the service's letters over in the background, each at most once, and slowly enough for pages to be answered meanwhile."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from pipeline.errors import AttractError
from pipeline.letters import message_id
from pipeline.model import Message, SignUp
from pipeline.ports import NotYet, Refused, Transport, Unsure
from pipeline.subscribing import Subscribing

_log = logging.getLogger(__name__)
#: Seconds between two letters, the same while many sign up (a letter costs as much as ten of them), between two looks,
#: before a letter that had to wait is tried again, and after trouble.
_PACE, _BUSY_PACE, _LOOK, _LATER, _TROUBLE = 0.02, 0.2, 5.0, 300.0, 30.0
_AT_ONCE = 100


class Postman(threading.Thread):
    """A thread that looks for letters and hands them over."""

    def __init__(self, service: Subscribing) -> None:
        super().__init__(name="postman", daemon=True)
        self._service = service
        #: Whether many sign up just now.
        self.busy: Callable[[], bool] = lambda: False
        self._wake = threading.Event()
        # Not `_stop`: a thread has something of that name.
        self._ending = threading.Event()
        #: Sign-ups whose letter the other side wanted later, and when.
        self._later: dict[str, float] = {}
        #: Letters of which the store knows nothing; whoever asked asks again where a restart loses one.
        self._others: deque[Message] = deque(maxlen=1000)

    def look(self) -> None:
        """There is something to write."""
        self._wake.set()

    def post(self, message: Message) -> None:
        """Hand over a letter of which the store knows nothing."""
        self._others.append(message)
        self._wake.set()

    def stop(self) -> None:
        """End after the letter at hand."""
        self._ending.set()
        self._wake.set()
        self.join(timeout=70)

    def run(self) -> None:
        """Until `stop`."""
        while not self._ending.is_set():
            wait = _LOOK
            try:
                if self.round():
                    continue
            except AttractError as problem:
                _log.warning("Letters wait. %s", problem)
                wait = _TROUBLE
            except Exception as problem:  # the next round may go better; its message may hold an address
                _log.error("Letters wait: %s.", type(problem).__name__)
                wait = _TROUBLE
            self._wake.wait(wait) if wait == _LOOK else self._ending.wait(wait)
            self._wake.clear()

    def round(self) -> int:
        """Hand over what waits now, at most some; returns how many left. Raises TransportError where none can."""
        now = time.monotonic()
        self._later = {id_: at for id_, at in self._later.items() if at > now}
        waiting = [
            each for each in self._service.readers.to_write(_AT_ONCE + len(self._later)) if each.id not in self._later
        ]
        if not waiting and not self._others:
            return 0
        transport = self._service.transport()
        try:
            handed = sum(self._other(transport) for _ in range(len(self._others)))
            for sign_up in waiting:
                if self._ending.is_set():
                    break
                handed += self._confirmation(transport, sign_up)
        finally:
            transport.close()
        return handed

    def _confirmation(self, transport: Transport, sign_up: SignUp) -> bool:
        service = self._service
        id_ = message_id(service.firm, sign_up.id)
        # Taken off the list before it leaves: a kill between the two loses a letter, and never sends two.
        if not service.readers.letter_begins(sign_up.id, id_):
            return False
        try:
            transport.send(service.confirmation(sign_up))
        except NotYet:
            service.readers.letter_stays(sign_up.id)
            self._later[sign_up.id] = time.monotonic() + _LATER
            return False
        except Refused:
            return True
        except AttractError:
            service.readers.letter_stays(sign_up.id)
            raise
        except Unsure:
            _log.warning("The connection ended while a confirmation was handed over; it is not sent again.")
        service.readers.written_to(sign_up.id, id_, service.now())
        self._ending.wait(_BUSY_PACE if self.busy() else _PACE)
        return True

    def _other(self, transport: Transport) -> bool:
        with suppress(NotYet, Refused, Unsure):
            transport.send(self._others.popleft())
        return True
