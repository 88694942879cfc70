"""The folder on a real disk, with what lies about in real ones (port: Folder)."""

import os
import threading
import time
from pathlib import Path

import pytest

from pipeline.edges.folder import FirmFolder
from pipeline.errors import SourceError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A firm's folder with one story."""
    (tmp_path / "firm/stories/ada").mkdir(parents=True)
    (tmp_path / "firm/content").mkdir()
    (tmp_path / "firm/stories/ada/the-van.md").write_text("# The van\n\nIt was late.")
    return tmp_path / "firm"


def refusal(root: Path, path: str) -> str:
    """Why a file is not read."""
    with pytest.raises(SourceError) as refused:
        FirmFolder(root).read(path)
    assert path == refused.value.thing
    return refused.value.cause


def test_a_file_is_seen_and_seen_to_change(root: Path) -> None:
    """Path with slashes, and a fingerprint that changes with the file."""
    first = FirmFolder(root).scan()
    (root / "stories/ada/the-van.md").write_text("# The van\n\nIt was early.")
    second = FirmFolder(root).scan()

    assert ["stories/ada/the-van.md"] == list(first.files)
    assert first.files != second.files
    assert {} == first.refused


def test_links_and_devices_are_refused_and_never_opened(root: Path) -> None:
    """Neither a file nor a folder outside is followed, and a pipe keeps nobody waiting."""
    (root.parent / "secret.md").write_text("secret")
    (root / "stories/link.md").symlink_to(root.parent / "secret.md")
    (root / "stories/folder").symlink_to(root.parent)
    (root / "stories/inside.md").symlink_to(root / "stories/ada/the-van.md")
    os.mkfifo(root / "stories/pipe.md")

    seen = FirmFolder(root).scan()

    assert ["stories/ada/the-van.md"] == list(seen.files)
    assert {"stories/link.md", "stories/folder", "stories/inside.md", "stories/pipe.md"} == set(seen.refused)
    assert "out of the firm's folder" in refusal(root, "stories/link.md")
    assert "a device or a pipe" in refusal(root, "stories/pipe.md")
    assert "out of the firm's folder" in refusal(root, "../secret.md")


def test_a_huge_file_is_refused_without_being_read(root: Path) -> None:
    """Its size says enough."""
    with (root / "stories/film.md").open("wb") as film:
        film.truncate(500_000_000)

    began = time.monotonic()

    assert "this is 500 MB; 50 MB is the most." == refusal(root, "stories/film.md")
    assert time.monotonic() - began < 1


def test_a_name_that_is_no_text_is_refused(root: Path) -> None:
    """It is told in letters that a terminal and a database can hold."""
    Path(os.fsdecode(os.fsencode(root / "stories") + b"/caf\xe9.md")).write_text("x")
    (root / "stories/two\nlines.md").write_text("x")

    refused = FirmFolder(root).scan().refused

    assert 2 == len(refused)
    assert all(problem.thing.isprintable() and problem.thing.encode() for problem in refused.values())


def test_names_as_long_as_a_disk_allows_are_read(root: Path) -> None:
    """Letters of three bytes each, and folders in folders."""
    deep = root / "stories" / ("ä" * 100) / ("栅" * 80)
    deep.mkdir(parents=True)
    (deep / ("ж" * 120 + ".md")).write_text("Words.")
    [path] = [path for path in FirmFolder(root).scan().files if "ж" in path]

    assert b"Words." == FirmFolder(root).read(path)


def test_a_folder_that_is_shut_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in it is not known, which is not the same as gone. (Root may open anything, so the disk plays along.)"""
    scandir = os.scandir

    def shut(path: object) -> object:
        if str(path).endswith("ada"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)  # type: ignore[call-overload]  # as os.scandir takes it

    monkeypatch.setattr(os, "scandir", shut)
    seen = FirmFolder(root).scan()

    assert ["stories/ada"] == list(seen.refused)
    assert "Permission denied" in str(seen.refused["stories/ada"])


def test_what_lies_still_is_ready_at_once(root: Path) -> None:
    """Nobody waits for yesterday's files."""
    path = root / "stories/ada/the-van.md"
    time.sleep(0.3)
    began = time.monotonic()

    assert frozenset() == FirmFolder(root, settle=0.2).settle(["stories/ada/the-van.md", "stories/gone.md"])
    assert time.monotonic() - began < 0.15
    assert path.exists()


def test_a_file_is_waited_for_until_it_lies_still(root: Path) -> None:
    """A sync client that writes in pieces is let finish."""
    path = root / "stories/ada/the-van.md"

    def write() -> None:
        for _ in range(3):
            with path.open("a") as out:
                out.write("more")
            time.sleep(0.1)

    writer = threading.Thread(target=write)
    writer.start()
    moving = FirmFolder(root, settle=0.25).settle(["stories/ada/the-van.md"])
    length = path.stat().st_size
    writer.join()

    assert frozenset() == moving
    assert length == path.stat().st_size


def test_a_file_that_never_lies_still_is_left_for_the_next_time(root: Path) -> None:
    """Three rounds are enough; the rest of the folder does not wait for it."""
    path = root / "stories/ada/the-van.md"
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with path.open("a") as out:
                out.write("more")
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    moving = FirmFolder(root, settle=0.1).settle(["stories/ada/the-van.md"])
    stop.set()
    writer.join()

    assert {"stories/ada/the-van.md"} == moving
