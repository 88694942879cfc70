"""A real SMTP conversation: answers, dead lines, kills in mid-sentence."""

import email
import email.policy
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from pipeline import template_gate
from pipeline.edges.files import TextFolder
from pipeline.edges.maildir import MaildirOutbox
from pipeline.edges.smtp import SmtpTransport
from pipeline.errors import TransportError
from pipeline.mail_settings import Mail
from pipeline.model import Channel, DeliveryState, Message
from pipeline.ports import NotYet, Refused, Transport, Unsure
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.thorough import in_gates

pytestmark = pytest.mark.servers
BODY = b"From: a@firm.example\r\nTo: b@example.org\r\nSubject: dots\r\n\r\n.\r\n..two\r\nlast\r\n"


class Server:
    """A mail server that answers as it is told, by recipient."""

    def __init__(self, **knows: bool) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.pause = 0.0
        self.words: tuple[str, ...] = ()
        self.line: Any = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **knows)  # type: ignore[arg-type]  # whatever the server is told

    def hang_up(self, last_word: bytes) -> None:
        """Close the line on which the last message came."""
        self.controller.loop.call_soon_threadsafe(self._hang_up, last_word)
        time.sleep(0.2)

    def _hang_up(self, last_word: bytes) -> None:
        assert self.line is not None
        self.line.write(last_word)
        self.line.close()

    def announce(self, *words: str) -> None:
        """Say in the answer to EHLO what else the server can do."""
        self.words = words

    async def handle_EHLO(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        """Aiosmtpd reads commands as they come, which is all that PIPELINING asks (RFC 2920), and does not say so."""
        session.host_name = hostname
        return [*lines[:-1], *(f"250-{word}" for word in self.words), lines[-1]]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802  # the name that aiosmtpd calls
        """Refuse, put off or take a recipient by its first letters."""
        if address.startswith("never"):
            return "550 5.1.1 nobody here by that name"
        if address.startswith("later"):
            return "451 4.2.0 not now"
        if address.startswith("hangup"):
            assert server.transport is not None
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the name that aiosmtpd calls
        """Take the message, and for some recipients never say so."""
        import asyncio

        assert isinstance(envelope.content, bytes)
        self.line = server.transport
        self.received.append((envelope.rcpt_tos[0], envelope.content))
        await asyncio.sleep(self.pause)
        if envelope.rcpt_tos[0].startswith("silent"):
            assert server.transport is not None
            server.transport.close()
        if envelope.rcpt_tos[0].startswith("spam"):
            return "554 5.7.1 we do not want it"
        return "250 2.0.0 taken"


@pytest.fixture
def server() -> Iterator[Server]:
    """A running server on loopback."""
    running = Server()
    running.controller.start()
    yield running
    running.controller.stop()


def mail(port: int, **changes: Any) -> Mail:
    """Settings that lead to the test's server."""
    fields = {"transport": "smtp", "sender": "a@firm.example", "host": "127.0.0.1", "port": port, "security": "none"}
    return Mail(**{**fields, **changes})


def message(to: str = "b@example.org") -> Message:
    """A message with lines that begin with dots."""
    return Message(channel=Channel.NEWSLETTER, message_id=f"<m-{to}>", sender="a@firm.example", recipient=to, body=BODY)


Way = Callable[[], tuple[Transport, Callable[[], list[bytes]]]]


@pytest.fixture(params=["smtp", "pipelining", "maildir", "texts"])
def way(request: pytest.FixtureRequest, tmp_path: Path, server: Server) -> Way:
    """Each transport, and how to read what arrived on the other side."""

    def smtp() -> tuple[Transport, Callable[[], list[bytes]]]:
        return SmtpTransport(mail(server.port), ""), lambda: [raw for _, raw in server.received]

    def pipelining() -> tuple[Transport, Callable[[], list[bytes]]]:
        server.announce("PIPELINING")
        return SmtpTransport(mail(server.port), ""), lambda: [raw for _, raw in server.received]

    def maildir() -> tuple[Transport, Callable[[], list[bytes]]]:
        return MaildirOutbox(tmp_path / "mail"), lambda: [
            each.read_bytes() for each in (tmp_path / "mail" / "new").iterdir()
        ]

    def texts() -> tuple[Transport, Callable[[], list[bytes]]]:
        return TextFolder(tmp_path / "texts"), lambda: [each.read_bytes() for each in (tmp_path / "texts").iterdir()]

    ways: dict[str, Way] = {"smtp": smtp, "pipelining": pipelining, "maildir": maildir, "texts": texts}
    return ways[request.param]


def test_every_transport_hands_over_the_bytes_it_was_given(way: Way) -> None:
    """Contract: the other side has the message byte for byte, and the answer is words."""
    transport, arrived = way()
    said = transport.send(message())
    transport.close()

    assert [BODY] == arrived()
    assert said


def test_every_transport_can_be_closed_twice(way: Way) -> None:
    """Contract: a goodbye never fails."""
    transport, _ = way()

    transport.close()
    transport.close()


def test_every_transport_hands_over_many_in_their_order(way: Way) -> None:
    """Contract: each is begun before it is told, once, whatever gaps there are between them."""
    transport, _ = way()
    names = [f"{letter}@example.org" for letter in "abcde"]
    noted: list[str] = []
    coming = [message(names[0]), None, *map(message, names[1:4]), None, None, message(names[4])]

    for told in transport.hand_over(coming, lambda one: noted.append(f"begun {one.recipient}")):
        assert isinstance(told.said, str)
        noted.append(f"told {told.message.recipient}")
    transport.close()

    assert [f"{what} {name}" for name in names for what in ("begun", "told")] == noted


def test_every_transport_stops_before_a_message_that_must_not_begin(way: Way) -> None:
    """Contract: what the caller raises comes back, that message does not arrive, and the transport works on."""
    transport, arrived = way()

    def begun(one: Message) -> None:
        if one.recipient.startswith("b"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(transport.hand_over(map(message, ("a@example.org", "b@example.org", "c@example.org")), begun))
    (told,) = transport.hand_over([message("d@example.org")], lambda _: None)
    transport.close()

    assert isinstance(told.said, str)
    assert [BODY, BODY] == arrived()


@pytest.fixture(params=["lock-step", "pipelining"])
def talking(request: pytest.FixtureRequest, server: Server) -> Server:
    """A server, each way to talk with it."""
    if request.param == "pipelining":
        server.announce("PIPELINING")
    return server


@pytest.mark.parametrize("last_word", [b"", b"421 4.4.2 too long\r\n"])
def test_a_line_that_the_server_closed_while_nothing_was_said_is_opened_anew(talking: Server, last_word: bytes) -> None:
    """As servers do after some minutes; the next message is not put off for it."""
    transport = SmtpTransport(mail(talking.port), "")
    transport.send(message("fine@example.org"))
    talking.hang_up(last_word)

    assert transport.send(message("fine2@example.org")).startswith("250")
    transport.close()
    assert ["fine@example.org", "fine2@example.org"] == [to for to, _ in talking.received]


MANY = (
    "fine", "never", "silent", "later", "fine2", "spam", "hangup", "never2", "never3", "fine3", "silent2", "silent3", "fine4"
)  # fmt: skip


def test_whatever_is_answered_each_gets_its_own(talking: Server) -> None:
    """In one conversation with everything that can happen: no answer is taken for another's, and none arrives twice."""
    transport = SmtpTransport(mail(talking.port), "")

    told = list(transport.hand_over([message(f"{name}@example.org") for name in MANY], lambda _: None))
    transport.close()

    said = {each.message.recipient.partition("@")[0]: type(each.said) for each in told}
    expected = {
        name: Refused if name.startswith(("never", "spam")) else NotYet if name.startswith(("later", "hangup"))
        else Unsure if name.startswith("silent") else str for name in MANY
    }  # fmt: skip
    again = {name for name in MANY if said[name] is NotYet is not expected[name]}
    assert list(MANY) == [each.message.recipient.partition("@")[0] for each in told]
    # Who stood behind one that ended the line had not left yet, and is tried again.
    assert {name: expected[name] for name in MANY if name not in again} == {
        name: said[name] for name in MANY if name not in again
    }
    assert {1} == set(Counter(to for to, _ in talking.received).values())
    assert not again & {to.partition("@")[0] for to, _ in talking.received}


@pytest.mark.parametrize(
    ("to", "meaning", "words"),
    [
        ("never@example.org", Refused, "550"),
        ("spam@example.org", Refused, "554"),
        ("later@example.org", NotYet, "451"),
        ("hangup@example.org", NotYet, "before anything left"),
        ("silent@example.org", Unsure, "before the server answered"),
    ],
)
def test_each_answer_means_what_it_says(talking: Server, to: str, meaning: type[Exception], words: str) -> None:
    """No for good, not now, and perhaps are told apart; afterwards the line is good again."""
    transport = SmtpTransport(mail(talking.port), "")

    with pytest.raises(meaning, match=words):
        transport.send(message(to))

    assert transport.send(message("fine@example.org")).startswith("250")
    transport.close()


def test_an_address_in_another_script_goes_where_it_is_understood(server: Server) -> None:
    """With SMTPUTF8 (RFC 6531) where the server knows it; the next message goes as before."""
    transport = SmtpTransport(mail(server.port), "")

    assert transport.send(message("jörg@example.org")).startswith("250")
    assert transport.send(message("fine@example.org")).startswith("250")
    transport.close()
    assert ["jörg@example.org", "fine@example.org"] == [to for to, _ in server.received]


def test_an_address_in_another_script_is_refused_where_it_is_not() -> None:
    """Nothing leaves, and the line is good for the next."""
    old = Server(enable_SMTPUTF8=False)
    old.controller.start()
    try:
        transport = SmtpTransport(mail(old.port), "")
        with pytest.raises(Refused, match="SMTPUTF8"):
            transport.send(message("jörg@example.org"))
        assert transport.send(message("fine@example.org")).startswith("250")
        transport.close()
    finally:
        old.controller.stop()


@pytest.mark.parametrize("changes", [{"security": "tls"}, {"security": "starttls"}, {"user": "somebody"}])
def test_a_server_that_cannot_do_what_the_settings_ask_is_a_clear_problem(
    server: Server, changes: dict[str, str]
) -> None:
    """No fall back to an open line: nothing is sent."""
    with pytest.raises(TransportError, match=r"mail\."):
        SmtpTransport(mail(server.port, **changes), "secret")

    assert server.received == []


def test_nobody_listening_is_a_clear_problem() -> None:
    """Port 9 is shut."""
    with pytest.raises(TransportError, match="Nothing was sent"):
        SmtpTransport(mail(9), "")


def readied(small_firm: SmallFirm, port: int, readers: list[str]) -> House:
    """A small firm with one edition planned for these readers, to leave by SMTP."""
    text = (small_firm.root / "content/firm.yml").read_text("utf-8")
    smtp = f"transport: smtp, host: 127.0.0.1, port: {port}, security: none, "
    text = (
        text.replace("mail: {", "mail: {" + smtp)
        + 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: []}\n'
    )
    small_firm.write("content/firm.yml", text)
    house = small_firm.house(WEDNESDAY)
    for number, address in enumerate(readers):
        house.ledger.add(subscriber(id=f"r{number}", address=address))
    house.collect()
    house.tag()
    house.screen()
    cleared, _ = house.judged()
    house.mailing.open_due(cleared)
    template_gate.tested(house)
    return house


def deliver(root: Path) -> subprocess.Popen[bytes]:
    """`attract deliver` as a process of its own."""
    command = [sys.executable, "-m", "pipeline", "--firm", str(root), "deliver"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_an_edition_leaves_over_smtp_and_reads_back(small_firm: SmallFirm, server: Server) -> None:
    """The whole way: planned, sent by the command, accepted, readable on the other side."""
    house = readied(small_firm, server.port, ["fine@example.org", "never@example.org"])

    done = deliver(small_firm.root)
    output, _ = done.communicate(timeout=60)
    states = {row.subscriber: str(row.state) for row in house.ledger.deliveries()}

    assert done.returncode == 0, output
    assert states == {"r0": "accepted", "r1": "refused"}
    ((to, raw),) = server.received
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert (to, found["subject"]) == ("fine@example.org", "Reading a lease")


@in_gates
def test_killed_at_any_moment_nobody_gets_it_twice_and_nobody_is_lost(small_firm: SmallFirm, server: Server) -> None:
    """SIGKILL after SIGKILL: no duplicate; each reader is accepted, refused or named as uncertain."""
    server.pause = 0.01
    readers = [f"reader{number}@example.org" for number in range(60)]
    house = readied(small_firm, server.port, readers)
    chance = random.Random(20261118)
    kills = 0
    for _ in range(40):
        process = deliver(small_firm.root)
        started = len(server.received)
        # Wait until it is really sending, so that the kill lands in mid-sentence.
        while process.poll() is None and len(server.received) == started:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.12))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate()
        if not any(row.state is DeliveryState.PLANNED for row in house.ledger.deliveries()):
            break
    deliver(small_firm.root).communicate()
    states = {f"reader{row.subscriber[1:]}@example.org": row.state for row in house.ledger.deliveries()}
    times = Counter(to for to, _ in server.received)

    assert kills >= 5
    assert {1} == set(times.values())
    assert {DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN} >= set(states.values())
    assert {to for to, state in states.items() if state is DeliveryState.ACCEPTED} <= set(times)
    assert set(readers) - set(times) <= {to for to, state in states.items() if state is DeliveryState.UNCERTAIN}
    # Sixty that wait are worth two conversations.
    assert list(states.values()).count(DeliveryState.UNCERTAIN) <= 2 * kills


def test_two_at_once_send_each_message_once(small_firm: SmallFirm, server: Server) -> None:
    """The lock lets one work; the other says so and leaves."""
    server.pause = 0.02
    readied(small_firm, server.port, [f"reader{number}@example.org" for number in range(20)])

    both = [deliver(small_firm.root), deliver(small_firm.root)]
    outputs = [process.communicate(timeout=60)[0] for process in both]

    assert {1} == set(Counter(to for to, _ in server.received).values())
    assert len(server.received) == 20
    assert sorted(process.returncode for process in both) == [0, 1], outputs
