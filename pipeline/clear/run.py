"""Calls, never decides.

library.items | not yet screened | rules.read, identity.screen | book.keep_findings
library.items, findings, record | decide.judge
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pipeline.clear import decide, identity, ledger, rules
from pipeline.clear.reading import passages
from pipeline.errors import UsageError
from pipeline.model import Clearance, ClearedItem, Finding, Held, Item, Kind, Tagging, digest_of
from pipeline.ports import Library, NameReader, Progress, Record, ScreenBook


def version(places: Sequence[str], own: Sequence[str], model: str) -> str:
    """Names everything that findings depend on besides the text."""
    return digest_of(
        [rules.version(), identity.METHOD, sorted(identity.public_names()), list(places), sorted(own), model]
    )[:16]


def screened(item: Item) -> str:
    """Names one text where it stands: the same words elsewhere have their findings at other lines."""
    return digest_of([item.content_hash, item.source, item.first_line])


def screen(
    item: Item, in_force: Sequence[rules.Rule], names: NameReader | None, own: Sequence[str]
) -> tuple[Finding, ...]:
    """Everything the rules, and for a story the identity screen, find on one item."""
    told = passages(item)
    found = list(rules.read(told, in_force))
    if names and item.kind is Kind.STORY:
        seen = {finding.words for finding in found if rules.is_identifier(finding.rule) and finding.stops}
        found += [
            finding
            for finding in identity.screen(told, names, own)
            # "14 Cooperage Lane" is reported once, not again as "Cooperage Lane"; a warning hides nothing.
            if not any(finding.words in words or words in finding.words for words in seen)
        ]
    return tuple(found)


def run(
    *,
    library: Library,
    book: ScreenBook,
    names: Callable[[], NameReader],
    model: str,
    places: Sequence[str],
    own: Sequence[str],
    progress: Progress,
    items: Sequence[Item] | None = None,
) -> int:
    """Screen every text that has not been screened yet; returns how many were.

    Args:
        items: the items to look at; None looks at all of them.
        names: makes the language model; only called for a story nobody has read yet.
        model: names the model without loading it.
        places: where the firm practises.
        own: the firm's own names, which point to no client.

    """
    wanted = version(places, own, model)
    present = library.items() if items is None else items
    known = book.findings(wanted, None if items is None else [screened(item) for item in items])
    waiting = [item for item in present if screened(item) not in known]
    if not waiting:
        return 0
    in_force = rules.in_force(places)
    reader = names() if any(item.kind is Kind.STORY for item in waiting) else None
    with library.together():
        for number, item in enumerate(waiting):
            progress("clear", number, len(waiting), item.title)
            book.keep_findings(screened(item), wanted, screen(item, in_force, reader, own))
    progress("clear", len(waiting), len(waiting))
    return len(waiting)


def judgements(
    *,
    library: Library,
    book: ScreenBook,
    record: Record,
    about: Mapping[str, Tagging],
    places: Sequence[str],
    own: Sequence[str],
    model: str,
    now: datetime,
    items: Sequence[Item] | None = None,
) -> list[ClearedItem | Held]:
    """Every present item (or these), judged now from its words, the findings on them, and the record.

    An item that has not been screened is left out: no findings yet is not "none".

    Args:
        about: what each item is about, and whether it seems to be of another kind than it says.

    """
    present = library.items() if items is None else items
    asked = None if items is None else [screened(item) for item in items]
    findings = book.findings(version(places, own, model), asked)
    decisions = ledger.latest(ledger.read(record.lines()))
    return [
        decide.judge(
            item,
            about.get(item.id, Tagging()).tags,
            (*findings[screened(item)], *decide.of_another_kind(item, about.get(item.id, Tagging()).kind_note)),
            decisions.get(item.id),
            now,
        )
        for item in present
        if screened(item) in findings
    ]


def write(record: Record, clearance: Clearance) -> Clearance:
    """Append a decision to the record, chained to the line before; returns it as written."""
    lines = record.lines()
    ledger.read(lines)
    chained = Clearance(**{**clearance.__dict__, "previous": ledger.line_hash(lines[-1]) if lines else ""})
    record.append(ledger.to_line(chained))
    return chained


def item_by_id(library: Library, wanted: str) -> Item:
    """One present item.

    Raises:
        UsageError: there is none; names those that look alike.

    """
    items = {item.id: item for item in library.items()}
    by_source = {item.source: item for item in items.values()}
    found = items.get(wanted) or by_source.get(wanted)
    if not found:
        near = difflib.get_close_matches(wanted, items, n=3)
        raise UsageError(
            wanted,
            "there is no such item." + (f" Did you mean {' or '.join(near)}?" if near else ""),
            "`attract review --all` lists every item.",
        )
    return found
