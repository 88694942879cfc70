"""A day of `attract up` in which everybody who answers echoes addresses and names: no line of the log holds one, nor a token."""

import asyncio
import email
import email.policy
import re
import time
from email.message import EmailMessage
from urllib.parse import unquote

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from pipeline import subscribing, template_gate
from pipeline.model import DeliveryState
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import SmallFirm
from tests.serving import free_port, hidden, html_links, links
from tests.thorough import LONGER
from tests.upping import PATIENCE, figures, health, upped

pytestmark = pytest.mark.servers
#: Who reads, by what becomes of their mail; who asks; and who is named in the settings.
READERS = {
    "Zuleika Quennell": "zuleika.q@accepted.example", "Ottoline Fazakerley": "ottoline@unknown.example",
    "Perpetua Wigglesworth": "perpetua@later.example", "Barnabas Throckmorton": "barnabas@blocked.example",
    "Ignatius Brindlecombe": "ignatius@dropped.example",
}  # fmt: skip
ASKS = {"Eulalia Pomfret": "eulalia@accepted.example", "Cornelius Vane-Tempest": "cornelius@later.example",
        "Hyacinth Oglethorpe": "hyacinth@unknown.example"}  # fmt: skip
SEED = "leocadia@firm-partner.example"


class Echoing:
    """A mail server that says whom each answer is about, in every way that servers have."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        #: Whether it talks to nobody any more, and says because of whom.
        self.angry = False
        self.port = free_port()
        self._names = {address: name for name, address in (READERS | ASKS).items()}
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, auth_require_tls=False)

    async def handle_EHLO(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greet, or not."""
        session.host_name = hostname
        return [await self.handle_HELO(server, session, envelope, hostname)] if self.angry else responses

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:  # noqa: N802  # the name that aiosmtpd calls
        """Likewise."""
        session.host_name = hostname
        return f"550 5.7.1 too much for {READERS['Zuleika Quennell']}" if self.angry else "250 hello"

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: object
    ) -> str:
        """Take a recipient, or say why not."""
        who = f"<{address}> ({self._names.get(address, 'nobody')})"
        if "unknown" in address:
            return f"550 5.1.1 {who}: Recipient address rejected: User unknown in virtual mailbox table"
        if "later" in address:
            return f"451 4.7.1 {who} is greylisted, see http://postgrey.example/?to={address.replace('@', '%40')}"
        envelope.rcpt_tos.append(address)
        return f"250 2.1.5 {who} ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the name that aiosmtpd calls
        """Keep it, or not."""
        to = envelope.rcpt_tos[0]
        if "blocked" in to:
            return f"554 5.7.1 Message to {to} ({self._names[to]}) blocked: your network is on our list"
        if "dropped" in to:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return f"250 2.0.0 queued for {to}"

    def to(self, address: str) -> EmailMessage:
        """The first mail to somebody; waits for it."""
        until = time.monotonic() + PATIENCE
        while not (found := [each for each in self.received if address in str(each["to"])]):
            assert time.monotonic() < until
            time.sleep(0.1)
        return found[0]


def ready(firm: SmallFirm, server: Echoing) -> int:
    """A firm that sends to this server, with readers and a service; returns its port."""
    port, text = free_port(), (firm.root / "content/firm.yml").read_text("utf-8")
    smtp = f"transport: smtp, host: 127.0.0.1, port: {server.port}, security: none, undo: 0, patience: 3, "
    imap = "mailbox: {host: 127.0.0.1, port: 9, user: bounces@firm.example}, "
    more = (
        f"subscribing: {{address: 'http://127.0.0.1:{port}', work: 0, proxies: [127.0.0.1]}}\n"
        'cadences: {site: {at: "00:00"}, weekly: {on: monday, at: "00:00"}}\n'
    )
    firm.write("content/firm.yml", text.replace("mail: {", f"mail: {{{smtp}{imap}") + more)
    house = House(firm.root)
    for number, (name, address) in enumerate(READERS.items()):
        house.ledger.add(subscriber(id=f"{number:032x}", address=address, name=name))
    template_gate.tested(house)
    _ = subscribing.Subscribing(house).keys
    return port


def subscribe(client: httpx.Client, name: str, address: str, number: int) -> None:
    """Fill in the form."""
    client.headers["X-Forwarded-For"] = f"198.51.{number}.7"
    told = {"form": hidden(client.get("/digest/").text), "address": address, "name": name, "work": "1"}
    assert 303 == client.post("/digest/", data=told).status_code


def tokens(mails: list[EmailMessage]) -> set[str]:
    """What makes the links of mails somebody's."""
    found = {link for mail in mails for link in (*links(mail), *html_links(mail)) if "/digest/" in link}
    return {unquote(each).rstrip("/").rpartition("/")[2] for each in found if each.count(".") > 3}


@pytest.mark.long
@pytest.mark.parametrize("form", ["json", "text"][:LONGER])
def test_no_line_of_a_day_names_a_reader(small_firm: SmallFirm, form: str) -> None:
    """Sign-ups, confirmations, digests, refusals, a blocked sender, dead lines, wrong settings, broken keys: at every level."""
    server = Echoing()
    port = ready(small_firm, server)
    good = (small_firm.root / "content/firm.yml").read_text("utf-8")
    server.controller.start()
    command = ("up", "--port", str(port), "--every", "1", "--publish")
    env = {"ATTRACT_LOG_LEVEL": "debug"}
    try:
        with upped(small_firm.root, *command, env=env, form=form) as up:
            up.has("The site is published")
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                client.headers["Origin"] = f"http://127.0.0.1:{port}"
                for number, (name, address) in enumerate(ASKS.items()):
                    subscribe(client, name, address, number)
                confirmation = server.to("eulalia@accepted.example")
                (link,) = [each for each in links(confirmation) if "/confirm/" in each]
                form_token = hidden(client.get(link).text)
                pressed = client.post(link, data={"form": form_token})
                digest = server.to("zuleika.q@accepted.example")
                up.has("Sending is paused", "sending is paused")
                data = client.post(
                    "/digest/data",
                    data={"form": hidden(client.get("/digest/data").text), "address": READERS["Zuleika Quennell"]},
                )
                for bad in ("confirm", "leave", "yours", "data", "preview"):
                    client.get(f"/digest/{bad}/{SEED}?to={SEED}")
                    client.get(f"/digest/{bad}/" + (tokens([digest]) or {"x"}).copy().pop() + "x")
                server.angry = True
                subscribe(client, "Cornelius Vane-Tempest", "second@accepted.example", 99)
                up.has("Letters wait", "letters.wait")
                small_firm.write("content/firm.yml", good + f"seed: {SEED}\nreaders: [Zuleika Quennell]\n")
                up.has("The last good settings go on")
                small_firm.write("content/firm.yml", good)
                (small_firm.root / ".attract/reader.keys").write_bytes(f"{SEED} Zuleika Quennell\n".encode())
                time.sleep(1.5)
                broken = client.get(link)
                small_firm.write(
                    "content/articles/of-zuleika.md", "---\ntitle: [Zuleika Quennell\n---\nzuleika.q@accepted.example\n"
                )
                up.has("of-zuleika.md")
            private = up.private
            shown = httpx.get(f"{private}/metrics").text + str(health(private))
            seen = figures(private)
    finally:
        server.controller.stop()
    house = House(small_firm.root)
    states = {row.state for row in house.ledger.deliveries()}
    whole = "".join(up.raw) + shown
    secrets = {
        *READERS, *ASKS, *READERS.values(), *ASKS.values(), SEED, *(each.partition("@")[0] for each in (SEED, *READERS.values(), *ASKS.values())),
        *(part for name in READERS | ASKS for part in name.split()), *tokens(server.received), form_token,
    }  # fmt: skip

    assert (200, 2) == (pressed.status_code, data.status_code // 100)
    assert broken.status_code >= 400
    assert {DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.UNCERTAIN} <= states
    assert 1 == seen["attract_sending_paused"]
    assert len(tokens(server.received)) >= 3
    assert len(up.raw) > 20
    assert [] == [
        line
        for line in whole.splitlines()
        for secret in secrets
        if re.search(rf"(?<!of-){re.escape(secret)}", line, re.IGNORECASE)
    ]
    assert "Traceback" not in whole
