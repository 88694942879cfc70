"""What a person, or another program, sees of how editions stand and of what is uncertain. Prints; decides nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.acts import Doubt
from pipeline.edition_status import Status
from pipeline.errors import AttractError
from pipeline.firm import Firm
from pipeline.model import Act, Came, DeliveryState, Pause, when
from pipeline.returns import REMEDY
from pipeline.trials import Trial

_out = Console(highlight=False, soft_wrap=False)
_STATES = {
    DeliveryState.PLANNED: "planned", DeliveryState.ATTEMPTING: "on its way", DeliveryState.ACCEPTED: "accepted",
    DeliveryState.REFUSED: "refused", DeliveryState.UNCERTAIN: "uncertain", DeliveryState.EXCLUDED: "left out",
}  # fmt: skip
#: How many reasons, answers and uncertain mails are shown.
_REASONS, _ANSWERS, _DOUBTS = 5, 5, 20


def many(number: int, one: str = "mail") -> str:
    """A number of them: 1 mail, 2 mails."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


# How editions stand.


def show_status(found: Sequence[Status], pause: Pause, held_up: Iterable[str], zone: tzinfo) -> None:
    """A table for each edition, and what a person should do.

    Args:
        found: the editions.
        pause: whether sending is paused.
        held_up: a line for each edition of which nothing leaves now.
        zone: the firm's.

    """
    if not found:
        _out.print("No edition was composed yet. `attract digest` composes those that are due.", markup=False)
    for each in found:
        _show(each, zone)
    for line in held_up:
        _out.print(line, markup=False, soft_wrap=True)  # a command in it can be copied
    if pause.reason:
        since = f" since {_when(pause.since, zone)}" if pause.since else ""
        _out.print(f"Sending is paused{since}: {pause.reason}.", markup=False, soft_wrap=True)
        _out.print(REMEDY, markup=False)


def _show(each: Status, zone: tzinfo) -> None:
    edition = each.edition
    composed = f"composed {_when(edition.composed, zone)}" if edition.composed else "not composed"
    head = Text.assemble((edition.name, "bold"), f"  due {_when(edition.due, zone)}, {composed}")
    _out.print(head, soft_wrap=True)
    table = _grid()
    for state, name in _STATES.items():
        number = each.readers.get(state, 0)
        table.add_row(f"  {name}", f"{number:,}", Text(_beside(each, state, number, zone)))
    table.add_row(
        "  all readers", f"{sum(each.readers.values()):,}", "done: they balance" if each.done else "not done yet"
    )
    if each.texts:
        table.add_row("  social texts", f"{sum(each.texts.values()):,}", _states(each.texts))
    if each.seeds:
        table.add_row("  seeds", f"{sum(each.seeds.values()):,}", _states(each.seeds))
    if each.bounces:
        table.add_row("  came back", f"{sum(each.bounces.values()):,}", _came(each.bounces))
    _out.print(table)
    if each.answers:
        _out.print("  Servers answered to those whom they refused or put off:")
        said = _grid()
        for count, words in _shown(each.answers, _ANSWERS, "with another answer", "with other answers"):
            said.add_row(" ", count, Text(words))
        _out.print(said)
    _out.print()


def _grid() -> Table:
    """A name, a number, words; the long ones are folded."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _beside(each: Status, state: DeliveryState, number: int, zone: tzinfo) -> str:
    """What a person should know beside a number."""
    if state is DeliveryState.PLANNED and each.later:
        again = f", next try {_when(each.next_try, zone)}" if each.next_try else ""
        return f"{each.later:,} put off by a server{again}"
    if state is DeliveryState.UNCERTAIN and each.uncertain:
        return f"attract deliver resolve {each.edition.name}"
    if state is DeliveryState.EXCLUDED:
        reasons = _shown(each.left_out, _REASONS, "for another reason", "for other reasons")
        return "; ".join(f"{count} {reason}" for count, reason in reasons)
    return ""


def _shown(found: Mapping[str, int], most: int, another: str, others: str) -> Iterator[tuple[str, str]]:
    """How many and what, the first of them; the others in one."""
    for words, count in list(found.items())[:most]:
        yield f"{count:,}", words or "without a word"
    rest = list(found.values())[most:]
    if rest:
        yield f"{sum(rest):,}", another if len(rest) == 1 else others


def _states(counts: Mapping[DeliveryState, int]) -> str:
    return ", ".join(f"{counts[state]:,} {name}" for state, name in _STATES.items() if counts.get(state))


def _came(bounces: Mapping[tuple[Came, Act], int]) -> str:
    return ", ".join(f"{count:,} {came} {act}" for (came, act), count in bounces.items())


def _when(at: datetime, zone: tzinfo) -> str:
    return when.told(at, zone)


def status_as_json(found: Sequence[Status], pause: Pause, untried: AttractError | None = None) -> dict[str, Any]:
    """The same for other programs; with it, why nothing leaves before somebody has had a test mail."""
    return {
        "untried": str(untried) if untried else "",
        "paused": pause.reason, "since": pause.since.isoformat() if pause.since else "",
        "editions": [
            {
                "edition": each.edition.name, "due": each.edition.due.isoformat(), "composed": _iso(each.edition.composed),
                "leaves": _iso(each.edition.leaves), "held": each.edition.held,
                "done": each.done, "readers": _counts(each.readers), "texts": _counts(each.texts), "seeds": _counts(each.seeds),
                "left_out": dict(each.left_out), "later": each.later,
                "next_try": _iso(each.next_try), "answers": dict(each.answers),
                "came_back": [
                    {"came": came, "act": act, "count": count} for (came, act), count in each.bounces.items()
                ],
            }
            for each in found
        ],
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _counts(counts: Mapping[DeliveryState, int]) -> dict[str, int]:
    return {str(state): counts.get(state, 0) for state in DeliveryState}


# Test mails.


def show_trial(sent: Trial) -> None:
    """What was sent to whom, and what comes next."""
    as_whom = f"as {sent.reader} gets it" if sent.reader else "as somebody gets it who asked for everything"
    _out.print(Text(f"Sent to {sent.to}: {sent.edition}, {as_whom}, {sent.size / 1000:.0f} KB."), soft_wrap=True)
    _out.print(Text(f"  Subject: {sent.subject}"))
    _out.print(Text(f"  Answer: {sent.said}"))
    _out.print("Its links to change and to leave are nobody's: pressing them does nothing.")
    if sent.opens:
        _out.print(
            "Look at it. Editions may leave in this shape now: `attract deliver`, or the clock, sends what waits."
        )


def trial_as_json(sent: Trial) -> dict[str, Any]:
    """The same for other programs."""
    return {
        "edition": sent.edition, "as": sent.reader, "to": sent.to, "subject": sent.subject, "bytes": sent.size,
        "answer": sent.said, "opens": sent.opens,
    }  # fmt: skip


# What is uncertain.


def show_doubts(found: Sequence[Doubt], firm: Firm) -> None:
    """Each uncertain delivery with what is known of it, and how a person decides."""
    if not found:
        _out.print("Nothing is uncertain.")
        return
    for each in found[:_DOUBTS]:
        row = each.row
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True, style="dim")
        # Whole, to be copied.
        table.add_column(overflow="fold")
        table.add_row("  when", _when(row.at, firm.zone) if row.at else "not known")
        table.add_row("  what is known", Text(row.response))
        table.add_row("  Message-ID", Text(row.message_id))
        own = f"  a seed, {row.state}" if row.is_seed else ""
        _out.print(Text.assemble((f"{row.edition} to {each.to}", "bold"), own))
        _out.print(table)
    if len(found) > _DOUBTS:
        _out.print(f"and {len(found) - _DOUBTS:,} more; --json lists every one.")
    _out.print()
    for line in _how(firm):
        _out.print(line, markup=False)


def _how(firm: Firm) -> Iterator[str]:
    if firm.mail.transport == "smtp":
        yield f"Look in the log of {firm.mail.host} for the Message-ID. Where the server has taken it, it arrived:"
    else:
        yield "Look whether it lies in .attract/outbox. Where it does, it arrived:"
    yield "  attract deliver resolve EDITION READER --arrived --by NAME"
    yield "Where it never came there, it is sent again after:"
    yield "  attract deliver resolve EDITION READER --not-arrived --by NAME"
    yield "READER is the address. --all in its place resolves all of an edition at once."


def doubts_as_json(found: Sequence[Doubt]) -> list[dict[str, Any]]:
    """The same for other programs."""
    return [
        {
            "edition": each.row.edition, "subscriber": each.row.subscriber, "to": each.to,
            "at": _iso(each.row.at), "known": each.row.response,
            "message_id": each.row.message_id,
        }
        for each in found
    ]  # fmt: skip
