"""What the archive of editions asks of the world: which were opened, and since when each piece is public."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.model import Slot


class Opened(NamedTuple):
    """An edition that was composed. Of whom it was composed for it knows nothing."""

    slot: Slot
    #: When that was: later than it was due, where it was caught up.
    at: datetime


class Public(NamedTuple):
    """What of the firm's words is public."""

    #: When each item was on the site for the first time, by id, whether it still is or not.
    since: Mapping[str, datetime]
    #: The ids of those that are on the site as it stands.
    now: frozenset[str]
    #: When the site went up for the first time; None where it never did.
    began: datetime | None


class Editions(Protocol):
    """The editions of one firm."""

    def opened(self) -> list[Opened]:
        """Every edition ever opened, the oldest first; a notice of a correction is none."""

    def newest(self) -> str:
        """Changes with every edition that is opened."""
