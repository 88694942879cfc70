"""What telling somebody about an address asks of the world."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.model import Delivery, SignUp


class Suppressed(NamedTuple):
    """Why an address is never mailed."""

    reason: str
    at: datetime
    #: The id that they had here; empty where they were no reader, or were erased.
    reader: str


class Known(Protocol):
    """What is known of one address."""

    def suppression(self, address: str) -> Suppressed | None:
        """Why it must not be mailed; None where it may."""

    def waiting(self, address: str) -> list[SignUp]:
        """Sign-ups with it that nobody has confirmed, the oldest first."""

    def deliveries_to(self, ids: Collection[str]) -> list[Delivery]:
        """Every delivery to these readers, the oldest edition first."""
