"""Bounces out of a real mailbox: Dovecot over TLS."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import returns
from pipeline.edges.imap import ImapMailbox
from pipeline.errors import TransportError
from pipeline.mail_settings import Mailbox
from pipeline.model import Act
from pipeline.wiring import House
from tests.conftest import SmallFirm
from tests.deliver.returned import dsn, recipient
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot
from tests.test_returns import READERS, mailed

pytestmark = [pytest.mark.servers, pytest.mark.skipif(bool(dovecot.missing()), reason=dovecot.missing())]
HUMAN = b"From: Reader <reader@example.org>\nTo: bounces@firm.example\nSubject: a question\n\nMay I ask?\n"


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Dovecot]]:
    """Starts servers, whose certificates are believed."""
    running: list[Dovecot] = []

    def start(more: str = "") -> Dovecot:
        root = tmp_path / "dovecot"
        root.mkdir()
        running.append(dovecot.start(root, more=more))
        monkeypatch.setenv("SSL_CERT_FILE", str(root / "ca.pem"))
        monkeypatch.setenv("ATTRACT_IMAP_PASSWORD", "secret")
        return running[-1]

    yield start
    for each in running:
        each.stop()


def settings(server: Dovecot, **changes: object) -> Mailbox:
    """The mailbox, as firm.yml names it."""
    return Mailbox.model_validate({"host": "localhost", "port": server.tls, "user": "bounces", **changes})


def with_mailbox(house: House, server: Dovecot, **changes: object) -> House:
    """The firm with this mailbox."""
    house.firm = house.firm.model_copy(
        update={"mail": house.firm.mail.model_copy(update={"mailbox": settings(server, **changes)})}
    )
    return house


def test_bounces_are_fetched_done_and_moved_and_everything_else_stays(
    small_firm: SmallFirm, servers: Callable[..., Dovecot]
) -> None:
    """Nothing is deleted; a second look finds nothing new, and a new letter is found."""
    house, paths = mailed(small_firm)
    server = servers()
    with_mailbox(house, server)
    gone = [dsn(paths[reader], recipient("5.1.1")) for reader in READERS[:2]]
    server.drop([gone[0], HUMAN, b"\xff\xfe noise", gone[1]])

    dry = returns.poll(house, dry_run=True)
    before = sorted(server.lying())
    told = returns.poll(house)
    again = returns.poll(house)
    server.drop([dsn(paths[READERS[2]], recipient("5.2.1")), gone[0]])
    later = returns.poll(house)

    assert [Act.SUPPRESS] * 2 == [each.act for each in dry.new]
    assert sorted([*gone, HUMAN, b"\xff\xfe noise"]) == before
    assert (4, 2, 2) == (told.looked, len(told.new), told.left)
    assert 0 == again.looked
    assert (2, 1, 1) == (later.looked, len(later.new), later.known)
    assert sorted([HUMAN, b"\xff\xfe noise"]) == sorted(server.lying())
    assert 4 == len(server.lying("Handled"))
    assert [] == house.ledger.subscribers()


def test_what_somebody_marked_for_deletion_is_not_deleted(
    small_firm: SmallFirm, servers: Callable[..., Dovecot]
) -> None:
    """Neither where letters are moved, nor where they are only marked as seen."""
    house, paths = mailed(small_firm)
    server = servers()
    server.drop([HUMAN])
    with imaplib.IMAP4_SSL("localhost", server.tls, ssl_context=ssl.create_default_context()) as client:
        client.login("bounces", "secret")
        client.select("INBOX")
        client.store("1", "+FLAGS", r"(\Deleted)")
        for handled in ("Done", ""):
            with_mailbox(house, server, handled=handled)
            server.drop([dsn(paths[READERS[len(handled) > 0]], recipient("5.1.1"))])

            assert 1 == len(returns.poll(house).new)
            assert HUMAN in server.lying()
        client.noop()
        _, seen = client.search(None, "SEEN")

    assert [b"2"] == seen
    assert 1 == len(server.lying("Done"))


def test_a_server_that_cannot_move_marks_as_seen(small_firm: SmallFirm, servers: Callable[..., Dovecot]) -> None:
    """RFC 6851 is an extension."""
    house, paths = mailed(small_firm)
    server = servers("imap_capability = IMAP4rev1 LITERAL+ UIDPLUS")
    with_mailbox(house, server)
    server.drop([dsn(paths[READERS[0]], recipient("5.1.1"))])

    told = returns.poll(house)

    assert (1, 1) == (len(told.new), len(server.lying()))
    assert 0 == returns.poll(house).looked


def test_a_large_letter_is_fetched_in_part(small_firm: SmallFirm, servers: Callable[..., Dovecot]) -> None:
    """What it brings back may be as large as it likes."""
    house, paths = mailed(small_firm)
    server = servers()
    with_mailbox(house, server)
    server.drop([dsn(paths[READERS[0]], recipient("5.1.1"), digest="A" * 3_000_000)])
    box = ImapMailbox(settings(server))

    ((letters, _),) = box.arrived("")
    box.close()

    assert [512 * 1024] == [len(letter.raw) for letter in letters]
    assert [Act.SUPPRESS] == [each.act for each in returns.poll(house).new]


def test_many_come_some_at_a_time(servers: Callable[..., Dovecot]) -> None:
    """Fifty, and each place leads on where it ended; a place of another numbering leads nowhere."""
    server = servers()
    server.drop([b"Subject: %d\n\n" % number for number in range(120)])
    box = ImapMailbox(settings(server))

    groups = list(box.arrived(""))
    rest = list(box.arrived(groups[0][1]))
    anew = list(box.arrived("1:7"))
    none = list(box.arrived(groups[-1][1]))
    box.close()

    assert [50, 50, 20] == [len(letters) for letters, _ in groups]
    assert [50, 20] == [len(letters) for letters, _ in rest]
    assert (3, 0) == (len(anew), len(none))


def test_starttls_and_a_folder_of_another_name(servers: Callable[..., Dovecot]) -> None:
    """Names of folders may have any letters."""
    server = servers()
    server.drop([HUMAN])
    box = ImapMailbox(settings(server, port=server.plain, security="starttls", handled="Erledigt \u00e4\u00f6\u00fc"))

    for letters, _ in box.arrived(""):
        box.put_away(letters)
    box.close()

    assert [HUMAN] == server.lying("Erledigt &AOQA9gD8-")


@pytest.mark.parametrize("changes", [{"port": 9}, {"folder": "Nowhere"}, {"host": "127.0.0.1"}])
def test_what_is_wrong_is_told(
    changes: dict[str, object], small_firm: SmallFirm, servers: Callable[..., Dovecot]
) -> None:
    """A server that is away, a folder that is not there, a certificate for another name."""
    house, _ = mailed(small_firm)
    with_mailbox(house, servers(), **changes)

    with pytest.raises(TransportError, match=r"mail\.mailbox"):
        returns.poll(house)


def test_a_wrong_password_is_told(servers: Callable[..., Dovecot], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it belongs, and without it."""
    server = servers()
    monkeypatch.setenv("ATTRACT_IMAP_PASSWORD", "not-this")

    with pytest.raises(TransportError, match="ATTRACT_IMAP_PASSWORD") as told:
        ImapMailbox(settings(server))

    assert "not-this" not in str(told.value)
