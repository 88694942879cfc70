"""What a person sees of the feeds in a terminal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.model import when
from pipeline.wiring import House

_out = Console(highlight=False, soft_wrap=False)


def show_feeds(told: Sequence[dict[str, Any]], house: House) -> None:
    """One block for each feed: how it stands, and what to do where it does not."""
    if not told:
        _out.print("No blog is followed yet. To find one: attract feeds find ADDRESS-OF-THE-BLOG.")
        return
    for feed in told:
        good = not (feed["problem"] or feed["waiting"] or feed["unsigned"])
        _out.print(Text.assemble((feed["title"] or feed["address"], "bold"), "  ", (feed["address"], "dim")))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold", max_width=96)
        for name, words in _lines(feed, house):
            table.add_row(f"  {name}", Text(words, "" if good or name != "problem" else "red"))
        _out.print(table)
    in_need = sum(bool(feed["problem"] or feed["waiting"] or feed["unsigned"]) for feed in told)
    _out.print(f"{len(told)} followed, {in_need} in need of a person.")


def _lines(feed: dict[str, Any], house: House) -> list[tuple[str, str]]:
    lines = [
        ("last good", _when(feed["last_good"], house) or "never yet"),
        ("newest", f"{_when(feed['newest'], house) or 'nothing yet'}{'; silent since' if feed['silent'] else ''}"),
        ("entries", f"{feed['entries']}{_held(feed)}"),
    ]
    if feed["problem"]:
        tries = f" ({feed['failures']} tries in a row)" if feed["failures"] > 1 else ""
        lines.append(("problem", f"{feed['problem']['cause']}{tries} {feed['problem']['remedy']}"))
    if feed["moved_to"]:
        lines.append(("moved to", f"{feed['moved_to']} (for good; put the new address into your settings)"))
    if feed["next"]:
        lines.append(("next look", _when(feed["next"], house)))
    lines += [("note", note) for note in feed["notes"]]
    return lines


def _held(feed: dict[str, Any]) -> str:
    parts = [(feed["waiting"], "wait for a person"), (feed["unsigned"], "signed by nobody we know")]
    return "".join(f"; {number} {words}" for number, words in parts if number)


def _when(iso: str | None, house: House) -> str:
    if not iso:
        return ""
    return when.told(datetime.fromisoformat(iso), house.firm.zone)


def show_entries(told: Sequence[dict[str, Any]]) -> None:
    """One line for each entry."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("published", "state", "mailed", "title and why"):
        table.add_column(column, overflow="fold")
    for entry in told:
        words = Text.assemble(entry["title"] or entry["source"], ("\n" + entry["why"], "dim"))
        table.add_row(entry["published"][:10], entry["state"], "yes" if entry["mailed"] else "no", words)
    _out.print(table if told else "Nothing yet.")
