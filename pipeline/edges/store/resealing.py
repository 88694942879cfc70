"""Encrypts what a database holds about readers, under another key or for the first time; and makes it readable again.

All of it is one transaction: a kill leaves the database as it was, and whoever runs it again begins anew. Then the file is
written anew without what was there before (VACUUM), and the log that SQLite keeps beside it is emptied.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import OperationalError

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import address_hash
from pipeline.edges.store.sealing import MARK, Box, Keyed, Sealed, Standing, seal_of, standing
from pipeline.mailboxes import box, key
from pipeline.ports import Progress

#: So many rows are read before they are written.
_AT_ONCE = 2000
#: The line in which the bar tells how far it is.
_ROOM = "encrypt"

_Row = Mapping[str, Any]


def _found_by(row: _Row) -> dict[str, str]:
    return {"folded": key(row["address"])}


def _hashes_of_sign_up(row: _Row) -> dict[str, str]:
    address = json.loads(row["sign_up"])["address"]
    return {"address_hash": address_hash(address), "mailbox": address_hash(box(address))}


#: Each table with something about readers: what it is found by, worked out from what it holds.
LOOK_UPS: dict[Table, Callable[[_Row], dict[str, str]]] = {
    schema.subscribers: _found_by,
    schema.sign_ups: _hashes_of_sign_up,
    schema.suppressions: lambda row: {"address_hash": row["hashed"]},
    schema.data_letters: lambda row: {"mailbox": row["hashed"]},
    schema.traces: lambda _: {},
    schema.deliveries: lambda _: {},
    schema.bounces: lambda _: {},
}


class Counted(NamedTuple):
    """What there is to do, or was done."""

    #: Table to its rows.
    rows: Mapping[str, int]
    #: The key by name; empty: nothing is encrypted.
    key: str


def counted(engine: Engine) -> Counted:
    """How a database stands."""
    with engine.connect() as connection:
        rows = {
            table.name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one())
            for table in LOOK_UPS
        }
        return Counted(rows, standing(connection).key)


def reseal(engine: Engine, secret: bytes | None, progress: Progress) -> Counted:
    """Let everything about readers stand under this key, or readable without one; nothing where it does already.

    Raises:
        SealError: the key of today is not there.

    """
    there = Box.of(secret) if secret else None
    with Session(engine).write() as connection:
        here = seal_of(engine.dialect)
        assert here is not None, "open_database gives every engine one"
        before, now = here.box, standing(connection)
        if now.key != (there.name if there else ""):
            _all(connection, before, there, progress)
            told = str(Standing(now.number + 1, there.name if there else ""))
            connection.exec_driver_sql("INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)", (MARK, told))
    return counted(engine)


def clean(engine: Engine) -> bool:
    """Write the file anew, without what stood in it before; False where somebody is reading: then it may still be there."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    except OperationalError:
        return False
    return not busy


def _all(connection: Connection, before: Box | None, there: Box | None, progress: Progress) -> None:
    rows = sum(
        int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one()) for table in LOOK_UPS
    )
    # A line of the proof is never changed, and is not: it says the same under another key.
    guards = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in guards:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    done = 0
    progress(_ROOM, 0, rows or 1)
    for table in LOOK_UPS:
        done = _table(connection, table, before, there, lambda at: progress(_ROOM, at, rows or 1, table.name), done)  # noqa: B023  # called at once
    progress(_ROOM, rows or 1, rows or 1)
    for _, sql in guards:
        connection.exec_driver_sql(sql)


def _table(
    connection: Connection, table: Table, before: Box | None, there: Box | None, tell: Callable[[int], None], done: int
) -> int:
    """Rewrite one table; returns how many rows are through."""
    sealed = {column.name: column.type.column for column in table.c if isinstance(column.type, Sealed)}
    keyed = [column.name for column in table.c if isinstance(column.type, Keyed)]
    names = [*sealed, *keyed]
    quoted = ", ".join(f'"{name}"' for name in names)
    changed = ", ".join(f'"{name}" = ?' for name in names)
    last = -1
    while rows := connection.exec_driver_sql(
        f'SELECT rowid, {quoted} FROM "{table.name}" WHERE rowid > {last} ORDER BY rowid LIMIT {_AT_ONCE}'
    ).all():
        written = []
        for rowid, *values in rows:
            plain = dict(zip(names, values, strict=True))
            if before:
                plain |= {name: before.opened(plain[name], where) for name, where in sealed.items() if plain[name]}
            plain |= LOOK_UPS[table](plain)
            if there:
                plain |= {name: there.closed(plain[name], where) for name, where in sealed.items() if plain[name]}
                plain |= {name: there.keyed(plain[name]) for name in keyed}
            written.append((*plain.values(), rowid))
            last = rowid
        connection.exec_driver_sql(f'UPDATE "{table.name}" SET {changed} WHERE rowid = ?', written)
        done += len(rows)
        tell(done)
    return done
