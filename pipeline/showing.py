"""What stands at the private address of whatever stays, and who shows it: `attract up`, `schedule` and `serve`."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from starlette.routing import BaseRoute

from pipeline import events
from pipeline.figures import registry
from pipeline.health import Health
from pipeline.ports import Progress
from pipeline.rereading import Settings
from pipeline.terminal_plan import calendar
from pipeline.ticker import keep_ticking
from pipeline.web.answering import address, answer
from pipeline.web.preview import serve
from pipeline.web.private import calendar_at, create_private, figures_at, health_at, private_port
from pipeline.wiring import House, now

#: From which silence on a part counts as stuck; whatever takes longer tells how far it is meanwhile.
WITHIN, WEB = timedelta(minutes=15), timedelta(minutes=1)
#: Seconds in which answers that have begun may come to their end.
_GRACE = 5.0


@dataclass(frozen=True)
class At:
    """Where something is shown: `127.0.0.1:8091`, empty for nowhere; and whether others than this machine may ask."""

    where: str = ""
    anywhere: bool = False

    def port(self) -> socket.socket | None:
        """Take it; raises UsageError where it cannot be had, or others could reach it whom nobody let."""
        return private_port(self.where, anywhere=self.anywhere) if self.where else None


def routes(house: House, health: Health) -> list[BaseRoute]:
    """All that is shown there. Nothing that names a reader belongs here: machines keep what they are shown."""
    return [
        health_at("/healthz", health), figures_at("/metrics", registry(house, health)),
        calendar_at("/plan.ics", lambda: calendar(house)),
    ]  # fmt: skip


@contextmanager
def shown(port: socket.socket | None, house: House, health: Health, at: At) -> Iterator[None]:
    """Show how a process stands meanwhile; nothing where there is no port.

    Args:
        port: of the private address.
        house: of whom the figures are; nobody else uses it.
        health: how the process stands.
        at: whom it is shown to.

    """
    if port is None:
        yield
        return
    app, here, over = create_private(routes(house, health), anywhere=at.anywhere), address(port), threading.Event()
    events.tell(events.HEALTH, f"Health is at {here}/healthz, figures are at {here}/metrics.", address=here)
    thread = threading.Thread(target=answer, args=(app, port, over), name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:  # to the end, so that one can see what it waits for
        over.set()
        thread.join(_GRACE)
        port.close()


def telling(health: Health, part: str, progress: Progress) -> Progress:
    """The same progress, which says of a part that it is at work."""

    def told(room: str, done: int, total: int, what: str = "") -> None:
        health.alive(part)
        progress(room, done, total, what)

    return told


def settings_shown(health: Health) -> Settings:
    """What is known of the firm's settings, as a part of its own: a slip in them stops no other."""
    health.expect("settings", timedelta.max)
    return Settings(lambda why: health.looked("settings", why))


def ticking(house: House, every: int, at: At) -> None:
    """Keep the clock until the house ends, and show how it stands."""
    health = Health(now)
    health.expect("clock", WITHIN + timedelta(seconds=every))
    house.progress = telling(health, "clock", house.progress)
    with shown(at.port(), House(house.root), health, at):
        keep_ticking(house, every, settings=settings_shown(health), looked=lambda why: _looked(health, "clock", why))


def serving(house: House, port: int, at: At, *, links_alone: bool, service_alone: bool) -> None:
    """Show pages until the house ends, and show how that stands."""
    health = Health(now)
    health.expect("web", WEB)
    with shown(at.port(), House(house.root), health, at):
        serve(
            house, port, links_alone=links_alone, service_alone=service_alone,
            looked=lambda why: _looked(health, "web", why),
        )  # fmt: skip


def _looked(health: Health, part: str, why: str) -> None:
    health.looked(part, why)
