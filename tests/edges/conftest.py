"""What tests of several edges share."""

from pathlib import Path

import pytest

from pipeline.edges.store.database import open_database


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without rows: to copy it is faster than to make it."""
    path = tmp_path_factory.mktemp("empty") / "a.sqlite"
    open_database(path).dispose()
    return path
