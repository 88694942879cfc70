"""Mails that were laid into the outbox, and how somebody's are removed."""

from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.entry import harmless
from pipeline.edges.maildir import MaildirOutbox, remove_mails
from pipeline.mailboxes import key
from pipeline.model import Channel, Message

ADDRESSES = ("megge@example.org", "other@example.org", "megge@example.org.example", "théo@bücher.example")


def lay(outbox: MaildirOutbox, to: str, number: int, linesep: str = "\r\n") -> None:
    """One mail, whose text names everybody."""
    head = f"From: Firm <digest@firm.example>{linesep}To: {to}{linesep}Subject: To: {' '.join(ADDRESSES)}{linesep}"
    body = f"{head}{linesep}To: {ADDRESSES[0]}{linesep}To: {ADDRESSES[1]}{linesep}"
    outbox.send(Message(
        channel=Channel.NEWSLETTER, message_id=f"<{number}@firm.example>", sender="digest@firm.example", recipient=to,
        body=body.encode(),
    ))  # fmt: skip


@pytest.mark.parametrize("spelling", ["megge@example.org", "MEGGE@Example.ORG", " megge@example.org"])
def test_whoever_is_erased_has_no_mail_there(tmp_path: Path, spelling: str) -> None:
    """Theirs go, wherever in the folder and however their address is written; others', which may name them, stay."""
    outbox = MaildirOutbox(tmp_path)
    for number, to in enumerate(("Megge@example.org", "Megge Lowe <megge@EXAMPLE.org>", *ADDRESSES[1:])):
        lay(outbox, to, number, "\n" if number % 2 else "\r\n")
    (tmp_path / "new" / "0-firm.example.eml").touch()
    (tmp_path / "new" / "1@firm.example.eml").rename(tmp_path / "cur" / "1@firm.example.eml:2,S")

    assert [2, 0] == [remove_mails(tmp_path, spelling) for _ in range(2)]

    kept = [path.name for path in tmp_path.rglob("*.eml")]
    assert ["0-firm.example.eml", "2@firm.example.eml", "3@firm.example.eml", "4@firm.example.eml"] == sorted(kept)


def test_an_address_in_another_script_is_found(tmp_path: Path) -> None:
    """However its domain is written, and with letters beyond ASCII before the @."""
    lay(MaildirOutbox(tmp_path), "théo@xn--bcher-kva.example", 1)

    assert 1 == remove_mails(tmp_path, "THÉO@bücher.example")


def test_there_may_be_no_outbox(tmp_path: Path) -> None:
    """A firm that sends by a server has none."""
    assert 0 == remove_mails(tmp_path / "none", "megge@example.org")


@given(
    locals_=st.lists(
        st.from_regex(r"[a-zA-Z0-9_+-]{1,10}(\.[a-zA-Z0-9_+-]{1,10})?", fullmatch=True), min_size=1, max_size=6
    ),
    name=st.text(max_size=120).map(harmless),
    data=st.data(),
)
def test_of_any_mails_theirs_go_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, locals_: list[str], name: str, data: st.DataObject
) -> None:
    """As the standard library writes their addresses, with names of any length in any script."""
    folder = tmp_path_factory.mktemp("outbox")
    outbox = MaildirOutbox(folder)
    addresses = [f"{local}@example.org" for local in locals_]
    for number, address in enumerate(addresses):
        mail = EmailMessage()
        mail["To"] = Address(name, addr_spec=address)
        mail.set_content("Your digest.")
        outbox.send(Message(
            channel=Channel.NEWSLETTER, message_id=f"<{number}@f>", sender="d@f.example", recipient=address,
            body=mail.as_bytes(policy=mail.policy.clone(max_line_length=998)),
        ))  # fmt: skip
    erased = data.draw(st.sampled_from(addresses))

    remove_mails(folder, erased)

    left = sorted(int(path.name.partition("@")[0]) for path in folder.rglob("*.eml"))
    assert [number for number, each in enumerate(addresses) if key(each) != key(erased)] == left
