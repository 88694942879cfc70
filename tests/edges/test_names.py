"""The do-not-name list and its key on a real disk."""

import base64
import os
import stat
from pathlib import Path

import pytest

from pipeline.edges.names import VARIABLE, KeyFile, ListFile
from pipeline.errors import ConfigurationError

KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def no_key_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have a key of their own."""
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    """A key beside a firm's folder; nobody has made it yet."""
    (tmp_path / "firm").mkdir()
    return KeyFile(tmp_path / "home/config/names.key", tmp_path / "firm")


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def refusal(key: KeyFile) -> ConfigurationError:
    """Why a key is refused."""
    with pytest.raises(ConfigurationError) as refused:
        key.read()
    return refused.value


def test_there_is_no_key_before_one_is_made(key: KeyFile) -> None:
    """Asking makes none."""
    assert key.read() is None
    assert not key.path.exists()


def test_a_key_is_made_for_its_owner_alone(key: KeyFile) -> None:
    """Nobody else may read the key or its folder, and it is read as it was made."""
    made = key.make()

    assert (32, made) == (len(made), key.read())
    assert (0o600, 0o700) == (mode(key.path), mode(key.path.parent))
    assert not key.open_to_others()


def test_no_two_keys_are_the_same(key: KeyFile, tmp_path: Path) -> None:
    """Keys come from the system's source of chance."""
    assert key.make() != KeyFile(tmp_path / "other.key", tmp_path / "firm").make()


def test_a_key_is_never_made_in_place_of_another(key: KeyFile) -> None:
    """The lists of the old one could not be read any more."""
    key.make()

    with pytest.raises(ConfigurationError, match="no key can be written there"):
        key.make()


@pytest.mark.parametrize(
    "said",
    [
        KEY.hex(),
        KEY.hex().upper(),
        f" {KEY.hex()}\n",
        base64.b64encode(KEY).decode(),
        base64.urlsafe_b64encode(bytes(b ^ 0xFB for b in KEY)).decode(),
    ],
)
def test_the_environment_goes_before_the_file(key: KeyFile, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """A key in hexadecimal digits or base64 is taken from there, whatever lies on the disk."""
    made = key.make()
    monkeypatch.setenv(VARIABLE, said)

    assert made != key.read()
    assert key.read() in (KEY, bytes(b ^ 0xFB for b in KEY))


@pytest.mark.parametrize("said", ["secret", "00ff", KEY.hex()[:-2], "?" * 64, (KEY * 3).hex(), "é" * 32])
def test_what_is_no_key_is_refused(key: KeyFile, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """A short or misspelled key is a mistake, and no list is read with it."""
    monkeypatch.setenv(VARIABLE, said)

    assert (VARIABLE, 2) == (refusal(key).thing, refusal(key).exit_code)


def test_a_file_that_is_no_key_is_refused(key: KeyFile) -> None:
    """A file of something else is not taken for a key."""
    key.path.parent.mkdir(parents=True)
    key.path.write_bytes(b"\xff\xfe")
    broken = refusal(key)
    key.path.write_text("to do: buy milk")

    assert "cannot be read" in broken.cause
    assert "this is no key" in refusal(key).cause


def test_a_key_in_the_firms_folder_is_refused(tmp_path: Path) -> None:
    """Key and list together tell the names: neither reading nor making one there, a link included."""
    root = tmp_path / "firm"
    root.mkdir()
    (tmp_path / "link").symlink_to(root)
    for path in (root / "names.key", root / "content/../.attract/names.key", tmp_path / "link/names.key"):
        key = KeyFile(path, root)

        with pytest.raises(ConfigurationError, match="lies in the firm's folder") as refused:
            key.make()
        assert "clearing.names_key" in refused.value.remedy
        assert "lies in the firm's folder" in refusal(key).cause
    assert [] == list(root.iterdir())


def test_a_key_remembers_its_lists(key: KeyFile, tmp_path: Path) -> None:
    """A list that is lost is missed; remembering it twice changes nothing, and the key stays readable."""
    made = key.make()
    list_ = tmp_path / "firm/.attract/names.keyed"

    before = key.knows(list_)
    key.remember(list_)
    key.remember(list_)

    assert (False, True, False) == (before, key.knows(list_), key.knows(tmp_path / "other/names.keyed"))
    assert (made, 3, 0o600) == (key.read(), len(key.path.read_text().splitlines()), mode(key.path))


def test_a_key_that_is_not_ours_to_write_is_left_alone(
    key: KeyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator's key, or one in the environment, remembers nothing, and nothing fails."""
    key.remember(tmp_path / "names.keyed")
    monkeypatch.setenv(VARIABLE, KEY.hex())
    key.remember(tmp_path / "names.keyed")

    assert not key.knows(tmp_path / "names.keyed")
    assert not key.path.exists()


def test_a_key_that_others_may_read_is_known(key: KeyFile) -> None:
    """A backup or a copy may have opened it."""
    key.make()
    os.chmod(key.path, 0o644)

    assert key.open_to_others()


def test_a_list_is_private_and_whole(tmp_path: Path) -> None:
    """Nobody else may read it, nothing is left beside it, and a change shows in its stamp."""
    list_ = ListFile(tmp_path / ".attract/names.keyed")
    before = list_.stamp()
    list_.write(b"one")
    first = list_.stamp()
    list_.write(b"three")

    assert (None, b"three", 0o600) == (before, list_.read(), mode(list_.path))
    assert first != list_.stamp()
    assert ["names.keyed"] == [path.name for path in list_.path.parent.iterdir()]
