"""Everything that stays, in one process: the watcher, the clock, the sender and the web, each in a thread with a house of its own.

They share no object but how they stand (`health.py`), what is known of the settings (`rereading.py`) and the wish to end. What keeps
them apart is what keeps processes apart: the firm's lock, claims on disk, and slots that fire once; so `attract up`, `attract schedule`
and cron may run on one firm.
"""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pipeline import events, logs, watcher
from pipeline.edges.notify import Notify
from pipeline.health import Health
from pipeline.parts import Part, Parts
from pipeline.progress_lines import Lines
from pipeline.sending import Sending
from pipeline.showing import WEB, WITHIN, At, settings_shown, shown, telling
from pipeline.ticker import keep_ticking
from pipeline.web.answering import address, listen
from pipeline.web.preview import keep_answering
from pipeline.wiring import House, now

#: The parts, as they are called where one is left out.
PARTS = ("watch", "clock", "send", "web")
#: What people call them.
_NAMES = {"watch": "watcher", "clock": "clock", "send": "sender", "web": "web"}
#: Seconds that a clean stop may take, and between two looks at how the parts stand.
GRACE, _LOOK = 30.0, 5.0


@dataclass(frozen=True)
class Wish:
    """What `attract up` was told."""

    #: Seconds between two looks at the clock.
    every: int = 30
    port: int = 8000
    service_alone: bool = False
    #: Those of `PARTS` that are left out.
    without: Collection[str] = ()
    #: Where health and figures are shown.
    health: At = At()  # noqa: RUF009  # frozen
    #: Of the watcher: see `watcher.Watcher`.
    publish: bool = False
    poll: bool = False


class Up:
    """One firm's process.

    Args:
        root: the firm's folder.
        wish: what was asked for.
        ending: is set when it is to end.

    Raises:
        AttractError: something that it needs from the beginning is not there: good settings, a port.

    """

    def __init__(self, root: Path, wish: Wish, ending: threading.Event) -> None:
        self._root, self._wish, self._ending = root, wish, ending
        self._health = Health(now)
        self._settings = settings_shown(self._health)
        firm = House(root)
        _ = firm.ledger  # migrated once, before several ask for it
        logs.in_zone(firm.firm.zone)
        self._wanted = [each for each in PARTS if each not in wish.without]
        self._port = (
            listen("127.0.0.1", wish.port, "Choose another: attract up --port 8001.") if "web" in self._wanted else None
        )
        self._private = wish.health.port()
        makes = {"watch": self._watch, "clock": self._clock, "send": self._send, "web": self._web}
        parts = [self._part(name, makes[name]) for name in self._wanted]
        self._parts = Parts(parts, self._health, ending)

    def run(self) -> list[str]:
        """Work until it is to end; returns what was still at work then, and is left in the middle."""
        notify = Notify()
        names = ", ".join(_NAMES[each] for each in self._wanted)
        events.tell(events.STARTED, f"Attract is up: {names}. Ctrl-C stops.", parts=names)
        with shown(self._private, House(self._root), self._health, self._wish.health):
            self._parts.start()
            if self._port:
                here = address(self._port)
                events.tell(events.SERVICE_STARTED, f"Pages are at {here}/.", address=here)
            notify.ready(f"Up: {names}")
            while not self._ending.wait(min(_LOOK, notify.every or _LOOK)):
                if not self._health.silent():  # or systemd is to start it anew
                    notify.alive()
            return self._stop(notify)

    def _stop(self, notify: Notify) -> list[str]:
        began = time.monotonic()
        notify.stopping()
        left = self._parts.wait(GRACE)
        if self._port:
            self._port.close()
        seconds = round(time.monotonic() - began, 1)
        rest = f" Still at work, and ended in the middle: {', '.join(left)}." if left else ""
        events.tell(events.STOPPED, f"Stopped after {seconds:g} s.{rest}", seconds=seconds, left=", ".join(left))
        return left

    # The parts. Each begins with a house of its own whenever it is begun anew.

    def _part(self, name: str, make: Callable[[Callable[[str], None]], None]) -> Part:
        known = _NAMES[name]

        def work() -> None:
            make(self._parts.looked(known))

        within = {"web": WEB, "clock": WITHIN + timedelta(seconds=self._wish.every)}.get(name, WITHIN)
        return Part(known, work, within)

    def _house(self, name: str, *, sends: bool = False) -> House:
        progress = telling(self._health, _NAMES[name], Lines())
        return House(self._root, progress=progress, ending=self._ending, sends=sends)

    def _watch(self, looked: Callable[[str], None]) -> None:
        watching = watcher.Watcher(
            self._house("watch"), watcher.in_the_log, publish=self._wish.publish, poll=self._wish.poll, settings=self._settings
        )  # fmt: skip

        def began(folders: Sequence[Path]) -> None:
            told = " and ".join(str(each) for each in folders)
            events.tell(events.WATCH_STARTED, f"Watching {told}.", folders=told)

        watching.keep(began, lambda: looked(watching.amiss))

    def _clock(self, looked: Callable[[str], None]) -> None:
        keep_ticking(self._house("clock"), self._wish.every, settings=self._settings, looked=looked)

    def _send(self, looked: Callable[[str], None]) -> None:
        Sending(self._house("send", sends=True), self._settings).keep(looked)

    def _web(self, looked: Callable[[str], None]) -> None:
        assert self._port is not None
        house = self._house("web")
        keep_answering(
            house, self._port, service_alone=self._wish.service_alone, settings=self._settings, looked=looked
        )
