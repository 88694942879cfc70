"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "sources",
        sa.Column("source", sa.Text(), primary_key=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("first_seen", sa.String(), nullable=False),
        sa.Column("pictures", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.Text()),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.source"), unique=True, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("source", sa.Text(), sa.ForeignKey("sources.source"), unique=True, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
    )
    op.create_table(
        "tags",
        sa.Column("text", sa.String(), primary_key=True),
        sa.Column("version", sa.String(), primary_key=True),
        sa.Column("tags", sa.Text(), nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("text", sa.String(), primary_key=True),
        sa.Column("version", sa.String(), primary_key=True),
        sa.Column("findings", sa.Text(), nullable=False),
    )
    op.create_table(
        "subscribers",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), unique=True, nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
    )
    op.create_table(
        "suppressions",
        sa.Column("address_hash", sa.String(), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
    )
    op.create_table(
        "editions",
        sa.Column("edition", sa.String(), primary_key=True),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.UniqueConstraint("cadence", "period", name="one_edition_a_period"),
    )
    op.create_table(
        "deliveries",
        sa.Column("edition", sa.String(), sa.ForeignKey("editions.edition"), primary_key=True),
        sa.Column("subscriber", sa.String(), primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), unique=True, nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("at", sa.String()),
    )
    op.create_table(
        "received",
        sa.Column("subscriber", sa.String(), primary_key=True),
        sa.Column("item", sa.String(), primary_key=True),
        sa.Column("edition", sa.String(), nullable=False),
    )
    op.create_index("received_edition", "received", ["edition"])
    op.create_table(
        "slots",
        sa.Column("rhythm", sa.String(), primary_key=True),
        sa.Column("period", sa.String(), primary_key=True),
        sa.Column("fired", sa.String(), nullable=False),
    )
