import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.draft import Picture, opening, pictures_in, plain


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        pytest.param("## A **bold** and *leaning* `code` word", "A bold and leaning code word", id="emphasis"),
        pytest.param("__strong__ and _soft_, ***both***", "strong and soft, both", id="low lines and threes"),
        pytest.param("See [the *lease*](https://a.example/b_c) and [more][1].", "See the lease and more.", id="links"),
        pytest.param("Before ![a fence](f.png) after", "Before after", id="pictures"),
        pytest.param("Said[^1] twice[^note].", "Said twice.", id="footnotes"),
        pytest.param("> quoted\n> again", "quoted again", id="quotation"),
        pytest.param("- one\n* two\n3. three", "one two three", id="lists"),
        pytest.param("Smith v Jones [2019] EWCA Civ 12", "Smith v Jones [2019] EWCA Civ 12", id="neutral citation"),
        pytest.param("[see [2019] AC 1](https://a.example) now", "see [2019] AC 1 now", id="citation in a link"),
        pytest.param("jane_doe@firm.example, snake_case", "jane_doe@firm.example, snake_case", id="inner low lines"),
        pytest.param("2 * 3 is 6", "2 * 3 is 6", id="a sign between spaces"),
        pytest.param(r"5 \* 3 and \[sic\] and a\_b", "5 * 3 and [sic] and a_b", id="escaped marks"),
        pytest.param("Fish &amp; chips &lt;here>", "Fish & chips <here>", id="entities"),
        pytest.param("m<sup>2</sup><br/>next", "m2next", id="HTML"),
    ],
)
def test_plain_keeps_the_words_and_drops_the_marks(marked: str, words: str) -> None:
    """Titles and summaries have no Markdown in them, and lose no word to it."""
    assert words == plain(marked)


@settings(deadline=None, max_examples=100)
@given(st.text())
def test_plain_is_one_line(text: str) -> None:
    """Whatever comes in, one line goes out."""
    words = plain(text)

    assert " ".join(words.split()) == words


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        pytest.param("One sentence.\n\nAnother.", "One sentence.", id="the first paragraph"),
        pytest.param("## Heading\n\n![a](b.png)\n\n| a |\n|--|\n\n---\n\nThe words.", "The words.", id="words only"),
        pytest.param("```\ncode\n```\n\nThe words.", "The words.", id="no code"),
        pytest.param("", "", id="nothing"),
        pytest.param("- - -", "", id="a rule alone"),
    ],
)
def test_opening_is_the_first_paragraph_with_words(body: str, summary: str) -> None:
    """Headings, pictures, tables, rules and code do not stand for a text."""
    assert summary == opening(body)


def test_opening_ends_with_a_whole_sentence() -> None:
    """A sentence that would make it too long is left out whole."""
    first, fits, more = "A" * 149 + ".", "B" * 69 + ".", "C" * 70 + "."

    assert f"{first} {fits}" == opening(f"{first} {fits}")
    assert first == opening(f"{first} {more}")
    assert first == opening(f"{first} {more} D.")


def test_opening_keeps_a_sentence_that_is_only_a_little_long() -> None:
    """Better a long sentence than half of one."""
    assert 300 == len(opening("word " * 59 + "word."))
    assert opening("word " * 59 + "words.").endswith("word …")


def test_opening_cuts_an_endless_sentence_between_words() -> None:
    """A sentence without end stops at a word, visibly."""
    words = "word " * 200

    summary = opening(words)

    assert summary.endswith("word …")
    assert 230 > len(summary)


@pytest.mark.parametrize(
    ("body", "pictures"),
    [
        pytest.param("![A fence](fence.png)", [("fence.png", "A fence")], id="plain"),
        pytest.param('![A fence](fence.png "Title")', [("fence.png", "A fence")], id="with a title"),
        pytest.param("![A](<my fence.png>) ![B](my%20fence.png)", [("my fence.png", "A"), ("my%20fence.png", "B")], id="spaces"),
        pytest.param("![A](photo (1).png)", [("photo (1).png", "A")], id="brackets in the name"),
        pytest.param("![A [broken] fence](f.png)", [("f.png", "A [broken] fence")], id="brackets in the words"),
        pytest.param("![A fence][f]\n\n[f]: fence.png", [("fence.png", "A fence")], id="by reference"),
        pytest.param('<img src="f.png" alt="A fence">', [("f.png", "A fence")], id="as HTML"),
        pytest.param("![](f.png)", [("f.png", "")], id="without words"),
        pytest.param("<img src=f.png>", [("f.png", "")], id="as HTML without words"),
        pytest.param("`![A](f.png)`\n\n    ![B](g.png)\n\n[![C](h.png)](https://a.example)", [("h.png", "C")], id="code"),
        pytest.param("A fence (f.png) and [a link](f.png)", [], id="none"),
    ],
)  # fmt: skip
def test_pictures_are_found_in_every_spelling(body: str, pictures: list[tuple[str, str]]) -> None:
    """A picture that would show is found, whichever way Markdown lets it be written; one in code is not."""
    expected = tuple(Picture(name=name, alt=alt) for name, alt in pictures)

    assert expected == pictures_in(body)
