"""`attract doctor mail` against a real mail server, a real name server and the real service."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
import uvicorn

from pipeline.mail_keys import keys
from pipeline.mail_settings import Dkim
from pipeline.web.preview import create_service
from pipeline.wiring import House
from tests.conftest import SmallFirm, small_firm_in
from tests.servers.dns_server import NameServer, Zone, txt
from tests.servers.mail_server import MailServer
from tests.serving import free_port
from tests.test_cli import attract

pytestmark = pytest.mark.servers
NAME = "localhost"


@contextmanager
def service(root: Path, port: int, certificate: trustme.LeafCert, folder: Path) -> Iterator[None]:
    """The service for readers, over https."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(each.bytes() for each in certificate.cert_chain_pems))
    key.write_bytes(certificate.private_key_pem.bytes())
    config = uvicorn.Config(
        create_service(House(root)),
        host="127.0.0.1",
        port=port,
        ssl_certfile=chain,
        ssl_keyfile=str(key),
        log_level="error",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 15
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.02)
        yield
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class World:
    """A firm that was run, with keys and everything published; a test breaks one thing."""

    firm: SmallFirm
    authority: trustme.CA
    zone: Zone
    folder: Path
    port: int
    settings: dict[str, Any] = field(default_factory=dict)

    def checked(self, name_server: str, **settings: Any) -> tuple[int, dict[str, tuple[str, str]]]:
        """Exit code, and state and words by check."""
        told = {**self.settings, **settings}
        lines = "".join(f"  {name}: {json.dumps(value)}\n" for name, value in told.items() if value is not None)
        text = (self.folder / "firm.yml").read_text("utf-8")
        self.firm.write("content/firm.yml", f"{text}\nmail:\n{lines}")
        done = attract(self.firm, "doctor", "mail", "--json", "--dns", name_server)
        assert done.exit_code < 2, done.output
        return done.exit_code, {
            each["check"]: (each["state"], f"{each['seen']} {each['do']}") for each in json.loads(done.stdout)
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once: to run a firm and to make keys takes seconds."""
    folder = tmp_path_factory.mktemp("doctor")
    firm = small_firm_in(folder)
    port = free_port()
    text = (firm.root / "content/firm.yml").read_text("utf-8")
    mail = {"transport": "smtp", "sender": "Test Firm <digest@firm.example>", "reply_to": "hello@firm.example", "host": NAME,
            "user": "digest", "dkim": {"selector": "first", "ed25519_selector": "second", "keys": str(folder / "keys")}}  # fmt: skip
    text = "\n".join(line for line in text.splitlines() if not line.startswith("mail:"))
    text += f'\ncadences: {{weekly: {{on: monday, at: "08:30"}}}}\nsubscribing: {{address: "https://{NAME}:{port}", work: 0}}\n'
    (folder / "firm.yml").write_text(text, "utf-8")
    firm.write("content/firm.yml", f"{text}\nmail: {json.dumps(mail)}\n")
    assert attract(firm, "run").exit_code < 2
    published = keys(House(firm.root).firm.mail, firm.root)
    zone: Zone = {
        ("firm.example.", "TXT"): [txt("v=spf1 include:provider.example -all")],
        ("provider.example.", "TXT"): [txt("v=spf1 ip4:203.0.113.0/24 ~all")],
        ("_dmarc.firm.example.", "TXT"): [txt("v=DMARC1; p=reject; rua=mailto:d@firm.example")],
        **{(f"{each.name}.", "TXT"): [txt(each.value)] for each in published},
    }
    return World(firm, trustme.CA(), zone, folder, port, mail)


@pytest.fixture
def world(made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The same, for one test to break."""
    authority = tmp_path / "authority.pem"
    authority.write_bytes(made.authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    monkeypatch.setenv("ATTRACT_SMTP_PASSWORD", "right")
    return World(made.firm, made.authority, dict(made.zone), made.folder, made.port, dict(made.settings))


def needing(checks: dict[str, tuple[str, str]]) -> list[str]:
    """The checks that need a person."""
    return [name for name, (state, _) in checks.items() if state == "needs a person"]


def test_all_is_well_and_nothing_is_sent(world: World, tmp_path: Path) -> None:
    """Every check, exit code 0, no mail, nobody left, and no reader made."""
    certificate = world.authority.issue_cert(NAME)
    with (
        NameServer(world.zone) as names,
        MailServer(certificate) as server,
        service(world.firm.root, world.port, certificate, tmp_path),
    ):
        code, checks = world.checked(names.address, port=server.port)

    assert (0, [], []) == (code, needing(checks), server.received), checks
    assert {
        "way out", "keys", "mail server", "TLS", "login", "sender", "SPF", "DKIM first", "DKIM second", "DMARC", "alignment",
        "host name", "one click", "leaving", "postal address", "size", "signature",
    } == set(checks)  # fmt: skip
    assert "1 of at most 10 look-ups, ends with -all" in checks["SPF"][1]
    assert "p=reject" in checks["DMARC"][1]
    assert "TLSv1" in checks["TLS"][1]
    assert "2 on the mail" in checks["signature"][1]
    assert "SPF (firm.example) and DKIM (firm.example) speak" in checks["alignment"][1]
    assert [] == House(world.firm.root).ledger.subscribers()


SPF, DMARC = ("firm.example.", "TXT"), ("_dmarc.firm.example.", "TXT")
FIRST = ("first._domainkey.firm.example.", "TXT")


@pytest.mark.parametrize(
    ("name", "records", "check", "words"),
    [
        (SPF, [], "SPF", "no record"),
        (SPF, [txt("v=spf1 -all"), txt("v=spf1 ~all")], "SPF", "2 records"),
        (SPF, [txt("v=spf1 +all")], "SPF", "anybody"),
        (SPF, [txt("v=spf1 include:gone.example -all")], "SPF", "no SPF record"),
        (SPF, [txt("v=spf1 " + "exists:%{i}.firm.example " * 11 + "-all")], "SPF", "11 look-ups"),
        (FIRST, [], "DKIM first", "attract mail keys"),
        (FIRST, [txt("v=DKIM1; k=rsa; p=")], "DKIM first", "revoked"),
        (FIRST, [txt("v=DKIM1; k=rsa; p=MIIBabc")], "DKIM first", "another key"),
        (FIRST, [txt("v=DKIM1; p=A"), txt("v=DKIM1; p=B")], "DKIM first", "more than one"),
        (DMARC, [], "DMARC", "v=DMARC1"),
        (DMARC, [txt("v=DMARC1; p=none"), txt("v=DMARC1; p=reject")], "DMARC", "v=DMARC1"),
    ],
)
def test_each_wrong_record_needs_a_person(
    world: World, name: tuple[str, str], records: list[str], check: str, words: str
) -> None:
    """One line names it, with what to do; the other of SPF and DKIM still speaks for the firm."""
    world.zone[name] = records
    with NameServer(world.zone) as names:
        code, checks = world.checked(names.address, transport="outbox", host="", user="")

    assert (1, [check, "one click"]) == (code, needing(checks))
    assert words in checks[check][1]


def test_a_key_that_waits_is_told(world: World) -> None:
    """Published before it signs, it is seen; so is one that is not published yet."""
    keys(House(world.firm.root).firm.mail, world.firm.root, "third")
    try:
        with NameServer(world.zone) as names:
            _, before = world.checked(names.address, transport="outbox", host="")
        (third, _) = keys(House(world.firm.root).firm.mail, world.firm.root, "third")
        world.zone[f"{third.name}.", "TXT"] = [txt(third.value)]
        with NameServer(world.zone) as names:
            _, after = world.checked(names.address, transport="outbox", host="")
    finally:
        (world.folder / "keys" / "firm.example" / "third.pem").unlink()

    assert ("told", "told") == (before["DKIM third"][0], after["DKIM third"][0])
    assert "attract mail keys --selector third" in before["DKIM third"][1]
    assert "Set `mail.dkim.selector: third`" in after["DKIM third"][1]


def test_another_domain_that_signs_does_not_count(world: World) -> None:
    """A subdomain does, unless the policy is strict."""
    dkim = {**world.settings["dkim"], "domain": "news.firm.example"}
    world.zone[DMARC] = [txt("v=DMARC1; p=reject; adkim=s")]
    mail = House(world.firm.root).firm.mail
    keys(mail.model_copy(update={"dkim": Dkim(**dkim)}), world.firm.root)
    with NameServer(world.zone) as names:
        _, strict = world.checked(names.address, transport="outbox", host="", dkim=dkim)
        assert "Set `mail.dkim.domain: firm.example`" in strict["alignment"][1]
    world.zone[DMARC] = [txt("v=DMARC1; p=reject")]
    with NameServer(world.zone) as names:
        _, relaxed = world.checked(names.address, transport="outbox", host="", dkim=dkim)

    assert ("needs a person", "well") == (strict["alignment"][0], relaxed["alignment"][0])


def test_a_certificate_for_another_name_is_refused(world: World) -> None:
    """The line is not used, and the reason is told; likewise one of an authority that nobody knows."""
    for certificate in (world.authority.issue_cert("other.example"), trustme.CA().issue_cert(NAME)):
        with NameServer(world.zone) as names, MailServer(certificate) as server:
            code, checks = world.checked(names.address, port=server.port)

        assert (1, ["TLS", "one click"]) == (code, needing(checks))
        assert "certificate" in checks["TLS"][1]
        assert "login" not in checks


@pytest.mark.parametrize(("days", "words"), [(-1, "expired"), (5, "must renew")])
def test_a_certificate_that_ends_is_told_before(world: World, days: int, words: str) -> None:
    """Two weeks before, and after."""
    ends = datetime.now(UTC) + timedelta(days=days)
    certificate = world.authority.issue_cert(NAME, not_after=ends, not_before=ends - timedelta(days=90))
    with NameServer(world.zone) as names, MailServer(certificate) as server:
        _, checks = world.checked(names.address, port=server.port)

    assert "needs a person" == checks["TLS"][0]
    assert words in checks["TLS"][1]


def test_tls_from_the_first_byte(world: World) -> None:
    """`security: tls`, as on port 465."""
    with NameServer(world.zone) as names, MailServer(world.authority.issue_cert(NAME), at_once=True) as server:
        _, checks = world.checked(names.address, port=server.port, security="tls")

    assert ["one click"] == needing(checks), checks
    assert "well" == checks["login"][0]


def test_a_server_without_starttls_is_not_talked_to(world: World) -> None:
    """No fall back to an open line; where the settings want one, it is well on this machine alone."""
    with NameServer(world.zone) as names, MailServer(None) as server:
        _, asked = world.checked(names.address, port=server.port)
        _, here = world.checked(names.address, port=server.port, security="none")

    assert "needs a person" == asked["TLS"][0]
    assert "STARTTLS" in asked["TLS"][1]
    assert ("well", True) == (here["TLS"][0], "does not leave this machine" in here["TLS"][1])


@pytest.mark.parametrize(("password", "words"), [("wrong", "535"), ("", "ATTRACT_SMTP_PASSWORD is empty")])
def test_a_wrong_password_is_told(world: World, monkeypatch: pytest.MonkeyPatch, password: str, words: str) -> None:
    """With what the server said."""
    monkeypatch.setenv("ATTRACT_SMTP_PASSWORD", password)
    with NameServer(world.zone) as names, MailServer(world.authority.issue_cert(NAME)) as server:
        code, checks = world.checked(names.address, port=server.port)

    assert (1, ["login", "one click"]) == (code, needing(checks))
    assert words in checks["login"][1]


def test_a_sender_that_the_server_refuses_is_told(world: World) -> None:
    """Before a mail is refused for it."""
    refused = "553 5.7.1 not your address"
    with NameServer(world.zone) as names, MailServer(world.authority.issue_cert(NAME), refused=refused) as server:
        code, checks = world.checked(names.address, port=server.port)

    assert (1, ["sender", "one click"]) == (code, needing(checks))
    assert refused in checks["sender"][1]


def test_nobody_listens(world: World) -> None:
    """One line for the mail server; everything else is looked at all the same."""
    with NameServer(world.zone) as names:
        code, checks = world.checked(names.address, port=free_port())

    assert (1, ["mail server", "one click"]) == (code, needing(checks))
    assert "cannot be reached" in checks["mail server"][1]


def test_no_name_server_answers(world: World) -> None:
    """One line, soon; what needs none is looked at."""
    began = time.monotonic()
    code, checks = world.checked("127.0.0.1:9", transport="outbox", host="")

    assert (1, ["DNS", "one click"]) == (code, needing(checks))
    assert time.monotonic() - began < 15
    assert {"well"} == {checks[name][0] for name in ("keys", "postal address", "size", "signature", "leaving")}


def test_a_name_that_cannot_be_looked_up_costs_one_check(world: World) -> None:
    """As with a provider's own name server, which knows nothing of other people's domains."""
    world.zone[("provider.example.", "TXT")] = ["!"]
    with NameServer(world.zone) as names:
        code, checks = world.checked(names.address, transport="outbox", host="")

    assert (1, ["SPF", "one click"]) == (code, needing(checks))
    assert "could not answer for provider.example" in checks["SPF"][1]
    assert ("well", "well") == (checks["DKIM first"][0], checks["DMARC"][0])


def test_a_service_with_other_keys_is_told(world: World, tmp_path: Path) -> None:
    """It would answer every reader that their link is none."""
    other = SmallFirm(tmp_path / "other")
    shutil.copytree(world.firm.root, other.root)
    for ring in (other.root / ".attract").glob("reader.keys*"):
        ring.unlink()
    certificate = world.authority.issue_cert(NAME)
    with NameServer(world.zone) as names, service(other.root, world.port, certificate, tmp_path):
        _, checks = world.checked(names.address, transport="outbox", host="")

    assert ["one click"] == needing(checks)
    assert "other keys" in checks["one click"][1]


def test_the_outbox_sends_nothing_and_says_so(world: World) -> None:
    """No mail server is asked; a person reads it in words."""
    with NameServer(world.zone) as names:
        world.checked(names.address, transport="outbox", host="")
        told = attract(world.firm, "doctor", "mail", "--dns", names.address)

    assert 1 == told.exit_code
    assert "nothing is sent" in told.output
    assert "1 of 12 needs a person: one click. Nothing was sent." in told.output


@pytest.mark.parametrize("words", [("--dns", "dns.example"), ()])
def test_wrong_use_is_two(world: World, words: tuple[str, ...]) -> None:
    """A name server by name; SMTP without a server."""
    with NameServer(world.zone) as names:
        world.checked(names.address, transport="outbox", host="")
    if not words:
        text = (world.firm.root / "content/firm.yml").read_text("utf-8").replace('"outbox"', '"smtp"')
        world.firm.write("content/firm.yml", text)

    assert 2 == attract(world.firm, "doctor", "mail", *words).exit_code


def test_a_sender_without_a_domain_is_two(world: World) -> None:
    """There is nothing to ask the DNS for."""
    with NameServer(world.zone) as names:
        world.checked(names.address, transport="outbox", host="")
        text = (world.firm.root / "content/firm.yml").read_text("utf-8").replace("digest@firm.example", "digest")
        world.firm.write("content/firm.yml", text)
        done = attract(world.firm, "doctor", "mail", "--dns", names.address)

    assert 2 == done.exit_code
    assert "`mail.sender` is no mail address" in done.output
