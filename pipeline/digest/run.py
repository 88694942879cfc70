"""Calls, never decides.

cleared, subscribers | choose.choose | ledger.open_edition
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pipeline.digest import decide
from pipeline.digest.choose import Offer, choose
from pipeline.model import Channel, ClearedItem, Delivery, Slot, Subscriber
from pipeline.ports import Ledger, Progress

#: For so many readers at once the ledger is asked what they had.
_GROUP = 500


def plan(
    slot: Slot,
    *,
    cleared: Sequence[ClearedItem],
    subscribers: Sequence[Subscriber],
    ledger: Ledger,
    networks: Sequence[str],
    areas: Mapping[str, str],
    people: Mapping[str, str],
    domain: str,
    never: Collection[str],
    now: datetime,
) -> list[Delivery]:
    """Who would get what in this edition. Writes nothing.

    Args:
        subscribers: those who chose the slot's cadence.
        networks: those that get a social digest with this edition.
        areas: name by practice area id.
        people: name by person id.
        domain: for message ids.
        never: domains to which the firm never writes.
        now: the time; who may not be mailed now is left out by name.

    """
    offer = Offer(decide.pieces(cleared, Channel.NEWSLETTER), now)
    rows = []
    for start in range(0, len(subscribers), _GROUP):
        group = subscribers[start : start + _GROUP]
        had = ledger.had_by([each.id for each in group])
        for subscriber in group:
            if reason := decide.barred(subscriber, now, never):
                rows.append(decide.left_out(slot, subscriber, reason, domain))
                continue
            selection = choose(subscriber, offer, had.get(subscriber.id, ()), areas, people)
            rows.append(decide.planned(slot, subscriber, selection, domain))
    shareable = decide.pieces(cleared, Channel.SOCIAL)
    for network in networks:
        rows.append(decide.for_network(slot, network, shareable, ledger.had(decide.NETWORK + network), domain))
    return rows


def run(
    slot: Slot,
    planned: Sequence[Delivery],
    *,
    texts: Mapping[str, str],
    ledger: Ledger,
    now: datetime,
    progress: Progress,
) -> bool:
    """Open the edition: its slot and all its rows at once. False when it had been opened before.

    Args:
        slot: what it is opened for.
        planned: a row for each reader.
        texts: under which text each piece is planned, item id to content hash.
        ledger: where it is written.
        now: the time.
        progress: is told when it is done.

    """
    opened = ledger.open_edition(slot, planned, now, texts)
    progress("digest", 1, 1, slot.edition)
    return opened
