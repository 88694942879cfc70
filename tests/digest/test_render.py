"""One reader's digest as bytes that a standard parser reads back."""

import email
import email.policy
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.digest import render
from pipeline.digest.entry import byline
from pipeline.digest.press import Press
from pipeline.model import Basis, Cadence, Choice, ClearedItem, Item, Kind, Message, More, Slot, Subscriber
from tests.builders import NOON, cleared, correction, firm, item, notice, person, story, subscriber

NEW_YORK = "Prior results do not guarantee a similar outcome."
LABEL = "Attorney Advertising"

#: Gmail shows no more than this of a message's HTML. Bytes.
GMAIL_CLIPS_AT = 102_400
SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=datetime(2026, 11, 16, 8, 30, tzinfo=UTC))


def made(
    reader: Subscriber | None = None,
    *,
    title: str = "Reading a lease",
    count: int = 1,
    more: Sequence[More] = (),
    links: render.MailLinks | None = None,
) -> Message:
    """A finished message."""
    told = [cleared(item(id=f"p{n}", title=f"{title}{n or ''}"), "tax") for n in range(count)]
    return edition(*told, reader=reader, more=more, links=links)


def edition(
    *told: ClearedItem,
    reader: Subscriber | None = None,
    more: Sequence[More] = (),
    places: tuple[str, ...] = ("IE",),
    links: render.MailLinks | None = None,
    welcome: bool = False,
) -> Message:
    """A finished message with these pieces."""
    press = Press(
        firm(places_of_practice=places),
        SLOT,
        people={"rafe": person()},
        areas={"tax": "Tax"},
        addresses={each.id: f"https://firm.example/articles/{each.id}/" for each in told},
        pages={"tax": "https://firm.example/practice/tax/"},
    )
    return press.mail(
        reader or subscriber(),
        [Choice(item=each, why="You asked for Tax.") for each in told],
        message_id="<weekly-2026-W47.reader-1@firm.example>",
        now=NOON,
        more=more,
        links=links,
        welcome=welcome,
    )


def won(*parts: str, steps: int = 0) -> ClearedItem:
    """A story that claims a result in these parts."""
    claims = notice(parts=frozenset(parts), steps=steps)
    return cleared(story(title="We won", summary="They kept the shop."), "tax", notices=(claims,))


def corrected(of: ClearedItem, reader: Subscriber | None = None, **changes: object) -> Message:
    """The notice that a piece was corrected."""
    return render.correction(
        firm(places_of_practice=changes.pop("places", ("IE",))), reader or subscriber(), of,
        correction(of.item, **changes), "https://firm.example/stories/the-van/", "<c-1@firm.example>", NOON,
        areas={"tax": "Tax"},
    )  # fmt: skip


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


LINKS = render.MailLinks(
    leave="https://firm.example/digest/leave/abc.def.ghi",
    preferences="https://firm.example/digest/yours/jkl.mno.pqr",
    pause="https://firm.example/digest/yours/jkl.mno.pqr#pause",
    editions="https://firm.example/digest/editions/",
)


@pytest.mark.parametrize("kind", ["digest", "correction"])
def test_with_a_service_leaving_is_one_click(kind: str) -> None:
    """RFC 8058: an https address first, and what to post there; the links stand in both parts."""
    if kind == "digest":
        message = made(links=LINKS)
    else:
        message = render.correction(
            firm(), subscriber(), cleared(item()), correction(item()), "https://firm.example/", "<c-1@firm.example>", NOON, links=LINKS
        )  # fmt: skip
    raw = message.body

    assert b"\r\nList-Unsubscribe: <https://firm.example/digest/leave/abc.def.ghi>, <mailto:hello@firm.example?" in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    for part in ("plain", "html"):
        told = words(message, part)
        assert all(each in told for each in (LINKS.leave, LINKS.preferences, LINKS.pause))
        assert "answer with the one word" not in told


def test_with_a_service_a_digest_leads_to_the_archive_of_editions() -> None:
    """In both parts and in the header of RFC 2369 (3.6), which programs show; a correction is of no list with an archive."""
    message = made(links=LINKS)
    notice_of = render.correction(
        firm(), subscriber(), cleared(item()), correction(item()), "https://firm.example/", "<c-1@firm.example>", NOON, links=LINKS
    )  # fmt: skip

    assert "<https://firm.example/digest/editions/>" == parsed(message)["list-archive"]
    assert all(LINKS.editions in words(message, part) for part in ("plain", "html"))
    assert parsed(notice_of)["list-archive"] is None
    assert parsed(made())["list-archive"] is None
    assert "editions" not in words(made(), "html")


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
        words(made(more=[More(area="tax", count=3), More(area="", count=1)]), "plain").split()
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
@example(name="", title="\ufffe")
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


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("part", ["title", "summary"])
def test_a_claim_has_its_notice_under_it_in_both_parts(kind: str, part: str) -> None:
    """The exact words, in one piece, after the summary and before the next thing."""
    told = words(edition(won(part)), kind)

    assert 1 == told.count(NEW_YORK)
    assert told.index("They kept the shop.") < told.index(NEW_YORK) < told.index("You asked for Tax.")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_claim_in_the_text_alone_needs_no_notice_in_a_mail(kind: str) -> None:
    """A mail has the title and the summary."""
    assert NEW_YORK not in words(edition(won("body")), kind)


def test_each_claim_has_its_own_notice() -> None:
    """Who reads only the second piece reads its notice, too."""
    both = edition(won("title"), cleared(story(id="two", title="We won again"), notices=(notice(),)))

    assert (2, 2) == (words(both, "plain").count(NEW_YORK), words(both, "html").count(NEW_YORK))


def test_a_notice_that_must_be_larger_is_larger() -> None:
    """Two steps above the summary's 16 pixels, or the title's 22; any size where none is asked for."""
    assert "font-size:23px" in words(edition(won("summary", steps=2)), "html")
    assert "font-size:32px" in words(edition(won("title", steps=2)), "html")
    assert "line-height:1.25;" + '">' + NEW_YORK not in words(edition(won("title")), "html")


def test_plain_text_leaves_out_a_claim_whose_notice_must_be_larger() -> None:
    """It has one size of type; the piece is named by kind and area, and its address leads to the page."""
    in_the_title = words(edition(won("title", steps=2)), "plain").splitlines()
    in_the_summary = words(edition(won("summary", steps=2)), "plain").splitlines()

    assert "A story about tax" in in_the_title
    assert "https://firm.example/articles/the-van/" in in_the_title
    assert "We won" in in_the_summary
    assert not {"We won", "They kept the shop.", NEW_YORK} & set(in_the_title)
    assert not {"They kept the shop.", NEW_YORK} & set(in_the_summary)


@pytest.mark.parametrize(
    ("part", "subject", "preview"),
    [
        ("title", "A story about tax", "They kept the shop."),
        ("summary", "We won", "A story about tax"),
        ("", "A story about tax", "A story about tax"),
    ],
)
def test_no_claim_stands_in_a_list_of_mails_without_its_notice(part: str, subject: str, preview: str) -> None:
    """Subject and preview stand alone there: what claims something gives way to kind and area."""
    message = edition(won(part))

    assert subject == parsed(message)["subject"]
    assert f">{preview}<" in words(message, "html").split("<table")[0].replace("\n", "")


def test_the_rest_is_counted_behind_neutral_words_too() -> None:
    """The first title claims something, and one more follows."""
    assert "A story about tax, and 1 more" == parsed(edition(won("title"), cleared()))["subject"]


@pytest.mark.parametrize(
    ("told", "places", "labelled"),
    [
        pytest.param([story(), item()], ("US-NY",), True, id="half of it"),
        pytest.param([item(kind=Kind.NEWS)], ("IE", "US-NY"), True, id="news"),
        pytest.param([item(kind=Kind.TESTIMONIAL)], ("US-NY",), True, id="a testimonial"),
        pytest.param([story(), item(), item(id="b")], ("US-NY",), False, id="less than half"),
        pytest.param([story()], ("GB-EAW", "US-NJ"), False, id="elsewhere"),
    ],
)
def test_new_yorks_label_stands_first_in_the_subject_and_in_the_mail(
    told: list[Item], places: tuple[str, ...], labelled: bool
) -> None:
    """Where at least half of an edition is about the firm and not about the law."""
    message = edition(*map(cleared, told), places=places)

    assert labelled == parsed(message)["subject"].startswith(f"{LABEL}: ")
    for kind in ("plain", "html"):
        assert labelled == (LABEL in words(message, kind))


def test_who_speaks_and_what_is_invented_is_said() -> None:
    """A testimonial is a client's, and no invented story passes for a true one."""
    told = words(
        edition(cleared(story(basis=Basis.INVENTED)), cleared(item(id="b", kind=Kind.TESTIMONIAL))), "plain"
    )  # fmt: skip

    assert "An invented story / Rafe Pellow" in told
    assert "A testimonial / A client about Rafe Pellow" in told


def test_everybody_who_wrote_it_is_named() -> None:
    """Those whom the firm knows; the firm, where it knows nobody."""
    people = {"rafe": person(), "mei": person(id="mei", name="Mei Fraser")}
    named = [
        byline(item(author=author, co_authors=others), people, "The firm")
        for author, others in (("rafe", ("mei", "gone")), ("gone", ("mei",)), (None, ()))
    ]

    assert ["Rafe Pellow and Mei Fraser", "Mei Fraser", "The firm"] == named


def test_a_correction_says_what_was_wrong_where_it_is_put_right_and_how_to_leave() -> None:
    """In both parts, with the postal address that mail laws ask for."""
    message = corrected(cleared(item()))
    found = parsed(message)

    assert ("Correction: Reading a lease", "<c-1@firm.example>") == (found["subject"], found["message-id"])
    assert found["list-unsubscribe"].startswith("<mailto:hello@firm.example")
    for kind in ("plain", "html"):
        told = " ".join(words(message, kind).split())
        for needed in (
            "Reading a lease", "We gave the limit as six months; it is three.", "18 November 2026", "To leave",
            "https://firm.example/stories/the-van/", "1 Test Street, Testville", "the form",
        ):  # fmt: skip
            assert needed in told


def test_a_correction_of_a_claim_has_a_neutral_subject_and_the_notice() -> None:
    """The rules do not rest because something else was wrong; New York's label goes first."""
    message = corrected(won("title"), places=("US-NY",))

    assert f"{LABEL}: Correction: A story about tax" == parsed(message)["subject"]
    assert NEW_YORK in words(message, "plain")
    assert NEW_YORK in words(message, "html")
    assert "They kept the shop." not in words(message, "html")


def test_a_reader_of_plain_text_gets_a_correction_in_plain_text() -> None:
    """As they get everything."""
    assert "text/plain" == parsed(corrected(cleared(), subscriber(plain=True))).get_content_type()


@settings(deadline=None, max_examples=50)
@given(note=st.text(min_size=1, max_size=200), title=st.text(min_size=1, max_size=60), name=st.text(max_size=30))
def test_no_words_break_a_correction(note: str, title: str, name: str) -> None:
    """Any characters at all: one subject, no new tag, no defect."""
    message = corrected(cleared(item(title=title)), subscriber(name=name), note=note)

    assert 1 == len(parsed(message).get_all("subject", []))
    assert not {"script", "img", "iframe", "object"} & set(Tags(words(message, "html")).tags)


@settings(deadline=None, max_examples=50)
@given(
    parts=st.frozensets(st.sampled_from(["", "title", "summary", "body"])),
    steps=st.sampled_from([0, 2]),
    count=st.integers(1, 3),
)
def test_no_mail_has_a_claim_without_its_notice(parts: frozenset[str], steps: int, count: int) -> None:
    """Whatever the claim stands in: subject, preview and both parts say it with the notice or not at all."""
    claims = notice(parts=parts, steps=steps)
    told = [
        cleared(story(id=f"s{n}", title="TITLE", summary="SUMMARY"), "tax", notices=(claims,)) for n in range(count)
    ]
    message = edition(*told)

    for part in ("title", "summary"):
        if not parts or parts & {part, ""}:
            assert part.upper() not in parsed(message)["subject"]
            for kind in ("plain", "html"):
                page = words(message, kind)
                assert page.count(part.upper()) <= page.count(NEW_YORK)


@pytest.mark.parametrize(
    ("address", "wire"),
    [("Hana@bücher.example", "Hana@xn--bcher-kva.example"), ("jörg@bücher.example", "jörg@xn--bcher-kva.example")],
)
def test_letters_of_other_scripts_reach_their_mailbox(address: str, wire: str) -> None:
    """A domain goes as DNS knows it, so that every server takes it; what stands before the @ stays as it is."""
    message = made(subscriber(address=address, name="Zoë"))
    found = email.message_from_string(message.body.decode("utf-8"), policy=email.policy.SMTPUTF8)

    assert wire == message.recipient
    assert [("Zoë", wire)] == [(each.display_name, each.addr_spec) for each in found["to"].addresses]
    assert wire.isascii() == message.body.isascii()
