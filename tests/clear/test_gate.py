"""The words that a pattern cannot match without."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import gate, rules
from pipeline.clear.gate import DIGIT, Gate, Stretch, fold, needed
from pipeline.clear.matching import compiled
from pipeline.clear.packs import catalogue
from pipeline.clear.reading import passages, sentences
from pipeline.model import Item, Kind
from tests.builders import item, story
from tests.clear.ruling import CLEAN

PATTERNS = sorted({each for known in catalogue() for each in known.rule.check.patterns})
PROSE = [
    words.removeprefix("[article] ")
    for known in catalogue()
    if known.rule.check.reads_prose
    for words in (*known.rule.breaks, *known.rule.passes)
]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        pytest.param(r"\bguaranteed? results?\b", [{"guarantee"}, {"result"}], id="what-may-be-missing-is-not-asked"),
        pytest.param(r"red vans?|buses", [{"red", "buses"}], id="one-of-two"),
        pytest.param(r"(?:red|blue) van", [{"red", "blue"}, {"van"}], id="a-choice-before-a-word"),
        pytest.param(r"(?i:Van)", [{"van"}], id="in-small-letters"),
        pytest.param(r"£\s?\d", [{"£"}, {DIGIT}], id="a-sign-and-a-digit"),
        pytest.param(r"[£$€]\d", [{"£", "$", "€"}, {DIGIT}], id="one-of-some-signs"),
        pytest.param(r"(?:van){2,}", [{"van"}], id="at-least-once"),
        pytest.param(r"(?:van)*", [], id="not-even-once"),
        pytest.param(r"\w+\s[a-z]", [], id="any-letters"),
        pytest.param(r"(?=.*van)\w", [{"van"}], id="ahead"),
        pytest.param(r"(?!van)\w", [], id="not-ahead"),
        pytest.param(r"van|\w", [], id="one-of-two-that-is-anything"),
        pytest.param(r"café", [{"caf"}], id="foreign-letters-have-two-cases"),
        pytest.param(r"(", [], id="no-pattern"),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern: str, words: list[set[str]]) -> None:
    """Each set holds words of which one stands in every match."""
    assert sorted(map(sorted, words)) == sorted(map(sorted, needed(pattern)))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_whatever_a_pattern_matches_has_what_it_needs(pattern: str) -> None:
    """No example, in any case, is matched by a pattern that the gate would have kept from it."""
    lines = [*PROSE, *map(str.upper, PROSE)]
    matched = {number for number, words in enumerate(lines) if compiled(pattern).search(words)}

    assert matched <= set(Stretch(lines, Gate([pattern])).worth_reading(pattern))


def test_most_patterns_need_something() -> None:
    """A gate that lets every pattern through would be none."""
    assert 10 > sum(not needed(pattern) for pattern in PATTERNS)


def test_without_the_parser_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that hides its parser reads more slowly and finds the same."""
    monkeypatch.setitem(sys.modules, "re._parser", None)
    needed.cache_clear()

    assert () == needed("guarantee")
    needed.cache_clear()


@given(st.text())
def test_folding_moves_no_character(text: str) -> None:
    """An offset in the folded text is one in the text itself."""
    assert len(text) == len(fold(text))


@given(st.sampled_from("abkisſKıİ"), st.sampled_from("abkisſKıİ"))
def test_folding_sees_letters_as_patterns_do(one: str, other: str) -> None:
    """What a pattern blind to case takes for an ASCII letter is that letter once folded."""
    if one.isascii() and re.fullmatch(one, other, re.IGNORECASE):
        assert one.lower() == fold(other)


@pytest.mark.parametrize("pattern", [r"\bvan\b", r"\d", r"(?:[£€]|bus)", r"an v|x.n"])
@given(
    parts=st.lists(st.sampled_from(["van", "Vans", "bus", "7", "٣", "£", ".", " ", "\n\n", "İ", "x-n"]), max_size=30)
)
def test_no_sentence_that_matches_is_left_out(pattern: str, parts: list[str]) -> None:
    """Whatever stands around a word, its sentence is read."""
    lines = [words for _, words in sentences(" ".join(parts))]
    matched = {number for number, words in enumerate(lines) if compiled(pattern).search(words)}

    assert matched <= set(Stretch(lines, Gate([pattern])).worth_reading(pattern))


def test_a_sentence_without_the_words_is_left_out() -> None:
    """That is what the gate is for."""
    stretch = Stretch(["A red van.", "A red bus.", "Seven (7) vans."], Gate([r"\bvans?\b", r"red (?:van|bus)", r"\d"]))

    assert [{0, 2}, {0, 1}, {2}] == [set(stretch.worth_reading(each)) for each in stretch._gate.needs]


def test_an_empty_text_has_nothing_worth_reading() -> None:
    """Neither a pattern with needs nor one without reads what is not there."""
    stretch = Stretch([], Gate(["van", r"\w"]))

    assert [] == [*stretch.worth_reading("van"), *stretch.worth_reading(r"\w")]


def test_a_gate_forgets_before_it_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of many texts are remembered, but not of all there ever were."""
    monkeypatch.setattr(gate, "_REMEMBERED", 3)
    small = Gate(["van"])

    assert [("van",)] * 9 == [small.inside(f"van{number}") for number in range(9)]
    assert 3 >= len(small._known)


def both(of: Item) -> tuple[list[tuple[str, str, int, int]], list[tuple[str, str, int, int]]]:
    """What every rule finds on an item, with the gate and without."""
    told = passages(of)
    gated, all_ = (
        [(f.rule, f.part, f.start, f.end) for f in rules.read(told, rules.catalogue(), gated=gate_up)]
        for gate_up in (True, False)
    )
    return gated, all_


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*PROSE, *CLEAN]), max_size=25), st.sampled_from([Kind.STORY, Kind.ARTICLE]))
def test_the_gate_hides_nothing(lines: list[str], kind: Kind) -> None:
    """With the gate and without, the rules find the same in any text."""
    gated, everything = both(item(kind=kind, title=" ".join(lines[:1]), body="\n\n".join(lines)))

    assert everything == gated


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="awonWON guarantee£$1,.%“”'\nſİKı-@"))
def test_the_gate_hides_nothing_in_odd_letters(text: str) -> None:
    """Letters with strange capitals and digits of other scripts change nothing."""
    gated, everything = both(story(body=text))

    assert everything == gated


def test_a_pattern_that_needs_too_many_words_is_read_everywhere() -> None:
    """Looking for hundreds of words would be dearer than the pattern."""
    words = [f"{one}{two}x" for one in "bcdfghjkl" for two in "bcdfghjkl"]

    assert gate._MANY < len(words)
    assert () == needed("|".join(words))
