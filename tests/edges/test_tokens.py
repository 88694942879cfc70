"""Tokens at rest: nobody reads them who has the database alone, and none opens in another account's place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.edges.store.database import open_database
from pipeline.edges.store.sealing import SealError
from pipeline.edges.store.tokens import TokenStore
from pipeline.edges.token_keys import TokenKeys
from pipeline.model.posting import Connection
from tests.builders import NOON

SECRET = {"password": "abcd-efgh-ijkl-mnop", "refresh": "r"}
ADA = Connection(account="ada", speaks_for="ada.example", connected=NOON, ends=NOON + timedelta(days=60))


@pytest.fixture
def tokens(tmp_path: Path, empty: Path) -> Iterator[TokenStore]:
    """A database and its ring of keys."""
    (tmp_path / "a.sqlite").write_bytes(empty.read_bytes())
    engine = open_database(tmp_path / "a.sqlite")
    yield TokenStore(engine, TokenKeys.of(tmp_path))
    engine.dispose()


def test_what_is_kept_comes_back_and_is_not_readable_in_the_file(tokens: TokenStore, tmp_path: Path) -> None:
    """The key lies beside it, for its owner alone."""
    tokens.connect(ADA, SECRET)
    raw = b"".join(each.read_bytes() for each in tmp_path.glob("a.sqlite*"))

    assert SECRET == tokens.token("ada")
    assert {"ada": ADA} == tokens.connections()
    assert b"abcd-efgh" not in raw
    assert 0o600 == (tmp_path / "token.keys").stat().st_mode & 0o777
    assert tokens.token("bo") is None


def test_a_new_token_wakes_an_account_that_was_dead(tokens: TokenStore) -> None:
    """What the network said stands there until then; a token that was refreshed changes nothing of it."""
    tokens.connect(ADA, SECRET)
    tokens.died("ada", "401 who are you")
    tokens.refreshed("ada", {"password": "new"}, None)

    assert ("401 who are you", None) == (tokens.connections()["ada"].dead, tokens.connections()["ada"].ends)
    assert {"password": "new"} == tokens.token("ada")
    tokens.connect(replace(ADA, connected=NOON + timedelta(days=1)), SECRET)
    assert "" == tokens.connections()["ada"].dead
    assert [True, False] == [tokens.disconnect("ada"), tokens.disconnect("ada")]


def test_older_keys_open_and_lost_ones_are_told(tokens: TokenStore, tmp_path: Path) -> None:
    """After a rotation the new key closes; without any, the account is connected again."""
    tokens.connect(ADA, SECRET)
    ring = TokenKeys.of(tmp_path)
    ring.rotate(NOON)
    tokens.connect(replace(ADA, account="bo"), SECRET)
    assert [SECRET, SECRET] == [tokens.token("ada"), tokens.token("bo")]

    ring.path.unlink()
    with pytest.raises(SealError, match="attract social connect ada"):
        tokens.token("ada")


def test_one_accounts_token_opens_nowhere_else(tokens: TokenStore, tmp_path: Path) -> None:
    """Somebody who writes into the file lets nobody speak as another."""
    tokens.connect(ADA, SECRET)
    tokens.connect(replace(ADA, account="bo"), {"password": "bo's"})
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as database, database:
        database.execute(
            "UPDATE tokens SET token = (SELECT token FROM tokens WHERE account = 'bo') WHERE account = 'ada'"
        )

    with pytest.raises(SealError):
        tokens.token("ada")
