"""Deliveries are claimed many at a time by a named sender, and wait their turn when a server said "later"."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add who claimed a delivery and until when, how often it was tried, and when it may be tried again."""
    op.add_column("deliveries", sa.Column("sender", sa.String(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("until", sa.String()))
    op.add_column("deliveries", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deliveries", sa.Column("again", sa.String()))
    op.create_index("deliveries_state", "deliveries", ["state", "edition", "subscriber"])
    op.create_index("deliveries_sender", "deliveries", ["sender"])
