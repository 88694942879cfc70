"""Decides which of the offered pieces one reader gets, in which order, and what is told of the rest. Asks nothing of the world.

**What a reader may get.** Their areas and people select (none of either: everything), their kinds and jurisdictions
filter. A piece is news for `NEWS`: of an older one that a reader has not had (they have only now chosen its area, a
lawyer dropped the articles of ten years) the site tells, and no mail.

**The order.** A piece is worth its fit less its age, counted in the rhythm of the reader: a followed person is worth
one edition, the area it is most about half of one, each further area half of the one before. The second piece of the
same person counts half an edition less, any further one a whole. So between two of the same edition fit decides,
between two of the same fit the newer goes first, nobody's five pieces stand before everybody else's one, and
nothing goes before what is three editions newer.

**What does not fit** is counted by area, so that the mail can lead there, and stays for next time, but never more than
two further editions hold of the reader's own size; the rest of it is passed and does not come any more. With twelve new
pieces a week and a ceiling of three, the newest that fit best come each week and the others give way to them; when the
firm falls silent, whoever has a ceiling gets mail twice more, and not until the pile of a year is through.

**A first edition** is a welcome: the best three of all there is, by the same rules, with age counted in half years, so
that what fits goes before what is merely new. What came out before the reader confirmed is passed; what is newer stays
for next time. An empty ledger, not a date, makes it the first: who has waited a month for a piece on their one area is
welcomed with it.

**What a person changed** about the edition (`Changes`) is laid over that. What is dropped is not offered, so that it stays as
new as it was. Pinned pieces stand first with every reader who asked for their like and has not had them, also where they are
no news any more; they take the place of others, and a second one that goes beyond the reader's minutes takes its turn like any
other piece. Pieces with an order of their own change places among themselves, wherever a mail has several of them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from pipeline.model import UNCHANGED, Cadence, Changes, ClearedItem, More, Subscriber
from pipeline.model.reading import minutes
from pipeline.model.telling import kinds_told, listed, within

#: How long a piece is news.
NEWS = timedelta(days=92)
#: A story may wait so long for its client's word and still be news from that day on. What is cleared anew later than
#: that (its rules changed) is no news for it.
_WAITED = timedelta(days=183)
#: How many pieces a welcome holds.
WELCOME = 3
#: Editions of the reader's own size for which pieces wait.
_WAIT = 2
#: Days in which a piece loses as much as a followed person is worth.
_RHYTHM = {Cadence.DAILY: 1.0, Cadence.WEEKLY: 7.0, Cadence.MONTHLY: 31.0}
_RHYTHM_OF_A_WELCOME = 183.0
_PERSON = 1.0
#: What another piece of the same person counts less, and how often at most.
_AGAIN, _AT_MOST = 0.5, 2
_DAY = timedelta(days=1)
#: A piece, as its place or its id.
_T = TypeVar("_T", int, str)


@dataclass(frozen=True)
class Selection:
    """What one reader gets in one edition; each piece that they asked for and have not had stands in one of the three."""

    pieces: tuple[ClearedItem, ...]
    #: New pieces beyond the reader's ceiling that wait for next time, the best first.
    held_back: tuple[str, ...]
    #: Pieces that are left to the site for good: older than the reader's coming, no news any more, too many to wait.
    passed: tuple[str, ...]
    #: What is beyond this edition, by area.
    more: tuple[More, ...] = ()
    #: They never got anything from us.
    welcome: bool = False


class Offer:
    """What is offered at one moment, looked up by whom and what it is about: made once, asked for each reader."""

    def __init__(self, pieces: Iterable[ClearedItem], now: datetime, changes: Changes = UNCHANGED) -> None:
        """Take what may be sent.

        Args:
            pieces: in any order.
            now: from which ages are counted.
            changes: what a person changed about the edition.

        """
        pieces = [each for each in pieces if each.id not in changes.dropped] if changes.dropped else pieces
        #: Newest first; ties by id, so that every run agrees.
        self.pieces: Sequence[ClearedItem] = sorted(pieces, key=lambda each: (-_since(each).timestamp(), each.id))
        self.ids: Sequence[str] = [each.id for each in self.pieces]
        self.by_id: Mapping[str, ClearedItem] = dict(zip(self.ids, self.pieces, strict=True))
        #: Days.
        self.ages: Sequence[float] = [(now - _since(each)) / _DAY for each in self.pieces]
        #: Whom each is by, and what it is about, the most certain first.
        self.authors: Sequence[tuple[str, ...]] = [each.item.authors for each in self.pieces]
        self.areas: Sequence[tuple[str, ...]] = [tuple(dict.fromkeys(each.areas)) for each in self.pieces]
        #: How many of them, from the first on, are news.
        self.news = sum(now - _since(each) <= NEWS for each in self.pieces)
        #: Where those stand that can never be news again, whatever is decided about them: nobody needs to remember them.
        self.over = frozenset(at for at, each in enumerate(self.pieces) if now - each.item.published > NEWS + _WAITED)
        places = {id_: at for at, id_ in enumerate(self.ids)} if changes.items else {}
        #: Where those stand that go first, and those whose order among themselves is set, in that order.
        self.pinned = tuple(places[id_] for id_ in changes.pinned if id_ in places)
        self.ordered = tuple(places[id_] for id_ in changes.ordered if id_ in places)
        #: How many, from the first on, may still matter to whoever had anything of us; what follows is over for them.
        self.matter = max(
            [at + 1 for at in range(len(self.pieces)) if at not in self.over] + [at + 1 for at in self.pinned],
            default=0,
        )
        self._by_area: dict[str, list[tuple[int, float]]] = {}
        self._by_person: dict[str, list[int]] = {}
        for at, (authors, areas) in enumerate(zip(self.authors, self.areas, strict=True)):
            for rank, area in enumerate(areas, 1):
                self._by_area.setdefault(area, []).append((at, 0.5**rank))
            for person in authors:
                self._by_person.setdefault(person, []).append(at)
        self._allowed: dict[tuple[tuple[str, ...], tuple[str, ...]], frozenset[int]] = {}
        self._minutes: dict[int, int] = {}

    def in_order(self) -> Sequence[ClearedItem]:
        """Every piece as a mail would have them that held them all: what is pinned, then the newest, and the set order."""
        others = [at for at in range(len(self.pieces)) if at not in self.pinned]
        return [self.pieces[at] for at in arranged([*self.pinned, *others], self.ordered)]

    def fits(self, reader: Subscriber, many: int) -> Mapping[int, float]:
        """How well each piece fits that a reader asked for, by its place in `pieces`; of so many, from the first on."""
        found: dict[int, float] = {}
        for area in reader.areas:
            theirs = self._by_area.get(area, ())
            for at, worth in theirs[: bisect_left(theirs, (many,))]:
                found[at] = found.get(at, 0.0) + worth
        for at in {at for person in reader.people for at in self._by_person.get(person, ()) if at < many}:
            found[at] = found.get(at, 0.0) + _PERSON
        if not reader.areas and not reader.people:
            found = dict.fromkeys(range(many), 0.0)
        if not reader.kinds and not reader.jurisdictions:
            return found
        allowed = self._let_through(reader)
        return {at: fit for at, fit in found.items() if at in allowed}

    def _let_through(self, reader: Subscriber) -> frozenset[int]:
        """What a reader's kinds and jurisdictions let through: worked out once for all who chose the same."""
        chosen = (reader.kinds, reader.jurisdictions)
        if chosen not in self._allowed:
            self._allowed[chosen] = frozenset(at for at, each in enumerate(self.pieces) if lets_through(reader, each))
        return self._allowed[chosen]

    def minutes(self, at: int) -> int:
        """How long a piece takes to read."""
        if at not in self._minutes:
            self._minutes[at] = minutes(self.pieces[at].item)
        return self._minutes[at]


def _since(piece: ClearedItem) -> datetime:
    """Since when it could be sent, as far as the piece itself says: its date, or a person's word that came later."""
    published = piece.item.published
    cleared = piece.clearance.at if piece.clearance else published
    return cleared if timedelta() < cleared - published <= _WAITED else published


def lets_through(reader: Subscriber, piece: ClearedItem) -> bool:
    """Whether a piece is of the kinds and jurisdictions that a reader wants; one that names no place is for everybody."""
    if reader.kinds and piece.item.kind not in reader.kinds:
        return False
    places, wanted = piece.item.jurisdictions, reader.jurisdictions
    return not places or not wanted or any(_same_law(place.upper(), mine) for place in places for mine in wanted)


def _same_law(one: str, other: str) -> bool:
    """Whether the law of a place is law in another: Canada's in Ontario, and who asks for Canada means Ontario, too."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def why(piece: ClearedItem, reader: Subscriber, areas: Mapping[str, str], people: Mapping[str, str]) -> str:
    """The reason this reader gets this piece, the strongest first; empty when there is none.

    Args:
        areas: name by practice area id.
        people: name by person id.

    """
    if not lets_through(reader, piece):
        return ""
    if not reader.areas and not reader.people:
        return f"You asked for {kinds_told(reader.kinds) or 'everything we write'}."
    followed = [people.get(each, each) for each in piece.item.authors if each in reader.people]
    shared = [within(areas.get(each, each)) for each in dict.fromkeys(piece.areas) if each in reader.areas]
    return f"Because you follow {listed([*followed, *shared])}." if followed or shared else ""


def choose(reader: Subscriber, offer: Offer, had: Collection[str]) -> Selection:
    """What this reader gets now.

    Args:
        reader: whose areas are those of today.
        offer: what is offered.
        had: ids of what went to them or was passed, in any edition.

    """
    if not had:
        return _welcome(reader, offer)
    fits = offer.fits(reader, offer.matter)
    new = [at for at in fits if offer.ids[at] not in had]
    news = [at for at in new if at < offer.news]
    order = _in_order(offer, fits, news, _RHYTHM[reader.cadence], _pinned(offer, reader, new, reader.ceiling))
    first, *further = islice(_editions(offer, order, reader, reader.ceiling), 1 + _WAIT)
    return _selection(reader, offer, first, further, new, news)


def _welcome(reader: Subscriber, offer: Offer) -> Selection:
    fits = offer.fits(reader, len(offer.pieces))
    new = list(fits)
    ceiling = min(WELCOME, reader.ceiling)
    order = _in_order(offer, fits, new, _RHYTHM_OF_A_WELCOME, _pinned(offer, reader, new, ceiling))
    first = next(_editions(offer, order, reader, ceiling))
    since = [at for at in new if at < offer.news and _since(offer.pieces[at]) > reader.confirmed and at not in first]
    order = _in_order(offer, fits, since, _RHYTHM[reader.cadence])
    further = islice(_editions(offer, order, reader, reader.ceiling), _WAIT)
    return _selection(reader, offer, first, further, new, new, welcome=True)


def _selection(
    reader: Subscriber, offer: Offer, first: Sequence[int], further: Iterable[Sequence[int]], new: Iterable[int],
    counted: Iterable[int], *, welcome: bool = False,
) -> Selection:  # fmt: skip
    waiting = [at for each in further for at in each]
    kept = {*first, *waiting}
    first = arranged(first, offer.ordered)
    return Selection(
        pieces=tuple(offer.pieces[at] for at in first),
        held_back=tuple(offer.ids[at] for at in waiting),
        passed=tuple(offer.ids[at] for at in sorted(new) if at not in kept and at not in offer.over) if first else (),
        more=_counted(reader, offer, set(counted) - set(first)),
        welcome=welcome and bool(first),
    )


def _pinned(offer: Offer, reader: Subscriber, new: Sequence[int], ceiling: int) -> Sequence[int]:
    """The pinned pieces that this reader gets: as many as their ceilings leave room for, the first whatever its length."""
    if not offer.pinned:
        return ()
    found: list[int] = []
    time = 0
    for at in offer.pinned:
        takes = offer.minutes(at) if reader.minutes else 0
        if at in new and len(found) < ceiling and (not found or time + takes <= (reader.minutes or takes)):
            found.append(at)
            time += takes
    return found


def arranged(edition: Sequence[_T], ordered: Sequence[_T]) -> Sequence[_T]:
    """The pieces of an edition, those with a set order among themselves in it: on the places that they have together."""
    if not ordered:
        return edition
    coming = iter([each for each in ordered if each in edition])
    return [next(coming) if each in ordered else each for each in edition]


def _in_order(
    offer: Offer, fits: Mapping[int, float], those: Iterable[int], rhythm: float, first: Sequence[int] = ()
) -> Iterator[int]:
    """These pieces, the best first, with everybody's first piece before another's third.

    Args:
        rhythm: days in which a piece loses what a followed person is worth.
        first: those that go before all others, in this order.

    """
    told: Counter[str] = Counter()
    if first:
        yield from first
        those = [at for at in those if at not in first]
        told.update(author for at in first for author in offer.authors[at])
    ranked = sorted((offer.ages[at] / rhythm - fits[at], offer.ids[at], at) for at in those)
    while ranked:
        best, chosen = float("inf"), 0
        for place, (lack, _, at) in enumerate(ranked):
            if lack >= best:  # nothing further on lacks less
                break
            again = max([told[each] for each in offer.authors[at]], default=0) if told else 0
            if (lacking := lack + _AGAIN * min(again, _AT_MOST)) < best:
                best, chosen = lacking, place
        *_, at = ranked.pop(chosen)
        told.update(offer.authors[at])
        yield at


def _editions(offer: Offer, order: Iterator[int], reader: Subscriber, ceiling: int) -> Iterator[list[int]]:
    """Pieces parted into editions, in their order: so many items and so many minutes in each; empty ones in the end.

    The first piece of each goes whatever its length: else whoever has five minutes would never get a long one.
    """
    edition: list[int] = []
    time = 0
    for at in order:
        takes = offer.minutes(at) if reader.minutes else 0
        if edition and (len(edition) == ceiling or time + takes > reader.minutes > 0):
            yield edition
            edition, time = [], 0
        edition.append(at)
        time += takes
    while True:
        yield edition
        edition = []


def more(reader: Subscriber, offer: Offer, had: Collection[str], *, welcome: bool = False) -> tuple[More, ...]:
    """What is beyond an edition that was chosen earlier, as of now.

    Args:
        reader: who asked for it.
        offer: what is offered now.
        had: what went to them before, and what is in this edition; with what it passed, only what waits is counted.
        welcome: whether to tell of all there is, and not of news alone: in a first edition.

    """
    last = len(offer.pieces) if welcome else offer.news
    return _counted(reader, offer, (at for at in offer.fits(reader, last) if offer.ids[at] not in had))


def _counted(reader: Subscriber, offer: Offer, those: Iterable[int]) -> tuple[More, ...]:
    """How many of these are about what: the area that they are most about of those the reader chose, or of any.

    The most come first; what is about none comes last.
    """
    found: Counter[str] = Counter()
    for at in those:
        about = offer.areas[at]
        found[next((each for each in about if each in reader.areas), about[0] if about else "")] += 1
    ordered = sorted(found.items(), key=lambda each: (not each[0], -each[1], each[0]))
    return tuple(More(area=area, count=count) for area, count in ordered)
