"""Phrases, their spellings, and one expression for many of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tag.phrases import BEGIN, END, any_of, plain, spellings


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        pytest.param("tribunal", ["tribunal"], id="plain"),
        pytest.param("tribunal[s]", ["tribunal", "tribunals"], id="ending"),
        pytest.param("compan[y|ies]", ["company", "companies"], id="endings"),
        pytest.param("[my|our] bill[s]", ["my bill", "my bills", "our bill", "our bills"], id="words"),
        pytest.param("handed [it] over", ["handed over", "handed it over"], id="word-or-none"),
    ],
)
def test_a_phrase_with_brackets_stands_for_several(phrase: str, meant: list[str]) -> None:
    """One choice in brackets may be left out; of several, one is taken."""
    assert meant == list(spellings(phrase))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("the supreme court of canada sat", ["supreme court of canada"], id="longest"),
        pytest.param("the supreme court of appeal sat", ["supreme court"], id="shorter"),
        pytest.param("the supreme courtyard", [], id="inside-a-word"),
        pytest.param("a supreme  court, a court", ["supreme  court", "court"], id="two"),
        pytest.param("_court_ and x_court", ["court", "court"], id="emphasis"),
    ],
)
def test_the_longest_phrase_is_found_as_whole_words(text: str, found: list[str]) -> None:
    """Of phrases that begin alike the longest wins, and none is found inside a word."""
    expression = re.compile(BEGIN + any_of(["court", "supreme court", "supreme court of canada"]) + END)

    assert found == expression.findall(text)


@given(st.lists(st.text(alphabet="ab c.(", min_size=1).map(lambda s: " ".join(s.split())).filter(bool), min_size=1))
def test_every_phrase_of_a_list_is_found(phrases: list[str]) -> None:
    """Whatever a list holds, each of its phrases is found where it stands alone."""
    expression = re.compile(BEGIN + any_of(phrases) + END)

    assert [phrase for phrase in phrases if not expression.fullmatch(phrase)] == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("A Tenant’s\nRight", "a tenant's right", id="line-end"),
        pytest.param("one\n\ntwo", "one\n\ntwo", id="paragraphs"),
        pytest.param("> one\n> two", "> one   two", id="quotation"),
        pytest.param("İzmir\xa0law", "izmir law", id="two-letter-capital"),
    ],
)
def test_a_text_is_read_in_lower_case_with_joined_lines(text: str, read: str) -> None:
    """What a reader takes for a space is one, and an empty line stays."""
    assert read == plain(text)


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    """An offset into what is read is an offset into the author's text."""
    assert len(text) == len(plain(text))
