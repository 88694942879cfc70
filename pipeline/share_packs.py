"""The share pack joined to the world: one mail to each lawyer who posts by hand, with what is ready and was in none before.

    planned | who may be mailed | one mail each | in hand, under its Message-ID | the firm's own transport | accepted

Whoever is killed leaves no post in two mails: what is in hand is known by its mail, and of that the outbox can tell whether it
arrived, and of a mail server a person must find out.
"""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import events, returns
from pipeline.addresses import slug
from pipeline.edges.files import write_whole
from pipeline.edges.maildir import MaildirOutbox, file_name
from pipeline.errors import AttractError, TransportError, UsageError
from pipeline.mailboxes import lies_in
from pipeline.model import ClearedItem, Message, Person
from pipeline.model.posting import Post, PostState
from pipeline.ports import NotYet, Refused, Transport, Unsure
from pipeline.post_telling import Latest, Telling
from pipeline.share_letters import share_pack
from pipeline.social.share import Mailed, Piece, Ready, ShareRun
from pipeline.subscribe.addresses import Address, checked

if TYPE_CHECKING:
    from pipeline.wiring import House

_HOST = re.compile(r"https?://([^/]+)")
#: How often a mail is composed anew because somebody changed something meanwhile; then it waits for the next time.
_TRIES = 5


@dataclass(frozen=True)
class Pack:
    """One lawyer's mail, ready to leave, and what is in it."""

    person: str
    message: Message
    posts: Sequence[Post]
    pieces: int

    def told(self, said: str = "") -> Mailed:
        """What is told of it."""
        posts = tuple(each.id for each in self.posts)
        return Mailed(self.person, self.message.message_id, posts, self.pieces, said)


class _ChangedError(Exception):
    """Something of it may not leave any more."""


def people(house: "House", names: Collection[str] = ()) -> list[str]:
    """Everybody who posts by hand, or of these those. Raises UsageError where somebody does not."""
    accounts = house.posting.accounts.all().values()
    found = list(dict.fromkeys(each.person for each in accounts if each.by == "hand"))
    for name in names:
        if name not in found:
            raise UsageError(
                name, f"no account with `by: hand` is theirs; those who have one: {', '.join(found) or 'none'}.",
                "Name the file in content/people/, without .md.",
            )  # fmt: skip
    return [each for each in found if not names or each in names]


def mail(house: "House", cleared: Sequence[ClearedItem], period: str, names: Collection[str] = ()) -> ShareRun:
    """Mail the packs, and settle what somebody was interrupted at.

    Args:
        house: the firm.
        cleared: what may go out now.
        period: names the slot, or the day; stands in each Message-ID.
        names: of people; empty: everybody who posts by hand.

    Raises:
        BusyError: somebody else hands posts over.
        UsageError: somebody does not post by hand.

    """
    persons = people(house, names)
    with house.posting.alone():
        run = ShareRun()
        run.uncertain += _look_after(house)
        packing = Packing(house, cleared, period)
        try:
            _mail_all(house, packing, persons, run)
        except AttractError as problem:
            run.problem = problem
    run.waits, run.left = packing.waits, packing.left
    return run


def _mail_all(house: "House", packing: "Packing", persons: Sequence[str], run: ShareRun) -> None:
    wanted = [person for person in persons if packing.pack(person)]
    if not wanted:
        return
    if stop := returns.stopped(house):
        raise stop
    way = house.mailing.way()
    try:
        for person in wanted:
            _mail_one(house, packing, person, way, run)
    finally:
        way.close()
    if run.later:
        raise TransportError(
            "share packs", f"the mail server takes {_mails(len(run.later))} later ({run.later[0].said}).",
            "Each is tried again in the next slot, or by: attract social share",
        )  # fmt: skip


def _mail_one(house: "House", packing: "Packing", person: str, way: Transport, run: ShareRun) -> None:
    posts = house.posting.posts
    for _ in range(_TRIES):
        pack = packing.pack(person)
        if pack is None:
            return
        id_ = pack.message.message_id
        try:
            said = _hand_over(way, packing, pack)
        except _ChangedError:
            continue
        except TransportError:
            # Nothing was handed over, whatever had been begun.
            posts.handed(id_, PostState.PLANNED, "", house.time())
            raise
        told, now = pack.told(str(said)), house.time()
        if isinstance(said, str):
            posts.handed(id_, PostState.ACCEPTED, f"mailed to {person}: {said}", now)
            run.mailed.append(told)
        elif isinstance(said, Unsure):
            posts.handed(id_, PostState.UNCERTAIN, f"mailed to {person}: {said}", now)
            run.uncertain.append(told)
        else:
            posts.handed(id_, PostState.PLANNED, f"not mailed to {person}: {said}", now)
            (run.refused if isinstance(said, Refused) else run.later).append(told)
        return


def _hand_over(way: Transport, packing: "Packing", pack: Pack) -> str | Refused | NotYet | Unsure:
    """Let one leave, and return what was said. Raises _ChangedError and TransportError: it has not left."""
    ((_, said),) = way.hand_over([pack.message], lambda _: packing.begun(pack))
    return said


def lay_down(house: "House", cleared: Sequence[ClearedItem], period: str, names: Collection[str] = ()) -> tuple[ShareRun, list[Path]]:  # fmt: skip
    """The packs as they would leave, laid where previews lie. Nothing leaves, and no row is written. Raises UsageError."""
    packing, run, paths = Packing(house, cleared, period), ShareRun(), []
    for person in people(house, names):
        if pack := packing.pack(person):
            path = house.outbox / "mail" / "previews" / file_name(pack.message.message_id)
            write_whole(path, pack.message.body, private=True)
            run.mailed.append(pack.told())
            paths.append(path)
    run.waits, run.left = packing.waits, packing.left
    return run, paths


class Packing:
    """Composes packs, as everything stands at that moment.

    Args:
        house: the firm.
        cleared: what may go out.
        period: names the slot, or the day.

    """

    def __init__(self, house: "House", cleared: Sequence[ClearedItem], period: str) -> None:
        self._house, self._latest, self._period = house, Latest(house, cleared), period
        self._people: Mapping[str, Person] = house.people()
        #: Why nothing of an account leaves, by its name; and of a post, by its id.
        self.waits: dict[str, str] = {}
        self.left: dict[str, str] = {}

    def pack(self, person: str) -> Pack | None:
        """One lawyer's, or why there is none."""
        house = self._house
        accounts = {name: each for name, each in house.posting.accounts.all().items() if each.person == person and each.by == "hand"}  # fmt: skip
        waiting = [each for name in accounts for each in house.posting.posts.find(states=[PostState.PLANNED], account=name)]  # fmt: skip
        if waiting and (why := self._barred(person)):
            self.waits |= {each.account: why for each in waiting}
            return None
        now = self._latest()
        ready = []
        for each in waiting:
            if why := _stays(each, now):
                self.left[each.id] = why
            else:
                ready.append(each)
        if not ready:
            return None
        pieces = self._pieces(ready, now.pieces)
        one = self._people[person]
        message = share_pack(
            house.firm, one.name, one.email, pieces, once=self._once(person), now=house.time(),
        )  # fmt: skip
        return Pack(person, message, ready, len(pieces))

    def begun(self, pack: Pack) -> None:
        """Take a pack's posts in hand, right before it leaves. Raises _ChangedError where one may not any more."""
        now, posts = self._latest(), self._house.posting.posts
        gone = any(_stays(each, now) for each in pack.posts)
        if gone or not posts.hand(pack.posts, pack.message.message_id, self._house.time()):
            raise _ChangedError

    def _barred(self, person: str) -> str:
        """Why somebody gets no mail; empty where they do."""
        house, found = self._house, self._people.get(person)
        if found is None:
            return f"there is no content/people/{person}.md"
        today = house.time().astimezone(house.firm.zone).date()
        if found.left is not None and found.left <= today:
            return f"{found.name} has left the firm"
        if not found.social:
            return f"`social: no` stands in content/people/{person}.md"
        if not isinstance(checked(found.email), Address):
            return f"there is no `email` in content/people/{person}.md that mail could go to"
        if never := lies_in(found.email, house.firm.never_mail):
            return f"{never} stands in never_mail"
        return "mail to their address came back, or they want none" if house.ledger.suppressed(found.email) else ""

    def _once(self, person: str) -> str:
        """What names this mail: always the same for the same pack, and never what another was called."""
        known = " ".join(each.ref for each in self._house.posting.posts.find())
        first = f"{self._period}.{slug(person)}"
        names = chain([first], (f"{first}-{number}" for number in count(2)))
        return next(each for each in names if f"<share.{each}@" not in known)

    def _pieces(self, posts: Sequence[Post], cleared: Sequence[ClearedItem]) -> list[Piece]:
        """What is in the mail, the newest piece first, then what tells of several."""
        order = {each.id: number for number, each in enumerate(cleared)}
        titles = {each.id: each.item.title for each in cleared}
        grouped: dict[str, list[Post]] = {}
        for each in posts:
            # A correction stands with its piece.
            grouped.setdefault(next(iter(each.texts)) if len(each.texts) == 1 else each.of, []).append(each)
        return [
            Piece(
                title=mine[0].wire.title or titles.get(id_, id_), address=mine[0].wire.link,
                ready=tuple(self._ready(each) for each in mine),
            )
            for id_, mine in sorted(grouped.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
        ]  # fmt: skip

    def _ready(self, post: Post) -> Ready:
        accounts = self._house.posting.accounts
        ready = Ready(wire=post.wire, told="")
        host = _HOST.match(accounts.one(post.account).server)
        return replace(
            ready, told=accounts.counter(post.account).told(ready.words, post.wire.tags), server=host[1] if host else ""
        )  # fmt: skip


def _stays(post: Post, telling: Telling) -> str:
    """Why a post is in no pack; empty where it may be."""
    return telling.why_not(post) or ("Attract has tried to say it, and it may be there" if post.began else "")


# What is in hand.


def _look_after(house: "House") -> list[Mailed]:
    """Settle the packs that somebody was interrupted at; returns those of which nobody knows whether they arrived."""
    posts, doubtful = house.posting.posts, []
    found: dict[str, list[Post]] = {}
    for each in posts.find(states=[PostState.ATTEMPTING]):
        if each.ref.startswith("<share."):
            found.setdefault(each.ref, []).append(each)
    for ref, mine in found.items():
        outbox = house.firm.mail.transport == "outbox"
        arrived = MaildirOutbox(house.outbox / "mail").arrived(ref) if outbox else None
        to = {True: PostState.ACCEPTED, False: PostState.PLANNED, None: PostState.UNCERTAIN}[arrived]
        posts.handed(ref, to, f"{ref}: whoever mailed it was interrupted", house.time())
        if arrived is None:
            person = ref.removeprefix("<share.").rpartition("@")[0]
            doubtful.append(
                Mailed(person, ref, tuple(each.id for each in mine), 0, "whoever mailed it was interrupted")
            )
    return doubtful


def tell(run: ShareRun) -> None:
    """Tell, where nobody asked for it, what was mailed and whose posts wait; nothing where there was nothing."""
    if run.happened:
        told = f"Share packs: {len(run.mailed)} mailed, {len(run.uncertain)} uncertain, {len(run.refused) + len(run.later)} not taken."
        events.tell(
            events.SHARE_DONE, f"{told} Stopped: {run.problem}" if run.problem else told, failed=run.problem,
            level=logging.ERROR if run.problem else None, mailed=len(run.mailed), uncertain=len(run.uncertain),
            refused=len(run.refused) + len(run.later),
        )  # fmt: skip
    for account in run.waits:
        told = f"No share pack has the posts of {account}: `attract social share` says why."
        events.tell(events.SHARE_WAITS, told, account=account)


def _mails(number: int) -> str:
    return "1 mail" if number == 1 else f"{number} mails"
