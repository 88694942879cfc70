"""Texts as runs of words and key phrases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tag.features import distinct, joined, ngrams, phrases, position
from tests.tag.texts import hashed, number, table, words

SAID = st.lists(
    st.sampled_from(["the", "hive", "of", "a", "queen", "bee", "sea", "wall", "sour", "dough", "loaf", ".", ","]),
    max_size=30,
).map(" ".join)


def runs(text: str, title: str = "") -> list[str]:
    """What the words and pairs of a text are, as words."""
    seen = words(text, title)
    spelled = {hashed(word): word for word in f"{title} {text}".lower().replace(".", " .").split()}
    found = ngrams(seen)
    return [
        " ".join(spelled[int(seen.stems[at])] for at in range(first, last + 1) if seen.plain[at])
        for first, last in zip(found.first, found.last, strict=True)
    ]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param("", "hive queen", ["hive", "queen", "hive queen"], id="words-and-pairs"),
        pytest.param("", "the hive of a queen", ["hive", "queen", "the hive", "hive of", "a queen"], id="empty-words"),
        pytest.param("", "of the", [], id="nothing-but-empty-words"),
        pytest.param("hive", "queen", ["hive", "queen"], id="no-pair-across-the-title"),
        pytest.param("", "hive. queen", ["hive", "queen", "hive queen"], id="signs-are-left-out"),
        pytest.param("", "", [], id="nothing"),
        pytest.param("", "hive", ["hive"], id="one-word"),
    ],
)
def test_runs_are_words_that_say_something_and_pairs_with_one(title: str, text: str, expected: list[str]) -> None:
    """Empty words stand in pairs only, and beside a word that says something."""
    assert expected == runs(text, title)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param("", "The queen bee and the sea wall.", ["queen bee", "sea wall"], id="two"),
        pytest.param("", "QUEEN BEE", ["QUEEN BEE"], id="any-case"),
        pytest.param("", "A queen. Bee.", [], id="not-over-a-sign"),
        pytest.param("queen", "bee", [], id="not-from-title-to-text"),
        pytest.param("Sour dough loaf", "wax", ["wax", "Sour dough loaf"], id="in-title-and-text"),
        pytest.param("", "waxen", [], id="no-part-of-a-word"),
    ],
)
def test_key_phrases_are_found_whole(title: str, text: str, expected: list[str]) -> None:
    """A key phrase is found word by word, in any case."""
    seen = words(text, title)
    found, rows = phrases(seen, table().ids)
    whole = f"{title}\n\n{text}"

    assert expected == [whole[seen.starts[a] : seen.ends[b]] for a, b in zip(found.first, found.last, strict=True)]
    assert [number(each.lower()) for each in expected] == table().ids[rows].tolist()


@given(SAID, SAID)
def test_every_run_stands_within_its_title_or_its_text(title: str, text: str) -> None:
    """No run begins in one and ends in the other, or before it begins."""
    seen = words(text, title)
    for found in (ngrams(seen), phrases(seen, table().ids)[0]):
        assert (found.first <= found.last).all()
        assert ((found.first < seen.title) == (found.last < seen.title)).all()


@given(st.lists(st.integers(0, 2**64 - 1), max_size=8), st.lists(st.integers(0, 2**64 - 1), max_size=8))
def test_different_words_make_different_numbers(one: list[int], other: list[int]) -> None:
    """Two runs of one length have one number only if they are the same words."""
    length = min(len(one), len(other))
    a, b = (joined(np.array(each, np.uint64), max(length, 1)) for each in (one, other))
    same = [one[at : at + length] for at in range(len(a))] if length else []

    assert [int(x) for x in a if length and x in b.tolist()] == [
        int(x) for x, run in zip(a, same, strict=False) if run in [other[at : at + length] for at in range(len(b))]
    ]


@given(st.sets(st.integers(0, 2**64 - 1)), st.lists(st.integers(0, 2**64 - 1)))
def test_a_position_is_where_it_stands_or_minus_one(known: set[int], asked: list[int]) -> None:
    """Each number is found where it is, and what is not there is not found."""
    ordered = sorted(known)
    mixed = asked + ordered[:3]

    assert [ordered.index(each) if each in known else -1 for each in mixed] == position(
        np.array(mixed, np.uint64), np.array(ordered, np.uint64)
    ).tolist()


def test_a_number_is_counted_once_for_each_text() -> None:
    """How many texts know a run does not depend on how often one of them says it."""
    ids, counts = distinct([np.array([7, 7, 3], np.uint64), np.array([7], np.uint64)])

    assert ([3, 7], [1, 2]) == (ids.tolist(), counts.tolist())
