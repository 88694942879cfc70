"""What subscribing asks of the world: who asked, who reads, who has left, and the proof of it."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pipeline.model.delivery import DeliveryState, Subscriber
from pipeline.model.subscribing import DataLetter, SignUp, Trace, Wish


class DataLetters(Protocol):
    """Letters with the link to what is stored about a reader. Whatever changes something is on the disk when it returns."""

    def ask_for_data(self, letter: DataLetter, address: str) -> None:
        """Remember that one was asked for to an address. To an address of nobody it counts, and never leaves."""

    def data_letters_since(self, address: str, since: datetime) -> int:
        """How many were asked for to this mailbox since a moment, of nobody's included."""

    def data_letters(self, most: int) -> list[DataLetter]:
        """Those that wait (`planned`), the oldest first."""

    def data_letters_to(self, reader: str) -> list[tuple[datetime, DeliveryState]]:
        """When a reader's were asked for, and how each stands."""

    def move_data_letter(self, id_: str, before: DeliveryState, to: DeliveryState) -> bool:
        """Change one state if it still is what it was; False if it is not, or the letter is gone."""

    def torn_data_letters(self) -> int:
        """Call uncertain what was `attempting` when Attract ended; returns how many."""


class Readers(DataLetters, Protocol):
    """The readers of one firm. Whatever changes something is on the disk when it returns."""

    def together(self) -> AbstractContextManager[None]:
        """All that is read and written inside is one transaction, written at once or not at all."""

    # Coming.

    def ask(self, sign_ups: Sequence[SignUp]) -> None:
        """Remember that these were asked for, with their traces; nobody is a reader yet. All at once or none."""

    def asked(self, id_: str) -> SignUp | None:
        """An open sign-up; None where there is none, or it is over."""

    def letter_begins(self, sign_up: str, message_id: str) -> bool:
        """The confirmation of a sign-up is about to be handed over: it is not `to_write` any more, whatever happens.

        False where it was begun before, or the sign-up is over: then it may not go.
        """

    def letter_stays(self, sign_up: str) -> None:
        """It was certainly not handed over, and is `to_write` again."""

    def written_to(self, sign_up: str, message_id: str, at: datetime) -> None:
        """The confirmation of a sign-up was handed over."""

    def to_write(self, most: int) -> list[SignUp]:
        """Open sign-ups whose confirmation has not been handed over yet, the oldest first."""

    def letters_since(self, address: str, since: datetime) -> int:
        """How many confirmations were asked for to this mailbox since a moment."""

    def confirm(self, sign_up: str, at: datetime, network: str) -> Subscriber | None:
        """Make a reader of whoever asked: new, or one who is known, with the new wish; lifts a suppression.

        Idempotent: a second call returns the reader and changes nothing. None where no such sign-up is open or was
        confirmed.
        """

    # Staying.

    def reader(self, id_: str) -> Subscriber | None:
        """A reader, one who has left within the last 30 days included (`left` says so)."""

    def reader_at(self, address: str) -> Subscriber | None:
        """The same by address."""

    def change(self, id_: str, wish: Wish, at: datetime) -> bool:
        """Another wish; False where there is no such reader."""

    def pause(self, id_: str, until: datetime | None, at: datetime) -> bool:
        """Send nothing until then; None ends a pause."""

    # Going.

    def leave(self, id_: str, at: datetime, reason: str = "") -> bool:
        """Suppress the address at once and for good; idempotent. False where nobody has this id."""

    def come_back(self, id_: str, at: datetime) -> bool:
        """Take a leaving back, within 30 days, by whoever left; False where it is too late, or they did not leave."""

    def erase(self, address: str, at: datetime) -> bool:
        """Remove everything about an address but its suppression, which is made; False where nothing was known."""

    # What is known.

    def traces(self, of: Iterable[str]) -> list[Trace]:
        """The proof of these ids, oldest first."""

    def clear_out(self, now: datetime, proof_from: datetime | None = None) -> int:
        """Remove open sign-ups older than 14 days, and readers who left more than 30 days ago; returns how many.

        With `proof_from`, the proof of whoever left before then goes, too; that they left stays.
        """
