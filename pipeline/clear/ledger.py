"""The record of clearances: who decided what about which text, when, and under which rules."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline import chain
from pipeline.model import Channel, Clearance, ClearanceBasis, Decision

NAME = "content/clearances.jsonl"


def fields(clearance: Clearance) -> dict[str, Any]:
    """One clearance as the record keeps it."""
    return {
        "item": clearance.item,
        "text": clearance.text,
        "decision": clearance.decision,
        "by": clearance.by,
        "at": clearance.at.isoformat(timespec="seconds"),
        "basis": clearance.basis,
        "ref": clearance.ref,
        "reason": clearance.reason,
        "channels": list(clearance.channels),
        "accepted": list(clearance.accepted),
        "overrides": list(clearance.overrides),
        "rules": clearance.rules,
        "packs": list(clearance.packs),
        "corrects": clearance.corrects,
    }


def to_line(clearance: Clearance) -> str:
    """One clearance as one line."""
    return json.dumps({**fields(clearance), "previous": clearance.previous}, ensure_ascii=False)


def read(lines: Sequence[str]) -> list[Clearance]:
    """Every clearance, oldest first.

    Raises:
        RecordError: a line is no clearance, or the chain is broken; names the line.

    """
    return [_clearance(number, data) for number, data in chain.read(lines, NAME)]


def _clearance(number: int, data: dict[str, Any]) -> Clearance:
    try:
        return Clearance(
            item=data["item"],
            text=data["text"],
            decision=Decision(data["decision"]),
            by=data["by"],
            at=datetime.fromisoformat(data["at"]),
            basis=ClearanceBasis(data["basis"]) if data["basis"] else None,
            ref=data["ref"],
            reason=data["reason"],
            channels=tuple(Channel(channel) for channel in data["channels"]),
            accepted=tuple(data["accepted"]),
            # The first lines ever written did not have these.
            overrides=tuple(data.get("overrides", ())),
            rules=data.get("rules", ""),
            packs=tuple(data.get("packs", ())),
            corrects=data.get("corrects", ""),
            previous=data["previous"],
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise chain.broken(NAME, number, problem) from problem


def by_item(clearances: Iterable[Clearance]) -> Mapping[str, tuple[Clearance, ...]]:
    """The decisions on each item, oldest first."""
    found: dict[str, list[Clearance]] = {}
    for clearance in clearances:
        found.setdefault(clearance.item, []).append(clearance)
    return {item: tuple(decisions) for item, decisions in found.items()}
