"""What was collected and judged: sources, items, people, tags, findings."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Select, Table, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.database import next_change, upsert
from pipeline.edges.store.feeds import FeedStore
from pipeline.errors import SourceError
from pipeline.model import Finding, Item, Kind, Person, Tagging
from pipeline.ports import Placed, Source

_ITEM = TypeAdapter(Item)
_PERSON = TypeAdapter(Person)
_TAGGING = TypeAdapter(Tagging)
_FINDINGS = TypeAdapter(tuple[Finding, ...])


class LibraryStore(FeedStore):
    """Keeps the ports Library, TagBook and ScreenBook, and FeedBook in the same transactions."""

    def sources(self) -> Mapping[str, Source]:
        """Every file ever seen, by path."""
        with self.read() as connection:
            rows = connection.execute(select(schema.sources)).mappings()
            return {row["source"]: _source(row) for row in rows}

    def keep(self, source: Source, item: Item | None, person: Person | None = None) -> None:
        """Remember a file with its item; without an item, the item is withdrawn."""
        row = {
            "source": source.source,
            "fingerprint": source.fingerprint,
            "item": source.item,
            "first_seen": source.first_seen.isoformat(),
            "pictures": json.dumps(source.pictures),
            "present": source.present,
            "problem": json.dumps(source.problem.args) if source.problem else None,
            "raw": source.raw,
            "words": source.words,
            "title": source.title,
        }
        with self.write() as connection:
            connection.execute(upsert(schema.sources, row, "source"))
            for table in (schema.items, schema.people):
                connection.execute(delete(table).where(table.c.source == source.source))
            if item:
                kept = {
                    "id": item.id, "source": source.source, "item": _ITEM.dump_json(item).decode(), "kind": item.kind,
                    "changed": next_change(connection),
                }  # fmt: skip
                connection.execute(upsert(schema.items, kept, "id"))
            if person:
                told = {"id": person.id, "source": source.source, "person": _PERSON.dump_json(person).decode()}
                connection.execute(upsert(schema.people, told, "id"))

    def forget(self, source: str) -> None:
        """Remember a file no longer: it goes by another name now."""
        with self.write() as connection:
            for table in (schema.items, schema.people, schema.sources):
                connection.execute(delete(table).where(table.c.source == source))

    def taken(self, id_: str) -> bool:
        """Whether a file or an entry has, or ever had, this item id."""
        files, entries = schema.sources.c.item, schema.entries.c.item
        with self.read() as connection:
            asked = select(files).where(files == id_).union_all(select(entries).where(entries == id_)).limit(1)
            return connection.execute(asked).first() is not None

    def titled(self, title: str) -> list[Source]:
        """The present files whose piece has this title (pipeline/collect/decide.py, `title_key`)."""
        table = schema.sources
        wanted = select(table).where(table.c.title == title, table.c.present, table.c.problem.is_(None))
        with self.read() as connection:
            return [_source(row) for row in connection.execute(wanted).mappings()] if title else []

    def items(self, ids: Collection[str] | None = None) -> list[Item]:
        """Every present item, or those of these ids, by id."""
        wanted = select(schema.items.c.item).order_by(schema.items.c.id)
        if ids is not None:
            wanted = wanted.where(schema.items.c.id.in_(ids))
        with self.read() as connection:
            return [_ITEM.validate_json(row) for row in connection.execute(wanted).scalars()]

    def placed(self) -> list[Placed]:
        """The present pieces by kind and by the places that they name."""
        table = schema.items
        named = func.json_extract(table.c.item, "$.jurisdictions")
        found: dict[tuple[str, str], list[str]] = {}
        with self.read() as connection:
            for row in connection.execute(select(table.c.id, table.c.kind, named).order_by(table.c.id)):
                found.setdefault((row[1], row[2] or "[]"), []).append(row[0])
        return [
            Placed(Kind(kind), tuple(json.loads(places)), tuple(ids))
            for (kind, places), ids in found.items()
            if Kind(kind).is_piece
        ]

    def ids(self, kinds: Collection[Kind], changed_since: int = 0) -> frozenset[str]:
        """The ids of the present items of these kinds, or those of them that changed after the change of this number."""
        table = schema.items
        wanted = select(table.c.id).where(table.c.kind.in_(kinds), table.c.changed > changed_since)
        with self.read() as connection:
            return frozenset(connection.execute(wanted).scalars())

    def changes(self) -> int:
        """The number of the last change to any item."""
        return int(self.mark("changes") or 0)

    def review_dates(self) -> Mapping[str, date]:
        """By when somebody is to look at a present item again, by id; of those that say it."""
        told = func.json_extract(schema.items.c.item, "$.review_by")
        with self.read() as connection:
            rows = connection.execute(select(schema.items.c.id, told).where(told.is_not(None))).all()
        return {id_: date.fromisoformat(day) for id_, day in rows}

    def addresses(self) -> Mapping[str, str]:
        """Every address that was ever public, and what its page was about."""
        with self.read() as connection:
            return {address: thing for address, thing in connection.execute(select(schema.addresses))}

    def remember_addresses(self, things: Mapping[str, str]) -> None:
        """Remember, for good, what the pages at these addresses are about."""
        rows = [{"address": address, "thing": thing} for address, thing in things.items()]
        if rows:
            statement = insert(schema.addresses)
            told = {"thing": statement.excluded.thing}
            with self.write() as connection:
                connection.execute(statement.on_conflict_do_update(index_elements=["address"], set_=told), rows)

    def people(self) -> list[Person]:
        """Every person with a page, by id."""
        with self.read() as connection:
            rows = connection.execute(select(schema.people.c.person).order_by(schema.people.c.id)).scalars()
            return [_PERSON.validate_json(row) for row in rows]

    def taggings(self, version: str, texts: Collection[str] | None = None) -> Mapping[str, Tagging]:
        """Content hash to what the text is about, for this version of the tagger; of all texts, or of these."""
        with self.read() as connection:
            rows = connection.execute(_of(schema.tags, version, texts)).mappings()
            return {row["text"]: _TAGGING.validate_json(row["tags"]) for row in rows}

    def keep_tagging(self, text: str, version: str, tagging: Tagging) -> None:
        """Remember what one text is about."""
        row = {"text": text, "version": version, "tags": _TAGGING.dump_json(tagging).decode()}
        with self.write() as connection:
            connection.execute(upsert(schema.tags, row, "text", "version"))

    def findings(self, version: str, texts: Collection[str] | None = None) -> Mapping[str, tuple[Finding, ...]]:
        """Content hash to findings, for this version of the rules and the model; of all texts, or of these."""
        with self.read() as connection:
            rows = connection.execute(_of(schema.findings, version, texts)).mappings()
            return {row["text"]: _FINDINGS.validate_json(row["findings"]) for row in rows}

    def keep_findings(self, text: str, version: str, findings: Sequence[Finding]) -> None:
        """Remember the findings on one text."""
        row = {"text": text, "version": version, "findings": _FINDINGS.dump_json(tuple(findings)).decode()}
        with self.write() as connection:
            connection.execute(upsert(schema.findings, row, "text", "version"))

    def remember(self, item: str, sentences: Collection[str]) -> None:
        """Remember that these sentences (by hash) tell of a client."""
        rows = [{"sentence": sentence, "item": item} for sentence in sorted(sentences)]
        if rows:
            with self.write() as connection:
                connection.execute(insert(schema.told_of_clients).on_conflict_do_nothing(), rows)

    def remembered(self, sentences: Collection[str]) -> Mapping[str, str]:
        """Which of these sentences tell of a client, each with the item in which it first stood."""
        table = schema.told_of_clients
        with self.read() as connection:
            found = connection.execute(select(table).where(table.c.sentence.in_(sentences)))
            return {sentence: item for sentence, item in found}


def _of(table: Table, version: str, texts: Collection[str] | None) -> Select[Any]:
    wanted = select(table).where(table.c.version == version)
    return wanted if texts is None else wanted.where(table.c.text.in_(texts))


def _source(row: RowMapping) -> Source:
    problem = json.loads(row["problem"]) if row["problem"] else None
    return Source(
        source=row["source"],
        fingerprint=row["fingerprint"],
        item=row["item"],
        first_seen=datetime.fromisoformat(row["first_seen"]),
        pictures=tuple(json.loads(row["pictures"])),
        present=row["present"],
        problem=SourceError(*problem) if problem else None,
        raw=row["raw"],
        words=row["words"],
        title=row["title"],
    )
