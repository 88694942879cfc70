"""Which pieces are near a piece: by the words that they share and by their practice areas.

    near = Near(pieces, kept)               what stood at the last run
    touched = near.update(changed, removed) ids whose list changed
    near.near(id), near.shown_by(id), near.state()

What is near is a function of the set of pieces alone. It is kept up to date without reading the
whole set again: for each piece the `_KEPT` nearest are remembered with their scores, a few more than
are looked at, so that one that goes is replaced by the next one, and only where too few are left
is a list made anew.

What is offered beside what:

- a piece is never offered beside itself, nor beside the same words at another address;
- a testimonial is offered nowhere: praise beside an article makes advertising of the article. On its
  own page stands what is near it;
- news is offered beside news, and beside any other piece that came out within a year of it: who joined
  in 2019 is no answer to a question of today;
- stories, articles and pieces elsewhere are offered beside everything.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.model import ClearedItem, Kind
from pipeline.publish import vectors
from pipeline.publish.vectors import Vector, vector

#: Raise it when the rules below change: lists are kept from run to run.
_METHOD = "1"
#: So many are shown.
SHOWN = 3
#: The nearest that are looked at to find those to be shown, and the nearest that are remembered.
_SEEN, _KEPT = 6, 9
# Scores are whole millionths, so that they are the same in whatever order they are summed up.
#: What shared areas add: the main area of both, the main area of one, other areas.
_SAME, _CROSSING, _OTHER = 200_000, 130_000, 60_000
#: However many areas they share, pieces with fewer words in common than this are not near.
_FEWEST_WORDS = 30_000
#: Nothing is shown below it; without a shared area the words alone must reach it.
_FLOOR = 170_000
#: From here on it is the same text told twice.
_SAME_TEXT = 980_000
#: Another person's piece is nearly as near from this share of the score on.
_NEARLY = 0.8
#: No score is as high.
_NEVER = 10_000_000
_A_YEAR = 366 * 24 * 60 * 60
#: From so many pieces on, all of them new, the lists are made at once: see `nearest`.
_MANY = 300

#: What is kept: `near` has for each id its nearest with their scores, nearest first; `whole` the ids of which
#: nothing was left out.
Kept = Mapping[str, Any]
#: Scores and dates are negative, so that the nearest, then the newest, then the first id comes first.
_Entry = tuple[int, float, str]


class Traits(NamedTuple):
    """What it depends on what a piece is near; a list of the same values in JSON."""

    vector: Vector
    #: Practice areas, the main one first.
    areas: Sequence[str]
    #: Seconds since 1970.
    published: float
    #: The author's id; empty where there is none.
    person: str
    #: `Kind`'s value.
    kind: str


class Scoring(NamedTuple):
    """What decides who is near, for `nearest`."""

    same: int = _SAME
    crossing: int = _CROSSING
    other: int = _OTHER
    fewest_words: int = _FEWEST_WORDS
    same_text: int = _SAME_TEXT
    floor: int = _FLOOR
    #: Seconds.
    year: int = _A_YEAR
    kept: int = _KEPT


def traits(piece: ClearedItem, known: Vector | None = None) -> Traits:
    """The traits of a piece; costs about a millisecond for 1,000 words, unless the vector of its words is known."""
    item = piece.item
    return Traits(
        vector(item) if known is None else known,
        piece.areas,
        item.published.timestamp(),
        item.author or "",
        item.kind.value,
    )


def version() -> str:
    """Names everything that traits and lists depend on besides the pieces: what was kept under another is void."""
    return f"{_METHOD}-{vectors.version()}"


class Near:
    """What is near what, among these pieces."""

    def __init__(self, pieces: Mapping[str, Traits], kept: Kept | None = None) -> None:
        """Start from what was kept, or from nothing.

        Args:
            pieces: by id.
            kept: `state()` of exactly these pieces; where it is of others, everything is worked out anew.

        """
        self._pieces: dict[str, Traits] = {}
        self._lists: dict[str, list[_Entry]] = {}
        #: Lists as they were kept, until somebody asks for them.
        self._raw: dict[str, dict[str, int]] = {}
        #: Those whose list leaves nothing out.
        self._whole: set[str] = set()
        self._index: _Index | None = None
        if kept is not None and kept["near"].keys() == pieces.keys():
            self._pieces.update(pieces)
            self._raw.update(kept["near"])
            self._whole.update(kept["whole"])
        else:
            self.update(pieces)

    def near(self, id_: str) -> tuple[str, ...]:
        """The ids of what is near a piece, nearest first: three at most, none where nothing is near enough."""
        chosen: list[_Entry] = []
        for entry in self._list(id_)[:_SEEN]:
            if not any(self._same_text(entry, other) for other in chosen):
                chosen.append(entry)
        return tuple(other for _, _, other in self._mixed(chosen))

    def shown_by(self, id_: str) -> set[str]:
        """The ids of the pieces beside which this one is shown."""
        return {other for other in self._holding([id_]) if id_ in self.near(other)}

    def state(self) -> Kept:
        """What to keep, as JSON takes it."""
        lists = {
            id_: self._raw.get(id_) or {other: -score for score, _, other in self._list(id_)} for id_ in self._pieces
        }
        return {"near": lists, "whole": sorted(self._whole)}

    def update(self, changed: Mapping[str, Traits], removed: Iterable[str] = ()) -> set[str]:
        """Take in what is new or changed, and what is gone; returns the ids, of those that are there, whose list changed.

        That a listed piece got another title changes no list: `shown_by` says who shows it.
        """
        if not self._pieces and len(changed) >= _MANY:
            return self._begin_anew(changed)
        index = self._indexed()
        index.gather(its.vector for its in changed.values())
        gone = [id_ for id_ in dict.fromkeys((*removed, *changed)) if id_ in self._pieces]
        holding = self._holding(gone)
        was: dict[str, tuple[str, ...]] = {id_: self.near(id_) for id_ in (*holding, *gone)}
        for id_ in gone:
            self._take_out(id_, index)
        holding = [id_ for id_ in holding if id_ in self._pieces]
        for id_ in holding:
            self._lists[id_] = [entry for entry in self._list(id_) if entry[2] in self._pieces]
            self._set_bar(id_, index)
        for id_, its in changed.items():
            was.setdefault(id_, ())
            self._put_in(id_, its, index, was)
        short = [id_ for id_ in holding if id_ not in self._whole and len(self._list(id_)) < _SEEN]
        index.gather(self._pieces[id_].vector for id_ in short)
        for id_ in short:
            self._work_out(id_, index)
        return {id_ for id_, before in was.items() if id_ in self._pieces and self.near(id_) != before}

    def _begin_anew(self, pieces: Mapping[str, Traits]) -> set[str]:
        # numpy takes a tenth of a second to load, which a small change does without.
        from pipeline.publish.nearest import nearest

        self._pieces, self._index = dict(pieces), None
        for id_, found in nearest(pieces, Scoring()):
            self._lists[id_] = [(-score, -pieces[other].published, other) for score, other in found]
            if len(found) < _KEPT:
                self._whole.add(id_)
        # What has anything near it is shown with something.
        return {id_ for id_, found in self._lists.items() if found}

    # Choosing from a list.

    def _mixed(self, chosen: Sequence[_Entry]) -> list[_Entry]:
        """Those to be shown: not three by one person, where another person's is nearly as near as the third."""
        shown, others = [*chosen[:SHOWN]], chosen[SHOWN:]
        by = {self._pieces[entry[2]].person for entry in shown}
        if len(shown) == SHOWN and len(by) == 1 and by != {""}:
            last = shown[-1]
            elsewhere = (e for e in others if self._pieces[e[2]].person not in by and e[0] <= _NEARLY * last[0])
            shown[-1] = next(elsewhere, last)
        return shown

    def _same_text(self, one: _Entry, other: _Entry) -> bool:
        return _dot(self._pieces[one[2]].vector, self._pieces[other[2]].vector) >= _SAME_TEXT

    # Keeping the lists.

    def _list(self, id_: str) -> list[_Entry]:
        if (raw := self._raw.pop(id_, None)) is not None:
            self._lists[id_] = [(-score, -self._pieces[other].published, other) for other, score in raw.items()]
        return self._lists[id_]

    def _holding(self, ids: Iterable[str]) -> list[str]:
        """Those whose list has one of these."""
        wanted = set(ids)
        found = [id_ for id_, raw in self._raw.items() if not wanted.isdisjoint(raw)]
        found += [id_ for id_, entries in self._lists.items() if any(other in wanted for _, _, other in entries)]
        return found

    def _take_out(self, id_: str, index: "_Index") -> None:
        index.take(id_)
        del self._pieces[id_]
        self._raw.pop(id_, None)
        self._lists.pop(id_, None)
        self._whole.discard(id_)

    def _put_in(self, id_: str, its: Traits, index: "_Index", was: dict[str, tuple[str, ...]]) -> None:
        self._pieces[id_] = its
        index.put(id_, its)
        self._begin(id_, index)
        for other, score in self._scores(id_, index):
            self._offer(id_, other, score, index, was)
            self._offer(other, id_, score, index, was)

    def _work_out(self, id_: str, index: "_Index") -> None:
        """Make a list anew, of which too little is left."""
        self._begin(id_, index)
        for other, score in self._scores(id_, index):
            self._offer(id_, other, score, index, {id_: ()})

    def _begin(self, id_: str, index: "_Index") -> None:
        self._lists[id_] = []
        self._whole.add(id_)
        self._set_bar(id_, index)

    def _set_bar(self, id_: str, index: "_Index") -> None:
        index.bars[index.slots[id_]] = self._bar(id_)

    def _bar(self, id_: str) -> int:
        """The score below which nothing enters a list."""
        if id_ in self._whole:
            return _FLOOR
        # Of a list that leaves something out, nothing is known of what comes behind its last.
        entries = self._list(id_)
        return -entries[-1][0] if entries else _NEVER

    def _offer(self, to: str, other: str, score: int, index: "_Index", was: dict[str, tuple[str, ...]]) -> None:
        """Put a piece into a list if it belongs there; what was shown before the first such change goes into `was`."""
        its = self._pieces[other]
        if score < index.bars[index.slots[to]] or not _offered(its, self._pieces[to]):
            return
        entries = self._list(to)
        entry = (-score, -its.published, other)
        if to not in self._whole and entry > entries[-1]:
            return
        if to not in was:
            was[to] = self.near(to)
        insort(entries, entry)
        del entries[_KEPT:]
        if len(entries) == _KEPT:
            self._whole.discard(to)
            self._set_bar(to, index)

    # Scores.

    def _scores(self, id_: str, index: "_Index") -> Iterator[tuple[str, int]]:
        """Every other piece that is near enough for the list of one of the two, in any order, and how near."""
        its, own = self._pieces[id_], index.slots[id_]
        areas, bar = index.areas[own], index.bars[own]
        pairs = zip(index.in_common(its.vector), index.areas, index.bars, strict=True)
        for slot, (in_common, its_areas, its_bar) in enumerate(pairs):
            # Nearly every pair ends here: 5,000 pieces make twelve million.
            at_most = in_common + _SAME if areas & its_areas else in_common
            if at_most < bar and at_most < its_bar:
                continue
            if _FEWEST_WORDS <= in_common < _SAME_TEXT and slot != own:
                other = index.ids[slot]
                score = in_common + _shared(its.areas, self._pieces[other].areas)
                if score >= bar or score >= its_bar:
                    yield other, score
                    bar = index.bars[own]

    def _indexed(self) -> "_Index":
        if self._index is None:
            self._index = index = _Index()
            for id_, its in self._pieces.items():
                index.put(id_, its)
                raw = self._raw.get(id_) if id_ not in self._whole else None
                # What was kept need not be unpacked for its last score.
                index.bars[index.slots[id_]] = next(reversed(raw.values())) if raw else self._bar(id_)
        return self._index


class _Index:
    """Which pieces have a word and how much it weighs there, for the words that were asked for.

    Pieces are numbered, because lists are quicker than names.
    """

    def __init__(self) -> None:
        self.slots: dict[str, int] = {}
        # By number; what is free has no name, no words and takes nothing.
        self.ids: list[str] = []
        self._words: list[Vector] = []
        #: The score below which nothing enters the piece's list.
        self.bars: list[int] = []
        #: A bit for each practice area.
        self.areas: list[int] = []
        self._bits: dict[str, int] = {}
        self._free: list[int] = []
        self._having: dict[str, dict[int, int]] = {}

    def put(self, id_: str, its: Traits) -> None:
        """Take in a piece that is not there."""
        areas = 0
        for area in its.areas:
            areas |= self._bits.setdefault(area, 1 << len(self._bits))
        if self._free:
            slot = self._free.pop()
            self.ids[slot], self._words[slot], self.bars[slot], self.areas[slot] = id_, its.vector, _NEVER, areas
        else:
            slot = len(self.ids)
            self.ids.append(id_)
            self._words.append(its.vector)
            self.bars.append(_NEVER)
            self.areas.append(areas)
        self.slots[id_] = slot
        if self._having:
            for word, weight in its.vector.items():
                if word in self._having:
                    self._having[word][slot] = weight

    def take(self, id_: str) -> None:
        """Take out a piece that is there."""
        slot = self.slots.pop(id_)
        for word in self._words[slot]:
            if word in self._having:
                del self._having[word][slot]
        self.ids[slot], self._words[slot], self.bars[slot], self.areas[slot] = "", {}, _NEVER, 0
        self._free.append(slot)

    def gather(self, vectors_: Iterable[Vector]) -> None:
        """Look up who has the words of these, in one go: to look up every word would cost three times as much."""
        missing = {word for words in vectors_ for word in words if word not in self._having}
        self._having.update((word, {}) for word in missing)
        if missing:
            for slot, words in enumerate(self._words):
                for word in missing.intersection(words):
                    self._having[word][slot] = words[word]

    def in_common(self, words: Vector) -> list[int]:
        """How much each piece has in common with these words, which were gathered; by number, in millionths."""
        found = [0] * len(self.ids)
        for word, weight in words.items():
            for slot, its_weight in self._having[word].items():
                found[slot] += weight * its_weight
        return found


def _offered(its: Traits, beside: Traits) -> bool:
    """Whether a piece may be offered beside another, however near; the module says why."""
    if its.kind == Kind.TESTIMONIAL:
        return False
    if its.kind == Kind.NEWS and beside.kind != Kind.NEWS:
        return abs(its.published - beside.published) <= _A_YEAR
    return True


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """What shared areas add to a score."""
    if not one or not other:
        return 0
    if one[0] == other[0]:
        return _SAME
    if one[0] in other or other[0] in one:
        return _CROSSING
    return _OTHER if any(area in other for area in one) else 0


def _dot(one: Vector, other: Vector) -> int:
    # Most have few words in common; to find those is quick.
    return sum([one[word] * other[word] for word in one.keys() & other.keys()])
