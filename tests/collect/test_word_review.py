"""What stops a Word file. The helpers make real ones, each with one thing open."""

import io
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from pipeline.collect.word import parse_word
from pipeline.errors import SourceError
from tests.collect.test_word import NAME, W, document, insert, refusal, rewritten, saved

WHO = 'w:id="7" w:author="Bo Reviewer" w:date="2026-01-01T00:00:00Z"'
START = "it is not ready to go out: "


def with_body(xml: str) -> bytes:
    """A document of which the body is this XML."""
    body = (
        f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        f'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>{xml}</w:body></w:document>'
    )
    return rewritten(
        saved(docx.Document()), lambda part, old: (part, body.encode() if part == "word/document.xml" else old)
    )


def line(words: str, before: str = "") -> str:
    """A paragraph."""
    return f"<w:p>{before}<w:r><w:t>{words}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        pytest.param(f"<w:ins {WHO}><w:r><w:t>gladly</w:t></w:r></w:ins>", "(inserted: “gladly”)", id="inserted"),
        pytest.param(f"<w:del {WHO}><w:r><w:delText>client’s</w:delText></w:r></w:del>", "(deleted: “client’s”)", id="deleted"),
        pytest.param(f"<w:moveFrom {WHO}><w:r><w:t>away</w:t></w:r></w:moveFrom>", "(moved: “away”)", id="moved from"),
        pytest.param(f"<w:moveTo {WHO}><w:r><w:t>here</w:t></w:r></w:moveTo>", "(moved: “here”)", id="moved to"),
        pytest.param(f"<w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr>", "(inserted)", id="a paragraph"),
        pytest.param(f"<w:pPr><w:pPrChange {WHO}><w:pPr/></w:pPrChange></w:pPr>", "of formatting", id="a paragraph's looks"),
        pytest.param(f"<w:r><w:rPr><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr></w:r>", "of formatting", id="looks"),
        pytest.param(f"<w:pPr><w:numPr><w:numberingChange {WHO}/></w:numPr></w:pPr>", "of formatting", id="numbers"),
        pytest.param(f"<w:pPr><w:sectPr><w:sectPrChange {WHO}/></w:sectPr></w:pPr>", "of formatting", id="a section's looks"),
    ],
)  # fmt: skip
def test_an_open_tracked_change_stops_the_file(xml: str, told: str) -> None:
    """What a reviewer proposed is neither published nor dropped in silence; the paragraph is named, the reviewer not."""
    made = document("First.", "The tenant agreed ")
    insert(made.paragraphs[-1], xml)

    error = refusal(saved(made))

    wanted = f"{START}paragraph {2 if 'sectPr' in xml else 3}, a tracked change {told}."
    assert (NAME, wanted.replace("paragraph 2", "paragraph 3")) == (error.thing, error.cause)
    assert "In Word: Review, Accept or Reject All Changes. Save and drop it again." == error.remedy
    assert "Bo" not in str(error)


@pytest.mark.parametrize(
    ("row", "cell", "told"),
    [
        pytest.param(f"<w:trPr><w:ins {WHO}/></w:trPr>", "", "(inserted)", id="a row inserted"),
        pytest.param(f"<w:trPr><w:del {WHO}/></w:trPr>", "", "(deleted)", id="a row deleted"),
        pytest.param("", f"<w:tcPr><w:cellIns {WHO}/></w:tcPr>", "(a cell of a table inserted)", id="a cell inserted"),
        pytest.param("", f"<w:tcPr><w:cellDel {WHO}/></w:tcPr>", "(a cell of a table deleted)", id="a cell deleted"),
        pytest.param("", f"<w:tcPr><w:tcPrChange {WHO}/></w:tcPr>", "of formatting", id="a cell's looks"),
        pytest.param(f"<w:tblPr><w:tblPrChange {WHO}/></w:tblPr>", "", "of formatting", id="a table's looks"),
    ],
)
def test_a_tracked_change_of_a_table_stops_the_file(row: str, cell: str, told: str) -> None:
    """Rows and cells can be proposed as well as words."""
    table = f"<w:tbl><w:tr>{row}<w:tc>{cell}{line('one')}</w:tc></w:tr></w:tbl>"

    assert f"{START}paragraph 2, a tracked change {told}." == refusal(with_body(line("First.") + table)).cause


def test_everything_open_is_named_at_once_and_eight_are_written_out() -> None:
    """An author goes through the file once; each kind of thing has its remedy, and no other is told."""
    made = document(*[f"Line {number}" for number in range(12)])
    for paragraph in made.paragraphs[1:]:
        insert(paragraph, f"<w:ins {WHO}><w:r><w:t>more</w:t></w:r></w:ins>")
    made.add_comment(made.paragraphs[2].runs, text="Did she? Ask Cy.", author="Dee")

    error = refusal(saved(made))

    assert error.cause.startswith(
        f"{START}paragraph 2, a tracked change (inserted: “more”); paragraph 3, a comment (“Did she?"
    )
    assert error.cause.endswith("; and 5 more.")
    assert 8 == error.cause.count("paragraph")
    assert (
        "In Word: Review, Accept or Reject All Changes. In Word: Review, Delete All Comments. Save and drop it again."
        == error.remedy
    )
    assert "Dee" not in str(error)


def test_a_comment_is_named_with_the_paragraph_that_it_hangs_on() -> None:
    """What stands in the margin must be settled before anybody publishes."""
    made = document("One.", "The tenant agreed.")
    made.add_comment(made.paragraphs[-1].runs, text="Did she? Ask Bo.", author="Cy")

    error = refusal(saved(made))

    assert (NAME, f"{START}paragraph 3, a comment (“Did she? Ask Bo.”).") == (error.thing, error.cause)


def test_a_comment_that_hangs_on_nothing_stops_the_file_too() -> None:
    """Its words are in the file all the same."""
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="1">{line("Ask Bo.")}</w:comment></w:comments>'
    raw = rewritten(saved(document("Words.")), lambda part, body: (part, body), comments=comments)

    assert f"{START}a comment (“Ask Bo.”)." == refusal(raw).cause


def test_an_empty_part_for_comments_stops_nothing() -> None:
    """Word keeps the part when the last comment is gone."""
    raw = rewritten(
        saved(document("Agreed.")), lambda part, body: (part, body), comments=f'<w:comments xmlns:w="{W}"/>'
    )

    assert "Agreed." == parse_word(raw, NAME).body


@pytest.mark.parametrize("mark", ["vanish", "specVanish", "webHidden"])
def test_hidden_text_stops_the_file(mark: str) -> None:
    """Word hides it, a converter shows it: a client's name would be published unseen."""
    raw = with_body(line("First.") + f"<w:p><w:r><w:rPr><w:{mark}/></w:rPr><w:t>(Ms Client)</w:t></w:r></w:p>")

    assert f"{START}paragraph 2, hidden text (“(Ms Client)”)." == refusal(raw).cause


def test_page_numbers_in_a_table_of_contents_are_not_hidden_text() -> None:
    """Word itself marks them as not for the web."""
    page = "<w:r><w:rPr><w:webHidden/></w:rPr><w:t>12</w:t></w:r>"

    assert (
        "Words.12"
        == parse_word(with_body(line("A fence") + line("Words.").replace("</w:p>", page + "</w:p>")), NAME).body
    )


def test_text_that_is_expressly_not_hidden_stops_nothing() -> None:
    """A style's hiding undone is no hiding; nor is hiding that has no words."""
    made = document("The tenant ")
    style = made.styles.add_style("Away", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    run = made.paragraphs[-1].add_run("agreed.", style=style)
    run.font.hidden = False
    made.paragraphs[-1].add_run(" ").font.hidden = True

    assert "The tenant agreed." == parse_word(saved(made), NAME).body


@pytest.mark.parametrize("kind", [WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.PARAGRAPH])
@pytest.mark.parametrize("heir", [False, True])
def test_text_that_a_style_hides_stops_the_file(kind: WD_STYLE_TYPE, heir: bool) -> None:
    """A style hides as well as a mark does, and so does the style that it is based on."""
    made = document("First.")
    style = made.styles.add_style("Away", kind)
    style.font.hidden = True
    if heir:
        style, base = made.styles.add_style("Heir", kind), style
        style.base_style = base
    if kind is WD_STYLE_TYPE.CHARACTER:
        made.add_paragraph().add_run("Ms Client", style=style)
    else:
        made.add_paragraph("Ms Client", style=style)

    assert f"{START}paragraph 3, hidden text (“Ms Client”)." == refusal(saved(made)).cause


def test_styles_based_on_each_other_end() -> None:
    """A circle of styles says nothing, and is not followed for ever."""
    styles = f'<w:styles xmlns:w="{W}">' + "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/><w:basedOn w:val="{other}"/></w:style>' for one, other in ("AB", "BA")
    )  # fmt: skip
    raw = rewritten(
        with_body(line("A fence") + line("Words.", '<w:pPr><w:pStyle w:val="A"/></w:pPr>')),
        lambda part, body: (part, f"{styles}</w:styles>".encode() if part == "word/styles.xml" else body),
    )

    assert "Words." == parse_word(raw, NAME).body


def test_a_document_that_hides_by_default_is_stopped() -> None:
    """The defaults hold where no style and no mark says otherwise."""
    defaults = f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
    raw = rewritten(
        with_body(line("Words.")), lambda part, old: (part, defaults.encode() if part == "word/styles.xml" else old)
    )

    assert f"{START}paragraph 1, hidden text (“Words.”)." == refusal(raw).cause


@pytest.mark.parametrize(
    "marking",
    ["DRAFT", "Privileged & Confidential", "Strictly confidential", "Without prejudice", "Subject to contract", "Attorney work product", "Attorney-client privilege"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["header", "footer", "first line"])
def test_a_marking_stops_the_file(marking: str, where: str) -> None:
    """What somebody marked as not for the public does not go out because nobody saw the mark."""
    made = docx.Document()
    if where == "first line":
        made.add_paragraph(marking)
    else:
        getattr(made.sections[0], where).paragraphs[0].text = f"Firm LLP - {marking} - page 1"
    made.add_paragraph("The tenant agreed.")

    error = refusal(saved(made))

    assert (
        f"{START}paragraph 1, the text begins with “" in error.cause if where == "first line" else where in error.cause
    )
    assert (
        "Take the marking out if it may go out; if it may not, remove the file. Save and drop it again." == error.remedy
    )


def test_a_watermark_stops_the_file() -> None:
    """It stands behind the words, in a header, as an attribute of a drawing."""
    made = document("Words.")
    made.sections[0].header.paragraphs[0].text = "x"
    mark = '<w:r xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textpath string="DRAFT 2"/></v:shape></w:pict></w:r></w:p>'
    raw = rewritten(
        saved(made),
        lambda part, body: (part, body.replace(b"</w:p>", mark.encode()) if "/header" in part and "rels" not in part else body),
    )  # fmt: skip

    assert f"{START}a watermark says “DRAFT 2”." == refusal(raw).cause


@pytest.mark.parametrize(
    "first",
    ["Drafting a lease that lasts", "Without prejudice: what it really means", "Confidential information after you leave", "A draft is not a contract"],
)  # fmt: skip
def test_a_title_about_a_marking_is_none(first: str) -> None:
    """Lawyers write about drafts and privilege."""
    made = docx.Document()
    made.add_paragraph(first)
    made.add_paragraph("Words.")

    assert first == parse_word(saved(made), NAME).title


def test_a_header_with_other_words_is_noted() -> None:
    """A converter leaves it out; the author should know."""
    made = document("Words.")
    made.sections[0].header.paragraphs[0].text = "Firm LLP: a drafting note"
    made.sections[0].footer.paragraphs[0].text = "Page 1 of 2"

    assert ("the header is not shown (“Firm LLP: a drafting note”)",) == parse_word(saved(made), NAME).notes


BOX = f"<w:txbxContent>{line('In a box.')}</w:txbxContent>"
OLD = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
NEW = f"<w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>"


def test_words_in_a_text_box_are_carried_over_once() -> None:
    """Word writes a box twice, in a new form and an old; the words come once."""
    both = f"<mc:AlternateContent><mc:Choice>{NEW}</mc:Choice><mc:Fallback>{OLD}</mc:Fallback></mc:AlternateContent>"

    body = parse_word(
        with_body(line("A fence") + f"<w:p><w:r><w:t>Words.</w:t></w:r><w:r>{both}</w:r></w:p>"), NAME
    ).body

    assert "Words.\n\nIn a box." == body


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        pytest.param(f"<w:p><w:r>{NEW}</w:r></w:p>", "a text box that cannot be read (“In a box.”)", id="a new box alone"),
        pytest.param('<w:p><w:fldSimple w:instr="REF x"><w:r><w:t>clause 4</w:t></w:r></w:fldSimple></w:p>', "a field that cannot be read (“clause 4”)", id="a field"),
        pytest.param('<w:altChunk/>', "a whole file inserted into it", id="another file"),
    ],
)  # fmt: skip
def test_words_that_a_converter_would_lose_stop_the_file(xml: str, told: str) -> None:
    """Nothing that somebody wrote goes missing in silence."""
    assert f"{START}paragraph 2, {told}." == refusal(with_body(line("First.") + xml)).cause


def test_an_equation_is_noted() -> None:
    """There is no way to show it, and its author can say it in words."""
    raw = with_body(
        line("A fence") + line("Words.").replace("</w:p>", "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></w:p>")
    )

    assert ("paragraph 2: the equation “a=b” is left out",) == parse_word(raw, NAME).notes


@pytest.mark.parametrize(
    ("part", "told"),
    [("charts/chart1", "a chart is left out"), ("diagrams/data1", "a drawing with words"), ("embeddings/x", "an embedded file")],
)  # fmt: skip
def test_what_else_is_left_out_is_noted(part: str, told: str) -> None:
    """Charts, SmartArt and embedded files are named, not lost in silence."""
    raw = rewritten(saved(document("Words.")), lambda name, body: (name, body), **{part: "<x/>"})

    assert [True] == [note.startswith(told) for note in parse_word(raw, NAME).notes]


def test_a_file_with_more_marks_than_a_book_is_refused() -> None:
    """A converter would take minutes for it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"<a>" + b"<b/>" * 400_001 + b"</a>")

    with pytest.raises(SourceError, match="more words and marks than anybody reads"):
        parse_word(out.getvalue(), NAME)


def test_a_box_in_the_old_form_is_carried_over() -> None:
    """Word 2003 wrote boxes so, and other programs still do."""
    assert (
        "Words.\n\nIn a box."
        == parse_word(with_body(line("A fence") + f"<w:p><w:r><w:t>Words.</w:t>{OLD}</w:r></w:p>"), NAME).body
    )


def test_a_usual_style_that_hides_stops_the_file() -> None:
    """A paragraph that names no style has the usual one."""
    styles = f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="N"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    raw = rewritten(
        with_body(line("Words.")), lambda part, old: (part, styles.encode() if part == "word/styles.xml" else old)
    )

    assert f"{START}paragraph 1, hidden text (“Words.”)." == refusal(raw).cause
