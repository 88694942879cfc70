"""Reads SPF records (RFC 7208): who may send for a domain, and how many questions it takes to know."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ports.checking import Dns

#: RFC 7208, 4.6.4: more questions than this, and receivers take the record for broken; likewise of questions without an answer.
MOST = 10
MOST_VOID = 2
#: Where we stop to count: the record is broken long since.
_ENOUGH = 4 * MOST
_TERM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^/\s]*))?((?:/\S*)?)", re.IGNORECASE)
_ADDRESS = re.compile(r"([+?~-]?)(ip4|ip6):(\S+)", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(\S*)", re.IGNORECASE)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class Spf:
    """What a domain's record comes to, with all that it includes."""

    domain: str
    #: The records that begin as one of SPF; there must be exactly one.
    records: tuple[str, ...] = ()
    #: Questions that a receiver asks at most, and those of them that have no answer.
    look_ups: int = 0
    void: int = 0
    #: What happens to everybody else: `-`, `~`, `?`, `+`; empty where nothing is said, which is as `?`.
    others: str = ""
    #: Who may send, as far as it can be said beforehand.
    networks: list[Network] = field(default_factory=list)
    #: What is wrong, in words.
    problems: list[str] = field(default_factory=list)

    @property
    def anybody(self) -> bool:
        """Whether everybody on the internet may send."""
        return self.others == "+" or any(network.prefixlen == 0 for network in self.networks)

    def allows(self, address: str) -> bool:
        """Whether an IP address stands among those that may send."""
        ip = ipaddress.ip_address(address)
        return self.anybody or any(ip in network for network in self.networks if network.version == ip.version)


def is_spf(record: str) -> bool:
    """Whether a TXT record is one of SPF (RFC 7208, 4.5)."""
    return record.lower() == "v=spf1" or record.lower().startswith("v=spf1 ")


def walk(domain: str, dns: Dns) -> Spf:
    """Read a domain's record and all that it includes. Raises Silent where nobody answers."""
    found = Spf(domain, records=tuple(filter(is_spf, dns.texts(domain))))
    if len(found.records) == 1:
        _Walk(found, dns).read(domain, found.records[0], (domain,))
        if found.look_ups > MOST:
            more = " or more" if found.look_ups >= _ENOUGH else ""
            found.problems.append(f"it takes {found.look_ups}{more} look-ups, and receivers stop after {MOST}")
        if found.void > MOST_VOID:
            found.problems.append(f"{found.void} of its names have no answer, and receivers stop after {MOST_VOID}")
    return found


class _Walk:
    """One walk through a record and those behind it."""

    def __init__(self, found: Spf, dns: Dns) -> None:
        self._found = found
        self._dns = dns

    def read(self, domain: str, record: str, way: tuple[str, ...], passing: bool = True) -> None:
        """Read one record.

        Args:
            domain: whose it is.
            record: the text.
            way: the domains on the way to it, itself last.
            passing: whether to stand in it means that one may send.

        """
        redirect, closed = "", False
        for term in record.split()[1:]:
            if modifier := _MODIFIER.fullmatch(term):
                if modifier[1].lower() == "redirect":
                    redirect = modifier[2]
                continue
            parts = _ADDRESS.fullmatch(term) or _TERM.fullmatch(term)
            if parts is None:
                self._found.problems.append(f"{domain}: “{term}” means nothing")
                continue
            qualifier, kind = parts[1] or "+", parts[2].lower()
            if kind == "all":
                closed = True
                self._all(qualifier, way, passing)
                break  # what stands behind it is never read (5.1)
            self._mechanism(kind, parts, domain, way, passing and qualifier == "+")
        if redirect and not closed:
            self._behind(redirect, "redirect", way, passing)

    def _all(self, qualifier: str, way: Sequence[str], passing: bool) -> None:
        if len(way) == 1:
            self._found.others = qualifier
        elif qualifier == "+" and passing:  # whoever includes it lets everybody in
            self._found.networks += [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]

    def _mechanism(self, kind: str, parts: re.Match[str], domain: str, way: tuple[str, ...], passing: bool) -> None:
        if kind in ("ip4", "ip6"):
            self._address(parts[0], parts[3] or "", kind, domain, passing)
            return
        target, rest = parts[3] or "", parts[4]
        if kind == "include":
            self._behind(target, kind, way, passing)
            return
        self._found.look_ups += 1
        if kind == "ptr":
            self._found.problems.append(f"{domain}: “ptr” must not be used any more (RFC 7208, 5.5)")
        if kind in ("ptr", "exists") or "%" in target or self._found.look_ups > _ENOUGH:
            return  # what it comes to depends on the mail
        hosts = self._dns.exchanges(target or domain)[:MOST] if kind == "mx" else (target or domain,)
        addresses = [each for host in hosts for each in self._dns.addresses(host)]
        if not addresses:
            self._found.void += 1
        if passing:
            self._found.networks += [_around(each, rest) for each in addresses]

    def _address(self, term: str, text: str, kind: str, domain: str, passing: bool) -> None:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            network = None
        if network is None or f"ip{network.version}" != kind:
            self._found.problems.append(f"{domain}: “{term}” is no network")
        elif passing:
            self._found.networks.append(network)

    def _behind(self, target: str, kind: str, way: tuple[str, ...], passing: bool) -> None:
        """An include or a redirect."""
        self._found.look_ups += 1
        name = target.lower().rstrip(".")
        if not name:
            self._found.problems.append(f"{way[-1]}: “{kind}” names no domain")
        elif name in way:
            self._found.problems.append(f"{kind} {name} leads back to itself")
        elif "%" not in name and self._found.look_ups <= _ENOUGH:
            texts = self._dns.texts(name)
            self._found.void += not texts
            records = list(filter(is_spf, texts))
            if len(records) != 1:
                self._found.problems.append(f"{kind} {name} has {'no' if not records else 'more than one'} SPF record")
                return
            # To redirect is to stand in its place, to the last word; what an include says of everybody else counts for nothing.
            self.read(name, records[0], (name,) if kind == "redirect" and len(way) == 1 else (*way, name), passing)


def _around(address: str, prefix: str) -> Network:
    """The network around an address, by what stands behind it: `/24`, `//64`, `/24//64`."""
    ip = ipaddress.ip_address(address)
    four, _, six = prefix.removeprefix("/").partition("//") if not prefix.startswith("//") else ("", "", prefix[2:])
    bits = four if ip.version == 4 else six
    usable = bits.isdecimal() and int(bits) <= ip.max_prefixlen
    return ipaddress.ip_network(f"{address}/{bits if usable else ip.max_prefixlen}", strict=False)
