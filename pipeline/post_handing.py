"""Posts handed over as files: CSV that Buffer and Sprout import, and a calendar.

    planned | each at a moment that the program takes | in hand, under the file's name | the file, whole | accepted

Whoever is killed anywhere leaves each post in one file: what is in hand is known by the file's name, and the next one writes that
file, with the same bytes, before it begins another.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from pipeline.edges.files import secure_folder, write_whole
from pipeline.errors import TransportError, UsageError
from pipeline.model import ClearedItem
from pipeline.model.posting import Post, PostState, Wire
from pipeline.post_drafts import Drafting
from pipeline.social import handed
from pipeline.social_settings import Account
from pipeline.wiring import House

#: The ways of an account whose posts somebody imports.
IMPORTED = ("buffer", "sprout")
#: Buffer takes nothing that is past, Sprout nothing nearer than this; and whoever imports needs a moment for it.
SOON = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
#: A file's name begins with when it was made, by the firm's clock: those of last week stay what they were.
_STAMP = "%Y-%m-%d-%H%M"


class Moved(NamedTuple):
    """A post that gets another time, because its program would not take the one that it has."""

    post: Post
    to: datetime


class Left(NamedTuple):
    """A post that stays, and why."""

    post: Post
    why: str


@dataclass(frozen=True)
class Laid:
    """One file to import."""

    account: str
    path: Path
    posts: Sequence[Post]
    #: Somebody had begun it and was interrupted.
    finished: bool = False


@dataclass
class Files:
    """What was handed over, or would be."""

    laid: list[Laid] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def accounts(house: House, names: Collection[str] = (), *, strict: bool = True) -> list[str]:
    """The accounts whose posts are imported, or of these those.

    Args:
        house: the firm.
        names: of accounts; empty: all.
        strict: whether it is a fault to name one whose posts are not.

    Raises:
        ConfigurationError: there is no such account.
        UsageError: its posts are not imported.

    """
    known = house.posting.accounts
    for name in names:
        if known.one(name).by not in IMPORTED and strict:
            raise UsageError(
                name, f"its posts stand in no file (`by: {known.one(name).by}`).",
                "Files are for accounts with `by: buffer` or `by: sprout`.",
            )  # fmt: skip
    return [name for name, each in known.all().items() if each.by in IMPORTED and (not names or name in names)]


def folder_of(house: House) -> Path:
    """Where files lie, unless somebody wants them elsewhere."""
    return house.outbox / "social" / "files"


def hand_over(house: House, cleared: Sequence[ClearedItem], names: Iterable[str], folder: Path) -> Files:
    """Write every cleared post of these accounts into files, and finish what somebody was interrupted at.

    Args:
        house: the firm.
        cleared: what may go out now.
        names: of accounts whose posts are imported.
        folder: where the files go.

    Raises:
        BusyError: somebody else hands posts over.
        TransportError: a file cannot be written; its posts wait as before.

    """
    done = Files()
    with house.posting.alone():
        done.laid += _unfinished(house)
        for name in names:
            _Turn(house, cleared, name, folder, done).take()
    return done


def would(house: House, cleared: Sequence[ClearedItem], names: Iterable[str], folder: Path) -> Files:
    """What `hand_over` would do. Changes nothing."""
    done = Files()
    for ref, posts in _in_hand(house).items():
        done.laid.append(Laid(posts[0].account, _path(house, ref), posts, finished=True))
    for name in names:
        turn = _Turn(house, cleared, name, folder, done)
        posts, moved, left = turn.plan()
        done.moved += moved
        done.left += left
        to = {each.post.id: each.to for each in moved}
        timed = [_at(each, to.get(each.id, each.due)) for each in posts]
        done.laid += [Laid(name, path, file.posts) for path, file in turn.files(timed)]
    return done


def calendar(house: House, names: Collection[str] = ()) -> bytes:
    """Every post of these accounts, or of all, as an .ics file: drafts are tentative, what will not be said is cancelled."""
    posts = [each for each in house.posting.posts.find() if not names or each.account in names]
    domain = parseaddr(house.firm.mail.sender)[1].partition("@")[2]
    return handed.calendar(f"{house.firm.name}: posts", domain, posts, house.time())


def write_calendar(house: House, path: Path, names: Collection[str] = ()) -> None:
    """Write that calendar into a file. Raises TransportError."""
    try:
        write_whole(path, calendar(house, names))
    except OSError as problem:
        raise TransportError(
            str(path), f"it cannot be written ({problem.strerror}).", "Name another file."
        ) from problem


class _Turn:
    """One account's posts on their way into files."""

    def __init__(self, house: House, cleared: Sequence[ClearedItem], name: str, folder: Path, done: Files) -> None:
        self._house, self._cleared, self._name, self._folder, self._done = house, cleared, name, folder, done
        self._posts = house.posting.posts

    def take(self) -> None:
        """Write this account's files. Raises TransportError."""
        # Whoever withdraws or moves a post meanwhile goes before us: then we look again.
        while True:
            posts, moved, left = self.plan()
            for each in left:
                # Nobody has cleared what it says, unless it is cleared again.
                self._posts.reword(each.post)
                if each not in self._done.left:
                    self._done.left.append(each)
            if not all(self._moved(each) for each in moved):
                continue
            wanted = {each.id for each in posts}
            now = [
                each for each in self._posts.find(states=[PostState.PLANNED], account=self._name) if each.id in wanted
            ]
            if all(self._written(path, file) for path, file in self.files(now)):
                break

    def _moved(self, each: Moved) -> bool:
        if found := self._house.posting.move(each.post, each.to):
            self._done.moved.append(each)
        return found

    def _written(self, path: Path, file: handed.File) -> bool:
        ref = _ref(self._house, path)
        if not self._posts.hand(file.posts, ref, self._house.time()):
            return False
        self._done.laid.append(_finish(self._house, ref))
        return True

    def plan(self) -> tuple[list[Post], list[Moved], list[Left]]:
        """The posts that go into files, those of them that get another time, and those that stay."""
        posts, left, telling = [], [], self._house.posting.telling(self._cleared)
        for each in self._posts.find(states=[PostState.PLANNED], account=self._name):
            if why := telling.why_not(each):
                left.append(Left(each, why))
            elif each.began:
                left.append(
                    Left(each, "Attract has tried to say it, and it may be there: attract social drop, or move")
                )
            else:
                posts.append(each)
        return posts, self._times(posts), left

    def _times(self, posts: Sequence[Post]) -> list[Moved]:
        """The next free moment of each whose own its program would not take."""
        everything, zone = self._posts.find(), self._house.firm.zone
        earliest = self._house.time() + SOON
        mine = {each.id for each in posts}
        taken = [
            handed.moment(each.due, zone) for each in everything
            if each.account == self._name and each.id not in mine and each.state in (PostState.ATTEMPTING, PostState.ACCEPTED)
        ]  # fmt: skip
        late = []
        for each in posts:
            if each.due < earliest or _close(handed.moment(each.due, zone), taken):
                late.append(each)
            else:
                taken.append(handed.moment(each.due, zone))
        known = {each.id: each for each in everything if each.id not in {late_one.id for late_one in late}}
        moved = []
        for each in late:
            drafting = Drafting(self._house, list(known.values()), self._cleared)
            due = earliest - _MINUTE
            while (later := drafting.due(self._name, of=each.of, after=due)) > due:
                due = later
                if due >= earliest and not _close(handed.moment(due, zone), taken):
                    break
            known[each.id] = _at(each, due)
            taken.append(handed.moment(due, zone))
            moved.append(Moved(each, due))
        return moved

    def files(self, posts: Sequence[Post]) -> list[tuple[Path, handed.File]]:
        """The files of these posts, under names that no other has or had."""
        house, zone = self._house, self._house.firm.zone
        known = {each.ref for each in self._posts.find()}
        stamp, made = house.time().astimezone(zone).strftime(_STAMP), _files(house, self._name, posts)
        for begins in chain([stamp], (f"{stamp}-{number}" for number in count(2))):
            paths = [self._folder / f"{begins}-{file.name}" for file in made]
            if not any(path.exists() or _ref(house, path) in known for path in paths):
                break
        return list(zip(paths, made, strict=True))


def _files(house: House, name: str, posts: Sequence[Post]) -> Sequence[handed.File]:
    account: Account = house.posting.accounts.one(name)
    return (handed.buffer if account.by == "buffer" else handed.sprout)(name, posts, house.firm.zone)


def _close(at: datetime, others: Iterable[datetime]) -> bool:
    return any(abs(at - other) < handed.APART for other in others)


def _at(post: Post, due: datetime) -> Post:
    wire: Wire = replace(post.wire, at=due.replace(microsecond=0))
    return replace(post, due=due, wire=wire)


# What is in hand.


def _ref(house: House, path: Path) -> str:
    """What a file is called in the outbox: its place in the firm's folder, or on this machine."""
    return house.inside(path) or path.resolve().as_posix()


def _path(house: House, ref: str) -> Path:
    return house.root / ref


def _in_hand(house: House) -> dict[str, list[Post]]:
    """What somebody was interrupted at, by the name of its file."""
    found: dict[str, list[Post]] = {}
    for each in house.posting.posts.find(states=[PostState.ATTEMPTING]):
        if each.ref.endswith(".csv"):
            found.setdefault(each.ref, []).append(each)
    return found


def _unfinished(house: House) -> list[Laid]:
    """Finish the files that somebody was interrupted at."""
    found = []
    for ref, posts in _in_hand(house).items():
        account = house.posting.accounts.all().get(posts[0].account)
        if (account and account.by in IMPORTED) or _path(house, ref).exists():
            found.append(replace(_finish(house, ref), finished=True))
        else:
            # It is not imported any more, and was never written: it leaves as its account does now.
            house.posting.posts.handed(ref, PostState.PLANNED, "", house.time())
    return found


def _finish(house: House, ref: str) -> Laid:
    """Write the file of what is in hand under its name, and note that it is there. Raises TransportError."""
    posts, path, store = _in_hand(house)[ref], _path(house, ref), house.posting.posts
    name = posts[0].account
    try:
        if not path.exists():
            (file,) = _files(house, name, posts)
            write_whole(path, file.body)
    except OSError as problem:
        # A file is there whole, or not at all.
        store.handed(ref, PostState.PLANNED, "", house.time())
        raise TransportError(
            str(path), f"it cannot be written ({problem.strerror}).",
            "Nothing is lost: make room, or name another folder with --to, and run again.",
        ) from problem  # fmt: skip
    with suppress(OSError):  # not every stick can say that it has written a folder
        secure_folder(path.parent)
    store.handed(ref, PostState.ACCEPTED, f"in {ref}, to be imported", house.time())
    return Laid(name, path, posts)
