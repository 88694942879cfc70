"""What a person does with posts: clear, drop, move, resolve, take down. Each act is about one post, and says what came of it."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.errors import ClearanceError, TransportError, UsageError
from pipeline.model import ClearedItem
from pipeline.model.posting import Post, PostState, Wire
from pipeline.ports.posting import PostError
from pipeline.wiring import House

_LOOK = "`attract social queue` lists them."
_OVER = (PostState.DROPPED, PostState.MISSED)


def one(house: House, told: str) -> Post:
    """The post that somebody named, by its id, or by what it was called beside its words.

    Raises:
        UsageError: there is none, or it says something else by now.

    """
    id_, _, seen = told.partition(".")
    found = house.posting.posts.one(id_)
    if found is None:
        raise UsageError(told, "there is no such post.", _LOOK)
    if seen and not found.seal.startswith(seen):
        raise UsageError(told, "it says something else by now.", "Look at it again: attract social preview")
    return found


def clear(house: House, post: Post, by: str, cleared: Sequence[ClearedItem]) -> Post:
    """Let a draft leave as it was seen; one whose time is over gets the next free moment.

    Raises:
        ClearanceError: its piece may not be told, or says something else by now.
        UsageError: it is no draft.

    """
    posting = house.posting
    if post.state is not PostState.DRAFT:
        raise UsageError(post.id, f"it is {post.state}, and no draft.", _LOOK)
    if why := posting.telling(cleared).why_not(post):
        raise ClearanceError(
            post.id, f"{why}.",
            "Clear the piece first, and run `attract run`: its posts are drafted anew.",
        )  # fmt: skip
    if post.due <= house.time():
        posting.move(post, posting.drafting(cleared).due(post.account, of=post.of))
        post = one(house, post.id)
    if not posting.posts.clear(post.id, post.seal, by, house.time()):
        raise UsageError(post.id, "it says something else by now.", "Look at it again: attract social preview")
    return one(house, post.id)


def drop(house: House, post: Post, by: str, reason: str) -> Post:
    """Say of one that has not left that it stays. Raises UsageError."""
    told = f"{by}: {reason}" if reason else by
    waits = (PostState.DRAFT, PostState.PLANNED)
    if not house.posting.posts.close(post.id, waits, PostState.DROPPED, told, house.time()):
        raise UsageError(post.id, f"it is {post.state}: only what waits can be dropped.", _LOOK)
    return one(house, post.id)


def again(house: House, post: Post, cleared: Sequence[ClearedItem]) -> Post:
    """Bring one that was dropped or missed back as a draft, at its next free moment. Raises UsageError."""
    posting = house.posting
    if not posting.posts.close(post.id, _OVER, PostState.DRAFT, "", house.time()):
        raise UsageError(post.id, f"it is {post.state}: only what was dropped or missed can come back.", _LOOK)
    posting.move(one(house, post.id), posting.drafting(cleared).due(post.account, of=post.of))
    return one(house, post.id)


def move(house: House, post: Post, to: datetime) -> Post:
    """Give one that waits another time. Raises UsageError."""
    if to <= house.time():
        raise UsageError(post.id, "this moment is over.", "`attract social post` says at once what is due.")
    if post.state not in (PostState.DRAFT, PostState.PLANNED) or not house.posting.move(post, to):
        raise UsageError(post.id, f"it is {post.state}: only what waits can be moved.", _LOOK)
    return one(house, post.id)


def resolve(house: House, post: Post, by: str, *, there: bool, cleared: Sequence[ClearedItem]) -> Post:
    """Say of an uncertain one whether it is there; one that is not waits again, for its next free moment. Raises UsageError."""
    posting = house.posting
    to = PostState.ACCEPTED if there else PostState.PLANNED
    told = f"{by} found it there" if there else ""
    if not posting.posts.close(post.id, [PostState.UNCERTAIN], to, told, house.time()):
        raise UsageError(post.id, f"it is {post.state}, and not uncertain.", _LOOK)
    if not there:
        posting.move(one(house, post.id), posting.drafting(cleared).due(post.account, of=post.of))
    return one(house, post.id)


def remove(house: House, post: Post, by: str, *, by_hand: bool) -> Post:
    """Take one down, or note that a person has.

    Raises:
        UsageError: it is not there, or only a person can reach it.
        TransportError: the network did not do it.

    """
    posting = house.posting
    if post.state is not PostState.ACCEPTED:
        raise UsageError(post.id, f"it is {post.state}: there is nothing to take down.", _LOOK)
    account = posting.accounts.all().get(post.account)
    if not by_hand:
        if account is None or not account.is_spoken or not post.ref:
            raise UsageError(
                post.id,
                "Attract cannot reach it there.",
                f"Take it down, then: attract social remove {post.id} --by-hand",
            )
        try:
            posting.accounts.network(post.account).remove(post.ref)
        except PostError as problem:
            raise TransportError(
                post.id, f"{account.network} did not take it down ({problem}).",
                f"Try again, or take it down there and say: attract social remove {post.id} --by-hand",
            ) from problem  # fmt: skip
    posting.posts.close(post.id, [PostState.ACCEPTED], PostState.REMOVED, f"taken down by {by}", house.time())
    return one(house, post.id)


def payload(house: House, wire: Wire, account: str) -> dict[str, object]:
    """What would go over the wire, byte for byte but for what a network's uploads are called."""
    return dict(house.posting.accounts.form(account)(wire))
