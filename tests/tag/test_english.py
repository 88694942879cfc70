"""spaCy behind its port: names with their places."""

import pytest

from pipeline.edges.english import SpacyReader, model


@pytest.fixture(scope="module")
def names() -> SpacyReader:
    """The language model that ships with Attract."""
    return SpacyReader()


def test_the_model_is_named_without_being_loaded() -> None:
    """Name and version of the model are one line, so that findings can be kept by it."""
    name, _, version = model().partition(" ")

    assert name.startswith("en_core_web_")
    assert version[:1].isdigit()


def test_names_are_found_where_they_stand(names: SpacyReader) -> None:
    """People and places come with their label and characters, in the order of the text."""
    text = "Hettie Vanbrugh rang us from Paris on Monday."
    mentions = names.read(text).mentions

    assert [("Hettie Vanbrugh", "PERSON"), ("Paris", "GPE"), ("Monday", "DATE")] == [
        (each.words, each.label) for each in mentions
    ]
    assert all(text[each.start : each.end] == each.words for each in mentions)


def test_a_proper_noun_outside_every_entity_is_found(names: SpacyReader) -> None:
    """What the model takes for a name without knowing of what is told as a bare proper noun."""
    mentions = names.read("Mayhew signed in March, and Augustine did not.").mentions

    assert ("Mayhew", "PROPN") in [(each.words, each.label) for each in mentions]


def test_a_proper_noun_at_the_very_end_is_found(names: SpacyReader) -> None:
    """A text that ends in a name without a full stop does not lose it."""
    assert "Larchmoor" in names.read("We drove all night to reach Larchmoor").mentions[-1].words


def test_an_empty_text_names_nobody(names: SpacyReader) -> None:
    """A summary that was left empty is read without a finding."""
    assert names.read("").mentions == ()
