"""What a person changed about an edition before it was composed, and which note it was composed with."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add both; nobody has changed anything yet, and no edition that was composed had a note."""
    op.create_table(
        "changes",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("edit", sa.String(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
    )
    op.create_index("changes_edition", "changes", ["edition"])
    op.add_column("editions", sa.Column("note", sa.String(), nullable=False, server_default=""))
