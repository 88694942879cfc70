"""Watches the folder: soon after a drop, its preview, its practice areas and its findings are there.

`watchfiles` says that something has changed; what has changed is worked out from the
folder itself, as on every run, so that nothing is missed and nothing is done twice.
"""

import json
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import click
from watchfiles import Change, watch

from pipeline import as_json, previews, rounds, terminal
from pipeline.collect import naming
from pipeline.collect.run import Collected
from pipeline.errors import AttractError, BusyError, ConfigurationError
from pipeline.wiring import House

#: Milliseconds: changes this close together are one drop, and how often we look whether one has settled.
_TOGETHER = 300
_AGAIN = 1_000
#: Seconds to wait for another Attract that is at work.
_BUSY = 0.5


def keep_watching(house: House, *, as_lines: bool, poll: bool, publish: bool = False) -> None:
    """Tell of each drop until SIGINT or SIGTERM.

    Args:
        house: the firm.
        as_lines: print one line of JSON for each change, for other programs.
        publish: bring the site up to what is cleared after each change, and put it where it lives.
        poll: look at the folder instead of being told; for network shares, which tell nothing.

    Raises:
        ConfigurationError: there is no folder to watch.

    """
    folders = [house.root / top for top in ("stories", "content") if (house.root / top).is_dir()]
    if not folders:
        raise ConfigurationError(
            str(house.root), "there is no stories/ and no content/ here.", "Make one, and drop into it."
        )
    stop = threading.Event()

    def _stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, _stop)
    tell = _tell_lines if as_lines else _tell_people
    house.warm_up()
    _pass(house, tell, stop, publish)
    # Once more when the watching has begun: something may have been dropped in between.
    waiting = True
    if not as_lines:
        click.echo(f"Watching {' and '.join(str(folder) for folder in folders)}. Drop a file; Ctrl-C stops.")
    else:
        click.echo(json.dumps({"watching": [str(folder) for folder in folders]}))
    for changes in watch(
        *folders, watch_filter=_ours(house), debounce=_TOGETHER, step=50, stop_event=stop, rust_timeout=_AGAIN,
        yield_on_timeout=True, raise_interrupt=False, force_polling=poll or None,
    ):  # fmt: skip
        if changes or waiting:
            waiting = not _pass(house, tell, stop, publish)
    if not as_lines:
        click.echo("Stopped.")


def _ours(house: House) -> Callable[[Change, str], bool]:
    root = str(house.root) + "/"

    def wanted(change: Change, path: str) -> bool:
        inside = path.removeprefix(root).replace("\\", "/")
        return not naming.passing(inside)

    return wanted


def _pass(
    house: House,
    tell: Callable[[House, Collected, list[previews.Look], float], None],
    stop: threading.Event,
    publish: bool,
) -> bool:
    """One look at the folder; False when some file is still being written to."""
    while not stop.is_set():
        try:
            with house.working():
                began = time.monotonic()
                house.refresh()
                collected = house.collect(feeds=False)
                looks = previews.look(house, [each.id for each in collected.kept])
                tell(house, collected, looks, time.monotonic() - began)
                if publish:
                    _publish(house)
        except BusyError:
            stop.wait(_BUSY)
            continue
        except AttractError as error:
            # A slip in firm.yml must not end the day; the next save is the next try.
            click.echo(str(error), err=True)
            return True
        return not collected.unsettled
    return True


def _publish(house: House) -> None:
    """Bring the site up to what is cleared, and put it where it lives."""
    began = time.monotonic()
    if change := house.publish().change:
        seconds = time.monotonic() - began
        click.echo(
            f"published     {len(change.written)} files, {len(change.removed)} removed, {seconds:.1f} s", err=True
        )
        for each in rounds.put_where_it_lives(house):
            click.echo(f"put to {each.host}  {each.problem or 'done'}", err=True)


def _tell_lines(house: House, collected: Collected, looks: list[previews.Look], seconds: float) -> None:
    for each in looks:
        click.echo(json.dumps({**_look(each, house), "seconds": round(seconds, 3)}, ensure_ascii=False))
    told = as_json.collected(collected)
    rest: dict[str, Any] = {key: told[key] for key in ("gone", "renamed", "problems", "unsettled") if told[key]}
    if rest:
        click.echo(json.dumps(rest, ensure_ascii=False))


def _look(look: previews.Look, house: House) -> dict[str, Any]:
    return {
        **as_json.tagging(look.item, look.about, house.areas),
        "source": look.item.source,
        "kind": look.item.kind,
        "held": bool(look.held),
        "findings": [as_json.finding(each) for each in look.held.findings] if look.held else [],
        "notes": list(look.item.notes),
        "preview": str(look.page),
    }


def _tell_people(house: House, collected: Collected, looks: list[previews.Look], seconds: float) -> None:
    # The first pass of a new firm reads everything; the list would hide what is dropped next.
    if len(looks) > 20:
        held = sum(look.held is not None for look in looks)
        click.echo(f"{len(looks)} read, {held} of them held. `attract review` says why.")
        looks = []
    terminal.show_looks(looks, house)
    terminal.show_changes(collected)
    for problem in collected.problems:
        click.echo(f"needs a look  {problem}")
