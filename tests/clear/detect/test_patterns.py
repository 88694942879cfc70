"""Patterns kept in files: found where a word they need stands, at their own offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear.detect.patterns import Patterns, patterns, plain
from pipeline.clear.detect.people import words


@given(st.text())
def test_each_character_keeps_its_place(text: str) -> None:
    """A text in lower case is as long as it was."""
    assert len(text) == len(plain(text))


def test_a_pattern_is_asked_only_where_a_word_it_needs_stands() -> None:
    """The words in front of a pattern are a condition, not part of it."""
    found = Patterns([("seas", "tide ebb = (?:high|low) \\w+")])

    assert [("seas", "low tide")] == [(section, match.group()) for section, match in found.find("at low tide")]
    assert [] == list(found.find("at low water"))


def test_a_pattern_stands_for_whole_words() -> None:
    """What begins or ends inside a word is not found."""
    assert [] == list(Patterns([("seas", "tides tide = tide")]).find("the tides"))


@pytest.mark.parametrize("file", ["news.txt", "mosaic.txt", "roles.txt"])
def test_every_file_can_be_read(file: str) -> None:
    """Each line of a file is a pattern that compiles."""
    assert isinstance(patterns(file), Patterns)


@pytest.mark.parametrize("section", ["trades", "offices", "bodies", "localities", "origins", "somebody"])
def test_lists_are_in_lower_case(section: str) -> None:
    """A list is compared with words in lower case."""
    assert all(entry == entry.lower() for entry in words(section))
