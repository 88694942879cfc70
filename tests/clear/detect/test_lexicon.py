"""Word lists and the forms of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.detect import lexicon


@pytest.mark.parametrize(
    "word",
    [
        "Suppliers",
        "tenancies",
        "Stopped",
        "running",
        "Well-meaning",
        "isn't",
        "Unpaid",
        "thing",
        "goat",
        "WE'LL",
        "co-owner",
    ],
)
def test_english_words_and_their_forms_are_ordinary(word: str) -> None:
    """Plurals, past forms, compounds and shortened forms are known by their base, in any case."""
    assert lexicon.ordinary(word)


@pytest.mark.parametrize(
    "word", ["Oyebanji", "Vanbrugh", "Slaithdale", "hettie", "Larchmoor", "Ballynacarrow", "x-oyebanji"]
)
def test_names_are_not_ordinary(word: str) -> None:
    """What no list of English holds is no ordinary word."""
    assert not lexicon.ordinary(word)


@given(st.text(max_size=20))
def test_any_text_may_be_asked_for(word: str) -> None:
    """Whatever is asked, case does not change the answer."""
    assert lexicon.ordinary(word.lower()) == lexicon.ordinary(word.lower().lower())


@pytest.mark.parametrize("name", sorted(lexicon.cues()))
def test_every_class_of_cues_is_clean(name: str) -> None:
    """A class holds small words without stray marks, and is not empty."""
    words = lexicon.cues()[name]

    assert words
    assert [] == [word for word in words if word != word.strip() or word != word.lower() or "#" in word]


def test_the_longest_of_several_names_comes_first() -> None:
    """Names that begin alike are tried from the longest on."""
    assert {"Court": (("Court", "of", "Appeal"), ("Court",))} == lexicon.index(["Court", "Court of Appeal"])


def test_lists_of_names_hold_names_alone() -> None:
    """Comments and empty parts of the lists are no names; a doctrine's mark is taken off."""
    assert {"England", "Ontario", "New York"} <= lexicon.large_places()
    assert {"Tomlin", "Anton Piller"} <= lexicon.doctrines()
    assert [] == [name for name in lexicon.large_places() | lexicon.doctrines() if not name or name[0] in "#="]
