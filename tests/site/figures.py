"""What the gates measured, as tables for the end of the run; and the words in which a gate says what is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest


@dataclass
class Figures:
    """Tables by their title: the first row says what the columns are."""

    tables: dict[str, list[Sequence[object]]] = field(default_factory=dict)

    def table(self, title: str, *columns: str) -> list[Sequence[object]]:
        """The table of this title; rows are appended to it."""
        return self.tables.setdefault(title, [columns])

    def lines(self) -> Iterable[str]:
        """Everything, as Markdown that reads well as it stands."""
        for title, rows in self.tables.items():
            told = [[str(cell) for cell in row] for row in rows]
            widths = [max(map(len, column)) for column in zip(*told, strict=True)]
            told.insert(1, ["-" * width for width in widths])
            yield ""
            yield title
            yield ""
            for row in told:
                yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"


def nothing(found: Iterable[str], what: str) -> None:
    """Fail where something was found, and name all of it: whoever mends a page needs the whole list at once."""
    if told := list(dict.fromkeys(found)):
        pytest.fail(f"{what}: {len(told)}\n" + "\n".join(f"  {each}" for each in told), pytrace=False)
