"""The record of clearances: one JSON object a line, each with the hash of the line before.

A line changed, taken out or put in between breaks the chain at the next line. (Whoever can
rewrite the whole file can make a new chain; the copy in version control is what stands
against that, as it does for the last line, which has none after it.)
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.errors import RecordError
from pipeline.model import Channel, Clearance, ClearanceBasis, Decision

_NAME = "content/clearances.jsonl"
_REMEDY = "Restore the file from your backup or version control; do not mend it by hand."


def line_hash(line: str) -> str:
    """SHA-256 of a line without its line end."""
    return hashlib.sha256(line.encode()).hexdigest()


def to_line(clearance: Clearance) -> str:
    """One clearance as one line."""
    fields = {
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
        "previous": clearance.previous,
    }
    return json.dumps(fields, ensure_ascii=False)


def read(lines: Sequence[str]) -> list[Clearance]:
    """Every clearance, oldest first.

    Raises:
        RecordError: a line is no clearance, or the chain is broken; names the line.

    """
    found: list[Clearance] = []
    previous = ""
    for number, line in enumerate(lines, start=1):
        clearance = _clearance(line, number)
        if clearance.previous != previous:
            raise RecordError(
                f"{_NAME}:{number}",
                "the line before is not the line that stood here when this one was written.",
                _REMEDY,
            )
        found.append(clearance)
        previous = line_hash(line)
    return found


def _clearance(line: str, number: int) -> Clearance:
    try:
        data = json.loads(line)
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
            previous=data["previous"],
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise RecordError(f"{_NAME}:{number}", f"this line is no clearance ({problem}).", _REMEDY) from problem


def latest(clearances: Iterable[Clearance]) -> Mapping[str, Clearance]:
    """The last decision on each item."""
    return {clearance.item: clearance for clearance in clearances}
