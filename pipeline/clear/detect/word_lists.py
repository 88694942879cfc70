"""Lists of wordings: classes of words, the ways of saying something that are made of them, and signs to be weighed.

A list (`children.yml` ...) holds classes of words and, for each sense, the wordings that say
it. A wording is written in words, with a few signs:

    judge              that word; `boy#` also its plural, `order+` all forms of a regular verb
    judge|court        one of them
    <child>            one of a class; its entries are wordings too, with `_` for a blank
    ?very              may be there or not
    !school            the next word is something else
    ..  ..2            up to six words, or up to two, whatever they are
    ^  $               the sentence begins, a clause ends
    a & b              both in one sentence
    a && b             b in this sentence or in one beside it
    a &&& b            b anywhere in the text
    a -- b             not where b is in the sentence

Words are compared in lower case, and short forms in full: "isn't" is "is not".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from ruamel.yaml import YAML

from pipeline.clear.detect.saying import in_full
from pipeline.clear.detect.told import Sense
from pipeline.clear.detect.wordings import Clue, Edge, Gap, Other, Part, Scale, Theme, Word, Wording

_T = TypeVar("_T")
#: Too frequent to look for first.
_COMMON = frozenset(
    re.findall(
        r"\S+",
        "a an the and or but of to in on at for with by from as that this it its is are was were be been has have had"
        " will he she they we i his her their our my him them us who what when not 's no so all",
    )
)


_CLASS = re.compile(r"<\w+>")
#: Not in the name of a class.
_BLANK = re.compile(r"_(?![^<]*>)")
_ENTRY = re.compile(r"(?:[^\W_]|['-])+(?<!')[#+]{0,2}")
_SIGNS = re.compile(r"\s(&&&|&&|&|--)\s")


@cache
def theme(*names: str) -> Theme:
    """The lists `<name>.yml` beside this module, each on top of the classes of `classes.yml`, to be read in one go."""
    clues: list[Clue] = []
    scales: list[Scale] = []
    innocent: list[Wording] = []
    shared = _data("classes")["classes"]
    for data in map(_data, names):
        classes = _Classes(shared, data["classes"])
        clues += (clue for group in data["senses"] for clue in _clues(group, classes))
        scales += (_scale(each, classes) for each in data["weighed"])
        innocent += (classes.wording(each) for each in data["innocent"])
    return Theme(
        _indexed((min(clue.needs, key=_frequency), clue) for clue in clues),
        tuple(scales),
        _indexed((min(_needs(each), key=_frequency), each) for each in innocent),
    )


def _data(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(files(__package__).joinpath(f"{name}.yml").read_bytes())
    return loaded


class _Classes:
    """Classes of words by name; each is put together when it is first asked for."""

    def __init__(self, *texts: Mapping[str, str]) -> None:
        self._texts = {name: text for each in texts for name, text in each.items()}
        self._made: dict[str, Word] = {}

    def wording(self, text: str) -> Wording:
        """What a text in the language of the lists means."""
        return _wording(tuple(self._part(part) for part in text.split()))

    def one_of(self, entries: str) -> Wording:
        """Any of the entries, as a class has them."""
        return _wording((self._any(entries.split()),))

    def _part(self, part: str) -> Part:
        if part.startswith(".."):
            return Gap(int(part[2:] or 6))
        if part in ("^", "$"):
            return Edge(part == "^")
        if part.startswith("!"):
            return Other(self._word(part[1:]))
        if part.startswith("?"):
            return self._word(part[1:])._replace(optional=True)
        return self._word(part)

    def _word(self, part: str) -> Word:
        return self._any(part.split("|"))

    def _class(self, name: str) -> Word:
        if name not in self._made:
            self._made[name] = self._any(self._texts[name].split())
        return self._made[name]

    def _any(self, entries: Sequence[str]) -> Word:
        if len(entries) == 1 and _CLASS.fullmatch(entries[0]):
            return self._class(entries[0][1:-1])
        words: set[str] = set()
        runs: dict[str, list[Wording]] = {}
        for entry in entries:
            if entry == "$":
                continue
            wording = self._entry(entry)
            only = wording.parts[0]
            if len(wording.parts) == 1 and isinstance(only, Word):
                # A word, or another class: its own entries, not one that holds them.
                words |= only.words
                for first, several in only.runs.items():
                    runs.setdefault(first, []).extend(several)
                continue
            assert wording.heads, f"an entry of a class begins with a word: {entry}"
            for first in wording.heads:
                runs.setdefault(first, []).append(wording)
        return Word(frozenset(words), {first: tuple(each) for first, each in runs.items()}, or_end="$" in entries)

    def _entry(self, entry: str) -> Wording:
        if _CLASS.fullmatch(entry):
            return _wording((self._class(entry[1:-1]),))
        if "_" in entry:
            return self.wording(" ".join(_BLANK.split(entry)))
        assert _ENTRY.fullmatch(entry), f"not a word: {entry}"
        forms = _forms(entry)
        if len(forms) > 1:
            return _wording((Word(frozenset(forms), {}),))
        return _wording(tuple(Word(frozenset({word}), {}) for word in in_full(entry)))


def _forms(word: str) -> list[str]:
    """`boy#`: boy, boys. `order+`: order, orders, ordered, ordering. `plan++` doubles its last letter."""
    stem = word.rstrip("#+")
    if stem == word:
        return [word]
    soft = stem.endswith("y") and stem[-2] not in "aeou"
    several = stem[:-1] + "ies" if soft else stem + ("es" if stem.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if word.endswith("#"):
        return [stem, several]
    double = stem + stem[-1] if word.endswith("++") else stem
    past = stem + "d" if stem.endswith("e") else stem[:-1] + "ied" if soft else double + "ed"
    return [stem, several, past, (double[:-1] if stem.endswith("e") else double) + "ing"]


def _wording(parts: tuple[Part, ...]) -> Wording:
    heads: frozenset[str] | None = frozenset()
    for part in parts:
        begins = _begins(part)
        heads = None if begins is None or heads is None else heads | begins
        if heads is None or not (isinstance(part, Word) and part.optional):
            break
    first, second = parts[0], parts[1] if len(parts) > 1 else None
    alone = first.words if isinstance(first, Word) and not second else frozenset()
    one_word = isinstance(first, Word) and not first.runs and not first.optional
    follows = isinstance(second, Word) and not second.optional and one_word
    return Wording(parts, heads, alone, _begins(second) if second and follows else None)


def _begins(part: Part) -> frozenset[str] | None:
    """The words that a part can begin with; none where it need not begin with a word."""
    return part.words | frozenset(part.runs) if isinstance(part, Word) and not part.or_end else None


def _needs(wording: Wording) -> list[frozenset[str]]:
    """Sets of words of which a sentence must have one each, if this is to stand in it."""
    return [_keys(each) for each in wording.parts if isinstance(each, Word) and not each.optional and not each.or_end]


def _keys(word: Word) -> frozenset[str]:
    runs = {id(run): run for each in word.runs.values() for run in each}.values()
    return word.words.union(*(min(_needs(run), key=_frequency) for run in runs))


def _frequency(words: frozenset[str]) -> tuple[int, int]:
    return len(words & _COMMON), len(words)


def _clues(group: Mapping[str, Any], classes: _Classes) -> Iterator[Clue]:
    never = tuple(classes.wording(each) for each in group.get("unless", ()))
    for text in group["said"]:
        first, *rest = _SIGNS.split(text)
        parts = {
            sign: [classes.wording(p) for s, p in zip(rest[::2], rest[1::2], strict=True) if s == sign]
            for sign in rest[::2]
        }
        also = tuple(parts.get("&", ()))
        start = classes.wording(first)
        yield Clue(
            sense=Sense(group["sense"]),
            first=start,
            also=also,
            near=tuple(parts.get("&&", ())),
            anywhere=tuple(parts.get("&&&", ())),
            never=(*never, *parts.get("--", ())),
            note=group.get("note", ""),
            needs=tuple(need for each in (start, *also) for need in _needs(each)),
        )


def _scale(data: Mapping[str, Any], classes: _Classes) -> Scale:
    heaviest_first = sorted(data["signs"].items(), key=lambda sign: -abs(sign[1]["worth"]))
    worths = [sign["worth"] for _, sign in heaviest_first]
    number = {name: number for number, (name, _) in enumerate(heaviest_first)}
    wordings = [classes.one_of(sign["words"]) for _, sign in heaviest_first]
    groups = [frozenset(number[name] for name in group) for group in data["one_of_each"]]
    return Scale(
        sense=Sense(data["sense"]),
        signs=tuple(zip(worths, wordings, strict=True)),
        groups=tuple(groups),
        heads=tuple(frozenset[str]().union(*(wordings[sign].heads or () for sign in group)) for group in groups),
        rest=tuple(sum(max(worth, 0.0) for worth in worths[begin:]) for begin in range(1, len(worths) + 1)),
        each_word=data["each_word"],
        need=data["need"],
        note=data["note"],
    )


def _indexed(keyed: Iterable[tuple[frozenset[str], _T]]) -> dict[str, tuple[_T, ...]]:
    by_word: dict[str, list[_T]] = {}
    for words, each in keyed:
        for word in words:
            by_word.setdefault(word, []).append(each)
    return {word: tuple(each) for word, each in by_word.items()}
