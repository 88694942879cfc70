"""A suppression keeps its hash beside the one that it is found by, so that it can be found under another key."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add it; until addresses are encrypted the two are the same."""
    op.add_column("suppressions", sa.Column("hashed", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE suppressions SET hashed = address_hash")
