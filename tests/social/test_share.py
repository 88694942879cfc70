"""The share pack: words to paste, and a mail that brings them."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Message
from pipeline.model.posting import Picture, Wire
from pipeline.share_letters import share_pack
from pipeline.social.share import Piece, Ready
from tests.builders import NOON, firm

LINK = "https://firm.example/a/?p=1&q=2"
PICTURE = Picture(
    digest="5e" * 32, mime="image/png", size=9, width=3, height=2, alt="A gate <shut>",
    address="https://firm.example/a.png",
)  # fmt: skip
WIRE = Wire(
    network="linkedin", text="(a) the gate & who shuts it <soon>.\n\n#Leases", language="en", link=LINK, title="The gate",
    picture=PICTURE, tags=("Leases",), at=NOON, key="k1",
)  # fmt: skip
READY = Ready(wire=WIRE, told="1,234 of 3,000 characters")
BLUESKY = Ready(wire=replace(WIRE, network="bluesky", picture=None), told="2,950 of 3,000 bytes")
PIECE = Piece(title="The gate", address=LINK, ready=(READY, BLUESKY))


def on(network: str, **changes: object) -> Ready:
    """A wording for a network."""
    return replace(READY, wire=replace(WIRE, network=network), **changes)  # type: ignore[arg-type]  # each is a field


def read(message: Message) -> tuple[EmailMessage, str, BeautifulSoup | None]:
    """The mail, its plain part, and its HTML."""
    mail = message_from_bytes(message.body, policy=default)
    assert isinstance(mail, EmailMessage)
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text
    return (
        mail,
        text.get_content().replace("\r\n", "\n"),
        BeautifulSoup(page.get_content(), "html.parser") if page else None,
    )


@given(said=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_a_networks_page_opens_with_the_words(said: str) -> None:
    """Every sign of them, and the link."""
    for network, page in (
        ("bluesky", "https://bsky.app/intent/compose"),
        ("x", "https://x.com/intent/post"),
        ("mastodon", "https://law.example/share"),
    ):
        ready = on(network, server="law.example")
        ready = replace(ready, wire=replace(ready.wire, text=said))
        address = urlsplit(ready.page)
        assert page == f"https://{address.netloc}{address.path}"
        assert {"text": [f"{said}\n\n{LINK}"]} == parse_qs(address.query, keep_blank_values=True, strict_parsing=True)


def test_linkedin_opens_with_the_link_alone() -> None:
    """It takes no words, so they are pasted."""
    assert (
        "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Ffirm.example%2Fa%2F%3Fp%3D1%26q%3D2"
        == READY.page
    )
    assert READY.is_pasted
    assert not BLUESKY.is_pasted


def test_where_there_is_no_page() -> None:
    """No server is known, no link is there, or the network is none that has one."""
    assert "" == on("mastodon").page
    assert "" == replace(READY, wire=replace(WIRE, link="")).page
    assert ("", "elsewhere") == (on("elsewhere").page, on("elsewhere").network)


def test_a_mail_in_plain_words() -> None:
    """What is pasted, how long it is, where it is posted, and how to get it no more."""
    mail, text, _ = read(
        share_pack(firm(), "Rafe Pellow", "rafe@firm.example", [PIECE], once="2026-W47.rafe", now=NOON)
    )

    assert "Ready to share: The gate" == mail["Subject"]
    assert "<share.2026-W47.rafe@firm.example>" == mail["Message-ID"]
    assert "rafe@firm.example" == mail["To"]
    assert text.startswith(
        "Dear Rafe Pellow,\n\nThis is new from us, with words that are ready to be pasted,\nif you like to pass it on."
    )
    assert "LinkedIn (1,234 of 3,000 characters)\n\n(a) the gate & who shuts it <soon>.\n\n#Leases\n\n" + LINK in text
    assert f"Copy the words; this opens LinkedIn with the link:\n{READY.page}\n" in text
    assert f"This opens Bluesky with the words:\n{BLUESKY.page}\n" in text
    assert (
        "A picture to go with it: https://firm.example/a.png\nWhat it shows, for those who do not see it: A gate <shut>\n"
        in text
    )
    assert "\nTo get this no more, answer with the one word: stop.\n" in text


def test_the_same_as_a_page() -> None:
    """With the same words, line by line, and nothing in it that tells who looked."""
    _, _, page = read(
        share_pack(firm(), "Rafe", "rafe@firm.example", [PIECE], once="w", now=NOON, stop="https://firm.example/stop")
    )

    assert page
    for line in page.select("br"):
        line.replace_with("\n")
    assert [READY.words, BLUESKY.words] == [each.get_text() for each in page.select(".words")]
    links = [LINK, READY.page, "https://firm.example/a.png", BLUESKY.page, "https://firm.example/stop"]
    assert links == [each["href"] for each in page.select("a")]
    assert [] == page.select("img")
    assert "A gate <shut>" in page.get_text()


def test_several_pieces_are_counted() -> None:
    """In the subject and in the first sentence."""
    mail, text, _ = read(share_pack(firm(), "", "rafe@firm.example", [PIECE, PIECE, PIECE], once="w", now=NOON))

    assert "Ready to share: The gate, and 2 more" == mail["Subject"]
    assert text.startswith("These are new from us")
    assert "to pass them on." in text


def test_who_wants_plain_gets_plain() -> None:
    """And nothing beside it."""
    mail, _, page = read(share_pack(firm(), "", "rafe@firm.example", [PIECE], once="w", now=NOON, plain=True))

    assert "text/plain" == mail.get_content_type()
    assert page is None


def test_words_turn_no_mail_around() -> None:
    """What is unseen and would, is left out of the mail; it stays in what the network's page opens with."""
    hostile = Ready(wire=replace(WIRE, network="x", text="a\u202eb\x07c \u200d \ufffe"), told="9 of 280 characters")
    piece = Piece(title="T\u202e", address=LINK, ready=(hostile,))

    mail, text, page = read(share_pack(firm(), "R\u202e", "rafe@firm.example", [piece], once="w", now=NOON))

    assert page
    for told in (text, page.get_text(), str(mail["Subject"])):
        assert "\u202e" not in told
        assert "\x07" not in told
    assert "%E2%80%AE" in hostile.page


def test_no_piece_is_no_mail() -> None:
    """Nobody is told that there is nothing."""
    with pytest.raises(ValueError, match="without a piece"):
        share_pack(firm(), "", "rafe@firm.example", [], once="w", now=NOON)
