"""Alembic's entry: runs the migrations on the connection it is handed, which is in a transaction already."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite changes a table by copying it; Alembic knows how.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
