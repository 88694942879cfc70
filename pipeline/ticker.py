"""Keeps the clock ticking with the `schedule` library, which only ticks.

What is due is worked out from rows each time (pipeline/plan), so a restart loses nothing,
and two clocks do nothing twice.
"""

import signal
import threading
import time
from types import FrameType

import click
import schedule

from pipeline import nights, returns, terminal, terminal_bounces, terminal_editions
from pipeline.errors import AttractError, BusyError
from pipeline.outcome import Run
from pipeline.wiring import House


def keep_ticking(house: House, every: int) -> None:
    """Look at the clock every so many seconds until SIGINT or SIGTERM.

    A beat that fails is told and the next one tries again: a mail server that is away at
    eight must not end the day.
    """
    stop = threading.Event()

    def _stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop)
    clock, beats = schedule.Scheduler(), Beats(house)
    clock.every(every).seconds.do(beats.beat)
    click.echo(f"Looking at the clock every {every} seconds, in {house.firm.time_zone}. Ctrl-C stops.")
    beats.beat()
    while not stop.is_set():
        stop.wait(max(0.05, min(clock.idle_seconds or 0.05, 1.0)))
        if not stop.is_set():
            clock.run_pending()
    click.echo("Stopped.")


class Beats:
    """Looks at the clock again and again, and says of what stops the sending once what it is."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._said: AttractError | None = None

    def beat(self) -> None:
        """One look at the clock, and the work that is due."""
        house = self._house
        try:
            # First: whoever must not be mailed again is not mailed by what is due now.
            if came := returns.when_due(house):
                for line in terminal_bounces.lines(came):
                    _say(line, err=came.amiss)
            self._tell(house.tick())
            with house.working():
                night = nights.nightly(house)
        except BusyError:
            return
        except AttractError as error:
            _say(str(error), err=True)
            return
        for line in night.said():
            _say(line, err=night.amiss)

    def _tell(self, result: Run | None) -> None:
        if result is None:
            return
        if not result.only_told:
            editions = ", ".join(slot.edition for slot in result.editions) or "no edition"
            _say(
                f"{len(result.cleared)} cleared, {len(result.held)} held, {result.published.pages} pages; {editions}; "
                f"{result.delivered.accepted} delivered, {result.delivered.uncertain} uncertain, "
                f"{result.delivered.waiting} waiting"
            )
        problem = result.delivered.problem
        if problem and problem != self._said:
            _say(f"not sent: {problem}", err=True)
        self._said = problem
        if result.editions:
            noteless = terminal.without_note(result.editions, result.held)
            for line in (*noteless, *terminal_editions.held_up(self._house, besides=problem)):
                _say(line)


def _say(line: str, *, err: bool = False) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {line}", err=err)
