"""The grammar of `claims.txt`: which patterns tell of which sense, and when each is worth trying."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

import Stemmer

from pipeline.clear.detect.told import Sense, Told

_PART = re.compile(r"\{([a-z]+)\}")
_WORD = re.compile(r"[^\W\d_]+|\d+")
#: Stands in a line's words for any figure.
_FIGURE = "@9"
#: Stands for each letter of the firm's own names: a letter that nobody writes.
OWN = "ƒ"
#: Under this, `word_forms.txt` has the words that any firm's name may hold.
_ANY_FIRMS = "*"
_STRAIGHT = str.maketrans("’‘“”`", "''\"\"'")


@dataclass(frozen=True)
class Pattern:
    """One way to claim something."""

    sense: Sense
    written: str
    #: Is itself put as a denial: "we never lose".
    denies: bool
    #: One of these must stand there, too; none where one word is enough.
    beside: frozenset[str] = frozenset()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when a sentence first brings it up: most texts need few of them."""
        return re.compile(self.written, re.IGNORECASE)


@dataclass(frozen=True)
class Grammar:
    """Every pattern, by the stems that bring it up."""

    patterns: tuple[Pattern, ...]
    by_stem: Mapping[str, tuple[int, ...]]

    def for_stems(self, stems: Iterable[str]) -> Iterator[Pattern]:
        """The patterns that could match a sentence with these stems, in the order of the grammar."""
        there = set(stems)
        numbers = sorted({number for stem in there for number in self.by_stem.get(stem, ())})
        tried = (self.patterns[number] for number in numbers)
        return (pattern for pattern in tried if not (pattern.beside and pattern.beside.isdisjoint(there)))


@dataclass(frozen=True)
class Sentence:
    """One sentence as patterns read it, with the way back to the text."""

    #: Straight quotes, single spaces, the firm's names as `OWN`.
    words: str
    #: Offset of its first character in the text.
    start: int
    #: Offset in the sentence as written of each character of `words`; None where they are the same.
    places: tuple[int, ...] | None
    #: Its words in order, in lower case.
    lower: tuple[str, ...]
    stems: tuple[str, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of some characters of `words`."""
        if self.places:
            start, end = self.places[start], self.places[end - 1] + 1
        return self.start + start, self.start + end


@cache
def grammar() -> Grammar:
    """What `claims.txt` says."""
    text = files(__package__).joinpath("claims.txt").read_text("utf-8")
    parts = parts_of("claims.txt")
    patterns: list[Pattern] = []
    by_stem: dict[str, list[int]] = {}
    section = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[([\w-]+)\]", line.strip()):
            section = heading[1]
        elif section != "parts":
            words, _, regex = line.partition(" | ")
            first, _, beside = words.lstrip("!").partition(" & ")
            for stem in _line_stems(first):
                by_stem.setdefault(stem, []).append(len(patterns))
            written, denies = spelled(regex, parts), words.startswith("!")
            patterns.append(Pattern(Sense(section), written, denies, frozenset(_line_stems(beside))))
    return Grammar(tuple(patterns), {stem: tuple(numbers) for stem, numbers in by_stem.items()})


def parts_of(name: str, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parts that a file of patterns spells out in its section of that name."""
    parts: dict[str, str] = dict(known or {})
    inside = False
    for line in files(__package__).joinpath(name).read_text("utf-8").splitlines():
        if line.startswith("["):
            inside = line == "[parts]"
        elif inside and " = " in line and not line.startswith("#"):
            part, _, value = line.partition(" = ")
            parts[part] = spelled(value, parts)
    return parts


def spelled(pattern: str, parts: Mapping[str, str]) -> str:
    """A pattern with its parts written out."""
    return _PART.sub(lambda part: parts[part[1]], pattern) if "{" in pattern else pattern


def _line_stems(words: str) -> list[str]:
    return [word if word == _FIGURE else stem_of(word) for word in words.split()]


@cache
def _forms() -> Mapping[str, str]:
    """The word that each irregular form is one of."""
    forms: dict[str, str] = {}
    for line in files(__package__).joinpath("word_forms.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            base, _, words = line.partition(": ")
            forms.update(dict.fromkeys(words.split(), base))
    return forms


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """What a word shares with its other forms: "guaranteed" with "guarantees", "won" with "wins"."""
    word = _forms().get(word, word)
    if len(word) > 5 and word.endswith("est"):
        word = word[:-4] + "y" if word.endswith("iest") else word[:-3]
        word = word[:-1] if word[-1] == word[-2] and word[-1] in "bdgnt" else word
    return str(_stemmer().stemWord(word))


def sentences(told: Told) -> Iterator[Sentence]:
    """The sentences of a text as patterns read them."""
    own = _own_names(told.own)
    for start, written in told.sentences:
        yield read(written, start, own)


def read(written: str, start: int = 0, own: re.Pattern[str] | None = None) -> Sentence:
    """One sentence as patterns read it."""
    words, places = written.translate(_STRAIGHT), None
    if "  " in words or "\n" in words or "\t" in words or "\u00a0" in words:
        kept = [at for at, sign in enumerate(words) if not sign.isspace() or (at and not words[at - 1].isspace())]
        words, places = "".join(" " if words[at].isspace() else words[at] for at in kept), tuple(kept)
    if own:
        words = own.sub(lambda name: OWN * len(name[0]), words)
    lower = tuple(_WORD.findall(words.lower()))
    stems = tuple(map(stem_of, lower))
    return Sentence(words, start, places, lower, (*stems, _FIGURE) if any(map(str.isdigit, lower)) else stems)


@lru_cache(maxsize=64)
def _own_names(own: frozenset[str]) -> re.Pattern[str] | None:
    """The firm's names and their parts, as they are written."""
    parts = {part for name in own for part in name.split() if len(part) > 2 and part[0].isupper()}
    names = {name for name in own if len(name) > 2} | {part for part in parts if _forms().get(part) != _ANY_FIRMS}
    if not names:
        return None
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)")
