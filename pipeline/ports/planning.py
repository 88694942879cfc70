"""What the plan asks of the world."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from pipeline.model import JobPause, Planned, SlotState


class Plan(Protocol):
    """The slots of the plan, a row each: (job, period) is there once, so that nothing is done twice."""

    def find(
        self, *, jobs: Collection[str] | None = None, states: Collection[SlotState] | None = None,
        since: datetime | None = None, until: datetime | None = None,
    ) -> list[Planned]:  # fmt: skip
        """Slots, the earliest first: of some jobs, in some states, due from one moment to another."""

    def one(self, name: str) -> Planned | None:
        """The slot of this name; None where there is none."""

    def following(self, now: datetime) -> datetime | None:
        """The next moment at which one that waits is due, or is tried again; None where there is none."""

    def lay(self, new: Sequence[Planned], changed: Sequence[Planned], gone: Sequence[Planned]) -> None:
        """Write new slots, change and remove such as wait; one that is there, is being worked on or over stays as it is."""

    def take(self, slot: Planned, holder: str, now: datetime, until: datetime) -> bool:
        """Begin work on a slot that waits, or that somebody had whose time is over; False where another has it.

        Args:
            slot: which.
            holder: who takes it; never used twice.
            now: the time.
            until: when the holder's time is over.

        """

    def done(self, slot: Planned, holder: str, at: datetime) -> bool:
        """Say that it was done; False where another has taken it over since."""

    def failed(self, slot: Planned, holder: str, error: str, again: datetime | None) -> None:
        """It waits again, until `again`; with None it was not even tried, and no try is counted."""

    def forsaken(self, slot: Planned, error: str, again: datetime | None) -> None:
        """It waits again, because whoever had it has ended; that was a try."""

    def miss(self, slots: Sequence[Planned], at: datetime) -> None:
        """Give these up, for the reason in `said`; what does not wait any more stays as it is."""

    def skip(self, slot: Planned, by: str, reason: str, at: datetime) -> bool:
        """Leave out one that waits; False where it does not."""

    def move(self, slot: Planned, due: datetime, at: datetime, by: str, reason: str) -> bool:
        """Give one that waits, or was left out, another moment; False where it is over."""

    def reset(self, slot: Planned) -> bool:
        """Forget what a person did to it; False where it is done, missed, or being worked on."""

    def pause(self, pause: JobPause) -> None:
        """Let a job rest."""

    def resume(self, job: str) -> bool:
        """Let it go on; False where it did not rest."""

    def pauses(self) -> Mapping[str, JobPause]:
        """The jobs that rest."""

    def fired(self) -> Mapping[str, str]:
        """The last period that was done, by job."""

    def fire(self, job: str, period: str, at: datetime) -> bool:
        """Mark a slot as done; False when it was already."""


class Closures(Protocol):
    """Which days are holidays."""

    def holidays(self, places: Sequence[str], years: Collection[int]) -> Mapping[date, str]:
        """The public holidays of these places, with their names. Raises ConfigurationError for an unknown place."""

    def events(self, name: str, body: bytes, first: date, last: date) -> Mapping[date, str]:
        """The days on which a calendar (.ics) has an event, with what it is called. Raises ConfigurationError."""
