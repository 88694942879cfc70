"""An edition says when it was composed, from when on its mails may leave, and why none leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add them; every edition that is there was composed when its slot was fired, and nothing holds it."""
    op.add_column("editions", sa.Column("composed", sa.String()))
    op.add_column("editions", sa.Column("composer", sa.String(), nullable=False, server_default=""))
    op.add_column("editions", sa.Column("leaves", sa.String()))
    op.add_column("editions", sa.Column("held", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE editions SET composed = coalesce((SELECT fired FROM slots"
        " WHERE slots.rhythm = editions.cadence AND slots.period = editions.period), due)"
    )
