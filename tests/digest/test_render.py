"""One reader's digest as bytes that a standard parser reads back."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.digest import render
from pipeline.model import Cadence, Choice, Message, Slot, Subscriber
from tests.builders import NOON, cleared, firm, item, person, subscriber

#: Gmail shows no more than this of a message's HTML. Bytes.
GMAIL_CLIPS_AT = 102_400
SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=datetime(2026, 11, 16, 8, 30, tzinfo=UTC))


def made(
    reader: Subscriber | None = None, *, title: str = "Reading a lease", count: int = 1, held_back: int = 0
) -> Message:
    """A finished message."""
    choices = [
        Choice(item=cleared(item(id=f"p{n}", title=f"{title}{n or ''}"), "tax"), why="You asked for Tax.")
        for n in range(count)
    ]
    return render.message(
        firm(),
        SLOT,
        reader or subscriber(),
        choices,
        held_back=held_back,
        people={"rafe": person()},
        areas={"tax": "Tax"},
        addresses={f"p{n}": f"https://firm.example/articles/p{n}/" for n in range(count)},
        message_id="<weekly-2026-W47.reader-1@firm.example>",
        now=NOON,
    )


def parsed(message: Message) -> EmailMessage:
    """The message as a mail program reads it."""
    found = email.message_from_bytes(message.body, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def words(message: Message, kind: str) -> str:
    """The text of one part."""
    part = parsed(message).get_body((kind,))
    assert part is not None
    return str(part.get_content())


class Tags(HTMLParser):
    """Collects tags and addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one tag."""
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background")]


def test_a_standard_parser_reads_it_back() -> None:
    """Headers, plain text first, HTML second, nothing defective."""
    found = parsed(made())

    assert found["from"] == "Test Firm <digest@firm.example>"
    assert found["to"] == "Reader <reader@example.org>"
    assert found["subject"] == "Reading a lease"
    assert found["message-id"] == "<weekly-2026-W47.reader-1@firm.example>"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]


def test_leaving_is_in_the_header_and_in_both_parts() -> None:
    """RFC 2369's header, and a sentence a person can follow."""
    message = made()

    assert parsed(message)["list-unsubscribe"].startswith("<mailto:hello@firm.example?subject=Please%20take%20reader")
    assert "To leave" in words(message, "plain")
    assert "To leave" in words(message, "html")


def test_the_address_for_leaving_is_readable_in_the_raw_header() -> None:
    """No encoded words: a mail program looks for `<mailto:` on the wire, not after decoding."""
    raw = made(subscriber(address="a.very.long.address.indeed.for.a.reader@a-long-domain.example.org")).body

    assert b"\r\nList-Unsubscribe: <mailto:hello@firm.example?subject=" in raw


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_parts_say_the_same_things(kind: str) -> None:
    """Title, summary, address, reason, author, postal address, who answers, and where consent came from."""
    told = " ".join(words(made(), kind).split())

    for needed in (
        "Reading a lease", "What the clauses mean.", "https://firm.example/articles/p0/", "You asked for Tax.",
        "Rafe Pellow", "1 Test Street, Testville", "0117 496 0118", "the form", "5 January 2026",
    ):  # fmt: skip
        assert needed in told


def test_the_subject_names_the_first_and_counts_the_rest() -> None:
    """Three pieces: the first title, and two more."""
    assert parsed(made(count=3))["subject"] == "Reading a lease, and 2 more"


def test_what_is_held_back_is_said() -> None:
    """A ceiling is honest about what waits."""
    assert "4 more pieces wait for next time: you asked for 7 at most." in " ".join(
        words(made(held_back=4), "plain").split()
    )


def test_a_reader_who_wants_plain_text_gets_one_part() -> None:
    """No HTML for those who asked for none."""
    found = parsed(made(subscriber(plain=True)))

    assert found.get_content_type() == "text/plain"


def test_nothing_is_loaded_and_nobody_is_counted() -> None:
    """No picture, no pixel, no foreign style: only links."""
    tags = Tags(words(made(count=3), "html"))

    assert not {"img", "script", "iframe", "link"} & set(tags.tags)
    assert all(link.startswith(("https://firm.example/", "mailto:")) for link in tags.links)


def test_gmail_does_not_clip_a_full_digest() -> None:
    """Fifty pieces stay under 102,400 bytes of HTML."""
    assert len(words(made(count=50), "html").encode()) < GMAIL_CLIPS_AT


def test_it_is_ascii_with_short_lines() -> None:
    """Every line fits SMTP (RFC 5321, 4.5.3.1.6), whatever the letters."""
    body = made(subscriber(name="Oisín Ó Dálaigh")).body

    assert body.isascii()
    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert b"\n" not in body.replace(b"\r\n", b"")


@settings(deadline=None, max_examples=80)
@given(name=st.text(max_size=40), title=st.text(min_size=1, max_size=60))
def test_no_name_or_title_breaks_the_mail(name: str, title: str) -> None:
    """Any characters at all: one From, one To, one Subject, no new tag, no defect."""
    message = made(subscriber(name=name), title=title)
    found = parsed(message)
    tags = Tags(words(message, "html"))

    assert [len(found.get_all(header, [])) for header in ("from", "to", "subject")] == [1, 1, 1]
    assert found["to"].addresses[0].addr_spec == "reader@example.org"
    assert not {"script", "img", "iframe", "object"} & set(tags.tags)


def test_markup_in_a_name_is_shown_and_not_obeyed() -> None:
    """A name is text."""
    page = words(made(subscriber(name='<b>"&é')), "html")

    assert "&lt;b&gt;" in page
