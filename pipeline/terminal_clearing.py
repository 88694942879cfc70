"""What a person sees of consents and of what was said."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from pipeline.clearance_acts import Said
from pipeline.model import Consent, when
from pipeline.terminal_tags import columns

_out = Console(highlight=False, soft_wrap=False)


def show_consents(known: Sequence[Consent]) -> None:
    """One line for each consent."""
    table = columns("consent", "item", "signed by", "signed", "for", "until", "stands")
    for each in known:
        stands = f"taken back on {each.withdrawn:%Y-%m-%d}" if each.withdrawn else "yes"
        until = each.expires.isoformat() if each.expires else "no end"
        table.add_row(
            each.ref, each.item, Text(each.signed_by), each.signed.isoformat(), ", ".join(each.channels), until, stands
        )
    _out.print(table if known else "No consent is recorded yet: attract consent record ITEM ...")


def show_said(found: Said, zone: ZoneInfo, written: Path | None) -> None:
    """What was public on one day, version by version, and what was mailed."""
    if not found.versions:
        _out.print(f"On {found.day:%d %B %Y} nothing was public.")
    for version in found.versions:
        until = when.told(version.until, zone) if version.until else "now"
        _out.print(
            f"[bold]Public from {when.told(version.since, zone)} to {until}[/]: "
            f"{len(version.files)} files, {len(version.items)} texts"
        )
        table = columns("item", "kind", "text", "cleared by")
        for id_, told in version.items.items():
            by = ", ".join(told["cleared_by"]) or "its author's own drop"
            table.add_row(id_, told["kind"], str(told["text"])[:14], Text(by))
        _out.print(table)
    for edition, (readers, items) in found.editions.items():
        _out.print(f"Sent: {edition} to {readers}: {', '.join(items)}")
    if written and found.versions:
        _out.print(f"The site as it stood lies in {written}.")
