"""What a person, or another program, sees of mails that came back. Prints; decides nothing. Readers are shown by id."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from rich.console import Console
from rich.text import Text

from pipeline.model import SEED, Act, Bounce, Pause, when
from pipeline.returns import REMEDY, Returned
from pipeline.terminal_tags import columns

_out = Console(highlight=False, soft_wrap=True)
#: How many bounces are listed, the newest.
_SHOWN = 50


def show(bounces: Sequence[Bounce], pause: Pause, zone: tzinfo) -> None:
    """Whether sending is paused, and what came back."""
    if pause.reason and pause.since:
        _out.print(f"Sending is paused since {when.told(pause.since, zone)}: {pause.reason}.", markup=False)
        _out.print(REMEDY, markup=False)
    table = columns("when", "reader", "edition", "what", "code", "what it did", "why")
    for each in bounces[-_SHOWN:]:
        reader = each.reader if each.reader.startswith(SEED) else each.reader[:8]
        table.add_row(when.told(each.at, zone), reader, each.edition, each.came, each.status, each.act, Text(each.why))
    Console(highlight=False, soft_wrap=False).print(table if bounces else "Nothing has come back.")
    if len(bounces) > _SHOWN:
        _out.print(f"and {len(bounces) - _SHOWN} older ones; --json lists all.")


def lines(told: Returned) -> list[str]:
    """What became of the mails that were looked at; empty where none was."""
    if told.problem:
        return [str(told.problem)]
    if not told.looked:
        return []
    counts = {act: sum(each.act is act for each in told.new) for act in Act}
    done = ", ".join(f"{count} {act}" for act, count in counts.items() if count) or "nothing new"
    rest = {"known already": told.known, "notices": told.notices, "not ours": told.left, "unproven": told.unproven}
    beside = "".join(f"; {count} {name}" for name, count in rest.items() if count)
    alarms = [f"Sending is paused: {each.why}. {REMEDY}" for each in told.new if each.act is Act.ALARM]
    return [f"{told.looked} mails came back: {done}{beside}.", *alarms[:1]]


def as_json(bounces: Sequence[Bounce], pause: Pause) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "paused": pause.reason, "since": pause.since.isoformat() if pause.since else "",
        "resumed": pause.resumed.isoformat() if pause.resumed else "", "by": pause.by,
        "bounces": [
            {
                "reader": each.reader, "edition": each.edition, "came": each.came, "status": each.status, "act": each.act,
                "at": each.at.isoformat(), "sent": each.sent.isoformat(), "said_by": each.said_by, "words": each.words,
                "why": each.why,
            }
            for each in bounces
        ],
    }  # fmt: skip


def returned_as_json(told: Returned) -> dict[str, Any]:
    """What became of the mails that were looked at, for other programs."""
    return {
        "looked": told.looked, "known": told.known, "notices": told.notices, "left": told.left, "unproven": told.unproven,
        "new": as_json(told.new, Pause())["bounces"], "problem": str(told.problem or ""),
    }  # fmt: skip
