"""Letters with the link to somebody's data are written down until they have gone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "data_letters",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("hashed", sa.Text(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
    )
    op.create_index("data_letters_mailbox", "data_letters", ["mailbox", "asked"])
    op.create_index("data_letters_state", "data_letters", ["state", "asked"])
