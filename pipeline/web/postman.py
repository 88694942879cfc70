"""Hands the service's letters over in the background, each at most once, and slowly enough for pages to be answered meanwhile."""

import threading
import time
from collections.abc import Callable

from pipeline import events
from pipeline.errors import AttractError
from pipeline.letters import message_id
from pipeline.model import DataLetter, DeliveryState, SignUp
from pipeline.ports import NotYet, Refused, Transport, Unsure
from pipeline.subscribing import Subscribing

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
        #: Letters that the other side wanted later, by sign-up or by their own id, and when.
        self._later: dict[str, float] = {}

    def look(self) -> None:
        """There is something to write."""
        self._wake.set()

    def stop(self) -> None:
        """End after the letter at hand."""
        self._ending.set()
        self._wake.set()
        self.join(timeout=70)

    def run(self) -> None:
        """Until `stop`."""
        begun = False
        while not self._ending.is_set():
            wait = _LOOK
            try:
                if not begun:
                    self.begin()
                    begun = True
                if self.round():
                    continue
            except AttractError as problem:
                events.tell(events.LETTERS_WAIT, f"Letters wait. {problem}", failed=problem)
                wait = _TROUBLE
            except Exception as problem:  # the next round may go better; its message may hold an address
                events.tell(events.LETTERS_WAIT, "Letters wait.", failed=problem)
                wait = _TROUBLE
            self._wake.wait(wait) if wait == _LOOK else self._ending.wait(wait)
            self._wake.clear()

    def begin(self) -> None:
        """Say what was on its way when the service ended the last time; nobody knows whether it arrived."""
        if torn := self._service.readers.torn_data_letters():
            told = "1 letter" if torn == 1 else f"{torn} letters"
            again = "it is not" if torn == 1 else "they are not"
            events.tell(
                events.LETTERS_TORN,
                f"{told} with a link to somebody's data may not have left; {again} sent again.",
                count=torn,
            )

    def round(self) -> int:
        """Hand over what waits now, at most some; returns how many left. Raises TransportError where none can."""
        now, readers = time.monotonic(), self._service.readers
        self._later = {id_: at for id_, at in self._later.items() if at > now}
        most = _AT_ONCE + len(self._later)
        wanted: list[DataLetter | SignUp] = [*readers.data_letters(most), *readers.to_write(most)]
        waiting = [each for each in wanted if each.id not in self._later]
        if not waiting:
            return 0
        transport = self._service.transport()
        try:
            handed = 0
            for each in waiting:
                if self._ending.is_set():
                    break
                if isinstance(each, DataLetter):
                    handed += self._data_letter(transport, each)
                else:
                    handed += self._confirmation(transport, each)
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
            told = "The connection ended while a confirmation was handed over; it is not sent again."
            events.tell(events.LETTER_UNCERTAIN, told, letter="confirmation")
        service.readers.written_to(sign_up.id, id_, service.now())
        self._ending.wait(_BUSY_PACE if self.busy() else _PACE)
        return True

    def _data_letter(self, transport: Transport, letter: DataLetter) -> bool:
        service, readers = self._service, self._service.readers
        reader = readers.reader(letter.reader)
        # Written down as on its way before it leaves: a kill between the two makes it uncertain, and never sends two.
        if not readers.move_data_letter(letter.id, DeliveryState.PLANNED, DeliveryState.ATTEMPTING):
            return False
        became = DeliveryState.UNCERTAIN
        try:
            if reader is None:  # cleared out since
                became = DeliveryState.EXCLUDED
            else:
                transport.send(service.data_letter(letter, reader))
                became = DeliveryState.ACCEPTED
        except NotYet:
            became = DeliveryState.PLANNED
            self._later[letter.id] = time.monotonic() + _LATER
        except Refused:
            became = DeliveryState.REFUSED
        except AttractError:
            became = DeliveryState.PLANNED
            raise
        except Unsure:
            told = "The connection ended while a link to somebody's data was handed over; it is not sent again."
            events.tell(events.LETTER_UNCERTAIN, told, letter="data")
        finally:
            readers.move_data_letter(letter.id, DeliveryState.ATTEMPTING, became)
        return became is not DeliveryState.PLANNED
