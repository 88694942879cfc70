"""Where a text names somebody on the do-not-name list.

Each word is asked for once. Only words of listed names are then put together, as the forms of
`name_forms.py`: pairs that stand near each other, runs of a company's words, surnames by
themselves. A form made of nothing but ordinary words ("will young") counts only with capitals.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pipeline.clear.listed import NameList
from pipeline.clear.name_forms import (
    ABBREVIATIONS,
    PARTICLES,
    SMALL,
    SUFFIXES,
    TITLES,
    WORD,
    joined,
    normal,
    pair,
    run,
)
from pipeline.clear.rarity import ordinary, telling

#: Letters of the shortest word that may be a family's plural.
_SHORTEST = 4
#: Words from the first name to the surname: two middle names, or "John and Mary".
_FAR = 4
_MOST_WORDS = 6
_POSSESSIVE = re.compile(r"['’‘ʼ´`][sS]$")
_POINTED = re.compile(r"(?<![\w.])[A-Z]\.[ \u00a0]?(?:[A-Z]\.[ \u00a0]?){0,2}[A-Z]\.(?!\w)")
#: What may stand between two words of one name, besides blanks and quotation marks.
_BETWEEN = frozenset(["", ",", "&"])
_HYPHENS = frozenset("-‐‑–_")
_MARKS = " \t\n\u00a0\"'“”‘’«»()*"


class How(StrEnum):
    """How a text names somebody who is listed."""

    FULL = "in full"
    INITIAL = "by surname and initial"
    TITLED = "by title and surname"
    FIRST_WORDS = "by the first words of a company's name"
    SURNAME = "by a surname alone"
    FIRST_NAME = "by a first name and the surname's initial"
    INITIALS = "by initials"


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a text that name somebody who is listed; `end` is the first one behind."""

    start: int
    end: int
    how: How
    #: Whether these words mean the one who is listed; if not, somebody who is listed is also called so.
    whole: bool


class _Spelling(NamedTuple):
    """What one spelling of a word can mean. (A tuple, because a text has hundreds.)"""

    #: Words of listed names that it may be; a single letter is its own.
    heard: tuple[str, ...]
    upper: bool
    ordinary: bool
    #: The letter, where it is but one.
    letter: str
    #: Whether it may begin a name, so that its neighbours are worth a look.
    live: bool
    #: Those of its words that are a surname.
    surnames: frozenset[str] = frozenset()
    #: Whether a company's name begins with it.
    begins: bool = False


@dataclass(frozen=True, slots=True)
class _Maybe:
    """A place that counts if the list knows its form."""

    form: str
    words: tuple[str, ...]
    place: Place
    #: Only if a single name has the form.
    alone: bool = False


def places(text: str, listed: NameList, own: Iterable[str] = (), *, initials: bool = True) -> list[Place]:
    """Every place that names somebody who is listed, in order, none within another.

    Args:
        text: any text.
        listed: the list.
        own: names of the firm and its people, which point to no client.
        initials: whether letters with points ("M.O.") may be somebody; every two letters are, on a long list.

    """
    if not len(listed):
        return []
    heard = _Heard(text, listed)
    found = list(_known([*heard.people(), *heard.companies(), *(heard.initials() if initials else ())], listed))
    mine = _parts(frozenset(own)) if found else ()
    return _apart([each.place for each in found if not _is_own(each.words, mine)])


def _known(maybe: Sequence[_Maybe], listed: NameList) -> Iterator[_Maybe]:
    """Those that the list knows, asked all at once."""
    answers = iter(
        listed.known([f"{each.form}#{owner}" for each in maybe for owner in ((1, 2) if each.alone else (1,))])
    )
    for each in maybe:
        known = next(answers)
        shared = each.alone and next(answers)
        if known and not shared:
            yield each


@lru_cache(maxsize=8)
def _parts(own: frozenset[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(normal, WORD.findall(name))) for name in own)


def _is_own(words: Sequence[str], mine: Iterable[frozenset[str]]) -> bool:
    """Whether one of the firm's own names has all these words, or a word for each of these initials."""
    return any(
        all(any(part == word or (len(word) == 1 and part.startswith(word)) for part in name) for word in words)
        for name in mine
    )


def _apart(found: Iterable[Place]) -> list[Place]:
    """Each place once: what is whole goes before what is not, then the longer before the shorter."""
    kept: list[Place] = []
    for each in sorted(found, key=lambda place: (not place.whole, place.start - place.end, place.start)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda place: place.start)


#: For each list, what the spellings that were met can mean: most words of a text stand in the one before, too.
_MET: WeakKeyDictionary[NameList, dict[str, _Spelling | None]] = WeakKeyDictionary()
_MOST_MET = 200_000


def _met(listed: NameList) -> dict[str, _Spelling | None]:
    known = _MET.setdefault(listed, {})
    if len(known) > _MOST_MET:
        known.clear()
    return known


class _Heard:
    """The words of a text, and which of them a listed name has."""

    def __init__(self, text: str, listed: NameList) -> None:
        self._text = text
        self._tokens = list(WORD.finditer(text))
        self._words = [token.group() for token in self._tokens]
        known = _met(listed)
        if new := set(self._words).difference(known):
            known.update(_spellings(new, listed))
        self._at = [known[word] for word in self._words]

    # People.

    def people(self) -> Iterator[_Maybe]:
        """Pairs of words near each other, and surnames by themselves."""
        for at, word in enumerate(self._at):
            if word and word.live:
                yield from self._alone(at, word)
                for step in (1, -1):
                    for there in self._near_by(at, step):
                        other = self._at[there]
                        # Two that are live meet twice.
                        if other and not (step < 0 and other.live) and self._of_one_name(at, there):
                            yield from self._pair(min(at, there), max(at, there))

    def _near_by(self, at: int, step: int) -> Iterator[int]:
        """The words that could be of one name with this one, on one side of it."""
        for there in range(at + step, at + step * (_FAR + 1), step):
            if not 0 <= there < len(self._words) or not self._joined(min(there, there - step)):
                return
            yield there
            word = self._words[there]
            said = self._at[there]
            if not (word[0].isupper() or (said and said.live) or word.lower() in PARTICLES):
                return

    def _of_one_name(self, at: int, there: int) -> bool:
        """Whether neither word stands between the two: in "M. Vale and M. Hale" the first M is nobody's."""
        ends = {*self._heard_at(at), *self._heard_at(there)}
        return all(ends.isdisjoint(self._heard_at(each)) for each in range(min(at, there) + 1, max(at, there)))

    def _heard_at(self, at: int) -> tuple[str, ...]:
        word = self._at[at]
        return word.heard if word else ()

    def _pair(self, at: int, there: int) -> Iterator[_Maybe]:
        one, other = self._at[at], self._at[there]
        assert one, self._words[at]
        assert other, self._words[there]
        if one.letter or other.letter:
            yield from self._with_letter(at, there) if one.letter else self._with_letter(there, at)
        elif (one.upper and other.upper) or not (one.ordinary and other.ordinary):
            place = Place(self._from(at), self._end(there), How.FULL, True)
            yield from (_Maybe(pair(a, b), (a, b), place) for a in one.heard for b in other.heard)

    def _with_letter(self, initial: int, name: int) -> Iterator[_Maybe]:
        """A name beside an initial: "M. Oyelaran", "Oyelaran, M.", "Margaret O."."""
        letter, word = self._at[initial], self._at[name]
        assert letter, self._words[initial]
        assert word, self._words[name]
        pointed = self._text.startswith(".", self._tokens[initial].end())
        # "I may", "a field" and "Will I" are nobody; "I. May" is. Before "v." stands a party.
        if not (letter.upper or (pointed and letter.letter != "v")) or (word.ordinary and not (pointed and word.upper)):
            return
        start, end = self._from(min(initial, name)), self._end(max(initial, name))
        for each in word.heard:
            is_surname = each in word.surnames
            how = How.INITIAL if is_surname else How.FIRST_NAME
            place = Place(start, end, how, is_surname and telling(each))
            yield _Maybe(pair(letter.letter, each), (letter.letter, each), place)

    def _alone(self, at: int, word: _Spelling) -> Iterator[_Maybe]:
        for each in word.surnames:
            before = self._words[at - 1] if at and self._joined(at - 1) else ""
            start = self._from(at)
            titled = start != self._start(at)
            points = telling(each)
            if titled and word.upper and (points or ordinary(each)):
                yield _Maybe(f"s:{each}", (each,), Place(start, self._end(at), How.TITLED, points))
            elif points:
                yield _Maybe(f"s:{each}", (each,), Place(start, self._end(at), How.SURNAME, False))
            if len(before) > 1 and before[0].isupper() and not titled:
                # "Margaret Oyelaran", where the list has M. Oyelaran.
                place = Place(self._from(at - 1), self._end(at), How.INITIAL, points)
                first = normal(before)
                yield _Maybe(f"q:{first[:1]} {each}", (first, each), place)

    # Companies.

    def companies(self) -> Iterator[_Maybe]:
        """Runs of words that begin as a listed company does."""
        for at, word in enumerate(self._at):
            if word and word.begins:
                yield from self._runs(at)

    def _runs(self, first: int) -> Iterator[_Maybe]:
        run_: list[int] = [first]
        while True:
            yield from self._company(run_)
            following = self._next(run_[-1])
            if len(run_) == _MOST_WORDS or following is None or self._at[following] is None:
                return
            run_.append(following)

    def _next(self, at: int) -> int | None:
        """The next word of a company's name; small ones are passed over."""
        while at + 1 < len(self._words) and self._joined(at):
            at += 1
            if (lower := self._words[at].lower()) not in SMALL and lower != "and":
                return at
        return None

    def _company(self, at: Sequence[int]) -> Iterator[_Maybe]:
        said = [word for each in at if (word := self._at[each])]
        end, suffixed = self._end(at[-1]), False
        following = at[-1] + 1
        if following < len(self._words) and self._joined(at[-1]) and normal(self._words[following]) in SUFFIXES:
            end, suffixed = self._end(following), True
        plain, upper = all(word.ordinary for word in said), all(word.upper for word in said)
        if plain and not upper and not suffixed:
            return
        start = self._start(at[0])
        for last in said[-1].heard:
            words = (*(word.heard[0] for word in said[:-1]), last)
            points = any(map(telling, words))
            if len(words) > 1 or points or suffixed:
                yield _Maybe(run(words), words, Place(start, end, How.FULL, suffixed or not plain or len(words) > 2))
            begun = joined(words)
            if len(begun) == 2 or (len(begun) == 1 and points):
                place = Place(start, end, How.FIRST_WORDS, points and len(begun) == 2)
                yield _Maybe(f"f:{' '.join(begun)}", words, place, alone=True)

    # Initials.

    def initials(self) -> Iterator[_Maybe]:
        """Letters with points, if they are no common abbreviation."""
        for found in _POINTED.finditer(self._text):
            letters = "".join(filter(str.isalpha, found.group())).lower()
            if letters not in ABBREVIATIONS:
                place = Place(found.start(), found.end(), How.INITIALS, False)
                yield _Maybe(f"i:{letters}", tuple(letters), place)

    # Where words stand.

    def _joined(self, at: int) -> bool:
        """Whether a word and the next one can be of one name."""
        between = self._text[self._tokens[at].end() : self._tokens[at + 1].start()]
        if between == " ":
            return True
        bare = between.strip(_MARKS)
        if bare == ".":
            return between == "." or len(self._words[at]) == 1 or normal(self._words[at]) in TITLES
        if bare in _HYPHENS:
            return between == bare
        # An empty line is the end of a paragraph.
        return bare in _BETWEEN and between.count("\n") < 2

    def _from(self, at: int) -> int:
        """Where a person's name begins, with the title before it."""
        titled = at and normal(self._words[at - 1]) in TITLES and self._joined(at - 1)
        return self._start(at - 1 if titled else at)

    def _start(self, at: int) -> int:
        return self._tokens[at].start()

    def _end(self, at: int) -> int:
        word = self._words[at]
        return self._tokens[at].end() - (2 if _POSSESSIVE.search(word) else 0)


@lru_cache(maxsize=1 << 16)
def _meant(word: str) -> tuple[str, ...]:
    """What a word can be in its normal form: itself, or one of a family ("the Oyelarans", "the Joneses")."""
    plain = normal(word)
    if len(plain) > _SHORTEST and plain.endswith("s"):
        return (plain, plain[:-1], plain[:-2]) if plain.endswith("es") else (plain, plain[:-1])
    return (plain,)


def _spellings(words: Iterable[str], listed: NameList) -> dict[str, _Spelling | None]:
    """What each of these spellings can mean; None where it is no listed name's."""
    meant = {word: _meant(word) for word in words}
    names = _among("t", {each for normals in meant.values() for each in normals if len(each) > 1}, listed)
    heard = {word: tuple([each for each in normals if each in names]) for word, normals in meant.items()}
    letters = {word: word_[0] for word, word_ in meant.items() if len(word_[0]) == 1 and word_[0].isalpha()}
    heard.update({word: (letter,) for word, letter in letters.items()})
    plain = {word: all(map(ordinary, each)) for word, each in heard.items() if each}
    # Only these are looked at by themselves or as the first of several.
    begin = {word for word in plain if word[0].isupper() or not plain[word]}
    parts = {each for word in begin for each in heard[word]}
    surnames, firsts = _among("s", parts, listed), _among("h", parts, listed)
    found: dict[str, _Spelling | None] = dict.fromkeys(meant)
    for word, is_plain in plain.items():
        letter, starts = letters.get(word, ""), word in begin
        found[word] = _Spelling(
            heard[word],
            word[0].isupper(),
            is_plain,
            letter,
            starts and not letter,
            surnames.intersection(heard[word]) if starts else frozenset(),
            starts and not firsts.isdisjoint(heard[word]),
        )
    return found


def _among(sort: str, words: Iterable[str], listed: NameList) -> frozenset[str]:
    """Those of these words that a listed name has as a form of this sort."""
    asked = list(words)
    known = listed.known([f"{sort}:{each}#1" for each in asked])
    return frozenset(each for each, is_known in zip(asked, known, strict=True) if is_known)
