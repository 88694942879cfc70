"""A folder as host, on a real disk."""

import os
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.hosts.folder import folder_host
from pipeline.ending import silent
from pipeline.errors import HostError
from tests.edges.hosts.contract import PAGES, START, HostContract, Place, pages
from tests.edges.hosts.killing import kill_often, many, putting, reading, says


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    found = folder.resolve()
    return {each.relative_to(found).as_posix(): each.read_bytes() for each in found.rglob("*") if each.is_file()}


def folder_place(tmp_path: Path) -> Place:
    """An empty folder."""
    root = tmp_path / "www"
    return Place(
        open=lambda keep, progress: folder_host(root, keep=keep, progress=progress),
        public=lambda: tree(root / "current"),
        scratch=tmp_path,
    )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder."""
    return folder_place(tmp_path)


class TestFolder(HostContract):
    """The contract, on a folder."""


def test_what_did_not_change_is_linked_and_not_copied(place: Place, tmp_path: Path) -> None:
    """A version costs what is new in it."""
    place.put("v1", PAGES)
    place.put("v2", PAGES | {"index.html": "Home two"})
    versions = tmp_path / "www/versions"

    assert os.path.samefile(versions / "v1/assets/site.css", versions / "v2/assets/site.css")
    assert not os.path.samefile(versions / "v1/index.html", versions / "v2/index.html")


def test_a_file_lost_at_the_host_is_sent_again_with_the_next_version(place: Place, tmp_path: Path) -> None:
    """What cannot be linked is sent."""
    place.put("v1", PAGES)
    (tmp_path / "www/versions/v1/assets/site.css").unlink()

    done = place.host().put(place.site(PAGES | {"index.html": "Two"}), "v2", START + timedelta(minutes=2))

    assert place.expected(PAGES | {"index.html": "Two"}) == place.public()
    assert (1, 2) == (done.written, done.sent)


def test_a_file_damaged_at_the_host_is_mended_by_sending_anew(place: Place, tmp_path: Path) -> None:
    """A link would carry the damage from version to version; `anew` ends that."""
    place.put("v1", PAGES)
    (tmp_path / "www/versions/v1/assets/site.css").write_text("damaged")

    place.host().put(place.site(PAGES), "v2", START + timedelta(minutes=2), anew=True)

    assert place.expected(PAGES) == place.public()


def test_a_web_server_may_read_it(place: Place, tmp_path: Path) -> None:
    """Whatever the mask of whoever puts it."""
    before = os.umask(0o077)
    try:
        place.put("v1", PAGES)
    finally:
        os.umask(before)
    root = tmp_path / "www/versions"

    assert {0o644} == {stat.S_IMODE(each.stat().st_mode) for each in (root / "v1").rglob("*") if each.is_file()}
    assert {0o755} == {stat.S_IMODE(each.stat().st_mode) for each in (root, *root.rglob("*")) if each.is_dir()}


def test_each_version_can_be_checked_with_sha256sum(place: Place, tmp_path: Path) -> None:
    """The list beside a version is one that a system administrator's own tool reads."""
    place.put("v1", PAGES)

    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "../v1.sha256"], cwd=tmp_path / "www/versions/v1", check=False
    )

    assert 0 == done.returncode


def test_the_folder_may_be_moved(place: Place, tmp_path: Path) -> None:
    """The link leads to its neighbour, not to an address on this machine."""
    place.put("v1", PAGES)
    (tmp_path / "www").rename(tmp_path / "moved")

    assert pages(PAGES) == tree(tmp_path / "moved/current")


def test_what_stands_in_the_links_place_is_not_overwritten(place: Place, tmp_path: Path) -> None:
    """A folder that somebody else filled is left as it is."""
    (tmp_path / "www/current").mkdir(parents=True)
    (tmp_path / "www/current/mine.html").write_text("mine")

    with pytest.raises(HostError, match="this is no link"):
        place.put("v1", PAGES)
    assert {"mine.html": b"mine"} == tree(tmp_path / "www/current")


def test_a_link_of_somebody_else_is_not_replaced(place: Place, tmp_path: Path) -> None:
    """Another tool's releases are not taken for ours."""
    (tmp_path / "www/releases/1").mkdir(parents=True)
    (tmp_path / "www/current").symlink_to("releases/1")

    with pytest.raises(HostError, match="no version that was put here"):
        place.put("v1", PAGES)
    assert "releases/1" == os.readlink(tmp_path / "www/current")


def test_what_was_left_behind_is_cleared_up_after_a_day(place: Place, tmp_path: Path) -> None:
    """Not at once: another machine may be at work on it."""
    place.put("v1", PAGES)
    www = tmp_path / "www"
    for name in ("making/old", "making/new", "versions/half-old", "versions/half-new"):
        (www / name / "site").mkdir(parents=True)
    long_ago = START.timestamp() - 100_000
    for name in ("making/old", "versions/half-old"):
        os.utime(www / name, (long_ago, long_ago))

    place.put("v2", PAGES | {"index.html": "Two"})

    assert ["new"] == os.listdir(www / "making")
    assert {"half-new", "v1", "v1.json", "v1.sha256", "v2", "v2.json", "v2.sha256"} == set(os.listdir(www / "versions"))
    assert ["v2", "v1"] == [each.name for each in place.host().versions()]


def test_a_name_cannot_lead_out_of_the_folder(place: Place) -> None:
    """A version is called by letters, digits, dots and hyphens."""
    with pytest.raises(HostError, match="cannot be a version's name"):
        place.host().put(place.site(PAGES), "../v1", START)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """The disk's own words, and that the public site stands."""
    (tmp_path / "file").write_text("")
    host = folder_host(tmp_path / "file/www", keep=5, progress=silent)

    with pytest.raises(HostError, match="the disk refuses"):
        host.put(folder_place(tmp_path).site(PAGES), "v1", START)


STEPS = st.lists(
    st.one_of(
        st.dictionaries(
            st.sampled_from(["index.html", "a/b.html", "a/c.html", "d.css"]), st.sampled_from(["1", "2"]), min_size=1
        ),
        st.just("back"),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_any_sequence_of_puts_and_rollbacks(
    steps: list[dict[str, str] | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is public is always what was put last, or what was public before it."""
    place = folder_place(tmp_path_factory.mktemp("steps"))
    before: dict[int, int] = {}
    put: dict[int, dict[str, str]] = {}
    public = 0
    for number, step in enumerate(steps, 1):
        if isinstance(step, dict):
            place.put(f"v{number}", step, keep=20)
            if put.get(public) != step:
                put[number], before[number], public = step, public, number
        elif before.get(public):
            place.host(20).roll_back()
            public = before[public]
        else:
            with pytest.raises(HostError):
                place.host(20).roll_back()

        assert (pages(put[public]) if public else {}) == (place.public() if public else {})


@pytest.mark.servers
def test_a_put_killed_at_any_moment_leaves_a_whole_site(place: Place, tmp_path: Path) -> None:
    """Visitors see the old version or the new one, whole; the next put works, and so does the rollback."""
    opening = f"""
from pipeline.edges.hosts.folder import folder_host
host = folder_host(Path({str(tmp_path / "www")!r}), keep=3, progress=silent)
"""
    place.put("v0", many("w0"))
    sites = [place.site(many(f"w{number}")).folder for number in range(1, 16)]
    words = ["w0"]

    def start(number: int) -> subprocess.Popen[str]:
        return putting(opening, sites[number], f"v{number + 1}", {})

    def look(number: int) -> None:
        (word,) = says(place.public())
        assert word in {words[-1], f"w{number + 1}"}
        assert place.expected(many(word)) == place.public()
        words.append(word)

    killed = kill_often(start, look, times=14, seed=1)

    assert killed
    place.put("v99", many("end"), keep=3)
    assert place.expected(many("end")) == place.public()
    place.host(3).roll_back()
    assert place.expected(many(words[-1])) == place.public()


def test_a_reader_never_sees_two_versions_in_one(place: Place, tmp_path: Path) -> None:
    """Page after page while the site is exchanged: each version is whole, and none comes back after a newer one."""
    place.put("v1", many("1"))
    www = tmp_path / "www"
    seen = [0]

    def read() -> None:
        # As a web server does: each request goes through the link anew.
        for number in range(0, 150, 7):
            word = int((www / f"current/page-{number}/index.html").read_text())
            assert word >= seen[0]
            seen[0] = word
        # As a visitor who stays with one version.
        assert 1 == len(says(tree(www / "current")))

    with reading(read) as rounds:
        for number in range(2, 12):
            place.put(f"v{number}", many(str(number)), keep=20)
    assert rounds[0] >= 3
    assert 11 >= seen[0] > 1
