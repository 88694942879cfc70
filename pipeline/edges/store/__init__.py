"""The store: SQLite (WAL) by SQLAlchemy Core, its schema grown by Alembic.

`schema` has the tables, `database` opens them, `library` keeps what was collected and
judged, `ledger` keeps subscribers, editions, deliveries and fired slots, `readers` who asked,
confirmed and left, with the proof of it.

Nothing slow happens inside a transaction: SQLite has one writer at a time, and readers who sign up wait
for it. Work first; then write at once what belongs together (`together`), or the rest in groups (`in_groups`).
"""
