"""The secret of the preview links, on a real disk."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.edges.link_key import LinkKey
from pipeline.errors import ConfigurationError


@pytest.fixture
def key(tmp_path: Path) -> LinkKey:
    """A key's file that is not there yet."""
    return LinkKey(tmp_path / ".attract" / "preview.key")


def test_it_is_made_on_first_use_and_kept(key: LinkKey) -> None:
    """At least 32 bytes, the same ever after."""
    assert key.read() is None
    secret = key.made()

    assert 32 <= len(secret)
    assert [secret, secret] == [key.made(), LinkKey(key.path).read()]


def test_only_its_owner_may_read_it(key: LinkKey) -> None:
    """Made or made anew."""
    key.made()
    assert 0o600 == key.path.stat().st_mode & 0o777

    key.path.chmod(0o644)
    assert key.open_to_others()
    key.renew()
    assert (0o600, False) == (key.path.stat().st_mode & 0o777, key.open_to_others())


def test_a_new_secret_is_another(key: LinkKey) -> None:
    """In the place of the old one, and of whatever else lies there."""
    old = key.made()

    assert old != key.renew()
    key.path.write_text("no key", "utf-8")
    assert key.renew() == key.read()


def test_all_who_make_it_at_once_have_the_same(key: LinkKey) -> None:
    """Nobody signs with a secret that another then replaced, and nobody reads half of one."""
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: LinkKey(key.path).made(), range(32)))

    assert {key.read()} == set(made)


@pytest.mark.parametrize("found", [b"", b"# nothing but words\n", b"00ff", b"not hexadecimal", b"\xff\xfe\x00"])
def test_a_file_that_holds_no_secret_is_named(key: LinkKey, found: bytes) -> None:
    """A short or broken secret signs nothing; the error says what makes a new one."""
    key.path.parent.mkdir()
    key.path.write_bytes(found)

    for use in (key.read, key.made):
        with pytest.raises(ConfigurationError, match="--revoke-all"):
            use()


def test_where_nothing_can_be_written_the_error_says_so(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "here").write_text("", "utf-8")
    key = LinkKey(tmp_path / "here" / "preview.key")

    for use in (key.made, key.renew):
        with pytest.raises(ConfigurationError, match=r"preview\.key"):
            use()
