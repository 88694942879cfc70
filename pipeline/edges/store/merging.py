"""A database from a backup brought back over the one that stands, in one transaction of the one that stands.

What the firm made (pieces, people, lists of readers) is as it was. What happened in the world since is kept, because no
restore makes it undone: who left, was suppressed or erased, what went to whom, what came back, what readers chose
themselves. Where the two tell of different histories, what may have left counts as left.

Both must be of the same revision and encrypted under the same key; `old` is how the backup's is attached.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, insert, select, update

from pipeline.edges.store import schema
from pipeline.edges.store.reader_rows import OWN_STEPS, address_hashes, forget_mails
from pipeline.edges.store.readers import ERASED
from pipeline.edges.store.sealing import MARK, keyed, look, standing
from pipeline.errors import BackupError
from pipeline.model import Step

#: What becomes of each table; tests/edges/test_merging.py holds that none is forgotten.
RULES = {
    "sources": "as in the backup; a file that came since is known, and gone",
    "items": "as in the backup, and those of entries that came since",
    "feeds": "as in the backup, and those that came since",
    "entries": "as in the backup, and those that came since: what was seen is seen",
    "people": "as in the backup",
    "tags": "both: by text",
    "findings": "both: by text",
    "subscribers": "as in the backup, but for who left since, and what readers chose themselves since",
    "suppressions": "both; only a reader's own confirmation since lifts one",
    "sign_ups": "as they stand, and those of readers who come back",
    "traces": "as they stand, and those of readers who come back",
    "data_letters": "as they stand",
    "editions": "as they stand, and those of which only the backup knows",
    "changes": "both",
    "deliveries": "as they stand; what left by the backup's word has left",
    "bounces": "as they stand, and those of readers who come back",
    "received": "both, as far as it may have left",
    "slots": "as they stand, and what by the backup is over; the others are laid out anew",
    "posts": "as they stand, and those of which only the backup knows; what left by its word has left",
    "tokens": "as they stand, and those of accounts that are not connected",
    "told_of_clients": "both",
    "addresses": "both",
    "marks": "as they stand, and those that are not there",
}
#: What may have left by the word of the backup.
_LEFT = "('accepted', 'uncertain', 'attempting')"
#: The same of posts; and those of which nothing has reached a network. These are drafted anew from what comes back.
_SAID, _UNSAID = "('accepted', 'uncertain', 'attempting', 'removed')", "('draft', 'planned')"
#: Facts to set anew: what was published and hosted is not what will be.
_ANEW = {"published": "restored", "hosted": "", "plan": '{"version": ""}'}
#: Names the restore that was done last, so that one that is begun again after a kill is done once.
_DONE = "restored"


@dataclass
class Merged:
    """What became of readers."""

    #: As the backup has them: brought back, or put back.
    brought: int = 0
    put_back: int = 0
    #: Who left, was suppressed or erased since and so stays away; who chose for themselves since and so stays as they are.
    stay_away: int = 0
    as_chosen: int = 0
    #: Whom lists brought since, and who so are no readers any more.
    removed: int = 0
    #: Deliveries that only the backup knew as left, or could not know.
    left_by_backup: int = 0
    uncertain: int = 0

    def record(self) -> dict[str, int]:
        """As counts by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def merge(
    engine: Engine, old: Path, made: datetime, name: str, *, dry_run: bool = False, only_add: bool = False
) -> Merged | None:
    """Bring a backup's database back over the one that stands; None where that was done already.

    Args:
        engine: the one that stands.
        old: the backup's.
        made: when the backup was made.
        name: of this restore.
        dry_run: take everything back at the end.
        only_add: bring what is not there, and leave everything that stands as it is.

    Raises:
        BackupError: somebody changed the key meanwhile.

    """
    with _attached(engine, old) as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        look(connection)
        try:
            done = None if _mark(connection, "main", _DONE) == name else _all(connection, made, only_add)
            _set_mark(connection, _DONE, name)
            connection.rollback() if dry_run else connection.commit()
        except BaseException:
            connection.rollback()
            raise
    return done


def _all(connection: Connection, made: datetime, only_add: bool) -> Merged:
    if standing(connection).key != _key_of_old(connection):
        raise BackupError("the database", "its key was changed meanwhile.", "Run again.")
    done, new = Merged(), _is_new(connection)
    ids_of_erased = _suppressions(connection)
    _readers(connection, made, done, only_add)
    _deliveries(connection, done)
    for each in ids_of_erased:
        forget_mails(connection, each)
    _added(connection) if only_add else _library(connection)
    for table in ("tags", "findings", "told_of_clients", "addresses"):
        _add(connection, table)
    for table in ("sign_ups", "traces", "bounces", "data_letters") if new else ():
        connection.exec_driver_sql(f"DELETE FROM main.{table}")
        _add(connection, table)
    # What waited in the plan then is laid out by the rules of the settings that come back.
    _add(connection, "slots", "WHERE o.state IN ('done', 'missed', 'skipped')")
    _posts(connection)
    _add(connection, "tokens")
    _changes(connection)
    connection.exec_driver_sql("INSERT OR IGNORE INTO main.marks SELECT name, value FROM old.marks")
    for name, value in _ANEW.items():
        _set_mark(connection, name, value)
    return done


@contextmanager
def _attached(engine: Engine, old: Path) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.exec_driver_sql("ATTACH DATABASE ? AS old", (str(old),))
        try:
            yield connection
        finally:
            connection.exec_driver_sql("DETACH DATABASE old")


def _old(table: Table) -> Table:
    return table.to_metadata(MetaData(), schema="old")


def _columns(table: str) -> str:
    return ", ".join(f'"{each.name}"' for each in schema.metadata.tables[table].columns)


def _add(connection: Connection, table: str, where: str = "", *, over: bool = False) -> int:
    """Rows of the backup that are not there, or (`over`) all of its rows in place of those with the same key."""
    how, names = "REPLACE" if over else "IGNORE", _columns(table)
    return connection.exec_driver_sql(
        f"INSERT OR {how} INTO main.{table} ({names}) SELECT {names} FROM old.{table} AS o {where}"
    ).rowcount


def _mark(connection: Connection, where: str, name: str) -> str:
    return connection.exec_driver_sql(f"SELECT value FROM {where}.marks WHERE name = ?", (name,)).scalar() or ""


def _set_mark(connection: Connection, name: str, value: str) -> None:
    connection.exec_driver_sql("INSERT OR REPLACE INTO main.marks (name, value) VALUES (?, ?)", (name, value))


def _key_of_old(connection: Connection) -> str:
    return _mark(connection, "old", MARK).partition(":")[2]


# Readers.


def _hashes(connection: Connection, address: str) -> set[str]:
    """By which an address is suppressed here."""
    return {keyed(connection, each) for each in address_hashes(address)}


def _suppressions(connection: Connection) -> set[str]:
    """Keep every suppression that stands, add the backup's; returns the ids that those who were erased since had in it."""
    gone, readers = schema.suppressions, schema.subscribers
    stand = {row.address_hash: row.reason for row in connection.execute(select(gone.c.address_hash, gone.c.reason))}
    came = _acted(connection, (Step.CONFIRMED, Step.RETURNED))
    back: dict[str, datetime] = {}
    for row in connection.execute(select(readers.c.id, readers.c.address).where(readers.c.left.is_(None))):
        if at := came.get(row.id):
            back |= dict.fromkeys(_hashes(connection, row.address), at)
    erased = {each for each, reason in stand.items() if reason == ERASED}
    ids: set[str] = set()
    for then in connection.execute(select(_old(gone))).mappings().all():
        if then["address_hash"] in erased and then["reader"]:
            ids.add(then["reader"])
        lifted = (at := back.get(then["address_hash"])) is not None and at > datetime.fromisoformat(then["at"])
        if then["address_hash"] not in stand and not lifted:
            connection.execute(insert(gone).values(dict(then)))
    theirs = _old(readers)
    for row in connection.execute(select(theirs.c.id, theirs.c.address)).all():
        if erased & _hashes(connection, row.address):
            ids.add(row.id)
    return ids


def _acted(connection: Connection, steps: tuple[Step, ...]) -> dict[str, datetime]:
    """When each reader did one of these last."""
    lines = schema.traces
    found: dict[str, datetime] = {}
    for of, at in connection.execute(select(lines.c.of, lines.c.at).where(lines.c.step.in_(steps))):
        moment = datetime.fromisoformat(at)
        found[of] = max(moment, found.get(of, moment))
    return found


def _readers(connection: Connection, made: datetime, done: Merged, only_add: bool) -> None:
    table = schema.subscribers
    never = set(connection.execute(select(schema.suppressions.c.address_hash)).scalars())
    chose = _acted(connection, OWN_STEPS)
    stand = {row.id: row for row in connection.execute(select(table.c.id, table.c.folded, table.c.left))}
    folded = {row.folded for row in stand.values()}
    brought, known = [], set()
    for row in connection.execute(select(_old(table))).mappings().all():
        known.add(row["id"])
        here = stand.get(row["id"])
        if _hashes(connection, row["address"]) & never:
            done.stay_away += 1
        elif here is not None and only_add:
            continue
        elif here is not None and row["id"] in chose and chose[row["id"]] > made:
            done.as_chosen += 1
        elif here is not None:
            done.put_back += _put_back(connection, dict(row))
        elif row["folded"] not in folded:
            connection.execute(insert(table).values(dict(row)))
            brought.append(row["id"])
    done.brought = len(brought)
    came = (
        []
        if only_add
        else [id_ for id_, row in stand.items() if id_ not in known and id_ not in chose and row.left is None]
    )
    done.removed = len(came)
    for id_ in came:
        for name, column in (("subscribers", "id"), ("traces", "of")):
            connection.exec_driver_sql(f'DELETE FROM main.{name} WHERE "{column}" = ?', (id_,))
    _proof(connection, brought)


def _put_back(connection: Connection, row: Mapping[str, Any]) -> bool:
    table = schema.subscribers
    before = connection.execute(select(table.c.subscriber).where(table.c.id == row["id"])).scalar()
    now = update(table).where(table.c.id == row["id"]).values({**row}).prefix_with("OR IGNORE")
    return before != row["subscriber"] and bool(connection.execute(now).rowcount)


def _is_new(connection: Connection) -> bool:
    """Whether nothing is known of any reader here: the database was lost, and begun anew."""
    tables = ("subscribers", "suppressions", "traces", "sign_ups")
    return not any(connection.exec_driver_sql(f"SELECT 1 FROM main.{each} LIMIT 1").first() for each in tables)


def _proof(connection: Connection, brought: list[str]) -> None:
    """The sign-ups, the lines and the bounces of readers who come back."""
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS back (id TEXT PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM temp.back")
    if brought:
        connection.exec_driver_sql("INSERT INTO temp.back VALUES (?)", [(each,) for each in brought])
    theirs = "(SELECT id FROM temp.back)"
    _add(connection, "sign_ups", f"WHERE o.reader IN {theirs}")
    _add(connection, "bounces", f"WHERE o.reader IN {theirs}")
    connection.exec_driver_sql(f"""
        INSERT INTO main.traces ("of", step, at, told)
        SELECT o."of", o.step, o.at, o.told FROM old.traces AS o
        WHERE (o."of" IN {theirs} OR o."of" IN (SELECT id FROM old.sign_ups WHERE reader IN {theirs}))
          AND NOT EXISTS (SELECT 1 FROM main.traces AS m WHERE m."of" = o."of" AND m.step = o.step AND m.at = o.at)
        ORDER BY o.number
    """)


# What went to whom.


def _deliveries(connection: Connection, done: Merged) -> None:
    """What stands knows better, wherever it tells of the same mail; another history only ever adds what may have left."""
    same = "m.edition = o.edition AND m.subscriber = o.subscriber"
    done.left_by_backup = connection.exec_driver_sql(f"""
        UPDATE main.deliveries AS m SET state = 'accepted', response = o.response, at = o.at, again = NULL
        FROM old.deliveries AS o WHERE {same} AND o.state = 'accepted' AND m.state <> 'accepted'
    """).rowcount
    done.uncertain = connection.exec_driver_sql(f"""
        UPDATE main.deliveries AS m SET state = 'uncertain', response = ?, again = NULL
        FROM old.deliveries AS o
        WHERE {same} AND o.message_id <> m.message_id AND o.state IN {_LEFT} AND m.state IN ('planned', 'excluded', 'refused')
    """, (_DIVERGED,)).rowcount  # fmt: skip
    names = _columns("deliveries")
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS known (edition TEXT PRIMARY KEY)")
    connection.exec_driver_sql("DELETE FROM temp.known")
    connection.exec_driver_sql("INSERT INTO temp.known SELECT edition FROM main.editions")
    _add(connection, "editions", "WHERE o.composed IS NOT NULL")
    # An edition that stands may have been taken back since: what was only planned of it then is not planned now.
    wanted = f"(o.edition NOT IN (SELECT edition FROM temp.known) OR o.state IN {_LEFT} OR o.state = 'refused')"
    connection.exec_driver_sql(f"""
        INSERT OR IGNORE INTO main.deliveries ({names}) SELECT {names} FROM old.deliveries AS o
        WHERE {wanted} AND EXISTS (SELECT 1 FROM main.editions AS e WHERE e.edition = o.edition AND e.composed IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM main.deliveries AS m WHERE {same})
    """)  # fmt: skip
    done.uncertain += connection.exec_driver_sql("""
        UPDATE main.deliveries AS m SET state = 'uncertain', response = ?, sender = '', until = NULL, again = NULL
        FROM old.deliveries AS o
        WHERE m.message_id = o.message_id AND m.state IN ('planned', 'attempting')
          AND (m.edition NOT IN (SELECT edition FROM temp.known))
    """, (_DIVERGED,)).rowcount  # fmt: skip
    # Of those who were erased nothing stands there but that they were.
    _add(connection, "received", f"""
        WHERE EXISTS (SELECT 1 FROM main.deliveries AS m WHERE {same} AND m.items <> '[]'
                      AND m.state IN {_LEFT})
    """)  # fmt: skip


_DIVERGED = "a backup that was restored tells of it otherwise: look whether it arrived"


# What the firm made.


def _posts(connection: Connection) -> None:
    # One that was on the wire then is claimed when its time is over, and looked for.
    connection.exec_driver_sql(
        f"DELETE FROM main.posts WHERE state IN {_UNSAID} AND EXISTS (SELECT 1 FROM old.posts AS o"
        f' WHERE o.account = main.posts.account AND o."of" = main.posts."of" AND o.state IN {_SAID})'
    )
    _add(connection, "posts", f"WHERE o.state NOT IN {_UNSAID}")


def _library(connection: Connection) -> None:
    change = max(int(_mark(connection, where, "changes") or 0) for where in ("main", "old")) + 1
    connection.exec_driver_sql("DELETE FROM main.people")
    connection.exec_driver_sql(
        "DELETE FROM main.items WHERE source NOT IN (SELECT source FROM main.entries)"
        " OR source IN (SELECT source FROM old.entries)"
    )
    connection.exec_driver_sql(
        "UPDATE main.sources SET present = 0, problem = NULL WHERE source NOT IN (SELECT source FROM old.sources)"
    )
    for table in ("sources", "feeds", "entries", "items", "people"):
        _add(connection, table, over=True)
    # Whoever brings the site up to date asks what has changed since.
    connection.exec_driver_sql("UPDATE main.items SET changed = ?", (change,))
    _set_mark(connection, "changes", str(change))


def _added(connection: Connection) -> None:
    """What is not known here; the files themselves are collected anew, and are known by it."""
    change = int(_mark(connection, "main", "changes") or 0) + 1
    for table in ("sources", "feeds", "entries"):
        _add(connection, table)
    _add(
        connection, "items", "WHERE o.source IN (SELECT source FROM main.sources UNION SELECT source FROM main.entries)"
    )
    _add(connection, "people", "WHERE o.source IN (SELECT source FROM main.sources)")
    connection.exec_driver_sql("UPDATE main.items SET changed = ?", (change,))
    _set_mark(connection, "changes", str(change))


def _changes(connection: Connection) -> None:
    """What people changed about editions, in the order in which they did it."""
    names = 'edition, edit, "items", "by", at'
    same = " AND ".join(f"m.{each} = o.{each}" for each in names.split(", "))
    connection.exec_driver_sql(f"""
        INSERT INTO main.changes ({names}) SELECT {names} FROM old.changes AS o
        WHERE NOT EXISTS (SELECT 1 FROM main.changes AS m WHERE {same}) ORDER BY o.number
    """)
