"""Who asked to be a reader, the proof of every step, and when a reader left."""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

from pipeline.mailboxes import key

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add them; readers who had left are marked so, and addresses are compared with their domain in ASCII."""
    op.add_column("subscribers", sa.Column("left", sa.String()))
    op.add_column("suppressions", sa.Column("reader", sa.String(), nullable=False, server_default=""))
    op.create_index("suppressions_reader", "suppressions", ["reader"])
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("sign_up", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String()),
        sa.Column("reader", sa.String()),
    )
    op.create_index("sign_ups_address", "sign_ups", ["address_hash"])
    op.create_index("sign_ups_mailbox", "sign_ups", ["mailbox", "asked"])
    op.create_index("sign_ups_reader", "sign_ups", ["reader", "asked"])
    op.create_table(
        "traces",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
    )
    op.create_index("traces_of", "traces", ["of"])
    # Proof that can be changed proves nothing.
    op.execute(
        "CREATE TRIGGER traces_stay BEFORE UPDATE ON traces BEGIN SELECT RAISE(ABORT, 'a line of the proof is never changed'); END"
    )
    _bring_up(op.get_bind())


def _bring_up(connection: sa.Connection) -> None:
    gone = {row.address_hash: row for row in connection.execute(sa.text("SELECT * FROM suppressions"))}
    for row in connection.execute(sa.text("SELECT * FROM subscribers ORDER BY id")).all():
        # OR IGNORE: should two spellings of one address both be readers, the second stays as it is.
        connection.execute(
            sa.text("UPDATE OR IGNORE subscribers SET folded = :key WHERE id = :id"),
            {"key": key(row.address), "id": row.id},
        )
        if left := gone.get(_hash(row.folded)):
            connection.execute(
                sa.text('UPDATE subscribers SET "left" = :at, subscriber = :told WHERE id = :id'),
                {"at": left.at, "told": json.dumps({**json.loads(row.subscriber), "left": left.at}), "id": row.id},
            )
            # Addresses were folded in another way then, which for a few gives another hash.
            connection.execute(
                sa.text("INSERT OR REPLACE INTO suppressions VALUES (:hash, :reason, :at, :id)"),
                {"hash": _hash(key(row.address)), "reason": left.reason, "at": left.at, "id": row.id},
            )


def _hash(folded: str) -> str:
    return sha256(folded.encode()).hexdigest()
