"""What posting asks of a network."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from pipeline.model.posting import Connection, Picture, Post, PostState, Wire

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

    @property
    def repeats(self) -> bool:
        """Whether a second try is always harmless: the network knows it by its key, or lets us see our own posts."""

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


class Claimed(NamedTuple):
    """A post that somebody has in hand."""

    #: As it stands in the outbox from now on: `began` is set, and this try is counted.
    post: Post
    #: When the first try began that may have reached the network; None where there was none before this one.
    since: datetime | None


class Posts(Protocol):
    """The outbox: a row for each post, and each account has one of each piece."""

    def draft(self, posts: Sequence[Post]) -> int:
        """Write these where their account has none of the same piece; returns how many were written."""

    def reword(self, post: Post) -> bool:
        """Give a draft, or one that was cleared and waits, other words: nobody has cleared these. False where it waits no longer."""

    def find(
        self, *, states: Collection[PostState] | None = None, account: str | None = None, of: str | None = None,
        until: datetime | None = None,
    ) -> list[Post]:  # fmt: skip
        """Posts, the earliest first; of a state, an account, a piece, due until a moment."""

    def one(self, id_: str) -> Post | None:
        """The post of this id; None where there is none."""

    def clear(self, id_: str, seal: str, by: str, at: datetime) -> bool:
        """Let a draft go out as it was seen; False where it is no draft, or says something else by now."""

    def move(self, id_: str, due: datetime) -> bool:
        """Give one that has not left another time; False where it has left."""

    def close(self, id_: str, of: Collection[PostState], to: PostState, response: str, at: datetime) -> bool:
        """Bring one that is in one of these states to another; False where it is in none.

        What is to wait again begins anew: whoever says so knows that it is not there.
        """

    def claim(self, account: str, holder: str, now: datetime, until: datetime) -> Claimed | None:
        """Take the next one that is due, or that somebody had whose time is over; None where there is none.

        Args:
            account: whose.
            holder: who takes it; never used twice.
            now: the time; stands in `began`, if it was never tried.
            until: when the holder's time is over: longer than anything that the network takes to answer.

        """

    def hand(self, posts: Sequence[Post], ref: str, at: datetime) -> bool:
        """Take cleared posts in hand that leave together by a person's hand; no `claim` takes them from there.

        Args:
            posts: as they were read.
            ref: under what they leave: a file, a mail. It was never used before.
            at: the time.

        Returns:
            False, and none is taken, where one of them does not wait any more, or not as it was read.

        """

    def handed(self, ref: str, to: PostState, response: str, at: datetime) -> int:
        """Bring all that is in hand under a name to another state, all at once; returns how many those are."""

    def uploaded(self, id_: str) -> Mapping[str, str]:
        """What the network calls the pictures of a post that it has already, by their hash."""

    def keep_upload(self, id_: str, digest: str, name: str) -> None:
        """Remember one, before anything else is asked of the network."""

    def settle(self, post: Post, holder: str) -> bool:
        """Write what became of a claimed post; False where somebody else has taken it over since."""


class Tokens(Protocol):
    """With what each account is spoken for."""

    def connect(self, connection: Connection, token: Mapping[str, str]) -> None:
        """Keep a token in place of the one that was there; the account is alive again."""

    def refreshed(self, account: str, token: Mapping[str, str], ends: datetime | None) -> None:
        """Keep what the network gave in place of a token, before it is used."""

    def token(self, account: str) -> Mapping[str, str] | None:
        """The token of an account; None where it is not connected. Raises AttractError where no key opens it."""

    def died(self, account: str, why: str) -> None:
        """Say that the network knows a token no longer; it stays until another takes its place."""

    def disconnect(self, account: str) -> bool:
        """Forget a token; False where there was none."""

    def connections(self) -> Mapping[str, Connection]:
        """Every account that was connected, by name."""
