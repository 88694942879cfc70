"""Calls, never decides.

cleared, subscribers | choose.choose | ledger.open_edition
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from pipeline.digest import decide
from pipeline.digest.choose import Offer, choose
from pipeline.model import UNCHANGED, Changes, Channel, ClearedItem, Delivery, Slot, Subscriber
from pipeline.ports import Ledger, Progress

#: For so many readers at once the ledger is asked what they had.
_GROUP = 500


def plan(
    slot: Slot,
    *,
    cleared: Sequence[ClearedItem],
    subscribers: Iterable[Subscriber],
    ledger: Ledger,
    networks: Sequence[str],
    seeds: Sequence[str] = (),
    domain: str,
    never: Collection[str],
    now: datetime,
    changes: Changes = UNCHANGED,
) -> Iterator[Delivery]:
    """Who would get what in this edition, one after the other. Writes nothing.

    Args:
        subscribers: those who chose the slot's cadence; taken a group at a time.
        networks: those that get a social digest with this edition.
        seeds: ids of the firm's own addresses that get all that readers get; nothing where these get nothing.
        domain: for message ids.
        never: domains to which the firm never writes.
        now: the time; who may not be mailed now is left out by name.
        changes: what a person changed about the edition.

    """
    offer = Offer(decide.pieces(cleared, Channel.NEWSLETTER), now, changes)
    coming, got = iter(subscribers), Counter[str]()
    while group := list(islice(coming, _GROUP)):
        had = ledger.had_by([each.id for each in group])
        for subscriber in group:
            if reason := decide.barred(subscriber, now, never):
                yield decide.left_out(slot, subscriber, reason, domain)
                continue
            selection = choose(subscriber, offer, had.get(subscriber.id, ()))
            row = decide.planned(slot, subscriber, selection, domain)
            got.update(row.items)
            yield row
    shareable = decide.pieces(cleared, Channel.SOCIAL)
    for network in networks:
        had_there = ledger.had(decide.NETWORK + network)
        yield decide.for_network(slot, network, shareable, had_there, domain, changes)
    for seed in seeds if got else ():
        yield decide.for_seed(slot, seed, offer.in_order(), got, domain, now)


def run(
    slot: Slot,
    planned: Iterable[Delivery],
    *,
    readers: int,
    texts: Mapping[str, str],
    ledger: Ledger,
    now: datetime,
    leaves: datetime | None,
    told: Callable[[Delivery], None],
    progress: Progress,
    note: str = "",
) -> bool:
    """Compose the edition: its slot and all its rows. False when it had been composed before.

    Args:
        slot: what it is opened for.
        planned: a row for each reader.
        readers: how many they are, more or less.
        texts: under which text each piece is planned, item id to content hash.
        ledger: where it is written.
        now: the time.
        leaves: before when none of its mails leaves; None: at once.
        told: is shown each row.
        progress: is told how far it is.
        note: the id of what a person says above its pieces; empty where nobody does.

    """

    def watched() -> Iterator[Delivery]:
        for number, row in enumerate(planned, 1):
            told(row)
            if number % _GROUP == 0:
                progress("digest", min(number, readers), readers + 1, slot.edition)
            yield row

    opened = ledger.open_edition(slot, watched(), now, texts, leaves, note)
    progress("digest", readers + 1, readers + 1, slot.edition)
    return opened
