"""Brings in what was decided of a list, and takes it back. Calls, never decides.

rows | subscribers.add, subscribers.suppress
lines of the proof | decide.undone | lists.take_back
"""

from collections.abc import Iterable
from datetime import datetime

from pipeline.ports import Lists, Readers, Subscribers
from pipeline.subscribe import decide
from pipeline.subscribe.decide import Fate, Judged, Undone


def bring_in(rows: Iterable[Judged], *, subscribers: Subscribers, name: str, file: str, now: datetime) -> None:
    """Write what each row says; the caller makes it one transaction.

    Args:
        name: what the list is called here, by which it can be taken back.
        file: the file's name, for the proof.

    """
    for row in rows:
        if row.reader:
            subscribers.add(row.reader, now, decide.told(row, name, file))
        elif row.fate is Fate.GONE and row.address:
            subscribers.suppress(row.address.text, row.reason, now)


def take_back(name: str, *, readers: Readers, lists: Lists) -> Undone:
    """Remove whom a list brought, and put back what it changed, as long as it mailed nobody."""
    lines = lists.brought(name)
    ids = {line.of for line in lines}
    undone = decide.undone(lines, readers.traces(ids), mailed=lists.mailed(ids))
    if not undone.mailed:
        lists.take_back(undone.gone, undone.as_before, name)
    return undone
