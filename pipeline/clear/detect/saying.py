"""What is told, in words: each sentence cut up, in lower case, with short forms written out."""

import re
from dataclasses import dataclass
from functools import lru_cache

#: A word, and the mark behind it that ends a clause. A comma in a number does not.
_WORD = re.compile(r"([^\W_]+(?:[-'][^\W_]+)*)(\s*[\"”')]*[.,;:!?…()—–]|\s+-\s)?")
_SHORT = re.compile(r"(.*)(?:('s)|'(re|ve|ll|m|d))")
_LONG = {"re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would"}
_NOT = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
_AGE = re.compile(r".*-(year|month|week|day)-old(s?)")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, in words."""

    start: int
    end: int
    words: tuple[str, ...]
    #: For each word, whether a clause ends behind it.
    ends: tuple[bool, ...]
    known: frozenset[str]


@lru_cache(maxsize=4)
def in_words(told: tuple[tuple[int, str], ...]) -> tuple[Said, ...]:
    """Sentences in words; kept for the next detector that asks."""
    return tuple(said for start, words in told if (said := sentence(start, words)).words)


def sentence(start: int, words: str) -> Said:
    """A sentence that begins at this offset, in words."""
    spelled: list[str] = []
    ends: list[bool] = []
    for word, mark in _WORD.findall(words.lower().replace("’", "'").replace("‘", "'")):
        if "'" in word or "-" in word or word == "cannot":
            several = in_full(word)
            spelled += several
            ends += [False] * (len(several) - 1)
        else:
            spelled.append(word)
        ends.append(bool(mark))
    if ends:
        ends[-1] = True
    lead = len(words) - len(words.lstrip())
    return Said(start + lead, start + len(words.rstrip()), tuple(spelled), tuple(ends), frozenset(spelled))


def in_full(word: str) -> list[str]:
    """A word, or the words that a short form stands for."""
    if word == "cannot":
        return ["can", "not"]
    if word.startswith("'"):
        return [word]
    if word in _NOT:
        return [_NOT[word], "not"]
    if word.endswith("n't"):
        return [word[:-3], "not"]
    if short := _SHORT.fullmatch(word):
        return [*in_full(short[1]), short[2] or _LONG[short[3]]]
    if age := _AGE.fullmatch(word):
        return [f"{age[1]}-old{age[2]}"]
    return [word]
