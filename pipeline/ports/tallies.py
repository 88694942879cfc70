"""What is asked of the ledger by whoever wants to know how editions stand: counts, and no row of a reader."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.model import Act, Came, DeliveryState


class Tally(NamedTuple):
    """One edition, counted."""

    #: By whom it is for (how their ids begin; empty: readers) and state.
    counts: Mapping[tuple[str, DeliveryState], int]
    #: Of those that wait, how many a server put off, and when it is asked again first.
    later: int
    next_try: datetime | None
    #: What came back of its mails, and what that did.
    bounces: Mapping[tuple[Came, Act], int]


class Tallies(Protocol):
    """How editions stand, counted where the rows are: of 200,000 readers none is loaded."""

    def unfinished(self) -> list[str]:
        """The editions of which something waits, is on its way or is uncertain, the oldest first."""

    def latest(self, most: int) -> list[str]:
        """The newest editions, the oldest of them first."""

    def tally(self, edition: str, apart: Sequence[str]) -> Tally:
        """One edition.

        Args:
            edition: its name.
            apart: beginnings of ids that are no readers' and are counted by themselves (`social:`).

        """

    def said(self, edition: str, state: DeliveryState, apart: Sequence[str]) -> Iterator[tuple[str, int]]:
        """What was answered or noted of the readers in a state, with how many each; the same words may come again.

        Of those that are planned, it is told of whom a server put off, and of nobody else.
        """

    def accepted_since(self, at: datetime, apart: Sequence[str]) -> Mapping[str, int]:
        """How many mails each reader was handed since a moment (UTC); those who had none are missing."""
