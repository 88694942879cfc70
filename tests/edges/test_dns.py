"""Questions to a real name server."""

import pytest

from pipeline.edges.dns import Resolver
from pipeline.errors import UsageError
from pipeline.ports.checking import Silent
from tests.servers.dns_server import NameServer, txt

pytestmark = pytest.mark.servers
LONG = "v=DKIM1; k=rsa; p=" + "A" * 2000
ZONE = {
    ("firm.example.", "TXT"): [txt("v=spf1 -all"), '"two" " strings"'],
    ("firm.example.", "MX"): ["10 mx.firm.example."],
    ("mx.firm.example.", "A"): ["203.0.113.7"],
    ("mx.firm.example.", "AAAA"): ["2001:db8::7"],
    ("7.113.0.203.in-addr.arpa.", "PTR"): ["mx.firm.example."],
    ("long.firm.example.", "TXT"): [txt(LONG)],
    ("broken.example.", "TXT"): ["!"],
}


def test_each_kind_of_question_is_answered() -> None:
    """Strings of one record are joined; long answers come by TCP; what is not there is nothing."""
    with NameServer(ZONE) as server:
        asks = Resolver(server.address)

        assert {"v=spf1 -all", "two strings"} == set(asks.texts("firm.example"))
        assert ("mx.firm.example",) == asks.exchanges("firm.example.")
        assert ("203.0.113.7", "2001:db8::7") == asks.addresses("mx.firm.example")
        assert ("192.0.2.4",) == asks.addresses("192.0.2.4")
        assert ("mx.firm.example",) == asks.pointers("203.0.113.7")
        assert (LONG,) == asks.texts("long.firm.example")
        assert ((), ()) == (asks.texts("nowhere.example"), asks.texts("mx.firm.example"))


def test_a_question_is_asked_once() -> None:
    """A second time it is remembered."""
    with NameServer(ZONE) as server:
        asks = Resolver(server.address)
        for _ in range(3):
            asks.texts("firm.example")

        assert [("firm.example.", "TXT")] == server.asked


@pytest.mark.parametrize(
    "name", ["a" * 64 + ".example", "..", "", "a b.example", "%{i}.example", "\udc80.example", "x." * 200]
)
def test_what_is_no_name_has_no_records(name: str) -> None:
    """Records name whatever somebody typed."""
    with NameServer(ZONE) as server:
        assert () == Resolver(server.address).texts(name)


def test_nobody_answers() -> None:
    """Nobody listening, and a server that cannot answer, are told from a name without records."""
    with pytest.raises(Silent, match=r"in time|reached|could answer"):
        Resolver("127.0.0.1:9", patience=0.5).texts("firm.example")
    with NameServer(ZONE) as server, pytest.raises(Silent, match=r"broken\.example"):
        Resolver(server.address, patience=0.5).texts("broken.example")


@pytest.mark.parametrize("told", ["dns.example", "9.9.9", "9.9.9.9:x", ":53", "9.9.9.9:99999"])
def test_a_name_server_is_an_address(told: str) -> None:
    """Else one would have to ask it for its own name."""
    with pytest.raises(UsageError, match="name server"):
        Resolver(told)


@pytest.mark.parametrize("told", ["9.9.9.9", "9.9.9.9:5353", "2620:fe::fe", "[2620:fe::fe]:53"])
def test_addresses_come_with_and_without_a_port(told: str) -> None:
    """In all the usual spellings."""
    Resolver(told)
