"""What the database can say against us, asked in its own language: whoever proves looks at every row and holds none of them.

The file is opened to read only, and all questions are about one moment: SQLite shows whoever reads the state at which they began,
while others write. Nothing is migrated, nothing is locked.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection
from sqlalchemy.types import TypeDecorator

from pipeline.edges.store import schema
from pipeline.edges.store.database import read_database
from pipeline.edges.store.reader_rows import address_hashes, reader_of
from pipeline.edges.store.sealing import keyed, look
from pipeline.model import Subscriber

#: States in which a mail has left, or may have.
_GONE = "('accepted', 'uncertain', 'attempting')"
#: Mails to readers: not those to the firm itself, not texts for networks.
_TO_READERS = "substr({0}subscriber, 1, 5) <> 'seed:' AND substr({0}subscriber, 1, 7) <> 'social:'"
#: So many readers are read at once.
_PAGE = 500
#: Seconds of a day, for the moments that SQLite counts in days.
_DAY = 86_400


class Sent(NamedTuple):
    """One text of one item, as one edition carried it: to how many, and when the first and the last of these left."""

    item: str
    text: str | None
    social: bool
    first: datetime
    last: datetime
    many: int
    #: How many of them another edition claims, or nobody does.
    astray: int


class Mailed(NamedTuple):
    """Somebody to whom mails went, and what is known of them now."""

    id: str
    first: datetime
    last: datetime
    many: int
    #: None where there is no such reader any more.
    reader: Subscriber | None
    #: What was written down with one of their mails.
    said: str
    #: When their address was suppressed; None where it is not.
    suppressed: datetime | None
    #: Since when a proof says that they may be mailed; None where there is none.
    proven: datetime | None


class Proofs:
    """One firm's database at one moment."""

    def __init__(self, path: Path) -> None:
        """Begin to read.

        Raises:
            ConfigurationError: there is none, or it is not of this version of Attract.

        """
        self._engine = read_database(path)
        self._connection: Connection = self._engine.connect()
        self._connection.exec_driver_sql("BEGIN")
        look(self._connection)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._engine.dispose()

    def _ask(self, query: str, *values: Any) -> Iterator[Any]:
        return iter(self._connection.exec_driver_sql(query, values))

    def _one(self, query: str, *values: Any) -> Any:
        return self._connection.exec_driver_sql(query, values).scalar()

    def _opened(self, column: Column[Any], value: str | None) -> str:
        """What a column that may be encrypted says."""
        assert isinstance(column.type, TypeDecorator)
        return column.type.process_result_value(value, self._connection.dialect) or ""

    # What there is.

    def count(self, table: str, where: str = "1") -> int:
        """How many rows; the words are ours."""
        return int(self._one(f"SELECT count(*) FROM {table} WHERE {where}"))

    def rows(self, query: str) -> Iterator[Any]:
        """The rows of a question of ours, one after the other."""
        return self._ask(query)

    def kinds(self) -> dict[str, str]:
        """The kind of every present item, by id."""
        return dict(self._ask("SELECT id, kind FROM items"))

    def sources(self) -> dict[str, str]:
        """Where every item came from that ever was, by id."""
        return {
            **dict(self._ask("SELECT item, source FROM entries WHERE item <> ''")),
            **dict(self._ask("SELECT item, source FROM sources WHERE item <> ''")),
        }

    # Twice.

    def twice(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The values that stand there more than once, with how often; the words are ours."""
        names = ", ".join(columns)
        return self._ask(f"SELECT {names}, count(*) FROM {table} GROUP BY {names} HAVING count(*) > 1")

    def repeating(self) -> Iterator[tuple[str, str]]:
        """(edition, reader) of the mails that held an item twice."""
        return self._ask(
            "SELECT edition, subscriber FROM deliveries"
            " WHERE json_array_length(items) <> (SELECT count(DISTINCT value) FROM json_each(items))"
        )

    def items_astray(self) -> Iterator[tuple[str, str, str, str | None]]:
        """(edition, reader, item, edition or None) of what went and is not, or not under this edition, in what they received."""
        return self._ask(
            "SELECT d.edition, d.subscriber, i.value, r.edition FROM deliveries d, json_each(d.items) i"
            " LEFT JOIN received r ON r.subscriber = d.subscriber AND r.item = i.value"
            f" WHERE d.state IN {_GONE} AND substr(d.subscriber, 1, 5) <> 'seed:' AND substr(d.edition, 1, 11) <> 'correction-'"
            " AND r.edition IS NOT d.edition"
        )

    def editions_with(self, reader: str, item: str) -> list[str]:
        """In which editions an item went to a reader; corrections, which tell of one that went, are none."""
        found = self._ask(
            f"SELECT edition FROM deliveries WHERE subscriber = ? AND state IN {_GONE}"
            " AND substr(edition, 1, 11) <> 'correction-' AND EXISTS (SELECT 1 FROM json_each(items) WHERE value = ?)",
            *(reader, item),
        )
        return [edition for (edition,) in found]

    def surplus(self) -> int:
        """How many more pieces stand as received than went or will go."""
        waiting = "state NOT IN ('refused', 'excluded') AND substr(subscriber, 1, 5) <> 'seed:'"
        told = self._one(
            f"SELECT sum(json_array_length(items)) FROM deliveries WHERE {waiting} AND substr(edition, 1, 11) <> 'correction-'"
        )
        return self.count("received", "text <> ''") - int(told or 0)

    def received_in_vain(self) -> Iterator[tuple[str, str, str]]:
        """(reader, item, edition) of what stands as received and did not go, and will not."""
        return self._ask(
            "SELECT r.subscriber, r.item, r.edition FROM received r JOIN deliveries d USING (edition, subscriber)"
            " WHERE r.text <> '' AND (d.state IN ('refused', 'excluded')"
            " OR NOT EXISTS (SELECT 1 FROM json_each(d.items) WHERE value = r.item))"
        )

    # What left, and under which words.

    def editions(self) -> list[tuple[str, str, datetime | None]]:
        """(name, cadence, when it was composed) of each, the oldest first."""
        found = self._ask("SELECT edition, cadence, composed FROM editions ORDER BY due, edition")
        return [(name, cadence, _moment(composed)) for name, cadence, composed in found]

    def sent(self, edition: str) -> list[Sent]:
        """What an edition carried."""
        found = self._ask(
            "SELECT i.value, r.text, substr(d.subscriber, 1, 7) = 'social:', min(d.at), max(d.at), count(*),"
            " sum(r.edition IS NOT d.edition) FROM deliveries d, json_each(d.items) i"
            " LEFT JOIN received r ON r.subscriber = d.subscriber AND r.item = i.value"
            f" WHERE d.edition = ? AND d.state IN {_GONE} AND substr(d.subscriber, 1, 5) <> 'seed:' AND d.at IS NOT NULL"
            " GROUP BY i.value, r.text, 3",
            edition,
        )
        return [
            Sent(item, text, bool(social), datetime.fromisoformat(first), datetime.fromisoformat(last), count, astray)
            for item, text, social, first, last, count, astray in found
        ]

    def went_to(self, edition: str, sent: Sent) -> Iterator[tuple[str, datetime, str]]:
        """(reader, when, what was answered) of each mail with one text of an item."""
        kind = "=" if sent.social else "<>"
        for reader, at, said in self._ask(
            "SELECT d.subscriber, d.at, d.response FROM deliveries d"
            " LEFT JOIN received r ON r.subscriber = d.subscriber AND r.item = ?"
            f" WHERE d.edition = ? AND d.state IN {_GONE} AND r.text IS ? AND substr(d.subscriber, 1, 7) {kind} 'social:'"
            " AND EXISTS (SELECT 1 FROM json_each(d.items) WHERE value = ?)",
            sent.item, edition, sent.text, sent.item,
        ):  # fmt: skip
            yield reader, datetime.fromisoformat(at), self._opened(schema.deliveries.c.response, said)

    def corrected(self, reader: str, item: str) -> list[datetime]:
        """When a reader was told of corrections of an item."""
        start = f"correction-{item}-"
        return [
            datetime.fromisoformat(at)
            for (at,) in self._ask(
                "SELECT d.at FROM editions e JOIN deliveries d ON d.edition = e.edition AND d.subscriber = ?"
                f" WHERE substr(e.edition, 1, ?) = ? AND d.state IN {_GONE} AND d.at IS NOT NULL",
                reader, len(start), start,
            )
        ]  # fmt: skip

    def empty(self) -> Iterator[tuple[str, str, str]]:
        """(edition, reader, what was answered) of the mails that went with nothing in them."""
        for edition, reader, said in self._ask(
            f"SELECT edition, subscriber, response FROM deliveries WHERE state IN {_GONE} AND json_array_length(items) = 0"
        ):
            yield edition, reader, self._opened(schema.deliveries.c.response, said)

    # To whom.

    def mailed(self) -> Iterator[Mailed]:
        """Everybody to whom mails went, by id."""
        found = self._connection.exec_driver_sql(
            "WITH m AS MATERIALIZED (SELECT subscriber AS id, min(at) AS first, max(at) AS last, count(*) AS many,"
            f" max(response) AS said FROM deliveries WHERE state = 'accepted' AND at IS NOT NULL AND {_TO_READERS.format('')} GROUP BY subscriber)"
            " SELECT m.*, s.subscriber, s.address, g.at FROM m LEFT JOIN subscribers s USING (id)"
            " LEFT JOIN suppressions g ON g.reader = m.id AND g.reader <> '' ORDER BY m.id"
        )
        for page in found.partitions(_PAGE):
            yield from self._mailed(page)

    def _mailed(self, page: Sequence[Any]) -> Iterator[Mailed]:
        readers = {row[0]: reader_of(self._opened(schema.subscribers.c.subscriber, row[5])) for row in page if row[5]}
        gone = self._suppressed(readers)
        proofs = self._proofs([row[0] for row in page])
        for id_, first, last, many, said, _, _, left in page:
            yield Mailed(
                id_, datetime.fromisoformat(first), datetime.fromisoformat(last), many, readers.get(id_),
                self._opened(schema.deliveries.c.response, said),
                _moment(left) or gone.get(id_), proofs.get(id_),
            )  # fmt: skip

    def _suppressed(self, readers: dict[str, Subscriber]) -> dict[str, datetime]:
        """Since when the addresses of some readers are suppressed, by id."""
        hashes = {
            keyed(self._connection, each): id_
            for id_, reader in readers.items()
            for each in address_hashes(reader.address)
        }
        found = self._ask(
            "SELECT address_hash, at FROM suppressions WHERE address_hash IN (SELECT value FROM json_each(?))",
            json.dumps(list(hashes)),
        )
        return {hashes[each]: datetime.fromisoformat(at) for each, at in found}

    def _proofs(self, ids: Iterable[str]) -> dict[str, datetime]:
        """Since when each of these may be mailed, by what was written down of their coming."""
        found = self._ask(
            "SELECT of, min(at) FROM traces WHERE of IN (SELECT value FROM json_each(?))"
            " AND step IN ('confirmed', 'imported') GROUP BY of",
            json.dumps(list(ids)),
        )
        return {of: datetime.fromisoformat(at) for of, at in found}

    def mails_after(self, reader: str, moment: datetime) -> Iterator[tuple[str, datetime, str]]:
        """(edition, when, what was answered) of the mails to a reader that left after a moment."""
        for edition, at, said in self._ask(
            "SELECT edition, at, response FROM deliveries WHERE subscriber = ? AND state = 'accepted' ORDER BY at",
            reader,
        ):
            if (left := datetime.fromisoformat(at)) > moment:
                yield edition, left, self._opened(schema.deliveries.c.response, said)

    def forgotten(self) -> Iterator[tuple[str, str]]:
        """(edition, reader) of readers who were there when it was composed, unchanged since, and have no row in it."""
        found = self._connection.exec_driver_sql(
            "SELECT id, subscriber FROM subscribers WHERE left IS NULL ORDER BY id"
        )
        for page in found.partitions(_PAGE):
            readers = {id_: reader_of(self._opened(schema.subscribers.c.subscriber, told)) for id_, told in page}
            gone = self._suppressed(readers)
            last = dict(self._ask(
                "SELECT of, max(julianday(at)) FROM traces WHERE of IN (SELECT value FROM json_each(?))"
                " AND step IN ('confirmed', 'imported', 'changed', 'returned') GROUP BY of",
                json.dumps(list(readers)),
            ))  # fmt: skip
            there = [
                [id_, reader.cadence, max(_days(reader.confirmed), last.get(id_, 0.0))]
                for id_, reader in readers.items()
                if id_ not in gone
            ]
            yield from self._ask(
                "SELECT e.edition, json_extract(s.value, '$[0]') AS reader FROM json_each(?) s"
                " JOIN editions e ON e.cadence = json_extract(s.value, '$[1]') AND e.composed IS NOT NULL"
                " AND julianday(e.composed) > json_extract(s.value, '$[2]') + 0.00001"
                " LEFT JOIN deliveries d ON d.edition = e.edition AND d.subscriber = json_extract(s.value, '$[0]')"
                " WHERE d.edition IS NULL",
                json.dumps(there),
            )

    # Whether it adds up.

    def states(self) -> Iterator[tuple[str, str, int]]:
        """(edition, state, how many), by edition."""
        return self._ask("SELECT edition, state, count(*) FROM deliveries GROUP BY edition, state ORDER BY edition")

    def quick_check(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing where it is whole."""
        return [line for (line,) in self._ask("PRAGMA quick_check(20)") if line != "ok"]

    def foreign_keys(self) -> Iterator[tuple[str, int | None, str]]:
        """(table, row, table) of the rows that name what is not there."""
        return ((table, row, parent) for table, row, parent, _ in self._ask("PRAGMA foreign_key_check"))

    # Orphans.

    def lines_of_nobody(self) -> list[str]:
        """Ids in the proof that lead to no sign-up and no reader, neither one who is there nor one who was."""
        alone = {
            of
            for (of,) in self._ask(
                "SELECT DISTINCT of FROM traces WHERE of NOT IN (SELECT id FROM sign_ups) AND of NOT IN (SELECT id FROM subscribers)"
                " AND of NOT IN (SELECT reader FROM suppressions)"
            )
        }
        if alone:
            for (told,) in self._ask("SELECT told FROM traces WHERE step = 'confirmed'"):
                alone.discard(json.loads(self._opened(schema.traces.c.told, told)).get("sign-up", ""))
        return sorted(alone)

    def pictures_told(self) -> Iterator[str]:
        """File names of the pictures that some item or person has."""
        of_items = (
            "SELECT json_extract(a.value, '$.sha256'), json_extract(a.value, '$.suffix')"
            " FROM items, json_each(json_extract(item, '$.assets')) a"
        )
        of_people = (
            "SELECT json_extract(person, '$.portrait.sha256'), json_extract(person, '$.portrait.suffix') FROM people"
        )
        for query in (of_items, of_people):
            for sha256, suffix in self._ask(query):
                if sha256:
                    yield f"{sha256[:16]}{suffix}"


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


_JULIAN = datetime.fromisoformat("2000-01-01T12:00:00+00:00")


def _days(moment: datetime) -> float:
    """A moment as SQLite's `julianday` counts it."""
    return 2_451_545.0 + (moment - _JULIAN) / timedelta(seconds=_DAY)
