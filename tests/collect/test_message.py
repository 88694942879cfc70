from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.collect.cleaning import to_html
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.message import parse_archive, parse_message
from pipeline.errors import SourceError
from tests.collect.test_cleaning import Dangers
from tests.collect.test_webpage import png
from tests.collect.test_word import saved

NAME = "stories/ada/a-fence.eml"
WORDS = "The fence stood here.\n\nIt moved."
QUOTED = "an earlier message is quoted or forwarded in it"


def message(text: str = WORDS, html: str = "", subject: str = "A fence", **headers: str) -> EmailMessage:
    """A message as a mail program would save it."""
    made = EmailMessage()
    made["From"] = "Ada Clear <ada@firm.example>"
    made["To"] = "Secret Client <client@x.example>"
    made["Cc"] = "Secret Other <other@x.example>"
    made["Received"] = "from secret.example by mail.firm.example"
    made["Date"] = "Thu, 05 Mar 2026 10:30:00 +0000"
    made["Subject"] = subject
    for name, value in headers.items():
        made[name] = value
    if text:
        made.set_content(text)
    if html:
        (made.add_alternative if text else made.set_content)(html, subtype="html")
    return made


def read(made: EmailMessage, title: str = "") -> Draft:
    """The draft of a message."""
    return parse_message(made.as_bytes(), NAME, title)


def refusal(made: EmailMessage) -> SourceError:
    """Why a message is refused."""
    with pytest.raises(SourceError) as refused:
        read(made)
    return refused.value


def test_a_message_says_title_author_date_and_words() -> None:
    """And nothing else that stands in its header."""
    draft = read(message())

    assert (
        Draft(
            title="A fence",
            body=WORDS,
            summary="The fence stood here.",
            author="ada@firm.example",
            date=datetime(2026, 3, 5, 10, 30, tzinfo=UTC),
            first_line=0,
        )
        == draft
    )
    assert "ecret" not in repr(draft)


@pytest.mark.parametrize(
    "subject",
    ["Re: A fence – moved", "RE: AW: Fwd: A fence – moved", "WG: A fence – moved", "TR : A fence – moved", "Re[2]: A fence – moved", "FW:A fence – moved"],
)  # fmt: skip
def test_what_mail_programs_put_before_a_subject_is_taken_off(subject: str) -> None:
    """Its words are decoded, its prefixes go."""
    assert "A fence – moved" == read(message(subject=subject)).title


def test_a_message_without_a_subject_has_its_first_line_for_a_title() -> None:
    """As any text has."""
    assert ("The fence stood here.", "It moved.") == (read(message(subject="")).title, read(message(subject="")).body)


def test_a_title_that_the_place_gives_wins() -> None:
    """A practice area has its name already."""
    assert "tax" == read(message(), "tax").title


@pytest.mark.parametrize(
    ("delete", "text", "body"),
    [
        pytest.param("no", "The fence \nstood here.\n\n From now on \nit moves.\n", "The fence stood here.\n\nFrom now on it moves.", id="flowed"),
        pytest.param("yes", "The fen \nce stood here.\n", "The fence stood here.", id="and the space deleted"),
    ],
)  # fmt: skip
def test_lines_that_end_softly_are_joined(delete: str, text: str, body: str) -> None:
    """RFC 3676: a space at the end of a line says that the paragraph goes on."""
    raw = message("x").as_bytes().replace(b'charset="utf-8"', b"charset=utf-8; format=flowed; delsp=" + delete.encode())

    assert body == parse_message(raw.replace(b"\n\nx", b"\n\n" + text.encode()), NAME).body


def test_html_is_read_where_there_is_no_plain_text() -> None:
    """With its headings, lists and links."""
    page = (
        "<html><body><h2>Why</h2><p>It <b>moved</b>, see <a href='https://law.example/a'>the Act</a>.</p></body></html>"
    )

    draft = read(message("", page))

    assert ("A fence", "## Why\n\nIt **moved**, see [the Act](https://law.example/a).") == (draft.title, draft.body)


def test_a_picture_in_the_text_comes_with_its_bytes() -> None:
    """HTML names it by the id of its part."""
    made = message("The fence [cid:f1]", "<p>The fence.</p><p><img src='cid:f1@x' alt='A fence'></p>")
    page = made.get_body(("html",))
    assert isinstance(page, EmailMessage)
    page.add_related(png(), "image", "png", cid="<f1@x>", filename="image001.png")

    draft = read(made)

    assert (Picture(name="embedded-1.png", alt="A fence", raw=png()),) == draft.pictures
    assert ("The fence.\n\n![A fence](embedded-1.png)", ()) == (draft.body, draft.notes)


def test_a_picture_that_the_text_names_comes_with_its_bytes() -> None:
    """In plain text, as in Markdown, by its name; one that it does not name is left aside, with the way to show it."""
    made = message(f"{WORDS}\n\n![A fence](fence.png)")
    made.add_attachment(png(), "image", "png", filename="fence.png")
    made.add_attachment(png(), "image", "png", filename="post.png")

    draft = read(made)

    assert (Picture(name="fence.png", alt="A fence", raw=png()),) == draft.pictures
    assert (
        "attached picture post.png left aside: to show it, write ![what it shows](post.png) in the text",
    ) == draft.notes


def piece(title: str = "Its own title") -> bytes:
    """A Word file."""
    made = docx.Document()
    made.add_heading(title, 1)
    made.add_paragraph("From the file.")
    return saved(made)


def test_one_attached_word_file_is_the_piece() -> None:
    """The subject stays the title, and what the message says is left aside: also what it quotes."""
    made = message("Please publish.\n\n> Will you?")
    made.add_attachment(piece(), "application", "octet-stream", filename="A fence.docx")

    draft = read(made)

    assert ("A fence", "ada@firm.example") == (draft.title, draft.author)
    assert draft.body.endswith("From the file.")
    assert ("the message's own words left aside: A fence.docx is the piece",) == draft.notes
    assert "publish" not in draft.body


@pytest.mark.parametrize(("file", "kind", "words"), [("a.md", "markdown", b"From *the* file."), ("a.html", "html", b"<p>From <i>the</i> file.</p>")])  # fmt: skip
def test_one_attached_text_is_the_piece(file: str, kind: str, words: bytes) -> None:
    """Markdown and HTML as well."""
    made = message()
    made.add_attachment(words, "text", kind, filename=file)

    assert "From *the* file." == read(made).body


def test_an_attached_file_that_is_not_ready_stops_the_message() -> None:
    """The file in it is named."""
    made = message()
    made.add_attachment(b"PK\x03\x04", "application", "octet-stream", filename="A fence.docx")

    assert f"{NAME}, A fence.docx" == refusal(made).thing


def test_several_pieces_are_refused() -> None:
    """Nobody can tell which is meant."""
    made = message()
    for name in ("one.docx", "two.docx"):
        made.add_attachment(piece(), "application", "octet-stream", filename=name)

    assert "several pieces are attached to it (one.docx, two.docx)." == refusal(made).cause


def test_other_attachments_are_named() -> None:
    """What was not read is not lost in silence."""
    made = message()
    made.add_attachment(b"%PDF-1.7", "application", "pdf", filename="order.pdf")

    assert ("attached order.pdf left aside",) == read(made).notes


@pytest.mark.parametrize(
    "earlier",
    [
        "> Will you?", ">Will you?", "-----Original Message-----\nWill you?", "---------- Forwarded message ---------\nWill you?",
        "On Thu, 5 Mar 2026 at 10:00, Bo Client <bo@x.example> wrote:\nWill you?", "On Thu, 5 Mar 2026 at 10:00, Bo Client\n<bo@x.example> wrote:\nWill you?",
        "From: Bo Client\nSent: Thursday\nTo: Ada\nSubject: x\n\nWill you?", "*From:* Bo Client\n*Date:* Thursday\n\nWill you?",
        "Begin forwarded message:\n\nWill you?", "Am 05.03.2026 um 10:00 schrieb Bo Client:\nWill you?", "Le 5 mars 2026 à 10:00, Bo Client a écrit :\nWill you?",
        "Von: Bo\nGesendet: Donnerstag\n\nWill you?",
    ],
)  # fmt: skip
def test_an_earlier_message_stops_the_file(earlier: str) -> None:
    """A client's words may be in it; in HTML as in plain text."""
    page = "".join(f"<p>{line.replace('<', '&lt;').replace('>', '&gt;')}</p>" for line in earlier.split("\n"))

    assert refusal(message(f"{WORDS}\n\n{earlier}\n")).cause.startswith(QUOTED)
    if "From" not in earlier and "Von" not in earlier and "\n<" not in earlier:
        assert refusal(message("", f"<p>The fence.</p>{page}")).cause.startswith(QUOTED)


@pytest.mark.parametrize(
    "page",
    ["<blockquote type='cite'>Will you?</blockquote>", "<div class='gmail_quote'>Will you?</div>", "<div id='divRplyFwdMsg'>Will you?</div>", "<div class='moz-cite-prefix'>Bo:</div>", "<p>From: Bo<br>Sent: Thursday<br>To: Ada</p>"],
)  # fmt: skip
def test_an_earlier_message_in_html_stops_the_file(page: str) -> None:
    """By the marks that mail programs leave."""
    assert refusal(message("", f"<p>The fence.</p>{page}")).cause.startswith(QUOTED)


def test_an_attached_message_stops_the_file() -> None:
    """It was forwarded as a whole."""
    made = message()
    made.add_attachment(message("Will you?"))

    assert "another message is attached to it." == refusal(made).cause


def test_words_about_writing_stop_nothing() -> None:
    """Only the line that announces a quotation does, not a sentence like it."""
    words = "On Monday the tenant wrote: pay me.\n\nFrom: the first page, a lease binds."

    assert words == read(message(words)).body


def test_a_signature_is_cut_with_a_note() -> None:
    """Two hyphens and a space, as mail programs have written for forty years."""
    draft = read(message(f"{WORDS}\n\n-- \nAda Clear\n0117 496 0118\n"))

    assert (WORDS, ("signature left aside",)) == (draft.body, draft.notes)


def test_a_signature_in_html_is_cut_with_a_note() -> None:
    """Mail programs mark theirs."""
    draft = read(message("", "<p>The fence.</p><div class='gmail_signature'><p>Ada Clear</p></div>"))

    assert ("The fence.", ("signature left aside",)) == (draft.body, draft.notes)


@pytest.mark.parametrize(
    "footer",
    ["This email and any attachments are confidential and\nintended solely for the addressee.", "CONFIDENTIALITY NOTICE: this is for the addressee.", "This e-mail is intended only for whom it names.\n\nFirm LLP is regulated."],
)  # fmt: skip
def test_a_confidentiality_footer_is_cut_with_a_note(footer: str) -> None:
    """The firm's server writes it under every message, whatever it says."""
    draft = read(message(f"{WORDS}\n\n{footer}\n"))

    assert WORDS == draft.body
    assert ["confidentiality footer left aside"] == [note.partition(" (")[0] for note in draft.notes]


@pytest.mark.parametrize(
    "text",
    ["This email is confidential.\n\nThe fence.", "The fence.\n\nThis email is confidential.\n\n" + "word " * 500],
)
def test_a_message_that_says_it_is_confidential_is_stopped(text: str) -> None:
    """Above the words, or with many below it, that is no footer."""
    assert refusal(message(text)).cause.startswith("it says that it is confidential (“This email is confidential.")


@pytest.mark.parametrize("kind", ["application/pkcs7-mime; smime-type=enveloped-data", "application/x-pkcs7-mime; smime-type=signed-data", "multipart/encrypted; boundary=x"])  # fmt: skip
def test_an_encrypted_message_is_named(kind: str) -> None:
    """There are no words to read in it."""
    raw = f"From: ada@firm.example\nSubject: A fence\nContent-Type: {kind}\n\n--x\n\nabc\n--x--\n".encode()

    with pytest.raises(SourceError, match="the message is encrypted or sealed"):
        parse_message(raw, NAME)


def test_a_signed_message_is_read() -> None:
    """A signature beside the words hides none of them."""
    raw = (
        b"From: ada@firm.example\nSubject: A fence\nContent-Type: multipart/signed; boundary=x\n\n--x\n"
        b"Content-Type: text/plain\n\nThe fence.\n--x\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nabc\n--x--\n"
    )

    assert ("The fence.", ()) == (parse_message(raw, NAME).body, parse_message(raw, NAME).notes)


@pytest.mark.parametrize("raw", [b"", b"Just some words.", b"\x89PNG\r\n", b"A: b\n\nwords"])
def test_what_is_no_message_is_refused(raw: bytes) -> None:
    """It is named, with the way out."""
    with pytest.raises(SourceError, match="this is not a mail message"):
        parse_message(raw, NAME)


def test_a_message_without_words_names_what_is_attached() -> None:
    """Somebody dropped a message for the sake of its PDF."""
    made = message("x")
    made.set_content("")
    made.add_attachment(b"%PDF-1.7", "application", "pdf", filename="order.pdf")

    assert "there are no words in it. Attached are: order.pdf." == refusal(made).cause


def test_a_page_saved_as_one_file_is_read_with_its_pictures() -> None:
    """Chrome and Edge save so."""
    made = EmailMessage()
    made["From"] = "<Saved by Blink>"
    made["Snapshot-Content-Location"] = "https://x.example/a"
    made["Subject"] = "A fence"
    made.set_content(
        "<nav><a href=x>Menu</a></nav><h1>A fence</h1><p>It moved.</p><img src='https://x.example/f.png' alt='A fence'>",
        subtype="html",
    )
    made.add_related(png(), "image", "png", headers=["Content-Location: https://x.example/f.png"])

    draft = parse_archive(made.as_bytes(), "a.mhtml")

    assert ("A fence", "It moved.\n\n![A fence](embedded-1.png)", "https://x.example/a") == (
        draft.title,
        draft.body,
        draft.link,
    )
    assert (Picture(name="embedded-1.png", alt="A fence", raw=png()),) == draft.pictures


LINES = st.sampled_from(
    ["From: a@b", "Subject: =?utf-8?q?x?=", "Subject: =?bad?z?=", "Date: never", "Date: Thu, 99 Foo 2026", "Content-Type: text/html", "Content-Type: multipart/mixed; boundary=x", "Content-Type: text/plain; charset=nonsense; format=flowed", "Content-Type: ;;;", "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable", "Content-Disposition: attachment; filename*=utf-8''%ff.docx", "Content-Disposition: attachment; filename=a.md", "Content-ID: <c>", "", "", "--x", "--x--", "words", "<p>words<script>a()</script>", "<img src=cid:c onerror=a()>", "=ZZ", "![a](javascript:b)", "> x", "-- ", " folded", "From: <", "To: \"", "MIME-Version: 1.0", "\x00\xff"]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(LINES, max_size=25).map("\n".join), st.sampled_from([parse_message, parse_archive]))
def test_any_message_is_a_draft_or_a_refusal_and_harmless(text: str, parse: Callable[[bytes, str], Draft]) -> None:
    """However damaged, it stops nothing but itself, and nothing in it acts."""
    try:
        body = parse(f"Subject: A\n{text}".encode("latin-1"), NAME).body
    except SourceError as refused:
        body = refused.cause

    assert [] == Dangers(to_html(body, {})).found


def test_a_line_that_ends_softly_before_the_signature_is_not_joined_to_it() -> None:
    """RFC 3676, 4.3: the signature's line ends nothing softly, and is never joined."""
    raw = message("x").as_bytes().replace(b'charset="utf-8"', b"charset=utf-8; format=flowed")

    draft = parse_message(raw.replace(b"\n\nx", b"\n\nThe fence. \n-- \nAda"), NAME)

    assert ("The fence.", ("signature left aside",)) == (draft.body, draft.notes)
