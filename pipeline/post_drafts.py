"""Posts drafted from what is cleared: of each new piece, of its corrections, and of what is new in a week.

cleared | whose, what is news | wordings | fit | due | rows

Nothing is written here; `posting` keeps what comes of it.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.calendar_settings import WEEKDAYS
from pipeline.counting import Counter
from pipeline.digest import social as digest_social
from pipeline.model import ClearedItem, Kind, Person, SlotState, newest_first
from pipeline.model.posting import Picture, Post, PostState, Wire, seal
from pipeline.model.telling import headline, label
from pipeline.plan import rhythms
from pipeline.publish import card as cards
from pipeline.publish import links
from pipeline.social import sentences, times
from pipeline.social.cutting import JOINER
from pipeline.social.fitting import Draft, Wish, drafts
from pipeline.social.weekly import weekly
from pipeline.social.wordings import Wording, wordings
from pipeline.social_settings import Account

if TYPE_CHECKING:
    from pipeline.wiring import House

#: Accounts of which a person has the words before everybody else: whoever pastes them looks at them.
PASTED = "whoever pastes it"
#: Why an account says nothing of a piece that came in a flood.
_NO_ROOM = "it has no free day while this is news; per_day or social.news in content/firm.yml give it more"
_WEEK = timedelta(days=7)
#: How the name of a weekly edition begins; and minutes by which a digest leaves after the first post of its day.
_WEEKLY, _LATER = "weekly-", 240
#: Those that stand in the way of another post on the same day.
_TAKEN = (PostState.DRAFT, PostState.PLANNED, PostState.ATTEMPTING, PostState.ACCEPTED, PostState.UNCERTAIN)
#: Letters of a post's id.
_ID = 12


@dataclass(frozen=True)
class Without:
    """A piece of which an account says nothing."""

    account: str
    piece: str
    why: str


@dataclass
class Drafted:
    """What came of drafting."""

    new: list[Post] = field(default_factory=list)
    #: Those that were there, with the words of today.
    reworded: list[Post] = field(default_factory=list)
    without: list[Without] = field(default_factory=list)


def id_of(account: str, of: str) -> str:
    """The id of a post: the same every time."""
    return hashlib.sha256(f"{account}\0{of}".encode()).hexdigest()[:_ID]


class Drafting:
    """Drafts the posts of one firm.

    Args:
        house: the firm.
        known: every post in the outbox.
        cleared: what may go out.

    """

    def __init__(self, house: "House", known: Sequence[Post], cleared: Sequence[ClearedItem]) -> None:
        posting = house.posting
        self._house, self._accounts = house, posting.accounts
        self._pictures, self._readings = posting.pictures, posting.readings
        self._known = {(each.account, each.of): each for each in known}
        self._firm, areas = house.speaking(cleared)
        self._areas = areas.names
        self._telling = posting.telling(cleared)
        self._firm_says = next((each for each in cleared if each.item.kind is Kind.FIRM), None)
        self._people = house.people()
        self._label = label(house.firm.places_of_practice)
        self._now, self._days = house.time(), timedelta(days=self._firm.social.news)
        #: The next free moment of each account, until it is taken.
        self._free: dict[str, datetime] = {}

    def all(self) -> Drafted:
        """Everything that is to be drafted now, and each account that has nothing to say of a piece."""
        done, shareable = Drafted(), self._telling.shareable
        news = newest_first(each for each in shareable if self._is_news(each))
        for old in self._readings.keys() - {each.item.content_hash for each in news}:
            del self._readings[old]
        for piece in reversed(news):
            self._of_piece(piece, done)
        for piece in reversed(newest_first(each for each in shareable if each.corrections)):
            self._of_corrections(piece, done)
        self._of_week(news, done)
        return done

    def _is_news(self, piece: ClearedItem) -> bool:
        return self._news_until(piece) > self._now

    def _news_until(self, piece: ClearedItem) -> datetime:
        since = max(piece.item.published, piece.clearance.at) if piece.clearance else piece.item.published
        return since + self._days

    def _has_room(self, name: str, piece: ClearedItem) -> bool:
        """Whether an account has a free moment while a piece is news; what is pasted needs none."""
        if (name, piece.id) in self._known or self._accounts.all()[name].by == "hand":
            return True
        if name not in self._free:
            self._free[name] = self.due(name)
        return self._free[name] < self._news_until(piece)

    def _tellers(self, piece: ClearedItem) -> dict[str, Account]:
        """The accounts that tell of a piece: the firm's, and those of its authors."""
        return {
            name: each
            for name, each in self._accounts.all().items()
            if each.pieces
            and (not each.person or (each.person in piece.item.authors and self._telling.speaks(each.person)))
        }

    # One piece.

    def _of_piece(self, piece: ClearedItem, done: Drafted) -> None:
        tellers = self._tellers(piece)
        texts = {piece.id: piece.item.content_hash}
        wants = [name for name in tellers if self._wants(name, piece.id, texts)]
        # To find words takes long, to find a day does not.
        wanting = [name for name in wants if self._has_room(name, piece)]
        done.without += [Without(name, piece.item.title, _NO_ROOM) for name in wants if name not in wanting]
        if not wanting:
            return
        address = links.public(piece.item, self._firm.site)
        said = {
            _own_words(each.wire) for (name, of), each in self._known.items() if of == piece.id and name not in wanting
        }
        made = drafts(
            piece, self._unsaid(piece, tellers, said), [self._wish(name, tellers[name], address) for name in wanting],
            areas=self._areas, label=self._label,
        )  # fmt: skip
        done.without += [Without(name, piece.item.title, why) for name, why in made.without.items()]
        picture = self._pictures.of(
            cards.of_piece(piece, self._authors(piece), self._areas, self._firm, self._firm_says)
        )
        for name, draft in made.drafts.items():
            post = self._post(name, piece.id, texts, draft, address, picture)
            if post is None:
                done.without.append(Without(name, piece.item.title, "its network does not take it"))
            elif _own_words(post.wire) in said:
                done.without.append(Without(name, piece.item.title, "another account says the same already"))
            else:
                self._keep(post, done)

    def _unsaid(self, piece: ClearedItem, tellers: Mapping[str, Account], said: Collection[str]) -> list[Wording]:
        """The wordings of a piece that no account has."""
        text = piece.item.content_hash
        if text not in self._readings:
            self._readings[text] = sentences.read(piece.item, self._house.clearing.reader)
        # "I" is the author's own word, and nobody else's.
        own = all(each.person for each in tellers.values())
        # No two share a sentence, so that the first tells which it is.
        return [
            each
            for each in wordings(piece, self._readings[text], self._areas, own=own)
            if not any(_plainly((each.passages or (each.head,))[0]) in text for text in said)
        ]

    def _wants(self, account: str, of: str, texts: Mapping[str, str]) -> bool:
        """Whether a post is not there yet, or waits with words that are not those of today."""
        known = self._known.get((account, of))
        return known is None or (_waits(known) and dict(known.texts) != dict(texts))

    def _authors(self, piece: ClearedItem) -> list[Person]:
        today = self._house.time().astimezone(self._firm.zone).date()
        return [self._people[each].as_of(today) for each in piece.item.authors if each in self._people]

    # Corrections.

    def _of_corrections(self, piece: ClearedItem, done: Drafted) -> None:
        """A post behind each that was wrong."""
        for number, correction in enumerate(piece.corrections, 1):
            of = f"{piece.id} correction {number}"
            texts = {piece.id: piece.item.content_hash}
            for name, account in self._accounts.all().items():
                first = self._known.get((name, piece.id))
                if not (first and first.at and first.at < correction.at and first.state in _SAID) or not self._wants(
                    name, of, texts
                ):
                    continue
                address = links.public(piece.item, self._firm.site)
                wish = self._wish(name, account, address)
                try:
                    text = digest_social.correction(
                        _roomy(wish.counter), piece, correction, address, areas=self._areas, label=self._label
                    )
                except ValueError as why:
                    done.without.append(Without(name, piece.item.title, str(why)))
                    continue
                draft = Draft(text=text.rstrip("\n"), tags=(), title=headline(piece, self._areas), summary="")
                if post := self._post(name, of, texts, draft, address, None, urgent=True):
                    self._keep(post, done)

    # A week.

    def _of_week(self, news: Sequence[ClearedItem], done: Drafted) -> None:
        """The digest of the last weekly edition."""
        now = self._house.time()
        slots = self._house.slots.find(jobs=["weekly"], states=[SlotState.DONE], since=now - _WEEK)
        period = max((each.name for each in slots if each.due <= now), default="")
        if not period:
            return
        for turn, (name, account) in enumerate(self._accounts.all().items()):
            if account.weekly and (not account.person or self._telling.speaks(account.person)):
                self._digest(name, account, period, turn, news, done)

    def _digest(
        self, name: str, account: Account, period: str, turn: int, news: Sequence[ClearedItem], done: Drafted
    ) -> None:
        """What is new for one account; drafted anew where a piece of it says something else by now."""
        before = self._known.get((name, period))
        if before and (not _waits(before) or not self._telling.why_not(before)):
            return
        had = {
            id_
            for (who, of), each in self._known.items()
            if who == name and of.startswith(_WEEKLY) and of != period
            for id_ in each.texts
        }
        mine = [
            each for each in news if each.id not in had and (not account.person or account.person in each.item.authors)
        ]
        page_ = links.person_path(account.person) if account.person else ""
        wish = self._wish(name, account, f"{self._firm.site}{page_}#{period}")
        opening = f"This week from {self._accounts.whose(name)}"
        try:
            draft, named = weekly(mine, wish, opening=opening, areas=self._areas, label=self._label, turn=turn)
        except ValueError:
            return  # one piece has a post of its own
        texts = {each.id: each.item.content_hash for each in named}
        picture = self._pictures.of(cards.of_firm(self._firm, self._firm_says))
        if post := self._post(name, period, texts, draft, wish.link, picture):
            self._keep(post, done)

    # One post.

    def _wish(self, name: str, account: Account, link: str) -> Wish:
        # What is pasted or imported brings no card of ours along.
        return Wish(
            account=name, network=account.network, counter=self._accounts.counter(name), link=link,
            link_in_text=None if account.is_spoken else True, tags=3 if account.tags else 0,
        )  # fmt: skip

    def _post(
        self, name: str, of: str, texts: Mapping[str, str], draft: Draft, link: str, picture: Picture | None, *, urgent: bool = False
    ) -> Post | None:  # fmt: skip
        """The row of a post, new or in place of the one that waits; None where the network's form has no room for it."""
        account, before = self._accounts.all()[name], self._known.get((name, of))
        id_ = id_of(name, of)
        due = before.due if before else self.due(name, urgent=urgent, of=of)
        wire = Wire(
            network=account.network, text=draft.text, language=self._firm.language, link=link, title=draft.title,
            summary=draft.summary, picture=picture, tags=draft.tags, at=due.replace(microsecond=0), key=id_,
        )  # fmt: skip
        try:
            sealed = seal(self._accounts.form(name)(wire))
        except ValueError:
            return None
        # What gave way is to be looked at.
        told = "; ".join(draft.warnings)
        post = Post(id=id_, account=name, of=of, texts=dict(texts), wire=wire, seal=sealed, due=due, response=told)
        return self._begun(post, account)

    def _begun(self, post: Post, account: Account) -> Post:
        """The post as it begins: for a person to look at, or cleared with its piece where the settings say so."""
        if account.by != "hand" and account.ask:
            return post
        by = PASTED if account.by == "hand" else "whoever cleared the piece"
        return replace(post, state=PostState.PLANNED, cleared_by=by, cleared_at=self._house.time())

    def _keep(self, post: Post, done: Drafted) -> None:
        known = (post.account, post.of) in self._known
        (done.reworded if known else done.new).append(post)
        self._known[post.account, post.of] = post
        self._free.pop(post.account, None)

    def due(self, name: str, *, urgent: bool = False, of: str = "", after: datetime | None = None) -> datetime:
        """When a post of an account may leave: the next free moment, or as soon as the calendar allows.

        Args:
            name: the account's.
            urgent: whether it waits for no free moment.
            of: what it tells of; the digest of a week has an hour of its own, or its week would be over.
            after: nothing earlier; None: the time.

        """
        after = after or self._house.time()
        opening = self._house.plan.opening()
        if urgent:
            return opening.opens(after) or after
        social, account, digest = self._firm.social, self._accounts.all()[name], of.startswith(_WEEKLY)
        taken = [
            each.due
            for each in self._known.values()
            if each.account == name and each.state in _TAKEN and each.of.startswith(_WEEKLY) is digest
        ]

        def closed(day: date) -> bool:
            return WEEKDAYS[day.weekday()] not in social.on or bool(opening.closed_on(day))

        calendar = times.Calendar(self._firm.zone, rhythms.moment, closed, opening.opens)
        apart = list(self._accounts.all()).index(name) * social.spacing + (_LATER if digest else 0)
        moments = times.free(
            calendar, at=social.at, apart=apart, per_day=1 if digest else account.per_day, taken=taken, after=after
        )
        # Where no day is free, nothing leaves at once: it would be a flood.
        return next(iter(moments), after + timedelta(days=times.FAR))


#: Those of which a network has the words.
_SAID = (PostState.ACCEPTED, PostState.UNCERTAIN)


def _waits(post: Post) -> bool:
    """Whether a post was never tried, and may be given other words."""
    return post.state in (PostState.DRAFT, PostState.PLANNED) and post.began is None


def _own_words(wire: Wire) -> str:
    """A post's words without its link and tags: what no other account may say."""
    text = wire.text.replace(wire.link, "") if wire.link else wire.text
    for tag in wire.tags:
        text = text.replace(f"#{tag}", "")
    return _plainly(text)


def _plainly(text: str) -> str:
    """Words without what nobody sees or says."""
    return " ".join(text.replace(JOINER, "").split()).casefold()


def _roomy(counter: Counter) -> Counter:
    """A counter that leaves free what servers may count otherwise."""
    return replace(counter, limit=counter.limit - counter.spare)
