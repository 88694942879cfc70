"""What people change about editions before they are composed: lines that are added and never altered."""

import json
from datetime import datetime

from sqlalchemy import insert, select

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.model import Change, Edit

_CHANGES, _EDITIONS, _ROWS = schema.changes, schema.editions, schema.deliveries


class EditStore(Session):
    """Keeps the part of the port Ledger that is about what a person changes."""

    def edit(self, edition: str, change: Change) -> bool:
        """Write down what somebody did to an edition; False where it has been composed."""
        row = {
            "edition": edition, "edit": change.edit, "items": json.dumps(change.items), "by": change.by,
            "at": change.at.isoformat(),
        }  # fmt: skip
        frozen = select(_EDITIONS.c.edition).where(_EDITIONS.c.edition == edition, _EDITIONS.c.composed.is_not(None))
        with self.write() as connection:
            if connection.execute(frozen).first():
                return False
            connection.execute(insert(_CHANGES).values(**row))
            return True

    def edits(self, edition: str) -> list[Change]:
        """All that was done to an edition, the oldest first."""
        query = select(_CHANGES).where(_CHANGES.c.edition == edition).order_by(_CHANGES.c.number)
        with self.read() as connection:
            return [
                Change(
                    edit=Edit(row["edit"]), items=tuple(json.loads(row["items"])), by=row["by"],
                    at=datetime.fromisoformat(row["at"]),
                )
                for row in connection.execute(query).mappings()
            ]  # fmt: skip

    def noted(self) -> dict[str, str]:
        """The note of every edition that was composed with one, by the edition's name."""
        query = select(_EDITIONS.c.edition, _EDITIONS.c.note).where(
            _EDITIONS.c.note != "", _EDITIONS.c.composed.is_not(None)
        )
        with self.read() as connection:
            return {edition: note for edition, note in connection.execute(query)}
