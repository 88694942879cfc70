"""How the words of a text are written, and where they stand."""

import pytest

from pipeline.clear.detect.capitals import Words
from pipeline.clear.detect.told import Told
from pipeline.clear.reading import readable
from pipeline.model import Kind


def read(markdown: str) -> Words:
    """The words of some Markdown, without a language model."""
    return Words(Told(readable(markdown), Kind.STORY, None, frozenset(), markdown))


@pytest.mark.parametrize(
    ("markdown", "soft"),
    [
        pytest.param("Rain fell. Then Orrin rang.", ["Rain", "Then"], id="sentences"),
        pytest.param("We asked Mr. Orrin and Dr. Hale.", ["We"], id="abbreviations-end-nothing"),
        pytest.param("It was D. Orrin who paid.", ["It"], id="an-initial-ends-nothing"),
        pytest.param("- Keep it\n- Tell Orrin\n", ["Keep", "Tell"], id="list"),
        pytest.param("1. Keep it\n2) Tell Orrin\n", ["Keep", "Tell"], id="numbered-list"),
        pytest.param("It rained in\nLarchmoor again.", ["It"], id="a-wrapped-line-goes-on"),
        pytest.param("> Quoted words by Orrin.", ["Quoted"], id="block-quote"),
        pytest.param("She said: “Nobody told Orrin.”", ["She", "Nobody"], id="behind-a-colon-and-a-quote"),
        pytest.param("the “Drowned Rat” shut again.", [], id="a-quoted-name-opens-nothing"),
        pytest.param("| Tenant | Rent |\n", ["Tenant", "Rent"], id="table"),
        pytest.param("**Costs:** Fixed.", ["Costs", "Fixed"], id="label"),
        pytest.param("# How To Keep A Lease\n\nRead it.", ["How", "To", "Keep", "A", "Lease", "Read"], id="title-case"),
        pytest.param("# Orrin and the leaking roof of the mill\n\nIt fell.", ["Orrin", "It"], id="sentence-case"),
        pytest.param("What Happens When Your Boiler Breaks?\n\nLittle.", ["What", "Happens", "When", "Your", "Boiler", "Breaks", "Little"], id="title-without-mark"),
        pytest.param("P.S. Bring the deeds.", ["P.S.", "Bring"], id="letters-that-open-a-line"),
    ],
)  # fmt: skip
def test_a_capital_is_soft_where_every_word_has_one(markdown: str, soft: list[str]) -> None:
    """Openings of sentences, list items, cells and quotations, and titles, give any word a capital."""
    assert soft == [word.bare for word in read(markdown) if word.soft]


@pytest.mark.parametrize(
    ("markdown", "bare", "possessive"),
    [
        ("Orrin's van", "Orrin", True),
        ("Orrin’s van", "Orrin", True),
        ("Tenants' rights", "Tenants", True),
        ("James’ van", "James", True),
        ("O’Daly rang", "O'Daly", False),
        ("Oyelaran-Moss rang", "Oyelaran-Moss", False),
        ("K.M. rang", "K.M.", False),
        ("d'Arcy rang", "d'Arcy", False),
    ],
)
def test_a_word_is_read_without_its_possessive(markdown: str, bare: str, possessive: bool) -> None:
    """What somebody owns is not part of the name; apostrophes and hyphens inside are."""
    word = read(markdown)[0]

    assert (bare, possessive) == (word.bare, word.possessive)
    assert word.capital


def test_words_are_beside_each_other_across_a_space_alone() -> None:
    """Commas, full stops and empty lines part words; a style's or an initial's dot does not."""
    words = read("Mr. Orrin met D. Hale, Moss.\n\nThen")

    assert [True, True, True, True, False, False] == [words.beside(place) for place in range(6)]
    assert not words.beside(-1)
    assert not words.beside(len(words) - 1)
