"""A delivery says what is new beyond the reader's ceiling, and whether it is the first that they get."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add both; what is planned already tells of neither."""
    op.add_column("deliveries", sa.Column("more", sa.Text(), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("welcome", sa.Boolean(), nullable=False, server_default="0"))
