"""What a person sees in a terminal of an edition and what was changed about it. Prints, and makes lines; decides nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline import terminal_editions
from pipeline.edition_acts import Stands
from pipeline.edition_changes import Noted, Opening, Piece, Shown
from pipeline.model import DeliveryState, Edit, when
from pipeline.model.telling import listed
from pipeline.terminal_readers import edition_told
from pipeline.terminal_tags import columns
from pipeline.wiring import House

_out = Console(highlight=False, soft_wrap=True)
#: Characters of a terminal from which on titles stand beside ids.
_WIDE = 110
_DONE = {Edit.PIN: "pinned", Edit.DROP: "dropped", Edit.ORDER: "in a set order", Edit.RESET: "reset"}
_OPENS = {Edit.PIN: "pins", Edit.DROP: "drops", Edit.ORDER: "puts in order", Edit.RESET: "resets"}


def show(shown: Shown, house: House) -> None:
    """An edition: when it is due, its note, its pieces with how many get them, and what was changed."""
    zone, name = house.firm.zone, shown.slot.edition
    for line in _heading(shown, house):
        _out.print(line, markup=False)
    for line in _of_note(shown, house):
        _out.print(Text(line, "bold" if shown.note and not shown.note.opens else ""))
    if shown.pieces:
        wide = Console(highlight=False, soft_wrap=False)
        wide.print(_table(shown, titles=wide.width >= _WIDE))
    for each in shown.edits:
        about = listed(each.items) or "everything"
        _out.print(f"{when.told(each.at, zone)}  {each.by} {_OPENS[each.edit]} {about}", markup=False)
    if not shown.composed:
        _out.print(
            f"Until it is composed: attract digest pin, drop, order, reset {name}. A mail of it: attract digest preview {name}.",
            markup=False,
        )


def _table(shown: Shown, *, titles: bool) -> Table:
    """A row for each piece, by its id, which is what is typed; with titles where there is room for them."""
    table = columns()
    heads = ("readers", *(["networks"] if shown.told.networks else []), "piece", "")
    for head in heads:
        table.add_column(head, no_wrap=True)
    if titles:
        table.add_column("", overflow="fold", style="dim")
    table.show_header = True
    for piece in shown.pieces:
        numbers = [piece.readers, *([piece.networks] if shown.told.networks else [])]
        last = [Text(piece.title)] if titles else []
        table.add_row(*map(str, numbers), Text(piece.id), _state(piece), *last)
    return table


def _heading(shown: Shown, house: House) -> Iterator[str]:
    zone = house.firm.zone
    yield f"{shown.slot.edition}, due {_moment(shown.slot.due, zone)}"
    if shown.edition and shown.edition.composed:
        yield f"Composed {_moment(shown.edition.composed, zone)}, and frozen since."
        counts = house.ledger.counts(shown.slot.edition)
        if counts.get(DeliveryState.PLANNED) or shown.edition.held:
            yield terminal_editions.told(Stands(shown.edition, counts), zone, house.time())
        yield edition_told(shown.told)
        return
    if shown.edition and shown.edition.held:
        yield from terminal_editions.lines([shown.edition], zone)
    yield f"As things stand now, {edition_told(shown.told)}"


def _of_note(shown: Shown, house: House) -> Iterator[str]:
    """What there is to say of its note."""
    with_note = shown.edition.note if shown.edition else ""
    if (note := shown.note) is None:
        if with_note:
            yield f"It was composed with a note that is gone ({with_note}): what has not left goes without it."
        return
    if note.opens:
        person = house.people().get(note.item.author or "")
        yield f"A note by {person.name if person else note.item.author} {'opens' if shown.composed else 'will open'} it: {note.item.id} ({note.item.source})"
        return
    without = "What has not left goes without its note" if with_note == note.item.id else "Without its note"
    yield f"{without}: {note.item.id} ({note.item.source}). {_why(note, shown)}"


def _why(note: Noted, shown: Shown) -> str:
    if note.findings:
        first = note.findings[0]
        return f"{first.reason} {first.remedy}"
    if shown.composed:
        return "It was not cleared when the edition was composed, and what was composed is frozen."
    return "It has left with another edition, and no note leaves twice: write it as a new file."


def _state(piece: Piece) -> Text:
    told = [_DONE[piece.edit]] if piece.edit else []
    return Text(", ".join([*told, *([] if piece.cleared else ["may not go out now"])]))


def _moment(at: datetime, zone: tzinfo) -> str:
    return when.told(at, zone)


def done(name: str, edit: Edit, ids: Sequence[str], shown: Shown | None = None) -> Iterator[str]:
    """What was done to an edition, a line each, and what to look at next.

    Args:
        name: of the edition.
        edit: what was done.
        ids: to which pieces.
        shown: how it would stand now; of what was pinned, it says how many get it.

    """
    its = "it is" if len(ids) == 1 else "they are"
    match edit:
        case Edit.PIN:
            readers = {each.id: each.readers for each in shown.pieces} if shown else {}
            for id_ in ids:
                yield f"{id_} stands first in {name}, with everybody who asked for its like and has not had it: {_get(readers.get(id_, 0))}."
        case Edit.DROP:
            yield f"Nobody gets {listed(ids)} in {name}; for the next one {its} as new as before."
        case Edit.ORDER:
            yield f"{listed(ids)} stand in this order wherever a mail of {name} has several of them; an earlier order counts no more."
        case Edit.RESET:
            what = listed(ids) or "Everything"
            yield f"{what} in {name} {'is' if len(ids) < 2 else 'are'} as if nobody had touched {'them' if len(ids) > 1 else 'it'}."
    yield f"`attract digest show {name}` has the whole, `attract digest preview {name}` a mail of it."


def opening(found: Opening, zone: tzinfo) -> str:
    """What a note opens that was just cleared, and when."""
    if found.problem:
        return f"It opens no edition: {found.problem}. For another one, write it as a new file."
    if found.due is None:
        return f"It opens {found.name}, once that comes; `attract plan` has the days."
    return f"It opens {found.name}, due {_moment(found.due, zone)}. `attract digest preview {found.name}` shows it."


def _get(readers: int) -> str:
    return "nobody does" if readers == 0 else "1 reader gets it" if readers == 1 else f"{readers} readers get it"


def as_json(shown: Shown) -> dict[str, Any]:
    """An edition for other programs."""
    edition, told = shown.edition, shown.told
    return {
        "edition": shown.slot.edition,
        "due": shown.slot.due.isoformat(),
        "composed": edition.composed.isoformat() if edition and edition.composed else None,
        "leaves": edition.leaves.isoformat() if edition and edition.leaves else None,
        "held": edition.held if edition else "",
        "readers": told.readers,
        "networks": told.networks,
        "left_out": dict(told.reasons),
        "pieces": [
            {
                "item": each.id, "title": each.title, "readers": each.readers, "networks": each.networks,
                "changed": _CHANGED[each.edit], "cleared": each.cleared,
            }
            for each in shown.pieces
        ],
        "note": _note(shown.note) if shown.note else None,
        "changes": [
            {"edit": each.edit, "items": list(each.items), "by": each.by, "at": each.at.isoformat()}
            for each in shown.edits
        ],
    }  # fmt: skip


_CHANGED = {None: "", Edit.PIN: "pinned", Edit.DROP: "dropped", Edit.ORDER: "ordered", Edit.RESET: ""}


def _note(note: Noted) -> dict[str, Any]:
    return {
        "item": note.item.id, "source": note.item.source, "author": note.item.author, "opens": note.opens,
        "reasons": [each.reason for each in note.findings],
    }  # fmt: skip
