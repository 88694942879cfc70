"""What a rehearsal tells: day by day, and reader by reader."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median_low
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from pipeline.digest.decide import NETWORK
from pipeline.errors import UsageError
from pipeline.model import SEED, Delivery, DeliveryState
from pipeline.ports import Progress
from pipeline.rehearsing.copying import copied
from pipeline.rehearsing.house import Clock, Rehearsed
from pipeline.rehearsing.run import Event, What, rehearse
from pipeline.wiring import House

#: What would be seen outside, and what a person should know of.
_SEEN = (
    What.SITE, What.MAILS, What.TEXT, What.PACKS, What.POST, What.TAKEN_DOWN, What.MISSED, What.STOPPED,
)  # fmt: skip


@dataclass(frozen=True)
class Readers:
    """How many mails readers would get."""

    number: int
    #: How many of them get none at all.
    without: int
    #: Mails of those who get some: the least, the one in the middle, the most.
    least: int
    middle: int
    most: int


@dataclass(frozen=True)
class Rehearsal:
    """What would happen between two moments."""

    began: datetime
    until: datetime
    zone: ZoneInfo
    events: Sequence[Event]
    readers: Readers
    #: The copy as it stands in the end.
    house: Rehearsed


@contextmanager
def rehearsed(house: House, until: datetime, progress: Progress) -> Iterator[Rehearsal]:
    """Rehearse until a moment; the copy is gone when the block ends.

    Raises:
        UsageError: that moment is past.

    """
    began = house.time()
    if until <= began:
        raise UsageError(until.isoformat(timespec="minutes"), "that is past.", "Name a day that is to come.")
    with copied(house) as root:
        copy = Rehearsed(root, Clock(began.astimezone(UTC)))
        days = max((until - began).days, 1)
        events = list(rehearse(copy, until, lambda at: progress("rehearse", min((at - began).days, days), days)))
        progress("rehearse", days, days)
        yield Rehearsal(began, until, house.firm.zone, events, _readers(copy, began), copy)


def _readers(house: Rehearsed, began: datetime) -> Readers:
    got = house.ledger.accepted_since(began.astimezone(UTC), (NETWORK, SEED))
    every = sum(1 for _ in house.each_reader())
    counts = sorted(got.values()) or [0]
    return Readers(every, max(every - len(got), 0), counts[0], median_low(counts), counts[-1])


def mails(told: Rehearsal, reader: str | None = None) -> Iterator[Delivery]:
    """Every mail that would leave, or those to one reader (by id), edition after edition."""
    for row in told.house.ledger.each_delivery(state=DeliveryState.ACCEPTED):
        apart = row.subscriber.startswith(NETWORK) or row.is_seed
        if row.at and row.at >= told.began and not apart and reader in (None, row.subscriber):
            yield row


def write_mails(told: Rehearsal, file: TextIO) -> int:
    """A line of CSV for each mail; returns how many. Readers are named by their ids."""
    lines, count = csv.writer(file), 0
    lines.writerow(["leaves", "zone", "leaves_utc", "edition", "reader", "pieces"])
    for row in mails(told):
        assert row.at is not None
        count += 1
        lines.writerow(
            [_local(row.at, told.zone), told.zone.key, _utc(row.at), row.edition, row.subscriber, " ".join(row.items)]
        )
    return count


def as_json(told: Rehearsal) -> dict[str, Any]:
    """For other programs."""
    events = [
        {
            "at": _local(each.at, told.zone), "at_utc": _utc(each.at), "what": each.what, "name": each.name,
            "told": each.told, "by_hand": each.by_hand, "number": each.number, "nothing": each.nothing, "pieces": dict(each.pieces),
        }
        for each in told.events
    ]  # fmt: skip
    readers = told.readers
    return {
        "from": _local(told.began, told.zone), "until": _local(told.until, told.zone), "zone": told.zone.key,
        "events": events,
        "readers": {
            "number": readers.number, "without_mail": readers.without, "least": readers.least, "middle": readers.middle,
            "most": readers.most,
        },
    }  # fmt: skip


def by_day(told: Rehearsal) -> Iterator[tuple[str, list[Event]]]:
    """The days on which something would be seen outside, each with its events; and those of slots that are not done."""
    days: dict[str, list[Event]] = {}
    for each in sorted(told.events, key=lambda each: each.at):
        if each.what in _SEEN:
            days.setdefault(f"{each.at.astimezone(told.zone):%a %-d %b %Y}", []).append(each)
    yield from days.items()


def quiet(events: Iterable[Event]) -> int:
    """How many editions would have nothing for anybody: no mail leaves."""
    return sum(each.what is What.EDITION and not each.number for each in events)


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
