"""Which version of a piece went to whom, so that its readers can be told of a correction; sentences about clients; marks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add them. Of what went out before, nobody wrote down the version."""
    op.add_column("received", sa.Column("text", sa.String(), nullable=False, server_default=""))
    op.create_index("received_item", "received", ["item"])
    op.create_table(
        "told_of_clients",
        sa.Column("sentence", sa.String(), primary_key=True),
        sa.Column("item", sa.String(), nullable=False),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
