"""Keeps the clock ticking with the `schedule` library, which only ticks.

What is due is worked out from rows each time (pipeline/plan), so a restart loses nothing,
and two clocks do nothing twice.
"""

import threading
from collections.abc import Callable

import schedule

from pipeline import events, nights, returns, terminal_bounces, terminal_editions, token_watch
from pipeline.ending import EndedError
from pipeline.errors import AttractError, BusyError
from pipeline.model import Act, when
from pipeline.outcome import Run
from pipeline.rereading import Settings
from pipeline.wiring import House

#: Seconds before another look where another Attract was at work.
_BUSY = 1.0


def keep_ticking(
    house: House, every: int, *, settings: Settings | None = None, looked: Callable[[str], None] = lambda _: None
) -> None:
    """Look at the clock every so many seconds, until the house is to end.

    A beat that fails is told and the next one tries again: a mail server that is away at
    eight must not end the day.

    Args:
        house: the firm.
        every: seconds.
        settings: what is known of its settings, where other parts of this process know it, too.
        looked: is called after each beat, with what could not be done; empty where all could.

    """
    beats = Beats(house, settings)

    def beat() -> None:
        _beat(beats, house.ending)
        looked(beats.amiss)

    clock = schedule.Scheduler()
    events.tell(
        events.CLOCK_STARTED, f"Looking at the clock every {every} seconds, in {house.firm.time_zone}.",
        every=every, zone=house.firm.time_zone,
    )  # fmt: skip
    clock.every(every).seconds.do(beat)
    beat()
    while not house.ending.wait(max(0.05, min(clock.idle_seconds or 0.05, 1.0))):
        clock.run_pending()
    events.tell(events.CLOCK_STOPPED, "The clock is stopped.")


def _beat(beats: "Beats", ending: threading.Event) -> None:
    """One beat that is done: where another Attract is at work, it is tried again until that one is done."""
    try:
        while not beats.beat() and not ending.wait(_BUSY):
            pass
    except EndedError:
        pass  # what it was at goes on where it was, the next time


class Beats:
    """Looks at the clock again and again, and says of what stops the sending once what it is.

    Args:
        house: the firm.
        settings: what is known of its settings, where other parts of this process know it, too.

    """

    def __init__(self, house: House, settings: Settings | None = None) -> None:
        self._house = house
        self._settings = settings or Settings()
        self._stops = Stops(house)
        #: What could not be done at the last look, in words; empty where all could.
        self.amiss = ""

    def beat(self) -> bool:
        """One look at the clock, and the work that is due; False where another Attract was at work on the firm."""
        house = self._house
        self._settings.take_up(house)
        amiss: list[str] = []
        try:
            # First: whoever must not be mailed again is not mailed by what is due now.
            amiss += self._returned()
            amiss += self._tell(house.tick())
            with house.working():
                night = nights.nightly(house)
            token_watch.watch(house)
        except BusyError:
            return False
        except AttractError as error:
            events.tell(events.CLOCK_FAILED, str(error), failed=error)
            self.amiss = str(error)
            return True
        if night:
            differing = len(night.checked.differing) if night.checked else 0
            level = events.CLOCK_FAILED.level if night.amiss else None
            events.tell(events.NIGHT_DONE, " ".join(night.said()), level=level, differing=differing)
        self.amiss = " ".join(amiss)
        return True

    def _returned(self) -> list[str]:
        came = returns.when_due(self._house)
        if came is None:
            return []
        if came.problem:
            events.tell(events.BOUNCES_FAILED, str(came.problem), failed=came.problem)
            return [str(came.problem)]
        for line in terminal_bounces.lines(came)[:1]:
            counts = {act: sum(each.act is act for each in came.new) for act in (Act.SUPPRESS, Act.ALARM)}
            events.tell(
                events.BOUNCES_READ, line, looked=came.looked, new=len(came.new), suppressed=counts[Act.SUPPRESS],
                alarms=counts[Act.ALARM],
            )  # fmt: skip
        return []

    def _tell(self, result: Run | None) -> list[str]:
        if result is None:
            return []
        delivered = result.delivered
        if not result.only_told:
            editions = ", ".join(slot.edition for slot in result.editions)
            told = (
                f"{len(result.cleared)} cleared, {len(result.held)} held, {result.published.pages} pages; "
                f"{editions or 'no edition'}"
            )
            if self._house.sends:
                told += (
                    f"; {delivered.accepted} delivered, {delivered.uncertain} uncertain, {delivered.waiting} waiting"
                )
            events.tell(
                events.ROUND_DONE, f"{told}.", cleared=len(result.cleared), held=len(result.held), pages=result.published.pages,
                editions=editions, accepted=delivered.accepted, uncertain=delivered.uncertain, waiting=delivered.waiting,
            )  # fmt: skip
        for slot in result.missed:
            events.tell(events.SLOT_MISSED, f"Missed: {slot.name}. {slot.said}", slot=slot.name)
        for each in result.hosted:
            if each.problem:
                events.tell(events.SITE_NOT_PUT, f"{each.host} was not given the site. {each.problem}", host=each.host)
            else:
                events.tell(events.SITE_PUT, f"The site stands at {each.host}.", host=each.host)
        self._stops.said(delivered.problem, delivered.waiting)
        if result.editions:
            for line in terminal_editions.held_up(self._house, besides=delivered.problem):
                events.tell(events.EDITION_WAITS, line)
        problems = [*(each.problem for each in result.hosted), result.shared.problem]
        return [*(str(each) for each in problems if each), *result.posted.problems.values()]


class Stops:
    """Tells of what stops the sending, once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._said: AttractError | None = None

    def said(self, problem: AttractError | None, waiting: int) -> None:
        """Tell what stops it now; None where nothing does."""
        if problem and problem != self._said:
            pause = returns.paused(self._house)
            if pause and pause.since:
                # Its reason holds what a server called itself.
                told = f"Not sent: sending is paused since {when.told(pause.since, self._house.firm.zone)}. {returns.REMEDY}"
                events.tell(events.DELIVERY_PAUSED, told, since=pause.since.isoformat())
            else:
                events.tell(events.DELIVERY_STOPPED, f"Not sent: {problem}", failed=problem, waiting=waiting)
        self._said = problem
