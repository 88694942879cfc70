"""The room of posts joined to the world: drafts kept up to what is cleared, and what is due said once.

cleared | drafted, reworded, dropped | claim, network, settle | what was withdrawn is taken down
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Engine

from pipeline import events
from pipeline.edges import files
from pipeline.edges.store.posts import PostStore
from pipeline.edges.store.tokens import TokenStore
from pipeline.edges.token_keys import TokenKeys
from pipeline.errors import AttractError
from pipeline.model import ClearedItem, digest_of
from pipeline.model.posting import BY_HAND, Post, PostState, seal
from pipeline.ports.posting import OutdatedError, PostError, ReconnectError, RefusedPostError
from pipeline.post_accounts import Accounts
from pipeline.post_drafts import Drafted, Drafting
from pipeline.post_pictures import PostPictures
from pipeline.post_telling import Latest, Telling
from pipeline.social import run as social_run
from pipeline.social.run import PostRun
from pipeline.social.sentences import Sentence

if TYPE_CHECKING:
    from pipeline.wiring import House

#: For what the drafts were made last.
_DRAFTED = "posts"
#: After so long somebody else takes up a post that was in hand. `alone` keeps two of us apart; this lets whoever comes after a
#: crash come while LinkedIn still knows the same words again (`edges.networks.linkedin.SOON`).
LEASE = timedelta(minutes=4)
#: How long after a post could not be taken down that is tried again.
_AGAIN = timedelta(minutes=30)
_WAITS = (PostState.DRAFT, PostState.PLANNED)
#: Those that may still need their pictures, and how long others keep theirs.
_OPEN = (*_WAITS, PostState.ATTEMPTING, PostState.UNCERTAIN, PostState.DROPPED, PostState.MISSED)
_PICTURES = timedelta(days=30)


class Posting:
    """One firm's posts.

    Args:
        house: the firm.
        engine: its database.

    """

    def __init__(self, house: "House", engine: Engine) -> None:
        self._house = house
        self.posts = PostStore(engine)
        self.tokens = TokenStore(engine, TokenKeys.of(house.state))
        self.accounts = Accounts(house, self.tokens, self.posts)
        self.pictures = PostPictures(house)
        #: The sentences of pieces that are news, by content hash: to read a piece takes a tenth of a second, and one of which some
        #: account says nothing is looked at again with every change.
        self.readings: dict[str, tuple[Sentence, ...]] = {}
        self._telling: Telling | None = None
        #: When it was last tried in vain to take a post down, by its id.
        self._tried: dict[str, datetime] = {}
        #: What was told last of each account that stands still.
        self._told: dict[str, str] = {}

    def telling(self, cleared: Sequence[ClearedItem]) -> Telling:
        """What may be told of; made once in a round, and not again while nothing is judged anew."""
        if self._telling is None or not self._telling.still_stands(cleared):
            self._telling = Telling(self._house, cleared)
        return self._telling

    # Drafts.

    def drafting(self, cleared: Sequence[ClearedItem]) -> Drafting:
        """What drafts posts, as everything stands now."""
        return Drafting(self._house, self.posts.find(), cleared)

    def bring_up(self, cleared: Sequence[ClearedItem]) -> int:
        """Bring the drafts up to what is cleared; returns how many there are that were not.

        A post whose piece says something else by now gets its words anew, and nobody has cleared those; one whose piece was
        withdrawn is dropped. Does nothing where nothing has changed.
        """
        if not self.accounts.all() and not self.posts.find(states=_WAITS):
            return 0
        version = self._version(cleared)
        if self._house.ledger.mark(_DRAFTED) == version:
            return 0
        self._give_up(cleared)
        drafted = self.drafting(cleared).all()
        written = self._keep(drafted)
        self.pictures.forget(self.posts.find(states=_OPEN), _PICTURES)
        self._house.ledger.set_mark(_DRAFTED, version)
        if written or drafted.reworded:
            _tell_drafted(written, len(drafted.reworded))
        return written

    def _version(self, cleared: Sequence[ClearedItem]) -> str:
        """Names everything that drafts depend on."""
        house = self._house
        weekly = [each.name for each in house.slots.find(jobs=["weekly"], until=house.time()) if each.ended]
        return digest_of([
            house.firm.social.model_dump_json(), house.firm.name, house.firm.site, *weekly[-1:], house.clearing.standing(),
            repr(sorted(self.accounts.known())),
            *(f"{id_} {person.social} {person.left}" for id_, person in house.people().items()), self.telling(cleared).version,
        ])  # fmt: skip

    def _keep(self, drafted: Drafted) -> int:
        written = self.posts.draft(drafted.new)
        for each in drafted.reworded:
            with self.posts.together():
                if self.posts.reword(each) and each.state is PostState.PLANNED:
                    self.posts.clear(each.id, each.seal, each.cleared_by, self._house.time())
        return written

    def _give_up(self, cleared: Sequence[ClearedItem]) -> None:
        """Drop what will never leave, and what nobody looked at or handed over while it was news; what is only held waits on."""
        telling, now = self.telling(cleared), self._house.time()
        days = timedelta(days=self._house.firm.social.news)
        spoken = self._spoken()
        for post in self.posts.find(states=_WAITS):
            if why := telling.given_up(post):
                self.posts.close(post.id, _WAITS, PostState.DROPPED, why, now)
            # What a dead token keeps is never among these.
            elif now - post.due > days and (post.state is PostState.DRAFT or post.account not in spoken):
                done = "looked at it" if post.state is PostState.DRAFT else "handed it over"
                told = f"nobody {done} within {days.days} days of its time"
                self.posts.close(post.id, _WAITS, PostState.MISSED, told, now)

    # What is due.

    def due(self, name: str | None = None) -> list[Post]:
        """What an account, or any, may say now, or somebody was at."""
        now, spoken = self._house.time(), self._spoken()
        found = self.posts.find(states=(PostState.PLANNED, PostState.ATTEMPTING), account=name, until=now)
        return [each for each in found if each.account in spoken and (each.again is None or each.again <= now)]

    def ready(self) -> bool:
        """Whether something may leave now, or is to be taken down after all; what a person must mend first is not."""
        now = self._house.time()
        if any(at <= now - _AGAIN for at in self._tried.values()):
            return True
        due = {each.account for each in self.due()}
        return bool(due - self.still().keys()) and not self._house.plan.opening().shut(now)

    def still(self) -> dict[str, str]:
        """The accounts of which something is due and nothing leaves, each with the reason."""
        due = dict.fromkeys(each.account for each in self.due())
        return {name: why for name in due if (why := self.accounts.stopped(name))}

    def move(self, post: Post, due: datetime) -> bool:
        """Give one that waits another time, and the clearance of its words along; False where it has left.

        Networks show the time for which a post was made, so that it is part of what goes over the wire.
        """
        wire = replace(post.wire, at=due.replace(microsecond=0))
        moved = replace(post, due=due, wire=wire, seal=seal(self.accounts.form(post.account)(wire)))
        # At once: whoever is killed between leaves no cleared post behind that nobody has cleared.
        with self.posts.together():
            if not self.posts.reword(moved) or not self.posts.move(post.id, due):
                return False
            if post.state is PostState.PLANNED and post.cleared_at:
                self.posts.clear(post.id, moved.seal, post.cleared_by, post.cleared_at)
        return True

    def _spoken(self) -> list[str]:
        return [name for name, each in self.accounts.all().items() if each.is_spoken]

    def alone(self) -> AbstractContextManager[None]:
        """Be the only one on this machine who posts: one session for each account. Raises BusyError at once."""
        self._house.state.mkdir(exist_ok=True)
        return files.alone(self._house.state / "posting.lock", str(self._house.root))

    def send(self, cleared: Sequence[ClearedItem], *, by_clock: bool = False, held_up: str = "") -> PostRun:
        """Say what is due, and take down what was withdrawn.

        Args:
            cleared: what may go out now.
            by_clock: nobody asked for it: nothing is said on closed days and in quiet hours.
            held_up: why nothing is said now, only taken down; empty where it may be.

        """
        house, said = self._house, PostRun()
        latest = Latest(house, cleared)
        self._take_down(latest(), said)
        shut = by_clock and house.plan.opening().shut(house.time())
        due = [] if shut else list(dict.fromkeys(each.account for each in self.due()))
        for name in due if not held_up else []:
            self._say(name, latest, said)
        said.waiting = len(self.posts.find(states=[PostState.PLANNED]))
        said.drafts = len(self.posts.find(states=[PostState.DRAFT]))
        if said.happened:
            _tell_said(said)
        self._tell_problems(said.problems)
        if held_up:  # whoever holds it up tells the log
            said.problems |= {name: f"{name} waits: {held_up}" for name in due}
        return said

    def _tell_problems(self, problems: Mapping[str, str]) -> None:
        """Tell of each account that stands still, once."""
        for name in problems:
            if self._told.get(name) != problems[name]:
                told = f"Nothing of {name} leaves: `attract social status` says why."
                events.tell(events.POSTS_STOPPED, told, account=name)
        self._told = dict(problems)

    def _say(self, name: str, latest: Latest, said: PostRun) -> None:
        house, social = self._house, self._house.firm.social
        for post in self.due(name):
            # Its piece is held while somebody looks at it again: so is what it says.
            if post.began is None and latest().why_not(post):
                self.posts.reword(post)
        if not self.due(name):
            return
        if why := self.accounts.stopped(name):
            said.problems[name] = why
            return
        try:
            network = self.accounts.network(name)
        except AttractError as problem:
            said.problems[name] = f"{problem.thing}: {problem.cause} {problem.remedy}"
            return
        form = self.accounts.form(name)
        done = social_run.run(
            name, posts=self.posts, network=network, bytes_of=self.pictures.read,
            barred=lambda post: latest().why_not(post), sealed=lambda post: seal(form(post.wire)),
            clock=house.time, holder=lambda: uuid4().hex, lease=LEASE, late=timedelta(hours=social.late),
            # After a night without us a day's worth leaves, and not everything in one breath.
            most=self.accounts.one(name).per_day, ends=house.ending.is_set,
        )  # fmt: skip
        said.count(done.tried)
        if done.stopped is not None:
            self._stopped(name, done.stopped, said)

    def _stopped(self, name: str, problem: PostError, said: PostRun) -> None:
        """Remember a dead token; what waits, waits."""
        if isinstance(problem, ReconnectError):
            self.tokens.died(name, str(problem))
            said.problems[name] = self.accounts.stopped(name)
        elif isinstance(problem, OutdatedError):
            said.problems[name] = f"{name}: {problem}. Look at `social.linkedin_version` in content/firm.yml."

    # What was withdrawn.

    def _take_down(self, telling: Telling, said: PostRun) -> None:
        """Take down what tells of pieces that were withdrawn."""
        for post in self.posts.find(states=[PostState.ACCEPTED]):
            if not post.stays_up and telling.why_not(post) and any(map(telling.withdrawn, post.texts)):
                self._removed(post, said)

    def _removed(self, post: Post, said: PostRun) -> None:
        """Take a post down where its network lets us; else a person must."""
        now, account = self._house.time(), self.accounts.all().get(post.account)
        if self._tried.get(post.id, now - _AGAIN) > now - _AGAIN:
            return
        self._tried[post.id] = now
        if account is None or not account.is_spoken:
            self._by_hand(post, "nobody but a person can reach it")
            return
        if why := self.accounts.stopped(post.account):
            said.problems[post.account] = why
            return
        try:
            self.accounts.network(post.account).remove(post.ref)
        except ReconnectError as problem:
            self._stopped(post.account, problem, said)
        except RefusedPostError as problem:
            self._by_hand(post, str(problem))
        except (PostError, AttractError) as problem:
            said.problems[post.account] = str(problem)
        else:
            del self._tried[post.id]
            self.posts.close(post.id, [PostState.ACCEPTED], PostState.REMOVED, "its piece was withdrawn", now)
            said.removed += 1

    def _by_hand(self, post: Post, why: str) -> None:
        self.posts.close(
            post.id, [PostState.ACCEPTED], PostState.ACCEPTED, f"{BY_HAND}: {why}", post.at or self._house.time()
        )


def _tell_drafted(written: int, reworded: int) -> None:
    posts = "1 post was drafted" if written == 1 else f"{written} posts were drafted"
    other = f", {reworded} {'has' if reworded == 1 else 'have'} other words" if reworded else ""
    told = f"{posts}{other}: attract social preview."
    events.tell(events.POSTS_DRAFTED, told, written=written, reworded=reworded)


def _tell_said(said: PostRun) -> None:
    told = (
        f"Posts: {said.accepted} said, {said.refused} refused, {said.uncertain} uncertain, {said.missed} missed, "
        f"{said.removed} taken down, {said.waiting} waiting."
    )
    events.tell(
        events.POSTS_DONE, told, accepted=said.accepted, refused=said.refused, uncertain=said.uncertain, missed=said.missed,
        dropped=said.dropped, removed=said.removed, waiting=said.waiting,
    )  # fmt: skip
