"""Every row of a database as a line of JSON that anybody can read, and back again.

What is encrypted is readable there; what is only looked up by is left out, and worked out anew. Columns that hold JSON are
objects. The same rows make the same bytes: they are sorted by their key, and nothing of ours stands between them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from pipeline.edges.store import schema
from pipeline.edges.store.resealing import LOOK_UPS
from pipeline.edges.store.sealing import MARK, Keyed, look
from pipeline.errors import BackupError

#: Columns that hold JSON as pydantic spells it, and as Python does: what is read is spelled again as it was.
_CLOSE = {
    "subscribers.subscriber", "sign_ups.sign_up", "items.item", "people.person", "tags.tags", "findings.findings",
    "feeds.state", "entries.entry", "entries.waiting",
}  # fmt: skip
_WIDE = {
    "deliveries.items", "deliveries.more", "sources.pictures", "sources.problem", "changes.items", "traces.told", "bounces.said",
}  # fmt: skip
#: So many rows are in memory, and in one statement.
_AT_ONCE = 1000
#: Of tables that others name come first.
TABLES = tuple(schema.metadata.sorted_tables)
#: Marks of this machine, which mean nothing on another.
_OF_HERE = (MARK, "restored")


@contextmanager
def moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, however long it reads; no writer waits for it."""
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        look(connection)
        yield connection
        connection.rollback()


def begin(connection: Connection) -> None:
    """Begin to write: all of it, or none."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    look(connection)


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """A line for each row, by key."""
    kept = [column for column in table.columns if not isinstance(column.type, Keyed) or table not in LOOK_UPS]
    query = select(*kept).order_by(*table.primary_key.columns)
    if table.name == "suppressions":
        # Their key is another one under each key of addresses. They are short, and so are sorted here.
        found = connection.execute(query).mappings().all()
        yield from (_spelled_line(dict(row)) for row in sorted(found, key=lambda row: row["hashed"]))
        return
    if table.name == "marks":
        query = query.where(table.c.name.not_in(_OF_HERE))
    names = [column.name for column in kept]
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
        told = {name: _read(f"{table.name}.{name}", value) for name, value in zip(names, row, strict=True)}
        yield _spelled_line(told)


def _spelled_line(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)


def put(connection: Connection, table: Table, told: Iterable[str], name: str) -> int:
    """Write the rows of these lines; returns how many.

    Args:
        name: of the file, for messages.

    Raises:
        BackupError: a line is no row of this table; names it.

    """
    group: list[dict[str, Any]] = []
    number = 0
    for number, line in enumerate(told, start=1):
        group.append(_row(table, line, f"{name}:{number}"))
        if len(group) == _AT_ONCE:
            _write(connection, table, group, name)
            group = []
    _write(connection, table, group, name)
    return number


def _write(connection: Connection, table: Table, group: list[dict[str, Any]], name: str) -> None:
    if not group:
        return
    statement = insert(table).prefix_with("OR REPLACE") if table.name == "marks" else insert(table)
    try:
        connection.execute(statement, group)
    except Exception as problem:
        cause = getattr(problem, "orig", problem)
        raise BackupError(
            name, f"rows of it do not fit together ({cause}).", "Export again, and import that."
        ) from problem


def _row(table: Table, line: str, where: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
        if not isinstance(told, dict):
            raise TypeError("it is no object")
        looked = {column.name for column in table.columns if isinstance(column.type, Keyed)}
        if strange := set(told) - {column.name for column in table.columns}:
            raise KeyError(f"{min(strange)} is no column")
        row = {key: _written(f"{table.name}.{key}", value) for key, value in told.items()}
        if table in LOOK_UPS and looked:
            row |= LOOK_UPS[table](row)
        needed = [c.name for c in table.columns if not c.nullable and c.server_default is None and c.name not in row]
        if needed and not (table.name in ("traces", "changes") and needed == ["number"]):
            raise KeyError(f"{needed[0]} is missing")
        if any(isinstance(value, dict | list) for value in row.values()):
            raise TypeError("a value is an object where text belongs")
    except (ValueError, KeyError, TypeError) as problem:
        raise BackupError(
            where,
            f"this line is no row of {table.name} ({problem}).",
            "Export again, or mend the line as its neighbours are.",
        ) from problem
    return row


def _read(column: str, value: Any) -> Any:
    if not isinstance(value, str) or column not in _CLOSE | _WIDE or value[:1] not in ("{", "["):
        return value
    try:
        told = json.loads(value)
    except ValueError:
        return value
    return told if _spelled(column, told) == value else value


def _written(column: str, value: Any) -> Any:
    return _spelled(column, value) if isinstance(value, dict | list) and column in _CLOSE | _WIDE else value


def _spelled(column: str, value: Any) -> str:
    close = column in _CLOSE
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if close else _wide(column, value)


def _wide(column: str, value: Any) -> str:
    # What readers and servers wrote is spelled as it is, the rest by Python's own rule.
    return json.dumps(value, ensure_ascii=column not in ("traces.told", "bounces.said"))
