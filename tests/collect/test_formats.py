import time
from collections.abc import Callable

import docx
import pytest

from pipeline.collect.cleaning import to_html
from pipeline.collect.draft import plain
from pipeline.collect.formats import TEXTS, UNREAD, parse, read_not
from pipeline.errors import SourceError
from tests.collect.test_message import message
from tests.collect.test_webpage import png
from tests.collect.test_word import document, saved
from tests.thorough import IN_GATES

#: Seconds for one hostile file; a slow machine has several times what it takes here.
PATIENCE = 20


def refusal(raw: bytes, name: str) -> SourceError:
    """Why a file is refused."""
    with pytest.raises(SourceError) as refused:
        parse(raw, name)
    return refused.value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.md", b"# A fence\n\nIt *moved*."),
        ("a.MARKDOWN", b"# A fence\n\nIt *moved*."),
        ("a.txt", b"A fence\n\nIt *moved*."),
        ("a.html", b"<h1>A fence</h1><p>It <i>moved</i>."),
        ("a.HTM", b"<h1>A fence</h1><p>It <i>moved</i>."),
        ("a.eml", message("It *moved*.").as_bytes()),
        ("a.mhtml", message("", "<h1>A fence</h1><p>It <i>moved</i>.").as_bytes()),
        ("a.mht", message("", "<h1>A fence</h1><p>It <i>moved</i>.").as_bytes()),
    ],
)
def test_the_ending_chooses_the_reader(name: str, raw: bytes) -> None:
    """In small letters or capitals."""
    draft = parse(raw, name)

    assert ("A fence", "It *moved*.") == (draft.title, draft.body)
    assert name.lower().endswith(TEXTS)


def test_a_word_file_is_read() -> None:
    """By its own reader."""
    assert ("A fence", "Words.") == (
        parse(saved(document("Words.")), "a.docx").title,
        parse(saved(document("Words.")), "a.Docx").body,
    )


def test_a_title_that_the_place_gives_reaches_every_reader() -> None:
    """A practice area has its name already."""
    files = {
        "a.md": b"One.\n\nTwo.",
        "a.txt": b"One.\n\nTwo.",
        "a.html": b"<p>One.<p>Two.",
        "a.eml": message("One.\n\nTwo.").as_bytes(),
    }

    assert {("tax", "One.\n\nTwo.")} == {
        (d.title, d.body) for d in (parse(raw, name, "tax") for name, raw in files.items())
    }


def test_the_encoding_is_noted() -> None:
    """Before what the reader has to say."""
    notes = parse("A café\n\nWords.\n\nPost a comment".encode("cp1252"), "a.md").notes

    assert "read as Windows-1252, because it is not UTF-8" == notes[0]
    assert notes[1].startswith("ends in a comment form")


@pytest.mark.parametrize("ending", [".doc", ".docm", ".rtf", ".odt", ".pages", ".pdf", ".wpd", ".msg", ".pptx", ".xlsx", ".gdoc", ".tex", ".epub", ".rst", ".zip"])  # fmt: skip
def test_what_is_not_read_has_its_remedy(ending: str) -> None:
    """Whoever drops it believes that it will be read."""
    problem = read_not(f"stories/ada/A fence{ending.upper()}")

    assert problem is not None
    assert (
        f"stories/ada/A fence{ending.upper()}",
        f"files that end in {ending} are not read.",
        UNREAD[ending],
    ) == problem.args
    assert problem.args == refusal(b"x", f"stories/ada/A fence{ending.upper()}").args


@pytest.mark.parametrize("name", ["a.md", "a.docx", "fence.png", "pdf", "a.pdf.md", "a.pdf/b.txt"])
def test_what_is_read_or_is_no_text_has_no_remedy(name: str) -> None:
    """A picture beside a text is nobody's mistake."""
    assert read_not(name) is None


def test_nothing_is_both_read_and_not() -> None:
    """The two lists keep apart, and every remedy is a sentence."""
    assert not set(TEXTS) & set(UNREAD)
    assert [] == [remedy for remedy in UNREAD.values() if not remedy.endswith(".")]


def test_an_ending_that_nobody_knows_is_refused() -> None:
    """The caller asks first; if not, the file is named."""
    assert "files with this ending are not read." == refusal(b"Words.", "a.png").cause


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.eml"])
@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "it is a PDF", id="PDF"),
        pytest.param(png(), "it is a picture", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", "it is a picture", id="JPEG"),
        pytest.param(saved(docx.Document()), "it is a packed file", id="Word"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(9), "it is an old Office file", id="old Word"),
        pytest.param(b"{\\rtf1\\ansi words}", "it is rich text", id="RTF"),
    ],
)
def test_contents_that_do_not_fit_the_ending_are_named(name: str, raw: bytes, told: str) -> None:
    """Somebody renamed it; nobody publishes the bytes of a PDF."""
    assert told in refusal(raw, name).cause


@pytest.mark.parametrize("raw", [b"Words\0and more", b"\x7fELF\x01\x01\x01\0\0\0\x02\0", b"Words.\n" + bytes(50)])
def test_bytes_that_no_text_has_are_refused(raw: bytes) -> None:
    """A program's file, or one that a disk spoiled."""
    assert "this is no text: it has bytes in it that no text has." == refusal(raw, "a.md").cause


def test_text_in_utf_16_is_text() -> None:
    """Every second byte of it may be null."""
    assert "Words." == parse("A fence\n\nWords.".encode("utf-16"), "a.txt").body


def paragraphs(of: str, marks: int) -> str:
    """As many of them as may stand in one paragraph, in as many paragraphs as may stand in one text."""
    return "A fence\n\n" + f"{of * marks}\n\n" * 5


#: Texts of about 200,000 characters on which readers of Markdown or our own patterns were slow, or fell.
HOSTILE: dict[str, Callable[[], str]] = {
    **{f"only {sign!r}": (lambda sign=sign: (sign * 200_000)[:200_000]) for sign in ["[", "*", "_", "`", "|", "<", "&", "> ", "![", "[^", "[a](", "<b ", "<!--", "<![CDATA[", "<http://a", "- ", "1. ", "\"'", "\n", " ", "a\n", "a b\n\n", "- a\n", "a|b\n", "[a]: b\n", "<div>", "```\n", ": a\n", "<a href=\"", "a*b ", "**a ", "\\", "#", "=", "word "]},  # type: ignore[misc]  # a lambda's default
    **{f"a few {sign!r}": (lambda sign=sign: paragraphs(sign, 990)) for sign in ["[", "![", "[^", "[a](", "[](", "[a][", "[`", "<b ", "`x", "*a_ ", '["', "*["]},  # type: ignore[misc]  # a lambda's default
    "nested quotations": lambda: "> " * 10_000 + "x",
    "nested lists": lambda: "".join(f"{' ' * 4 * n}- x\n" for n in range(600)),
    "nested lists, just": lambda: ("".join(f"{' ' * 4 * n}- x\n" for n in range(55)) + "\n") * 100,
    "chains, just": lambda: ("1. " * 95 + "x\n\n") * 200,
    "50,000 footnotes": lambda: "".join(f"a[^{n}]\n\n[^{n}]: x\n\n" for n in range(50_000)),
    "2,400 footnotes": lambda: "".join(f"a[^{n}]\n\n[^{n}]: x\n\n" for n in range(2_400)),
    "a long table": lambda: "A fence\n\na|b\n-|-\n" + "a|b\n" * 9_000,
    "one line of 2 MB": lambda: "word " * 400_000,
    "front matter": lambda: "---\n" + "#\n\n\n" * 40_000 + "---\nA\n\nb",
    "brackets in front matter": lambda: "---\na: " + "[" * 9_000 + "\n---\nA\n\nb",
    "dots in TOML": lambda: "+++\n" + ".".join(["a"] * 9_000) + "=1\n+++\nA\n\nb",
    "Thai and misread words": lambda: "ไ โ€ abcdefghijklmnopqrst" * 8_000,
}  # fmt: skip


def seconds(raw: bytes, name: str) -> float:
    """How long it takes until a page shows a file's words, or until the file is refused."""
    began = time.perf_counter()
    try:
        draft = parse(raw, name)
        to_html(draft.body, {})
        plain(draft.body)
    except SourceError:
        pass
    return time.perf_counter() - began


@pytest.mark.parametrize("ending", ["md", pytest.param("txt", marks=IN_GATES), "html"])
@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_holds_a_run_up(what: str, ending: str) -> None:
    """Read or refused, and soon: nothing hangs, and nothing calls itself to death."""
    assert seconds(HOSTILE[what]().encode(), f"a.{ending}") < PATIENCE


PAGES: dict[str, Callable[[], str]] = {
    "a list of 20,000": lambda: "<ol>" + "<li>a</li>" * 20_000 + "</ol>",
    "rows that reach down": lambda: "<table>" + "<tr><td rowspan=65000 colspan=1000>a</td></tr>" * 300 + "</table>",
    "one row of 20,000": lambda: "<table><tr>" + "<td>a</td>" * 20_000 + "</tr></table>",
    "style sheets without end": lambda: "<h1>T</h1>" + "<style>" * 100_000,
    "one long style sheet": lambda: "<style>" + "a" * 300_000 + "</style><p>x</p>",
    "data without end": lambda: '<script type="application/ld+json">' * 5_000,
    "remarks": lambda: "<h1>T</h1><p>x</p>" + "<!-- x -->" * 200_000,
    "5 MB of boxes": lambda: "<h1>T</h1>" + "<div class=a><p>x</p></div>" * 180_000,
    "many small shares": lambda: "<h1>T</h1><p>x</p>" + '<div class="share">a</div>' * 8_000,
    "boxes in boxes": lambda: ('<div class="related">' * 90 + "x" + "</div>" * 90) * 40,
}


@pytest.mark.parametrize("what", PAGES)
def test_no_page_holds_a_run_up(what: str) -> None:
    """The same for what only HTML can do."""
    assert seconds(PAGES[what]().encode(), "a.html") < PATIENCE


@pytest.mark.parametrize(
    "line", ["> x", "From: a", "On ", "[cid:", "--", "This email is ", "<a@b> wrote:", "-----", "confidential "]
)
def test_no_message_holds_a_run_up(line: str) -> None:
    """Nor what looks like a quotation, a signature or a footer, a thousand times."""
    header = b"From: a@b.example\nSubject: " + b"Re: " * 5_000 + b"x\n\n"

    assert seconds(header + (line * 20_000).encode(), "a.eml") < PATIENCE
    assert seconds(header + (line + "\n").encode() * 9_000, "a.eml") < PATIENCE


def test_a_file_of_an_unreasonable_size_is_refused_unread() -> None:
    """Before a byte of it is looked at."""
    assert (
        "it has more than a million characters; nothing of that size is read."
        == refusal(b"a" * 4_000_001, "a.md").cause
    )
    assert "it is larger than 64 MB." == refusal(bytes(64_000_001), "a.docx").cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        pytest.param("word " * 200_001, "it has more than a million characters", id="length"),
        pytest.param("a\n" * 10_001, "it has more than 10,000 lines", id="lines"),
        pytest.param("a word " * 7_143, "one paragraph has more than 50,000 characters", id="a paragraph"),
        pytest.param("*a" * 3_001, "one paragraph has more than 3,000 marks (brackets, stars)", id="marks"),
        pytest.param("[" * 1_001, "one paragraph has more than 3,000 marks (brackets, stars)", id="brackets"),
        pytest.param(("[" * 900 + "\n\n") * 6, "it has more than 5,000 brackets ([)", id="all brackets"),
        pytest.param(("_" * 2_900 + "\n\n") * 18, "it has more than 50,000 marks (brackets, stars, quotation marks)", id="all marks"),
        pytest.param("<![CDATA[\n\n" * 21 + "x" * 1_000, "it has more than 20 sections of XML (<![)", id="sections"),
        pytest.param("1. " * 100 + "x" * 1_000, "a line is nested more than 100 levels deep", id="a chain"),
        pytest.param("".join(f"{' ' * 4 * n}- x\n\n" for n in range(62)), "its lists are more than 60 levels deep", id="levels"),
        pytest.param("<b>\n\n" * 1_001, "more than 1,000 tags in it are not closed", id="tags"),
    ],
)  # fmt: skip
def test_each_limit_names_what_there_is_too_much_of(text: str, cause: str) -> None:
    """An author can find it and take it out."""
    assert f"{cause}; nothing of that size is read." == refusal(f"A fence\n\n{text}".encode(), "a.md").cause


def test_a_long_article_is_well_within_the_limits() -> None:
    """Thirty thousand words with links, quotations, footnotes and a table of five hundred rows are read."""
    words = "The tenant’s “claim” was (it seems) *late*: see [the Act](https://law.example/a), s. 4.[^1] " * 6
    table = "| Day | Sum | Why |\n| --- | --- | --- |\n" + "| 1 | £5 | [why](https://law.example) |\n" * 400
    text = f"# A fence\n\n{(words + chr(10) * 2) * 300}{table}\n\n[^1]: By hand."

    assert "A fence" == parse(text.encode(), "a.md").title


def test_plain_text_without_empty_lines_is_no_single_paragraph() -> None:
    """Where every line is a paragraph, the lines count, not what they add up to."""
    lines = (
        "The fence stood here for years, and nobody minded it until the road was made wider again, in the spring.\n"
        * 1_000
    )

    assert 1_000 == parse(f"A fence\n{lines}".encode(), "a.txt").body.count("minded")
