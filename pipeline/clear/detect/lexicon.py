"""Word lists: ordinary English, given names, public names, and words that tell what a name is.

The lists are package data under `data/`; each file's head says what it holds and how it was made.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

_LISTS = ("cues", "given_names", "large_places", "law_words", "ordinary_words", "public_names")
#: Endings that make another form of a word, and what the word then ends in.
_FORMS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("ly", ""), ("ily", "y"), ("ness", ""), ("er", ""), ("er", "e"), ("ers", ""), ("less", ""), ("ful", ""),
)  # fmt: skip
_PREFIXES = ("un", "non-", "non", "re", "re-", "over", "mis", "self-", "pre-", "co-", "ex-", "anti-", "sub", "under")
_SHORTEST_STEM = 3
#: What "isn't", "we'll" and "they've" end in.
_SHORTENED = re.compile(r"^(.+?)(?:n't|'(?:ll|ve|re|d|m|s|t))$")


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = files(__package__).joinpath("data", f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(
        line.strip() for line in lines if line.strip() and (not line.startswith("#") or line.startswith("## "))
    )


@cache
def lines() -> tuple[str, ...]:
    """Every line of every list: findings depend on them."""
    return tuple(line for name in _LISTS for line in _lines(name))


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) if not line.startswith("#") for word in line.split())


@cache
def _ordinary_words() -> frozenset[str]:
    return _words("ordinary_words")


@cache
def given_names() -> frozenset[str]:
    """First names of many cultures, in small letters."""
    return _words("given_names")


@cache
def law_words() -> frozenset[str]:
    """Words that lawyers write with a capital though they name nobody, in small letters."""
    return _words("law_words")


def law_word(small: str) -> bool:
    """Whether a word in small letters, or the one that it is the plural of, is one of law."""
    law = law_words()
    return small in law or (small.endswith("s") and small[:-1] in law)


@cache
def cues() -> Mapping[str, frozenset[str]]:
    """Classes of words that tell what kind of name stands beside them."""
    found: dict[str, set[str]] = {}
    now: set[str] = set()
    for line in _lines("cues"):
        if line.startswith("## "):
            now = found.setdefault(line[3:], set())
        else:
            now.update(word.strip() for word in line.split(",") if word.strip())
    return {name: frozenset(words) for name, words in found.items()}


@lru_cache(maxsize=20_000)
def ordinary(word: str) -> bool:
    """Whether a word (in any case) is an English one and no name: "Suppliers", "Half-heartedly"."""
    small = word.lower().replace("’", "'")
    if _english(small):
        return True
    if shortened := _SHORTENED.match(small):
        return ordinary(shortened[1])
    parts = [part for part in re.split(r"[-/]", small) if part]
    return len(parts) > 1 and all(_english(part) for part in parts)


def _english(small: str) -> bool:
    if _form(small):
        return True
    prefixes = (prefix for prefix in _PREFIXES if len(small) - len(prefix) > _SHORTEST_STEM)
    return any(small.startswith(prefix) and _form(small[len(prefix) :]) for prefix in prefixes)


def _form(small: str) -> bool:
    known = _ordinary_words()
    # Chartered is of charter, and charter of chart.
    return small in known or any(
        base in known or any(further in known for further in _bases(base)) for base in _bases(small)
    )


def _bases(small: str) -> Iterator[str]:
    """What a word may be a form of."""
    for ending, instead in _FORMS:
        stem = small[: -len(ending)]
        if small.endswith(ending) and len(stem) >= _SHORTEST_STEM:
            yield stem + instead
            # stopped, running
            if stem[-1] == stem[-2] and ending in ("ed", "ing", "er"):
                yield stem[:-1]


@cache
def large_places() -> frozenset[str]:
    """Places too large to find anybody in, as they are written."""
    return frozenset(_phrases("large_places"))


@cache
def doctrines() -> frozenset[str]:
    """Names that the law has given to an order, a test or a rule."""
    return frozenset(name[1:] for name in _phrases("public_names") if name.startswith("="))


@cache
def public_phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Names that point to no client, by their first word, each as its words; the longest first."""
    return index(name for source in ("public_names", "large_places") for name in _phrases(source) if name[0] != "=")


def index(names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Names by their first word, each as its words; the longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        if words := tuple(straight(name).replace("&", " ").split()):
            found.setdefault(words[0], set()).add(words)
    return {first: tuple(sorted(several, key=len, reverse=True)) for first, several in found.items()}


def _phrases(name: str) -> Iterator[str]:
    for line in _lines(name):
        if not line.startswith("#"):
            yield from (phrase.strip() for phrase in line.split(",") if phrase.strip())


def straight(words: str) -> str:
    """With the typewriter's apostrophe."""
    return words.replace("’", "'")
