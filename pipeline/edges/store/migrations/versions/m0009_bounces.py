"""What came back of the mails that went is kept, for a year."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add it."""
    op.create_table(
        "bounces",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("came", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("sent", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
    )
    op.create_index("bounces_reader", "bounces", ["reader"])
    op.create_index("bounces_at", "bounces", ["at"])
