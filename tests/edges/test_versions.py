"""Two copies of the site: readers see one whole version or the next, and never anything between."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edges.versions import Versions, differing, place

PATHS = st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "c.css"])
SITES = st.dictionaries(PATHS, st.text("abc", max_size=3), max_size=4)


def put(versions: Versions, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Make the next version hold `after`, writing what differs from `before` alone."""
    copy = versions.next()
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    for path in changed:
        if path in after:
            place(copy.tree / path, after[path].encode())
        else:
            (copy.tree / path).unlink()
    with copy.learn(versions.standing) as known:
        known.execute("DELETE FROM changed")
        known.executemany("INSERT INTO changed VALUES (?)", [(path,) for path in changed])
    versions.put_up(copy)


def read(site: Path) -> dict[str, str]:
    """What stands."""
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*") if path.is_file()}


@settings(max_examples=40, deadline=None)
@given(sites=st.lists(SITES, min_size=1, max_size=6), lost=st.sets(st.integers(0, 5)))
def test_each_version_is_whole_although_only_what_differs_is_written(
    sites: list[dict[str, str]], lost: set[int]
) -> None:
    """Also where what was known of the copy that is not public was lost in between."""
    with tempfile.TemporaryDirectory() as folder:
        public = Path(folder) / "site"
        versions = Versions(Path(folder) / "state", public)
        before: dict[str, str] = {}
        for number, after in enumerate(sites):
            put(versions, before, after)
            if number in lost:
                for name in ("a", "b"):
                    if os.readlink(public).endswith(name):
                        continue
                    (Path(folder) / "state" / f"{name}.sqlite").unlink(missing_ok=True)
            before = after

            assert after == read(public.resolve())


def test_what_a_reader_has_open_is_never_written_to(tmp_path: Path) -> None:
    """A file is replaced, not changed: whoever reads the old one reads it to its end."""
    versions = Versions(tmp_path / "state", tmp_path / "site")
    put(versions, {}, {"index.html": "one"})
    put(versions, {"index.html": "one"}, {"index.html": "two"})
    with (tmp_path / "site/index.html").open() as opened:
        for before, after in (("two", "three"), ("three", "four"), ("four", "five")):
            put(versions, {"index.html": before}, {"index.html": after})

        assert "two" == opened.read()


def test_a_site_from_before_there_were_two_copies_is_taken_over(tmp_path: Path) -> None:
    """The folder becomes a link, and nothing of the old site is left."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/old.html").write_text("old")
    put(Versions(tmp_path / "state", tmp_path / "site"), {}, {"index.html": "one"})

    assert {"index.html": "one"} == read((tmp_path / "site").resolve())


def test_trees_that_differ_are_told_apart(tmp_path: Path) -> None:
    """By what is missing, what is new and what changed; what the search is made of is left aside."""
    for name, files in {"one": {"a": "1", "b": "2", "pagefind/x": "1"}, "two": {"a": "1", "b": "3", "c": "4"}}.items():
        for path, words in files.items():
            place(tmp_path / name / path, words.encode())

    assert ["b", "c"] == differing(tmp_path / "one", tmp_path / "two")


_READER = """
import json, os, sys, time
site, until, seen = sys.argv[1], time.time() + float(sys.argv[2]), set()
while time.time() < until:
    try:
        folder = os.path.realpath(site)
        seen.add(open(os.path.join(folder, "index.html")).read() == open(os.path.join(site, "index.html")).read() or "moved")
        open(os.path.join(site, "index.html")).read()
    except FileNotFoundError as problem:
        seen.add(f"gone: {problem}")
print(json.dumps(sorted(map(str, seen))))
"""


@pytest.mark.servers
def test_a_reader_finds_a_site_at_every_moment(tmp_path: Path) -> None:
    """Hundreds of versions in a second or two, and the front page is never missing."""
    versions = Versions(tmp_path / "state", tmp_path / "site")
    put(versions, {}, {"index.html": "0"})
    with subprocess.Popen(
        [sys.executable, "-c", _READER, str(tmp_path / "site"), "1.5"], stdout=subprocess.PIPE, text=True
    ) as reader:
        began, number = time.monotonic(), 0
        while time.monotonic() - began < 1.2:
            put(versions, {"index.html": str(number)}, {"index.html": str(number + 1)})
            number += 1
        told, _ = reader.communicate(timeout=30)

    assert number > 50
    assert not [each for each in json.loads(told) if each.startswith("gone")]


def test_nothing_is_left_of_a_version_that_was_never_put_up(tmp_path: Path) -> None:
    """The next one begins again from what stands."""
    versions = Versions(tmp_path / "state", tmp_path / "site")
    put(versions, {}, {"index.html": "one", "a/index.html": "a"})
    put(versions, {"index.html": "one", "a/index.html": "a"}, {"index.html": "two", "a/index.html": "a"})
    copy = versions.next()
    place(copy.tree / "half.html", b"half")
    shutil.rmtree(copy.tree / "a")
    put(versions, {"index.html": "two"}, {"index.html": "three"})

    assert {"index.html": "three", "a/index.html": "a"} == read((tmp_path / "site").resolve())
