"""What is done when: the slots of the plan."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.content import aware
from pipeline.model.delivery import Cadence, Slot


class SlotState(StrEnum):
    """How a slot of the plan stands."""

    PLANNED = "planned"
    #: Somebody is at it, or was when their process ended.
    RUNNING = "running"
    DONE = "done"
    #: Its day is closed, or the next slot of its rhythm falls on the same moment: the calendar left it out.
    CLOSED = "closed"
    #: A person left it out.
    SKIPPED = "skipped"
    #: Nobody was there when it was due, and it was too late later, or the next one took its place.
    MISSED = "missed"


#: Those to which nothing happens any more.
OVER = (SlotState.DONE, SlotState.SKIPPED, SlotState.MISSED)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One slot: what is done at a moment, once."""

    #: `weekly`, `site`, `backup`, `publish`, ...
    job: str
    #: Names it among those of its job: 2026-W48, 2026-11-30, 2026-12, or a piece and its time.
    period: str
    #: When work on it begins, and by the rule's own words; before `at` where an edition is closed earlier than it leaves.
    due: datetime
    at: datetime
    #: Whose clock the rule goes by (IANA), and the rule in words.
    zone: str
    rule: str
    #: Why it is at another moment than the rule's words say; empty where it is not.
    shift: str = ""
    state: SlotState = SlotState.PLANNED
    #: Of a job that was never planned before: it is caught up however late it is.
    first: bool = False
    #: How often it was tried and failed, what was wrong the last time, and before when it is not tried again.
    tries: int = 0
    error: str = ""
    again: datetime | None = None
    #: When it was done, left out or given up.
    ended: datetime | None = None
    #: Who moved or skipped it, or why it was missed.
    by: str = ""
    said: str = ""
    #: A person gave it another moment than the rules do.
    moved: bool = False

    def __post_init__(self) -> None:
        aware(self.due, "due")
        aware(self.at, "at")

    @property
    def name(self) -> str:
        """What people call it; an edition is called the same."""
        return f"{self.job}-{self.period}"

    @property
    def is_edition(self) -> bool:
        """Whether an edition is composed in it."""
        return self.job in tuple(Cadence)

    @property
    def slot(self) -> Slot:
        """The slot of the edition that is composed in it; its moment is the one at which it leaves."""
        return Slot(cadence=Cadence(self.job), period=self.period, due=self.at)


@dataclass(frozen=True, kw_only=True)
class JobPause:
    """A job of which nothing is done until a person lets it go on."""

    job: str
    by: str
    since: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        aware(self.since, "since")
