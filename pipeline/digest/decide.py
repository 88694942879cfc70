"""Decides what each reader gets. Asks nothing of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, takewhile

from pipeline.mailboxes import lies_in
from pipeline.model import (
    Channel,
    Choice,
    ClearedItem,
    Delivery,
    DeliveryState,
    Kind,
    Slot,
    Subscriber,
    newest_first,
)
from pipeline.model.reading import minutes
from pipeline.model.telling import listed


def pieces(cleared: Sequence[ClearedItem], channel: Channel) -> list[ClearedItem]:
    """What may be sent on a channel, newest first. What was out before we followed its feed is no news."""
    return newest_first(
        each for each in cleared if each.item.kind.is_piece and channel in each.channels and not each.item.backlog
    )


def why(piece: ClearedItem, subscriber: Subscriber, areas: Mapping[str, str], people: Mapping[str, str]) -> str:
    """The reason this reader gets this piece; empty when there is none.

    Args:
        areas: name by practice area id.
        people: name by person id.

    """
    followed = [each for each in piece.item.authors if each in subscriber.people]
    if followed:
        return f"You follow {listed(people.get(each, each) for each in followed)}."
    shared = [area for area in piece.areas if area in subscriber.areas]
    if shared:
        return f"You asked for {areas.get(shared[0], shared[0])}."
    if not subscriber.areas and not subscriber.people:
        return "You asked for everything we write."
    return ""


def barred(subscriber: Subscriber, now: datetime, never: Collection[str]) -> str:
    """Why this reader may not be mailed now, for the ledger; empty where they may.

    Args:
        subscriber: the reader.
        now: the time.
        never: domains to which the firm never writes, in ASCII.

    """
    if subscriber.left:
        return "the reader has left"
    if domain := lies_in(subscriber.address, never):
        return f"{domain} stands in never_mail"
    if subscriber.ends and subscriber.ends <= now:
        return f"the permission ({subscriber.permission}) ended on {subscriber.ends.date()}"
    if subscriber.paused and now < subscriber.paused:
        return f"the reader wants nothing until {subscriber.paused.date()}"
    return ""


@dataclass(frozen=True)
class Selection:
    """What one reader gets in one edition."""

    choices: tuple[Choice, ...]
    #: New pieces beyond the reader's ceiling; they come next time.
    held_back: tuple[str, ...]
    #: Older pieces that a first edition leaves to the site.
    passed: tuple[str, ...]


def choose(
    subscriber: Subscriber,
    offered: Sequence[ClearedItem],
    had: Collection[str],
    areas: Mapping[str, str],
    people: Mapping[str, str],
) -> Selection:
    """The pieces this reader asked for and has not had, newest first, up to their ceiling in items and in minutes.

    The first piece goes whatever its length: else whoever has five minutes would never get a long one.

    A first edition shows the newest pieces and leaves everything older to the site: a
    new reader wants to meet us, not to be sent our archive week after week.
    """
    wanted = [
        Choice(item=piece, why=reason)
        for piece in offered
        if piece.id not in had and (reason := why(piece, subscriber, areas, people))
    ]
    fit = _fitting(wanted[: subscriber.ceiling], subscriber.minutes)
    chosen, rest = wanted[:fit], tuple(choice.item.id for choice in wanted[fit:])
    return Selection(tuple(chosen), () if not had else rest, rest if not had else ())


def _fitting(wanted: Sequence[Choice], limit: int) -> int:
    """How many of these, from the first on, can be read within so many minutes; 0 sets no limit."""
    if not limit:
        return len(wanted)
    sums = accumulate(minutes(choice.item.item) for choice in wanted)
    return max(len(list(takewhile(lambda total: total <= limit, sums))), min(1, len(wanted)))


def left_out(slot: Slot, subscriber: Subscriber, reason: str, domain: str) -> Delivery:
    """The row to write for a reader who may not be mailed now: it names them and why."""
    return replace(planned(slot, subscriber, Selection((), (), ()), domain), response=reason)


def planned(slot: Slot, subscriber: Subscriber, selection: Selection, domain: str) -> Delivery:
    """The row to write for this reader: planned, or left out because there is nothing new."""
    return Delivery(
        edition=slot.edition,
        subscriber=subscriber.id,
        state=DeliveryState.PLANNED if selection.choices else DeliveryState.EXCLUDED,
        message_id=f"<{slot.edition}.{subscriber.id}@{domain}>",
        items=tuple(choice.item.id for choice in selection.choices),
        passed=selection.passed,
        response="" if selection.choices else "nothing new for this reader",
    )


def still_cleared(
    delivery: Delivery, offered: Mapping[str, ClearedItem], subscriber: Subscriber,
    areas: Mapping[str, str], people: Mapping[str, str],
) -> tuple[Choice, ...]:  # fmt: skip
    """The planned pieces that may still go: what was withdrawn after planning is left out."""
    return tuple(
        Choice(item=offered[id_], why=why(offered[id_], subscriber, areas, people))
        for id_ in delivery.items
        if id_ in offered
    )


#: How the name of an edition begins that only tells of a correction.
CORRECTION = "correction-"
#: Networks are readers too: the same ledger keeps them from getting a piece twice.
NETWORK = "social:"


def for_network(
    slot: Slot, network: str, offered: Sequence[ClearedItem], had: Collection[str], domain: str
) -> Delivery:
    """The row for one network's digest: the newest pieces that it has not had, five at most."""
    new = [piece.id for piece in offered if piece.id not in had and piece.item.kind is not Kind.ELSEWHERE]
    return Delivery(
        edition=slot.edition,
        subscriber=NETWORK + network,
        state=DeliveryState.PLANNED if new else DeliveryState.EXCLUDED,
        message_id=f"<{slot.edition}.{network}@{domain}>",
        items=tuple(new[:5]),
        passed=tuple(new[5:]) if not had else (),
        response="" if new else "nothing new",
    )
