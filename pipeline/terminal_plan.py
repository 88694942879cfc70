"""What a person sees of the plan. Makes lines; decides nothing."""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr

from rich.console import Console
from rich.text import Text

from pipeline import terminal_editions, terminal_readers
from pipeline.edges import ics
from pipeline.model import Planned, SlotState, when
from pipeline.plan.decide import AHEAD
from pipeline.plan_view import Entry, entries, of_slot
from pipeline.terminal_tags import columns
from pipeline.wiring import House

_out = Console()

#: Letters that a slot's name has on a line, as `retention-2026-11-23` and `monthly-2026-12` need.
_SLOT = 24
#: What a state is called beside a slot; what is planned needs no word.
_STATES = {
    SlotState.RUNNING: "under way",
    SlotState.SKIPPED: "left out",
    SlotState.CLOSED: "left out by the calendar",
    SlotState.MISSED: "missed",
    SlotState.DONE: "done",
}


def show(house: House, found: Sequence[Entry]) -> None:
    """The plan as a table, and what somebody should know beside it."""
    firm_zone = house.firm.zone
    table = columns("when", "in UTC", "slot", "")
    for column in table.columns[:2]:
        column.no_wrap = True
    # A slot that is called by a piece must not take the room of what is said about it.
    table.columns[2].max_width = _SLOT
    for each in found:
        wall = when.local(each.due, each.zone) + (f" {each.zone.key}" if each.zone != firm_zone else "")
        table.add_row(Text(wall), Text(when.in_utc(each.due, each.zone)), Text(each.name), Text(_beside(house, each)))
    _out.print(f"All times are those of {firm_zone.key}, where no other zone stands beside them.", highlight=False)
    _out.print(table)
    for line in (
        *terminal_editions.held_up(house),
        *terminal_readers.ending(house.ledger.subscribers(), house.time(), firm_zone),
    ):
        _out.print(line, markup=False, soft_wrap=True)


def _beside(house: House, each: Entry) -> str:
    told = [each.what]
    if each.leaves and each.leaves != each.due:
        told.append(f"leaves from {when.told(each.leaves, house.firm.zone)} on")
    if each.shift:
        told.append(f"({each.shift})")
    if word := _STATES.get(each.state):
        told.append(f"{word}{f' by {each.by}' if each.by else ''}{f': {each.said}' if each.said else ''}")
    elif each.by:
        told.append(f"moved by {each.by}{f': {each.said}' if each.said else ''}")
    if each.error:
        told.append(f"{each.tries} tries: {each.error}" if each.tries else each.error)
    if each.following:
        told.append(each.following)
    return "; ".join(told)


def why(house: House, slot: Planned) -> Iterator[str]:
    """Everything about one slot, in sentences."""
    zone, entry = house.firm.zone, of_slot(house, slot, house.slots.pauses().get(slot.job))
    yield f"{slot.name}: {entry.what}."
    if slot.rule and slot.rule != entry.what:
        yield f"The rule: {slot.rule}, by the clock of {slot.zone}."
    if slot.shift:
        yield f"Why it is not at that time: {slot.shift}."
    if slot.moved:
        yield f"{slot.by} moved it{f': {slot.said}' if slot.said else '.'}"
    yield f"Due: {when.told(slot.due, zone)}."
    if entry.leaves and entry.leaves != slot.due:
        yield f"It is closed then: notes and changes count until that moment. Its mails leave from {when.told(entry.leaves, zone)} on."
    ended = f" at {when.told(slot.ended, zone)}" if slot.ended else ""
    if slot.state is SlotState.PLANNED:
        yield f"It is planned.{f' It was tried {slot.tries} times; the last time: {slot.error}' if slot.tries else ''}"
    elif slot.state is SlotState.SKIPPED:
        yield f"{slot.by} left it out{ended}{f': {slot.said}' if slot.said else '.'}"
    else:
        yield f"It was {_STATES[slot.state]}{ended}{f': {slot.said}' if slot.said else ''}."
    if entry.following:
        yield f"Next: {entry.following}."


def calendar(house: House, days: int | None = None) -> bytes:
    """The plan of so many days (or of two months) for calendar programs."""
    firm, found = house.firm, entries(house, days or AHEAD)
    events = [
        ics.Event(
            each.name, each.leaves or each.due, f"{each.name}: {each.what}",
            "\n".join(filter(None, [f"{each.rule} ({each.zone.key})" if each.rule else "", _beside(house, each)])),
            each.state in (SlotState.SKIPPED, SlotState.CLOSED, SlotState.MISSED),
        )
        for each in found
    ]  # fmt: skip
    return ics.calendar(f"{firm.name}: plan", parseaddr(firm.mail.sender)[1].partition("@")[2], events, house.time())
