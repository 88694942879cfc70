"""With what each account is spoken for. A token stands in the database encrypted, and its key does not."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, RowMapping, delete, select, update
from sqlalchemy.dialects import sqlite

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import utc
from pipeline.edges.store.sealing import Box, SealError
from pipeline.edges.token_keys import TokenKeys
from pipeline.model.posting import Connection

_TOKENS = schema.tokens
#: Under which name a token is encrypted: one of another account opens nowhere else.
_WHERE = "tokens."


class TokenStore(Session):
    """Keeps the port Tokens.

    Args:
        engine: the database.
        ring: the keys; the first is made with the first token.

    """

    def __init__(self, engine: Engine, ring: TokenKeys) -> None:
        super().__init__(engine)
        self._ring = ring

    def connect(self, connection: Connection, token: Mapping[str, str]) -> None:
        """Keep a token in place of the one that was there; the account is alive again."""
        told = Box.of(self._ring.made(connection.connected)[-1]).closed(
            json.dumps(dict(token)), _WHERE + connection.account
        )
        values = {
            "account": connection.account, "token": told, "speaks_for": connection.speaks_for,
            "ends": utc(connection.ends) if connection.ends else None, "connected": utc(connection.connected), "dead": "",
        }  # fmt: skip
        with self.write() as database:
            insert = sqlite.insert(_TOKENS).values(**values)
            database.execute(insert.on_conflict_do_update(index_elements=["account"], set_=values))

    def refreshed(self, account: str, token: Mapping[str, str], ends: datetime | None) -> None:
        """Keep what the network gave in place of a token, before it is used."""
        told = Box.of(self._ring.read()[-1]).closed(json.dumps(dict(token)), _WHERE + account)
        values = {"token": told, "ends": utc(ends) if ends else None}
        with self.write() as database:
            database.execute(update(_TOKENS).where(_TOKENS.c.account == account).values(**values))

    def token(self, account: str) -> Mapping[str, str] | None:
        """The token of an account; None where it is not connected. Raises SealError where no key opens it."""
        with self.read() as database:
            told = database.execute(select(_TOKENS.c.token).where(_TOKENS.c.account == account)).scalar()
        if told is None:
            return None
        keys = self._ring.read()
        for key in reversed(keys):
            try:
                found: dict[str, str] = json.loads(Box.of(key).opened(told, _WHERE + account))
            except SealError:
                continue
            return found
        raise SealError(
            str(self._ring.path), f"no key opens the token of {account}.",
            f"Bring the key back from your copy, or connect it again: attract social connect {account}",
        )  # fmt: skip

    def died(self, account: str, why: str) -> None:
        """Say that the network knows a token no longer; it stays until another takes its place."""
        with self.write() as database:
            database.execute(update(_TOKENS).where(_TOKENS.c.account == account).values(dead=why))

    def disconnect(self, account: str) -> bool:
        """Forget a token; False where there was none."""
        with self.write() as database:
            return bool(database.execute(delete(_TOKENS).where(_TOKENS.c.account == account)).rowcount)

    def connections(self) -> Mapping[str, Connection]:
        """Every account that was connected, by name."""
        with self.read() as database:
            rows = database.execute(select(_TOKENS).order_by(_TOKENS.c.account)).mappings().all()
        return {row["account"]: _connection(row) for row in rows}


def _connection(row: RowMapping) -> Connection:
    return Connection(
        account=row["account"], speaks_for=row["speaks_for"], connected=datetime.fromisoformat(row["connected"]),
        ends=datetime.fromisoformat(row["ends"]) if row["ends"] else None, dead=row["dead"],
    )  # fmt: skip
