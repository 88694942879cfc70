"""Feeds and their entries."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import and_, bindparam, delete, or_, select, true

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session, next_change, upsert, upsert_all
from pipeline.model import Item
from pipeline.ports import Entry, EntryState, FeedState

#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 5_000
_ITEM = TypeAdapter(Item)
_FEED = TypeAdapter(FeedState)
_ENTRY = TypeAdapter(Entry)


class FeedStore(Session):
    """Keeps the port FeedBook."""

    def feeds(self) -> Mapping[str, FeedState]:
        """Every feed ever followed, by address."""
        with self.read() as connection:
            return {row.address: _FEED.validate_json(row.state) for row in connection.execute(select(schema.feeds))}

    def keep_feed(self, feed: FeedState) -> None:
        """Remember how a feed stands."""
        row = {"address": feed.address, "state": _FEED.dump_json(feed).decode()}
        with self.write() as connection:
            connection.execute(upsert(schema.feeds, row, "address"))

    def entries(self, feed: str | None = None, *states: EntryState) -> list[Entry]:
        """What a feed (or every feed) has brought, newest first; with states, those that stand so."""
        table = schema.entries
        ours = true() if feed is None else table.c.feed == feed
        return self._entries(and_(ours, table.c.state.in_(states)) if states else ours)

    def alike(self, entries: Sequence[Entry]) -> list[Entry]:
        """Entries, of any feed, that share a key with any of these."""
        found: dict[str, Entry] = {}
        for start in range(0, len(entries), _AT_ONCE):
            some = entries[start : start + _AT_ONCE]
            for key in ("source", "link", "guid", "words", "title"):
                values = {value for entry in some if (value := getattr(entry, key))}
                found.update((each.source, each) for each in self._entries(schema.entries.c[key].in_(values)))
        return sorted(found.values(), key=lambda entry: (entry.first_seen, entry.source))

    def joined(self, item: str) -> list[Entry]:
        """The entries that are the same piece as this item of the folder."""
        table = schema.entries
        return self._entries((table.c.item == item) & (table.c.state == EntryState.JOINED))

    def entries_called(self, title: str, link: str = "") -> list[Entry]:
        """The entries that have this title, or this canonical address."""
        table = schema.entries
        same = [column == key for column, key in ((table.c.title, title), (table.c.link, link)) if key]
        return self._entries(or_(*same)) if same else []

    def keep_entries(self, told: Sequence[tuple[Entry, Item | None]]) -> None:
        """Remember entries with their items, at once; only a kept one's item is present, the others' wait with them."""
        # A feed may bring ten thousand: what takes long is done before anybody is shut out, and each table is asked once.
        rows = [_entry_row(entry, _ITEM.dump_json(item).decode() if item else None) for entry, item in told]
        present = [
            {"id": item.id, "source": entry.source, "item": _ITEM.dump_json(item).decode(), "kind": item.kind}
            for entry, item in told
            if item and entry.state is EntryState.KEPT
        ]
        if not rows:
            return
        items = schema.items
        with self.write() as connection:
            connection.execute(upsert_all(schema.entries, "source"), rows)
            connection.execute(
                delete(items).where(items.c.source == bindparam("of")), [{"of": e.source} for e, _ in told]
            )
            if present:
                changed = next_change(connection)
                connection.execute(upsert_all(items, "id"), [{**row, "changed": changed} for row in present])

    def waiting(self, entry: Entry) -> Item | None:
        """The item that an entry would be, or is."""
        entries, items = schema.entries, schema.items
        with self.read() as connection:
            told = connection.execute(select(entries.c.waiting).where(entries.c.source == entry.source)).scalar()
            told = told or connection.execute(select(items.c.item).where(items.c.source == entry.source)).scalar()
        return _ITEM.validate_json(told) if told else None

    def _entries(self, where: Any) -> list[Entry]:
        table = schema.entries
        wanted = select(table.c.entry).where(where).order_by(table.c.published.desc(), table.c.source)
        with self.read() as connection:
            return [_ENTRY.validate_json(row) for row in connection.execute(wanted).scalars()]


def _entry_row(entry: Entry, item: str | None) -> dict[str, Any]:
    return {
        "source": entry.source, "feed": entry.feed, "item": entry.item, "state": entry.state,
        "published": entry.published.isoformat(), "link": entry.link, "guid": entry.guid, "words": entry.words,
        "title": entry.title, "entry": _ENTRY.dump_json(entry).decode(),
        "waiting": None if entry.state is EntryState.KEPT else item,
    }  # fmt: skip
