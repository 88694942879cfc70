"""Which items changed since a moment, and what kind each is, without reading them all; every address ever public."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add them. What is there already counts as changed at once."""
    op.add_column("items", sa.Column("kind", sa.String(), nullable=False, server_default=""))
    op.add_column("items", sa.Column("changed", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE items SET kind = json_extract(item, '$.kind')")
    op.create_index("items_changed", "items", ["changed"])
    op.create_table(
        "addresses",
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("thing", sa.String(), nullable=False),
    )
    op.execute("INSERT INTO marks (name, value) VALUES ('changes', '1')")
