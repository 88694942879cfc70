"""A digest that Attract signs, as the other side gets it."""

import json
from pathlib import Path

import dkim
import pytest

from pipeline import template_gate
from tests.builders import FIRM, subscriber
from tests.conftest import WEDNESDAY, SmallFirm
from tests.servers.mail_server import MailServer
from tests.test_cli import attract

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("plain", [True, False])
def test_a_digest_verifies_on_the_other_side(small_firm: SmallFirm, tmp_path: Path, plain: bool) -> None:
    """The whole way: composed, signed, sent, dots and all; one changed letter, and it does not."""
    with MailServer(None) as server:
        smtp = (
            f"transport: smtp, host: 127.0.0.1, port: {server.port}, security: none, "
            f"dkim: {{selector: one, ed25519_selector: two, keys: {tmp_path}/keys}}, "
        )
        small_firm.write(
            "content/firm.yml",
            FIRM.replace("mail: {", "mail: {" + smtp) + 'cadences: {weekly: {on: monday, at: "08:30"}}\n',
        )
        records = [each["record"] for each in json.loads(attract(small_firm, "mail", "keys", "--json").output)]
        house = small_firm.house(WEDNESDAY)
        house.ledger.add(subscriber(id="r1", address="b@example.org", name="Zoë . 日本", plain=plain))
        house.collect()
        house.tag()
        house.screen()
        house.mailing.open_due(house.judged()[0])
        template_gate.tested(house)
        sent = attract(small_firm, "deliver")

    assert 0 == sent.exit_code, sent.output
    ((_, raw),) = server.received
    published = {f"{each['name']}.": each["value"].encode() for each in records}
    changed = raw.replace(b"lease", b"leese", 1)
    assert raw != changed
    assert [True, True] == [_verifies(raw, number, published) for number in range(2)]
    assert [False, False] == [_verifies(changed, number, published) for number in range(2)]


def _verifies(raw: bytes, number: int, published: dict[str, bytes]) -> bool:
    try:
        return bool(dkim.DKIM(raw).verify(number, dnsfunc=lambda name, timeout=5: published.get(name.decode())))
    except dkim.DKIMException:
        return False
