"""A note: a file of a person's words for the readers of one edition."""

import io
from dataclasses import replace
from datetime import timedelta

import docx
import pytest

from pipeline.collect.run import Collected
from pipeline.model import Kind
from tests.builders import NOON
from tests.collect.collecting import ADA, Collecting, problems

WEEK = "weekly-2026-W48"
WHERE = "stories/ada/a-word.md"
#: The line on which `edition` stands is the fourth.
NOTE = f"---\nkind: note\nauthor: ada\nedition: {WEEK}\n---\nDear all,\n\nTwo of us were in [tribunals](https://a.example/).\n"


def told(firm: Collecting, text: str | bytes, where: str = WHERE) -> list[str]:
    """What is wrong with a note."""
    firm.write(where, text)
    return [problem for problem in whole(firm.run()) if "a-word" in problem]


def whole(collected: Collected) -> list[str]:
    """What one run names as wrong, with what to do."""
    return [str(problem) for problem in collected.problems]


@pytest.mark.parametrize("where", [WHERE, "content/articles/a-word.md", "stories/a-word.txt"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_file_says_that_it_is_a_note(firm: Collecting, where: str, fence: str) -> None:
    """Where a story or an article could be one; its first line is a greeting and no title, and nothing of it is lost."""
    text = NOTE if fence == "---" else NOTE.replace("---", "+++").replace(": ", ' = "').replace("\n", '"\n', 4)
    text = text.replace('+++"\n', "+++\n")

    assert [] == told(firm, text, where)
    note = firm.items()["a-word"]
    assert (Kind.NOTE, WEEK, "ada") == (note.kind, note.edition, note.author)
    assert ("Note for weekly-2026-W48", "Dear all,") == (note.title, note.body.splitlines()[0])


def test_a_word_file_says_so_in_the_same_lines(firm: Collecting) -> None:
    """Between two lines of dashes."""
    made = docx.Document()
    for line in ("---", "kind: note", f"edition: {WEEK}", "---", "Dear all, two of us were in tribunals."):
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)

    assert [] == told(firm, out.getvalue(), "stories/ada/a-word.docx")
    assert (Kind.NOTE, WEEK) == (firm.items()["a-word"].kind, firm.items()["a-word"].edition)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", f"{WHERE}:2: it is a note, and does not say which edition it opens. Add a line with its name, as in edition: {WEEK}"),
        ("edition:", "does not say which edition it opens"),
        ("edition: weekly", f"{WHERE}:4: no edition is ever called 'weekly'. Name one exactly"),
        ("edition: weekly-2026-W60", "no edition is ever called 'weekly-2026-W60'"),
        ("edition: 2026-11-21", "no edition is ever called '2026-11-21'"),
        ("edition: [weekly-2026-W48]", "no edition is ever called"),
    ],
)  # fmt: skip
def test_a_note_for_no_edition_is_refused(firm: Collecting, line: str, said: str) -> None:
    """With the line, and how it is written: a note that waits for an edition that never comes would wait unseen."""
    (problem,) = told(firm, NOTE.replace(f"edition: {WEEK}", line))

    assert said in problem
    assert "a-word" not in firm.items()


def test_in_word_no_line_is_named() -> None:
    """There is none."""
    from pipeline.collect.draft import Draft
    from pipeline.collect.notes import place_of

    assert ("a.docx", "a.md:7") == (
        place_of(Draft(title="", body="", edition_line=0), "a.docx"),
        place_of(Draft(title="", body="", edition_line=7), "a.md"),
    )


def test_a_second_note_for_an_edition_is_refused(firm: Collecting) -> None:
    """The first keeps it, whatever the names; when that goes or names another edition, the second is taken."""
    firm.write("stories/z.md", NOTE)
    assert [] == problems(firm.run())
    firm.write("stories/b.md", NOTE.replace("Dear all", "Good day"))
    firm.write("stories/c.md", NOTE.replace("Dear all", "Good evening"))
    later = NOON + timedelta(days=1)

    assert [
        f"stories/{name}.md:4: stories/z.md opens {WEEK} already, and an edition has one note. "
        "Say it there, or name another edition here."
        for name in "bc"
    ] == whole(firm.run(later))
    assert {"profile:ada", "a-fence", "z"} == {*firm.items()}
    firm.write("stories/z.md", NOTE.replace("W48", "W49"))
    firm.remove("stories/c.md")
    firm.run(later)
    assert [] == problems(firm.run(later))
    assert {"b": WEEK, "z": "weekly-2026-W49"} == {
        id_: each.edition for id_, each in firm.items().items() if each.edition
    }
    firm.remove("stories/b.md")
    firm.write("stories/d.md", NOTE.replace("Dear all", "Good night"))
    firm.run(later)
    assert [] == problems(firm.run(later))
    assert WEEK == firm.items()["d"].edition


def test_what_is_no_note_any_more_gives_its_edition_free(firm: Collecting) -> None:
    """In the same run."""
    firm.write("stories/a.md", NOTE)
    firm.run()
    firm.write("stories/a.md", NOTE.replace("kind: note\n", ""))
    firm.write("stories/b.md", NOTE.replace("Dear all", "Good day"))

    assert [] == whole(firm.run(NOON + timedelta(days=1)))
    assert (Kind.STORY, Kind.NOTE) == (firm.items()["a"].kind, firm.items()["b"].kind)


def test_a_renamed_note_is_the_same_note(firm: Collecting) -> None:
    """And none beside itself."""
    firm.write(WHERE, NOTE)
    firm.run()
    (firm.root / WHERE).rename(firm.root / "stories/ada/another-word.md")

    assert [] == problems(firm.run(NOON + timedelta(days=1)))
    assert "stories/ada/another-word.md" == firm.items()["a-word"].source


def test_nobodys_note_is_refused(firm: Collecting) -> None:
    """Somebody speaks; whose folder it is does so without being named."""
    unsigned = NOTE.replace("author: ada\n", "")

    assert [] == told(firm, unsigned)
    firm.remove(WHERE)
    (problem,) = told(firm, unsigned, "stories/a-word.md")
    assert "it is a note, and nobody has signed it. Say whose words they are: author: NAME" in problem


def test_one_person_signs_a_note(firm: Collecting) -> None:
    """Not several."""
    firm.write("content/people/bo.md", ADA.replace("Ada Clear", "Bo Vane"))

    (problem,) = told(firm, NOTE.replace("author: ada\n", "author: ada\nwith: bo\n"))
    assert "one person signs a note" in problem


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("![A gate](https://a.example/gate.png)", "there is a picture in it"),
        ("| a | b |\n|---|---|\n| c | d |", "there is a table in it"),
        ("## News", "there is a heading in it"),
        ("> as Ines said", "there is a quotation in it"),
        ("    code", "there is program text in it"),
        ("a[^1]\n\n[^1]: b", "there is a footnote in it"),
        ("one\n\n---\n\ntwo", "there is a line across in it"),
        ("<u>one</u>", "there is <u> in it"),
        ("[here](../articles/a-lease.md)", "a link in it leads nowhere from a mail. Write the whole address"),
        ("[above](#top)", "a link in it leads nowhere"),
        ("word " * 801, "it has 4,057 characters; a note has 4,000 at most"),
    ],
)  # fmt: skip
def test_what_no_mail_shows_is_refused(firm: Collecting, words: str, said: str) -> None:
    """Nothing is left out in silence."""
    (problem,) = told(firm, NOTE.replace("Dear all,", words))

    assert said in problem
    assert WHERE in problem


def test_paragraphs_lists_links_and_emphasis_are_taken(firm: Collecting) -> None:
    """Also where a line ends inside a paragraph."""
    words = "One *two* **three**  \nfour [five](https://a.example/?b&c) <mailto:x@y.example>\n\n- a\n    1. b\n- c"

    assert [] == told(firm, NOTE.replace("Dear all,", words))


def test_an_edition_on_what_is_no_note_is_left_aside_and_said(firm: Collecting) -> None:
    """A slip of the pen does not make an article vanish into a mail, nor a person's page."""
    firm.write("content/articles/a-fence.md", f"---\nauthor: ada\nedition: {WEEK}\n---\n# A fence\n\nIt stood here.\n")
    firm.write("content/pages/about.md", NOTE)
    firm.run()

    fence = firm.items()["a-fence"]
    assert (Kind.ARTICLE, "") == (fence.kind, fence.edition)
    assert any("only a note opens one (`kind: note`)" in note for note in fence.notes)
    assert Kind.PAGE is firm.items()["page:about"].kind


def test_the_edition_is_part_of_what_was_cleared(firm: Collecting) -> None:
    """Words that were read for one edition are not moved to another."""
    firm.write(WHERE, NOTE)
    firm.run()
    note = firm.items()["a-word"]

    assert note.content_hash != replace(note, edition="weekly-2026-W49").content_hash
