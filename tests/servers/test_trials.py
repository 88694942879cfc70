"""A test mail over a real conversation, and the edition that it lets go."""

import email
import email.policy
import json
from pathlib import Path

import dkim
import pytest

from pipeline import template_gate
from pipeline.errors import TransportError
from tests.builders import FIRM, subscriber
from tests.conftest import SmallFirm
from tests.servers.mail_server import MailServer
from tests.test_cli import attract

pytestmark = pytest.mark.servers


def readied(firm: SmallFirm, server: MailServer, more: str = "") -> None:
    """A firm that sends by this server, with a reader and an edition that waits."""
    mail = f"transport: smtp, host: 127.0.0.1, port: {server.port}, security: none, undo: 0, {more}"
    firm.write(
        "content/firm.yml",
        FIRM.replace("mail: {", "mail: {" + mail)
        + 'cadences: {weekly: {on: monday, at: "08:30"}}\nsocial: {networks: []}\n',
    )
    house = firm.house()
    house.ledger.add(subscriber(id="r1", address="hana@example.org", name="Zoë . 日本"))
    house.collect(feeds=False)
    house.tag()
    house.screen()
    house.mailing.open_due(house.judged()[0])


def test_the_test_goes_alone_and_then_the_edition_leaves(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Signed as every mail, with a return path of its own; the reader gets theirs once, unmarked, after it."""
    with MailServer(None) as server:
        readied(small_firm, server, f"bounces: bounces@firm.example, dkim: {{selector: one, keys: {tmp_path}/keys}}, ")
        (key,) = json.loads(attract(small_firm, "mail", "keys", "--json").output)
        before = attract(small_firm, "deliver")
        tried = attract(small_firm, "deliver", "--test-to", "marketing@firm.example")
        alone = [to for to, _ in server.received]
        sent = attract(small_firm, "deliver")
        again = attract(small_firm, "deliver")

    assert (1, 0, 0, 0) == (before.exit_code, tried.exit_code, sent.exit_code, again.exit_code), sent.output
    assert "Editions may leave in this shape now" in " ".join(tried.output.split())
    assert ["marketing@firm.example"] == alone
    assert ["marketing@firm.example", "hana@example.org"] == [to for to, _ in server.received]
    mails = [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in server.received]
    assert ["[Test] Reading a lease", "Reading a lease"] == [mail["Subject"] for mail in mails]
    assert all(sender.startswith("bounces+") for sender in server.senders)
    assert 2 == len(set(server.senders))
    published = {f"{key['record']['name']}.": key["record"]["value"].encode()}
    for _, raw in server.received:
        assert dkim.DKIM(raw).verify(0, dnsfunc=lambda name, timeout=5: published.get(name.decode()))
    assert "accepted" == str(small_firm.house().ledger.deliveries()[0].state)


def test_a_test_that_is_refused_opens_nothing(small_firm: SmallFirm) -> None:
    """It says what the server said."""
    with MailServer(None, refused="550 5.7.1 we do not want it") as server:
        readied(small_firm, server)
        tried = attract(small_firm, "deliver", "--test-to", "marketing@firm.example")

    assert 1 == tried.exit_code
    assert "550 5.7.1 we do not want it" in tried.output
    assert isinstance(template_gate.stopped(small_firm.house()), TransportError)
