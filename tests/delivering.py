"""A run of delivering with a way out that answers as it is told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipeline.deliver import run
from pipeline.deliver.sender import Limits
from pipeline.edges.journals import JournalFolder
from pipeline.edges.threads import on_threads
from pipeline.ending import silent
from pipeline.errors import TransportError
from pipeline.model import Channel, Delivery, Message
from pipeline.ports import Claims, Composing, HandedOver, NotYet, Refused, Transport, Unsure, one_by_one
from tests.builders import NOON

ANSWERS: dict[str, Exception | None] = {
    "accepted": None,
    "refused": Refused("550 no such person"),
    "later": NotYet("451 try again"),
    "unsure": Unsure("the line went dead"),
    "down": TransportError("mail", "gone.", "wait."),
}


class Script:
    """A transport that answers as it is told, and remembers what it was handed (port: Transport)."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.handed: list[str] = []
        self.closed = 0

    def send(self, message: Message) -> str:
        """Answer the next answer; accept when there is none."""
        answer = ANSWERS[self.answers.pop(0)] if self.answers else None
        if not isinstance(answer, TransportError | NotYet):
            self.handed.append(message.recipient)
        if answer:
            raise answer
        return "250 ok"

    def hand_over(self, messages: Iterable[Message | None], begun: Callable[[Message], None]) -> Iterator[HandedOver]:
        """One after another."""
        return one_by_one(self.send, messages, begun)

    def arrived(self, message_id: str) -> bool | None:
        """Nobody can tell."""
        return None

    def close(self) -> None:
        """Count the goodbyes."""
        self.closed += 1


class Composer:
    """A message for everybody but the one who left (port: Composing)."""

    def look(self, sender: str, rows: Sequence[Delivery]) -> None:
        """Nothing changes."""

    def __call__(self, row: Delivery) -> Message | str:
        """Whom it is for stands in the recipient."""
        if row.subscriber == "gone":
            return "the reader has left"
        channel = Channel.SOCIAL if row.subscriber.startswith("social:") else Channel.NEWSLETTER
        return Message(
            channel=channel, message_id=row.message_id, sender="a@b", recipient=f"{row.subscriber}@example.org", body=b"x\r\n"
        )  # fmt: skip


def deliver(
    claims: Claims,
    way: Transport | Callable[[], Transport],
    journals: Path,
    *,
    compose: Callable[[], Composing] = Composer,
    clock: Callable[[], datetime] = lambda: NOON,
    wait: Callable[[float], None] = lambda _: None,
    limits: Limits = Limits(pause_after=99),  # noqa: B008  # frozen
) -> run.Delivered:
    """One run; every channel has the same way out."""
    opened: Callable[[], Transport] = way if not hasattr(way, "send") else lambda: way  # type: ignore[assignment,return-value]  # told apart by the verb
    return run.run(
        claims=claims, journals=JournalFolder(journals), compose=compose, ways=dict.fromkeys(Channel, opened),
        arrived=lambda _: None, side_by_side=on_threads(), clock=clock, wait=wait, limits=limits, progress=silent,
    )  # fmt: skip
