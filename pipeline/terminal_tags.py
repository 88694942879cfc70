"""What a person sees in a terminal of practice areas: why, what is not sure, and what a new model would change."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.model import Areas, Aspect, Facet, Item, Tagging
from pipeline.tag import measure
from pipeline.tag.facets import names
from pipeline.tagging.learning import Change, Learnt

_out = Console(highlight=False, soft_wrap=False)
_WHERE = {"title": "title or summary", "author": "a person says so"}


def columns(*heads: str) -> Table:
    """A table without lines; long words are folded."""
    table = Table(box=None, pad_edge=False, show_header=bool(heads), header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def show_areas(areas: Areas) -> None:
    """One line for each practice area: the key, the name, FOLIO's identifiers, and the keys that lead to it."""
    for area in areas.shown.values():
        led = f"  (formerly {', '.join(area.formerly)})" if area.formerly else ""
        _out.print(Text(f"{area.id:42} {area.name}  {' '.join(area.folio)}{led}"), soft_wrap=True)
    for key, area in areas.hidden.items():
        _out.print(Text(f"{key:42} {area.name}  (hidden)"), soft_wrap=True)


def show_tagging(item: Item, about: Tagging, considered: Sequence[tuple[str, float]], areas: Areas) -> None:
    """Each area with its score and the words that earned it, and what else was considered."""
    _out.print(Text.assemble((item.title, "bold"), f"  ({item.source})"))
    if not about.tags:
        _out.print(Text(f"  {no_area(about)}"))
    for tag in about.tags:
        area = areas.shown[tag.area]
        _out.print(f"\n  {area.name}  {tag.score:.2f}   [dim]{area.folio[0] if area.folio else ''}[/]")
        for evidence in tag.evidence:
            words = " ".join(evidence.words.split())
            where = _WHERE.get(evidence.where) or item.place_of(evidence.start)
            _out.print(Text(f"    {evidence.weight:5.2f}  “{words}”  {where}"))
    for number, line in enumerate(_facets(about)):
        _out.print(Text(f"{'' if number else chr(10)}{line}"))
    if about.kind_note:
        _out.print(Text(f"\n  {about.kind_note}", "yellow"))
    if considered:
        names = ", ".join(f"{areas.names[area]} {score:.2f}" for area, score in considered)
        _out.print(Text(f"\n  also considered: {names}", "dim"))
    for word in about.unknown:
        _out.print(Text(f"\n  “{word}” in its front matter is no practice area. `attract areas` lists them."))


def _facets(about: Tagging) -> Iterator[str]:
    """One line for each aspect of which something can be said: the values, and the words that say it."""
    for aspect in Aspect:
        told = [
            f"{names(aspect).get(facet.value, facet.value)} ({_quoted(facet)})"
            for facet in about.facets
            if facet.kind_of is aspect
        ]
        if told:
            yield f"  {aspect:13} {'; '.join(told)}"


def _quoted(facet: Facet) -> str:
    words = list(dict.fromkeys(" ".join(each.words.split()) for each in facet.evidence))[:3]
    return ", ".join(f"“{each}”" for each in words) or "the author says so"


def no_area(about: Tagging) -> str:
    """Why a piece has no tag, in a sentence."""
    if about.none:
        return "none: it is about no area of the law."
    return "needs a person: its words are too few, or speak for nothing clearly. Write practice_areas: in its front matter, or: attract tag ITEM --as AREA."


def show_changes(changes: Sequence[Change]) -> None:
    """What another model would change, a line for each piece."""
    table = columns("piece", "now", "then")
    for each in changes:
        table.add_row(each.item.id, _areas(each.now), _areas(each.then))
    _out.print(table if changes else "It would change nothing.")


def _areas(about: Tagging) -> str:
    return ", ".join(tag.area for tag in about.tags) or ("none" if about.none else "needs a person")


def show_learnt(learnt: Learnt) -> None:
    """What a new model learnt from, what it is worth, and what it would change."""
    _out.print(f"Learnt from {learnt.pieces} pieces whose areas their authors named, in {learnt.seconds:.0f} s.")
    table = columns("on the development set", "now", "then")
    for name in measure.FIGURES:
        table.add_row(name.replace("_", " "), f"{learnt.before[name]:.3f}", f"{learnt.after[name]:.3f}")
    _out.print(table)
    show_changes(learnt.changes)
