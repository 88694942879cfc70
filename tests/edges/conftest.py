"""What tests of several edges share."""

from pathlib import Path

import pytest

from pipeline.edges import address_keys
from pipeline.edges.store.database import open_database

#: A key for readers' addresses, as it stands in the environment.
ADDRESS_KEY = "5a" * 32


@pytest.fixture(scope="session")
def empty_encrypted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, in which readers' addresses are encrypted from the start."""
    path = tmp_path_factory.mktemp("empty_encrypted") / "a.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(address_keys.VARIABLE, ADDRESS_KEY)
        open_database(path).dispose()
    return path


@pytest.fixture(params=["plain", "encrypted"])
def template(
    request: pytest.FixtureRequest, empty: Path, empty_encrypted: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A database without rows of each kind, one after the other; with the key at hand where it wants one."""
    if request.param == "plain":
        return empty
    monkeypatch.setenv(address_keys.VARIABLE, ADDRESS_KEY)
    return empty_encrypted
