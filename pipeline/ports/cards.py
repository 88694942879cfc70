"""What publishing asks of whoever paints share cards."""

from collections.abc import Callable, Collection
from pathlib import PurePath
from typing import Protocol

from pipeline.model.card import Card


class Cards(Protocol):
    """Share cards as pictures, kept by what they say."""

    def paint_missing(self, cards: Collection[Card], told: Callable[[int, int], None] | None = None) -> int:
        """Paint what is not there yet, telling how many of how many are done; returns how many. Raises BuildError."""

    def path(self, card: Card) -> PurePath:
        """Where the picture of a card lies that was painted."""

    def prune(self, wanted: Collection[Card]) -> int:
        """Delete every picture but those of these cards; returns how many went."""
