"""Posts on social networks: a row each, there once for each account and piece; and the tokens with which they leave."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Two new tables."""
    op.create_table(
        "posts",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("wire", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("cleared_by", sa.String(), nullable=False, server_default=""),
        sa.Column("cleared_at", sa.String()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("began", sa.String()),
        sa.Column("again", sa.String()),
        sa.Column("holder", sa.String(), nullable=False, server_default=""),
        sa.Column("until", sa.String()),
        sa.Column("uploads", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("ref", sa.String(), nullable=False, server_default=""),
        sa.Column("address", sa.String(), nullable=False, server_default=""),
        sa.Column("response", sa.Text(), nullable=False, server_default=""),
        sa.Column("at", sa.String()),
        sa.UniqueConstraint("account", "of", name="posts_once"),
    )
    op.create_index("posts_state", "posts", ["state", "due"])
    op.create_table(
        "tokens",
        sa.Column("account", sa.String(), primary_key=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("speaks_for", sa.String(), nullable=False, server_default=""),
        sa.Column("ends", sa.String()),
        sa.Column("connected", sa.String(), nullable=False),
        sa.Column("dead", sa.Text(), nullable=False, server_default=""),
    )
