"""How what was seen of the firm's mail is judged."""

import ipaddress
from datetime import timedelta
from typing import Any

import pytest

from pipeline.deliver import checkup, finished
from pipeline.deliver.checkup import HostName
from pipeline.deliver.records import KeyState, dmarc
from pipeline.deliver.spf import Spf
from pipeline.model.check import State
from pipeline.ports.checking import MailServer, Page
from tests.builders import NOON

RECORD = "v=spf1 ip4:8.8.4.0/24 -all"
LEAVE = "https://www.firm.example/digest/leave/token"


def spf(**changes: Any) -> Spf:
    """A record that nothing is wrong with."""
    fields = {
        "domain": "firm.example",
        "records": (RECORD,),
        "others": "-",
        "networks": [ipaddress.ip_network("8.8.4.0/24")],
    }
    return Spf(**{**fields, **changes})


def server(**changes: Any) -> MailServer:
    """A mail server to which one can talk in private."""
    fields = {
        "where": "smtp.firm.example:587",
        "addresses": ("8.8.4.4",),
        "greeted": True,
        "tls": "TLSv1.3",
        "ends": NOON + timedelta(days=60),
    }
    return MailServer(**{**fields, **changes})


@pytest.mark.parametrize(
    ("others", "state"), [("-", "well"), ("~", "well"), ("?", "told"), ("", "told"), ("+", "needs a person")]
)
def test_what_is_said_of_everybody_else_counts(others: str, state: str) -> None:
    """To let nobody in is well, to say nothing is worth a word, to let everybody in is not."""
    assert state == checkup.spf(spf(others=others)).state


@pytest.mark.parametrize(
    ("found", "seen", "state"),
    [
        (spf(), server(), "well"),
        (spf(), server(addresses=("8.8.8.8",)), "told"),
        (spf(), server(addresses=("8.8.8.8", "8.8.4.9")), "well"),
        (spf(), server(addresses=("127.0.0.1",)), None),
        (spf(records=()), server(), None),
        (spf(problems=["it is broken"]), server(), None),
    ],
)
def test_a_server_that_may_send_is_told(found: Spf, seen: MailServer, state: str | None) -> None:
    """Where its addresses say anything; one that may not may send from others, so that nobody is blamed."""
    check = checkup.listed(found, seen)

    assert state == (check.state if check else None)


def test_an_open_line_to_another_machine_needs_a_person() -> None:
    """The password goes over it."""
    (_, line) = checkup.server(server(tls="", ends=None), NOON)
    (_, here) = checkup.server(server(tls="", ends=None, here=True), NOON)

    assert (State.PERSON, State.WELL) == (line.state, here.state)


@pytest.mark.parametrize(
    ("days", "state"), [(60, "well"), (14, "well"), (13, "needs a person"), (-1, "needs a person")]
)
def test_a_certificate_is_renewed_in_time(days: int, state: str) -> None:
    """Two weeks are too few."""
    (_, line) = checkup.server(server(ends=NOON + timedelta(days=days)), NOON)

    assert state == line.state


@pytest.mark.parametrize("state", KeyState)
def test_every_state_of_a_key_is_told(state: KeyState) -> None:
    """A key that signs needs its record; one that does not is only told of."""
    signs = checkup.dkim("attract1", "rsa", "firm.example", state, signs=True)
    waits = checkup.dkim("attract1e", "ed25519", "firm.example", state, signs=False)

    wanted = {KeyState.RIGHT: State.WELL, KeyState.TESTING: State.TOLD}.get(state, State.PERSON)
    assert (wanted, State.TOLD) == (signs.state, waits.state)
    assert "attract1._domainkey.firm.example" in signs.seen
    assert "ed25519" in waits.remedy


@pytest.mark.parametrize(
    ("record", "state", "words"),
    [
        ("v=DMARC1; p=reject", "well", "p=reject"),
        ("v=DMARC1; p=none", "well", "rua=mailto:"),
        ("v=DMARC1; p=none; rua=mailto:d@firm.example", "well", "then p=quarantine"),
        ("v=DMARC1; p=reject; t=y", "told", "tried out"),
    ],
)
def test_a_policy_is_judged_by_what_it_asks(record: str, state: str, words: str) -> None:
    """To watch is well, with the next step; to try out is told."""
    check = checkup.dmarc("firm.example", {"firm.example": dmarc("firm.example", (record,))})

    assert state == check.state
    assert words in f"{check.seen} {check.remedy}"


def test_a_policy_from_above_is_told_as_such() -> None:
    """With the domain where it stands."""
    above = {"firm.example": dmarc("firm.example", ("v=DMARC1; p=reject",)), "news.firm.example": None}

    assert "p=reject at firm.example" == checkup.dmarc("news.firm.example", above).seen


def test_one_proof_that_stands_is_enough() -> None:
    """SPF or DKIM; none that stands is nothing, however well it would fit."""
    policies = {"firm.example": dmarc("firm.example", ("v=DMARC1; p=reject",))}
    spf_stands, dkim_stands = ("SPF", "firm.example", True), ("DKIM", "firm.example", True)
    spf_falls, dkim_falls = ("SPF", "firm.example", False), ("DKIM", "firm.example", False)

    def of(*proofs: tuple[str, str, bool]) -> State:
        return checkup.alignment("firm.example", proofs, policies).state

    assert [State.WELL] * 3 == [of(spf_stands), of(spf_falls, dkim_stands), of(spf_stands, dkim_falls)]
    assert [State.PERSON] * 3 == [of(spf_falls), of(spf_falls, dkim_falls), of(("SPF", "other.example", True))]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(address=LEAVE, status=200, html=True), "nothing was pressed"),
        (Page(address=LEAVE.replace("https", "http"), status=200, html=True), "not https"),
        (Page(address=LEAVE, problem="no answer"), "cannot be reached"),
        (Page(address=LEAVE, status=410, html=True), "other keys"),
        (Page(address=LEAVE, status=404, html=True), "answers 404"),
        (Page(address=LEAVE, status=302, html=True), "answers 302"),
        (Page(address=LEAVE, status=200), "answers 200"),
    ],
)
def test_the_page_to_leave_is_there_or_not(page: Page, words: str) -> None:
    """And its address, which is a secret, is in no line."""
    check = checkup.one_click(page)

    assert words in f"{check.seen} {check.remedy}"
    assert ("nothing was pressed" in words) == (check.state is State.WELL)
    assert "token" not in f"{check.seen} {check.remedy}"


def test_a_host_is_known_by_a_name_that_leads_back() -> None:
    """Of our own host it must be so; of the mail server's it is worth knowing."""
    named = HostName("203.0.113.7", {"mx.firm.example": ["203.0.113.7"]})
    astray = HostName("8.8.4.4", {"mx.firm.example": ["8.8.4.5"]})
    bare = HostName("8.8.4.4", {})

    assert State.WELL is checkup.host_name([named], ours=False).state
    assert [State.TOLD] * 2 == [checkup.host_name([each], ours=False).state for each in (astray, bare)]
    assert [State.PERSON] * 2 == [checkup.host_name([each], ours=True).state for each in (astray, bare)]
    assert State.TOLD is checkup.host_name([HostName("10.0.0.7", {})], ours=True).state
    assert State.TOLD is checkup.host_name([], ours=False).state


def mail(*headers: str, body: str = "1 Test Street, Testville", size: int = 0) -> bytes:
    """A finished mail."""
    head = ["From: a@firm.example", "MIME-Version: 1.0", *headers, "Content-Type: text/plain; charset=utf-8"]
    return "\r\n".join([*head, "", body, "x" * size, ""]).encode()


ONE_CLICK = (
    "List-Unsubscribe: <https://firm.example/x>, <mailto:a@firm.example>",
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
)


@pytest.mark.parametrize(
    ("raw", "service", "states"),
    [
        (mail(*ONE_CLICK), True, ["well", "well", "well"]),
        (mail(ONE_CLICK[0]), True, ["needs a person", "well", "well"]),
        (mail(ONE_CLICK[0].replace("https", "http"), ONE_CLICK[1]), True, ["needs a person", "well", "well"]),
        (mail("List-Unsubscribe: <mailto:a@firm.example?subject=x>"), False, ["told", "well", "well"]),
        (mail(*ONE_CLICK, body="1 Other Street"), True, ["well", "needs a person", "well"]),
        (mail(*ONE_CLICK, size=80_000), True, ["well", "well", "needs a person"]),
        (
            mail("DKIM-Signature: v=1; h=from:list-unsubscribe :list-unsubscribe-post; b=x", *ONE_CLICK),
            True,
            ["well"] * 4,
        ),
        (
            mail("DKIM-Signature: v=1; h=from:list-unsubscribe; b=x", *ONE_CLICK),
            True,
            ["well"] * 3 + ["needs a person"],
        ),
    ],
)
def test_a_finished_digest_is_looked_at(raw: bytes, service: bool, states: list[str]) -> None:
    """Leaving, postal address, size, and what a signature covers."""
    assert states == [check.state for check in finished.digest(raw, "1 Test Street,  Testville", service=service)]


def test_an_empty_postal_address_is_found() -> None:
    """Nothing stands in every mail."""
    (_, address, _) = finished.digest(mail(*ONE_CLICK), "", service=True)

    assert (State.PERSON, "it is empty") == (address.state, address.seen)
