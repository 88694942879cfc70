"""A Git branch as host: a real repository, reached by its file:// address."""

import os
import subprocess
from pathlib import Path

import pytest

from pipeline.edges.hosts.git_branch import GitBranch, Repository
from pipeline.ending import silent
from pipeline.errors import HostError
from pipeline.ports import Progress
from tests.edges.hosts.contract import PAGES, START, HostContract, Place
from tests.edges.hosts.killing import kill_often, many, putting, reading, says


def git(*words: str, within: Path) -> bytes:
    """Git, as somebody else would run it."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@firm.example")
    return subprocess.run(["git", *who, *words], cwd=within, check=True, capture_output=True).stdout


def branch(repository: Path, name: str = "gh-pages") -> dict[str, bytes]:
    """Every file on a branch; none where there is no branch."""
    if not git("branch", "--list", name, within=repository):
        return {}
    commit = git("rev-parse", name, within=repository).decode().strip()
    rows = git("ls-tree", "-r", "-z", commit, within=repository).decode().split("\0")
    blobs = {row.split("\t", 1)[1]: row.split()[2] for row in rows if row}
    asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    told = subprocess.run(
        ["git", "cat-file", "--batch"], input=asked, cwd=repository, check=True, capture_output=True
    ).stdout
    found = {}
    for path in blobs:
        head, told = told.split(b"\n", 1)
        size = int(head.split()[2])
        found[path], told = told[:size], told[size + 1 :]
    return found


def git_place(tmp_path: Path, *leave: str) -> Place:
    """An empty repository."""
    repository = tmp_path / "firm.git"
    repository.mkdir()
    git("init", "--quiet", "--bare", within=repository)

    def opened(keep: int, progress: Progress) -> GitBranch:
        told = Repository(f"file://{repository}", leave=leave or ("CNAME",))
        return GitBranch(
            told, tmp_path / "state/clone.git", name="Test <Firm>", email="hello@firm.example", keep=keep, progress=progress
        )  # fmt: skip

    return Place(opened, lambda: branch(repository), tmp_path, adds={".nojekyll": b""})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty repository."""
    return git_place(tmp_path)


class TestGitBranch(HostContract):
    """The contract, on a branch."""


def test_each_version_is_one_commit_and_nothing_is_rewritten(place: Place, tmp_path: Path) -> None:
    """A rollback is a commit, too; what was pushed stays an ancestor."""
    place.put("v1", PAGES)
    first = git("rev-parse", "gh-pages", within=tmp_path / "firm.git").decode().strip()
    place.put("v2", PAGES | {"index.html": "Two"})
    place.host().roll_back()

    told = git("log", "--format=%s|%an <%ae>", "gh-pages", within=tmp_path / "firm.git").decode().splitlines()
    who = "Test Firm <hello@firm.example>"
    assert [f"Roll back to v1|{who}", f"Publish v2|{who}", f"Publish v1|{who}"] == told
    git("merge-base", "--is-ancestor", first, "gh-pages", within=tmp_path / "firm.git")


def test_the_clone_may_be_lost(place: Place, tmp_path: Path) -> None:
    """Another machine, or an emptied state folder, knows as much: everything stands on the branch."""
    place.put("v1", PAGES)
    place.put("v2", PAGES | {"index.html": "Two"})
    (tmp_path / "state").rename(tmp_path / "lost")

    assert ["v2", "v1"] == [each.name for each in place.host().versions()]
    assert "v1" == place.host().roll_back()
    assert place.expected(PAGES) == place.public()


def test_a_branch_of_something_else_is_refused(place: Place, tmp_path: Path) -> None:
    """Whoever names the branch with the source code by mistake loses nothing."""
    work = tmp_path / "work"
    git("clone", "--quiet", str(tmp_path / "firm.git"), str(work), within=tmp_path)
    (work / "code.py").write_text("1")
    git("checkout", "--quiet", "-b", "gh-pages", within=work)
    git("add", ".", within=work)
    git("commit", "--quiet", "-m", "Code", within=work)
    git("push", "--quiet", "origin", "gh-pages", within=work)

    with pytest.raises(HostError, match="did not put there"):
        place.put("v1", PAGES)
    assert {"code.py": b"1"} == place.public()


def test_the_hosts_own_files_stay(tmp_path: Path) -> None:
    """CNAME, which GitHub commits by itself, outlives puts and rollbacks."""
    place = git_place(tmp_path, "CNAME", "docs/*")
    place.put("v1", PAGES)
    work = tmp_path / "work"
    git("clone", "--quiet", "--branch", "gh-pages", str(tmp_path / "firm.git"), str(work), within=tmp_path)
    (work / "CNAME").write_text("www.firm.example")
    (work / "docs").mkdir()
    (work / "docs/own.html").write_text("own")
    git("add", ".", within=work)
    git("commit", "--quiet", "-m", "Create CNAME", within=work)
    git("push", "--quiet", within=work)
    own = {"CNAME": b"www.firm.example", "docs/own.html": b"own"}

    place.put("v2", PAGES | {"index.html": "Two"})
    assert place.expected(PAGES | {"index.html": "Two"}) | own == place.public()
    place.host().roll_back()
    assert place.expected(PAGES) | own == place.public()


def test_whoever_pushed_in_between_is_not_overwritten(place: Place, tmp_path: Path) -> None:
    """The branch moves only from where we saw it."""
    place.put("v1", PAGES)
    repository = tmp_path / "firm.git"
    same = ("commit-tree", "-p", "gh-pages", "-m", "Somebody else's", "gh-pages^{tree}")
    theirs = git(*same, within=repository).decode().strip()

    def meanwhile(room: str, done: int, total: int, what: str = "") -> None:
        git("update-ref", "refs/heads/gh-pages", theirs, within=repository)

    with pytest.raises(HostError, match="somebody else has pushed"):
        place.host(progress=meanwhile).put(place.site(PAGES | {"index.html": "Two"}), "v2", START)

    assert theirs == git("rev-parse", "gh-pages", within=repository).decode().strip()
    place.put("v3", PAGES | {"index.html": "Three"})
    assert b"Three" == place.public()["index.html"]


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    """Git's own words, and how to look further."""
    host = GitBranch(
        Repository(f"file://{tmp_path}/none.git"), tmp_path / "clone.git", name="A", email="a@b", keep=5, progress=silent
    )  # fmt: skip

    with pytest.raises(HostError, match="git ls-remote failed") as refused:
        host.versions()
    assert "git push --dry-run" in refused.value.remedy


def test_a_repository_that_we_were_called_from_plays_no_part(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hook of the firm's own repository sets GIT_DIR; the site must not land there."""
    other = tmp_path / "other"
    other.mkdir()
    git("init", "--quiet", within=other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))

    place.host().put(place.site(PAGES), "v1", START)

    monkeypatch.undo()
    assert place.expected(PAGES) == place.public()
    assert [".git"] == os.listdir(other)


@pytest.mark.servers
def test_a_put_killed_at_any_moment_leaves_a_whole_site(place: Place, tmp_path: Path) -> None:
    """Visitors see the old version or the new one, whole; the next put works."""
    opening = f"""
from pipeline.edges.hosts.git_branch import GitBranch, Repository
repository = Repository("file://{tmp_path}/firm.git")
host = GitBranch(repository, Path("{tmp_path}/state/clone.git"), name="A", email="a@b", keep=3, progress=silent)
"""
    place.put("v0", many("w0"))
    sites = [place.site(many(f"w{number}")).folder for number in range(1, 12)]
    words = ["w0"]

    def start(number: int) -> "subprocess.Popen[str]":
        return putting(opening, sites[number], f"v{number + 1}", {})

    def look(number: int) -> None:
        # The git of a put that was killed may still finish its push, so it is looked at once.
        there = place.public()
        (word,) = says(there)
        assert word in {words[-1], f"w{number}", f"w{number + 1}"}
        assert place.expected(many(word)) == there
        words.append(word)

    killed = kill_often(start, look, times=10, seed=3)

    assert killed
    place.put("v99", many("end"))
    assert place.expected(many("end")) == place.public()


def test_a_reader_never_sees_two_versions_in_one(place: Place) -> None:
    """Whoever takes the branch, takes one version of it, and never an older one after a newer one."""
    place.put("v1", many("1"))
    seen = [0]

    def read() -> None:
        (word,) = says(place.public())
        assert int(word) >= seen[0]
        seen[0] = int(word)

    with reading(read) as rounds:
        for number in range(2, 8):
            place.put(f"v{number}", many(str(number)))
    assert rounds[0] >= 3
    assert 7 >= seen[0] > 1
