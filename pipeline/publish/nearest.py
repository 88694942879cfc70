"""The nearest of every piece at once: what `related` says one piece after the other, in a fifth of the time.

    nearest(pieces, scoring) -> {id: [(score, id), ...]}

A whole firm's first site asks twelve million times how near two pieces are. Here one piece is held against all
others in a few sums over arrays; whole millionths stay exact, so that the lists are the very ones
that `Near.update` makes (`tests/publish/test_related.py` holds the two to each other).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Kind

if TYPE_CHECKING:
    from pipeline.publish.related import Scoring, Traits

_Whole = NDArray[np.int64]
_Which = NDArray[np.bool_]


def nearest(pieces: "Mapping[str, Traits]", scoring: "Scoring") -> "Iterator[tuple[str, list[tuple[int, str]]]]":
    """For each piece the ids of those nearest to it with their scores, nearest first.

    Args:
        pieces: by id.
        scoring: what is near, and how many are kept.

    """
    ids = list(pieces)
    table = _Table(list(pieces.values()), ids)
    for slot, id_ in enumerate(ids):
        yield id_, [(score, ids[other]) for score, other in table.nearest(slot, scoring)]


class _Table:
    """The pieces by number, and who has what."""

    def __init__(self, pieces: "Sequence[Traits]", ids: Sequence[str]) -> None:
        self._pieces = pieces
        self._words = _postings((number, its.vector.items()) for number, its in enumerate(pieces))
        self._areas = _postings((number, ((area, 1) for area in its.areas)) for number, its in enumerate(pieces))
        self._main = _postings((number, ((area, 1) for area in its.areas[:1])) for number, its in enumerate(pieces))
        self._published = np.array([its.published for its in pieces])
        self._news = np.array([its.kind == Kind.NEWS for its in pieces])
        self._may_stand = np.array([its.kind != Kind.TESTIMONIAL for its in pieces])
        order = sorted(range(len(ids)), key=ids.__getitem__)
        self._rank = np.empty(len(ids), dtype=np.int64)
        self._rank[order] = np.arange(len(ids))

    def nearest(self, slot: int, scoring: "Scoring") -> Iterator[tuple[int, int]]:
        """The scores and numbers of those nearest to one piece, nearest first."""
        words = self._in_common(slot)
        score = words + self._shared(slot, scoring)
        near = self._offered(slot, scoring) & (score >= scoring.floor)
        near &= (words >= scoring.fewest_words) & (words < scoring.same_text)
        near[slot] = False
        found = np.flatnonzero(near)
        if len(found) > scoring.kept:
            last = np.partition(score[found], -scoring.kept)[-scoring.kept]
            found = found[score[found] >= last]
        order = np.lexsort((self._rank[found], -self._published[found], -score[found]))[: scoring.kept]
        return ((int(score[other]), int(other)) for other in found[order])

    def _in_common(self, slot: int) -> _Whole:
        found = np.zeros(len(self._pieces), dtype=np.int64)
        for word, weight in self._pieces[slot].vector.items():
            slots, weights = self._words[word]
            found[slots] += weight * weights
        return found

    def _shared(self, slot: int, scoring: "Scoring") -> _Whole:
        """What shared areas add to the score of each."""
        added = np.zeros(len(self._pieces), dtype=np.int64)
        areas = self._pieces[slot].areas
        for area in areas:
            added[self._areas[area][0]] = scoring.other
        for area in areas[1:]:
            if area in self._main:
                added[self._main[area][0]] = scoring.crossing
        for area in areas[:1]:
            added[self._areas[area][0]] = scoring.crossing
            added[self._main[area][0]] = scoring.same
        return added

    def _offered(self, slot: int, scoring: "Scoring") -> _Which:
        """Which may be offered beside it."""
        if self._news[slot]:
            return self._may_stand.copy()
        near_in_time: _Which = np.abs(self._published - self._published[slot]) <= scoring.year
        offered: _Which = self._may_stand & (~self._news | near_in_time)
        return offered


def _postings(having: Iterator[tuple[int, Any]]) -> dict[str, tuple[_Whole, _Whole]]:
    """For each name the numbers of those that have it, and how much it weighs there."""
    numbers: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, list[int]] = defaultdict(list)
    for number, its in having:
        for name, weight in its:
            numbers[name].append(number)
            weights[name].append(weight)
    return {name: (np.array(numbers[name]), np.array(weights[name])) for name in numbers}
