"""What an invariant is, and what looking at one came to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.proving.evidence import Evidence

#: Breaches of one invariant that are named; of more, how many.
NAMED = 12


@dataclass(frozen=True)
class Breach:
    """One thing that is not as promised."""

    #: Which edition, item, file or line.
    what: str
    #: What that means, for whoever answers for the firm.
    means: str
    remedy: str


@dataclass
class Look:
    """What looking at one invariant came to; invariants write into it."""

    #: What was looked at: how many, and of what ("delivery", "deliveries").
    counted: list[tuple[int, str, str]] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    #: How many there are beyond those that are named.
    more: int = 0
    #: What is worth knowing and breaks nothing.
    notes: list[str] = field(default_factory=list)
    #: Why it could not be looked at; empty where it could.
    unseen: str = ""

    def saw(self, count: int, one: str, many: str) -> None:
        """So many were looked at."""
        self.counted.append((count, one, many))

    def breach(self, what: str, means: str, remedy: str) -> None:
        """Something is not as promised."""
        if len(self.breaches) < NAMED:
            self.breaches.append(Breach(what, means, remedy))
        else:
            self.more += 1

    @property
    def full(self) -> bool:
        """Whether further breaches are only counted, so that nobody need look closer at them."""
        return len(self.breaches) >= NAMED

    @property
    def holds(self) -> bool:
        """Whether it was looked at, and is as promised."""
        return not (self.breaches or self.unseen)

    @property
    def seen(self) -> str:
        """What was looked at, in words."""
        return ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in self.counted)


@dataclass(frozen=True)
class Invariant:
    """Something that is true of a firm, whatever happens."""

    #: Names it for programs.
    key: str
    #: For people, as a heading.
    name: str
    #: The sentence that is certified.
    says: str
    #: Which promise of Attract it is part of.
    promise: str
    look: Callable[["Evidence", Look], None]
