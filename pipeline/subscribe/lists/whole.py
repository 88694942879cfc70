"""A list as it comes, whole: its text, and what every row of it claims."""

from dataclasses import dataclass
from datetime import tzinfo

from pipeline.errors import UsageError
from pipeline.subscribe.lists import own, table
from pipeline.subscribe.lists.claims import Claim, Given, claim
from pipeline.subscribe.lists.sources import BY_NAME, OWN, Source


@dataclass(frozen=True)
class Whole:
    """A list, read."""

    source: Source
    #: Commas, semicolons, tabs.
    delimiter: str
    claims: tuple[Claim, ...]


def read(text: str, name: str, *, source: str | None, given: Given | None, zone: tzinfo) -> Whole:
    """What every row of a list claims.

    Args:
        text: the file's, with line feeds as line ends.
        name: the file's.
        source: whose export it is, as `BY_NAME` has it; None lets the first line tell.
        given: what somebody says of the whole list.
        zone: of the firm.

    Raises:
        SourceError: the list cannot be read.
        UsageError: `given` names a column that is not there.

    """
    found = table.read(text, name, BY_NAME[source] if source else None)
    if given and given.asked_column is not None and given.asked_column.strip().lower() not in found.columns:
        columns = ", ".join(column for column in found.columns if column)
        raise UsageError(f"{name}:1", f"there is no column {given.asked_column!r}.", f"There are: {columns}.")
    rows = found.rows
    if found.source is OWN:
        rows = tuple(
            table.Row(row.line, {column: own.meant(cell) for column, cell in row.cells.items()}, row.more)
            for row in rows
        )
    return Whole(
        found.source,
        found.delimiter,
        tuple(claim(row, found.source, file=name, given=given, zone=zone) for row in rows),
    )
