"""Calls, never decides.

posts.claim | is it late, still cleared, still what was cleared | network.post | decide.landed, failed | posts.settle
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from pipeline.model.posting import Picture, Post, PostState
from pipeline.ports.posting import (
    CannotTellError,
    Landed,
    Network,
    OutdatedError,
    PostError,
    Posts,
    ReconnectError,
)
from pipeline.social import decide


@dataclass
class Posted:
    """What became of the posts of one account."""

    #: Each that was tried, as it stands now.
    tried: list[Post] = field(default_factory=list)
    #: Why nothing more of this account leaves; None where something may.
    stopped: PostError | None = None


@dataclass
class PostRun:
    """What became of posts in one look."""

    accepted: int = 0
    refused: int = 0
    uncertain: int = 0
    missed: int = 0
    dropped: int = 0
    removed: int = 0
    #: Cleared ones whose time has not come, or that could not leave.
    waiting: int = 0
    #: Those that a person has not looked at.
    drafts: int = 0
    #: Account and why nothing of it leaves.
    problems: dict[str, str] = field(default_factory=dict)

    def count(self, tried: Iterable[Post]) -> None:
        """Add what became of these."""
        for post in tried:
            self.accepted += post.state is PostState.ACCEPTED
            self.refused += post.state is PostState.REFUSED
            self.uncertain += post.state is PostState.UNCERTAIN
            self.missed += post.state is PostState.MISSED
            self.dropped += post.state is PostState.DROPPED

    @property
    def happened(self) -> bool:
        """Whether anything was tried."""
        return bool(self.accepted or self.refused or self.uncertain or self.missed or self.dropped or self.removed)


def run(
    account: str,
    *,
    posts: Posts,
    network: Network,
    bytes_of: Callable[[Picture], bytes],
    barred: Callable[[Post], str],
    sealed: Callable[[Post], str],
    clock: Callable[[], datetime],
    holder: Callable[[], str],
    lease: timedelta,
    late: timedelta,
    most: int,
    ends: Callable[[], bool],
) -> Posted:
    """Say on one account what is due there, one after the other.

    Args:
        account: its name.
        posts: the outbox.
        network: where it is said.
        bytes_of: the bytes of a picture.
        barred: why a post must not leave any more, in words; empty where it may. Asked right before each.
        sealed: names what would go over the wire now; where that is not what was cleared, nothing goes.
        clock: the time.
        holder: makes a name that was never used.
        lease: how long one post may take: longer than the network's own time limits together.
        late: how long after its time a post still leaves.
        most: how many at most.
        ends: whether this process is to stop.

    """
    done = Posted()
    while len(done.tried) < most and not ends() and done.stopped is None:
        me, now = holder(), clock()
        claimed = posts.claim(account, me, now, now + lease)
        if claimed is None:
            break
        post, since = claimed
        outcome = _tried(post, since, now, network, bytes_of, barred, sealed, late)
        settle = partial(posts.settle, holder=me)
        if isinstance(outcome, Post):
            settle(outcome)
            done.tried.append(outcome)
            continue
        after = decide.failed(post, since, outcome, clock(), repeats=network.repeats)
        settle(after)
        done.tried.append(after)
        if isinstance(outcome, ReconnectError | OutdatedError):
            done.stopped = outcome
    return done


def _tried(
    post: Post, since: datetime | None, now: datetime, network: Network, bytes_of: Callable[[Picture], bytes],
    barred: Callable[[Post], str], sealed: Callable[[Post], str], late: timedelta,
) -> Post | PostError:  # fmt: skip
    if why := barred(post):
        dropped = replace(post, state=PostState.DROPPED, response=why, at=now, again=None, began=None)
        return _instead(dropped, post, since, network)
    if decide.too_late(post, now, late):
        return _instead(decide.missed(post, now, late), post, since, network)
    if since is None and (now_sealed := sealed(post)) != post.seal:
        told = "what would be sent is not what was cleared any more: look at it again"
        return replace(
            post, state=PostState.DRAFT, seal=now_sealed, cleared_by="", cleared_at=None, began=None, again=None,
            response=told, at=now,
        )  # fmt: skip
    try:
        return decide.landed(post, now, network.post(post.wire, bytes_of, since))
    except PostError as problem:
        return problem


def _instead(given_up: Post, post: Post, since: datetime | None, network: Network) -> Post | PostError:
    """One that must not leave any more is given up: where it may be there already, that is found out first."""
    if since is None:
        return given_up
    assert given_up.at is not None
    try:
        found: Landed | None = network.find(post.wire, since)
    except CannotTellError:
        return replace(given_up, state=PostState.UNCERTAIN, response=f"{given_up.response}; it may be there")
    except PostError as problem:
        return problem
    return decide.landed(post, given_up.at, found) if found else given_up
