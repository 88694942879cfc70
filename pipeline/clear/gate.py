"""Which sentences a pattern need not read: those without the words that it cannot match without.

A pattern costs a walk over every character of a text; looking up its words costs next to
nothing. `needed` takes those words from the pattern itself, so that nobody has to list them,
and `Stretch` says in which sentences they stand. A sentence that is left out here could not
have matched: the tests compare both ways of reading.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

#: One of the words of each set stands in whatever the pattern matches.
Clauses = tuple[frozenset[str], ...]
#: Any digit of any script; no letter can be read so.
DIGIT = "\\d"
_ANY_DIGIT = re.compile(DIGIT)
#: Letters that case-blind patterns take for s and i, though lower() does not (and one that it makes two of).
_LIKE = {"ſ": "s", "ı": "i", "İ": "i"}
#: More than this many words for one place are dearer to look for than the pattern.
_MANY = 60
#: Words of texts that a gate remembers; a firm's stories have some ten thousand different ones.
_REMEMBERED = 50_000


def fold(text: str) -> str:
    """A text as patterns that are blind to case see it: every character at its place."""
    if not text.isascii():
        for odd, plain in _LIKE.items():
            text = text.replace(odd, plain)
    return text.lower()


@cache
def needed(pattern: str) -> Clauses:
    """The words without which a pattern (blind to case) cannot match; at most two sets, the rarest."""
    try:
        # Python has no public door to a parsed pattern. Without this one nothing is left out, and nothing else changes.
        found = _of_sequence(import_module("re._parser").parse(pattern, re.IGNORECASE))
    except (ImportError, AttributeError, re.error):
        return ()
    return tuple(sorted(set(found), key=_frequency)[:2])


def _of_sequence(parsed: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """What all parts of a pattern, one behind the other, need."""
    clauses: list[frozenset[str]] = []
    run = ""
    for code, value in parsed:
        name = str(code)
        if name == "LITERAL" and (letter := _letter(value)):
            run += letter
            continue
        # A place between two characters parts no word.
        if name == "AT":
            continue
        clauses += _word(run)
        run = ""
        clauses += _of_part(name, value)
    return clauses + _word(run)


def _of_part(name: str, value: Any) -> list[frozenset[str]]:
    match name:
        case "SUBPATTERN":
            return _of_sequence(value[-1])
        case "ATOMIC_GROUP":
            return _of_sequence(value)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_sequence(value[2]) if value[0] else []
        case "ASSERT":
            return _of_sequence(value[1])
        case "BRANCH":
            return _of_branches([_of_sequence(branch) for branch in value[1]])
        case "IN":
            return _of_class(value)
    return []


def _of_branches(branches: Sequence[Sequence[frozenset[str]]]) -> list[frozenset[str]]:
    if not all(branches):
        return []
    return _worth(frozenset().union(*(min(clauses, key=_frequency) for clauses in branches)))


def _of_class(members: Sequence[tuple[Any, Any]]) -> list[frozenset[str]]:
    letters = set()
    for code, value in members:
        if str(code) == "LITERAL" and (letter := _letter(value)):
            letters.add(letter)
        elif str(code) == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            letters.add(DIGIT)
        else:
            return []
    # A letter stands in every sentence.
    return [] if any(letter.isalpha() for letter in letters) else _worth(frozenset(letters))


def _letter(number: int) -> str:
    """A character that can be looked for: no white space (masks make some), no foreign letter (case is not simple)."""
    letter = chr(number)
    if letter.isspace() or (letter.isalpha() and not letter.isascii()):
        return ""
    return letter.lower()


def _word(run: str) -> list[frozenset[str]]:
    return [frozenset([run])] if len(run) > 1 or (run and not run.isalnum()) else []


def _worth(clause: frozenset[str]) -> list[frozenset[str]]:
    return [clause] if 0 < len(clause) <= _MANY else []


def _frequency(clause: frozenset[str]) -> float:
    """How often to expect one of these words: long ones are rare, signs are rarer than letters."""
    return sum(0.2 if word == DIGIT else 0.02 if not word[0].isalpha() and len(word) == 1 else 12.0 ** -len(word)
               for word in clause)  # fmt: skip


class Gate:
    """What some patterns need, and which of it stands in a word."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.needs = {pattern: needed(pattern) for pattern in patterns}
        wanted = {word for clauses in self.needs.values() for clause in clauses for word in clause}
        self._signs = frozenset(word for word in wanted if len(word) == 1)
        self._digits = DIGIT in wanted
        self._starting: dict[str, tuple[str, ...]] = {}
        for word in wanted - self._signs - {DIGIT}:
            self._starting[word[:2]] = (*self._starting.get(word[:2], ()), word)
        self._known: dict[str, tuple[str, ...]] = {}

    def inside(self, word: str) -> tuple[str, ...]:
        """The needed words that stand in a word of a text (folded, without white space)."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[word] = tuple(self._look_into(word))
        return found

    def _look_into(self, word: str) -> Iterator[str]:
        yield from self._signs.intersection(word)
        if self._digits and _ANY_DIGIT.search(word):
            yield DIGIT
        for start in range(len(word) - 1):
            for each in self._starting.get(word[start : start + 2], ()):
                if word.startswith(each, start):
                    yield each


class Stretch:
    """The sentences of a text, and in which of them the words stand that patterns need."""

    def __init__(self, sentences: Sequence[str], gate: Gate) -> None:
        self._all = range(len(sentences))
        self._gate = gate
        self._with: dict[str, set[int]] = {}
        for number, words in enumerate(sentences):
            for word in set(fold(words).split()):
                for each in gate.inside(word):
                    self._with.setdefault(each, set()).add(number)

    def worth_reading(self, pattern: str) -> Iterable[int]:
        """The numbers of the sentences that a pattern could match in."""
        left: set[int] | None = None
        for clause in self._gate.needs[pattern]:
            # Hundreds of words are looked for in every text, and few stand there.
            found = set().union(*(self._with[word] for word in clause if word in self._with))
            left = found if left is None else left & found
            if not left:
                return ()
        return self._all if left is None else left
