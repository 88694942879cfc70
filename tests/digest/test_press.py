"""The press: a mail that is joined says what the template says, and its bytes keep every rule."""

import email
import email.policy
import quopri
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.digest.cuts import Cuts
from pipeline.digest.entry import called_by_name
from pipeline.digest.headers import line, mailbox
from pipeline.digest.press import Press
from pipeline.digest.quoted import quoted
from pipeline.digest.render import BOUNDARY, MailLinks
from pipeline.model import Cadence, Choice, ClearanceBasis, ClearedItem, Kind, Message, More, Slot
from tests.builders import NOON, clearance, cleared, firm, item, note, notice, person, story, subscriber
from tests.digest.plainly import parts

SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=datetime(2026, 11, 16, 8, 30, tzinfo=UTC))
LINKS = MailLinks(
    leave="https://firm.example/digest/leave/abc.def.ghi", preferences="https://firm.example/digest/yours/" + "j" * 90,
    pause="https://firm.example/digest/yours/" + "j" * 90 + "#pause", editions="https://firm.example/digest/editions/",
)  # fmt: skip
AREAS = {"tax": "Tax & <customs>", "family": "Family law", "irish": "Irish conveyancing"}
PEOPLE = {"rafe": person(), "mei": person(id="mei", name='Mei "M" Fraser 林', phone="")}
ID = "<weekly-2026-W47.reader-1@firm.example>"
#: What has broken mails of others, and this one in the making.
HOSTILE = [
    '.Dot "Quote" <b>&éé', "From here on", "...", ".", "=?utf-8?q?x?=", "a=20b", "林 美玲", "👩‍👩‍👧 Ada", "\u202eevil\u202c", "\u2028next",
    "a\r\nBcc: x@example.org", "x" * 300, "y " * 200, "(=name=)", "<!--cut entries-->", "\x1eentries\x1e", "tab\there", "Back\\slash",
    "O'Neill, Ada", "--" + BOUNDARY.decode(), "علی‌رضا", " \u00ad", "\ufffe", "é" * 200, "{{ firm }}", "a;b:c@d,e", "<", "]]>", "\x00",
]  # fmt: skip
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
#: What a piece has: checked at the door, so in one line.
lines = words.map(lambda text: " ".join(text.split()) or "x")


def print_one(**changes: Any) -> Message:
    """A mail with these changes."""
    return printed(Press(**press_of(**changes)), **changes)


def press_of(
    choices: Sequence[Choice] = (), places: tuple[str, ...] = ("IE",), note: ClearedItem | None = None, **_: Any
) -> Mapping[str, Any]:
    """What a press is made with."""
    return {
        "firm": firm(places_of_practice=places), "slot": SLOT, "people": PEOPLE, "areas": AREAS,
        "addresses": {each.item.id: f"https://firm.example/articles/{each.item.id}/?a=1&b=2" for each in choices},
        "pages": {each: f"https://firm.example/practice/{each}/" for each in AREAS}, "note": note,
    }  # fmt: skip


def printed(press: Press, choices: Sequence[Choice], reader: Any = None, **changes: Any) -> Message:
    """One mail from it."""
    for each in ("places", "note"):
        changes.pop(each, None)
    return press.mail(reader or subscriber(), choices, **{"message_id": ID, "now": NOON, **changes})


def parsed(message: Message) -> EmailMessage:
    """As a mail program reads it."""
    found = email.message_from_bytes(message.body, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert [] == [defect for part in found.walk() for defect in part.defects]
    return found


def part_of(message: Message, kind: str) -> str:
    """The plain part, or the HTML."""
    part = parsed(message).get_body((kind,))
    assert part
    return str(part.get_content())


def read_to(message: Message) -> tuple[str, str]:
    """Name and address of To. The newer parser puts a space between encoded words in a name, which RFC 2047 (6.2) forbids."""
    name, address = parseaddr(email.message_from_bytes(message.body, policy=email.policy.compat32)["To"])
    return str(make_header(decode_header(name))), address


@st.composite
def notes(draw: st.DrawFn) -> ClearedItem:
    """Any note, cleared."""
    told = note(
        author=draw(st.sampled_from(["rafe", "mei", "gone"])), summary=draw(st.one_of(st.just(""), lines)),
        body="\n\n".join(draw(st.lists(st.builds("{}{}".format, st.sampled_from(["", "- ", "1. ", "*x* ", "[a](https://b.example/?c&d) "]), words), min_size=1, max_size=5))),
    )  # fmt: skip
    basis = draw(st.sampled_from([ClearanceBasis.REVIEWED, ClearanceBasis.CONSENT]))
    claim = notice(
        parts=draw(st.sampled_from([frozenset({"body"}), frozenset({"summary"})])), steps=draw(st.sampled_from([0, 2]))
    )
    return cleared(told, clearance=clearance(told, basis=basis), notices=draw(st.sampled_from([(), (claim,)])))


@st.composite
def mails(draw: st.DrawFn) -> dict[str, Any]:
    """Any reader, and any pieces for them."""
    count = draw(st.integers(1, 4))
    kinds = st.sampled_from([Kind.ARTICLE, Kind.NEWS, Kind.TESTIMONIAL])
    told = [
        cleared(
            item(
                id=f"p{n}", title=draw(lines), summary=draw(st.one_of(st.just(""), lines)), kind=draw(kinds),
                author=draw(st.sampled_from(["rafe", "mei", None, "gone"])),
            ),
            *draw(st.lists(st.sampled_from(list(AREAS)), max_size=2, unique=True)),
            notices=draw(st.sampled_from([(), (notice(),), (notice(parts=frozenset({"summary"}), steps=2),)])),
        )
        for n in range(count)
    ]  # fmt: skip
    reader = subscriber(
        name=draw(words), proof=draw(lines), plain=draw(st.booleans()), ceiling=draw(st.integers(1, 12)),
        address=draw(st.sampled_from(["reader@example.org", "o'neill+x@example.org", "a&b@xn--bcher-kva.example", "very.long." + "x" * 50 + "@example.org"])),
        areas=tuple(draw(st.lists(st.sampled_from([*AREAS, "hidden"]), unique=True))),
        people=tuple(draw(st.lists(st.sampled_from([*PEOPLE, "gone"]), unique=True))),
        confirmed=NOON - timedelta(days=draw(st.integers(1, 900))),
    )  # fmt: skip
    return {
        "choices": [Choice(item=each, why=draw(lines)) for each in told],
        "reader": reader,
        "places": draw(st.sampled_from([("IE",), ("US-NY",)])),
        "links": draw(st.sampled_from([None, LINKS])),
        "welcome": draw(st.booleans()),
        "note": draw(st.one_of(st.none(), notes())),
        "more": [
            More(area=area, count=draw(st.integers(1, 40)))
            for area in draw(st.lists(st.sampled_from([*AREAS, "", "hidden"]), unique=True))
        ],
    }


@settings(deadline=None, max_examples=60)
@given(told=mails())
def test_a_joined_mail_is_the_template_rendered_for_this_reader(told: dict[str, Any]) -> None:
    """Both parts, letter by letter, whatever stands in names and titles; and the same inputs give the same bytes."""
    message = print_one(**told)
    found = parsed(message)
    page = press_of(**told)
    text, html = parts(
        page["firm"], SLOT, told["reader"], told["choices"], people=PEOPLE, areas=AREAS, links=told["links"],
        more=told["more"], welcome=told["welcome"], note=told["note"], address_of=page["addresses"].__getitem__, page_of=page["pages"].__getitem__,
    )  # fmt: skip
    bodies = [part for part in found.walk() if not part.is_multipart()]

    assert ["text/plain", "text/html"][: 1 if told["reader"].plain else 2] == [
        each.get_content_type() for each in bodies
    ]
    assert [text, html][: len(bodies)] == [each.get_content().replace("\r\n", "\n") for each in bodies]
    assert message == print_one(**told)


@settings(deadline=None, max_examples=60)
@given(told=mails())
def test_its_bytes_keep_to_the_rules_of_mail(told: dict[str, Any]) -> None:
    """ASCII in lines that end with CRLF; 76 characters in the body and 998 in headers at most; no dot at a line's start."""
    head, _, body = print_one(**told).body.partition(b"\r\n\r\n")

    assert (head + body).isascii()
    assert b"\r" not in (head + body).replace(b"\r\n", b"")
    assert b"\n" not in (head + body).replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert not [each for each in body.split(b"\r\n") if each.startswith((b".", b"From "))]
    assert body.count(b"--" + BOUNDARY) == (0 if told["reader"].plain else 3)


@settings(deadline=None, max_examples=60)
@given(told=mails())
def test_it_has_the_headers_that_it_should_have_and_no_other(told: dict[str, Any]) -> None:
    """Each once, in this order, whatever a subscriber calls themselves: nobody can write a header of their own."""
    found = parsed(print_one(**told))
    hosted = told["links"] is not None
    last = ["Content-Type", "Content-Transfer-Encoding"] if told["reader"].plain else ["Content-Type"]

    assert [
        "From", "Reply-To", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe",
        *(["List-Unsubscribe-Post", "List-Archive"] if hosted else []),
        "Feedback-ID", "Auto-Submitted", "Precedence", "MIME-Version", *last,
    ] == found.keys()  # fmt: skip
    assert (called_by_name(told["reader"].name), told["reader"].address) == read_to(print_one(**told))
    assert ID == found["message-id"]


@settings(deadline=None, max_examples=30)
@given(first=mails(), second=mails())
def test_what_a_press_printed_before_changes_nothing(first: dict[str, Any], second: dict[str, Any]) -> None:
    """What is kept for other readers is what this one would have got."""
    second = {**second, "choices": first["choices"], "places": first["places"], "note": first["note"]}
    press = Press(**press_of(**first))
    alone = print_one(**second)

    printed(press, **first)

    assert alone == printed(press, **second)


@settings(max_examples=300)
@given(pieces=st.lists(st.one_of(words, st.text("\r\n .=\tF", max_size=200)), max_size=5))
def test_quoted_pieces_read_one_after_the_other_as_the_texts_do(pieces: list[str]) -> None:
    """Joined without a look at them, by the standard library's reading; each with short lines of ASCII."""
    encoded = [quoted(each) for each in pieces]
    told = "".join(each.replace("\r\n", "\n").replace("\r", "\n") for each in pieces).encode()

    assert told == quopri.decodestring(b"".join(encoded)).replace(b"\r\n", b"\n")
    for each in b"".join(encoded).split(b"\r\n"):
        assert len(each) <= 76
        assert each.isascii()
        assert not each.startswith((b".", b"From "))
        assert not each.endswith((b" ", b"\t"))


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Ada Byron", "Ada Byron <a@b.example>"),
        ("J. R. O'Neill", '"J. R. O\'Neill" <a@b.example>'),
        ("", "a@b.example"),
        ("Zoë", "=?utf-8?q?Zo=C3=AB?= <a@b.example>"),
        ("a@b.example, c", '"a@b.example, c" <a@b.example>'),
    ],
)
def test_a_name_stands_before_its_address(name: str, wire: str) -> None:
    """As it is where it may, in quotes or encoded where it must; the address is never encoded."""
    assert wire == mailbox(name, "a@b.example")


@pytest.mark.parametrize(
    "address", ["a b@c.example", "a@c.example\r\nBcc: d@e.example", "a,b@c.example", '"a"@b.example']
)
def test_an_address_that_could_write_headers_is_refused(address: str) -> None:
    """It should never have come in; it never goes out."""
    with pytest.raises(ValueError, match="no mail can go to"):
        print_one(choices=[Choice(item=cleared(), why="x")], reader=subscriber(address=address))


@pytest.mark.parametrize("wrong", ["<a@b>\r\nBcc: c@d.example", "<a@b c>", "<ä@b>"])
def test_a_message_id_that_could_write_headers_is_refused(wrong: str) -> None:
    """Whatever made it."""
    with pytest.raises(ValueError, match="has a character in it"):
        print_one(choices=[Choice(item=cleared(), why="x")], message_id=wrong)


def test_a_header_of_ours_with_a_line_end_is_refused() -> None:
    """A setting cannot write a header either."""
    with pytest.raises(ValueError, match="control character"):
        line("Reply-To", "a@b.example\nBcc: c@d.example")


def test_long_subjects_are_folded_and_read_back_whole() -> None:
    """At spaces, or between encoded words."""
    for title in ("word " * 60 + "end", "w" * 200, "é" * 200, "=?utf-8?q?no?= " * 3 + "end"):
        message = print_one(choices=[Choice(item=cleared(item(title=title)), why="x")])

        assert title == parsed(message)["subject"]
        assert max(map(len, message.body.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 200


def test_a_template_whose_blocks_are_not_those_of_the_press_is_named() -> None:
    """Whoever changes a template learns it from the first mail, not from a reader."""
    with pytest.raises(ValueError, match="the blocks of digest are"):
        Cuts("digest", Press(**press_of())._cuts.base, ("preview", "entries")).frame()


def test_what_is_kept_does_not_grow_with_readers() -> None:
    """A thousand readers who got the same pieces for the same reasons."""
    choices = [Choice(item=cleared(item(id=f"p{n}")), why="You asked for Tax.") for n in range(3)]
    press = Press(**press_of(choices))
    sizes = []
    for n in range(1000):
        printed(press, choices, subscriber(id=f"r{n}", name=f"Reader {n}", address=f"r{n}@example.org"), links=LINKS)
        sizes.append(sum(len(kept) for kept in vars(press).values() if isinstance(kept, dict)))

    assert 1 == len(set(sizes))


@example(title="We won")
@given(title=lines)
@settings(deadline=None, max_examples=30)
def test_a_first_edition_welcomes_and_sells_nothing(title: str) -> None:
    """It says what comes how often, and leads to no edition's page, which has not these pieces."""
    choices = [Choice(item=cleared(story(title=title)), why="You asked for everything we write.")]
    text = " ".join(part_of(print_one(choices=choices, welcome=True, links=LINKS), "plain").split())

    assert "Welcome. You asked us to write to you once a week" in text
    assert "From now on you get only what is new." in text
    assert "/editions/weekly-2026-W47/" not in text


def test_an_edition_leads_to_its_page_and_to_the_pages_of_areas() -> None:
    """The archive's page of this edition, which is nobody's own; and where the rest of a subject is."""
    told = print_one(
        choices=[Choice(item=cleared(), why="x")],
        links=LINKS,
        more=[More(area="family", count=12), More(area="", count=1)],
    )
    for kind in ("plain", "html"):
        page = part_of(told, kind)
        assert "https://firm.example/digest/editions/weekly-2026-W47/" in page
        assert "12 more on family law" in page
        assert "https://firm.example/practice/family/" in page
        assert "1 more on other subjects" in page


@pytest.mark.parametrize(("count", "most"), [(12, 80_000), (30, 80_000)])
def test_a_mail_is_small_whatever_its_ceiling(count: int, most: int) -> None:
    """Whole messages in bytes, with summaries of 300 characters."""
    choices = [
        Choice(item=cleared(item(id=f"p{n}", title="A title of some sixty characters, as most are " * 2, summary="Words " * 50), "tax"), why="You asked for Tax.")
        for n in range(count)
    ]  # fmt: skip

    assert len(print_one(choices=choices, links=LINKS).body) < most


def test_outlook_finds_its_tables_closed() -> None:
    """Each part that only Outlook reads is closed, and what it opens there is closed in another."""
    page = part_of(print_one(choices=[Choice(item=cleared(), why="x")], links=LINKS), "html")
    told = "".join(part.partition("<![endif]-->")[0] for part in page.split("<!--[if mso | IE]>")[1:])

    assert page.count("<!--[if mso | IE]>") > 4
    assert page.count("<!--[if") == page.count("<![endif]-->")
    for tag in ("table", "tr", "td"):
        assert told.count(f"<{tag}") == told.count(f"</{tag}>")


def test_every_colour_that_matters_stands_at_its_element() -> None:
    """Some programs drop the styles in the head: then links are not blue, and no text is without a colour."""
    page = part_of(print_one(choices=[Choice(item=cleared(), why="x")], links=LINKS), "html").partition("<body")[2]

    assert [] == [tag for tag in page.split("<a ")[1:] if "color:#8f3f26" not in tag.partition(">")[0]]


def test_a_sender_in_another_script_is_written_as_servers_take_it() -> None:
    """Its domain as DNS knows it, its name encoded, and so is who answers."""
    house = firm()
    mail = house.mail.model_copy(
        update={"sender": "Büro Björk <post@bücher.example>", "reply_to": "Zoë <zoe@bücher.example>"}
    )
    press = Press(
        **{**press_of([choice := Choice(item=cleared(), why="x")]), "firm": house.model_copy(update={"mail": mail})}
    )
    message = printed(press, [choice])
    found = parsed(message)

    assert ("Büro Björk <post@xn--bcher-kva.example>", "Zoë <zoe@xn--bcher-kva.example>") == (
        found["from"],
        found["reply-to"],
    )
    assert (
        "<mailto:zoe@xn--bcher-kva.example?subject=Please%20take%20reader%40example.org%20off%20the%20digest>"
        == found["list-unsubscribe"]
    )
    assert "post@xn--bcher-kva.example" == message.sender


def test_a_name_of_thirty_letters_is_one_encoded_word_and_a_longer_one_several() -> None:
    """Each of at most 75 characters (RFC 2047, 2)."""
    for name in ("é" * 22, "林" * 15, "é" * 40, "Zoë " + "x" * 50, "林" * 60):
        told = mailbox(name, "a@b.example")

        assert max(map(len, told.removesuffix(" <a@b.example>").split("\r\n "))) <= 75
        assert told.isascii()
