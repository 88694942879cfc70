"""The plan is rows: what comes stands there beside what was done, with what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """A new table in place of the old; all that stood there was done."""
    op.rename_table("slots", "slots_before")
    op.create_table(
        "slots",
        sa.Column("job", sa.String(), primary_key=True),
        sa.Column("period", sa.String(), primary_key=True),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False, server_default="UTC"),
        sa.Column("rule", sa.Text(), nullable=False, server_default=""),
        sa.Column("shift", sa.Text(), nullable=False, server_default=""),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error", sa.Text(), nullable=False, server_default=""),
        sa.Column("again", sa.String()),
        sa.Column("holder", sa.String(), nullable=False, server_default=""),
        sa.Column("until", sa.String()),
        sa.Column("ended", sa.String()),
        sa.Column("by", sa.String(), nullable=False, server_default=""),
        sa.Column("said", sa.Text(), nullable=False, server_default=""),
        sa.Column("moved", sa.Boolean(), nullable=False, server_default="0"),
    )
    op.create_index("slots_state", "slots", ["state", "due"])
    # The clock called it by what it did, and wrote times as they came: the new ones are all in UTC, to the microsecond.
    op.execute(
        "INSERT INTO slots (job, period, due, at, state, ended)"
        " SELECT CASE rhythm WHEN 'tidy' THEN 'retention' ELSE rhythm END, period, at, at, 'done', at FROM"
        " (SELECT rhythm, period, strftime('%Y-%m-%dT%H:%M:%f', fired) || '000+00:00' AS at FROM slots_before)"
    )
    op.drop_table("slots_before")
