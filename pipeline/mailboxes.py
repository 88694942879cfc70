"""Mail addresses as they are compared: which spellings are one mailbox, and in which domain one lies.

Domains are compared in the form that DNS knows (IDNA 2008 with UTS 46, as browsers have it): `bücher.example` and
`xn--bcher-kva.example` are one.
"""

import hashlib
from collections.abc import Iterable

import idna

from pipeline.model import SEED
from pipeline.model.mailbox import folded

#: Gmail delivers without regard to dots, and under both names.
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def ascii_domain(domain: str) -> str:
    """A domain as DNS knows it, in lower case; one that DNS could not know, as it is, in lower case."""
    bare = domain.strip().rstrip(".")
    if bare.isascii():
        return bare.lower()
    try:
        return idna.encode(bare, uts46=True).decode()
    except UnicodeError:  # idna's own errors are of this kind
        return folded(bare)


def key(address: str) -> str:
    """What all spellings of one address share: folded, with the domain in ASCII."""
    local, at, domain = folded(address).rpartition("@")
    return local + at + ascii_domain(domain)


def on_the_wire(address: str) -> str:
    """An address as it goes into an envelope and a header: the domain in ASCII, which every server takes.

    What stands before the @ stays as it was written; where it is not ASCII, only SMTPUTF8 (RFC 6531) carries it.
    """
    local, at, domain = address.strip().rpartition("@")
    return local + at + ascii_domain(domain)


def seed_of(address: str) -> str:
    """By which id the ledger knows an address of the firm that gets every edition first: it keeps no address."""
    return SEED + hashlib.sha256(key(address).encode()).hexdigest()[:8]


def box(address: str) -> str:
    """Where a flood of mails would arrive: `key` without what follows a plus and, at Gmail, without dots.

    For limits only: whoever writes two spellings may want two subscriptions.
    """
    local, at, domain = key(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return local + at + domain


def lies_in(address: str, domains: Iterable[str]) -> str:
    """The first of these domains (as `ascii_domain` gives them) in which an address lies, or in a part of it; else empty."""
    own = key(address).rpartition("@")[2]
    return next((domain for domain in domains if own == domain or own.endswith(f".{domain}")), "")
