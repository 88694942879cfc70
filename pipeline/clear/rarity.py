"""How much one word tells: an ordinary one nothing, one that many are called little, a rare one somebody."""

from functools import cache, lru_cache
from importlib.resources import files

from pipeline.clear.name_forms import Name, normal

#: Letters; "of", "we" and single letters are nobody.
_SHORTEST_WORD = 3
#: What a word may have behind it that the list leaves out.
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "al")
#: A surname of fewer letters stands in too many other words' places.
_SHORTEST = 4


@cache
def _words_in(name: str) -> frozenset[str]:
    # A file, not a module: the detectors' package needs this one.
    lines = files("pipeline.clear").joinpath(*name.split("/")).read_text("utf-8").splitlines()
    return frozenset(normal(word) for line in lines if not line.startswith("#") for word in line.split())


@cache
def _ordinary_words() -> frozenset[str]:
    return _words_in("detect/data/ordinary_words.txt") | _words_in("ordinary_names.txt")


@lru_cache(maxsize=1 << 16)
def ordinary(word: str) -> bool:
    """Whether a word, in its normal form, stands in ordinary texts, in this form of it or another."""
    if word.isdigit() or (len(word) < _SHORTEST_WORD and word.isascii()):
        return True
    known = _ordinary_words()
    stems = (word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending))
    return word in known or any(stem in known or stem + "e" in known for stem in stems if len(stem) >= _SHORTEST_WORD)


def telling(word: str) -> bool:
    """Whether one word alone, in its normal form, can point to somebody: neither ordinary, nor shared by many."""
    return (len(word) >= _SHORTEST or not word.isascii()) and not ordinary(word) and not common(word)


def findable(name: Name) -> bool:
    """Whether a text can ever name it: one word that is ordinary, or that many are called, is not looked for."""
    return bool(name.company) or len(name.words) > 1 or any(map(telling, name.words))


def common(word: str) -> bool:
    """Whether a word, in its normal form, is a name that many share."""
    return word in _words_in("common_names.txt") or word in _words_in("detect/data/given_names.txt")
