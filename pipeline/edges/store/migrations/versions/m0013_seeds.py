"""The rows of the firm's own addresses are found among all others."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Index them, and them alone."""
    seeds = sa.text("substr(subscriber, 1, 5) = 'seed:'")
    op.create_index("deliveries_seeds", "deliveries", ["state", "edition"], sqlite_where=seeds, postgresql_where=seeds)
