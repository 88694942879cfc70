"""Lets the clock run, from one moment at which something is due to the next, and notes what would have been seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline import rounds, template_gate
from pipeline.edition_status import status
from pipeline.model import DeliveryState, SlotState
from pipeline.model.posting import PostState
from pipeline.outcome import Run
from pipeline.plan import decide
from pipeline.rehearsing.house import Rehearsed

#: What is done at night is noted, and not done: it changes nothing that goes out.
_NIGHTLY = (decide.LEARN, decide.CHECK, decide.BACKUP)


class What(StrEnum):
    """What would happen."""

    SITE = "site"
    EDITION = "edition"
    MAILS = "mails"
    TEXT = "text"
    PACKS = "share packs"
    POST = "post"
    TAKEN_DOWN = "post taken down"
    NIGHT = "night"
    MISSED = "missed"
    LEFT_OUT = "left out"
    MOVED = "moved"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that would happen, or not."""

    at: datetime
    what: What
    #: A slot, an edition or an account; empty where it is none.
    name: str = ""
    #: Which network a text is for; what a post is of; why something is elsewhere, left out or stopped.
    told: str = ""
    #: Whether a person brings a post where it belongs.
    by_hand: bool = False
    #: Mails; or readers for whom an edition has something, and nothing.
    number: int = 0
    nothing: int = 0
    #: Pieces, by what becomes of them: `new`, `gone`, `changed`, `told`.
    pieces: tuple[tuple[str, str], ...] = ()


def rehearse(house: Rehearsed, until: datetime, looked: Callable[[datetime], None]) -> Iterator[Event]:
    """What would happen until a moment, in order. Raises AttractError where the clock would only fail.

    Args:
        house: the copy; its clock stands at the beginning.
        until: the last moment.
        looked: is told each moment at which something was due.

    """
    if stop := template_gate.stopped(house):
        yield Event(at=house.time(), what=What.STOPPED, told=f"{stop} The rehearsal goes on as if that were done.")
        template_gate.tested(house)
    for at, undone in house.posting.accounts.undone(until):
        yield Event(at=at, what=What.STOPPED, told=f"{undone}. The rehearsal goes on as if that were done.")
    house.publish()
    yield from _settled(house)
    stopped = ""
    while True:
        looked(house.time())
        if run := rounds.due(house):
            yield from _seen(house, run)
            problem = str(run.delivered.problem or "")
            if problem and problem != stopped:
                yield Event(at=house.time(), what=What.STOPPED, told=problem)
            stopped = problem
        for slot in house.plan.due().due:
            if slot.job in _NIGHTLY:
                with house.plan.work(slot):
                    yield Event(at=house.time(), what=What.NIGHT, name=slot.name)
        following = _next(house)
        if following is None or following > until:
            break
        house.clock.at = following
    yield from _not_done(house, until)


def _settled(house: Rehearsed) -> Iterator[Event]:
    """What is missed already, when the rehearsal begins."""
    for slot in house.plan.due().missed:
        yield Event(at=slot.at, what=What.MISSED, name=slot.name, told=slot.said)


def _seen(house: Rehearsed, run: Run) -> Iterator[Event]:
    now, seen = house.time(), house.seen
    for slot in run.missed:
        yield Event(at=slot.at, what=What.MISSED, name=slot.name, told=slot.said)
    if seen.built:
        yield Event(at=now, what=What.SITE, pieces=tuple(sorted(seen.pieces.items())))
    for edition in run.editions:
        counts = house.ledger.counts(edition.edition)
        yield Event(
            at=now, what=What.EDITION, name=edition.edition, number=sum(counts.values()) - counts.get(DeliveryState.EXCLUDED, 0),
            nothing=counts.get(DeliveryState.EXCLUDED, 0),
        )  # fmt: skip
    for name, number in sorted(seen.mails.items()):
        yield Event(at=now, what=What.MAILS, name=name, number=number)
    for name, network in seen.texts:
        yield Event(at=now, what=What.TEXT, name=name, told=network)
    for name, number in sorted(seen.packs.items()):
        yield Event(at=now, what=What.PACKS, name=name, number=number)
    for said in seen.posts:
        yield Event(
            at=now, what=What.TAKEN_DOWN if said.taken_down else What.POST, name=said.account, told=said.title, by_hand=said.by_hand,
            pieces=tuple((id_, "told") for id_ in said.pieces),
        )  # fmt: skip
    seen.clear()


def _not_done(house: Rehearsed, until: datetime) -> Iterator[Event]:
    """What the calendar or a person left out or moved in this time."""
    for slot in house.slots.find(until=until):
        if slot.state in (SlotState.CLOSED, SlotState.SKIPPED):
            why = f"{slot.by}: {slot.said}" if slot.by else slot.shift
            yield Event(at=slot.at, what=What.LEFT_OUT, name=slot.name, told=why)
        elif slot.state is SlotState.DONE and (slot.shift or slot.moved) and slot.is_edition:
            yield Event(at=slot.at, what=What.MOVED, name=slot.name, told=slot.shift or f"{slot.by} moved it")


def _next(house: Rehearsed) -> datetime | None:
    """The next moment at which something is due."""
    now = house.time()
    house.plan.lay()
    found = [slot] if (slot := house.slots.following(now)) else []
    found += [each.due for each in house.posting.posts.find(states=[PostState.PLANNED])]
    found += [each.leaves for each in house.ledger.held_up(now) if each.leaves and not each.held]
    opening, waits = house.plan.opening(), False
    if house.ledger.unfinished():
        editions = status(house)
        found += [each.next_try for each in editions if each.next_try]
        waits = any(each.waiting for each in editions)
    packs = house.slots.find(jobs=[decide.SHARE], states=[SlotState.PLANNED], until=now)
    if (waits or packs or house.posting.due()) and opening.shut(now) and (opens := opening.opens(now)):
        found.append(opens)
    return min((each for each in found if each > now), default=None)
