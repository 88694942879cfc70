"""Calls, never decides.

library.items | not yet screened | screen.screen | groups: book.keep_findings
library.items, findings, record | decide.judge
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline import chain
from pipeline.clear import decide, detect, facts, ledger, rekinding, rules
from pipeline.clear.standing import Standing
from pipeline.errors import UsageError
from pipeline.model import Clearance, ClearedItem, Consent, Held, Item, Tagging, digest_of
from pipeline.ports import LanguageReader, Library, Progress, Record, ScreenBook

if TYPE_CHECKING:
    from pipeline.clear.listed import NameList


def version(in_force: rules.Rulebook, own: Sequence[str], model: str, listed: str = "") -> str:
    """Names everything that findings depend on besides the text."""
    return digest_of([in_force.version, detect.version(), sorted(own), model, listed])[:16]


def screened(item: Item) -> str:
    """Names one text where it stands: the same words elsewhere have their findings at other lines."""
    asides = [[aside.where, aside.words] for aside in item.asides]
    return digest_of([item.content_hash, item.id, item.source, item.first_line, item.facts, asides])


@dataclass(frozen=True)
class Recorded:
    """What the record and the book of consents say of every item."""

    decisions: Mapping[str, tuple[Clearance, ...]]
    consents: Mapping[str, Consent]
    eyes: int
    binding: frozenset[str]

    def of(self, item: str) -> Standing:
        """What they say of one item, by its id."""
        return Standing(
            decisions=self.decisions.get(item, ()), consents=self.consents, eyes=self.eyes, binding=self.binding
        )


def recorded(record: Record, consents: Mapping[str, Consent], *, eyes: int, binding: frozenset[str]) -> Recorded:
    """Read the record; raises RecordError where its chain is broken."""
    return Recorded(_decisions(tuple(record.lines())), consents, eyes, binding)


@lru_cache(maxsize=2)  # to check a long chain takes a tenth of the time in which a site is brought up to date
def _decisions(lines: tuple[str, ...]) -> Mapping[str, tuple[Clearance, ...]]:
    return MappingProxyType(ledger.by_item(ledger.read(lines)))


def run(
    *,
    library: Library,
    book: ScreenBook,
    reader: Callable[[], LanguageReader],
    version: str,
    in_force: Sequence[rules.Rule],
    own: Sequence[str],
    progress: Progress,
    listed: "NameList | None" = None,
    items: Sequence[Item] | None = None,
) -> int:
    """Screen every text that has not been screened yet; returns how many were.

    Args:
        library: where the items are.
        book: where findings are kept.
        reader: makes the language model; only called for what tells of clients and nobody has read yet.
        version: names everything that findings depend on besides the text.
        in_force: the rules that bind the firm.
        own: the firm's own names, which point to no client.
        progress: told how far it came.
        listed: the firm's do-not-name list, if it has one.
        items: the items to look at; None looks at all of them.

    """
    waiting = unscreened(library, book, version, items)
    if not waiting:
        return 0
    # The detectors take 0.4 s to load, and to judge needs none of them.
    from pipeline.clear.screen import screen

    english = reader() if any(facts.as_read(item).kind.tells_of_clients for item in waiting) else None
    # What tells of clients comes first: no other kind of item may carry its sentences out.
    waiting.sort(key=lambda item: not item.kind.tells_of_clients)
    with library.in_groups() as groups:
        for number, item in enumerate(waiting):
            progress("clear", number, len(waiting), item.title)
            found = screen(item, in_force, english, own, listed)
            marks = rekinding.marks(item).keys()
            if item.kind.tells_of_clients:
                # With its findings, or an item that has been screened would never be remembered.
                keep = partial(book.keep_findings, screened(item), version, found)
                groups.add(partial(book.remember, item.id, marks), keep)
                continue
            if number and waiting[number - 1].kind.tells_of_clients:
                groups.write()  # what was remembered is asked for from here on
            found += tuple(rekinding.findings(item, book.remembered(marks)))
            groups.add(partial(book.keep_findings, screened(item), version, found))
    progress("clear", len(waiting), len(waiting))
    return len(waiting)


def unscreened(library: Library, book: ScreenBook, version: str, items: Sequence[Item] | None = None) -> list[Item]:
    """The items, of all present ones or of these, that nobody has read as they stand now."""
    present = library.items() if items is None else items
    known = book.findings(version, None if items is None else [screened(item) for item in items])
    return [item for item in present if screened(item) not in known]


def judgements(
    *,
    library: Library,
    book: ScreenBook,
    recorded: Recorded,
    about: Mapping[str, Tagging],
    version: str,
    now: datetime,
    items: Sequence[Item] | None = None,
) -> list[ClearedItem | Held]:
    """Every present item (or these), judged now from its words, the findings on them, and the record.

    An item that has not been screened is left out: no findings yet is not "none".

    Args:
        library: where the items are.
        book: where findings are kept.
        recorded: what people decided.
        about: what each item is about, and whether it seems to be of another kind than it says.
        version: names everything that findings depend on besides the text.
        now: the time, in the firm's zone.
        items: the items to judge; None judges all of them.

    """
    present = library.items() if items is None else items
    texts = [screened(item) for item in present]
    findings = book.findings(version, None if items is None else texts)
    return [
        decide.judge(
            item,
            about.get(item.id, Tagging()).tags,
            (*findings[text], *decide.of_another_kind(item, about.get(item.id, Tagging()).kind_note)),
            recorded.of(item.id),
            now,
        )
        for item, text in zip(present, texts, strict=True)
        if text in findings
    ]


def write(record: Record, clearance: Clearance) -> Clearance:
    """Append a decision to the record, chained to the line before; returns it as written."""
    lines = record.lines()
    ledger.read(lines)
    written = replace(clearance, previous=chain.line_hash(lines[-1]) if lines else "")
    record.append(ledger.to_line(written))
    return written


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
