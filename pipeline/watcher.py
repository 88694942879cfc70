"""Watches the folder: soon after a drop, its preview, its practice areas and its findings are there.

`watchfiles` says that something has changed; what has changed is worked out from the
folder itself, as on every run, so that nothing is missed and nothing is done twice.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from watchfiles import Change, watch

from pipeline import events, previews, rounds
from pipeline.collect import naming
from pipeline.collect.run import Collected
from pipeline.ending import EndedError
from pipeline.errors import AttractError, BusyError, ConfigurationError
from pipeline.rereading import Settings
from pipeline.wiring import House

#: Milliseconds: changes this close together are one drop, and how often we look whether one has settled.
_TOGETHER = 300
_AGAIN = 1_000
#: Seconds to wait for another Attract that is at work, and before another look where one failed.
_BUSY, _TROUBLE = 0.5, 30.0

#: Tells of one look at the folder: what was collected, how each piece looks, and how many seconds it took.
Tell = Callable[[House, Collected, list[previews.Look], float], None]


class Watcher:
    """Looks at a firm's folders whenever something in them changes.

    Args:
        house: the firm; when it ends, the watching does.
        tell: is told of each look at which something had changed.
        publish: bring the site up to what is cleared after each change, and put it where it lives.
        poll: look at the folder instead of being told; for network shares, which tell nothing.
        settings: what is known of its settings, where other parts of this process know it, too.

    Raises:
        ConfigurationError: there is no folder to watch.

    """

    def __init__(
        self, house: House, tell: Tell, *, publish: bool = False, poll: bool = False, settings: Settings | None = None
    ) -> None:
        self._house, self._tell, self._publish, self._poll = house, tell, publish, poll
        self._settings = settings or Settings()
        self.folders = [house.root / top for top in ("stories", "content") if (house.root / top).is_dir()]
        #: Why the last look failed, in words; empty where it did not.
        self.amiss = ""
        #: Pieces that were collected and not told yet; None before it is known what somebody who was killed has left so.
        self._untold: list[str] | None = None
        #: From when on (`time.monotonic`) a look that was not whole is done again.
        self._next = 0.0
        if not self.folders:
            raise ConfigurationError(
                str(house.root), "there is no stories/ and no content/ here.", "Make one, and drop into it."
            )

    def keep(self, began: Callable[[Sequence[Path]], None], looked: Callable[[], None] = lambda: None) -> None:
        """Watch until the house ends.

        Args:
            began: is called when the watching has begun.
            looked: is called every second or so, when all that had changed was looked at.

        """
        ending = self._house.ending
        try:
            self._house.warm_up()
            self._pass()
            # Once more when the watching has begun: something may have been dropped in between.
            waiting = True
            began(self.folders)
            for changes in watch(
                *self.folders, watch_filter=_ours(self._house), debounce=_TOGETHER, step=50, stop_event=ending,
                rust_timeout=_AGAIN, yield_on_timeout=True, raise_interrupt=False, force_polling=self._poll or None,
            ):  # fmt: skip
                if changes or (waiting and time.monotonic() >= self._next):
                    waiting = not self._pass()
                looked()
        except EndedError:
            pass  # what it was at goes on where it was, the next time

    def _pass(self) -> bool:
        """One look at the folder; False when it was not whole: some file is still being written to, or something failed."""
        house = self._house
        while not house.ending.is_set():
            try:
                with house.working():
                    began = time.monotonic()
                    self._settings.take_up(house)
                    collected = house.collect(feeds=False)
                    if self._untold is None:
                        self._untold = [each.id for each in house.clearing.unscreened()]
                    self._untold += [each.id for each in collected.kept if each.id not in self._untold]
                    looks = previews.look(house, self._untold)
                    self._tell(house, collected, looks, time.monotonic() - began)
                    self._untold = []
                    if self._publish:
                        _publish(house)
            except BusyError:
                house.ending.wait(_BUSY)
                continue
            except AttractError as error:
                if str(error) != self.amiss:
                    events.tell(events.WATCH_FAILED, str(error), failed=error)
                self.amiss, self._next = str(error), time.monotonic() + _TROUBLE
                return False
            self.amiss, self._next = "", 0.0
            return not collected.unsettled
        return True


def _ours(house: House) -> Callable[[Change, str], bool]:
    root = str(house.root) + "/"

    def wanted(change: Change, path: str) -> bool:
        inside = path.removeprefix(root).replace("\\", "/")
        return not naming.passing(inside)

    return wanted


def _publish(house: House) -> None:
    """Bring the site up to what is cleared, and put it where it lives."""
    if house.publish().change:
        for each in rounds.put_where_it_lives(house):
            if each.problem:
                events.tell(events.SITE_NOT_PUT, f"{each.host} was not given the site. {each.problem}", host=each.host)
            else:
                events.tell(events.SITE_PUT, f"The site stands at {each.host}.", host=each.host)


def in_the_log(house: House, collected: Collected, looks: list[previews.Look], seconds: float) -> None:
    """Tell of one look as events, for what runs without anybody looking."""
    if len(looks) > _MANY:
        held = sum(look.held is not None for look in looks)
        told = f"{len(looks)} files were read, {held} of them held. `attract review` says why."
        events.tell(events.DROP_MANY, told, read=len(looks), held=held)
        looks = []
    for each in looks:
        findings = len(each.held.findings) if each.held else 0
        verdict = f"held, {findings} {'finding' if findings == 1 else 'findings'}" if each.held else "free to go out"
        told = f"{each.item.source} was read: {each.item.kind}, {verdict}. `attract preview {each.item.id}` shows it."
        events.tell(
            events.DROP_READ, told, item=each.item.id, source=each.item.source, kind=each.item.kind.value,
            held=each.held is not None, findings=findings,
        )  # fmt: skip
    for was, source in collected.renamed:
        events.tell(events.DROP_RENAMED, f"{was} is called {source} now.", source=source, was=was)
    for source in collected.gone:
        events.tell(events.DROP_GONE, f"{source} has gone, and its piece with it.", source=source)
    for problem in collected.problems:
        events.tell(events.DROP_UNREADABLE, str(problem))


#: The first look at a new firm reads everything; the list would hide what is dropped next.
_MANY = 20
