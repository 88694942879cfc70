"""A network for tests: it loses answers, dies in mid-sentence, puts off and refuses, as it is told to; it never forgets."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from pipeline.model.posting import Post, PostState, Wire, seal
from pipeline.ports.posting import (
    CannotTellError,
    Identity,
    Landed,
    NotSentError,
    OutdatedError,
    Pictures,
    ReconnectError,
    RefusedPostError,
    UnsurePostError,
)
from tests.builders import NOON

#: How long a network that knows no keys notices that somebody says the same again, and how soon one must be.
WATCHES, SOON = timedelta(minutes=10), timedelta(minutes=5)


class DiedError(BaseException):
    """The process is killed: nothing after it happens."""


class Simulated:
    """One account on it (port: Network).

    Args:
        clock: the time.
        repeats: whether it knows posts by their keys, and shows them; else it only notices what was said just now.

    """

    def __init__(self, clock: Callable[[], datetime], *, repeats: bool) -> None:
        self._clock, self._repeats = clock, repeats
        #: How often each post stands there, by key, and since when.
        self.said: Counter[str] = Counter()
        self._since: dict[str, datetime] = {}
        #: What it does at the next tries; well where nothing is said.
        self.moods: list[str] = []

    @property
    def repeats(self) -> bool:
        """Whether a second try is harmless."""
        return self._repeats

    def post(self, wire: Wire, _pictures: Pictures, since: datetime | None) -> Landed:
        """Say it, as well as it can."""
        if since is not None and not self._repeats and self._clock() - since > SOON:
            raise UnsurePostError("it may be there")
        mood = self.moods.pop(0) if self.moods else "well"
        match mood:
            case "not sent":
                raise NotSentError("nobody listens")
            case "put off":
                raise NotSentError("not so fast", self._clock() + timedelta(minutes=7))
            case "refused" if wire.key not in self.said:
                raise RefusedPostError("not that")
            case "dead":
                raise ReconnectError("who are you")
            case "old":
                raise OutdatedError("speak up")
            case "died before":
                raise DiedError
            case "lost before":
                raise UnsurePostError("no answer")
        again = wire.key in self.said and (self._repeats or self._clock() - self._since[wire.key] <= WATCHES)
        if not again:
            self.said[wire.key] += 1
            self._since[wire.key] = self._clock()
        match mood:
            case "died after":
                raise DiedError
            case "lost after":
                raise UnsurePostError("no answer")
        return self._where(wire)

    def find(self, wire: Wire, _since: datetime) -> Landed | None:
        """Look for it."""
        if not self._repeats:
            raise CannotTellError
        return self._where(wire) if self.said[wire.key] else None

    def remove(self, ref: str) -> None:
        """Take it down."""
        self.said.pop(ref, None)

    def who(self) -> Identity:
        """Nobody in particular."""
        return Identity("sim", "sim", "https://sim.example")

    def _where(self, wire: Wire) -> Landed:
        return Landed(wire.key, f"https://sim.example/{wire.key}", "it is there")


MOODS = (
    "well", "not sent", "put off", "refused", "dead", "old", "died before", "died after", "lost before", "lost after",
)  # fmt: skip


def post(name: str, account: str = "sim", due: datetime = NOON, **fields: object) -> Post:
    """A post that was cleared."""
    wire = Wire(network="bluesky", text=f"Of {name}.", language="en", at=due, key=f"{account}-{name}")
    values = {
        "id": f"{account}-{name}", "account": account, "of": name, "texts": {name: "1:x"}, "wire": wire, "seal": sealed_of(wire),
        "state": PostState.PLANNED, "due": due, "cleared_by": "Ines", "cleared_at": NOON, **fields,
    }  # fmt: skip
    return Post(**values)  # type: ignore[arg-type]  # fields of any kind


def sealed_of(wire: Wire) -> str:
    """What goes over this network's wire."""
    return seal({"text": wire.text, "key": wire.key})
