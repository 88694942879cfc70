"""A copy of a database that others are writing to, and what a copy says of itself."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from pipeline.edges.store.database import HEAD
from pipeline.edges.store.sealing import MARK, Standing, standing
from pipeline.errors import BackupError


def snapshot(engine: Engine, to: Path) -> None:
    """Copy a database as it is at one moment, while others read and write (https://sqlite.org/backup.html).

    The copy is one new file for its owner alone, without a log beside it. Raises BackupError where SQLite finds damage in it.
    """
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with engine.connect() as connection, closing(sqlite3.connect(to)) as copy:
        living = connection.connection.driver_connection
        assert isinstance(living, sqlite3.Connection)
        # All pages in one step: they are read in one transaction, which stops no writer.
        living.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    problem = damage(to)
    if problem:
        raise BackupError(
            "the database", f"SQLite finds it damaged ({problem}).",
            "Restore your last good backup; the older ones were left where they are.",
        )  # fmt: skip


def damage(copy: Path) -> str:
    """What SQLite finds wrong with a copy; empty where nothing is."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as problem:
        return str(problem)
    return "" if said == "ok" else str(said)


def revision(copy: Path) -> str:
    """The newest migration of a copy; empty where it is no database of ours."""
    return _one(copy, "SELECT version_num FROM alembic_version")


def sealed(copy: Path) -> str:
    """The key by which addresses in a copy are encrypted, by name; empty where they are readable."""
    return Standing.of(_one(copy, f"SELECT value FROM marks WHERE name = '{MARK}'") or None).key


def sealed_of(engine: Engine) -> str:
    """The same of the living one."""
    with engine.connect() as connection:
        return standing(connection).key


def check_revision(found: str, where: str) -> None:
    """Refuse what a newer Attract wrote, and what has no revision; raises BackupError."""
    if not found:
        raise BackupError(
            where, "the database in it is none of Attract's.", "Take another backup: attract backup list."
        )
    if found > HEAD:
        raise BackupError(
            where, f"its database is of revision {found}, and this Attract knows {HEAD} and those before.",
            "Install the Attract that wrote it, or a newer one, then run again.",
        )  # fmt: skip


def _one(copy: Path, query: str) -> str:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            found = connection.execute(query).fetchone()
    except sqlite3.DatabaseError:
        return ""
    return str(found[0]) if found else ""
