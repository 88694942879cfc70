"""What is looked at."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from pipeline.edges.outside import Heard
from pipeline.edges.store.health import Health, health
from pipeline.errors import AttractError, ConfigurationError
from pipeline.firm import Firm
from pipeline.model import when
from pipeline.ports.posting import Identity, PostError
from pipeline.wiring import House


@dataclass
class Place:
    """One firm's folder, whatever state it is in."""

    house: House
    #: What others answered, by the name of the question; those that did not in time are missing.
    heard: dict[str, Heard] = field(default_factory=dict)
    #: What the networks said of the firm's accounts, likewise.
    spoken: dict[str, Identity | PostError] = field(default_factory=dict)
    #: Whether they were asked.
    asked: bool = True
    #: By how much the clock went on more, or less, than it should have, while others were asked.
    jump: timedelta = timedelta(0)

    @property
    def root(self) -> Path:
        """The firm's folder."""
        return self.house.root

    @property
    def state(self) -> Path:
        """What Attract keeps there."""
        return self.house.state

    @property
    def now(self) -> datetime:
        """The time."""
        return self.house.time()

    @cached_property
    def problem(self) -> ConfigurationError | None:
        """What is wrong with the settings; None where they can be read."""
        try:
            _ = self.house.firm
        except ConfigurationError as problem:
            return problem
        return None

    @property
    def firm(self) -> Firm | None:
        """The settings; None where they cannot be read."""
        return None if self.problem else self.house.firm

    @property
    def database(self) -> Path:
        """Where the store lies."""
        return self.state / "attract.sqlite"

    @cached_property
    def health(self) -> Health | None:
        """How the store is; None where there is none."""
        return health(self.database) if self.database.is_file() else None

    @cached_property
    def shut(self) -> str:
        """Why the store cannot be asked as it is; empty where it can."""
        try:
            _ = self.house.library
        except AttractError as problem:
            return str(problem)
        return ""

    def local(self, moment: datetime) -> str:
        """A moment on the firm's wall, with its zone, and in UTC."""
        return when.told(moment, self.firm.zone) if self.firm else f"{when.local(moment, UTC)} UTC"


def ago(span: timedelta) -> str:
    """How long, roughly, in words: "3 days"."""
    seconds = abs(span.total_seconds())
    for length, one in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count:,} {one}{'' if count == 1 else 's'}"
    return f"{int(seconds)} second{'' if int(seconds) == 1 else 's'}"
