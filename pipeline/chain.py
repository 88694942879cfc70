"""Lines of JSON that are only ever added to, each with the hash of the line before.

A line changed, taken out or put in between breaks the chain at the next line. (Whoever can
rewrite the whole file can make a new chain; a copy elsewhere, such as version control, is
what stands against that, as it does for the last line, which has none after it.)
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.errors import RecordError

_REMEDY = "Restore the file from your backup or version control; do not mend it by hand."


def line_hash(line: str) -> str:
    """SHA-256 of a line without its line end."""
    return hashlib.sha256(line.encode()).hexdigest()


def chained(fields: Mapping[str, Any], lines: Sequence[str]) -> str:
    """The line to write behind these."""
    return json.dumps({**fields, "previous": line_hash(lines[-1]) if lines else ""}, ensure_ascii=False)


def read(lines: Sequence[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """(number from 1, fields) of each line, oldest first.

    Raises:
        RecordError: a line is no JSON object, or the chain is broken; names the line.

    """
    previous = ""
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
            stated = data["previous"]
        except (ValueError, KeyError, TypeError) as problem:
            raise broken(name, number, problem) from problem
        if stated != previous:
            raise RecordError(
                f"{name}:{number}",
                "the line before is not the line that stood here when this one was written.",
                _REMEDY,
            )
        yield number, data
        previous = line_hash(line)


def broken(name: str, number: int, problem: Exception) -> RecordError:
    """What is said of a line that cannot be read."""
    return RecordError(f"{name}:{number}", f"this line is no entry of the record ({problem}).", _REMEDY)
