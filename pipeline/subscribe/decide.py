"""Decides what becomes of each row of a list. Asks nothing of the world."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter

from pipeline.model import Permission, Subscriber, Trace, Wish, digest_of
from pipeline.subscribe.addresses import Address
from pipeline.subscribe.lists.claims import Claim
from pipeline.subscribe.lists.wishes import Choices, Unfit, asked
from pipeline.subscribe.permissions import granted


class Fate(StrEnum):
    """What becomes of a row; each has exactly one."""

    NEW = "new"
    #: Known from lists alone, and this one says more: another wish, or a better permission.
    CHANGED = "changed"
    #: Known; what they chose here is theirs.
    KNOWN = "known"
    #: They had left here, or may not be mailed for another reason that no list lifts.
    SUPPRESSED = "suppressed"
    #: They left there, or mail to them came back: they will be suppressed.
    GONE = "gone"
    #: The firm never mails their domain.
    NEVER = "never mailed"
    #: The same address as an earlier row.
    DOUBLE = "double"
    INVALID = "invalid"
    WITHOUT = "without permission"


#: Rows that a person has to look at.
REFUSED = (Fate.INVALID, Fate.WITHOUT)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One row, and what becomes of it."""

    line: int
    fate: Fate
    #: A sentence, where the fate alone does not say it.
    why: str = ""
    #: What is worth knowing and changes nothing.
    notes: tuple[str, ...] = ()
    address: Address | None = None
    #: The reader as they will be kept; for NEW and CHANGED.
    reader: Subscriber | None = None
    #: The reader as they are kept now; for CHANGED.
    before: Subscriber | None = None
    #: What a suppression is to say; for GONE.
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Here:
    """What is known here already."""

    #: Readers by folded address.
    known: Mapping[str, Subscriber]
    #: Ids of those who confirmed, changed or paused by themselves.
    chose: Collection[str]
    #: Whether an address must not be mailed.
    suppressed: Callable[[str], bool]
    #: The entry of the firm's list by which it never mails an address; empty where there is none.
    never: Callable[[str], str]
    choices: Choices
    #: Where the firm practises.
    places: Sequence[str]
    #: What whoever said nothing of it gets.
    otherwise: Wish
    #: Drawn for this list alone. New ids are made with it, so that nobody who guesses an address can tell its id.
    salt: str
    now: datetime


def judged(claims: Iterable[Claim], here: Here) -> list[Judged]:
    """What becomes of each row, in their order."""
    claims = list(claims)
    leaving: dict[str, int] = {}
    for each in claims:
        if each.gone and isinstance(each.address, Address):
            leaving.setdefault(each.address.folded, each.line)
    seen: dict[str, int] = {}
    boxes: dict[str, str] = {}
    for known in here.known.values():
        boxes.setdefault(_gmail(known.address), "a reader")
    rows = []
    for each in claims:
        row = _judged(each, here, leaving, seen)
        if isinstance(each.address, Address):
            if row.fate not in (*REFUSED, Fate.DOUBLE):
                seen[each.address.folded] = each.line
            row = replace(
                row, address=each.address, notes=(*row.notes, *_hints(each.address, row.fate, boxes, each.line))
            )
        rows.append(row)
    return rows


def counted(rows: Iterable[Judged]) -> dict[Fate, int]:
    """How many rows have each fate; every fate is named."""
    found = Counter(row.fate for row in rows)
    return {fate: found[fate] for fate in Fate}


def _judged(row: Claim, here: Here, leaving: Mapping[str, int], seen: Mapping[str, int]) -> Judged:
    line, address = row.line, row.address
    if isinstance(address, str):
        return Judged(line=line, fate=Fate.INVALID, why=address)
    known = here.known.get(address.folded)
    if (first := seen.get(address.folded)) is not None:
        return Judged(line=line, fate=Fate.DOUBLE, why=f"The address is that of line {first}.")
    if not row.gone and (first := leaving.get(address.folded)) is not None:
        return Judged(line=line, fate=Fate.DOUBLE, why=f"Line {first} says that they get no mail any more.")
    if here.suppressed(address.text):
        return Judged(line=line, fate=Fate.SUPPRESSED, why="They get no mail from the firm; no list changes that.")
    if row.gone:
        return _gone(row, known, here)
    if domain := here.never(address.text):
        return Judged(line=line, fate=Fate.NEVER, why=f"The firm never mails {domain}.")
    return _taken(row, address, known, here)


def _gone(row: Claim, known: Subscriber | None, here: Here) -> Judged:
    assert row.gone
    if known and known.id in here.chose and row.gone.at and row.gone.at < known.confirmed:
        why = f"They {row.gone.what} before they subscribed here."
        return Judged(line=row.line, fate=Fate.KNOWN, why=why)
    why = f"They {row.gone.what}{'; they are a reader here' if known else ''}."
    return Judged(line=row.line, fate=Fate.GONE, why=why, reason=row.gone.what)


def _taken(row: Claim, address: Address, known: Subscriber | None, here: Here) -> Judged:
    """A row that could become a reader."""
    if row.problem:
        return Judged(line=row.line, fate=Fate.INVALID, why=row.problem)
    try:
        wish, notes = asked(row.cells, here.choices, replace(here.otherwise, name=row.name))
    except Unfit as problem:
        return Judged(line=row.line, fate=Fate.INVALID, why=str(problem))
    may = granted(row.basis, here.places, here.now)
    if isinstance(may, str):
        return Judged(line=row.line, fate=Fate.WITHOUT, why=may)
    assert row.basis
    ends = min((each for each in (may.ends, row.ends) if each), default=None)
    if ends and ends <= here.now:
        return Judged(line=row.line, fate=Fate.WITHOUT, why=f"The permission ended on {ends.date()}.")
    fresh = reader(
        address, wish, permission=row.basis.permission, proof=row.basis.proof, since=may.since, ends=ends,
        salt=here.salt, paused=row.paused if row.paused and row.paused > here.now else None,
    )  # fmt: skip
    if known is None:
        return Judged(line=row.line, fate=Fate.NEW, reader=fresh, notes=notes)
    merged = known if known.id in here.chose else _merged(known, fresh, ours=bool(row.cells))
    if merged == known:
        return Judged(line=row.line, fate=Fate.KNOWN, notes=notes)
    return Judged(line=row.line, fate=Fate.CHANGED, reader=merged, before=known, notes=notes)


def reader(
    address: Address, wish: Wish, *, permission: Permission, proof: str, since: datetime, ends: datetime | None,
    salt: str, paused: datetime | None = None,
) -> Subscriber:  # fmt: skip
    """A reader with this wish."""
    return Subscriber(
        id=digest_of([salt, address.folded])[:16], address=address.text, name=wish.name, areas=wish.areas, people=wish.people,
        kinds=wish.kinds, jurisdictions=wish.jurisdictions, cadence=wish.cadence, ceiling=wish.ceiling, minutes=wish.minutes, plain=wish.plain, confirmed=since,
        proof=proof, permission=permission, ends=ends, paused=paused,
    )  # fmt: skip


def _merged(known: Subscriber, fresh: Subscriber, *, ours: bool) -> Subscriber:
    """A reader whom only lists know: our own form brings another wish, any list a permission that lasts longer."""
    merged = known
    if ours:
        merged = replace(
            merged, name=fresh.name, areas=fresh.areas, people=fresh.people, kinds=fresh.kinds,
            jurisdictions=fresh.jurisdictions, cadence=fresh.cadence, ceiling=fresh.ceiling, minutes=fresh.minutes, plain=fresh.plain,
        )  # fmt: skip
    if known.ends and (fresh.ends is None or fresh.ends > known.ends):
        merged = replace(
            merged, permission=fresh.permission, proof=fresh.proof, confirmed=fresh.confirmed, ends=fresh.ends
        )
    return merged


def _hints(address: Address, fate: Fate, boxes: dict[str, str], line: int) -> tuple[str, ...]:
    """What is worth a look; remembers in which mailbox of Gmail's a row ends."""
    if fate not in (Fate.NEW, Fate.CHANGED):
        return ()
    hints = []
    if address.role:
        hints.append("It looks like the address of an office, not of a person.")
    if address.disposable:
        hints.append("Its domain gives addresses away for an hour.")
    if address.international:
        hints.append("Only mail servers that know SMTPUTF8 can take it.")
    if address.gmail:
        first = boxes.setdefault(address.gmail, f"line {line}")
        if fate is Fate.NEW and first != f"line {line}":
            hints.append(f"Gmail delivers it to the same mailbox as {first}.")
    return tuple(hints)


def _gmail(text: str) -> str:
    """The mailbox of Gmail's behind a reader's address, without checking the address once more."""
    return Address(text, text.rpartition("@")[2]).gmail


_READER = TypeAdapter(Subscriber)
#: What a line of the proof says beside permission and proof.
LIST, FILE, LINE, BEFORE = "list", "file", "line", "before"


def told(row: Judged, name: str, file: str) -> dict[str, str]:
    """The line of the proof that a row writes."""
    line = {LIST: name, FILE: file, LINE: str(row.line) if row.line else ""}
    return {**line, BEFORE: _READER.dump_json(row.before).decode()} if row.before else line


@dataclass(frozen=True)
class Undone:
    """What taking a list back comes to."""

    #: Ids of those whom nothing but the list knows.
    gone: tuple[str, ...] = ()
    #: Readers whom it changed, as they were.
    as_before: tuple[Subscriber, ...] = ()
    #: Those who have chosen for themselves since, or whom another list has changed: they stay.
    staying: int = 0
    #: How many were mailed; with one, nothing is taken back.
    mailed: int = 0


def undone(lines: Sequence[Trace], traces: Iterable[Trace], *, mailed: int) -> Undone:
    """What is taken back of a list.

    Args:
        lines: what the list wrote.
        traces: all that is known of the same readers, in the order written.
        mailed: how many of them have had a mail.

    """
    mine = {line.of: line for line in lines}
    last = {trace.of: trace for trace in traces}
    gone, before = [], []
    for id_, line in mine.items():
        if last.get(id_) != line:
            continue
        if was := dict(line.told).get(BEFORE):
            before.append(_READER.validate_json(was))
        else:
            gone.append(id_)
    return Undone(tuple(gone), tuple(before), len(mine) - len(gone) - len(before), mailed)
