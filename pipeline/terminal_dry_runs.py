"""What a person, or another program, sees of a dry run. Prints; decides nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.deliver.finished import MOST
from pipeline.dry_runs import DryRun, Laid, Rehearsed
from pipeline.terminal_deliveries import many

_out = Console(highlight=False, soft_wrap=False)
#: How many reasons are shown for each edition.
_REASONS = 5


def show(run: DryRun) -> None:
    """A line for each edition, why who is left out, and where the files lie."""
    if not run.editions:
        _out.print("Nothing waits, and no edition is due.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("edition", overflow="fold")
    for head in ("mails", "in all", "largest", f"over {MOST // 1000} KB", "left out", "texts"):
        table.add_column(head, justify="right", no_wrap=True)
    for each in run.editions:
        table.add_row(
            each.edition, f"{each.mails:,}", _size(each.size), _size(each.largest.size) if each.largest else "",
            f"{each.over:,}", f"{sum(each.left_out.values()):,}", f"{each.texts:,}",
        )  # fmt: skip
    _out.print(table)
    for each in run.editions:
        for line in _beside(each):
            _out.print(Text(line))
    _out.print(Text(f"They lie in {run.folder}, each as it would leave. Nothing has left."), soft_wrap=True)
    if run.outside:
        _out.print("Erasing a reader does not find theirs there: remove the folder when you have looked.")


def _beside(each: Rehearsed) -> Iterator[str]:
    """What a person should know of one edition."""
    if not each.composed:
        yield f"{each.edition} is due and not composed: so it would be now."
    reasons = list(each.left_out.most_common())
    told = [f"{count:,} {reason}" for reason, count in reasons[:_REASONS]]
    if rest := sum(count for _, count in reasons[_REASONS:]):
        told.append(f"{rest:,} for other reasons")
    if each.seeds:
        yield f"{each.edition}: {many(each.seeds)} to the firm itself (`mail.seeds`) not counted."
    if told:
        yield f"{each.edition} leaves out: {'; '.join(told)}."
    if each.over and each.largest:
        yield (
            f"{each.edition}: {many(each.over)} {'is' if each.over == 1 else 'are'} over {MOST // 1000} KB, and Gmail cuts "
            f"long mails off: let readers have fewer pieces, or shorten summaries. The largest: {Path(each.largest.path).name}"
        )


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB" if size >= 1_000_000 else f"{size / 1000:,.0f} KB"


def as_json(run: DryRun) -> Iterator[str]:
    """The same for other programs, in parts as it goes: each mail with its envelope, then the editions."""
    yield '{\n"folder": ' + json.dumps(str(run.folder), ensure_ascii=False) + ',\n"mails": ['
    for number, each in enumerate(run.mails()):
        yield (",\n" if number else "\n") + json.dumps(_mail(each), ensure_ascii=False)
    yield '\n],\n"editions": ' + json.dumps([_edition(each) for each in run.editions], ensure_ascii=False) + "\n}\n"


def _mail(each: Laid) -> dict[str, Any]:
    return {
        "edition": each.edition, "subscriber": each.subscriber, "file": each.path, "sender": each.sender,
        "recipient": each.recipient, "bytes": each.size,
    }  # fmt: skip


def _edition(each: Rehearsed) -> dict[str, Any]:
    return {
        "edition": each.edition, "composed": each.composed, "mails": each.mails, "texts": each.texts, "seeds": each.seeds, "bytes": each.size,
        "largest": {"file": each.largest.path, "bytes": each.largest.size} if each.largest else None,
        "over": each.over, "left_out": dict(each.left_out.most_common()),
    }  # fmt: skip
