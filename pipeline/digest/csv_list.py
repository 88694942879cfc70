"""A list of subscribers as CSV: how readers who asked elsewhere come in."""

import csv
import difflib
import io
import re
from collections.abc import Collection, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from pipeline.errors import SourceError
from pipeline.model import Areas, Cadence, Subscriber, digest_of

COLUMNS = ("address", "name", "areas", "people", "cadence", "ceiling", "format", "confirmed", "proof")
_NEEDED = ("address", "confirmed", "proof")
# Enough to refuse a slip of the pen; only a mail that arrives proves an address.
_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")


def read(
    text: str, name: str, *, areas: Areas, people: Collection[str], zone: ZoneInfo
) -> Iterator[Subscriber | SourceError | str]:
    """Each row as a subscriber, or why it cannot be one; one bad row never stops the rest.

    Before a reader who asked for an area that the firm does not show, a note says so. The
    wish is kept all the same: it is theirs, and the firm may show the area again.

    Several areas or people in one cell are separated by spaces or semicolons; names of areas,
    which have spaces in them, by semicolons. `confirmed` is the day on which the person asked
    (YYYY-MM-DD), `proof` where they did.

    Raises:
        SourceError: the first line does not name the columns.

    """
    rows = csv.DictReader(io.StringIO(text))
    header = [column.strip() for column in rows.fieldnames or ()]
    missing = [column for column in _NEEDED if column not in header]
    unknown = [column for column in header if column not in COLUMNS]
    if missing or unknown:
        wrong = f"lacks {', '.join(missing)}" if missing else f"has unknown {', '.join(unknown)}"
        raise SourceError(f"{name}:1", f"the first line {wrong}.", f"The columns are: {','.join(COLUMNS)}.")
    rows.fieldnames = header
    for row in rows:
        where = f"{name}:{rows.line_num}"
        try:
            reader = _subscriber({key: (row.get(key) or "").strip() for key in COLUMNS}, where, areas, people, zone)
        except SourceError as problem:
            yield problem
            continue
        for each in reader.areas:
            if hidden := areas.hides(each):
                yield f"{where}: the firm does not show {hidden}; {reader.address} gets nothing about it."
        yield reader


def _subscriber(row: dict[str, str], where: str, areas: Areas, people: Collection[str], zone: ZoneInfo) -> Subscriber:
    address = row["address"]
    if not _ADDRESS.fullmatch(address) or not address.isprintable():
        raise SourceError(where, f"{address!r} is no mail address.", "Write name@example.org.")
    if not row["proof"] or not row["confirmed"]:
        raise SourceError(
            where,
            f"{address} has no proof of having asked.",
            "Fill in `confirmed` (the day) and `proof` (where): nobody is mailed who did not ask.",
        )
    try:
        cadence = Cadence(row["cadence"] or Cadence.WEEKLY)
        ceiling = int(row["ceiling"] or 7)
        confirmed = datetime.combine(datetime.fromisoformat(row["confirmed"]).date(), time(), zone)
    except ValueError as problem:
        raise SourceError(
            where,
            f"{address}: {problem}.",
            "cadence: daily, weekly or monthly; ceiling: a number; confirmed: 2026-03-31.",
        ) from problem
    if not 1 <= ceiling <= 50:
        raise SourceError(where, f"{address}: a ceiling of {ceiling} makes no digest.", "Use 1 to 50.")
    if row["format"] not in ("", "html", "plain"):
        raise SourceError(where, f"{address}: format {row['format']!r} is not known.", "Use html or plain.")
    return Subscriber(
        # From the address alone, so that the same list read twice names the same people.
        id=digest_of(address.casefold())[:16],
        address=address,
        name=row["name"],
        areas=_areas(row["areas"], areas, where),
        people=_people(row["people"], people, where),
        cadence=cadence,
        ceiling=ceiling,
        plain=row["format"] == "plain",
        confirmed=confirmed,
        proof=row["proof"],
    )


def _areas(cell: str, areas: Areas, where: str) -> tuple[str, ...]:
    """Lasting keys: what a reader asked for stays theirs, whatever the firm calls it later."""
    parts = [part.strip() for part in cell.split(";")]
    words = [word for part in parts for word in ([part] if areas.lasting(part) else part.split())]
    found = []
    for each in words:
        if (key := areas.lasting(each)) is None:
            raise _no_such("practice area", each, areas.near(each), where)
        found.append(key)
    return tuple(dict.fromkeys(found))


def _people(cell: str, people: Collection[str], where: str) -> tuple[str, ...]:
    found = tuple(re.split(r"[;\s]+", cell)) if cell else ()
    for each in found:
        if each not in people:
            raise _no_such("person", each, next(iter(difflib.get_close_matches(each, people, n=1)), None), where)
    return found


def _no_such(what: str, word: str, near: str | None, where: str) -> SourceError:
    return SourceError(
        where, f"there is no {what} {word!r}.", f"Did you mean {near}?" if near else "See `attract areas`."
    )
