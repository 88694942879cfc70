"""Judges what was seen of the firm's mail: what is well, what needs a person, and what that person can do. Asks nothing of the world."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.deliver.records import Dmarc, KeyState, aligned, policy
from pipeline.deliver.spf import MOST, Spf
from pipeline.model.check import Check, person, told, well
from pipeline.ports.checking import MailServer, Page

#: A certificate that ends sooner was not renewed when it should have been.
_SOON = timedelta(days=14)


# The mail server.


def server(seen: MailServer, now: datetime) -> list[Check]:
    """The conversation with the mail server, a line for each step that was come to."""
    checks = [_reached(seen)]
    if seen.greeted or seen.failed_at == "tls":
        checks.append(_tls(seen, now))
    if seen.logged_in is not None:
        checks.append(_login(seen))
    if seen.of_sender:
        taken = seen.of_sender.startswith("250")
        checks.append(
            well("sender", f"the server takes it: {seen.of_sender}") if taken
            else person("sender", f"the server says {seen.of_sender}", "Ask whoever runs it whether this user may send as `mail.sender`.")
        )  # fmt: skip
    return checks


def _reached(seen: MailServer) -> Check:
    if seen.greeted or seen.failed_at == "tls":
        here = ", which is this machine" if seen.here else ""
        return well("mail server", f"{seen.where} answers{here}")
    return person(
        "mail server",
        f"{seen.where} cannot be reached: {seen.problem}",
        "Look at `mail.host` and `mail.port`, and whether a firewall is between.",
    )


def _tls(seen: MailServer, now: datetime) -> Check:
    if seen.failed_at == "tls":
        return person(
            "TLS", f"the line cannot be encrypted: {seen.problem}",
            "`mail.host` must be the name in the server's certificate, and `mail.security` what the port speaks: 587 starttls, 465 tls.",
        )  # fmt: skip
    if not seen.tls:
        if seen.here:
            return well("TLS", "the line is open, and does not leave this machine")
        return person(
            "TLS",
            "the line is open: password and readers' addresses can be read on the way",
            "Set `mail.security: starttls`.",
        )
    ends = f", its certificate until {seen.ends.date()}" if seen.ends else ""
    if seen.ends and seen.ends - now < _SOON:
        days = max((seen.ends - now).days, 0)
        return person(
            "TLS",
            f"{seen.tls}{ends}: {days} days",
            "Whoever runs the mail server must renew its certificate; then nothing can be sent.",
        )
    return well("TLS", f"{seen.tls}{ends}")


def _login(seen: MailServer) -> Check:
    if seen.logged_in:
        return well("login", "user and password are taken")
    return person(
        "login", f"refused: {seen.problem}", "Correct `mail.user`, and ATTRACT_SMTP_PASSWORD in the environment."
    )


# The DNS.


def spf(found: Spf) -> Check:
    """Who may send for the sender's domain."""
    name, domain = "SPF", found.domain
    if not found.records:
        return person(
            name,
            f"{domain} has no record",
            f"Ask whoever runs your mail server for it; then publish TXT {domain}: v=spf1 include:... ~all",
        )
    if len(found.records) > 1:
        return person(
            name,
            f"{domain} has {len(found.records)} records, which counts as none",
            "Make one of them: one v=spf1, every include in it, one ~all.",
        )
    if found.anybody:
        return person(name, f"“{found.records[0]}” lets anybody send as you", "End it with ~all or -all.")
    if found.problems:
        return person(name, "; ".join(found.problems), "Correct the record; receivers take a broken one for none.")
    seen = f"one record, {found.look_ups} of at most {MOST} look-ups"
    if found.others in ("", "?"):
        return told(name, f"{seen}; of everybody else it says nothing", "End it with ~all or -all.")
    return well(name, f"{seen}, ends with {found.others}all")


def listed(found: Spf, seen: MailServer) -> Check | None:
    """Whether the mail server stands in the record; None where that can be said of none of its addresses."""
    outside = [address for address in seen.addresses if ipaddress.ip_address(address).is_global]
    if len(found.records) != 1 or found.problems or not outside:
        return None
    if any(found.allows(address) for address in outside):
        return well("SPF and server", f"{seen.where.rpartition(':')[0]} may send")
    return told(
        "SPF and server", f"{', '.join(outside)} is not among those that may send",
        "A server may send from other addresses than it listens on: ask whoever runs it, or look at a mail that arrived.",
    )  # fmt: skip


_KEYS = {
    KeyState.MISSING: ("nothing is published", "Publish it: attract mail keys shows the record. It may take an hour to be seen."),
    KeyState.SEVERAL: ("more than one record is published", "Leave only ours: attract mail keys shows it."),
    KeyState.REVOKED: ("the key is revoked (p= is empty)", "Sign with a new one: attract mail keys --selector NEW"),
    KeyState.OTHER: ("another key is published, so that every signature fails", "Publish ours: attract mail keys shows the record."),
}  # fmt: skip


def dkim(selector: str, kind: str, domain: str, state: KeyState, signs: bool) -> Check:
    """What is published of a key.

    Args:
        selector: names it.
        kind: `rsa` or `ed25519`.
        domain: whose it is.
        state: how what is published compares with ours.
        signs: whether mail is signed with it; otherwise it is one to come or one that has gone.

    """
    name, where = f"DKIM {selector}", f"{selector}._domainkey.{domain}"
    if not signs:
        if state in (KeyState.RIGHT, KeyState.TESTING):
            return told(
                name,
                f"{where} is published, and signs nothing",
                f"Set `mail.dkim.{'selector' if kind == 'rsa' else 'ed25519_selector'}: {selector}`, or take it away if it is an old one.",
            )
        return told(
            name,
            f"{where}: {_KEYS[state][0]}; it signs nothing",
            f"attract mail keys {'--selector' if kind == 'rsa' else '--ed25519'} {selector} shows its record; if it is an old one, remove its file.",
        )
    if state is KeyState.RIGHT:
        return well(name, f"{where} is our key")
    if state is KeyState.TESTING:
        return told(
            name,
            f"{where} is our key, marked as a test (t=y)",
            "Take t=y away when all is well: some receivers ignore it.",
        )
    seen, remedy = _KEYS[state]
    return person(name, f"{where}: {seen}", remedy)


def unsigned() -> Check:
    """No key is set."""
    return told(
        "DKIM",
        "Attract signs nothing (`mail.dkim`); whether the mail server does cannot be seen from here",
        "Where it does not: attract mail keys",
    )


def dmarc(domain: str, records: Mapping[str, Dmarc | None]) -> Check:
    """What the sender's domain asks of receivers."""
    found = policy(domain, records)
    if found is None:
        return person(
            "DMARC",
            f"{domain} has no record, or more than one, which counts as none",
            f"Publish TXT _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:...",
        )
    seen = f"p={found.policy}" + (f" at {found.domain}" if found.domain != domain else "")
    if found.testing:
        return told("DMARC", f"{seen}, only tried out", "When the reports are good, take t=y or pct away.")
    if found.policy == "none":
        then = (
            "then p=quarantine"
            if found.reports
            else "rua=mailto:... tells you who sends in your name; then p=quarantine"
        )
        return well("DMARC", f"{seen}: it watches, and stops nobody", f"When all of your mail passes, {then}.")
    return well("DMARC", seen)


def alignment(sender: str, proofs: Sequence[tuple[str, str, bool]], records: Mapping[str, Dmarc | None]) -> Check:
    """Whether SPF or DKIM speaks for the domain that readers see; one of them is enough.

    Args:
        sender: the domain in From.
        proofs: `SPF` with the domain to which failures go, `DKIM` with the one that signs; and whether its record stands.
        records: by domain, of all of these and of what lies above them.

    """
    found = policy(sender, records)
    strict = {"SPF": bool(found and found.strict_spf), "DKIM": bool(found and found.strict_dkim)}
    fits = [(kind, domain, stands) for kind, domain, stands in proofs if aligned(sender, domain, strict[kind], records)]
    speaking = [f"{kind} ({domain})" for kind, domain, stands in fits if stands]
    for kind, domain, _ in proofs:
        if kind == "DKIM" and (kind, domain) not in [each[:2] for each in fits]:
            return person(
                "alignment",
                f"{domain} signs, which does not count for {sender}",
                f"Set `mail.dkim.domain: {sender}`, or leave it out.",
            )
    if not speaking:
        return person(
            "alignment", f"neither SPF nor DKIM speaks for {sender}", "See to SPF or DKIM above; best to both."
        )
    return well("alignment", f"{' and '.join(speaking)} {'speak' if len(speaking) > 1 else 'speaks'} for {sender}")


@dataclass(frozen=True)
class HostName:
    """The names of one address, and the addresses of each of them."""

    address: str
    names: Mapping[str, Sequence[str]]


def host_name(found: Sequence[HostName], ours: bool) -> Check:
    """Whether the host that sends has a name that leads back to it (PTR, then A or AAAA).

    Args:
        found: its addresses.
        ours: whether we send from it ourselves; otherwise it is the mail server of somebody who must see to it.

    """
    bad = [each for each in found if not any(each.address in addresses for addresses in each.names.values())]
    whose = "this machine" if ours else "the mail server"
    if ours and (hidden := [each.address for each in found if not ipaddress.ip_address(each.address).is_global]):
        return told(
            "host name",
            f"this machine sends from {hidden[0]}, which others see as another address",
            "Ask your provider whether that one has a name (PTR) that leads back to it.",
        )
    if not found:
        return told("host name", f"{whose} has no address that could be looked at", "")
    if not bad:
        names = ", ".join(dict.fromkeys(name for each in found for name in each.names))
        return well("host name", f"{names} leads to {whose} and back")
    seen = f"{bad[0].address} has {'a name that does not lead back' if bad[0].names else 'no name (PTR)'}"
    if ours:
        return person(
            "host name", seen, "Whoever gave you the address can give it a name; that name must lead back to it."
        )
    return told("host name", f"{seen}; whoever runs {whose} sends from others, or must see to it", "")


def silent(why: str) -> Check:
    """No name server answered: one line for all that hangs on it."""
    return person(
        "DNS", f"{why}: SPF, DKIM, DMARC and the host's name were not looked at",
        "Look at the network, or ask another name server: attract doctor mail --dns 9.9.9.9",
    )  # fmt: skip


def unanswered(name: str, why: str) -> Check:
    """One name could not be looked up."""
    return person(
        name,
        f"{why}, so that nobody can say",
        "Try again, or ask another name server: attract doctor mail --dns 9.9.9.9",
    )


# The way out.


def one_click(page: Page) -> Check:
    """Whether the address behind one-click leaving answers."""
    name = "one click"
    if not page.address.startswith("https://"):
        return person(
            name,
            f"{page.address.partition('/digest/')[0]} is not https",
            "RFC 8058 wants https: set `subscribing.address`.",
        )
    where = page.address.partition("/digest/")[0]
    if page.problem:
        return person(
            name,
            f"{where} cannot be reached: {page.problem}",
            "Start the service (attract serve --service-only) behind your web server, and look at `subscribing.address`.",
        )
    if page.status == 410:
        return person(
            name,
            f"{where} does not know our links",
            "The service has other keys than this machine: share .attract/reader.keys, or ATTRACT_READER_KEYS.",
        )
    if page.status != 200 or not page.html:
        return person(
            name,
            f"{where} answers {page.status} where the page to leave should be",
            "Lead /digest/ to the service (attract serve --service-only).",
        )
    return well(name, f"{where} shows the page to leave; nothing was pressed")
