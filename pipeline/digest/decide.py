"""Decides who is in an edition, and what is written down of each. What a reader gets is in `choose`. Asks nothing of the world."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.digest.choose import Selection, arranged, why
from pipeline.mailboxes import lies_in
from pipeline.model import (
    UNCHANGED,
    Changes,
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


def pieces(cleared: Sequence[ClearedItem], channel: Channel) -> list[ClearedItem]:
    """What may be sent on a channel, newest first."""
    return newest_first(each for each in cleared if goes_out(each, channel))


def goes_out(each: ClearedItem, channel: Channel) -> bool:
    """Whether something may be sent on a channel. What was out before we followed its feed is no news."""
    return each.item.kind.is_piece and channel in each.channels and not each.item.backlog


def note_of(edition: str, cleared: Iterable[ClearedItem], left: Mapping[str, str]) -> ClearedItem | None:
    """What a person says above the pieces of an edition that is not composed yet; None where nobody does.

    Args:
        edition: its name.
        cleared: what may go out now.
        left: the notes of editions that were composed, by the edition's name: none opens a second one.

    """
    found = [
        each
        for each in cleared
        if each.item.kind is Kind.NOTE and each.item.edition == edition and Channel.NEWSLETTER in each.channels
        if all(other == edition or note != each.id for other, note in left.items())
    ]
    return min(found, key=lambda each: each.id, default=None)


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


#: What is written down of a reader for whom there is nothing.
NOTHING_NEW = "nothing new for this reader"


def left_out(slot: Slot, subscriber: Subscriber, reason: str, domain: str) -> Delivery:
    """The row to write for a reader who may not be mailed now: it names them and why."""
    return replace(planned(slot, subscriber, Selection((), (), ()), domain), response=reason)


def planned(slot: Slot, subscriber: Subscriber, selection: Selection, domain: str) -> Delivery:
    """The row to write for this reader: planned, or left out because there is nothing new."""
    return Delivery(
        edition=slot.edition,
        subscriber=subscriber.id,
        state=DeliveryState.PLANNED if selection.pieces else DeliveryState.EXCLUDED,
        message_id=f"<{slot.edition}.{subscriber.id}@{domain}>",
        items=tuple(piece.id for piece in selection.pieces),
        passed=selection.passed,
        response="" if selection.pieces else NOTHING_NEW,
        more=selection.more,
        welcome=selection.welcome,
    )


def still_cleared(
    delivery: Delivery, offered: Mapping[str, ClearedItem], subscriber: Subscriber,
    areas: Mapping[str, str], people: Mapping[str, str],
) -> tuple[Choice, ...]:  # fmt: skip
    """The planned pieces that may still go: neither withdrawn after planning nor out of what the reader asks for now."""
    return tuple(
        Choice(item=offered[id_], why=reason)
        for id_ in delivery.items
        if id_ in offered and (reason := why(offered[id_], subscriber, areas, people))
    )


#: How the name of an edition begins that only tells of a correction.
CORRECTION = "correction-"
#: Networks are readers too: the same ledger keeps them from getting a piece twice.
NETWORK = "social:"
#: Pieces in one text for a network, at most.
_SHARED = 5


def for_network(
    slot: Slot, network: str, offered: Sequence[ClearedItem], had: Collection[str], domain: str, changes: Changes = UNCHANGED
) -> Delivery:  # fmt: skip
    """The row for one network's digest: the newest pieces that it has not had, five at most, as a person changed them."""
    new = [
        piece.id
        for piece in offered
        if piece.id not in had and piece.item.kind is not Kind.ELSEWHERE and piece.id not in changes.dropped
    ]
    if changes.pinned:
        new = [*(id_ for id_ in changes.pinned if id_ in new), *(id_ for id_ in new if id_ not in changes.pinned)]
    told = arranged(new[:_SHARED], changes.ordered)
    return Delivery(
        edition=slot.edition,
        subscriber=NETWORK + network,
        state=DeliveryState.PLANNED if new else DeliveryState.EXCLUDED,
        message_id=f"<{slot.edition}.{network}@{domain}>",
        items=tuple(told),
        passed=tuple(new[_SHARED:]) if not had else (),
        response="" if new else "nothing new",
    )


#: So many pieces a seed gets at most: those that go to the most readers.
_SEED_MOST = 20


def for_seed(
    slot: Slot, seed: str, offered: Sequence[ClearedItem], got: Mapping[str, int], domain: str, now: datetime
) -> Delivery:
    """The row for an address of the firm: everything that the edition holds, the newest first.

    Args:
        slot: of the edition.
        seed: its id.
        offered: what may be sent, newest first.
        got: by item id, how many readers get it; at least one item.
        domain: for the message id.
        now: the time; whoever takes an edition back and composes it again sends it again, under another id.

    """
    most = {id_ for id_, _ in Counter(got).most_common(_SEED_MOST)}
    name = seed.replace(":", "-")
    return Delivery(
        edition=slot.edition, subscriber=seed, state=DeliveryState.PLANNED,
        message_id=f"<{slot.edition}.{name}.{int(now.timestamp())}@{domain}>",
        items=tuple(piece.id for piece in offered if piece.id in most),
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What an edition comes to, in numbers, and who was left out."""

    edition: str
    #: Readers who get something.
    readers: int
    #: What they get, all together.
    pieces: int
    #: Texts for networks.
    networks: int
    #: Each reader who gets nothing, by id, and why.
    left_out: Mapping[str, str]
    #: Addresses of the firm that get it first.
    seeds: int = 0

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many were left out for the same reason, the most first."""
        return dict(Counter(self.left_out.values()).most_common())


def told(rows: Iterable[Delivery]) -> list[Told]:
    """What editions come to, each once, in their order; of the rows only who is left out is kept."""
    numbers: dict[str, Counter[str]] = {}
    left_out: dict[str, dict[str, str]] = {}
    for row in rows:
        its = numbers.setdefault(row.edition, Counter())
        if row.is_seed:
            its["seeds"] += 1
        elif row.subscriber.startswith(NETWORK):
            its["networks"] += bool(row.items)
        elif row.state is DeliveryState.EXCLUDED:
            left_out.setdefault(row.edition, {})[row.subscriber] = row.response
        else:
            its["readers"] += 1
            its["pieces"] += len(row.items)
    return [
        Told(
            edition=edition, readers=its["readers"], pieces=its["pieces"], networks=its["networks"],
            seeds=its["seeds"],
            left_out=left_out.get(edition, {}),
        )
        for edition, its in numbers.items()
    ]  # fmt: skip
