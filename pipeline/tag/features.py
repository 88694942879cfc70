"""What the tagger sees of a text: runs of one and two words, and key phrases of up to five.

Everything is a number: spaCy gives each word the 64-bit hash of its spelling, and a run of words
is one number made of theirs. So a text of 800 words is looked up in arrays, without a loop over
its words, and a model needs no table of spellings (Weinberger et al. 2009, "Feature hashing",
without its collisions: 64 bits are enough for every run that was ever trained on).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import Ids, Numbers, Words

Values = NDArray[np.float32]

#: The longest key phrase, in words.
LONGEST = 5
#: Odd, so that multiplying by it modulo 2**64 loses nothing (the multiplier of Knuth's MMIX).
_MIX = np.uint64(6364136223846793005)


@dataclass(frozen=True)
class Runs:
    """Runs of words in one text: what each is, and its first and last word (positions in `Words`)."""

    ids: Ids
    first: Numbers
    last: Numbers


def joined(ids: Ids, length: int) -> Ids:
    """One number for each run of so many neighbours; shorter than `ids` by `length` - 1."""
    if len(ids) < length:
        return np.empty(0, np.uint64)
    runs = ids[: len(ids) - length + 1].copy()
    for step in range(1, length):
        runs = runs * _MIX + ids[step : len(ids) - length + 1 + step]
    return runs


def ngrams(words: Words) -> Runs:
    """Words that say something, and pairs of neighbours of which at least one does."""
    where = np.flatnonzero(words.plain)
    ids, empty = words.stems[where], words.empty[where]
    single = np.flatnonzero(~empty)
    # Two words beside each other, but not across the border between title and text.
    paired = np.flatnonzero(~(empty[:-1] & empty[1:]) & ~((where[:-1] < words.title) & (where[1:] >= words.title)))
    pairs = joined(ids, 2)[paired] if len(ids) > 1 else np.empty(0, np.uint64)
    return Runs(
        ids=np.concatenate([ids[single], pairs]),
        first=np.concatenate([where[single], where[paired]]),
        last=np.concatenate([where[single], where[paired + 1]]),
    )


def phrases(words: Words, known: Ids) -> tuple[Runs, Numbers]:
    """The key phrases in a text, and for each its position in `known` (sorted).

    A phrase inside a longer one counts, too: "trade mark" and "registered trade mark" both speak.
    """
    ids: list[Ids] = []
    first: list[Numbers] = []
    last: list[Numbers] = []
    for length in range(1, LONGEST + 1):
        runs = joined(words.spelled, length)
        hits = np.flatnonzero(position(runs, known) >= 0)
        ids.append(runs[hits])
        first.append(hits)
        last.append(hits + length - 1)
    found = Runs(np.concatenate(ids), np.concatenate(first), np.concatenate(last))
    # Not a phrase that begins in the title and ends in the text.
    whole = ~((found.first < words.title) & (found.last >= words.title))
    found = Runs(found.ids[whole], found.first[whole], found.last[whole])
    return found, position(found.ids, known)


def position(ids: Ids, known: Ids) -> Numbers:
    """Where each stands in a sorted array; -1 for what is not there."""
    if not len(known):
        return np.full(len(ids), -1, np.int64)
    place = np.searchsorted(known, ids)
    place[place == len(known)] = 0
    return np.where(known[place] == ids, place, -1)


def phrase_id(spelled: Sequence[int]) -> int:
    """The number of one key phrase, from the hashes of its words."""
    return int(joined(np.array(spelled, np.uint64), len(spelled))[0])


def distinct(ids: Iterable[Ids]) -> tuple[Ids, Numbers]:
    """All numbers that occur in any of these, sorted, and in how many of them each does."""
    return np.unique(np.concatenate([np.unique(each) for each in ids]), return_counts=True)
