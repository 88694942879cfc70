"""Asks the DNS (port: Dns), with the machine's own name servers or with one that is named."""

import ipaddress
from typing import Any

import dns.exception
import dns.nameserver
import dns.rdatatype
import dns.resolver
import dns.reversename

from pipeline.errors import UsageError
from pipeline.ports.checking import Silent, Unanswered

#: Seconds for one question, all its tries together.
PATIENCE = 4.0
#: Bytes of an answer by UDP that arrive everywhere; longer ones come by TCP.
_PAYLOAD = 1232


class Resolver:
    """Remembers answers for as long as it lives.

    Args:
        server: an IP address, or `address:port` (`[address]:port`); empty: the machine's own.
        patience: seconds for one question.

    Raises:
        UsageError: the server is no IP address.
        Silent: the machine names no server.

    """

    def __init__(self, server: str = "", patience: float = PATIENCE) -> None:
        try:
            self._resolver = dns.resolver.Resolver(configure=not server)
        except dns.resolver.NoResolverConfiguration as problem:
            raise Silent("this machine names no name server") from problem
        if server:
            host, port = _server(server)
            self._resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port)]
        self._resolver.lifetime = patience
        self._resolver.timeout = patience / 2
        self._resolver.use_edns(0, 0, _PAYLOAD)
        self._resolver.cache = dns.resolver.Cache()

    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each in one piece."""
        # RFC 7208, 3.3: the strings of one record are joined without anything between them.
        return tuple(b"".join(each.strings).decode("utf-8", "replace") for each in self._ask(name, "TXT"))

    def addresses(self, name: str) -> tuple[str, ...]:
        """The IPv4 and IPv6 addresses of a name, or of an address itself."""
        try:
            return (str(ipaddress.ip_address(name)),)
        except ValueError:
            return tuple(each.address for kind in ("A", "AAAA") for each in self._ask(name, kind))

    def exchanges(self, name: str) -> tuple[str, ...]:
        """The mail servers (MX) of a domain."""
        return tuple(each.exchange.to_text(omit_final_dot=True) for each in self._ask(name, "MX"))

    def pointers(self, address: str) -> tuple[str, ...]:
        """The names (PTR) of an IP address."""
        name = dns.reversename.from_address(address).to_text()
        return tuple(each.target.to_text(omit_final_dot=True) for each in self._ask(name, "PTR"))

    def _ask(self, name: str, kind: str) -> list[Any]:  # what an answer has depends on what was asked
        try:
            return list(self._resolver.resolve(f"{name.rstrip('.')}.", kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN):
            return []
        except dns.resolver.LifetimeTimeout as problem:
            raise Silent("no name server answered in time") from problem
        except dns.resolver.NoNameservers as problem:
            raise Unanswered(f"the name server could not answer for {name}") from problem
        except (dns.exception.DNSException, UnicodeError):  # what stands in a record may be no name at all
            return []
        except OSError as problem:
            raise Silent(f"no name server can be reached ({problem.strerror or problem})") from problem


def _server(told: str) -> tuple[str, int]:
    host, colon, port = told.rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        host, port = told, "53"
    try:
        if not 0 < int(port) < 2**16:
            raise ValueError(port)
        return str(ipaddress.ip_address(host.strip("[]"))), int(port)
    except ValueError as problem:
        raise UsageError(
            told, "this is no IP address of a name server.", "Name one as 9.9.9.9 or 9.9.9.9:53."
        ) from problem
