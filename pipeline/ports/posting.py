"""What posting asks of a network."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.model.posting import Picture, Wire

#: The bytes of a picture.
Pictures = Callable[[Picture], bytes]


class Landed(NamedTuple):
    """Where a post is."""

    #: The network's own id, with which it can be taken down.
    ref: str
    #: Its public address; empty where the network gives none.
    address: str
    #: What it is known by: the network's answer, or its own words.
    said: str


@dataclass(frozen=True)
class Identity:
    """Whom a token speaks for."""

    #: As the network calls them: a handle, a name.
    name: str
    #: Their id there, and their page.
    id: str
    address: str
    #: When the token ends; None where it does not, or nobody knows.
    ends: datetime | None = None


class PostError(Exception):
    """A post that is not there, as far as we know; the message is the network's own words."""


class NotSentError(PostError):
    """Nothing has reached the network, or it put us off: the same may be sent again, not before `again` where that is said."""

    def __init__(self, words: str, again: datetime | None = None) -> None:
        super().__init__(words)
        self.again = again


class RefusedPostError(PostError):
    """The network has read it and does not want it; the same is never sent again."""


class UnsurePostError(PostError):
    """It may be there."""


class ReconnectError(PostError):
    """The token is dead: nothing of this account leaves until somebody connects it again."""


class OutdatedError(PostError):
    """The network does not know what we speak any more: a setting, or Attract, is too old. Nothing has been posted."""


class CannotTellError(PostError):
    """The network does not show us our own posts."""


class Network(Protocol):
    """One account on one network. Every method may take as long as the network does; none is tried twice by itself."""

    def post(self, wire: Wire, pictures: Pictures, since: datetime | None) -> Landed:
        """Say it, once.

        Args:
            wire: what.
            pictures: the bytes of its picture.
            since: when the first try began, where there was one that may have landed: whoever can look, looks first.

        Raises:
            NotSentError, RefusedPostError, UnsurePostError, ReconnectError, OutdatedError.

        """

    def find(self, wire: Wire, since: datetime) -> Landed | None:
        """Look for a post that may be there since then; None where it surely is not.

        Raises:
            CannotTellError, NotSentError (nobody answers), ReconnectError.

        """

    def remove(self, ref: str) -> None:
        """Take a post down; one that is gone already is no error. Raises PostError."""

    def who(self) -> Identity:
        """Whom the token speaks for. Raises NotSentError, ReconnectError, OutdatedError."""
