"""Places in an author's Markdown, shown in its HTML."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.cleaning import to_html
from pipeline.highlights import SIGNS, Mark, highlighted

TEXT = """Our client, **Hettie Vanbrugh**, rang from the [yard](https://yard.example/gate).

- one thing
- another thing

> She said it twice.

And that was that."""


def render(markdown: str) -> str:
    """Markdown as collect shows it."""
    return to_html(markdown, {})


def shown(*places: tuple[str, str], text: str = TEXT) -> BeautifulSoup:
    """The page with these words marked, each at a level."""
    marks = [
        Mark(text.index(words), text.index(words) + len(words), number, level, "Because.")
        for number, (words, level) in enumerate(places, start=1)
    ]
    return BeautifulSoup(highlighted(text, marks, render), "html.parser")


def coloured(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Every run of marked words with its colour."""
    return [(mark.text, mark["class"][0]) for mark in page.find_all("mark")]


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        pytest.param("Hettie Vanbrugh", ["Hettie Vanbrugh"], id="in-bold"),
        pytest.param("client, **Hettie", ["client, ", "Hettie"], id="into-bold"),
        pytest.param("yard", ["yard"], id="in-a-link"),
        pytest.param("- one thing\n- another thing", ["one thing", "another thing"], id="a-list"),
        pytest.param("> She said it twice.\n\nAnd", ["She said it twice.", "And"], id="over-two-paragraphs"),
        pytest.param("https://yard.example/gate", ["yard"], id="in-an-address"),
    ],
)
def test_words_are_marked_where_they_stand(words: str, runs: list[str]) -> None:
    """However the place lies across bold, links, lists and paragraphs, just its words are coloured."""
    assert [(run, "stop") for run in runs] == coloured(shown((words, "stop")))


def test_each_place_has_its_sign_and_leads_to_its_card() -> None:
    """Not by colour alone: a sign and a number stand behind the words."""
    (sign,) = shown(("that was that", "look")).find_all("a", class_="sign")

    assert (SIGNS["look"] + "1", "#finding-1") == (sign.text, sign["href"])


def test_the_gravest_of_several_gives_the_colour() -> None:
    """Where one place lies within another, a stop is not hidden by a hint."""
    assert [("And ", "look"), ("that", "stop"), (" was that", "look")] == coloured(
        shown(("And that was that", "look"), ("that", "stop"))
    )


def test_a_sign_inside_a_link_is_no_second_link() -> None:
    """A link within a link is no HTML."""
    assert [] == shown(("yard", "stop")).select("a a")


@settings(deadline=None, max_examples=400)
@given(
    text=st.lists(
        st.sampled_from(
            ["Ada", " ", "\n\n", "**", "- ", "> ", "[x](http://y.example)", "# ", "1. ", "`", "_", "<", "&"]
        )
        | st.text(max_size=3),
        max_size=25,
    ).map("".join),
    data=st.data(),
)
def test_the_page_says_what_it_said(text: str, data: st.DataObject) -> None:
    """Wherever places lie, no fence is left in the page, and nothing can be smuggled in."""
    marks = []
    for number in range(data.draw(st.integers(0, 4))):
        start = data.draw(st.integers(0, len(text)))
        marks.append(Mark(start, data.draw(st.integers(start, len(text))), number, "stop", "<b>x</b>"))
    page = highlighted(text, marks, render)

    assert not any(0xF0000 <= ord(character) <= 0x10FFFD for character in page if character not in text)
    assert "<script" not in page.lower()


@pytest.mark.parametrize("words", ["https://yard.example/gate", "yard.example", "gate"])
def test_a_place_in_an_address_is_shown_on_the_words_of_the_link(words: str) -> None:
    """Nobody sees an address, and the link still leads where it led."""
    page = shown((words, "stop"))

    assert [("yard", "stop")] == coloured(page)
    assert ["https://yard.example/gate"] == [each["href"] for each in page.find_all("a") if "yard" in each.text]


def test_a_place_in_a_pictures_name_leaves_the_picture() -> None:
    """There are no words to colour, and a name with a fence in it is no picture's."""
    text = "Words.\n\n![A door](client-door.png)"

    assert render(text) == str(shown(("client-door.png", "stop"), text=text))
