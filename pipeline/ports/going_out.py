"""What composing and delivering ask of the world."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pipeline.model import Cadence, Delivery, DeliveryState, Message, Slot, Subscriber


class Subscribers(Protocol):
    """Who asked for digests, and who must never be mailed again."""

    def subscribers(self, cadence: Cadence | None = None) -> list[Subscriber]:
        """Every reader who has not left; with a cadence, those who chose it. `reads` says whether they may be mailed now."""

    def subscriber(self, id_: str) -> Subscriber | None:
        """One reader as of now; None where there is none, or their address is suppressed."""

    def add(self, subscriber: Subscriber, at: datetime | None = None, told: Mapping[str, str] | None = None) -> bool:
        """Add or update by address; False when the address is suppressed (and nothing is written).

        Whoever confirmed, changed or paused by themselves keeps what they chose: a list does not know better.

        Args:
            subscriber: the reader; one who is known keeps their id.
            at: when they were brought in; with it, the proof gets a line.
            told: what that line says beside permission and proof: the list, who answers for it.

        """

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """Never mail this address again; no import lifts it, and who left of their own accord cannot take it back now."""

    def suppressed(self, address: str) -> bool:
        """Whether the address must never be mailed."""


class Ledger(Protocol):
    """Editions and deliveries: one row for one edition to one subscriber, ever."""

    def open_edition(self, slot: Slot, planned: Sequence[Delivery], at: datetime) -> bool:
        """Write an edition, its slot and its deliveries at once; False when it is there already."""

    def slot(self, edition: str) -> Slot:
        """The slot that an edition was opened for."""

    def deliveries(self, edition: str | None = None) -> list[Delivery]:
        """Deliveries, of one edition or all."""

    def had(self, subscriber: str) -> frozenset[str]:
        """Items that have gone, or may have gone, to this subscriber."""

    def received(self, item: str, text: str = "") -> list[str]:
        """Ids of those to whom an item went, or may have gone; with a hash, under exactly that text."""

    def open_correction(self, edition: str, planned: Sequence[Delivery], at: datetime) -> bool:
        """Write a correction and its deliveries at once; False when it is there already."""

    def move(
        self,
        delivery: Delivery,
        to: DeliveryState,
        response: str,
        at: datetime,
        texts: Mapping[str, str] | None = None,
    ) -> bool:
        """Change one state if it still is what `delivery` says; durable on return. False if it is not.

        `texts` says under which text (item id to hash) each piece went out.
        """


class Plan(Protocol):
    """Which slots have been fired. An edition fires its own slot when it is opened."""

    def fired(self) -> Mapping[str, str]:
        """The last fired period by rhythm (`site` or a cadence)."""

    def fire(self, rhythm: str, period: str, at: datetime) -> bool:
        """Mark a slot as done; False when it was already."""


class Transport(Protocol):
    """Hands finished messages over. Knows nothing of editions or states."""

    def send(self, message: Message) -> str:
        """Hand over one message and return what was said.

        Raises:
            Refused: the other side said no, for good.
            NotYet: the other side said "later"; nothing was handed over.
            Unsure: the connection ended after the message was on its way.
            TransportError: nothing was handed over, and nothing else will be.

        """

    def close(self) -> None:
        """End the conversation politely."""


class Refused(Exception):
    """The other side said no to this one message, for good."""


class NotYet(Exception):
    """The other side said "later" to this one message."""


class Unsure(Exception):
    """The message was on its way when the answer failed to come."""
