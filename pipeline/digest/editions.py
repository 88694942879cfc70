"""Decides what the archive of editions shows. Asks nothing of the world.

An edition is shown as what it *offered*: every piece that had become public since the edition before of the same
cadence, whether or not anybody got it. What was sent would tell of readers: a piece about a rare subject that stands in an
edition of a firm with few readers says that one of them chose that subject, and one that is missing says that nobody did.
So no row about a reader is read here, and the archive of a firm without a single reader looks the same.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from pipeline.digest.decide import pieces
from pipeline.model import Cadence, Channel, ClearedItem, Slot
from pipeline.ports import Opened, Public

#: How far back the first edition of a cadence reaches; every other one reaches back to the one before.
_REACH = {Cadence.DAILY: timedelta(days=1), Cadence.WEEKLY: timedelta(days=7), Cadence.MONTHLY: timedelta(days=31)}


@dataclass(frozen=True)
class Edition:
    """One edition as the archive shows it."""

    slot: Slot
    #: Newest first, never empty.
    pieces: tuple[ClearedItem, ...]

    @property
    def name(self) -> str:
        """How it is known: `weekly-2026-W47`."""
        return self.slot.edition

    @property
    def changed(self) -> datetime:
        """When something of it was corrected last, or when it was due."""
        return max([self.slot.due, *(each.at for piece in self.pieces for each in piece.corrections)])


def past(opened: Iterable[Opened], cleared: Sequence[ClearedItem], public: Public) -> list[Edition]:
    """The editions that have something to show, newest first.

    One that offered nothing, or nothing that is still public, is left out: nobody can tell from the archive that
    something was taken back.

    Args:
        opened: every edition, in any order.
        cleared: what may go out now, as it reads now.
        public: since when each item was on the site, and what is there now.

    """
    shown = [
        each for each in pieces(cleared, Channel.NEWSLETTER) if Channel.WEB in each.channels and each.id in public.now
    ]
    found = [
        Edition(slot, tuple(offered))
        for run in _by_cadence(opened)
        for slot, offered in _shared_out(run, shown, public)
        if offered
    ]
    return sorted(found, key=lambda each: (each.slot.due, each.name), reverse=True)


def _by_cadence(opened: Iterable[Opened]) -> Iterable[list[Opened]]:
    runs: dict[Cadence, list[Opened]] = defaultdict(list)
    for each in sorted(opened, key=lambda each: each.at):
        runs[each.slot.cadence].append(each)
    return runs.values()


def _shared_out(
    run: Sequence[Opened], shown: Iterable[ClearedItem], public: Public
) -> Iterator[tuple[Slot, list[ClearedItem]]]:
    """The editions of one cadence, the oldest first, each with the pieces that were new in it."""
    ends = [each.at for each in run]
    start = run[0].slot.due - _REACH[run[0].slot.cadence]
    offered: list[list[ClearedItem]] = [[] for _ in run]
    for piece in shown:
        since = _new(piece, public)
        at = bisect_left(ends, since)
        if start < since and at < len(run):
            offered[at].append(piece)
    return zip((each.slot for each in run), offered, strict=True)


def _new(piece: ClearedItem, public: Public) -> datetime:
    """When a piece was new: on the site for the first time. What the site began with is as old as its date says."""
    since = public.since[piece.id]
    return min(since, piece.item.published) if since == public.began else since


def page(editions: Sequence[Edition], number: int, most: int) -> Sequence[Edition]:
    """The editions on one page of the list, counted from 1; none where there is no such page."""
    return editions[(number - 1) * most : number * most] if number > 0 else ()


def by_month(editions: Iterable[Edition], zone: ZoneInfo) -> list[tuple[date, list[Edition]]]:
    """Editions under the first day of the month in which they were due, as the firm's calendar has it; in their order."""

    def month(edition: Edition) -> date:
        return edition.slot.due.astimezone(zone).date().replace(day=1)

    return [(first, list(group)) for first, group in groupby(editions, month)]


def by_area(offered: Iterable[ClearedItem], areas: Mapping[str, str]) -> list[tuple[str, list[ClearedItem]]]:
    """Pieces under the name of the practice area that they are most about, by name; each once, in their order.

    Args:
        offered: the pieces.
        areas: name by practice area id, of those that the firm shows.

    Returns:
        what is about none of them comes last, under an empty name.

    """
    found: dict[str, list[ClearedItem]] = defaultdict(list)
    for piece in offered:
        found[next((areas[each] for each in piece.areas if each in areas), "")].append(piece)
    return sorted(found.items(), key=lambda each: (not each[0], each[0]))
