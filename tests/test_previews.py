"""The words of a tag, marked in the private page."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Evidence, Tag, Tagging
from pipeline.previews import marked
from pipeline.tag.taxonomy import taxonomy

AREAS = taxonomy().areas


def about(*words: str, area: str = "tax", where: str = "body") -> Tagging:
    """A tagging with these words as evidence."""
    evidence = tuple(Evidence(words=each, where=where, start=0, end=len(each), weight=1.0) for each in words)
    return Tagging(tags=(Tag(area=area, score=0.9, evidence=evidence),))


@pytest.mark.parametrize(
    ("page", "words", "expected"),
    [
        pytest.param("<p>The VAT is due.</p>", ("VAT",), ["VAT"], id="a-word"),
        pytest.param("<p>VAT <em>and VAT</em></p>", ("VAT",), ["VAT", "VAT"], id="wherever-it-stands"),
        pytest.param("<p>stamp\nduty</p>", ("stamp duty",), ["stamp\nduty"], id="over-a-line-end"),
        pytest.param("<p>stamp duty</p>", ("stamp", "stamp duty"), ["stamp duty"], id="the-longest"),
        pytest.param("<p>private VATs</p>", ("VAT",), [], id="no-part-of-a-word"),
        pytest.param('<p><img alt="VAT" src="x.png"></p>', ("VAT",), [], id="not-in-an-attribute"),
        pytest.param("<p>C++ (tax)</p>", ("C++ (tax)",), ["C++ (tax)"], id="signs"),
    ],
)
def test_the_words_of_a_tag_are_marked(page: str, words: tuple[str, ...], expected: list[str]) -> None:
    """Each says for which area; nothing else of the page changes."""
    shown = BeautifulSoup(marked(page, about(*words), AREAS), "html.parser")

    assert expected == [mark.text for mark in shown.find_all("mark")]
    assert {AREAS["tax"].name} >= {str(mark["title"]) for mark in shown.find_all("mark")}
    assert BeautifulSoup(page, "html.parser").text == shown.text


def test_words_of_the_title_and_of_the_author_are_not_marked_in_the_text() -> None:
    """Only what stands in the text is shown there."""
    for where in ("title", "author"):
        assert "<p>tax</p>" == marked("<p>tax</p>", about("tax", where=where), AREAS)


@given(st.text(max_size=40), st.text(alphabet="ab <&>", min_size=1, max_size=6))
def test_no_word_becomes_a_tag(text: str, words: str) -> None:
    """Whatever the words are, the page says what it said, and has no element but marks that it had not."""
    page = str(BeautifulSoup("<p></p>", "html.parser").new_string(text))
    before = BeautifulSoup(f"<p>{page.replace('&', '&amp;').replace('<', '&lt;')}</p>", "html.parser")
    shown = BeautifulSoup(marked(str(before), about(words), AREAS), "html.parser")

    # Beautiful Soup shortens white space between elements as it reads.
    assert before.text.split() == shown.text.split()
    assert {"p", "mark"} >= {element.name for element in shown.find_all(True)}
