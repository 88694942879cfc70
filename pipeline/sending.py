"""Hands over what waits, as soon as it may leave, in a thread or a process of its own: nothing else waits for a mail server."""

from collections.abc import Callable

from pipeline import events, rounds
from pipeline.ending import EndedError
from pipeline.errors import AttractError, BusyError
from pipeline.rereading import Settings
from pipeline.ticker import Stops
from pipeline.wiring import House

#: Seconds between two looks whether something waits; after trouble twice as many each time, and no more than that.
_LOOK, _MOST = 5.0, 30.0


class Sending:
    """Looks again and again whether something may leave.

    Args:
        house: the firm; when it ends, what is on the wire is finished, and the rest waits.
        settings: what is known of its settings, where other parts of this process know it, too.

    """

    def __init__(self, house: House, settings: Settings | None = None) -> None:
        self._house = house
        self._settings = settings or Settings()
        self._stops = Stops(house)
        #: Why what waits does not leave, in words; empty where it does, or nothing waits.
        self.amiss = ""
        #: Whether it is the mail that does not leave: then a server is not asked every few seconds.
        self._rests = False

    def keep(self, looked: Callable[[str], None]) -> None:
        """Look until the house ends.

        Args:
            looked: is called after each look, with what is amiss.

        """
        events.tell(events.SENDER_STARTED, "Whatever waits leaves from now on.")
        pause = _LOOK
        try:
            while True:
                self.look()
                looked(self.amiss)
                pause = min(2 * pause, _MOST) if self._rests else _LOOK
                if self._house.ending.wait(pause):
                    break
        except EndedError:
            pass
        events.tell(events.SENDER_STOPPED, "Nothing leaves any longer.")

    def look(self) -> None:
        """Hand over what may leave now, where nobody else is at that."""
        house = self._house
        self._settings.take_up(house)
        posts = [*self._posts(), *self._packs()]
        now, ledger = house.time(), house.ledger
        # Nobody asks for it here: readers get nothing on closed days and in quiet hours.
        readers = 0 if house.plan.opening().shut(now) else ledger.due_now(now)
        waiting, in_hand = readers + house.seeds.due_now(now), ledger.in_hand()
        problem: AttractError | None = None
        if waiting or in_hand:
            problem = house.mailing.stopped()
        if in_hand or (waiting and not problem):
            try:
                with house.mailing.alone():
                    delivered = house.mailing.deliver(house.judged()[0], by_clock=True)
                problem = delivered.problem or problem
            except BusyError:
                return  # somebody else hands it over; how that goes is theirs to tell
            except AttractError as error:
                problem = error
        self._stops.said(problem, waiting)
        self._rests = problem is not None
        self.amiss = " ".join([str(problem or ""), *posts]).strip()

    def _packs(self) -> list[str]:
        """Mail the share packs whose slot has come; returns why they do not leave."""
        try:
            if not rounds.sharing(self._house):
                return []
            problem = rounds.share(self._house, self._house.judged()[0], by_clock=True).problem
        except AttractError as error:
            problem = error
        return [str(problem)] if problem else []

    def _posts(self) -> list[str]:
        """Say the posts that are due; returns why some do not leave."""
        house = self._house
        if not house.firm.social.accounts:
            return []
        try:
            if not house.posting.ready():
                return list(house.posting.still().values())
            return list(rounds.say(house, house.judged()[0], by_clock=True).problems.values())
        except AttractError as error:
            return [str(error)]
