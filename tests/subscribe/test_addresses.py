"""What may become a reader's address."""

import email
import email.policy
import sys
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.mailboxes import key
from pipeline.model.mailbox import folded
from pipeline.subscribe.addresses import MOST, Address, checked


def good(text: str) -> Address:
    """The address; fails where it is none."""
    found = checked(text)
    assert isinstance(found, Address), found
    return found


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        pytest.param("hana@readers.example", "hana@readers.example", id="plain"),
        pytest.param("  hana@readers.example\n", "hana@readers.example", id="spaces-and-a-line-end"),
        pytest.param("\u00a0hana@readers.example\u200b", "hana@readers.example", id="invisible-spaces"),
        pytest.param("\ufeffhana@readers.example", "hana@readers.example", id="a-byte-order-mark"),
        pytest.param("mailto:hana@readers.example?subject=Hello", "hana@readers.example", id="mailto"),
        pytest.param("MAILTO:hana%40readers.example", "hana@readers.example", id="mailto-encoded"),
        pytest.param("<hana@readers.example>", "hana@readers.example", id="brackets"),
        pytest.param("Hana Okoro <hana@readers.example>", "hana@readers.example", id="a-name-before-it"),
        pytest.param('"Okoro, Hana" <mailto:hana@readers.example>;', "hana@readers.example", id="all-of-it"),
        pytest.param("'hana@readers.example',", "hana@readers.example", id="quotes-and-a-comma"),
        pytest.param("hana@readers.example.", "hana@readers.example", id="a-full-stop"),
        pytest.param("Hana@Readers.EXAMPLE", "Hana@readers.example", id="the-domain-in-lower-case"),
        pytest.param("o'hara+news@readers.example", "o'hara+news@readers.example", id="signs-that-may-stand"),
        pytest.param("jo\u0308rg@readers.example", "jörg@readers.example", id="composed"),
        pytest.param("hana@xn--bcher-kva.example", "hana@bücher.example", id="punycode"),
        pytest.param("用户@例子.example", "用户@例子.example", id="another-script"),
    ],
)
def test_what_comes_along_with_an_address_is_taken_off(pasted: str, address: str) -> None:
    """People paste more than the address."""
    assert address == good(pasted).text


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "<>", "nobody", "@readers.example", "hana@", "hana@readers", "hana@@readers.example",
        "hana@readers..example", "ha na@readers.example", "hana@read ers.example", "hana@[192.0.2.1]",
        '"hana okoro"@readers.example', "hana@readers.example, jo@readers.example", "<a@x.example> <b@x.example>",
        "a@x.example<b@x.example>", "hana@localhost", "hana@printer.local", "hana@-readers.example",
        "hana@readers.example\nBcc: jo@readers.example", "hana\r@readers.example", "hana@readers.example\x00x",
        "mailto:hana%0d%0aBcc:jo@readers.example", "hana@readers.example\u2028x", "ha\u200bna@readers.example",
        "hana\u202e@readers.example", "hana＠readers.example", "x" * 65 + "@readers.example",
        "hana@" + "x" * 250 + ".example", "\ud800@readers.example", "a" * (MOST + 1), "hana@readers.example (Hana)",
        "hana@xn--\u00e4.example", "hana@x_y.example", ".hana@readers.example",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(text: str) -> None:
    """A sentence, and nothing that a page or a terminal could choke on."""
    problem = checked(text)

    assert isinstance(problem, str)
    assert problem.isprintable()
    assert problem.endswith(".")


def test_an_address_tells_what_is_known_of_it() -> None:
    """Its domain for DNS, and whether it needs a server that knows other scripts."""
    at_home, abroad = good("Jörg@Bücher.example"), good("hana@bücher.example")

    assert ("Jörg", "bücher.example", "xn--bcher-kva.example") == (at_home.local, at_home.domain, at_home.ascii_domain)
    assert (True, False) == (at_home.international, abroad.international)
    assert "jörg@xn--bcher-kva.example" == at_home.folded
    assert "Jörg@bücher.example" == str(at_home)


@pytest.mark.parametrize(
    ("address", "role"),
    [
        ("info@firm.example", True), ("Kanzlei@firm.example", True), ("INFO+digest@firm.example", True),
        ("büro@firm.example", True), ("hana@firm.example", False), ("informal@firm.example", False),
        ("hana.info@firm.example", False),
    ],
)  # fmt: skip
def test_an_offices_address_is_known_by_its_name(address: str, role: bool) -> None:
    """A hint for whoever imports a list."""
    assert role == good(address).role


@pytest.mark.parametrize(
    ("address", "disposable"),
    [("x@mailinator.com", True), ("x@inbox.mailinator.com", True), ("x@gmail.com", False), ("x@mail.example", False)],
)
def test_an_address_for_an_hour_is_known_by_its_domain(address: str, disposable: bool) -> None:
    """A hint, and no refusal."""
    assert disposable == good(address).disposable


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Ha.na.Okoro+law@gmail.com", "hanaokoro@gmail.com"), ("hanaokoro@googlemail.com", "hanaokoro@gmail.com"),
        ("ha.na@readers.example", ""),
    ],
)  # fmt: skip
def test_the_mailbox_behind_a_gmail_address_is_told(address: str, mailbox: str) -> None:
    """Told and never merged: the address stays what it is."""
    assert mailbox == good(address).gmail
    assert key(address) == good(address).folded


#: Text as strangers send it: addresses with something wrong stirred in.
LETTERS = st.characters(codec=None)
HOSTILE = st.one_of(
    st.text(LETTERS, max_size=80),
    st.builds(
        "{}{}@{}{}.example{}".format,
        st.text(LETTERS, max_size=6),
        st.text("abcäé.+'-\"<>()\\,; \r\n\t\0", max_size=8),
        st.text("abcß-_ . \r\n", max_size=8),
        st.text(LETTERS, max_size=4),
        st.text("\r\n\tBcc: a@b.example%0d%0a", max_size=20),
    ),
    st.emails(),
)


@given(HOSTILE)
@example("hana@readers.example\r\nBcc: jo@readers.example")
@example("mailto:a%0ab@readers.example")
@example("a@b.example\x85x")
@example("ſ@readers.example")
def test_nothing_that_passes_can_break_a_header(text: str) -> None:
    """A real message with it, written and read again, has one recipient and no header more."""
    found = checked(text)
    if isinstance(found, str):
        assert found.isprintable()
        return
    message = EmailMessage(policy=email.policy.SMTPUTF8.clone(max_line_length=998))
    message["To"] = HeaderAddress(username=found.local, domain=found.domain)
    message["Subject"] = "A digest"
    message.set_content("Words.")

    back = email.message_from_string(message.as_bytes().decode("utf-8"), policy=email.policy.SMTPUTF8)

    assert [found.text] == [each.addr_spec for each in back["to"].addresses]
    assert sorted(message.keys()) == sorted(back.keys())
    assert not back.defects
    assert not any(character.isspace() or character in '<>,;:"\\()[]' for character in found.text)
    assert found.ascii_domain.isascii()


@given(HOSTILE)
def test_what_passed_passes_again_as_it_is(text: str) -> None:
    """An address that was kept is the same when it is read again, folded or not."""
    found = checked(text)
    if isinstance(found, Address):
        assert found == checked(found.text)
        assert found.folded == key(found.folded) == good(found.folded).folded
        assert found.ascii_domain == found.folded.rpartition("@")[2]


@given(st.text())
def test_folding_is_done_once(text: str) -> None:
    """What is folded stays as it is."""
    assert folded(text) == folded(folded(text))


def test_no_other_letter_becomes_one_of_ours() -> None:
    """Whoever can register a look-alike does not get the row of somebody else."""
    ours = set("abcdefghijklmnopqrstuvwxyz0123456789.@+-_'")
    taken = [
        chr(at)
        for at in range(128, sys.maxunicode + 1)
        if folded(f"x{chr(at)}x")[1:-1] and set(folded(f"x{chr(at)}x")[1:-1]) <= ours
    ]

    # The Kelvin sign is the letter K by Unicode's own equivalence, and a mail program composes it, too.
    assert ["\u212a"] == taken
