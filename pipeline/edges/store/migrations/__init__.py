"""Alembic's home. A migration never imports the schema: it must mean the same for ever."""
