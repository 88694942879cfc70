"""What rules read of an item's Markdown, and the way back to the author's line."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.reading import Passage, passages, readable, sentences
from pipeline.model import Kind, Talk
from tests.builders import item

QUICK = settings(deadline=None, max_examples=100)
#: Text in which Markdown's marks, line ends and sentence ends are common.
MARKDOWN = st.lists(
    st.sampled_from([
        "word", "Word", " ", "  ", "\n", "\n\n", " \n", "`", "```", "[", "](", ")", "](http://x.example/a)", "*", "_",
        "# ", "- ", "1. ", "> ", "[^1]:", "<https://x.example>", "|", ". ", "! ", "? ", "\"", "”", "v. ", "No. ", "£9",
    ]) | st.text(max_size=4),
    max_size=40,
).map("".join)  # fmt: skip
#: As an author leaves them: one line end, an empty line, a line of spaces, two empty lines.
BREAKS = st.sampled_from(["\n", "\n\n", "\n  \n", "\n\n\n"])


@QUICK
@given(MARKDOWN)
def test_every_offset_still_means_the_same_place(markdown: str) -> None:
    """What is read is exactly as long as what was written, so that offsets lead back."""
    assert len(readable(markdown)) == len(markdown)


@QUICK
@given(MARKDOWN)
def test_no_word_is_moved_or_made_up(markdown: str) -> None:
    """Every character that is read is the author's own at that offset, or a space."""
    assert all(read in (" ", written) for read, written in zip(readable(markdown), markdown, strict=True))


@QUICK
@given(MARKDOWN)
def test_line_ends_of_blank_lines_are_kept(markdown: str) -> None:
    """Paragraphs stay apart: the line ends around an empty line stay where they stood."""
    read = readable(markdown)
    around = [end.start() + at for end in re.finditer(r"\n\s*\n", markdown) for at in (0, len(end.group()) - 1)]

    assert all(read[offset] == "\n" for offset in around)


def test_paragraphs_around_and_inside_code_stay_apart() -> None:
    """The marks of code are blanked and its words stay, so that everything keeps its place."""
    read = readable("One.\n\n```\ncode\n\ncode\n```\n\nTwo.")

    assert read == "One.\n\n   \ncode\n\ncode\n   \n\nTwo."


@QUICK
@given(st.lists(BREAKS, max_size=8))
def test_a_line_end_inside_a_paragraph_is_read_as_a_space(breaks: list[str]) -> None:
    """A wrapped line is one line to the rules; an empty line, even one of spaces, ends the paragraph."""
    markdown = "one" + "".join(f"{each}more" for each in breaks)

    read = readable(markdown)

    assert read.count("\n") == sum(each.count("\n") for each in breaks if each != "\n")
    assert len(list(sentences(read))) == 1 + sum(each != "\n" for each in breaks)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        pytest.param("See [the lease](https://lease.example/guarantee).", ["See", "the", "lease", "."], id="link"),
        pytest.param("[It](https://x.example/a_(b)) ends.", ["It", "ends."], id="brackets-in-an-address"),
        pytest.param('[It](https://x.example "Ask Orla") ends.', ["It", '"Ask', 'Orla")', "ends."], id="link-title"),
        pytest.param("![A red van](red-van.png)", ["A", "red", "van"], id="picture"),
        pytest.param("Go to <https://x.example/best> now", ["Go", "to", "now"], id="bare-address"),
        pytest.param("Type `we guarantee` here", ["Type", "we", "guarantee", "here"], id="code"),
        pytest.param(
            "Before\n\n```\nwe guarantee\n```\n\nAfter", ["Before", "we", "guarantee", "After"], id="fenced-code"
        ),
        pytest.param("## The *red* __van__", ["The", "red", "van"], id="heading-and-emphasis"),
        pytest.param("- one\n* two\n3. three\n> four", ["one", "two", "three", "four"], id="lists-and-quotes"),
        pytest.param("A note.[^1]\n\n[^1]: Its words.", ["A", "note.", "Its", "words."], id="footnote"),
        pytest.param("| a | b |", ["a", "b"], id="table"),
        pytest.param("He paid (late) in [1994].", ["He", "paid", "(late)", "in", "[1994]."], id="plain-brackets"),
    ],
)
def test_what_a_reader_does_not_read_is_blanked(markdown: str, words: list[str]) -> None:
    """Addresses and marks are not read; the words beside and inside them are."""
    assert words == readable(markdown).split()


@QUICK
@given(
    before=st.lists(st.tuples(st.sampled_from(["A van was late.", "[a](b.html)", "# A yard"]), BREAKS), max_size=8),
    first_line=st.integers(1, 50),
)
def test_an_offset_leads_back_to_the_authors_line(before: list[tuple[str, str]], first_line: int) -> None:
    """The place of words in the body is the line of the author's file on which they stand."""
    above = "".join(words + end for words, end in before)
    of = item(body=f"{above}Here is the NEEDLE.", first_line=first_line)
    body = passages(of)[-1]

    expected = f"{of.source}:{first_line + above.count(chr(10))}"

    assert expected == body.place(body.text.index("NEEDLE"))


def test_a_text_without_lines_is_counted_in_paragraphs() -> None:
    """Words from Word are found by their paragraph, because its author sees no lines."""
    body = passages(item(body="One.\n\nTwo.\n\nThree.", first_line=0, source="stories/a/b.docx"))[-1]

    assert body.place(body.text.index("Three")) == "stories/a/b.docx, paragraph 3"


def test_everything_a_reader_reads_is_laid_out_with_its_part() -> None:
    """Title, summary and body are read in this order, and the first two name themselves as the place."""
    read = passages(item(title="The *van*", summary="It was late.", body="We rang."))

    assert [
        ("title", "The  van ", "content/articles/a-lease.md, title"),
        ("summary", "It was late.", "content/articles/a-lease.md, summary"),
        ("body", "We rang.", "content/articles/a-lease.md:1"),
    ] == [(each.part, each.text, each.place(0)) for each in read]


def test_the_talks_of_a_profile_are_read_each_as_a_sentence_of_its_own() -> None:
    """Title, place and day, and where its title leads."""
    talks = (
        Talk(title="Log less", at="A hall", on="2022-09", link="https://x.example/"),
        Talk(title="More", at="B", on="2021-02"),
    )
    read = passages(item(kind=Kind.PROFILE, source="content/people/ada.md", talks=talks))[-1]

    assert ("talks", "content/people/ada.md, talks") == (read.part, read.place(0))
    assert ["Log less , A hall, 2022-09", "More, B, 2021-02"] == [
        re.sub(" +", " ", words.strip()) for _, words in sentences(read.text)
    ]


@QUICK
@given(MARKDOWN)
def test_sentences_cover_every_word_at_its_offset(text: str) -> None:
    """No word is lost between two sentences, and each sentence stands where it says."""
    told = list(sentences(text))

    assert re.findall(r"\w+", text) == [word for _, words in told for word in re.findall(r"\w+", words)]
    assert all(text[offset : offset + len(words)] == words for offset, words in told)
    assert all(words.strip() for _, words in told)


@pytest.mark.parametrize(
    "text",
    [
        "Orrin v. Vale is old.", "See No. 4 on the list.", "It is no. 12 there.", "Read s. 21 first.", "Ask Mr. Orrin.",
        "Ask Mrs. Orrin.", "Ask Ms. Orrin.", "Ask Dr. Orrin.", "Near St. Orrin.", "At para. 9 it says.",
        "Under art. 6 it is.", "It cost £1.50 in all.", "She said so, e.g. here and there.",
    ],
)  # fmt: skip
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    """The full stop of a legal abbreviation, or inside a number, does not split a sentence."""
    assert [(0, text)] == list(sentences(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("It rained. We left.", ["It rained.", "We left."], id="full-stop"),
        pytest.param("Who rang? Nobody! Then he did.", ["Who rang?", "Nobody!", "Then he did."], id="other-ends"),
        pytest.param("“It rained.” She left.", ["“It rained.", "She left."], id="closing-quote"),
        pytest.param("It rained. “We left.”", ["It rained.", "“We left.”"], id="opening-quote"),
        pytest.param("It rained. £9 was lost.", ["It rained.", "£9 was lost."], id="a-sum-begins"),
        pytest.param("A heading\n\nits text", ["A heading", "its text"], id="empty-line"),
        pytest.param("  \n\n  ", [], id="nothing"),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(text: str, told: list[str]) -> None:
    """A mark before a capital, a sum or a quotation ends a sentence, and so does an empty line."""
    assert told == [words for _, words in sentences(text)]


def test_a_passage_is_found_by_its_own_item() -> None:
    """A place names the file of the item that the passage is of."""
    assert Passage(item(source="stories/a/b.md"), "Words", "body").place(0) == "stories/a/b.md:1"
