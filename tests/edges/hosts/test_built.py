"""The built site, as hosts read it."""

import os
from pathlib import Path

import pytest

from pipeline.edges.hosts.built import BuiltSite
from pipeline.errors import HostError
from tests.edges.hosts.contract import PAGES, lay, pages
from tests.edges.hosts.killing import reading


def test_every_file_is_read_with_its_hash(tmp_path: Path) -> None:
    """Files in folders and those that begin with a dot, in the order of their paths."""
    site = lay(tmp_path / "site", PAGES | {".well-known/security.txt": "x"})

    assert sorted([*PAGES, ".well-known/security.txt"]) == list(site.files)
    assert pages(PAGES) == {path: site.read(path) for path in PAGES}


def test_the_site_may_be_a_link_that_is_replaced(tmp_path: Path) -> None:
    """What was resolved is read to the end, whatever the link leads to by then."""
    lay(tmp_path / "a", {"index.html": "one"})
    lay(tmp_path / "b", {"index.html": "two"})
    (tmp_path / "site").symlink_to("a")
    site = BuiltSite(tmp_path / "site")
    (tmp_path / "new").symlink_to("b")
    os.replace(tmp_path / "new", tmp_path / "site")

    assert b"one" == site.read("index.html")
    assert b"two" == BuiltSite(tmp_path / "site").read("index.html")


def test_a_site_read_while_copies_take_turns_is_of_one_version(tmp_path: Path) -> None:
    """Two copies, of which one is rewritten while the other is public: no reader counts files of two versions."""
    for name in "ab":
        lay(tmp_path / name, {f"{number}.html": "0" for number in range(40)})
    (tmp_path / "site").symlink_to("a")
    turn = [0]

    def publish() -> None:
        turn[0] += 1
        name = "ab"[turn[0] % 2]
        for number in range(40):
            (tmp_path / name / f"{number}.html").write_text(str(turn[0]))
        (tmp_path / "new").symlink_to(name)
        os.replace(tmp_path / "new", tmp_path / "site")

    with reading(publish):
        seen = 0
        for _ in range(60):
            try:
                hashes = set(BuiltSite(tmp_path / "site").files.values())
            except HostError:
                continue  # published without a pause
            seen += 1
            assert 1 == len(hashes)
    assert seen


def test_a_site_with_a_link_in_it_is_refused(tmp_path: Path) -> None:
    """A link could lead to a file that nobody meant to publish."""
    lay(tmp_path / "site", PAGES)
    (tmp_path / "site/people/all.html").symlink_to("/etc/hostname")

    with pytest.raises(HostError, match="a link"):
        BuiltSite(tmp_path / "site")


@pytest.mark.parametrize("there", [True, False])
def test_no_site_is_an_error_that_says_what_to_do(tmp_path: Path, there: bool) -> None:
    """An empty folder must never empty a host."""
    if there:
        (tmp_path / "site").mkdir()

    with pytest.raises(HostError, match="attract publish"):
        BuiltSite(tmp_path / "site")
