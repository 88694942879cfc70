"""The store: SQLite (WAL) by SQLAlchemy Core, its schema grown by Alembic.

`schema` has the tables, `database` opens them, `library` keeps what was collected and
judged, `ledger` keeps subscribers, editions, deliveries and fired slots, `readers` who asked,
confirmed and left, with the proof of it.
"""
