import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import docx.opc.constants
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.collect.cleaning import to_html
from pipeline.collect.draft import Picture
from pipeline.collect.word import parse_word
from pipeline.errors import SourceError
from tests.thorough import LONGER

NAME = "stories/ada/a-fence.docx"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "green").save(out, "PNG")
    return out.getvalue()


def document(*paragraphs: str) -> Any:
    """A Word document: a first heading and paragraphs."""
    made = docx.Document()
    made.add_heading("A fence", level=1)
    for words in paragraphs:
        made.add_paragraph(words)
    return made


def saved(made: Any) -> bytes:
    """The bytes that Word would read."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(raw: bytes, change: Callable[[str, bytes], tuple[str, bytes]], **more: str) -> bytes:
    """The same file with each part's name and bytes changed, and parts added under word/."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(*change(part, old.read(part)))
        for part, body in more.items():
            new.writestr(f"word/{part}.xml", body)
    return out.getvalue()


def with_notes(made: Any, **notes: str) -> bytes:
    """A document with a part of footnotes or endnotes, joined to it as Word joins them."""

    def joined(part: str, body: bytes) -> tuple[str, bytes]:
        for kind in notes:
            if part == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="r{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/>'
                body = body.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            if part == "[Content_Types].xml":
                what = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
                entry = f'<Override PartName="/word/{kind}.xml" ContentType="{what}"/>'
                body = body.replace(b"</Types>", entry.encode() + b"</Types>")
        return part, body

    parts = {kind: f'<w:{kind} xmlns:w="{W}">{inside}</w:{kind}>' for kind, inside in notes.items()}
    return rewritten(saved(made), joined, **parts)


def insert(paragraph: Any, xml: str) -> None:
    """Put XML at the end of a paragraph."""
    paragraph._p.append(parse_xml(xml.replace(">", f' xmlns:w="{W}">', 1)))


def refusal(raw: bytes) -> SourceError:
    """Why a file is refused."""
    with pytest.raises(SourceError) as refused:
        parse_word(raw, NAME)
    return refused.value


def test_headings_emphasis_and_lists_come_as_markdown() -> None:
    """What the author styled in Word is what Markdown says."""
    made = document("The fence stood here.")
    made.add_heading("Why", level=2)
    paragraph = made.add_paragraph("It was ")
    paragraph.add_run("old").bold = True
    paragraph.add_run(" and ")
    paragraph.add_run("tired").italic = True
    made.add_paragraph("posts", style="List Bullet")
    made.add_paragraph("wire", style="List Bullet")
    made.add_paragraph("dig", style="List Number")
    made.add_paragraph("wait", style="List Number")

    draft = parse_word(saved(made), NAME)

    assert "A fence" == draft.title
    assert "The fence stood here." == draft.summary
    assert (
        "The fence stood here.\n\n## Why\n\nIt was **old** and *tired*\n\n- posts\n- wire\n\n1. dig\n2. wait"
        == draft.body
    )


def test_words_own_title_style_makes_the_title() -> None:
    """Whoever uses Word's Title for the title and headings below it is understood."""
    made = docx.Document()
    made.add_heading("A fence", level=0)
    made.add_paragraph("5 March 2026")
    made.add_heading("Why", level=1)
    made.add_paragraph("It moved.")

    draft = parse_word(saved(made), NAME)

    assert ("A fence", date(2026, 3, 5), "# Why\n\nIt moved.") == (draft.title, draft.date, draft.body)


def test_a_title_that_the_place_gives_takes_no_line() -> None:
    """A practice area has its name already; the first line of its words is no title."""
    made = docx.Document()
    made.add_paragraph("We count.")
    made.add_paragraph("And recount.")

    draft = parse_word(saved(made), NAME, "tax")

    assert ("tax", "We count.\n\nAnd recount.") == (draft.title, draft.body)


def test_front_matter_in_a_word_file_is_read_as_it_was_typed() -> None:
    """Low lines and brackets are part of a key and its value there, and words in the text below."""
    made = docx.Document()
    for line in (
        "---", "title: The van", "kind: news", "with: [bo_vane, Cy Vane]", "review_by: 2027-05-03", "rests_on: [Housing Act 1988, R (Y_Z) v X]",
        "testimonial: {author_relation: staff, disclosed: no}", "---", "It said *stop*.",
    ):  # fmt: skip
        made.add_paragraph(line)
    draft = parse_word(saved(made), "stories/ada/the-van.docx")

    assert ("news", date(2027, 5, 3), ("Housing Act 1988", "R (Y_Z) v X")) == (
        draft.kind, draft.review_by, draft.rests_on,
    )  # fmt: skip
    assert ("testimonial.author_relation", "staff") == draft.facts[0]
    assert (("bo_vane", "Cy Vane"), 0) == (draft.co_authors, draft.co_authors_line)
    assert (r"It said \*stop\*.", ()) == (draft.body, draft.notes)


def test_words_that_look_like_marks_stay_words() -> None:
    """Brackets, stars and low lines that somebody typed are shown as typed, in title, summary and text."""
    made = docx.Document()
    made.add_heading("Fence v Post [2019] EWCA *draft* & terms_of_use", level=1)
    made.add_paragraph("Pay before the <deadline>, 2 * 3 days & no later; see <script>x</script> and C:\\new.")

    draft = parse_word(saved(made), NAME)
    page = to_html(draft.body, {})

    assert "Fence v Post [2019] EWCA *draft* & terms_of_use" == draft.title
    assert "Pay before the <deadline>, 2 * 3 days & no later; see <script>x</script> and C:\\new." == draft.summary
    assert (
        "<p>Pay before the &lt;deadline&gt;, 2 * 3 days &amp; no later; see &lt;script&gt;x&lt;/script&gt; and C:\\new.</p>"
        == page
    )


def test_a_table_keeps_its_cells() -> None:
    """The first row is the heading, and a bar typed in a cell ends no cell."""
    made = document("Words.")
    table = made.add_table(2, 2)
    for cell, words in zip([*table.rows[0].cells, *table.rows[1].cells], ["Day|Night", "Sum", "1", "£5"], strict=True):
        cell.text = words

    body = parse_word(saved(made), NAME).body

    assert "| Day\\|Night | Sum |\n| --- | --- |\n| 1 | £5 |" in body
    assert "<th>Day|Night</th>" in to_html(body, {})


def test_line_and_page_breaks_keep_words_apart() -> None:
    """A soft line break is a line break; a page break is nothing."""
    made = document()
    run = made.add_paragraph("One").add_run()
    run.add_break()
    run.add_text("two")
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    made.add_paragraph("three")

    assert "One  \ntwo\n\nthree" == parse_word(saved(made), NAME).body


def test_marks_that_markdown_lacks_come_as_html() -> None:
    """Raised, lowered and struck words mean something: a square metre is no 2."""
    made = document()
    paragraph = made.add_paragraph("5 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O ")
    paragraph.add_run("gone").font.strike = True

    page = to_html(parse_word(saved(made), NAME).body, {})

    assert "<p>5 m<sup>2</sup> H<sub>2</sub>O <s>gone</s></p>" == page


def with_picture(alt: str | None, where: Callable[[Any], Any] = lambda made: made.add_paragraph()) -> bytes:
    """A document with one picture in it."""
    made = document("Words.")
    where(made).add_run().add_picture(io.BytesIO(png()))
    if alt is not None:
        made.element.body.xpath(".//wp:docPr")[0].set("descr", alt)
    return saved(made)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("A green fence", "A green fence", id="plain"),
        pytest.param("A fence\n\nin a field", "A fence in a field", id="two paragraphs"),
        pytest.param("A screenshot\n\nDescription automatically generated", "", id="Word's own"),
        pytest.param("A fence.\n\nAI-generated content may be incorrect.", "", id="Copilot's"),
        pytest.param("C:\\Users\\Ann Client\\IMG_0042.jpg", "", id="a path on Windows"),
        pytest.param("/Users/ann/Desktop/client v other.png", "", id="a path on a Mac"),
        pytest.param("IMG 0042.JPG", "", id="a file name"),
        pytest.param("How to open a .jpg by hand", "How to open a .jpg by hand", id="words about a file"),
        pytest.param("A [broken fence", "A (broken fence", id="half a bracket"),
        pytest.param("", "", id="empty"),
        pytest.param(None, "", id="none"),
    ],
)  # fmt: skip
def test_a_picture_comes_with_its_bytes_and_its_words(written: str | None, read: str) -> None:
    """The picture inside the file is handed on with its alternative text, or none for others to refuse."""
    draft = parse_word(with_picture(written), NAME)

    assert (Picture(name="embedded-1.png", alt=read, raw=png()),) == draft.pictures
    assert f"Words.\n\n![{read}](embedded-1.png)" == draft.body


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(lambda made: made.add_table(1, 1).cell(0, 0).paragraphs[0], id="in a table"),
        pytest.param(lambda made: made.add_heading("Why", level=2), id="in a heading"),
        pytest.param(lambda made: made.add_paragraph(style="List Bullet"), id="in a list"),
    ],
)
def test_a_picture_is_found_wherever_it_stands(where: Callable[[Any], Any]) -> None:
    """No picture vanishes because of what is around it."""
    draft = parse_word(with_picture("A fence", where), NAME)

    assert ["embedded-1.png"] == [picture.name for picture in draft.pictures]
    assert 'src="asset:f.png"' in to_html(draft.body, {"embedded-1.png": "f.png"})


def test_pictures_are_numbered_in_order() -> None:
    """Each picture has its own name, the same one used twice as well."""
    made = document("Words.")
    for alt in ("One", "Two"):
        made.add_picture(io.BytesIO(png()))
        made.element.body.xpath(".//wp:docPr")[-1].set("descr", alt)

    pictures = parse_word(saved(made), NAME).pictures

    assert [("embedded-1.png", "One"), ("embedded-2.png", "Two")] == [(each.name, each.alt) for each in pictures]


def test_a_linked_picture_is_refused() -> None:
    """A picture that is not in the file would vanish, and fetching it would call another host."""

    def linked(part: str, body: bytes) -> tuple[str, bytes]:
        target = b'Target="https://x.example/a.png" TargetMode="External"'
        return part, body.replace(b"r:embed=", b"r:link=").replace(b'Target="media/image1.png"', target)

    error = refusal(rewritten(with_picture("A fence"), linked))

    assert (NAME, "a picture in it is linked, not part of it.") == (error.thing, error.cause)


INSERTED = '<w:ins w:id="7" w:author="Bo" w:date="2026-01-01T00:00:00Z"><w:r><w:t>gladly</w:t></w:r></w:ins>'


def test_a_tracked_change_in_strict_word_stops_the_file() -> None:
    """The strict form of the format spells everything in another namespace."""
    made = document("The tenant agreed ")
    insert(made.paragraphs[-1], INSERTED)

    error = refusal(rewritten(saved(made), lambda part, body: (part, body.replace(W.encode(), STRICT.encode()))))

    assert "it is not ready to go out: paragraph 2, a tracked change (inserted: “gladly”)." == error.cause


def test_words_own_second_name_for_the_document_is_known() -> None:
    """Word on the web writes document2.xml, where a tracked change stops the file as well."""

    def renamed(part: str, body: bytes) -> tuple[str, bytes]:
        new = part.replace("/document.xml", "/document2.xml")
        return new, body.replace(b"/document.xml", b"/document2.xml") if part.endswith(("rels", "Types].xml")) else body

    clean = document("The tenant agreed.")
    dirty = document("The tenant agreed ")
    insert(dirty.paragraphs[-1], INSERTED)

    assert "The tenant agreed." == parse_word(rewritten(saved(clean), renamed), NAME).body
    assert (
        "it is not ready to go out: paragraph 2, a tracked change (inserted: “gladly”)."
        == refusal(rewritten(saved(dirty), renamed)).cause
    )


def note(number: int, kind: str = "footnote") -> str:
    """The mark in the text of one note."""
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def test_footnotes_and_endnotes_become_markdowns() -> None:
    """A note's mark leads to the note: law is written in footnotes."""
    made = document("He agreed")
    insert(made.paragraphs[-1], note(2))
    made.paragraphs[-1].add_run(" in writing")
    insert(made.paragraphs[-1], note(2, "endnote"))
    raw = with_notes(
        made,
        footnotes=f'<w:footnote w:id="2">{"".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in ("See page 3.", "And 4."))}</w:footnote>',
        endnotes='<w:endnote w:id="2"><w:p><w:r><w:t>By hand.</w:t></w:r></w:p></w:endnote>',
    )

    body = parse_word(raw, NAME).body
    page = to_html(body, {})

    assert (
        "He agreed[^footnote-2] in writing[^endnote-2]\n\n"
        "[^footnote-2]: See page 3.\n\n    And 4.\n\n[^endnote-2]: By hand." == body
    )
    assert 'href="#fn:footnote-2"' in page
    assert '<li id="fn:footnote-2">' in page
    assert "↑" not in page


def test_a_tracked_change_in_a_footnote_stops_the_file() -> None:
    """Footnotes are published, so they are looked through as well."""
    made = document("He agreed")
    insert(made.paragraphs[-1], note(2))

    error = refusal(with_notes(made, footnotes=f'<w:footnote w:id="2"><w:p>{INSERTED}</w:p></w:footnote>'))

    assert (
        "it is not ready to go out: paragraph 1 of the footnotes, a tracked change (inserted: “gladly”)." == error.cause
    )


@pytest.mark.parametrize("part", ["word/document.xml", "word/comments.xml", "word/footnotes.xml"])
@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', id="entities"),
        pytest.param('<!DOCTYPE x SYSTEM "https://x.example/x.dtd"><x/>', id="a type from elsewhere"),
        pytest.param(f'<!--{"x" * 3000}--><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', id="far down"),
    ],
)
def test_a_part_with_a_document_type_is_refused(part: str, bomb: str) -> None:
    """Word writes none, and entities in it could fill the memory."""
    raw = rewritten(
        saved(document("Words.")),
        lambda name, body: (name, bomb.encode() if name == part else body),
        **({} if "document" in part else {part.removeprefix("word/").removesuffix(".xml"): bomb}),
    )

    error = refusal(raw)

    assert (NAME, "it declares a document type, which no Word file does.") == (error.thing, error.cause)


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    """A small file can hold a very large one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 20_000_001)

    assert "it unpacks to more than 20 MB of text." == refusal(out.getvalue()).cause


def encrypted(raw: bytes) -> bytes:
    """The same file with every part marked as encrypted."""
    changed = bytearray(raw)
    for signature, flag in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := changed.find(signature, at + 1)) >= 0:
            changed[at + flag] |= 1
    return bytes(changed)


#: A good file, for others to spoil.
WORDS = saved(document("Words."))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Just some words that were renamed to .docx.", id="no zip"),
        pytest.param(WORDS[:3000], id="cut off"),
        pytest.param(encrypted(WORDS), id="encrypted parts"),
        pytest.param(rewritten(WORDS, lambda part, _: (part, b"<not closed")), id="no XML"),
        pytest.param(rewritten(WORDS, lambda part, _: (part, b"<x/>")), id="other XML"),
        pytest.param(rewritten(WORDS, lambda part, body: ("x" + part, body)), id="another zip"),
        pytest.param(rewritten(with_picture("A"), lambda part, body: (part.replace("media", "lost"), body)), id="a picture lost"),
    ],
)  # fmt: skip
def test_what_is_no_word_file_is_refused_by_name(raw: bytes) -> None:
    """The file is named, with the way out; nothing else breaks."""
    error = refusal(raw)

    assert NAME == error.thing
    assert error.cause.startswith("this is not a Word file (")
    assert "Open it in Word and save it as .docx." == error.remedy


def test_an_empty_document_is_refused() -> None:
    """There is nothing to publish in it."""
    assert "there are no words in it." == refusal(saved(docx.Document())).cause


WHOLE = with_picture("A fence")


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=20), st.integers(1, len(WHOLE))
)
def test_a_damaged_file_is_a_draft_or_a_refusal(spots: list[tuple[int, int]], end: int) -> None:
    """Whatever a bad disk did to the bytes, the worst that happens is that one file is refused."""
    raw = bytearray(WHOLE)
    for at, byte in spots:
        raw[at] = byte

    for damaged in (bytes(raw), bytes(raw[:end])):
        try:
            title = parse_word(damaged, NAME).title
        except SourceError as refused:
            title = refused.thing

        assert title


def test_places_are_named_by_paragraph() -> None:
    """A Word file has no lines to count."""
    assert 0 == parse_word(saved(document("One.", "Two.")), NAME).first_line


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_an_old_word_file_under_a_new_name_is_named() -> None:
    """Renaming a .doc makes no .docx of it."""
    assert "this is an old Word file (.doc) under a new name." == refusal(OLE).cause


def test_a_file_with_a_password_is_named() -> None:
    """Word locks a file by putting it, encrypted, into the old format."""
    error = refusal(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(60))

    assert "a password locks it." == error.cause
    assert "empty the password" in error.remedy


def test_document_properties_never_reach_a_draft() -> None:
    """Title, author, company, keywords and remarks that a computer filled in are nobody's words."""
    made = document("Words.")
    for name in ("title", "author", "subject", "keywords", "comments", "category", "last_modified_by"):
        setattr(made.core_properties, name, f"Secret {name}")
    app = "<Properties><Company>Secret company</Company><Manager>Secret manager</Manager></Properties>"

    raw = rewritten(saved(made), lambda part, body: (part, app.encode() if part == "docProps/app.xml" else body))

    draft = parse_word(raw, NAME)

    assert "Secret" not in repr(draft)
    assert "Secret" not in draft.title + draft.body + draft.summary + draft.author


def test_document_properties_are_told_beside_the_draft() -> None:
    """A client's name in them is a sign to look at, so each is handed on with its place; a program's own are not."""
    made = document("Words.")
    made.core_properties.author = "Somebody Else"
    made.core_properties.last_modified_by = "python-docx"
    made.core_properties.comments = "for  M.\nOyelaran"
    app = "<Properties><Company>Vrankel Ltd</Company><Template>Normal.dotm</Template><Pages>3</Pages></Properties>"

    raw = rewritten(saved(made), lambda part, body: (part, app.encode() if part == "docProps/app.xml" else body))

    assert {
        ("Word's properties, author", "Somebody Else"),
        ("Word's properties, comments", "for M. Oyelaran"),
        ("Word's properties, company", "Vrankel Ltd"),
    } == {(each.where, each.words) for each in parse_word(raw, NAME).asides}
    assert not any(each.shown for each in parse_word(raw, NAME).asides)


def test_properties_that_could_fill_the_memory_are_refused() -> None:
    """A document type in the properties is no more Word's than in the text."""
    raw = rewritten(
        saved(document("Words.")),
        lambda part, body: (part, b"<!DOCTYPE a><Properties/>" if part == "docProps/app.xml" else body),
    )

    assert "it declares a document type, which no Word file does." == refusal(raw).cause


def test_merged_cells_keep_every_column_in_its_place() -> None:
    """A cell that reaches down or across leaves empty cells, and no other cell moves."""
    made = document("Words.")
    table = made.add_table(3, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"c{number}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "down"
    table.cell(2, 0).merge(table.cell(2, 1)).text = "across"

    assert (
        "| down | c1 | c2 |\n| --- | --- | --- |\n|  | c4 | c5 |\n| across | | c8 |"
        in parse_word(saved(made), NAME).body
    )


def test_lists_within_lists_stay_within() -> None:
    """A list of Word's second level is a list in a list on the page."""
    made = document("Words.")
    for words, style in (("posts", "List Bullet"), ("oak", "List Bullet 2"), ("wire", "List Bullet")):
        made.add_paragraph(words, style=style)
    levels = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">'
        + "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="bullet"/></w:lvl>' for n in range(2))
        + '</w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    for paragraph, level in zip(made.paragraphs[2:], (0, 1, 0), strict=True):
        paragraph.style = made.styles["Normal"]
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{level}"/><w:numId w:val="9"/></w:numPr>')
        )
    raw = rewritten(saved(made), lambda part, body: (part, levels.encode() if part == "word/numbering.xml" else body))

    body = parse_word(raw, NAME).body

    assert "- posts\n    - oak\n- wire" in body
    assert "<li>posts<ul>\n<li>oak</li>\n</ul>\n</li>" in to_html(body, {})


def test_links_lead_where_they_led() -> None:
    """A link to the web stays one."""
    made = document("See ")
    relation = made.part.relate_to(
        "https://law.example/a", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    made.paragraphs[-1]._p.append(
        parse_xml(
            f'<w:hyperlink xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'r:id="{relation}"><w:r><w:t>the Act</w:t></w:r></w:hyperlink>'
        )
    )

    assert "See [the Act](https://law.example/a)" == parse_word(saved(made), NAME).body


def test_a_document_without_headings_has_a_title() -> None:
    """The first line is the title, as in plain text."""
    made = docx.Document()
    made.add_paragraph("A fence")
    made.add_paragraph("It moved.")

    draft = parse_word(saved(made), NAME)

    assert ("A fence", "It moved.") == (draft.title, draft.body)


def test_tables_in_tables_without_end_are_refused() -> None:
    """A converter that calls itself for every level comes to no harm."""
    made = document("Words.")
    inside = "<w:tbl><w:tr><w:tc>" * 500 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 500
    raw = rewritten(
        saved(made),
        lambda part, body: (
            part,
            body.replace(b"<w:body>", b"<w:body>" + inside.encode())
            if "document.xml" in part and "rels" not in part
            else body,
        ),
    )

    assert "its tables or boxes are nested too deeply." == refusal(raw).cause


NAMES = st.sampled_from(
    ["p", "r", "t", "tbl", "tr", "tc", "tcPr", "gridSpan", "vMerge", "pPr", "rPr", "pStyle", "numPr", "ins", "del", "vanish", "hyperlink", "sdt", "sdtContent", "drawing", "pict", "txbxContent", "br", "tab", "fldChar", "instrText", "footnoteReference", "commentReference", "sym", "sectPr", "altChunk", "fldSimple", "bookmarkStart", "object", "smartTag"]
)  # fmt: skip
MARKS = st.dictionaries(st.sampled_from(["w:val", "w:id", "w:anchor", "w:fldCharType", "w:char", "w:font"]), st.sampled_from(["1", "0", "", "x", "begin", "end", "-1", "continue", "F04A"]), max_size=2)  # fmt: skip


def written(name: str, marks: dict[str, str], inside: list[str]) -> str:
    """One element as XML."""
    return f"<w:{name} {' '.join(f'{key}={chr(34)}{value}{chr(34)}' for key, value in marks.items())}>{''.join(inside)}</w:{name}>"


TREES = st.recursive(
    st.sampled_from(["", "words", "&lt;script&gt;a()&lt;/script&gt;", "*", "|", "&#x202e;"]),
    lambda inner: st.builds(written, NAMES, MARKS, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@pytest.mark.long
@settings(deadline=None, max_examples=8 * LONGER)
@given(st.lists(TREES, max_size=4))
def test_any_xml_in_a_word_file_is_a_draft_or_a_refusal(trees: list[str]) -> None:
    """Whatever a program wrote into the document, nothing but one file is stopped, and nothing acts."""
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>A fence.</w:t></w:r></w:p>{"".join(trees)}</w:body></w:document>'
    raw = rewritten(WORDS, lambda part, old: (part, body.encode() if part == "word/document.xml" else old))

    try:
        page = to_html(parse_word(raw, NAME).body, {})
    except SourceError:
        # What is refused is told in words, which may be the file's own.
        return

    assert "<script" not in page
