"""How the database is, whatever its version: asked in its own language, to read only."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

#: Seconds to wait for somebody who writes.
_PATIENCE = 5
#: Where a moment stands that was written when it was.
_MOMENTS = (
    ("deliveries", "at"),
    ("traces", "at"),
    ("slots", "ended"),
    ("suppressions", "at"),
    ("bounces", "at"),
    ("changes", "at"),
)


@dataclass(frozen=True)
class Health:
    """What was seen."""

    size: int
    #: Bytes in its write-ahead log.
    log: int
    #: Of its migrations; empty where it has none.
    revision: str = ""
    #: What SQLite finds wrong with it.
    damage: tuple[str, ...] = ()
    #: Tables with rows that name what is not there.
    loose: tuple[str, ...] = ()
    #: The newest moment that stands in it, and in which table.
    newest: datetime | None = None
    newest_in: str = ""
    #: Why it could not be looked at; empty where it could.
    problem: str = ""


def health(path: Path) -> Health:
    """Look at a database. Changes nothing."""
    log = path.with_name(path.name + "-wal")
    sizes = (path.stat().st_size, log.stat().st_size if log.exists() else 0)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=_PATIENCE)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            damage = tuple(line for (line,) in connection.execute("PRAGMA quick_check(5)") if line != "ok")
            loose = tuple(sorted({row[0] for row in connection.execute("PRAGMA foreign_key_check")}))
            revision = ""
            if "alembic_version" in tables:
                found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                revision = str(found[0]) if found else ""
            newest, where = _newest(connection, tables)
    except sqlite3.Error as problem:
        return Health(*sizes, problem=str(problem))
    return Health(*sizes, revision=revision, damage=damage, loose=loose, newest=newest, newest_in=where)


def _newest(connection: sqlite3.Connection, tables: set[str]) -> tuple[datetime | None, str]:
    found: list[tuple[datetime, str]] = []
    for table, column in _MOMENTS:
        if table in tables:
            (told,) = connection.execute(f"SELECT max({column}) FROM {table}").fetchone()  # the names are ours
            try:
                moment = datetime.fromisoformat(told) if told else None
            except ValueError:
                continue
            if moment and moment.tzinfo:
                found.append((moment, table))
    return max(found, default=(None, ""))
