"""The keys of readers' links, on a real disk."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.edges.reader_keys import VARIABLE, ReaderKeys
from pipeline.errors import ConfigurationError, UsageError
from tests.builders import NOON


@pytest.fixture
def ring(tmp_path: Path) -> ReaderKeys:
    """A ring that is not there yet."""
    return ReaderKeys(tmp_path / ".attract" / "reader.keys")


def test_the_first_is_made_on_first_use_and_kept(ring: ReaderKeys) -> None:
    """Reading alone makes none."""
    assert ring.read() == ()
    made = ring.made(NOON)

    assert [1, 32] == [len(made), len(made[0])]
    assert made == ring.made(NOON) == ring.read()


def test_a_rotation_adds_one_and_keeps_the_old(ring: ReaderKeys) -> None:
    """The newest stands last."""
    (first,) = ring.made(NOON)

    assert 2 == ring.rotate(NOON)
    assert first == ring.read()[0]
    assert 2 == len(set(ring.read()))


def test_only_its_owner_may_read_it(ring: ReaderKeys) -> None:
    """A file that others may read is refused, and says what to do."""
    ring.made(NOON)
    assert 0o600 == ring.path.stat().st_mode & 0o777

    ring.path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        ring.read()


@pytest.mark.parametrize("text", ["", "# nothing\n", "zz\n", "abcd\n", "é\n"])
def test_a_file_without_a_key_is_no_reason_to_make_one(ring: ReaderKeys, text: str) -> None:
    """A new key would end every link to leave that was ever sent."""
    ring.path.parent.mkdir()
    ring.path.write_text(text, "utf-8")
    ring.path.chmod(0o600)

    with pytest.raises(ConfigurationError, match="backup"):
        ring.made(NOON)


def test_the_environment_goes_before_the_file(ring: ReaderKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is written, and a rotation says where to add the key."""
    monkeypatch.setenv(VARIABLE, f"{'ab' * 32}, {'cd' * 32}")

    assert (b"\xab" * 32, b"\xcd" * 32) == ring.made(NOON)
    assert not ring.path.exists()
    with pytest.raises(UsageError):
        ring.rotate(NOON)


def test_two_who_need_the_first_at_once_get_the_same(ring: ReaderKeys) -> None:
    """Two workers that start together sign with one key."""
    with ThreadPoolExecutor(8) as pool:
        rings = set(pool.map(lambda _: ring.made(NOON), range(8)))

    assert 1 == len(rings)
