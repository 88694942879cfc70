"""Reads every test feed of feedparser's own suite, and says what became of each.

    python -m tests.suites.feedparser_files CHECKOUT [--seconds 5]

CHECKOUT is a working copy of github.com/kurtmckee/feedparser. Each file is read by the whole
collector (fetched as a file, parsed, matched, kept in a real database) in a process of its
own, so that a hang or a crash is seen and counted. Nothing of theirs is kept here.
"""

import argparse
import multiprocessing
import re
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.collect import run as room
from pipeline.edges.apart import apart
from pipeline.edges.files import AssetFolder
from pipeline.edges.folder import FirmFolder
from pipeline.edges.http import Feeds
from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from pipeline.firm import Collecting, Feed
from tests.builders import NOON, areas

#: Words that stand in files of this machine and in no feed: were one read, they would show.
SECRET = "a-secret-of-this-machine"
_UNSAFE = re.compile(r"<script|\son\w+\s*=|javascript:", re.IGNORECASE)


def collected(path: Path) -> tuple[str, str]:
    """What becomes of one feed: (`items`, `empty` or `refused`, words about it)."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "secret.txt").write_text(SECRET)
        (root / "content/people").mkdir(parents=True)
        (root / "content/people/ada.md").write_text("---\nname: Ada Clear\nrole: Partner\n---\nI read feeds.\n")
        (root / "feed.xml").write_bytes(path.read_bytes())
        engine = open_database(root / "a.sqlite")
        library = LibraryStore(engine)
        done = room.run(
            folder=FirmFolder(root), fetcher=Feeds(root), apart=apart, library=library, book=library,
            assets=AssetFolder(root / "assets"), feeds=[Feed(address="feed.xml", person="ada")], settings=Collecting(),
            areas=areas(), zone=ZoneInfo("Europe/London"), now=NOON, progress=lambda *_: None,
        )  # fmt: skip
        told = [item for item in library.items() if item.kind.is_piece]
        entries = library.entries()
        engine.dispose()
    said = " ".join(item.title + item.summary + item.body + item.html + item.link for item in told)
    if SECRET in said or "root:x:0" in said:
        return "leaked", said[:200]
    if any(_UNSAFE.search(item.html) for item in told):
        return "unsafe", next(item.html for item in told if _UNSAFE.search(item.html))[:200]
    refusals = [problem for problem in done.problems if problem.thing == "feed.xml"]
    if refusals:
        return "refused", str(refusals[0])
    return ("items", f"{len(entries)} entries") if entries else ("empty", "")


def _work(pipe: Connection) -> None:
    while True:
        path = pipe.recv()
        try:
            pipe.send(collected(path))
        except BaseException as problem:  # whatever it is, it is what we are looking for
            pipe.send(("crashed", repr(problem)[:300]))


class Reader:
    """A process that reads one file after the other, and is replaced when it hangs."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("fork").Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()

    def read(self, path: Path) -> tuple[str, str, float]:
        """(outcome, words, seconds) of one file."""
        began = time.monotonic()
        self._pipe.send(path)
        if self._pipe.poll(self._seconds):
            outcome, words = self._pipe.recv()
        else:
            self._process.kill()
            self._start()
            outcome, words = "hung", f"over {self._seconds:g} s"
        return outcome, words, time.monotonic() - began


def main() -> None:
    """Read all, print the counts, and exit 1 if anything crashed, hung, leaked or was unsafe."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("checkout", type=Path)
    options.add_argument("--seconds", type=float, default=5.0)
    given = options.parse_args()
    files = sorted(
        path for path in (given.checkout / "tests").rglob("*") if path.suffix in (".xml", ".json", ".z", ".gz")
    )
    reader = Reader(given.seconds)
    counts: Counter[str] = Counter()
    slowest = (0.0, Path())
    for path in files:
        outcome, words, seconds = reader.read(path)
        counts[outcome] += 1
        slowest = max(slowest, (seconds, path))
        if outcome not in ("items", "empty", "refused") or (outcome == "refused" and not words):
            print(f"{outcome}: {path.relative_to(given.checkout)}: {words}")
    print(f"{len(files)} files: " + ", ".join(f"{number} {outcome}" for outcome, number in sorted(counts.items())))
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1].name}")
    sys.exit(1 if set(counts) - {"items", "empty", "refused"} else 0)


if __name__ == "__main__":
    main()
