"""What bringing in lists asks of the world, beside `Subscribers` and `Readers`."""

from collections.abc import Collection
from typing import Protocol

from pipeline.model import Subscriber, Trace


class Lists(Protocol):
    """What lists have brought. Whatever changes something is on the disk when it returns."""

    def names(self) -> list[str]:
        """What every list that brought somebody was called here."""

    def brought(self, name: str) -> list[Trace]:
        """The lines of the proof that a list wrote."""

    def mailed(self, ids: Collection[str]) -> int:
        """How many of these readers have had a mail, or may have had one."""

    def take_back(self, gone: Collection[str], as_before: Collection[Subscriber], name: str) -> None:
        """Remove readers with their proof, and put others back as they were, without the lines that the list wrote."""
