"""What a person sees in a terminal, and the same as JSON. Prints; decides nothing."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline import canary, terminal_editions
from pipeline.collect.run import Collected
from pipeline.deliver.decide import done
from pipeline.deliver.run import Delivered
from pipeline.errors import SourceError
from pipeline.model import ClearedItem, Delivery, Finding, Held, Item, Kind, Slot
from pipeline.model.telling import goes_out
from pipeline.outcome import Run
from pipeline.previews import Look
from pipeline.review_cards import said_once
from pipeline.social.run import PostRun
from pipeline.social.share import ShareRun
from pipeline.terminal_tags import columns, no_area
from pipeline.wiring import House

_out = Console(highlight=False, soft_wrap=False)


# One run.


def show_run(run: Run, house: House) -> None:
    """The short table at the end, and where to look."""
    if run.only_told:
        for slot in run.missed:
            _out.print(Text(f"missed  {slot.name}: {slot.said}"))
        if run.delivered.problem:
            _out.print(f"[bold]not sent[/]  {run.delivered.problem}", soft_wrap=True)
        if run.posted.happened or run.posted.problems:
            words = [f"{run.posted.accepted} said", *filter(None, [_posts(run.posted)])]
            _out.print(Text(f"posts  {', '.join(words)}"), soft_wrap=True)
        if run.shared.happened:
            words = [f"{len(run.shared.mailed)} mailed", *filter(None, [_packs(run.shared)])]
            _out.print(Text(f"share packs  {', '.join(words)}"), soft_wrap=True)
        return
    if run.quiet:
        _out.print("Nothing has changed, and nothing is due.")
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    pieces = [each for each in run.cleared if each.item.kind.is_piece]
    kinds = Counter(each.item.kind for each in pieces)
    table.add_row("collected", str(len(run.collected.kept)), _collected_words(run.collected))
    table.add_row("tagged", str(run.tagged), "" if run.tagged else "no new words")
    table.add_row(
        "cleared", str(len(pieces)), ", ".join(f"{n} {_plural(kind, n)}" for kind, n in sorted(kinds.items()))
    )
    table.add_row("held", str(len(run.held)), "" if not run.held else "each with its reason:")
    for each in run.held:
        first = each.findings[0]
        table.add_row("", "", Text(f"{each.item.source}: {first.reason} ({first.rule}: “{_short(first.words)}”)"))
    table.add_row("pages", str(run.published.pages), "built anew" if run.published.built else "the site was up to date")
    table.add_row("editions", str(len(run.editions)), ", ".join(slot.edition for slot in run.editions) or "none due")
    spared = f"{run.spared} spared: nothing new for them" if run.spared else ""
    told = ", ".join(words for words in (_delivered_words(run.delivered), spared) if words)
    for host in run.hosted:
        table.add_row("put to", host.host, str(host.problem) if host.problem else host.put.version if host.put else "")
    table.add_row("deliveries", str(run.delivered.accepted), told)
    if posts := _posts(run.posted):
        table.add_row("posts", str(run.posted.accepted), posts)
    if run.shared.happened:
        table.add_row("share packs", str(len(run.shared.mailed)), _packs(run.shared))
    _out.print(table)
    show_changes(run.collected)
    for problem in run.collected.problems:
        _out.print(f"[bold]needs a look[/]  {problem}", highlight=False)
    for line in without_note(run.editions, run.held):
        _out.print(Text(line, "bold"))
    for slot in run.missed:
        _out.print(Text(f"missed  {slot.name}: {slot.said}"))
    if run.delivered.problem:
        _out.print(f"[bold]not sent[/]  {run.delivered.problem}", soft_wrap=True)
    for line in terminal_editions.held_up(house, besides=run.delivered.problem):
        _out.print(line, markup=False, soft_wrap=True)  # a command in it can be copied
    _out.print()
    where = columns()
    where.add_column()
    where.add_column(overflow="fold")
    where.add_row("The site", str(house.site / "index.html"))
    if house.firm.mail.transport == "outbox":
        where.add_row("The mail", str(house.outbox / "mail" / "new"))
    where.add_row("Social texts", str(house.outbox / "social"))
    where.add_row("Look at all", f"{_command()} serve")
    if run.held:
        where.add_row("What is held", f"{_command()} review")
    _out.print(where)


def without_note(editions: Iterable[Slot], held: Iterable[Held]) -> Iterator[str]:
    """A line for each edition that was composed while somebody's note for it was held."""
    notes = {each.item.edition: each for each in held if each.item.kind is Kind.NOTE}
    for slot in editions:
        if note := notes.get(slot.edition):
            yield f"{slot.edition} goes without its note {note.item.source}: {note.findings[0].reason}"


def _command() -> str:
    """How to call this program from here: by its name, or by its path where the name is not known."""
    return "attract" if shutil.which("attract") else os.path.relpath(sys.argv[0])


def _plural(kind: Kind, number: int) -> str:
    return kind if number == 1 or kind is Kind.ELSEWHERE else {"story": "stories", "news": "news"}.get(kind, kind + "s")


def _short(words: str, length: int = 48) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"


def _collected_words(collected: Collected) -> str:
    if not collected.kept and not collected.gone:
        return "no new files"
    kinds = Counter(item.kind for item in collected.kept)
    told = [f"{number} {_plural(kind, number)}" for kind, number in sorted(kinds.items())]
    return ", ".join(told + ([f"{len(collected.gone)} gone"] if collected.gone else []))


def _posts(said: PostRun) -> str:
    """What there is to know of posts; empty where there is nothing."""
    numbers = {
        "refused": said.refused, "uncertain": said.uncertain, "missed": said.missed, "taken down": said.removed,
        "waiting": said.waiting,
    }  # fmt: skip
    drafts = [f"{said.drafts} to look at: {_command()} social preview"] if said.drafts else []
    return ", ".join(
        [*(f"{number} {name}" for name, number in numbers.items() if number), *drafts, *said.problems.values()]
    )


def _packs(run: ShareRun) -> str:
    numbers = {"refused": len(run.refused), "put off": len(run.later), "uncertain": len(run.uncertain)}
    told = [f"{number} {name}" for name, number in numbers.items() if number]
    return ", ".join([*told, str(run.problem)] if run.problem else told)


def _delivered_words(delivered: Delivered) -> str:
    parts = {
        "refused": delivered.refused, "uncertain": delivered.uncertain, "left out": delivered.excluded,
        "waiting": delivered.waiting,
    }  # fmt: skip
    seeds = [f"{delivered.seeds} {'seed' if delivered.seeds == 1 else 'seeds'}"] if delivered.seeds else []
    return ", ".join([*(f"{number} {name}" for name, number in parts.items() if number), *seeds])


# Collecting.


def show_collected(collected: Collected) -> None:
    """What was collected."""
    _out.print(
        f"{len(collected.kept)} new or changed, {len(collected.gone)} gone, {len(collected.problems)} with problems."
    )
    show_changes(collected)
    for item in collected.kept:
        for note in item.notes:
            _out.print(f"  {item.source}: {note}", markup=False)
    for problem in collected.problems:
        _out.print(f"  {problem}", markup=False)


def show_changes(collected: Collected) -> None:
    """What went, what goes by another name, and what is still being written."""
    for path in collected.gone:
        _out.print(f"  withdrawn: {path} is no longer there", markup=False)
    for old, new in collected.renamed:
        _out.print(f"  renamed: {old} is {new} now, and keeps its address", markup=False)
    for path in collected.unsettled:
        _out.print(f"  not yet: {path} is still being written; it is read the next time", markup=False)


def show_previews(previews: Sequence[dict[str, Any]]) -> None:
    """Each file and what it would become."""
    for each in previews:
        _out.print(f"[bold]{Path(each['file']).name}[/]")
        table = columns()
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        if "problem" in each:
            table.add_row("  cannot be read", Text(f"{each['problem']['cause']} {each['problem']['remedy']}"))
        else:
            table.add_row("  would become", f"{each['kind']}, {each['words']} words")
            table.add_row("  title", Text(each["title"]))
            table.add_row("  summary", Text(each["summary"]))
            table.add_row("  date", each["date"] or "none in it: the day it is first collected")
            names = [f"{a['name']} ({a['score']:.2f})" for a in each["areas"]]
            table.add_row("  practice areas", ", ".join(names) or "none: it is about no practice area")
            for number, note in enumerate(each["damage"]):
                table.add_row("  damage" if number == 0 else "", Text(note))
            if not each["damage"]:
                table.add_row("  damage", "none seen")
        _out.print(table)
        _out.print()


# Review.


def show_review(
    cleared: Sequence[ClearedItem],
    held: Sequence[Held],
    problems: Sequence[SourceError],
    unsure: Sequence[Item],
    overdue: Sequence[ClearedItem],
) -> None:
    """Each held item with every reason, in the order in which to deal with them."""
    for each in held:
        _show_held(each)
        _out.print()
    for problem in problems:
        _out.print(Text(f"cannot be read  {problem}"))
    for item in unsure:
        _out.print(Text(f"what is it about?  {item.id}  ({item.source})  Say so: attract tag {item.id} --as AREA."))
    for piece in overdue:
        _out.print(
            Text(
                f"look again  {piece.id}  ({piece.item.source})  Its review-by date has passed. Read it, and set a new one."
            )
        )
    for piece in cleared:
        _out.print(Text(f"cleared  {piece.id}  ({piece.item.source})  {', '.join(piece.channels)}"))
    if held or problems:
        _out.print(f"{len(held)} held, {len(problems)} that cannot be read.")
    else:
        _out.print("Nothing is held.")


def _show_held(held: Held) -> None:
    _out.print(Text.assemble((held.item.title, "bold"), f"  {held.item.id}  ", (held.item.source, "dim")))
    by_rule: dict[str, list[Finding]] = {}
    for finding in said_once(held.findings):
        by_rule.setdefault(finding.rule, []).append(finding)
    for rule, findings in by_rule.items():
        _show_rule(rule, findings, held.item)


def show_reviewed(look: Look) -> None:
    """One piece, every reason why it is held, and where its page lies."""
    if look.held:
        _show_held(look.held)
    else:
        _out.print(Text(f"{look.item.id} goes out {goes_out(look.item)}: nothing stops it."))
    _out.print(Text(f"To read and mark up: {look.page}"))


def _show_rule(rule: str, findings: Sequence[Finding], item: Item) -> None:
    """One rule: why it is there and what to do, said once, and each place where it found something."""
    first = findings[0]
    mark, colour = ("stops", "red") if first.stops else ("look", "yellow")
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=colour, no_wrap=True, width=7)
    table.add_column(overflow="fold", max_width=88)
    table.add_row(f"  {mark}", Text(first.reason))
    for where, words, instead in _places(findings, item):
        proposal = f"  →  “{instead}”" if instead else ""
        table.add_row("", Text.assemble((where, "cyan"), f"  “{words}”", (proposal, "green")))
    table.add_row("", Text(first.remedy))
    source = f": {first.sources[0]} (confirm with local counsel)" if first.sources else ""
    table.add_row("", Text(f"{rule}{source}", "dim"))
    _out.print(table)


def _places(findings: Sequence[Finding], item: Item) -> Iterator[tuple[str, str, str]]:
    """(where, words, what to write instead), the same words once."""
    told: dict[str, tuple[list[str], str]] = {}
    for finding in findings:
        # Without a place it is about the item as a whole, and its title stands above.
        if place := finding.where.removeprefix(item.source).lstrip(":, "):
            where, instead = told.setdefault(finding.words, ([], finding.instead))
            where.append(place)
    for words, (where, instead) in told.items():
        lines = list(dict.fromkeys(where))
        numbered = all(place.isdigit() for place in lines)
        yield (f"line{'s' if len(lines) > 1 else ''} " if numbered else "") + ", ".join(lines), words, instead


def show_looks(looks: Sequence[Look], house: House) -> None:
    """What was just dropped: what it is about, what stops it, and where its private page lies."""
    for look in looks:
        kind = f"{look.item.kind}  {look.item.source}"
        _out.print(Text.assemble((look.item.title, "bold"), "  ", (kind, "dim")))
        table = columns()
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        areas = [
            f"{house.areas.names[tag.area]} ({', '.join(f'“{words}”' for words in list(dict.fromkeys(e.words for e in tag.evidence))[:3])})"
            for tag in look.about.tags
        ]
        if look.item.kind.is_piece:
            table.add_row("  about", Text("; ".join(areas) or no_area(look.about)))
        if look.held:
            stops = [finding for finding in look.held.findings if finding.stops]
            table.add_row("  held", Text(f"{stops[0].reason} {stops[0].remedy}"))
            if len(stops) > 1:
                table.add_row("", f"and {len(stops) - 1} more: {_command()} review {look.item.id}")
        else:
            table.add_row("  goes out", f"{goes_out(look.item)}: nothing stops it")
        for note in (*look.item.notes, *([look.about.kind_note] if look.about.kind_note else [])):
            table.add_row("  note", Text(note))
        table.add_row("  preview", str(look.page))
        _out.print(table)


# Deliveries, readers, plan.


def show_delivered(delivered: Delivered) -> None:
    """What was delivered."""
    _out.print(
        f"{delivered.accepted} delivered" + (f"; {words}" if (words := _delivered_words(delivered)) else "") + "."
    )
    if delivered.problem:
        _out.print(Text(str(delivered.problem)), soft_wrap=True)  # a command in it can be copied
    if delivered.uncertain:
        _out.print("Uncertain ones wait for a person: attract deliver resolve.")


def show_deliveries(rows: Sequence[Delivery], house: House) -> None:
    """One line for each delivery."""
    addresses = {reader.id: reader.address for reader in house.ledger.subscribers()} | canary.addresses(house)
    table = columns("edition", "to", "state", "items", "said")
    for row in rows:
        to = addresses.get(row.subscriber, row.subscriber)
        table.add_row(row.edition, to, row.state, str(len(row.items)), Text(_short(row.response, 60)))
    _out.print(table if rows else "None.")
    for edition in sorted({row.edition for row in rows}):
        counts = Counter(row.state for row in rows if row.edition == edition and not row.is_seed)
        told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
        _out.print(f"{edition}: {told}; {'complete' if done(counts) else 'not complete'}.")
