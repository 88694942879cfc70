"""The text of a CSV as rows under their columns, whatever the program was that wrote it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import SourceError
from pipeline.subscribe.lists.sources import OWN, SOURCES, Source, recognised

# What programs write, in this order where a first line fits more than one. `csv.Sniffer` guesses from all characters
# and has taken a letter for the delimiter of a list of addresses.
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
#: Longer cells are no part of a list of readers, but of a file with a lost quotation mark.
_CELL = 20_000


@dataclass(frozen=True)
class Row:
    """One row, with the line on which it begins."""

    line: int
    #: By column in lower case, without spaces around.
    cells: Mapping[str, str]
    #: Cells beyond the columns: a delimiter too many, or quotation marks too few.
    more: int = 0


@dataclass(frozen=True)
class Table:
    """A list as it was read."""

    source: Source
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read(text: str, name: str, source: Source | None = None) -> Table:
    """The rows of a list, and whose export it is.

    Args:
        text: with line feeds as line ends.
        name: the file's, for what is said about it.
        source: whose export it is; None lets the first line tell.

    Raises:
        SourceError: the first line is that of no list we know, or of another one, or quotation marks do not pair.

    """
    skipped, body = _without_hint(text)
    header, delimiter, found = _first_line(body, name, source)
    if found is OWN and (unknown := [column for column in header if column and column not in OWN.columns]):
        raise _unfit(name, f"has unknown {', '.join(unknown)}")
    if double := {column for column in header if column and header.count(column) > 1 and column in found.columns}:
        raise _unfit(name, f"names {', '.join(sorted(double))} twice")
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows = []
    line = 1
    try:
        next(reader)
        line = reader.line_num + 1
        for cells in reader:
            if any(len(cell) > _CELL for cell in cells):
                raise csv.Error("a cell is longer than a page")
            if cells:
                padded = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
                more = sum(1 for cell in cells[len(header) :] if cell.strip())
                rows.append(Row(line + skipped, dict(zip(header, padded, strict=False)), more))
            line = reader.line_num + 1
    except csv.Error as problem:
        raise SourceError(
            f"{name}:{line + skipped}", f"from here on it cannot be read ({problem}).",
            "Look for a quotation mark that is not closed; export the list again.",
        ) from problem  # fmt: skip
    return Table(found, _DELIMITERS[delimiter], header, tuple(rows))


def _without_hint(text: str) -> tuple[int, str]:
    """Without the line by which Excel is told of the delimiter, and how many lines that was."""
    first, end, rest = text.partition("\n")
    return (1, rest) if end and first.strip().strip('"').lower().startswith("sep=") else (0, text)


def _first_line(text: str, name: str, source: Source | None) -> tuple[tuple[str, ...], str, Source]:
    """The columns, the delimiter and the source that fit together."""
    headers = {delimiter: _header(text, delimiter) for delimiter in _DELIMITERS}
    for delimiter, header in headers.items():
        if source and source.fits(header):
            return header, delimiter, source
        # One column alone fits each delimiter: a list of addresses and nothing else.
        if not source and (found := recognised(header)):
            return header, delimiter, found
    if source:
        needed = ", ".join(" or ".join(group) for group in source.signs)
        raise _unfit(name, f"is not that of {source.title}, which has {needed}")
    raise _unfit(name, "is that of no list we know")


def _header(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return ()
    return tuple(cell.strip().lower() for cell in cells)


def _unfit(name: str, cause: str) -> SourceError:
    others = ", ".join(source.title for source in SOURCES if source is not OWN)
    return SourceError(
        f"{name}:1", f"the first line {cause}.",
        f"The columns are: {','.join(OWN.columns)}; only address is needed. We also read what these export: {others}.",
    )  # fmt: skip
