"""spaCy behind its ports: phrases word by word, names with their places."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.english import SpacyNames, SpacyPhrases, model
from pipeline.ports import PhraseHit

PHRASES = ("tax", "title plan", "plan", "no win, no fee", "break clause", "landlord’s consent")
QUICK = settings(deadline=None, max_examples=100)


@cache
def phrases() -> SpacyPhrases:
    """A finder of a few phrases."""
    return SpacyPhrases(PHRASES)


@pytest.fixture(scope="module")
def names() -> SpacyNames:
    """The language model that ships with Attract."""
    return SpacyNames()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The tax is due.", ["tax"], id="a-word"),
        pytest.param("The taxi is late, and taxes syntax.", [], id="no-part-of-a-word"),
        pytest.param("TAX, Tax and tAx.", ["tax", "tax", "tax"], id="any-case"),
        pytest.param("Read the Title Plan twice.", ["title plan", "plan"], id="overlapping"),
        pytest.param("A title. Plan it.", ["plan"], id="words-apart"),
        pytest.param("It is no win, no fee.", ["no win, no fee"], id="with-a-comma"),
        pytest.param("(tax)", ["tax"], id="in-brackets"),
        pytest.param("the title\nplan", ["title plan", "plan"], id="over-a-line-end"),
        pytest.param("the title\n\nplan", ["plan"], id="not-over-an-empty-line"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_phrases_are_found_word_by_word(text: str, found: list[str]) -> None:
    """A phrase is found whole, in any case and over a wrapped line, and never inside another word."""
    assert found == [hit.phrase for hit in phrases().find(text)]


def test_a_hit_names_its_characters() -> None:
    """Each hit says where it stands, and hits come in the order of the text."""
    assert [PhraseHit("title plan", 4, 14), PhraseHit("plan", 10, 14), PhraseHit("tax", 19, 22)] == phrases().find(
        "The title plan and tax."
    )


@QUICK
@given(
    st.lists(
        st.sampled_from(
            ["title", "plan", "TAX", "break", "Clause", "\n", "\n\n", " ", ".", "no win, no fee", "é", "😀"]
        )
    ).map(" ".join)
    | st.text(max_size=30)
)
def test_every_hit_leads_back_to_its_phrase(text: str) -> None:
    """The characters of a hit are its phrase, whatever stands around it."""
    hits = phrases().find(text)

    assert [hit.phrase for hit in hits] == [" ".join(text[hit.start : hit.end].split()).lower() for hit in hits]
    assert [(hit.start, hit.end) for hit in hits] == sorted((hit.start, hit.end) for hit in hits)


def test_the_model_is_named_without_being_loaded() -> None:
    """Name and version of the model are one line, so that findings can be kept by it."""
    name, _, version = model().partition(" ")

    assert name.startswith("en_core_web_")
    assert version[:1].isdigit()


def test_names_are_found_where_they_stand(names: SpacyNames) -> None:
    """People and places come with their label and characters, in the order of the text."""
    text = "Hettie Vanbrugh rang us from Paris on Monday."
    mentions = names.mentions(text)

    assert [("Hettie Vanbrugh", "PERSON"), ("Paris", "GPE"), ("Monday", "DATE")] == [
        (each.words, each.label) for each in mentions
    ]
    assert all(text[each.start : each.end] == each.words for each in mentions)


def test_a_proper_noun_outside_every_entity_is_found(names: SpacyNames) -> None:
    """What the model takes for a name without knowing of what is told as a bare proper noun."""
    mentions = names.mentions("Mayhew signed in March, and Augustine did not.")

    assert ("Mayhew", "PROPN") in [(each.words, each.label) for each in mentions]


def test_a_proper_noun_at_the_very_end_is_found(names: SpacyNames) -> None:
    """A text that ends in a name without a full stop does not lose it."""
    assert "Larchmoor" in names.mentions("We drove all night to reach Larchmoor")[-1].words


def test_an_empty_text_names_nobody(names: SpacyNames) -> None:
    """A summary that was left empty is read without a finding."""
    assert [] == names.mentions("")
