"""Clients' consents: a book of their own, which names clients and is never published.

A consent is for one text, and for the channels that were named (ABA Formal Opinion 511; the
research notes, "What consent means, as a record"). Nothing here lifts a court's restriction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pipeline import chain
from pipeline.errors import UsageError
from pipeline.model import Channel, Consent, Finding, Item, Severity

NAME = "the book of consents"


def fields(consent: Consent) -> dict[str, Any]:
    """A consent as the book keeps it."""
    return {
        "act": "given", "ref": consent.ref, "item": consent.item, "text": consent.text,
        "client_ref": consent.client_ref, "signed_by": consent.signed_by, "signed_by_role": consent.signed_by_role,
        "signed": consent.signed.isoformat(), "purpose": consent.purpose, "channels": list(consent.channels),
        "evidence": consent.evidence, "authority": consent.authority,
        "expires": consent.expires.isoformat() if consent.expires else None,
        "bar_rule_checked_by": consent.bar_rule_checked_by, "recorded_by": consent.recorded_by,
        "recorded": consent.recorded.isoformat(timespec="seconds"),
    }  # fmt: skip


def withdrawal(ref: str, *, by: str, why: str, at: datetime) -> dict[str, Any]:
    """That a client took a consent back, as the book keeps it."""
    return {"act": "withdrawn", "ref": ref, "by": by, "why": why, "at": at.isoformat(timespec="seconds")}


def read(lines: Sequence[str]) -> Mapping[str, Consent]:
    """Every consent as it stands, by reference.

    Raises:
        RecordError: a line is no entry, or the chain is broken; names the line.

    """
    found: dict[str, Consent] = {}
    for number, data in chain.read(lines, NAME):
        try:
            if data["act"] == "withdrawn":
                at = datetime.fromisoformat(data["at"])
                found[data["ref"]] = replace(found[data["ref"]], withdrawn=at, withdrawn_why=data["why"])
            else:
                found[data["ref"]] = _consent(data)
        except (ValueError, KeyError, TypeError) as problem:
            raise chain.broken(NAME, number, problem) from problem
    return found


def _consent(data: Mapping[str, Any]) -> Consent:
    return Consent(
        ref=data["ref"], item=data["item"], text=data["text"], client_ref=data["client_ref"],
        signed_by=data["signed_by"], signed_by_role=data["signed_by_role"], signed=date.fromisoformat(data["signed"]),
        purpose=data["purpose"], channels=tuple(Channel(channel) for channel in data["channels"]),
        evidence=data["evidence"], authority=data["authority"],
        expires=date.fromisoformat(data["expires"]) if data["expires"] else None,
        bar_rule_checked_by=data["bar_rule_checked_by"], recorded_by=data["recorded_by"],
        recorded=datetime.fromisoformat(data["recorded"]),
    )  # fmt: skip


def next_ref(known: Mapping[str, Consent], year: int) -> str:
    """A reference that no consent has."""
    number = 1
    while f"CONSENT-{year}-{number:03}" in known:
        number += 1
    return f"CONSENT-{year}-{number:03}"


def check_form(consent: Consent, known: Mapping[str, Consent]) -> None:
    """Refuse what would prove nothing.

    Raises:
        UsageError: something is missing, or cannot be; names the option.

    """
    needed = {
        "--signed-by": consent.signed_by, "--client-ref": consent.client_ref, "--evidence": consent.evidence,
        "--by": consent.recorded_by, "--channel": consent.channels,
    }  # fmt: skip
    for option, value in needed.items():
        if not value:
            raise UsageError(option, "a consent without it cannot be proved.", "Say it as the signed paper says it.")
    if consent.signed > consent.recorded.date():
        raise UsageError("--signed", "nobody can have signed in the future.", "Give the date on the paper.")
    if consent.ref in known:
        raise UsageError("--ref", f"{consent.ref} is in the book already.", "Leave it out, and a new one is chosen.")


def shortfalls(consent: Consent, item: Item, binding: frozenset[str], today: date) -> list[Finding]:
    """Why a consent does not cover this text today; empty where it does.

    Args:
        consent: what the book has under the reference that the clearance names.
        item: the piece as it stands now.
        binding: ids of the rules in force; some places ask for more than others.
        today: the day in the firm's zone.

    """
    stale, missing = "CONF-CONSENT-STALE", "CONF-CONSENT-MISSING"
    told: list[tuple[str, str, str]] = []
    if consent.withdrawn:
        day = f"{consent.withdrawn:%d %B %Y}"
        told.append((missing, f"The client took the consent back on {day}.", "Leave it in the drawer."))
    if consent.text != item.content_hash:
        told.append((
            stale, f"The client signed {consent.ref} for other words than stand here now.",
            "Show them this version, or go back to the words they approved; then: attract consent record",
        ))  # fmt: skip
    if consent.expires and consent.expires < today:
        told.append((stale, f"The consent {consent.ref} ended on {consent.expires:%d %B %Y}.", "Ask the client again."))
    if "CONF-EW-SRA63" in binding and not consent.purpose:
        told.append((
            "CONF-EW-SRA63", "The permission on file does not say what it was for.",
            "Ask again, and say where and why it will appear: attract consent record --purpose ...",
        ))  # fmt: skip
    if "CONF-EW-BSB" in binding and consent.signed_by_role != "client":
        told.append((
            "CONF-EW-BSB", f"The permission came from a {consent.signed_by_role}; it has to be the client's own.",
            "Ask the lay client: attract consent record --role client ...",
        ))  # fmt: skip
    if "CONF-EU-CCBE" in binding and not consent.bar_rule_checked_by:
        told.append((
            "CONF-EU-CCBE", "Some European bars forbid client stories even with consent, and nobody has looked.",
            "Look at your own bar's rule, then: attract consent record --bar-rule-checked-by NAME ...",
        ))  # fmt: skip
    if "CONF-AU-R9" in binding and consent.authority != "express":
        told.append(("CONF-AU-R9", "The client's authority was only implied.", "For publishing, get it in writing."))
    return [
        Finding(rule=rule, severity=Severity.BLOCK, where=item.source, words=consent.ref, reason=reason, remedy=remedy)
        for rule, reason, remedy in told
    ]
