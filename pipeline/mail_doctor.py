"""`attract doctor mail`: looks at everything that decides whether mail arrives, and sends nothing.

It stands beside the wiring because it joins the settings, a digest as it would leave, and the edges that ask the world.
"""

import ipaddress
import os
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from pipeline.deliver import checkup, finished, records, spf
from pipeline.digest import decide as digest_decide
from pipeline.digest.press import Press
from pipeline.edges import mail_probe
from pipeline.edges.dkim_keys import DkimKeys, record, signer
from pipeline.edges.dns import Resolver
from pipeline.errors import ConfigurationError
from pipeline.mail_settings import Mail
from pipeline.mailboxes import ascii_domain
from pipeline.model import Cadence, Channel, Choice, ClearedItem, Slot, SlotState, Subscriber
from pipeline.model.check import Check, State, person, told, well
from pipeline.ports.checking import MailServer, Silent, Unanswered
from pipeline.publish import links
from pipeline.subscribing import mail_links

if TYPE_CHECKING:
    from pipeline.wiring import House

#: Whom the digest is for that is looked at; there is no reader of that id, and its link to leave ends nothing.
_NOBODY = "attract-doctor"


def examine(house: "House", name_server: str = "", *, outside: bool = True) -> Iterator[Check]:
    """Every check, as it is made: the settings, the mail server, the DNS, and a digest as it would leave.

    Args:
        house: the firm.
        name_server: asks this one (`9.9.9.9`, `127.0.0.1:5353`) in place of the machine's own.
        outside: whether the mail server, the DNS and the service are asked; otherwise only what lies here is looked at.

    Raises:
        ConfigurationError: a setting cannot be used.
        UsageError: the name server is no IP address.

    """
    mail = house.firm.mail
    if mail.transport == "smtp" and not mail.host:
        raise ConfigurationError(
            "content/firm.yml", "`mail.transport` is smtp but `mail.host` is empty.", "Name the mail server."
        )
    if "." not in _domain(mail):
        raise ConfigurationError(
            "content/firm.yml", "`mail.sender` is no mail address.", "Write it as: Your Firm <digest@yourfirm.example>"
        )
    if mail.transport == "outbox":
        yield told("way out", "mail is laid into .attract/outbox: nothing is sent", "To send: `mail.transport: smtp`.")
    else:
        yield well("way out", f"SMTP to {mail.host}:{mail.port}, as {mail.sender}")
    yield from _keys(house)
    if outside:
        yield from _asked(house, name_server)
        yield from _one_click(house)
    yield from _digest(house)


def _asked(house: "House", name_server: str) -> Iterator[Check]:
    """What the mail server and the DNS say."""
    mail = house.firm.mail
    resolver = _resolver(name_server)
    seen = mail_probe.probe(mail, os.environ.get("ATTRACT_SMTP_PASSWORD", "")) if mail.host else None
    if seen:
        yield from checkup.server(seen, house.time())
    if isinstance(resolver, Silent):
        yield checkup.silent(str(resolver))
    else:
        try:
            yield from _Names(house, resolver, seen).checks()
        except Silent as problem:
            yield checkup.silent(str(problem))


def _domain(mail: Mail) -> str:
    """The sender's domain, in ASCII."""
    return ascii_domain(parseaddr(mail.sender)[1].rpartition("@")[2])


def _resolver(name_server: str) -> Resolver | Silent:
    try:
        return Resolver(name_server)
    except Silent as problem:
        return problem


def _keys(house: "House") -> Iterator[Check]:
    """The keys that sign, as files. Raises ConfigurationError where one is not there."""
    mail = house.firm.mail
    if mail.dkim is None:
        return
    signer(mail)
    ring = DkimKeys.of(mail)
    ring.refuse_inside(house.root)
    selectors = [each for each in (mail.dkim.selector, mail.dkim.ed25519_selector) if each]
    if shown := [str(ring.path(each)) for each in selectors if ring.open_to_others(each)]:
        yield person("keys", f"others on this machine may read {', '.join(shown)}", f"chmod 600 {' '.join(shown)}")
    else:
        yield well("keys", f"{', '.join(selectors)} in {ring.folder}, for nobody but you")


@dataclass
class _Names:
    """What hangs on the DNS."""

    house: "House"
    dns: Resolver
    server: MailServer | None

    def checks(self) -> Iterator[Check]:
        """Raises Silent at the first question that nobody answers; what one name hides costs one check."""
        mail = self.house.firm.mail
        ring = DkimKeys.of(mail)
        sender = _domain(mail)
        of_spf = list(self._told("SPF", self._spf(sender)))
        yield from of_spf
        of_keys = list(self._told("DKIM", self._published(ring)))
        yield from of_keys
        # Failures go to the sender's own address, so that SPF proves the domain that readers see.
        proofs = [("SPF", sender, of_spf[0].state is not State.PERSON)]
        if mail.dkim:
            proofs.append(("DKIM", ring.domain, all(check.state is not State.PERSON for check in of_keys)))
        yield from self._told("DMARC", self._policy(sender, proofs))
        if self.server and self.server.addresses:
            yield from self._told("host name", self._host())

    def _told(self, name: str, checks: Iterator[Check]) -> Iterator[Check]:
        try:
            yield from checks
        except Unanswered as problem:
            yield checkup.unanswered(name, str(problem))

    def _spf(self, sender: str) -> Iterator[Check]:
        found = spf.walk(sender, self.dns)
        yield checkup.spf(found)
        if self.server and (listed := checkup.listed(found, self.server)):
            yield listed

    def _policy(self, sender: str, proofs: list[tuple[str, str, bool]]) -> Iterator[Check]:
        names = {name for _, domain, _ in proofs for name in records.way_up(domain)}
        policies = {name: records.dmarc(name, self.dns.texts(records.place_of(name))) for name in sorted(names)}
        yield checkup.dmarc(sender, policies)
        yield checkup.alignment(sender, proofs, policies)

    def _published(self, ring: DkimKeys) -> Iterator[Check]:
        told = self.house.firm.mail.dkim
        signing = [each for each in (told.selector, told.ed25519_selector) if each] if told else []
        if not signing:
            yield checkup.unsigned()
        # A key that is published before it signs, or after, has a file, too.
        for selector in dict.fromkeys([*signing, *ring.selectors()]):
            key = ring.read(selector)
            if key is not None:
                published = self.dns.texts(f"{selector}._domainkey.{ring.domain}")
                state = records.key_state(published, record(key))
                kind = "rsa" if isinstance(key, RSAPrivateKey) else "ed25519"
                yield checkup.dkim(selector, kind, ring.domain, state, selector in signing)

    def _host(self) -> Iterator[Check]:
        assert self.server is not None
        ours = self.server.here
        addresses = [mail_probe.outward()] if ours else list(self.server.addresses)
        found = [
            checkup.HostName(address, {name: self.dns.addresses(name) for name in self.dns.pointers(address)})
            for address in filter(None, addresses)
            if ours or ipaddress.ip_address(address).is_global
        ]
        yield checkup.host_name(found, ours)


def _one_click(house: "House") -> Iterator[Check]:
    """Whether the page to leave answers; it is only looked at."""
    if house.firm.subscribing.address and (ways := mail_links(house)):
        yield checkup.one_click(mail_probe.get(ways(_NOBODY).leave))


def _digest(house: "House") -> Iterator[Check]:
    """A digest as it would leave, for a reader who is nobody."""
    service = bool(house.firm.subscribing.address)
    cleared, _ = house.judged()
    pieces = digest_decide.pieces(cleared, Channel.NEWSLETTER)
    if not pieces:
        yield told(
            "digest",
            "nothing is cleared for mail yet, so that none could be looked at",
            "attract run, then attract review",
        )
        return
    yield from finished.digest(_finished(house, cleared, pieces), house.firm.postal_address, service=service)


def _finished(house: "House", cleared: list[ClearedItem], pieces: list[ClearedItem]) -> bytes:
    firm, areas = house.speaking(cleared)
    now = house.time()
    reader = Subscriber(
        id=_NOBODY,
        address=f"nobody@{_domain(firm.mail)}",
        confirmed=now,
        proof="a check-up",
    )
    # As the plan stands: it is not laid out anew by whoever looks.
    slots = house.slots.find(jobs=list(Cadence), states=[SlotState.PLANNED], since=now)
    slot = slots[0].slot if slots else Slot(cadence=Cadence.WEEKLY, period="check-up", due=now)
    ways = mail_links(house)
    press = Press(
        firm, slot, people=house.people(), areas=areas.names,
        addresses={piece.id: links.public(piece.item, firm.site) for piece in pieces},
        pages={area: firm.site + links.area_path(area) for area in areas.names},
    )  # fmt: skip
    message = press.mail(
        reader, [Choice(item=piece, why="You asked for everything we write.") for piece in pieces[: reader.ceiling]],
        message_id=f"<{_NOBODY}@{reader.address.rpartition('@')[2]}>", now=now, links=ways and ways(_NOBODY),
    )  # fmt: skip
    signs = signer(firm.mail)
    return (signs.sign(message.body, now) if signs else b"") + message.body
