"""Ways of saying something, looked for in the words of a text.

How they are written down is told in `word_lists.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.clear.detect.saying import Said, in_words
from pipeline.clear.detect.told import Hit, Sense, Told

#: A heading of three words is weighed like a short sentence: it does not say more for being short.
_FEW = 10


class Word(NamedTuple):
    """One of some words, or of some runs of words by what they may begin with."""

    words: frozenset[str]
    runs: Mapping[str, tuple["Wording", ...]]
    optional: bool = False
    #: The end of a clause will do as well.
    or_end: bool = False


class Gap(NamedTuple):
    """Some words, whatever they are."""

    most: int


class Other(NamedTuple):
    """The next word is none of these."""

    word: Word


class Edge(NamedTuple):
    """The sentence begins, or a clause ends."""

    begins: bool


Part = Word | Gap | Other | Edge


class Wording(NamedTuple):
    """A way of saying something."""

    parts: tuple[Part, ...]
    #: The words that it can begin with; none where it can begin with any.
    heads: frozenset[str] | None
    #: Words that say it alone.
    alone: frozenset[str]
    #: The words that must come second; none where that is not so.
    second: frozenset[str] | None


@dataclass(frozen=True)
class Clue:
    """One way of saying something."""

    sense: Sense
    first: Wording
    #: Wordings that must stand in the sentence, in it or in one beside it, anywhere, and not in the sentence.
    also: tuple[Wording, ...]
    near: tuple[Wording, ...]
    anywhere: tuple[Wording, ...]
    never: tuple[Wording, ...]
    note: str
    #: Words of which each set must have one in the sentence.
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Scale:
    """Signs that say something together."""

    sense: Sense
    #: What each sign adds or takes away, and its wording; the weightiest first.
    signs: tuple[tuple[float, Wording], ...]
    #: For each group of which one sign must stand, the numbers of its signs.
    groups: tuple[frozenset[int], ...]
    #: For each group, the words that its signs begin with.
    heads: tuple[frozenset[str], ...]
    #: What the rest can still add once the first so many signs are weighed.
    rest: tuple[float, ...]
    #: A longer sentence holds more signs by chance: what each word takes away.
    each_word: float
    need: float
    note: str


@dataclass(frozen=True)
class Theme:
    """All that some lists say."""

    #: The rarest words of each clue to the clues.
    clues: Mapping[str, tuple[Clue, ...]]
    scales: tuple[Scale, ...]
    #: What says nothing, by its rarest words: it is struck out before anything is looked for.
    innocent: Mapping[str, tuple[Wording, ...]]


def find(told: Told, of: Theme) -> Iterator[Hit]:
    """Every sentence of what is told in which this theme finds one of its senses, once for each sense."""
    text = _struck(in_words(told.sentences), of.innocent)
    for number, said in enumerate(text):
        found: dict[Sense, Hit] = {}
        for clue in {id(clue): clue for word in said.known for clue in of.clues.get(word, ())}.values():
            if clue.sense not in found and (span := _place(clue, text, number)):
                found[clue.sense] = Hit(clue.sense, *span, note=clue.note)
        for scale in of.scales:
            if scale.sense not in found and _weighs_enough(scale, said):
                found[scale.sense] = Hit(scale.sense, said.start, said.end, note=scale.note)
        yield from found.values()


def _place(clue: Clue, text: Sequence[Said], number: int) -> tuple[int, int] | None:
    """Where a clue stands that begins in this sentence: the sentence, and one beside it where it takes two."""
    said = text[number]
    if any(said.known.isdisjoint(need) for need in clue.needs):
        return None
    if not _stands(clue.first, said) or not all(_stands(each, said) for each in clue.also):
        return None
    if any(_stands(each, said) for each in clue.never):
        return None
    if not all(any(_stands(each, other) for other in text) for each in clue.anywhere):
        return None
    start, end = said.start, said.end
    for each in clue.near:
        # The sentence itself first: it then need not take two.
        beside = [other for other in (said, *text[number + 1 : number + 2], *text[max(0, number - 1) : number])]
        other = next((other for other in beside if _stands(each, other)), None)
        if other is None:
            return None
        start, end = min(start, other.start), max(end, other.end)
    return start, end


def _weighs_enough(scale: Scale, said: Said) -> bool:
    if any(heads.isdisjoint(said.known) for heads in scale.heads):
        return False
    weight = scale.each_word * max(len(said.words), _FEW)
    standing: set[int] = set()
    for number, ((worth, wording), rest) in enumerate(zip(scale.signs, scale.rest, strict=True)):
        if _stands(wording, said):
            weight += worth
            standing.add(number)
        if weight + rest < scale.need:
            return False
    return not any(group.isdisjoint(standing) for group in scale.groups)


def _stands(wording: Wording, said: Said) -> bool:
    # Nearly every question ends here, before a word is looked at twice.
    if not wording.alone.isdisjoint(said.known):
        return True
    heads = wording.heads
    if heads is None:
        return any(True for at in range(len(said.words)) for _ in _ends(wording.parts, 0, said, at))
    if heads.isdisjoint(said.known):
        return False
    starts = (at for at, word in enumerate(said.words) if word in heads)
    return any(True for at in starts for _ in _ends(wording.parts, 0, said, at))


def _ends(parts: tuple[Part, ...], number: int, said: Said, at: int) -> Iterator[int]:
    """Where a wording can end that goes on from its given part at a word."""
    if number == len(parts):
        yield at
        return
    each = parts[number]
    if isinstance(each, Word):
        for end in _after(each, said, at):
            yield from _ends(parts, number + 1, said, end)
        if each.optional:
            yield from _ends(parts, number + 1, said, at)
    elif isinstance(each, Gap):
        for skipped in range(min(each.most, len(said.words) - at) + 1):
            yield from _ends(parts, number + 1, said, at + skipped)
    elif isinstance(each, Other):
        if not any(True for _ in _after(each.word, said, at)):
            yield from _ends(parts, number + 1, said, at)
    elif at == 0 if each.begins else at > 0 and said.ends[at - 1]:
        yield from _ends(parts, number + 1, said, at)


def _after(word: Word, said: Said, at: int) -> Iterator[int]:
    if word.or_end and at > 0 and said.ends[at - 1]:
        yield at
    if at < len(said.words):
        if said.words[at] in word.words:
            yield at + 1
        next_word = said.words[at + 1] if at + 1 < len(said.words) else ""
        for run in word.runs.get(said.words[at], ()):
            if run.second is None or next_word in run.second:
                yield from _ends(run.parts, 0, said, at)


def _struck(text: tuple[Said, ...], innocent: Mapping[str, tuple[Wording, ...]]) -> tuple[Said, ...]:
    return tuple(_without(said, innocent) if not said.known.isdisjoint(innocent) else said for said in text)


def _without(said: Said, innocent: Mapping[str, tuple[Wording, ...]]) -> Said:
    """The sentence with its innocent words made nothing; what is around them stays where it is."""
    words = list(said.words)
    for wording in {id(each): each for word in said.known for each in innocent.get(word, ())}.values():
        for at in range(len(words)):
            for end in _ends(wording.parts, 0, said, at):
                words[at:end] = [""] * (end - at)
    return Said(said.start, said.end, tuple(words), said.ends, frozenset(words))
