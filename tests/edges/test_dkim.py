"""Signatures on mails, read by another implementation (dkimpy)."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edges.dkim import Seal, Signer, SigningTransport
from pipeline.edges.dkim_keys import record
from pipeline.model import Channel, Message
from pipeline.ports import Refused
from tests.builders import NOON
from tests.delivering import Script

DOMAIN = "firm.example"
RSA = Seal("first", generate_private_key(65537, 2048))
ED25519 = Seal("second", Ed25519PrivateKey.generate())
BOTH = Signer(DOMAIN, [RSA, ED25519])
PUBLISHED = {f"{seal.selector}._domainkey.{DOMAIN}.".encode(): record(seal.key).encode() for seal in (RSA, ED25519)}
MAIL = (
    b"From: Test Firm <digest@firm.example>\r\nTo: b@example.org\r\nSubject: Reading\r\n  a lease\r\n"
    b"Date: Wed, 18 Nov 2026 12:00:00 +0000\r\nMessage-ID: <m1@firm.example>\r\n"
    b"List-Unsubscribe: <https://firm.example/digest/leave/x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe lease.\r\n"
)


def verified(mail: bytes, published: dict[bytes, bytes] = PUBLISHED) -> list[bool]:
    """What the other implementation says of each signature, from the top."""
    checked = dkim.DKIM(mail)
    count = len(re.findall(rb"^DKIM-Signature:", mail.partition(b"\r\n\r\n")[0], re.MULTILINE))
    return [_said(checked, idx, published) for idx in range(count)]


def _said(checked: dkim.DKIM, idx: int, published: dict[bytes, bytes]) -> bool:
    try:
        return bool(checked.verify(idx, dnsfunc=lambda name, timeout=5: published.get(bytes(name))))
    except dkim.DKIMException:
        return False


def signed(mail: bytes, at: datetime = NOON) -> bytes:
    """A mail with both signatures in front."""
    return BOTH.sign(mail, at) + mail


#: What may stand in a header: no control character but a tab, no surrogate; other scripts as SMTPUTF8 has them.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\t"), max_size=60)
FOLDS = st.sampled_from(["", " ", "\r\n ", "\r\n\t", "  \t ", "\r\n \t  "])
NAMES = st.sampled_from(
    ["To", "to", "SUBJECT", "Subject", "Date", "Message-ID", "Reply-To", "List-Id", "List-Unsubscribe", "X-Own",
     "List-Unsubscribe-Post", "MIME-Version", "content-type", "Auto-Submitted", "Feedback-ID", "Cc"]
)  # fmt: skip


@st.composite
def fields(draw: st.DrawFn, name: str) -> str:
    """One header, folded anywhere."""
    parts = draw(st.lists(st.tuples(WORDS, FOLDS), max_size=4))
    value = "".join(words + fold for words, fold in parts)
    # A line of nothing but spaces is no fold any more (RFC 5322, 4.2).
    value = re.sub(r"(\r\n[ \t]+)+(?=\r\n|$)", "", value)
    return name + draw(st.sampled_from([":", ": ", ":\t "])) + value


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail with any headers and any body of whole lines."""
    heads = [draw(fields("From")), *(draw(fields(name)) for name in draw(st.lists(NAMES, max_size=8)))]
    lines = draw(st.lists(st.binary(max_size=80).map(lambda raw: raw.translate(None, b"\r\n")), max_size=6))
    body = b"\r\n".join(lines) + b"\r\n" * draw(st.integers(0, 4))
    return "\r\n".join(draw(st.permutations(heads))).encode() + b"\r\n\r\n" + body


@given(mails())
def test_whatever_is_signed_verifies(mail: bytes) -> None:
    """Both algorithms: hostile names, folded and 8-bit headers, no body, empty lines at the end."""
    assert [True, True] == verified(signed(mail))


@given(mails(), st.data())
def test_whatever_is_changed_does_not(mail: bytes, data: st.DataObject) -> None:
    """A letter more in the body or in a signed header, one less, a header taken out, or another put in."""
    lines = BOTH.sign(mail, NOON)
    head, _, body = mail.partition(b"\r\n\r\n")
    heads = re.split(rb"\r\n(?![ \t])", head)
    listed = [at for at, each in enumerate(heads) if not each.startswith(b"X-Own")]
    at = data.draw(st.sampled_from(listed))
    changes: dict[str, Callable[[], bytes]] = {
        "body": lambda: head + b"\r\n\r\n" + b"x" + body,
        "header": lambda: b"\r\n".join([*heads[:at], heads[at] + b"x", *heads[at + 1 :]]) + b"\r\n\r\n" + body,
        "less": lambda: b"\r\n".join(heads[:at] + heads[at + 1 :]) + b"\r\n\r\n" + body,
        "twice": lambda: b"\r\n".join([heads[at].partition(b":")[0] + b": x", *heads]) + b"\r\n\r\n" + body,
        "reply": lambda: b"Reply-To: eve@example.net\r\n" + mail,
    }
    changed = changes[data.draw(st.sampled_from(sorted(changes)))]()

    assert not any(verified(lines + changed))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Subject: Reading\r\n  a lease", b"subject:Reading a lease  "),
        (b"lease.\r\n", b"lease.\r\n\r\n\r\n"),
        (b"From:", b"Received: by mx.example.org\r\nX-Spam: no\r\nFrom:"),
    ],
)
def test_what_servers_do_on_the_way_breaks_nothing(before: bytes, after: bytes) -> None:
    """They fold headers anew, add empty lines and headers of their own."""
    mail = signed(MAIL)

    assert [True, True] == verified(mail.replace(before, after, 1))


@pytest.mark.parametrize("value", [b"a=rsa-sha256", b"t=", b"d=firm.example", b"s=first", b"bh="])
def test_a_changed_signature_verifies_nothing(value: bytes) -> None:
    """Each part of the header is covered by it."""
    mail = signed(MAIL)
    other = {b"t=": b"t=1", b"bh=": b"bh=A"}.get(value, value[:-1] + b"x")

    assert not verified(mail.replace(value, other, 1))[0]


def test_another_key_does_not_verify() -> None:
    """What stands in the DNS is what counts."""
    others = [record(generate_private_key(65537, 2048)), record(Ed25519PrivateKey.generate())]

    assert [False, False] == verified(
        signed(MAIL), dict(zip(PUBLISHED, (each.encode() for each in others), strict=True))
    )


@pytest.mark.parametrize(
    "mail",
    [
        MAIL.replace(b"\r\n", b"\n"), MAIL + b"lone\n", MAIL + b"lone\r", MAIL + b"\n\r", MAIL + b"\r\nx\ry\n\r\n",
        MAIL.replace(b"From", b"X-From", 1), b"From: eve@example.net\r\n" + MAIL, b"\r\nbody\r\n", b"",
        b"From: a@firm.example\r\nno header\r\n\r\n", b" From: a@firm.example\r\n\r\n",
        MAIL.replace(b"To:", b"To :"),
    ],
)  # fmt: skip
def test_what_is_no_mail_is_not_signed(mail: bytes) -> None:
    """Lone line ends, lines that are no headers, no From or two."""
    with pytest.raises(ValueError, match=r"CRLF|header|From"):
        BOTH.sign(mail, NOON)


def test_the_same_mail_at_the_same_time_gets_the_same_signature() -> None:
    """Both algorithms are deterministic; the time is told to the second."""
    later = datetime(2026, 11, 18, 12, 0, 1, tzinfo=UTC)

    assert BOTH.sign(MAIL, NOON) == BOTH.sign(MAIL, NOON.replace(microsecond=7))
    assert BOTH.sign(MAIL, NOON) != BOTH.sign(MAIL, later)
    assert b"t=1795003200;" in BOTH.sign(MAIL, NOON)


def test_lines_are_short_and_plain() -> None:
    """ASCII, CRLF, at most 78 characters (RFC 5322, 2.1.1); From is listed twice, and both headers of RFC 8058 are covered."""
    lines = BOTH.sign(MAIL, NOON)
    listed = re.sub(rb"\s", b"", re.findall(rb"h=(.*?);", lines, re.DOTALL)[0]).split(b":")

    assert lines.isascii()
    assert lines.endswith(b"\r\n")
    assert 78 >= max(map(len, lines.split(b"\r\n")))
    assert 2 == listed.count(b"from")
    assert {b"list-unsubscribe", b"list-unsubscribe-post", b"reply-to"} <= set(listed)


def test_records_say_what_each_kind_of_key_is() -> None:
    """RFC 6376 wants the RSA key as ASN.1, RFC 8463 the 32 bytes of the other alone."""
    rsa, other = record(RSA.key), record(ED25519.key)

    assert rsa.startswith("v=DKIM1; k=rsa; p=MII")
    assert other.startswith("v=DKIM1; k=ed25519; p=")
    assert 32 == len(base64.b64decode(other.rpartition("=p")[0] or other.split("p=")[1]))


class _Kept(Script):
    """Where messages end in these tests."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def send(self, message: Message) -> str:
        """Keep it."""
        self.messages.append(message)
        return "kept"


def _message(body: bytes) -> Message:
    return Message(
        channel=Channel.NEWSLETTER, message_id="<m1@firm.example>", sender="a@firm.example", recipient="b@example.org",
        body=body, texts={"a-lease": "hash"},
    )  # fmt: skip


def test_a_transport_signs_what_it_hands_on() -> None:
    """The bytes are signed, everything else is as it was, and what was said comes back."""
    kept = _Kept()
    transport = SigningTransport(kept, BOTH, lambda: NOON)

    said = transport.send(_message(MAIL))
    transport.close()

    (message,) = kept.messages
    assert ("kept", 1, signed(MAIL)) == (said, kept.closed, message.body)
    assert _message(MAIL) == Message(**{**message.__dict__, "body": MAIL})


def test_a_mail_that_cannot_be_signed_stays_here() -> None:
    """It is refused with the reason, and nothing is handed on."""
    kept = _Kept()

    with pytest.raises(Refused, match="CRLF"):
        SigningTransport(kept, BOTH, lambda: NOON).send(_message(b"From: a@firm.example\n\nx\n"))

    assert [] == kept.messages


def test_many_are_signed_each_in_its_turn_and_what_cannot_be_is_told() -> None:
    """One that cannot be signed holds nobody up."""
    kept = _Kept()
    wrong = _message(b"From: a@firm.example\n\nx\n")

    told = list(
        SigningTransport(kept, BOTH, lambda: NOON).hand_over(
            [_message(MAIL), wrong, None, _message(MAIL)], lambda _: None
        )
    )

    assert [str, str, Refused] == sorted((type(each.said) for each in told), key=lambda kind: kind is Refused)
    assert [signed(MAIL)] * 2 == [each.body for each in kept.messages]
