"""What a person sees in a terminal, and the same as JSON. Prints; decides nothing."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from pipeline.collect import decide as collect_decide
from pipeline.collect.run import Collected, parse
from pipeline.deliver.run import Delivered
from pipeline.errors import SourceError
from pipeline.model import ClearedItem, Delivery, Finding, Held, Item, Kind, Subscriber, Tag
from pipeline.plan.decide import due, upcoming
from pipeline.tag.taxonomy import taxonomy
from pipeline.wiring import House, Run

_out = Console(highlight=False, soft_wrap=False)


class Bar:
    """Draws how far each room has come, on the terminal's error stream (port: Progress)."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>8}"), BarColumn(24), MofNCompleteColumn(), TextColumn("{task.fields[what]}"),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._tasks: dict[str, Any] = {}

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """Move the bar of one room; the last move takes it away."""
        if room not in self._tasks:
            if not self._tasks:
                self._progress.start()
            self._tasks[room] = self._progress.add_task(room, total=total, what="")
        self._progress.update(self._tasks[room], completed=done, total=total, what=what[:50])
        if done >= total:
            self._progress.remove_task(self._tasks.pop(room))
            if not self._tasks:
                self._progress.stop()


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=bool(columns), header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


# One run.


def run_as_json(run: Run) -> dict[str, Any]:
    """A run for other programs."""
    return {
        "quiet": run.quiet,
        "collected": collected_as_json(run.collected),
        "tagged": run.tagged,
        "cleared": [each.id for each in run.cleared],
        "held": [_held_as_json(each) for each in run.held],
        "pages": run.published.pages,
        "built": run.published.built,
        "editions": [slot.edition for slot in run.editions],
        "deliveries": delivered_as_json(run.delivered),
    }


def show_run(run: Run, house: House) -> None:
    """The short table at the end, and where to look."""
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
    table.add_row("deliveries", str(run.delivered.accepted), _delivered_words(run.delivered))
    _out.print(table)
    for problem in run.collected.problems:
        _out.print(f"[bold]needs a look[/]  {problem}", highlight=False)
    if run.delivered.problem:
        _out.print(f"[bold]not sent[/]  {run.delivered.problem}")
    _out.print()
    where = _table()
    where.add_column()
    where.add_column(overflow="fold")
    where.add_row("The site", str(house.site / "index.html"))
    if house.firm.mail.transport == "outbox":
        where.add_row("The mail", str(house.outbox / "mail" / "new"))
    where.add_row("Social texts", str(house.outbox / "social"))
    where.add_row("Look at all", "attract serve")
    if run.held:
        where.add_row("What is held", "attract review")
    _out.print(where)


def _plural(kind: Kind, number: int) -> str:
    return kind if number == 1 or kind is Kind.ELSEWHERE else {"story": "stories"}.get(kind, kind + "s")


def _short(words: str, length: int = 48) -> str:
    return words if len(words) <= length else words[: length - 1] + "…"


def _collected_words(collected: Collected) -> str:
    if not collected.kept and not collected.gone:
        return "no new files"
    kinds = Counter(item.kind for item in collected.kept)
    told = [f"{number} {_plural(kind, number)}" for kind, number in sorted(kinds.items())]
    return ", ".join(told + ([f"{len(collected.gone)} gone"] if collected.gone else []))


def _delivered_words(delivered: Delivered) -> str:
    parts = {
        "refused": delivered.refused, "uncertain": delivered.uncertain, "left out": delivered.excluded,
        "waiting": delivered.waiting,
    }  # fmt: skip
    return ", ".join(f"{number} {name}" for name, number in parts.items() if number)


# Collecting.


def collected_as_json(collected: Collected) -> dict[str, Any]:
    """What was collected, for other programs."""
    return {
        "kept": [{"id": item.id, "source": item.source, "notes": list(item.notes)} for item in collected.kept],
        "gone": list(collected.gone),
        "problems": [_problem(problem) for problem in collected.problems],
    }


def show_collected(collected: Collected) -> None:
    """What was collected."""
    _out.print(
        f"{len(collected.kept)} new or changed, {len(collected.gone)} gone, {len(collected.problems)} with problems."
    )
    for item in collected.kept:
        for note in item.notes:
            _out.print(f"  {item.source}: {note}", markup=False)
    for problem in collected.problems:
        _out.print(f"  {problem}", markup=False)


def preview(path: Path, house: House) -> dict[str, Any]:
    """What one file would become, or why it cannot."""
    try:
        draft = parse(path.read_bytes(), path.name)
        kind = _kind_of(path, house)
        item = collect_decide.item(
            draft, id_=collect_decide.slug(draft.title), kind=kind, source=path.name, author=None,
            first_seen=house.time(), zone=house.firm.zone,
        )  # fmt: skip
    except SourceError as problem:
        return {"file": str(path), "problem": _problem(problem)}
    areas = [{"area": tag.area, "score": tag.score} for tag in house.explain(item)]
    return {
        "file": str(path),
        "kind": kind,
        "title": item.title,
        "summary": item.summary,
        "date": item.published.date().isoformat() if draft.date else None,
        "words": len(item.body.split()),
        "areas": areas,
        "damage": list(item.notes),
    }


def _kind_of(path: Path, house: House) -> Kind:
    try:
        inside = path.resolve().relative_to(house.root).as_posix()
    except ValueError:
        return Kind.ARTICLE
    return collect_decide.kind_of(inside) or Kind.ARTICLE


def show_previews(previews: Sequence[dict[str, Any]]) -> None:
    """Each file and what it would become."""
    for each in previews:
        _out.print(f"[bold]{Path(each['file']).name}[/]")
        table = _table()
        table.add_column(style="dim", no_wrap=True)
        table.add_column(overflow="fold")
        if "problem" in each:
            table.add_row("  cannot be read", Text(f"{each['problem']['cause']} {each['problem']['remedy']}"))
        else:
            table.add_row("  would become", f"{each['kind']}, {each['words']} words")
            table.add_row("  title", Text(each["title"]))
            table.add_row("  summary", Text(each["summary"]))
            table.add_row("  date", each["date"] or "none in it: the day it is first collected")
            names = [f"{taxonomy().areas[a['area']].name} ({a['score']:.2f})" for a in each["areas"]]
            table.add_row("  practice areas", ", ".join(names) or "none: it is about no practice area")
            for number, note in enumerate(each["damage"]):
                table.add_row("  damage" if number == 0 else "", Text(note))
            if not each["damage"]:
                table.add_row("  damage", "none seen")
        _out.print(table)
        _out.print()


def _problem(problem: SourceError) -> dict[str, str]:
    return {"thing": problem.thing, "cause": problem.cause, "remedy": problem.remedy}


# Tags.


def tags_as_json(item: Item, tags: Sequence[Tag], house: House) -> dict[str, Any]:
    """Why an item has its tags."""
    return {
        "item": item.id,
        "title": item.title,
        "tags": [
            {
                "area": tag.area,
                "name": taxonomy().areas[tag.area].name,
                "folio": list(taxonomy().areas[tag.area].folio),
                "score": tag.score,
                "evidence": [
                    {"words": e.words, "where": e.where, "start": e.start, "end": e.end, "weight": e.weight}
                    for e in tag.evidence
                ],
            }
            for tag in tags
        ],
    }


def show_tags(item: Item, tags: Sequence[Tag], house: House) -> None:
    """Each area with its score and the words that earned it."""
    _out.print(f"[bold]{item.title}[/]  ({item.source})")
    if not tags:
        _out.print("  none: nothing in it speaks strongly enough for any practice area.")
    for tag in tags:
        area = taxonomy().areas[tag.area]
        _out.print(f"\n  {area.name}  {tag.score:.2f}   [dim]{area.folio[0] if area.folio else ''}[/]")
        for evidence in tag.evidence:
            where = "title or summary" if evidence.where == "title" else item.place_of(evidence.start)
            _out.print(Text(f"    {evidence.weight:5.2f}  “{evidence.words}”  {where}"))


# Review.


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule, "severity": finding.severity, "where": finding.where, "words": finding.words,
        "reason": finding.reason, "remedy": finding.remedy, "sources": list(finding.sources),
    }  # fmt: skip


def _held_as_json(held: Held) -> dict[str, Any]:
    return {
        "item": held.item.id,
        "source": held.item.source,
        "title": held.item.title,
        "findings": [_finding_as_json(finding) for finding in held.findings],
    }


def review_as_json(
    cleared: Sequence[ClearedItem], held: Sequence[Held], problems: Sequence[SourceError]
) -> dict[str, Any]:
    """What is held, for other programs."""
    return {
        "held": [_held_as_json(each) for each in held],
        "cleared": [{"item": each.id, "source": each.item.source, "channels": list(each.channels)} for each in cleared],
        "problems": [_problem(problem) for problem in problems],
    }


def show_review(cleared: Sequence[ClearedItem], held: Sequence[Held], problems: Sequence[SourceError]) -> None:
    """Each held item with every reason, in the order in which to deal with them."""
    for each in held:
        _out.print(Text.assemble((each.item.title, "bold"), f"  {each.item.id}"))
        for finding in each.findings:
            mark = "stops" if finding.stops else "look"
            _out.print(
                Text.assemble(f"  {mark:5}  ", (finding.where, "cyan"), f"  “{finding.words}”  ", (finding.rule, "dim"))
            )
            for words in (finding.reason, finding.remedy):
                _indented(words)
            if finding.sources:
                _indented(f"Source: {finding.sources[0]} (confirm with local counsel)", "dim")
        _out.print()
    for problem in problems:
        _out.print(Text(f"cannot be read  {problem}"))
    for piece in cleared:
        _out.print(Text(f"cleared  {piece.id}  ({piece.item.source})  {', '.join(piece.channels)}"))
    if not held and not problems:
        _out.print("Nothing is held.")
    else:
        _out.print(f"{len(held)} held, {len(problems)} that cannot be read.")


def _indented(words: str, style: str = "") -> None:
    _out.print(Padding(Text(words, style=style), (0, 0, 0, 9)), width=min(_out.width, 100))


# Deliveries, readers, plan.


def delivered_as_json(delivered: Delivered) -> dict[str, Any]:
    """What was delivered."""
    return {
        "accepted": delivered.accepted, "refused": delivered.refused, "excluded": delivered.excluded,
        "uncertain": delivered.uncertain, "waiting": delivered.waiting,
        "problem": str(delivered.problem) if delivered.problem else None,
    }  # fmt: skip


def show_delivered(delivered: Delivered) -> None:
    """What was delivered."""
    _out.print(
        f"{delivered.accepted} delivered" + (f"; {words}" if (words := _delivered_words(delivered)) else "") + "."
    )
    if delivered.problem:
        _out.print(Text(str(delivered.problem)))
    if delivered.uncertain:
        _out.print("Uncertain ones wait for a person: attract deliveries --state uncertain, then attract settle.")


def deliveries_as_json(rows: Sequence[Delivery]) -> list[dict[str, Any]]:
    """Deliveries for other programs."""
    return [
        {
            "edition": row.edition, "subscriber": row.subscriber, "state": row.state, "items": list(row.items),
            "response": row.response, "at": row.at.isoformat() if row.at else None, "message_id": row.message_id,
        }
        for row in rows
    ]  # fmt: skip


def show_deliveries(rows: Sequence[Delivery], house: House) -> None:
    """One line for each delivery."""
    addresses = {reader.id: reader.address for reader in house.ledger.subscribers()}
    table = _table("edition", "to", "state", "items", "said")
    for row in rows:
        to = addresses.get(row.subscriber, row.subscriber)
        table.add_row(row.edition, to, row.state, str(len(row.items)), Text(_short(row.response, 60)))
    _out.print(table if rows else "None.")


def subscribers_as_json(readers: Sequence[Subscriber]) -> list[dict[str, Any]]:
    """Readers for other programs."""
    return [
        {
            "id": reader.id, "address": reader.address, "name": reader.name, "areas": list(reader.areas),
            "people": list(reader.people), "cadence": reader.cadence, "ceiling": reader.ceiling,
            "format": "plain" if reader.plain else "html", "confirmed": reader.confirmed.date().isoformat(),
            "proof": reader.proof,
        }
        for reader in readers
    ]  # fmt: skip


def show_subscribers(readers: Sequence[Subscriber]) -> None:
    """One line for each reader."""
    table = _table("address", "name", "cadence", "at most", "asked for")
    for reader in readers:
        asked = ", ".join(reader.areas + reader.people) or "everything"
        table.add_row(reader.address, Text(reader.name), reader.cadence, str(reader.ceiling), asked)
    _out.print(table if readers else "Nobody yet.")


def plan_as_json(house: House) -> list[dict[str, Any]]:
    """Every rhythm with what is due and what comes next."""
    cadences, zone, now = house.firm.cadences, house.firm.zone, house.time()
    waiting = {slot.cadence: slot for slot in due(cadences, zone, now, house.ledger.fired())}
    told = []
    for name in type(cadences).model_fields:
        if (rhythm := getattr(cadences, name)) is None:
            continue
        following = upcoming(rhythm, zone, now)
        told.append(
            {
                "rhythm": name,
                "due": waiting[name].edition if name in waiting else None,  # type: ignore[index]  # StrEnum keys
                "next": following.isoformat(),
                "next_utc": following.astimezone(house.time().tzinfo).isoformat(),
            }
        )
    return told


def show_plan(house: House) -> None:
    """The plan, in the firm's time and in UTC."""
    table = _table("rhythm", "due now", f"next ({house.firm.time_zone})", "in UTC")
    for row in plan_as_json(house):
        table.add_row(
            row["rhythm"], row["due"] or "", row["next"][:16].replace("T", " "), row["next_utc"][:16].replace("T", " ")
        )
    _out.print(table)
