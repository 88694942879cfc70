"""How accounts and posts stand, for whoever looks: plain values that a terminal, a page or another program shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.model.posting import Post, PostState
from pipeline.post_previews import Shown, page
from pipeline.wiring import House

#: Of whom a person must decide something, or of what.
_WAITS = (PostState.DRAFT, PostState.PLANNED, PostState.ATTEMPTING)


@dataclass(frozen=True)
class Standing:
    """How one account stands."""

    account: str
    network: str
    by: str
    whose: str
    #: As the network calls it; empty where nobody knows.
    speaks_for: str
    #: In words: connected, not connected, its token has died, needs no connection.
    connection: str
    #: What a person should do; empty where nothing.
    remedy: str
    #: When its token ends; None where it does not, or nobody knows.
    ends: datetime | None
    posts: Counter[PostState]
    #: When the next cleared one leaves; None where none waits.
    following: datetime | None


def standings(house: House) -> list[Standing]:
    """Every account of the settings."""
    accounts, known, people = house.posting.accounts, house.posting.accounts.known(), house.people()
    found = []
    for name, account in accounts.all().items():
        posts = house.posting.posts.find(account=name)
        connection = known.get(name)
        remedy = ""
        if account.person and account.person not in people:
            told, remedy = (
                f"{account.person} is nobody's file in content/people",
                "name a file of content/people as its `person`",
            )
        elif not account.is_spoken:
            told = {"hand": "posted by hand", "buffer": "imported into Buffer", "sprout": "imported into Sprout"}[
                account.by
            ]
        elif connection is None:
            told, remedy = "not connected", f"attract social connect {name}"
        elif connection.dead:
            told, remedy = f"its token is dead: {connection.dead}", f"attract social connect {name}"
        else:
            told = "connected"
        waiting = [each.due for each in posts if each.state is PostState.PLANNED]
        found.append(Standing(
            account=name, network=account.network, by=account.by, whose=accounts.whose(name), speaks_for=accounts.told_of(name),
            connection=told, remedy=remedy, ends=connection.ends if connection else None,
            posts=Counter(each.state for each in posts), following=min(waiting, default=None),
        ))  # fmt: skip
    return found


def waiting(house: House, account: str = "") -> list[Post]:
    """What waits, and what a person must look at: uncertain, refused, to be taken down by hand."""
    found = house.posting.posts.find(account=account or None)
    return [each for each in found if each.state in (*_WAITS, PostState.UNCERTAIN, PostState.REFUSED) or each.stays_up]


def needs_a_person(post: Post) -> bool:
    """Whether nothing happens to a post until somebody decides."""
    return post.state in (PostState.DRAFT, PostState.UNCERTAIN) or post.stays_up


def beside(post: Post) -> str:
    """What somebody should know of a post, or do, in words."""
    if post.state is PostState.DRAFT:
        return f"mind: {post.response}" if post.response else "nobody has looked at it: attract social preview"
    if post.state is PostState.PLANNED:
        tried = f"; tried {post.tries} times, the last time: {post.response}" if post.tries else ""
        return f"cleared by {post.cleared_by}{tried}"
    if post.state is PostState.UNCERTAIN:
        return f"look whether it is there, then: attract social resolve {post.id} --there, or --not-there"
    if post.state is PostState.ACCEPTED:
        if post.stays_up:
            return f"its piece was withdrawn; {post.response}. Then: attract social remove {post.id} --by-hand"
        return post.address or post.response or post.ref
    return post.response


def page_of(house: House, account: str = "") -> str:
    """A page on which everything that waits, or needs a person, looks as it will."""
    accounts, people, read = house.posting.accounts, house.people(), house.posting.pictures.read
    shown = []
    for post in waiting(house, account):
        settings = accounts.all().get(post.account)
        if settings is None:
            continue
        person, wire = people.get(settings.person), post.wire
        shown.append(Shown(
            post=post, by=settings.by, name=accounts.whose(post.account), handle=accounts.told_of(post.account),
            portrait=house.assets.read(person.portrait) if person and person.portrait else b"",
            picture=read(wire.picture) if wire.picture else b"", told=accounts.counter(post.account).told(wire.text, wire.tags),
            warnings=(post.response,) if post.state is PostState.DRAFT and post.response else (),
        ))  # fmt: skip
    drafted = house.posting.drafting(house.judged()[0]).all()
    without = [(each.account, each.piece, each.why) for each in drafted.without if account in ("", each.account)]
    return page(
        shown,
        firm=house.firm.name,
        language=house.firm.language,
        zone=house.firm.zone,
        now=house.time(),
        without=without,
    )


def status_json(found: Sequence[Standing]) -> list[dict[str, Any]]:
    """For other programs."""
    return [
        {
            "account": each.account, "network": each.network, "by": each.by, "whose": each.whose,
            "speaks_for": each.speaks_for, "connection": each.connection, "remedy": each.remedy,
            "ends": each.ends.isoformat() if each.ends else None,
            "posts": {state.value: number for state, number in sorted(each.posts.items())},
            "next": each.following.isoformat() if each.following else None,
        }
        for each in found
    ]  # fmt: skip


def post_json(post: Post, zone: ZoneInfo) -> dict[str, Any]:
    """One post, for other programs."""
    return {
        "post": post.called, "account": post.account, "network": post.wire.network, "of": post.of, "state": post.state.value,
        "due": post.due.astimezone(zone).isoformat(), "text": post.wire.text, "link": post.wire.link, "tags": list(post.wire.tags),
        "title": post.wire.title, "alt": post.wire.picture.alt if post.wire.picture else "", "cleared_by": post.cleared_by,
        "tries": post.tries, "ref": post.ref, "address": post.address, "said": post.response, "next": beside(post),
    }  # fmt: skip
