"""A dry run beside a real conversation: the same bytes and envelopes."""

from pathlib import Path

import pytest

from pipeline import template_gate
from pipeline.dry_runs import DryRun
from tests.builders import FIRM, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.servers.mail_server import MailServer
from tests.test_cli import attract

pytestmark = pytest.mark.servers


def test_what_was_laid_down_is_what_a_server_gets(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Signed, with one-click leaving and a return path for each: byte for byte, by the same clock."""
    with MailServer(None) as server:
        mail = (
            f"transport: smtp, host: 127.0.0.1, port: {server.port}, security: none, undo: 0, "
            f"bounces: bounces@firm.example, dkim: {{selector: one, keys: {tmp_path}/keys}}, "
        )
        small_firm.write(
            "content/firm.yml",
            FIRM.replace("mail: {", "mail: {" + mail)
            + 'cadences: {weekly: {on: monday, at: "08:30"}}\nsubscribing: {address: "https://news.firm.example/"}\n'
            + "social: {networks: []}\n",
        )
        attract(small_firm, "mail", "keys")
        house = small_firm.house(WEDNESDAY)
        for number in range(3):
            plain = number == 2
            house.ledger.add(
                subscriber(id=f"r{number}", address=f"r{number}@example.org", name="Zoë . 日本", plain=plain)
            )
        house.collect(feeds=False)
        house.tag()
        house.screen()
        house.mailing.open_due(house.judged()[0])
        laid = {(each.sender, each.recipient): Path(each.path).read_bytes() for each in DryRun(house).mails()}
        assert [] == server.received
        template_gate.tested(house)
        house.mailing.deliver(house.judged()[0])

    assert 3 == len(laid)
    assert laid == {(sender, to): raw for sender, (to, raw) in zip(server.senders, server.received, strict=True)}
    assert all(
        raw.startswith(b"DKIM-Signature: ") and sender.startswith("bounces+") for (sender, _), raw in laid.items()
    )
