"""Reads the DNS records of DKIM (RFC 6376) and DMARC (RFC 9989)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: RFC 9989, 4.10: no longer names than this are looked at on the way up.
_LABELS = 8
_PREFIX = "_dmarc."


def tags(record: str) -> dict[str, str]:
    """The tags of a record, `k=rsa; p=...`, values without spaces around; the first of a name counts."""
    found: dict[str, str] = {}
    for part in record.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip(), value.strip())
    return found


class KeyState(StrEnum):
    """What stands in the DNS where a key should."""

    RIGHT = "right"
    MISSING = "missing"
    SEVERAL = "several"
    REVOKED = "revoked"
    OTHER = "other"
    TESTING = "testing"


def key_state(published: tuple[str, ...], ours: str) -> KeyState:
    """How what is published compares with the record of our key."""
    if not published:
        return KeyState.MISSING
    if len(published) > 1:
        return KeyState.SEVERAL
    found, wanted = tags(published[0]), tags(ours)
    if found.get("v", "DKIM1") != "DKIM1":
        return KeyState.OTHER
    if found.get("p") == "":
        return KeyState.REVOKED
    key = re.sub(r"\s", "", found.get("p", ""))  # people paste it with line breaks
    if (found.get("k", "rsa"), key) != (wanted["k"], wanted["p"]):
        return KeyState.OTHER
    if "h" in found and "sha256" not in [each.strip() for each in found["h"].split(":")]:
        return KeyState.OTHER
    return KeyState.TESTING if "y" in found.get("t", "").split(":") else KeyState.RIGHT


@dataclass(frozen=True)
class Dmarc:
    """What a domain asks of whoever receives mail in its name."""

    #: Where the record stands.
    domain: str
    #: What to do with mail that is not proven: `none`, `quarantine`, `reject`.
    policy: str
    strict_dkim: bool
    strict_spf: bool
    #: Whether somebody gets reports.
    reports: bool
    #: Whether the policy is only tried out.
    testing: bool
    #: `y`: a registry's own name; `n`: the organisation's own; `u`: nothing said.
    registry: str


def dmarc(domain: str, records: tuple[str, ...]) -> Dmarc | None:
    """The record at a domain; None where there is none, or more than one, which counts as none (RFC 9989, 4.7)."""
    mine = [each for each in records if re.match(r"v\s*=\s*DMARC1\s*(;|$)", each)]
    if len(mine) != 1:
        return None
    found = tags(mine[0].lower())  # nothing that is read of it has a case
    asked = found.get("p", "none")
    return Dmarc(
        domain=domain,
        policy=asked if asked in ("none", "quarantine", "reject") else "none",
        strict_dkim=found.get("adkim", "r") == "s",
        strict_spf=found.get("aspf", "r") == "s",
        reports="mailto:" in found.get("rua", ""),
        testing=found.get("t", "n") == "y" or found.get("pct", "100") == "0",
        registry=found.get("psd", "u"),
    )


def way_up(domain: str) -> list[str]:
    """The domains whose records are looked at, from the longest name to the top (RFC 9989, 4.10: eight at most)."""
    labels = domain.split(".")
    shorter = [".".join(labels[at:]) for at in range(1, len(labels))]
    return [domain, *shorter[-(_LABELS - 1) :]]


def place_of(domain: str) -> str:
    """The name under which a domain's record stands."""
    return _PREFIX + domain


def organisation(domain: str, records: Mapping[str, Dmarc | None]) -> str:
    """To whom a domain belongs (RFC 9989, 4.10.2): by the records on the way up.

    Args:
        domain: in ASCII.
        records: by domain; of those on the way up.

    """
    way = way_up(domain)
    belongs = domain
    for place, name in enumerate(way):
        found = records.get(name)
        if found is None:
            continue
        if found.registry == "n":
            return name
        if found.registry == "y" and name != domain:
            return way[place - 1]
        belongs = name
    return belongs


def policy(domain: str, records: Mapping[str, Dmarc | None]) -> Dmarc | None:
    """The record that counts for mail from a domain: its own, else its organisation's; None where there is none."""
    return records.get(domain) or records.get(organisation(domain, records))


def aligned(domain: str, other: str, strict: bool, records: Mapping[str, Dmarc | None]) -> bool:
    """Whether two domains count as one: the same, or, where that is enough, of one organisation (RFC 9989, 5.1)."""
    return domain == other or (not strict and organisation(domain, records) == organisation(other, records))
