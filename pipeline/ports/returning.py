"""What mails that come back ask of the world."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.model.delivery import Delivery, Subscriber
from pipeline.model.returning import Bounce, Pause


class Bounces(Protocol):
    """What came back, and whether sending waits for a person. Whatever changes something is on the disk when it returns."""

    def together(self) -> AbstractContextManager[None]:
        """All that is read and written inside is one transaction, written at once or not at all."""

    def remember_bounce(self, bounce: Bounce) -> bool:
        """Write down what came back; False where that was known already, and nothing is written."""

    def bounces(self, reader: str | None = None) -> list[Bounce]:
        """What came back, of one reader or all, the oldest first."""

    def delivery_in(self, reader: str, which: Callable[[str], bool]) -> Delivery | None:
        """The delivery to a reader in the edition that this is true of; None where there is none."""

    def delivery_called(self, message_id: str) -> Delivery | None:
        """The delivery of a Message-ID, with its angle brackets; None where none has it."""

    def refused(self, since: datetime) -> list[Delivery]:
        """Deliveries that the server refused at once, of editions that fell due since that day."""

    def reader(self, id_: str) -> Subscriber | None:
        """A reader, one who has left within the last 30 days included."""

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """Never mail this address again."""

    def pause_of_sending(self) -> Pause:
        """Whether sending waits for a person."""

    def pause_sending(self, reason: str, at: datetime) -> None:
        """Send nothing until a person says so; the first reason stays."""

    def resume_sending(self, by: str, at: datetime) -> bool:
        """End the pause; False where there was none."""


@dataclass(frozen=True)
class Letter:
    """One mail that came."""

    #: Names it where it lies: a file, or a number in the mailbox.
    name: str
    #: As it came, or its beginning: what is longer than 512 KiB may be cut.
    raw: bytes


class Mailbox(Protocol):
    """Where bounces arrive. Nothing in it is ever deleted."""

    def arrived(self, after: str) -> Iterator[tuple[Sequence[Letter], str]]:
        """What came after a place, some letters at a time, each time with the place that they reach.

        What one hands on is put away before the next is asked for.

        Raises:
            TransportError: the server cannot be reached, or refuses.

        """

    def put_away(self, letters: Sequence[Letter]) -> None:
        """Move these out of the way: they are handled."""

    def close(self) -> None:
        """End the conversation politely."""
