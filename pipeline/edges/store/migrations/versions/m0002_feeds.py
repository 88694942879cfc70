"""Feeds and entries get tables of their own; files are known again by their bytes, words and title."""

import json
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add them, and move what the first tables kept of feeds."""
    for name in ("raw", "words", "title"):
        op.add_column("sources", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name in ("item", "title"):
        op.create_index(f"sources_{name}", "sources", [name])
    # An item's source may now be an entry, so the reference to `sources` goes. A fresh table is
    # the only way: SQLite gave the old reference no name to drop it by.
    op.create_table(
        "new_items",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("source", sa.Text(), unique=True, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
    )
    op.execute("INSERT INTO new_items SELECT id, source, item FROM items")
    op.drop_table("items")
    op.rename_table("new_items", "items")
    op.create_table(
        "feeds",
        sa.Column("address", sa.Text(), primary_key=True),
        sa.Column("state", sa.Text(), nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("waiting", sa.Text()),
    )
    for name in ("feed", "item", "link", "guid", "words", "title"):
        op.create_index(f"entries_{name}", "entries", [name])
    _move_entries()


def _move_entries() -> None:
    """What came from a feed was a source with an address; a feed itself was one without an item."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT s.source, s.item, s.first_seen, i.item AS told FROM sources s"
            " JOIN items i ON i.source = s.source WHERE s.source LIKE 'http%://%'"
        )
    ).all()
    for row in rows:
        told = json.loads(row.told)
        parts = urlsplit(row.source)
        # Spelled as pipeline/collect/entries.py spelled it then; the next reading fills in the other keys.
        link = (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")
        entry = {
            "source": row.source, "feed": "", "item": row.item, "state": "kept", "first_seen": row.first_seen,
            "published": told["published"], "link": link, "guid": "", "words": "", "title": "", "bylines": [],
            "fingerprint": "", "problem": None,
        }  # fmt: skip
        kept = ("source", "feed", "item", "state", "published", "link", "guid", "words", "title")
        connection.execute(
            sa.text(
                f"INSERT INTO entries ({', '.join(kept)}, entry) VALUES ({', '.join(':' + k for k in kept)}, :entry)"
            ),
            {**{key: entry[key] for key in kept}, "entry": json.dumps(entry)},
        )
    connection.execute(sa.text("DELETE FROM sources WHERE source LIKE 'http%://%' OR item = ''"))
    # Each file is read once more, for the keys by which it is known after a rename.
    connection.execute(sa.text("UPDATE sources SET fingerprint = ''"))
