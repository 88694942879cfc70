"""What was collected and judged: sources, items, people, tags, findings."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.errors import SourceError
from pipeline.model import Finding, Item, Person, Tag
from pipeline.ports import Source

_ITEM = TypeAdapter(Item)
_PERSON = TypeAdapter(Person)
_TAGS = TypeAdapter(tuple[Tag, ...])
_FINDINGS = TypeAdapter(tuple[Finding, ...])


class LibraryStore(Session):
    """Keeps the ports Library, TagBook and ScreenBook."""

    def sources(self) -> Mapping[str, Source]:
        """Everything ever seen, by source."""
        with self.read() as connection:
            rows = connection.execute(select(schema.sources)).mappings()
            return {row["source"]: _source(row) for row in rows}

    def keep(self, source: Source, item: Item | None, person: Person | None = None) -> None:
        """Remember a source with its item; without an item, the item is withdrawn."""
        row = {
            "source": source.source,
            "fingerprint": source.fingerprint,
            "item": source.item,
            "first_seen": source.first_seen.isoformat(),
            "pictures": json.dumps(source.pictures),
            "present": source.present,
            "problem": json.dumps(source.problem.args) if source.problem else None,
        }
        with self.write() as connection:
            connection.execute(_upsert(schema.sources, row, "source"))
            for table in (schema.items, schema.people):
                connection.execute(delete(table).where(table.c.source == source.source))
            if item:
                kept = {"id": item.id, "source": source.source, "item": _ITEM.dump_json(item).decode()}
                connection.execute(_upsert(schema.items, kept, "id"))
            if person:
                told = {"id": person.id, "source": source.source, "person": _PERSON.dump_json(person).decode()}
                connection.execute(_upsert(schema.people, told, "id"))

    def items(self) -> list[Item]:
        """Every present item, by id."""
        with self.read() as connection:
            rows = connection.execute(select(schema.items.c.item).order_by(schema.items.c.id)).scalars()
            return [_ITEM.validate_json(row) for row in rows]

    def people(self) -> list[Person]:
        """Every person with a page, by id."""
        with self.read() as connection:
            rows = connection.execute(select(schema.people.c.person).order_by(schema.people.c.id)).scalars()
            return [_PERSON.validate_json(row) for row in rows]

    def tags(self, version: str) -> Mapping[str, tuple[Tag, ...]]:
        """Content hash to tags, for this version of the tagger."""
        with self.read() as connection:
            rows = connection.execute(select(schema.tags).where(schema.tags.c.version == version)).mappings()
            return {row["text"]: _TAGS.validate_json(row["tags"]) for row in rows}

    def keep_tags(self, text: str, version: str, tags: Sequence[Tag]) -> None:
        """Remember the tags of one text."""
        row = {"text": text, "version": version, "tags": _TAGS.dump_json(tuple(tags)).decode()}
        with self.write() as connection:
            connection.execute(_upsert(schema.tags, row, "text", "version"))

    def findings(self, version: str) -> Mapping[str, tuple[Finding, ...]]:
        """Content hash to findings, for this version of the rules and the model."""
        table = schema.findings
        with self.read() as connection:
            rows = connection.execute(select(table).where(table.c.version == version)).mappings()
            return {row["text"]: _FINDINGS.validate_json(row["findings"]) for row in rows}

    def keep_findings(self, text: str, version: str, findings: Sequence[Finding]) -> None:
        """Remember the findings on one text."""
        row = {"text": text, "version": version, "findings": _FINDINGS.dump_json(tuple(findings)).decode()}
        with self.write() as connection:
            connection.execute(_upsert(schema.findings, row, "text", "version"))


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
    )


def _upsert(table: Table, row: Mapping[str, Any], *key: str) -> Any:
    statement = insert(table).values(dict(row))
    changes = {name: value for name, value in row.items() if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)
