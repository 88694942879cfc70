"""Posts in a rehearsal: drafted by the real code, cleared as soon as they are, and said to nobody."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Engine

from pipeline import post_acts
from pipeline.errors import ClearanceError
from pipeline.model import ClearedItem
from pipeline.model.card import Card
from pipeline.model.posting import Picture, PostState, Wire
from pipeline.ports.posting import Identity, Landed, Network, Pictures
from pipeline.post_accounts import Accounts
from pipeline.post_pictures import PostPictures
from pipeline.posting import Posting
from pipeline.social import watching

if TYPE_CHECKING:
    from pipeline.rehearsing.house import Rehearsed

#: Who has looked at what nobody has looked at yet.
_BY = "the rehearsal"


class Said(NamedTuple):
    """A post that would be said, or taken down."""

    account: str
    title: str
    #: The pieces it tells of, by id.
    pieces: tuple[str, ...]
    #: Whether a person brings it there: pastes it, or imports a file.
    by_hand: bool
    taken_down: bool = False


class _Recorder:
    """An account that takes everything (port: Network)."""

    repeats = True

    def __init__(self, house: "Rehearsed", account: str) -> None:
        self._house, self._account = house, account

    def post(self, wire: Wire, _pictures: Pictures, _since: datetime | None) -> Landed:
        """Take one."""
        self._note(wire.key)
        return Landed(wire.key, "", "rehearsed")

    def find(self, _wire: Wire, _since: datetime) -> Landed | None:
        """Whoever was interrupted says it again."""
        return None

    def remove(self, ref: str) -> None:
        """Take one down."""
        self._note(ref, taken_down=True)

    def who(self) -> Identity:
        """Somebody who may speak."""
        return Identity(self._account, self._account, "")

    def _note(self, key: str, *, taken_down: bool = False) -> None:
        posting = self._house.posting
        by_hand = not posting.accounts.one(self._account).is_spoken
        # What was said before the rehearsal has the network's own id.
        named = posting.posts.one(key)
        for post in [named] if named else posting.posts.find(account=self._account):
            if key in (post.id, post.ref):
                said = Said(self._account, post.wire.title, tuple(post.texts), by_hand, taken_down)
                self._house.seen.posts.append(said)


class RehearsedAccounts(Accounts):
    """The firm's, as if each were connected."""

    def __init__(self, house: "Rehearsed", posting: Posting) -> None:
        super().__init__(house, posting.tokens, posting.posts)
        self._rehearsed = house

    def stopped(self, name: str) -> str:
        """Nothing stops one."""
        return ""

    def network(self, name: str) -> Network:
        """What counts its posts."""
        return _Recorder(self._rehearsed, name)

    def undone(self, until: datetime) -> Iterator[tuple[datetime, str]]:
        """What a person must do for an account to be spoken for until then: from when on nothing of it leaves, and what that is."""
        known, now = self.known(), self._rehearsed.time()
        for name, each in self.all().items():
            if each.is_spoken and (why := super().stopped(name)):
                yield now, why
            elif each.is_spoken:
                ends = watching.end_of(known[name], now, renewed=self.renews(name))
                if ends and ends <= until:
                    yield ends, f"the token of {name} ends: attract social connect {name}"


class _Unpainted(PostPictures):
    """Says of each picture what it shows, and paints none: nobody sees them."""

    def of(self, card: Card) -> Picture:
        """A picture without its bytes."""
        return self._told(card, sha256(card.filename.encode()).hexdigest(), 1)


class RehearsedPosting(Posting):
    """The outbox of a copy."""

    def __init__(self, house: "Rehearsed", engine: Engine) -> None:
        super().__init__(house, engine)
        self.accounts: RehearsedAccounts = RehearsedAccounts(house, self)
        self.pictures = _Unpainted(house)

    def bring_up(self, cleared: Sequence[ClearedItem]) -> int:
        """Draft, and clear each wording at once: nobody can foretell when a person does, or whether."""
        written = super().bring_up(cleared)
        for post in self.posts.find(states=[PostState.DRAFT]):
            with suppress(ClearanceError):  # its piece is held for another look
                post_acts.clear(self._house, post, _BY, cleared)
        return written

    def _spoken(self) -> list[str]:
        """What a person brings there counts as brought at its time; what is mailed to whom it belongs leaves with the mail."""
        packs = self._house.firm.cadences.share is not None
        return [name for name, each in self.accounts.all().items() if not (packs and each.by == "hand")]
