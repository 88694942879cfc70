"""Open the database, and bring its schema up to date first."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import local
from time import monotonic
from typing import Any
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Connection, Engine, Integer, Table, Text, cast, create_engine, event, inspect, select, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from pipeline.edges.address_keys import AddressKeys
from pipeline.edges.store import schema
from pipeline.edges.store.sealing import look, seal
from pipeline.errors import ConfigurationError

#: The newest migration; compared before Alembic (0.2 s of import) is asked for anything.
HEAD = "0015"

#: How much is written in one transaction, where single writes belong to nothing larger: writes, and seconds since the
#: first of them was ready. So many take some hundredths of a second, in which nobody else can write.
_AT_ONCE, _SECONDS = 50, 0.5

#: Seconds to wait for another writer.
PATIENCE = 30

#: Those that are in use.
_engines: WeakSet[Engine] = WeakSet()


def _rest() -> None:
    """Close what is open and idle: no connection to SQLite may be carried over a fork (sqlite.org/howtocorrupt, 2.6)."""
    for engine in _engines:
        engine.dispose()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_rest)


def open_database(path: Path, *, durable: bool = True) -> Engine:
    """The firm's database, created on first use, migrated when it is older than the code.

    Args:
        path: where it lies.
        durable: what was written is on the disk before anything else is done; a copy that is thrown away need not wait for it.

    Raises:
        ConfigurationError: others can read it, and this user cannot change that.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _for_its_owner_alone(path)
    # An error names the statement and not what was written: that may be somebody's address, and errors are logged.
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": PATIENCE}, hide_parameters=True)
    _engines.add(engine)

    @event.listens_for(engine, "connect")
    def _settings(connection, _record):  # type: ignore[no-untyped-def]  # SQLAlchemy's hook has no types
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # A delivery's state must survive a power cut before the wire is touched.
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is deleted is overwritten: whoever is erased is gone from the file, too.
        cursor.execute(f"PRAGMA secure_delete={'ON' if durable else 'OFF'}")
        if not durable:  # a year of 10,000 readers has 800 MB, and its index is written everywhere
            cursor.execute("PRAGMA cache_size=-131072")
            cursor.execute("PRAGMA wal_autocheckpoint=20000")
        cursor.close()

    if (revision := _revision(engine)) != HEAD:
        migrate(engine)
    seal(engine, AddressKeys.beside(path), new=revision is None)
    return engine


def read_database(path: Path) -> Engine:
    """The firm's database, to read only: nothing is created, migrated or changed, and whoever writes goes on.

    Raises:
        ConfigurationError: there is none, it cannot be read, or it is of another version of Attract.

    """
    if not path.is_file():
        raise ConfigurationError(str(path), "there is no database yet.", "Run: attract run")
    address = f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true"
    engine = create_engine(address, connect_args={"timeout": PATIENCE}, hide_parameters=True)
    _engines.add(engine)

    @event.listens_for(engine, "connect")
    def _settings(connection, _record):  # type: ignore[no-untyped-def]  # SQLAlchemy's hook has no types
        connection.execute("PRAGMA query_only=ON")

    try:
        revision = _revision(engine)
    except DatabaseError as problem:
        engine.dispose()
        raise ConfigurationError(
            str(path), f"it cannot be read ({problem.orig}).", "Stop Attract, keep this file aside, and bring the store back from a backup."
        ) from problem  # fmt: skip
    if revision != HEAD:
        engine.dispose()
        raise ConfigurationError(
            str(path), f"it is of another version of Attract (revision {revision or 'none'}, not {HEAD}), and reading changes nothing.",
            "Let Attract bring it up to date first: attract tick",
        )  # fmt: skip
    seal(engine, AddressKeys.beside(path), new=False)
    return engine


def _for_its_owner_alone(path: Path) -> None:
    """Addresses are in there: neither group nor others may read it, or the two files that SQLite keeps beside it."""
    # SQLite gives -wal and -shm the rights of the file itself, so it must have them before it is opened. One that is there is
    # never opened here: to close it again would drop every lock that this process has on it (sqlite.org/howtocorrupt, 2.2).
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        with suppress(FileNotFoundError):
            if os.name == "posix" and each.stat().st_mode & 0o077:
                try:
                    each.chmod(0o600)
                except PermissionError as problem:
                    raise ConfigurationError(
                        str(each), "others can read it, and only its owner can change that.",
                        f"Run `chmod 600 {each}` as its owner, and Attract as the same user.",
                    ) from problem  # fmt: skip


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine) -> None:
    """Run the migrations that this database lacks, all of them or none: whoever is killed meanwhile leaves it as it was."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "pipeline:edges/store/migrations")
    with engine.begin() as connection:
        # Python's sqlite3 begins no transaction before it creates a table (docs.python.org/3.11/library/sqlite3.html,
        # "Transaction control"); with one, nobody else migrates at the same time, either.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


class Session:
    """One connection at a time in each thread; nested `together` blocks join the outermost transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._here = local()

    @property
    def _open(self) -> Connection | None:
        """The connection of this thread's transaction."""
        return getattr(self._here, "open", None)

    @_open.setter
    def _open(self, connection: Connection | None) -> None:
        self._here.open = connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is written at once, or not at all.

        SQLite has one writer at a time, so nothing slow belongs inside: readers who sign up wait for its end.
        """
        with self.write():
            yield

    @contextmanager
    def in_groups(self) -> Iterator["Groups"]:
        """A place for many writes with slow work between them: see `Groups`.

        What waits when it is left is written, also where an error ends it: each entry of a group is whole.
        """
        groups = Groups(self)
        try:
            yield groups
        finally:
            groups.write()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a transaction."""
        if self._open is not None:
            yield self._open
            return
        with self._engine.begin() as connection:
            # From the start the only writer, or what was read to decide what to write may be true no longer.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            look(connection)
            self._open = connection
            try:
                yield connection
            finally:
                self._open = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read from."""
        if self._open is not None:
            yield self._open
            return
        with self._engine.connect() as connection:
            look(connection)
            yield connection

    def mark(self, name: str) -> str:
        """A single fact by its name; empty where it was never written."""
        table = schema.marks
        with self.read() as connection:
            return connection.execute(select(table.c.value).where(table.c.name == name)).scalar() or ""

    def set_mark(self, name: str, value: str) -> None:
        """Write a single fact."""
        with self.write() as connection:
            connection.execute(upsert(schema.marks, {"name": name, "value": value}, "name"))


class Groups:
    """Writes that are ready, a group of them in one short transaction.

    One transaction for everything would shut all others out while the slow work goes on; one for each would wait for
    the disk every time. A process that is killed loses the group that it was working on, and nothing else.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: list[tuple[Callable[[], object], ...]] = []
        self._since = 0.0

    def add(self, *writes: Callable[[], object]) -> None:
        """Write these, in this order, soon: all of them or none, whatever happens in between."""
        if not self._waiting:
            self._since = monotonic()
        self._waiting.append(writes)
        if len(self._waiting) >= _AT_ONCE or monotonic() - self._since >= _SECONDS:
            self.write()

    def write(self) -> None:
        """Write what waits, now: what is read next depends on it."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            with self._session.write():
                for writes in waiting:
                    for write in writes:
                        write()


def next_change(connection: Connection) -> int:
    """The number of a change to an item: higher than that of every change before it, of items now gone, too."""
    marks = schema.marks
    counted = insert(marks).values(name="changes", value="1")
    one_more = cast(cast(marks.c.value, Integer) + 1, Text)
    counted = counted.on_conflict_do_update(index_elements=["name"], set_={"value": one_more})
    return int(connection.execute(counted.returning(marks.c.value)).scalar_one())


def upsert(table: Table, row: Mapping[str, Any], *key: str) -> Any:
    """A statement that writes a row, in place of the one with the same key."""
    statement = insert(table).values(dict(row))
    changes = {name: value for name, value in row.items() if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)


def upsert_all(table: Table, *key: str) -> Any:
    """A statement that writes many whole rows, each in place of the one with the same key."""
    statement = insert(table)
    changes = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)
