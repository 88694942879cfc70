"""What a person changes about an edition before it is composed, and which names editions have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.content import aware
from pipeline.model.delivery import Cadence


class Edit(StrEnum):
    """What somebody did to an edition."""

    #: These pieces stand first, in this order, with whoever may get them.
    PIN = "pin"
    #: Nobody gets these in this edition.
    DROP = "drop"
    #: These stand in this order among themselves.
    ORDER = "order"
    #: These, or all, are as if nobody had touched them.
    RESET = "reset"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that somebody did to an edition; what came later counts."""

    edit: Edit
    #: Ids of items; of a reset, none for all of them.
    items: tuple[str, ...]
    by: str
    at: datetime

    def __post_init__(self) -> None:
        aware(self.at, "at")


@dataclass(frozen=True)
class Changes:
    """What holds of an edition after all that was done to it: each item stands in one of the three at most."""

    #: In their order.
    pinned: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    #: Those of which one named order holds, in that order.
    ordered: tuple[str, ...] = ()

    @property
    def items(self) -> frozenset[str]:
        """All that are touched."""
        return self.dropped.union(self.pinned, self.ordered)


#: Of an edition that nobody has touched.
UNCHANGED = Changes()


def changes(done: Iterable[Change]) -> Changes:
    """What holds after these, the oldest first."""
    pinned: list[str] = []
    dropped: set[str] = set()
    ordered: list[str] = []
    for each in done:
        named = set(each.items)
        if each.edit is Edit.ORDER or (each.edit is Edit.RESET and not named):
            ordered = []  # there is one order: of two that overlap nobody could say which holds
        if each.edit is Edit.RESET and not named:
            pinned, dropped = [], set()
        pinned = [id_ for id_ in pinned if id_ not in named]
        ordered = [id_ for id_ in ordered if id_ not in named]
        dropped -= named
        match each.edit:
            case Edit.PIN:
                pinned += dict.fromkeys(each.items)
            case Edit.DROP:
                dropped |= named
            case Edit.ORDER:
                ordered = list(dict.fromkeys(each.items))
    return Changes(tuple(pinned), frozenset(dropped), tuple(ordered))


#: How the periods of each are written.
_PERIODS = {Cadence.DAILY: r"\d{4}-\d{2}-\d{2}", Cadence.WEEKLY: r"\d{4}-W\d{2}", Cadence.MONTHLY: r"\d{4}-\d{2}"}


def cadence_of(edition: str) -> Cadence | None:
    """The cadence of an edition by its name (`weekly-2026-W48`); None where none can ever be called so."""
    name, _, period = edition.partition("-")
    cadence = next((each for each in Cadence if each == name), None)
    if cadence is None or not re.fullmatch(_PERIODS[cadence], period, re.ASCII):
        return None
    try:  # a month is read as its first day, a week as its Monday
        date.fromisoformat(period + "-01" * (cadence is Cadence.MONTHLY))
    except ValueError:
        return None
    return cadence
