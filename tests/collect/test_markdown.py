from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect import decide
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.markdown import parse_markdown, parse_plain
from pipeline.errors import SourceError
from pipeline.model import Basis, Item, Kind

NAME = "content/articles/a-fence.md"


def read(text: str) -> Draft:
    """The draft of a Markdown file."""
    return parse_markdown(text, NAME)


def as_item(draft: Draft) -> Item:
    """The item that a draft becomes."""
    return decide.item(
        draft,
        id_="a-fence",
        kind=Kind.ARTICLE,
        source=NAME,
        author=None,
        first_seen=datetime(2026, 1, 1, tzinfo=UTC),
        zone=ZoneInfo("Europe/London"),
    )


def refusal(text: str) -> SourceError:
    """Why a Markdown file is refused."""
    with pytest.raises(SourceError) as refused:
        read(text)
    return refused.value


def test_front_matter_says_everything() -> None:
    """Every field an author may write is read, and the body is what follows."""
    draft = read(
        "---\ntitle: A fence, moved\nsummary: Who owns the strip?\nauthor: Ada Clear\ndate: 2026-03-05\n"
        "basis: composite\njurisdiction: [GB-EAW, IE]\n---\n\nThe fence stood *here*.\n"
    )

    assert (
        Draft(
            title="A fence, moved",
            body="The fence stood *here*.",
            summary="Who owns the strip?",
            author="Ada Clear",
            date=datetime(2026, 3, 5),
            basis=Basis.COMPOSITE,
            jurisdictions=("GB-EAW", "IE"),
            first_line=10,
        )
        == draft
    )


@pytest.mark.parametrize(
    ("written", "when"),
    [
        pytest.param("2026-03-05", datetime(2026, 3, 5), id="day"),
        pytest.param("'2026-03-05'", datetime(2026, 3, 5), id="in quotes"),
        pytest.param("2026-03-05 10:30", datetime(2026, 3, 5, 10, 30), id="time"),
        pytest.param("2026-03-05T10:30:00Z", datetime(2026, 3, 5, 10, 30, tzinfo=UTC), id="UTC"),
        pytest.param("2026-03-05T10:30:00+02:00", datetime(2026, 3, 5, 8, 30, tzinfo=UTC), id="other zone"),
        pytest.param("", None, id="left empty"),
    ],
)
def test_a_date_is_read_as_written(written: str, when: date | None) -> None:
    """A day, a moment with or without a zone, or nothing."""
    assert when == read(f"---\ntitle: x\ndate: {written}\n---\nWords.").date


@pytest.mark.parametrize(
    "written", ["2026", "20260305", "'20260305'", "1.5", "5 March 2026", "05/03/2026", "true", "[2026-03-05]"]
)
def test_a_date_that_could_mean_another_day_is_refused(written: str) -> None:
    """A bare number is no moment in 1970, and a month is not guessed."""
    error = refusal(f"---\ntitle: x\ndate: {written}\n---\nWords.")

    assert f"{NAME}:3" == error.thing
    assert "`date`: must be year, month and day, as in 2026-03-05." == error.cause


@pytest.mark.parametrize(
    ("header", "line"),
    [
        pytest.param("title: A: B", 2, id="a colon"),
        pytest.param("title: x\ndate: 2026-02-30", 3, id="a day that no month has"),
        pytest.param("title: x\n\nsummary: !!int many", 4, id="a number that is none"),
        pytest.param("title: x\nsummary: 'open\nauthor: y", 5, id="an open quotation mark"),
        pytest.param("title: x\ntitle: y", 3, id="the same key twice"),
        pytest.param("title: x\nsummary: *nowhere", 3, id="a reference to nothing"),
        pytest.param("title: x\n\tsummary: y", 3, id="a tab"),
        pytest.param("title: x\nsummary: a\uffff", 3, id="a character that no text may have"),
        pytest.param("title: " + "[" * 600, 2, id="brackets without end"),
        pytest.param("title: x\nbasis: hearsay", 3, id="a basis that is none"),
        pytest.param("title: x\nauthor: [a, b]", 3, id="two authors"),
        pytest.param("title: 1984", 2, id="a number for a title"),
    ],
)
def test_bad_front_matter_names_file_and_line(header: str, line: int) -> None:
    """The author is told where to look, in their own file's lines."""
    assert f"{NAME}:{line}" == refusal(f"---\n{header}\n---\nWords.").thing


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_empty_lines_before_front_matter_are_counted(blank: int) -> None:
    """A file that begins with empty lines keeps its line numbers, in errors and in findings."""
    good = read("\n" * blank + "---\ntitle: x\n---\nWords.")
    bad = refusal("\n" * blank + "---\ntitle: x\ndate: soon\n---\nWords.")

    assert "x" == good.title
    assert 4 + blank == good.first_line
    assert f"{NAME}:{3 + blank}" == bad.thing


@pytest.mark.parametrize(
    ("header", "named", "line"),
    [
        pytest.param("title: x\nwith: Bo Vane", ("Bo Vane",), 3, id="one"),
        pytest.param("title: x\nauthor: ada\nwith: [bo, Cy Vane]", ("bo", "Cy Vane"), 4, id="several"),
        pytest.param("with:\n- bo\n- cy\ntitle: x", ("bo", "cy"), 2, id="a line for each"),
        pytest.param("title: x\nwith:", (), 0, id="left empty"),
        pytest.param("title: x", (), 0, id="nobody"),
    ],
)
def test_who_wrote_it_with_the_author_is_named_with_the_line(header: str, named: tuple[str, ...], line: int) -> None:
    """Names as they are written: whose they are is found out later."""
    draft = read(f"---\n{header}\n---\nWords.")

    assert (named, line, ()) == (draft.co_authors, draft.co_authors_line, draft.notes)


def test_unknown_fields_are_noted_and_left_aside() -> None:
    """A file from another system is read, and its author told what was not."""
    draft = read("---\ntitle: x\nlayout: post\ntags: [a]\n---\nWords.")

    assert ("unknown field `layout` left aside", "unknown field `tags` left aside") == draft.notes


def test_kind_is_left_aside_with_a_note() -> None:
    """What a file is depends on its folder: nobody makes a story of an article, or the other way, by writing so."""
    item = as_item(read("---\ntitle: x\nkind: story\n---\nWords."))

    assert ("`kind: story` left aside: the folder decides what a file is",) == item.notes
    assert Kind.ARTICLE is item.kind


def test_fields_left_empty_are_as_good_as_none() -> None:
    """A template of which nothing was filled in but the title is no error."""
    draft = read("---\ntitle: x\nsummary:\nauthor:\ndate:\nbasis:\njurisdiction:\nkind:\n---\nWords here.")

    assert Draft(title="x", body="Words here.", summary="Words here.", first_line=10) == draft


def test_one_jurisdiction_needs_no_list() -> None:
    """A single place is a list of one."""
    assert ("IE",) == read("---\ntitle: x\njurisdiction: IE\n---\nWords.").jurisdictions


def test_a_title_is_one_line() -> None:
    """A title goes into mail headers: a line break in it never gets that far."""
    draft = read("---\ntitle: |\n  A fence\n  Bcc: everybody@x.example\n---\nWords.")

    assert "A fence Bcc: everybody@x.example" == draft.title


def test_a_pictogram_written_as_two_escapes_is_one_character() -> None:
    """What other software writes as a pair of surrogates can be hashed and stored."""
    item = as_item(read('---\ntitle: "\\ud83d\\ude00 and \\ud83d"\n---\nWords.'))

    assert "😀 and \ufffd" == item.title
    assert item.content_hash


def test_front_matter_may_end_in_dots() -> None:
    """YAML's own end of document is an end."""
    assert "x" == read("---\ntitle: x\n...\nWords.").title


def test_a_comment_may_open_front_matter() -> None:
    """Front matter is known by its first key, whatever stands above it."""
    assert "x" == read("---\n# for the web\ntitle: x\n---\nWords.").title


def test_front_matter_without_an_end_is_refused() -> None:
    """Nobody publishes `title: x` as the first line of an article."""
    error = refusal("---\ntitle: x\n\nWords.")

    assert (f"{NAME}:1", "the front matter has no end.") == (error.thing, error.cause)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        pytest.param("---\n\n# A fence\n\nWords.", "A fence", "Words.", id="above a heading"),
        pytest.param(
            "---\n\nA fence\n\nWords.\n\n---\n\nMore.", "A fence", "Words.\n\n---\n\nMore.", id="and again below"
        ),
        pytest.param("***\n\n---\n\nA fence\n\nWords.", "A fence", "Words.", id="two of them"),
    ],
)
def test_a_leading_rule_is_no_front_matter(text: str, title: str, body: str) -> None:
    """A line of dashes can be just that; it is no title either."""
    draft = read(text)

    assert (title, body) == (draft.title, draft.body)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        pytest.param("# A *fence* ##  \n\nWords.", "A fence", "Words.", id="heading"),
        pytest.param("\n\n#  A fence\nWords.", "A fence", "Words.", id="heading after empty lines"),
        pytest.param("# Notes on C#\n\nWords.", "Notes on C#", "Words.", id="a sharp of the title's own"),
        pytest.param("A fence\n=======\n\nWords.", "A fence", "Words.", id="underlined"),
        pytest.param("A fence\n---\n\nWords.", "A fence", "Words.", id="underlined with dashes"),
        pytest.param("A fence\n\nWords.", "A fence", "Words.", id="first line"),
        pytest.param("**A fence**\n\nWords.", "A fence", "Words.", id="first line in bold"),
        pytest.param("## A fence\n\nWords.", "A fence", "Words.", id="lesser heading"),
        pytest.param("# Fence v Post [2019] EWCA Civ 12\n\nWords.", "Fence v Post [2019] EWCA Civ 12", "Words.", id="citation"),
        pytest.param("---\ntitle: From above\n---\n# A fence\n\nWords.", "From above", "# A fence\n\nWords.", id="front matter first"),
    ],
)  # fmt: skip
def test_the_title_comes_from_the_first_place_that_has_one(text: str, title: str, body: str) -> None:
    """Front matter, then the first heading, then the first line; what became the title leaves the body."""
    draft = read(text)

    assert (title, body) == (draft.title, draft.body)


@pytest.mark.parametrize("parse", [parse_markdown, parse_plain])
def test_a_title_that_the_place_gives_takes_no_line(parse: Callable[[str, str, str], Draft]) -> None:
    """A practice area has its name already; the first line of its words is no title."""
    draft = parse("We count.\n\nAnd recount.", NAME, "tax")

    assert ("tax", "We count.\n\nAnd recount.") == (draft.title, draft.body)


def test_a_first_paragraph_is_no_title_and_loses_nothing() -> None:
    """Where no line could be a title, the first sentence stands for it and the body stays whole."""
    text = "The fence stood here for years. " + "Nobody minded it, and nobody painted it either. " * 4

    draft = read(text + "\n\nMore.")

    assert "The fence stood here for years." == draft.title
    assert draft.body.startswith("The fence stood here for years. Nobody")


@pytest.mark.parametrize(("length", "taken"), [(110, True), (111, False)])
def test_a_line_longer_than_a_title_is_a_paragraph(length: int, taken: bool) -> None:
    """A hundred and ten characters are the most that a first line can have and be a title."""
    line = "A fence " * 20
    draft = read(f"{line[: length - 1]}x\n\nMore.")

    assert taken == (length == len(draft.title))
    assert taken == ("More." == draft.body)


def test_an_endless_first_sentence_is_cut_for_the_title() -> None:
    """A title stays a title."""
    title = read("word " * 60 + "\n\nMore.").title

    assert "word " * 15 + "word …" == title


def test_a_single_line_is_both_title_and_words() -> None:
    """One line is not taken away as a title: nothing would be left."""
    draft = read("The fence stood here.\n \n")

    assert ("The fence stood here.", "The fence stood here.") == (draft.title, draft.body.strip())


def test_a_picture_that_comes_first_is_no_title() -> None:
    """The words under a picture give the title, and the picture stays."""
    draft = read("![A fence](fence.png)\n\nThe fence stood here.\n\nMore.")

    assert "The fence stood here." == draft.title
    assert (Picture(name="fence.png", alt="A fence"),) == draft.pictures


def test_a_heading_with_a_gulf_in_it_is_read_at_once() -> None:
    """Thousands of spaces in a heading cost no more than any other characters."""
    assert "a b" == read("# a" + " " * 20_000 + "b\n\nWords.").title


@pytest.mark.parametrize(
    "line",
    [
        "5 March 2026",
        "Thursday, 5 March 2026",
        "thursday 5th March 2026",
        "March 5, 2026",
        "5 Mar 2026",
        "5 MARCH, 2026",
    ],
)
@pytest.mark.parametrize("where", ["above", "above a plain title", "below", "below a plain title"])
def test_a_date_on_a_line_of_its_own_is_the_date(line: str, where: str) -> None:
    """A date above or under the title is read and taken out of the text."""
    text = {
        "above": f"{line}\n\n# A fence",
        "above a plain title": f"\n  {line}  \nA fence",
        "below": f"# A fence\n\n{line}",
        "below a plain title": f"A fence\n\n{line}",
    }

    draft = read(text[where] + "\n\nWords.")

    assert (date(2026, 3, 5), "A fence", "Words.") == (draft.date, draft.title, draft.body)


@pytest.mark.parametrize(
    "line", ["31 February 2026", "5 Brumaire 2026", "On 5 March 2026 it rained", "May 2026", "5 March 26"]
)
def test_a_line_that_is_no_whole_date_stays(line: str) -> None:
    """Only a whole date that the calendar has is taken for one."""
    draft = read(f"# A fence\n\n{line}\n\nWords.")

    assert (None, f"{line}\n\nWords.") == (draft.date, draft.body)


def test_front_matter_wins_over_a_date_line() -> None:
    """What the author wrote in a field is what counts."""
    assert datetime(2026, 1, 1) == read("---\ndate: 2026-01-01\n---\n# A fence\n\n5 March 2026\n\nWords.").date


@pytest.mark.parametrize(
    "text",
    ["", "\n \n", "# A fence", "---\ntitle: x\n---\n", "---\ntitle: x\n---", "![](a.png)\n\n![](b.png)", "---\n\n***"],
)
def test_a_file_without_words_is_refused(text: str) -> None:
    """There is nothing to publish in it, and its name is told."""
    error = refusal(text)

    assert (NAME, "there are no words in it.") == (error.thing, error.cause)


def test_the_summary_is_the_opening_where_nobody_wrote_one() -> None:
    """Plain words, without marks."""
    assert "The fence stood here." == read("# A fence\n\nThe *fence* stood [here](https://a.example).\n\nMore.").summary


def test_repairs_and_damage_are_noted() -> None:
    """What was put right, and what only a person can judge, both reach the author."""
    draft = read("# A 𝗳𝗲𝗻𝗰𝗲\n\nWords.\n\nPost a comment")

    assert "A fence" == draft.title
    assert (
        "letters from the mathematical alphabets, which screen readers spell out, made plain",
        "ends in a comment form (line 5: “Post a comment”)",
    ) == draft.notes


BLANK = st.integers(0, 3).map(lambda n: "\n" * n)
HEADER = st.sampled_from(
    ["", "---\nsummary: s\n---\n", "---\ntitle: t\n# remark\nauthor: a\n\n---\n", "---\ndate: 2026-01-01\n...\n"]
)
TITLE = st.sampled_from(
    ["# A fence\n", "A fence\n===\n", "A fence\n---\n", "A fence\n\n", "5 March 2026\n\n# A fence\n", "# A fence\n\n5 March 2026\n", "---\n\n# A fence\n", "![a](b.png)\n\n"]
)  # fmt: skip
BODY = st.lists(st.sampled_from(["Words.", "", "- item", "> quote", "More words."]), max_size=6).map("\n".join)


@settings(deadline=None, max_examples=100)
@given(before=BLANK, header=HEADER, gap=BLANK, title=TITLE, then=BLANK, above=BODY)
def test_a_place_in_the_body_is_the_line_in_the_authors_file(
    before: str, header: str, gap: str, title: str, then: str, above: str
) -> None:
    """Whatever was taken away above, a finding names the line that the author sees."""
    text = f"{before}{header}{gap}{title}{then}{above}\nFinally the heron came.\nThe end."
    line = 1 + text[: text.index("heron")].count("\n")
    item = as_item(read(text))

    assert f"{NAME}:{line}" == item.place_of(item.body.index("heron"))


FRAGMENTS = st.sampled_from(
    ["---\n", "title: ", "date: ", "author: ", "\n", "\n\n", "# ", "- ", "> ", "    ", "```", "|", "[", "](", "![", "](x.png)", "<", ">", "<b>", "&", "[^1]", "[^1]: ", "*", "_", "2026-01-01", "5 March 2026\n", "a", "{", "}", ":", "!", '"', "\\", "\t", "•", "==", "<!--", "<script>", "ไ", "โ€", "\u2028", "\x0b"]
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.text() | st.lists(FRAGMENTS, max_size=30).map("".join), st.sampled_from([parse_markdown, parse_plain]))
def test_any_text_is_a_draft_or_a_refusal(text: str, parse: Callable[[str, str], Draft]) -> None:
    """No text, however odd, brings the reading down, and every draft has a title of one line."""
    try:
        title = parse(text, NAME).title
    except SourceError as refused:
        title = refused.cause

    assert title
    assert " ".join(title.split()) == title


def test_plain_text_bullets_become_a_list() -> None:
    """Bullets as typed, with their levels, become a Markdown list of its own."""
    draft = parse_plain("A fence\n\nIt needs:\n• posts\n• wire\n    ◦ thick\n    ◦ thin\nAnd time.", "a.txt")

    assert "It needs:\n\n- posts\n- wire\n    - thick\n    - thin\n\nAnd time." == draft.body


def test_long_lines_are_paragraphs() -> None:
    """An editor that does not wrap writes one line for each paragraph."""
    one, two = "One long line about a fence. " * 5, "Another long line about the hedge. " * 5

    draft = parse_plain(f"A fence\n{one}\n{two}", "a.txt")

    assert f"{one.strip()}\n\n{two.strip()}" == draft.body


def test_short_lines_are_one_wrapped_paragraph() -> None:
    """An editor that wraps writes a paragraph in several lines; they stay together."""
    draft = parse_plain("A fence\n\nThe fence stood\nhere for years.\n\nNobody minded.", "a.txt")

    assert "The fence stood\nhere for years.\n\nNobody minded." == draft.body


def test_indented_plain_text_is_no_code() -> None:
    """A tab or spaces at the start of a line are how people typed paragraphs."""
    draft = parse_plain("A fence\n\n\tThe fence stood here.\n\n        And there.", "a.txt")

    assert "The fence stood here.\n\nAnd there." == draft.body


def test_plain_text_counts_paragraphs() -> None:
    """Lines were added on the way, so places are named by paragraph."""
    item = as_item(parse_plain("A fence\n\nOne.\n\nTwo.\n\nThree.", "a.txt"))

    assert f"{NAME}, paragraph 3" == item.place_of(item.body.index("Three"))


def test_plain_text_may_have_front_matter() -> None:
    """A Markdown file with another ending is read as the Markdown it is."""
    draft = parse_plain("---\ntitle: A fence\n---\nWords.\n\n    code", "a.txt")

    assert ("A fence", "Words.\n\n    code") == (draft.title, draft.body)


def test_a_heading_that_repeats_the_title_is_shown_once() -> None:
    """Many editors write the title into the front matter and again above the text."""
    draft = parse_markdown("---\ntitle: On leases\n---\n\n# On leases\n\nRead them.\n", "a.md")
    other = parse_markdown("---\ntitle: On leases\n---\n\n# The first clause\n\nRead it.\n", "a.md")

    assert ("On leases", "Read them.", 7) == (draft.title, draft.body, draft.first_line)
    assert other.body.startswith("# The first clause")


def test_toml_front_matter_says_everything() -> None:
    """What YAML says between --- can be said in TOML between +++, dates as TOML has them."""
    draft = read(
        '+++\ntitle = "A fence, moved"\nsummary = "Who owns the strip?"\nauthor = "Ada Clear"\ndate = 2026-03-05\n'
        'basis = "composite"\njurisdiction = ["GB-EAW", "IE"]\nlink = "https://x.example/a"\n+++\n\nThe fence stood *here*.\n'
    )

    assert (
        Draft(
            title="A fence, moved",
            body="The fence stood *here*.",
            summary="Who owns the strip?",
            author="Ada Clear",
            date=datetime(2026, 3, 5),
            basis=Basis.COMPOSITE,
            jurisdictions=("GB-EAW", "IE"),
            link="https://x.example/a",
            first_line=11,
        )
        == draft
    )


@pytest.mark.parametrize(
    ("written", "when"),
    [
        pytest.param("2026-03-05", datetime(2026, 3, 5), id="day"),
        pytest.param('"2026-03-05"', datetime(2026, 3, 5), id="in quotes"),
        pytest.param("2026-03-05 10:30:00", datetime(2026, 3, 5, 10, 30), id="time"),
        pytest.param("2026-03-05T10:30:00+02:00", datetime(2026, 3, 5, 8, 30, tzinfo=UTC), id="zone"),
    ],
)
def test_a_date_in_toml_is_read_as_written(written: str, when: datetime) -> None:
    """TOML has dates of its own."""
    assert when == read(f'+++\ntitle = "x"\ndate = {written}\n+++\nWords.').date


@pytest.mark.parametrize("blank", [0, 2])
@pytest.mark.parametrize(
    ("header", "line", "cause"),
    [
        pytest.param("title = A", 2, "this is not TOML (a value needs straight quotes around it).", id="no quotes"),
        pytest.param('title = "x"\ndate = 2026-02-30', 3, "this is not TOML (invalid date or datetime).", id="no such day"),
        pytest.param('title = "x"\ntitle = "y"', 3, "this is not TOML (the same key stands there twice).", id="twice"),
        pytest.param('\ntitle = "x', 3, "this is not TOML (a quotation mark is not closed).", id="open"),
        pytest.param('title: "x"', 2, "this is not TOML (a key needs = and a value after it).", id="YAML"),
        pytest.param('title = "x"\ntags = [', 3, "this is not TOML (a value needs straight quotes around it).", id="no end"),
        pytest.param('title = "x"\ndate = 07:30:00', 3, "`date`: must be year, month and day, as in 2026-03-05.", id="an hour"),
        pytest.param('title = "x"\nbasis = "hearsay"', 3, None, id="a basis that is none"),
        pytest.param("tags = " + "[" * 900, 2, "this is nested in a way that nobody can read.", id="brackets without end"),
        pytest.param("tags = " + "9" * 6_000, 2, "this is nested in a way that nobody can read.", id="a number without end"),
    ],
)  # fmt: skip
def test_bad_toml_names_file_and_line(blank: int, header: str, line: int, cause: str | None) -> None:
    """The author is told where to look, in their own file's lines, and in plain words."""
    error = refusal("\n" * blank + f"+++\n{header}\n+++\nWords.")

    assert f"{NAME}:{line + blank}" == error.thing
    assert cause is None or cause == error.cause


def test_toml_front_matter_without_an_end_is_refused() -> None:
    """It is named like that of YAML, with its own fence."""
    error = refusal('+++\ntitle = "x"\n\nWords.')

    assert (f"{NAME}:1", "the front matter has no end.", "Put +++ on a line of its own after it.") == error.args


def test_what_other_systems_write_in_toml_is_noted() -> None:
    """Tables and unknown keys are left aside, as in YAML."""
    draft = read('+++\ntitle = "x"\ndraft = false\n[params]\nlayout = "wide"\n+++\nWords.')

    assert ("unknown field `draft` left aside", "unknown field `params` left aside") == draft.notes


def test_plain_text_may_have_toml_front_matter() -> None:
    """A Markdown file with another ending is read as the Markdown it is."""
    draft = parse_plain('+++\ntitle = "A fence"\n+++\nWords.\n\n    code', "a.txt")

    assert ("A fence", "Words.\n\n    code") == (draft.title, draft.body)


@pytest.mark.parametrize("key", ["link", "canonical", "canonical_url"])
def test_the_address_where_a_piece_first_appeared_is_its_link(key: str) -> None:
    """However the other system calls it."""
    assert "https://x.example/a?b=c" == read(f"---\ntitle: x\n{key}: https://x.example/a?b=c\n---\nWords.").link


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//x.example/a", "/a", "x.example", "https://", "ftp://x.example"])  # fmt: skip
@pytest.mark.parametrize("key", ["link", "canonical_url"])
def test_a_link_that_leads_nowhere_on_the_web_is_refused(key: str, address: str) -> None:
    """Readers follow it from the site."""
    error = refusal(f"---\ntitle: x\n{key}: {address}\n---\nWords.")

    assert (f"{NAME}:3", f"`{key}`: must be an address that begins with https:// or http://.") == error.args[:2]


def test_ten_lines_that_stand_for_a_thousand_million_values_are_refused() -> None:
    """References to references fill the memory of whoever writes them out."""
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]

    error = refusal("---\n" + "\n".join(lines) + "\n---\nWords.")

    assert "this is nested in a way that nobody can read." == error.cause


def test_front_matter_that_is_the_text_is_refused() -> None:
    """Somebody put the second fence at the end of the file."""
    error = refusal("---\ntitle: x\nsummary: " + "word " * 5_000 + "\n---\nWords.")

    assert "the front matter is longer than 20,000 characters." == error.cause


SIGNS = st.sampled_from(
    ["title", "date", "link", "x", ":", "=", " ", "\n", '"', "'", "[", "]", "{", "}", "&a", "*a", "|", ">", "-", "#", "2026-01-01", "1e999", "!!int", "'''", '"""', "\\", "\t", "é", "<<", "?", ",", ".", "nan", "null"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(SIGNS, max_size=25).map("".join) | st.text(max_size=40), st.sampled_from(["---", "+++"]))
def test_any_front_matter_is_a_draft_or_a_refusal(header: str, fence: str) -> None:
    """Whatever stands between the fences, the worst is that its line is named."""
    try:
        told = read(f"{fence}\n{header}\n{fence}\nA fence.\n\nWords.").title
    except SourceError as refused:
        told = refused.thing

    assert told
