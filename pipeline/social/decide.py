"""Decides what becomes of a post after each try, and whether it may be tried at all. Asks nothing of the world."""

from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.model.posting import Post, PostState
from pipeline.ports.posting import (
    Landed,
    NotSentError,
    OutdatedError,
    PostError,
    ReconnectError,
    RefusedPostError,
    UnsurePostError,
)

#: How long a post waits after its first try that failed; twice as long each time, and no longer than that.
_FIRST, _MOST = timedelta(seconds=30), timedelta(hours=6)


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return min(_FIRST * (1 << min(max(tries, 1) - 1, 12)), _MOST)


def too_late(post: Post, now: datetime, late: timedelta) -> bool:
    """Whether a post is no news any more."""
    return now - post.due > late


def landed(post: Post, at: datetime, where: Landed) -> Post:
    """The network has it."""
    return replace(
        post, state=PostState.ACCEPTED, ref=where.ref, address=where.address, response=where.said, at=at, again=None
    )


def failed(post: Post, since: datetime | None, problem: PostError, now: datetime, *, repeats: bool) -> Post:
    """What becomes of a post that was tried and is not known to be there.

    Args:
        post: as it was claimed; `tries` counts this one.
        since: when the first try began that may have reached the network; None where there was none before this one.
        problem: what the network said, or nobody.
        now: the time.
        repeats: whether a second try is harmless (`Network.repeats`).

    """
    words = str(problem)
    match problem:
        case RefusedPostError():
            return replace(post, state=PostState.REFUSED, response=words, at=now, again=None)
        case NotSentError() | ReconnectError() | OutdatedError():
            again = getattr(problem, "again", None) or now + pause(post.tries)
            # A dead token or an old setting is mended by a person: what waits for them leaves as soon as they have.
            again = None if isinstance(problem, ReconnectError | OutdatedError) else again
            return replace(post, state=PostState.PLANNED, response=words, began=since, again=again, at=now)
        case UnsurePostError() if repeats:
            return replace(post, state=PostState.PLANNED, response=words, again=now + pause(post.tries), at=now)
        case UnsurePostError() if since is None:
            # The one repetition that the network's own watch over duplicates makes harmless, and soon enough for it.
            return replace(post, state=PostState.PLANNED, response=words, again=now + _FIRST, at=now)
        case _:
            return _unsure(post, words, now)


def _unsure(post: Post, words: str, now: datetime) -> Post:
    return replace(post, state=PostState.UNCERTAIN, response=words, at=now, again=None)


def missed(post: Post, now: datetime, late: timedelta) -> Post:
    """It was too late to leave."""
    hours = late // timedelta(hours=1)
    told = f"not said within {hours} {'hour' if hours == 1 else 'hours'} of its time"
    return replace(post, state=PostState.MISSED, response=told, at=now, again=None, began=None)
