"""What a person sees in a terminal of readers: lists, and what becomes of one that comes in. Prints; decides nothing.

Of a list that comes in only line numbers are shown, no addresses: what is shown may end in a log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from rich.console import Console
from rich.text import Text

from pipeline.digest.decide import Told
from pipeline.edition_previews import Preview as EditionPreview
from pipeline.model import Permission, Subscriber
from pipeline.reader_acts import Preview
from pipeline.subscribe import permissions
from pipeline.subscribe.decide import REFUSED, Fate, counted
from pipeline.subscribe.why import only
from pipeline.terminal_tags import columns

_out = Console(highlight=False, soft_wrap=True)
#: How many rows of one kind are listed.
_SHOWN = 20


def show_subscribers(readers: Sequence[Subscriber], now: datetime) -> None:
    """One line for each reader."""
    table = columns("address", "name", "cadence", "at most", "asked for", "")
    for reader in readers:
        asked = "; ".join([", ".join(reader.areas + reader.people) or "everything", *only(reader)])
        at_most = f"{reader.ceiling}, {reader.minutes} min" if reader.minutes else str(reader.ceiling)
        table.add_row(reader.address, Text(reader.name), reader.cadence, at_most, asked, _state(reader, now))
    Console(highlight=False, soft_wrap=False).print(table if readers else "Nobody yet.")


def _state(reader: Subscriber, now: datetime) -> str:
    if reader.ends and reader.ends <= now:
        return "permission has ended"
    if reader.paused and now < reader.paused:
        return f"pauses until {reader.paused.date()}"
    return f"until {reader.ends.date()} ({reader.permission})" if reader.ends else ""


def ending(readers: Sequence[Subscriber], now: datetime, zone: tzinfo) -> Iterator[str]:
    """Whose permission ends within 60 days, when, and what to do; nothing where nobody's does. Names nobody."""
    found = permissions.ending_soon(readers, now)
    if over := sum(1 for each in found if each.ends and each.ends <= now):
        yield f"{_many(over)} {'have' if over > 1 else 'has'} ended: nobody is mailed on {'them' if over > 1 else 'it'} any more."
    soon = [(each.ends, each) for each in found if each.ends and now < each.ends]
    if soon:
        yield f"{_many(len(soon))} {'end' if len(soon) > 1 else 'ends'} within {permissions.WARNED.days} days:"
    for ends, each in soon[:_SHOWN]:
        yield f"  {ends.astimezone(zone).date()}  {each.id[:8]}  {each.permission}"
    if len(soon) > _SHOWN:
        yield f"  and {len(soon) - _SHOWN} more"
    for permission in dict.fromkeys(each.permission for _, each in soon):
        yield f"{permission}: {permissions.remedy(Permission(permission))}"
    if found:
        yield "`attract subscribers list --ending` names them."


def show_editions(found: Iterable[Told]) -> None:
    """One line for each edition: how many get how much, and how many are left out why. Names nobody."""
    for each in found:
        _out.print(f"{each.edition}: {edition_told(each)}", markup=False)


def edition_told(told: Told) -> str:
    """How many get how much of an edition, and how many are left out why, in one sentence."""
    who = "1 reader gets" if told.readers == 1 else f"{told.readers} readers get"
    said = [f"{who} {told.pieces} {_pieces(told.pieces)}"]
    said += [f"{told.networks} {'network' if told.networks == 1 else 'networks'}"] if told.networks else []
    said += [f"{told.seeds} {'seed' if told.seeds == 1 else 'seeds'}"] if told.seeds else []
    said += [f"{number} left out ({reason})" for reason, number in told.reasons.items()]
    return f"{'; '.join(said)}."


def show_edition_preview(found: EditionPreview) -> None:
    """One edition as one reader gets it: its subject and its text, and where the mail lies."""
    if found.reason:
        _out.print(f"{found.edition} to {found.reader.address}: nothing goes to them ({found.reason}).", markup=False)
        return
    _out.print(f"{found.edition} to {found.reader.address}, {found.size / 1000:.0f} KB", markup=False)
    _out.print(f"Subject: {found.subject}\n", markup=False)
    _out.print(found.text, markup=False)
    _out.print(f"The mail: {found.mail}\n`attract serve` shows it in the outbox. Nothing has left.", markup=False)


def _pieces(number: int) -> str:
    return "piece" if number == 1 else "pieces"


def _many(number: int) -> str:
    return "1 permission" if number == 1 else f"{number} permissions"


_HEADINGS = {
    "who": "Who", "proof": "Why they may be mailed", "wish": "What they chose", "next": "What comes next",
    "had": "What they got", "silence": "Why they get nothing",
}  # fmt: skip


def show_why(told: Mapping[str, Sequence[str]]) -> None:
    """What is known of one address, under headings."""
    for heading, sentences in told.items():
        _out.print(f"[bold]{_HEADINGS[heading]}[/]")
        for sentence in sentences:
            _out.print(f"  {sentence}", markup=False)


def show_preview(found: Preview) -> None:
    """What would become of a list, with line numbers."""
    _out.print(f"{found.file}: {found.source.title}, separated by {found.delimiter}, {len(found.rows)} rows")
    for note in found.notes:
        _out.print(f"  {note}")
    for fate, count in counted(found.rows).items():
        if count:
            _out.print(f"  {count:>7}  {fate}", markup=False)
    for line in listed(found):
        _out.print(line, markup=False)


def listed(found: Preview) -> Iterator[str]:
    """A line for each row that is worth one, those that need a person first."""
    yield from _some(found, [(row.line, row.why) for row in found.rows if row.fate in REFUSED])
    for fate in (Fate.GONE, Fate.SUPPRESSED, Fate.NEVER, Fate.DOUBLE):
        yield from _some(found, [(row.line, f"{fate}: {row.why}") for row in found.rows if row.fate is fate])
    yield from _some(found, [(row.line, f"to look at: {' '.join(row.notes)}") for row in found.rows if row.notes])
    if any(row.fate is Fate.WITHOUT for row in found.rows):
        yield permissions.WHY
        yield "Where somebody answers for the whole list: --permission express --proof 'where they asked' (--help)."


def _some(found: Preview, rows: Sequence[tuple[int, str]]) -> Iterator[str]:
    for line, words in rows[:_SHOWN]:
        yield f"{found.file}:{line}: {words}"
    if len(rows) > _SHOWN:
        yield f"{found.file}: and {len(rows) - _SHOWN} more of these; --json lists every row."


def summary(found: Preview, done: bool) -> str:
    """One sentence on what became of a list, or would."""
    counts = counted(found.rows)
    kept = counts[Fate.NEW] + counts[Fate.CHANGED] + counts[Fate.KNOWN]
    refused = sum(counts[fate] for fate in REFUSED)
    said = [
        f"{kept} readers {'kept' if done else 'would be kept'}, {counts[Fate.NEW]} of them new",
        f"{counts[Fate.SUPPRESSED]} had left and stay away",
        f"{counts[Fate.GONE]} left elsewhere {'and are' if done else 'and would be'} suppressed",
        f"{refused} rows refused",
    ]
    return "; ".join(said) + "."
