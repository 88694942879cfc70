"""The keys that sign mail, as the firm's engineer types it, and the mails that leave signed."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPrivateNumbers, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edges.dkim_keys import zone_line
from pipeline.edges.maildir import remove_mails
from pipeline.mail_settings import is_selector
from pipeline.model import SignUp, Wish
from pipeline.subscribing import Subscribing
from tests.builders import FIRM, NOON, subscriber
from tests.conftest import SmallFirm
from tests.test_cli import attract

MAIL = "mail: {sender: Test Firm <digest@firm.example>, reply_to: hello@firm.example"


@pytest.fixture
def firm(small_firm: SmallFirm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallFirm:
    """A firm whose engineer has a home of their own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return small_firm


def short_key() -> RSAPrivateKey:
    """A key of 648 bits, of two primes of Mersenne's; nothing makes such a key any more."""
    p, q, e = 2**521 - 1, 2**127 - 1, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = RSAPublicNumbers(e, p * q)
    return RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


def with_dkim(firm: SmallFirm, told: str, more: str = "") -> None:
    """Write `mail.dkim` into the firm's settings."""
    firm.write("content/firm.yml", FIRM.replace(MAIL, f"{MAIL}, dkim: {told}") + more)


def test_a_first_key_is_made_and_told(firm: SmallFirm, tmp_path: Path) -> None:
    """Under a name of its own, readable by its owner alone, with the record and what comes next."""
    told = attract(firm, "mail", "keys")

    key = tmp_path / "home/.config/attract/dkim/firm.example/attract1.pem"
    assert 0 == told.exit_code
    assert 0o600 == stat.S_IMODE(key.stat().st_mode)
    assert 0o700 == stat.S_IMODE(key.parent.stat().st_mode)
    for words in (
        "name   attract1._domainkey.firm.example", "value  v=DKIM1; k=rsa; p=MII", "dkim: {selector: attract1}",
        "--selector NEW", "Keep a copy of the key",
    ):  # fmt: skip
        assert words in told.output


def test_a_key_is_never_overwritten(firm: SmallFirm) -> None:
    """A second time its record is shown again."""
    first = json.loads(attract(firm, "mail", "keys", "--json").output)
    again = json.loads(attract(firm, "mail", "keys", "--json").output)

    assert [True, False] == [found[0].pop("made") for found in (first, again)]
    assert first == again
    assert "was there, and is left as it is" in attract(firm, "mail", "keys").output


def test_a_new_key_stands_beside_the_old(firm: SmallFirm) -> None:
    """It signs nothing until the settings name it."""
    with_dkim(firm, "{selector: attract1, ed25519_selector: attract1e}")
    before = json.loads(attract(firm, "mail", "keys", "--json").output)
    after = json.loads(attract(firm, "mail", "keys", "--selector", "attract2", "--json").output)

    assert [("attract1", "rsa", True), ("attract1e", "ed25519", True)] == [
        (k["selector"], k["kind"], k["signs"]) for k in before
    ]
    assert [("attract2", "rsa", False), ("attract1e", "ed25519", True)] == [
        (k["selector"], k["kind"], k["signs"]) for k in after
    ]
    assert "signs with it" in attract(firm, "mail", "keys").output


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("--selector", "../attract"), "no selector"),
        (("--selector", "Attract"), "no selector"),
        (("--selector", "a" * 64), "no selector"),
        (("--selector", "one", "--ed25519", "one"), "one key"),
        (("--ed25519", "attract1"), "one key"),
    ],
)
def test_a_wrong_name_is_refused(firm: SmallFirm, told: tuple[str, ...], words: str, tmp_path: Path) -> None:
    """And nothing is made."""
    done = attract(firm, "mail", "keys", *told)

    assert 2 == done.exit_code
    assert words in done.output
    assert [] == list((tmp_path / "home").rglob("*.pem"))


def test_a_key_of_the_other_kind_keeps_its_name(firm: SmallFirm) -> None:
    """Neither kind takes the other's place."""
    attract(firm, "mail", "keys", "--selector", "one", "--ed25519", "two")

    done = attract(firm, "mail", "keys", "--selector", "two", "--ed25519", "three")

    assert 2 == done.exit_code
    assert "other kind" in done.output


@pytest.mark.parametrize(
    ("dkim_told", "words"),
    [
        ("{selector: A}", "small letters"), ("{selector: a, ed25519_selector: a}", "differ"), ("{}", "selector` is missing"),
        ("{selector: a, ed25519_selector: B}", "small letters"), ("{selector: a, keys: keys}", "whole path"),
        ("{selector: a, domain: 'a b'}", "a domain"), ("{selector: a, key: x}", "keys"),
    ],
)  # fmt: skip
def test_wrong_settings_are_named(firm: SmallFirm, dkim_told: str, words: str) -> None:
    """With what they must be."""
    with_dkim(firm, dkim_told)

    done = attract(firm, "mail", "keys")

    assert 2 == done.exit_code
    assert words in done.output


def test_no_key_lies_in_the_firms_folder(firm: SmallFirm) -> None:
    """It is copied and shared."""
    with_dkim(firm, f"{{selector: attract1, keys: {firm.root}/keys}}")

    done = attract(firm, "mail", "keys")

    assert 2 == done.exit_code
    assert "firm's folder" in done.output
    assert not (firm.root / "keys").exists()


def test_without_its_key_nothing_leaves(firm: SmallFirm) -> None:
    """The error names the file and the command; no mail lies in the outbox, and the next run sends it."""
    with_dkim(firm, "{selector: attract1}", 'cadences: {weekly: {on: monday, at: "08:30"}}\n')
    house = firm.house()
    house.ledger.add(subscriber(id="r1", address="b@example.org"))
    house.collect()
    house.tag()
    house.screen()
    house.mailing.open_due(house.judged()[0])

    done = attract(firm, "deliver")
    assert 2 == done.exit_code
    assert "attract mail keys makes it" in done.output
    assert [] == list(house.outbox.rglob("*.eml"))

    attract(firm, "mail", "keys")
    assert 0 == attract(firm, "deliver").exit_code
    (laid,) = house.outbox.rglob("*.eml")
    assert laid.read_bytes().startswith(b"DKIM-Signature: v=1; a=rsa-sha256;")


def test_every_letter_is_signed(firm: SmallFirm) -> None:
    """Confirmations too, with both keys, for a reader whose address is not ASCII; another implementation agrees."""
    with_dkim(
        firm,
        "{selector: attract1, ed25519_selector: attract1e}",
        "subscribing: {address: 'https://www.firm.example'}\n",
    )
    published = {
        f"{each['record']['name']}.": each["record"]["value"]
        for each in json.loads(attract(firm, "mail", "keys", "--json").output)
    }
    service = Subscribing(firm.house())
    asked = SignUp(id="a" * 32, address="jörg@example.org", wish=Wish(), asked=NOON, wording="w", form="3")

    transport = service.transport()
    transport.send(service.confirmation(asked))
    transport.close()

    (laid,) = service.house.outbox.rglob("*.eml")
    checked = dkim.DKIM(laid.read_bytes())
    answers = [
        checked.verify(idx, dnsfunc=lambda name, timeout=5: published[name.decode()].encode()) for idx in range(2)
    ]
    assert [True, True] == answers
    # Whoever is erased is found behind the signatures, too.
    assert 1 == remove_mails(service.house.outbox, "jörg@example.org")


@pytest.mark.parametrize("kind", ["words", "short", "curve", "folder"])
def test_a_file_that_is_no_key_is_named(firm: SmallFirm, tmp_path: Path, kind: str) -> None:
    """It is never overwritten: it may be the key, in a form that we do not know."""
    with_dkim(firm, "{selector: attract1}")
    path = tmp_path / "home/.config/attract/dkim/firm.example/attract1.pem"
    path.parent.mkdir(parents=True)
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if kind == "folder":
        path.mkdir()
    else:
        bodies: dict[str, Callable[[], bytes]] = {
            "words": lambda: b"no key",
            "short": lambda: short_key().private_bytes(*plain),
            "curve": lambda: generate_ec(SECP256R1()).private_bytes(*plain),
        }
        path.write_bytes(bodies[kind]())

    done = attract(firm, "mail", "keys")

    assert 2 == done.exit_code
    assert str(path) in done.output
    assert "new selector" in done.output


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=70))
def test_a_selector_is_a_name_in_the_dns_and_of_a_file(name: str) -> None:
    """Whatever is taken leads nowhere else."""
    if is_selector(name):
        assert name.isascii()
        assert {"/", "\\", " ", "\n"}.isdisjoint(name)
        assert all(0 < len(part) < 64 for part in name.split("."))


@given(st.text(st.characters(codec="ascii", exclude_characters='"\\', exclude_categories=["Cc"]), max_size=900))
def test_a_zone_line_holds_the_record_in_strings(value: str) -> None:
    """Of 255 characters at most; joined they are the record."""
    strings = zone_line("a._domainkey.firm.example", value).split('"')[1::2]

    assert value == "".join(strings)
    assert 255 >= max(map(len, strings), default=0)


def test_a_key_that_cannot_be_written_is_a_clear_problem(firm: SmallFirm, tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "home/.config").write_text("")

    done = attract(firm, "mail", "keys")

    assert 2 == done.exit_code
    assert "mail.dkim.keys" in done.output
