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
    clock = schedule.Scheduler()
    clock.every(every).seconds.do(beat, house)
    click.echo(f"Looking at the clock every {every} seconds, in {house.firm.time_zone}. Ctrl-C stops.")
    beat(house)
    while not stop.is_set():
        stop.wait(max(0.05, min(clock.idle_seconds or 0.05, 1.0)))
        if not stop.is_set():
            clock.run_pending()
    click.echo("Stopped.")


def beat(house: House) -> None:
    """One look at the clock, and the work that is due."""
    try:
        # First: whoever must not be mailed again is not mailed by what is due now.
        if came := returns.when_due(house):
            for line in terminal_bounces.lines(came):
                click.echo(f"{time.strftime('%H:%M:%S')} {line}", err=came.amiss)
        _tell(house.tick(), house)
        with house.working():
            night = nights.nightly(house)
    except BusyError:
        return
    except AttractError as error:
        click.echo(f"{time.strftime('%H:%M:%S')} {error}", err=True)
        return
    for line in night.said():
        click.echo(f"{time.strftime('%H:%M:%S')} {line}", err=night.amiss)


def _tell(result: Run | None, house: House) -> None:
    if result:
        editions = ", ".join(slot.edition for slot in result.editions) or "no edition"
        click.echo(
            f"{time.strftime('%H:%M:%S')} {len(result.cleared)} cleared, {len(result.held)} held, "
            f"{result.published.pages} pages; {editions}; {result.delivered.accepted} delivered, "
            f"{result.delivered.uncertain} uncertain, {result.delivered.waiting} waiting"
        )
    if result and result.editions:
        for line in (*terminal.without_note(result.editions, result.held), *terminal_editions.held_up(house)):
            click.echo(f"{time.strftime('%H:%M:%S')} {line}")
