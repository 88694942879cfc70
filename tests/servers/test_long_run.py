"""A long run, its store shared with whoever signs readers up, and ended anywhere."""

import io
import json
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from pipeline.edges.store.database import open_database
from pipeline.edges.store.readers import ReaderStore
from pipeline.model import SignUp, Wish
from pipeline.wiring import House
from tests.conftest import WEDNESDAY, SmallFirm
from tests.thorough import in_gates

pytestmark = pytest.mark.servers

#: Writes in a group, at most: see `edges/store/database.py`.
GROUP = 50
#: Seconds within which one sign-up is written, however busy the machine is; the store itself gives up after 30.
PATIENCE = 25.0
ARTICLE = (
    "---\ntitle: Lease number {0}\nauthor: rafe\n---\nThe tenant of yard {0} and its landlord read the break clause.\n"
)
STORY = "---\ntitle: The yard {0}\nauthor: rafe\nbasis: anonymised\n---\nA tenant of yard {0} rang about its lease.\n"
ENTRY = "<item><title>Blog piece {0}</title><link>https://blog.example/{0}</link><description>On lease {0}.</description></item>"


def fill(firm: SmallFirm, articles: int, stories: int, entries: int) -> None:
    """Drop many pieces, one of them in Word, and follow a blog."""
    for number in range(articles):
        firm.write(f"content/articles/a{number:03}.md", ARTICLE.format(number))
    for number in range(stories):
        firm.write(f"stories/rafe/s{number:03}.md", STORY.format(number))
    page = docx.Document()
    page.add_heading("In Word", level=1)
    page.add_paragraph("The hedge grew over the fence of the yard.")
    out = io.BytesIO()
    page.save(out)
    (firm.root / "content/articles/in-word.docx").write_bytes(out.getvalue())
    told = "".join(ENTRY.format(number) for number in range(entries))
    firm.write("content/blog.rss", f'<rss version="2.0"><channel><title>Blog</title>{told}</channel></rss>')
    settings = firm.root / "content/firm.yml"
    settings.write_text(settings.read_text() + "feeds: [{address: content/blog.rss, person: rafe}]\n")


# Whoever signs readers up meanwhile.


def sign_up(root: str) -> None:
    """The other process: writes one sign-up down for each line that comes in, and says so."""
    readers = ReaderStore(open_database(Path(root) / ".attract/attract.sqlite"))
    for number, _ in enumerate(sys.stdin):
        address = f"reader{number}@example.org"
        readers.ask([SignUp(id=f"s{number}", address=address, wish=Wish(), asked=WEDNESDAY, wording="w", form="1")])
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()


@contextmanager
def signing_up(root: Path) -> Iterator[Callable[[], bool]]:
    """Signs one reader up each time it is called, in a process of its own; says whether the store let it."""
    code = f"from {__name__} import sign_up; sign_up({str(root)!r})"
    told = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=told, stdout=told, stderr=told) as process:
        asking, answers = process.stdin, process.stdout
        assert asking is not None
        assert answers is not None

        def once() -> bool:
            asking.write(b"one more\n")
            asking.flush()
            return bool(select.select([answers], [], [], PATIENCE)[0]) and bool(answers.readline())

        try:
            yield once
        finally:
            process.kill()


def test_readers_sign_up_while_a_long_first_run_goes_on(small_firm: SmallFirm) -> None:
    """At every piece that is read, tagged, screened or published, another process can write into the store."""
    fill(small_firm, articles=60, stories=20, entries=30)
    refused: list[str] = []
    asked: Counter[str] = Counter()
    house = House(small_firm.root, clock=lambda: WEDNESDAY)
    assert house.library.items() == []  # the database is there before anybody writes into it

    with signing_up(small_firm.root) as signed_up:

        def progress(room: str, done: int, total: int, what: str = "") -> None:
            asked[room] += 1
            if not refused and not signed_up():
                refused.append(f"{room} {done} of {total}: {what}")

        house.progress = progress
        house.run()

    assert [] == refused
    assert (84, 81 + 30, 84 + 31) <= (asked["collect"], asked["tag"], asked["clear"])
    with closing(sqlite3.connect(small_firm.root / ".attract/attract.sqlite")) as connection:
        assert [(asked.total(),)] == connection.execute("SELECT count(*) FROM sign_ups").fetchall()


# Whoever ends it.


def run_until(root: str, killed_in: str, piece: int) -> None:
    """A process of its own: all rooms up to `clear`, killed where a room comes to a piece of so high a number, or to its last."""

    def progress(room: str, done: int, total: int, what: str = "") -> None:
        if what:
            sys.stdout.write(json.dumps([room, total]) + "\n")
            sys.stdout.flush()
        if room == killed_in and done >= min(piece, total - 1):
            os.kill(os.getpid(), signal.SIGKILL)

    house = House(Path(root), clock=lambda: WEDNESDAY, progress=progress)
    house.collect()
    house.tag()
    house.screen()


def run(root: Path, room: str = "", piece: int = 0) -> dict[str, int]:
    """Run, to the end or until it is killed at a piece; returns how many waited in each room."""
    code = f"from {__name__} import run_until; run_until({str(root)!r}, {room!r}, {piece})"
    process = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False)
    assert process.returncode == (-signal.SIGKILL if room else 0)
    return {at: total for at, total in map(json.loads, process.stdout.splitlines())}


def kept(root: Path) -> dict[str, list[tuple[str, ...]]]:
    """Everything that the library holds, but for the numbers of changes and what names one file on one disk."""
    columns = {
        "sources": "source, item, first_seen, present, problem, raw, words, title", "items": "id, source, item, kind", "people": "*", "tags": "*", "findings": "*",
        "told_of_clients": "*", "entries": "*", "feeds": "address, state ->> 'connected', state ->> 'notes'",
    }  # fmt: skip
    with closing(sqlite3.connect(root / ".attract/attract.sqlite")) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {of} FROM {table}"), key=repr) for table, of in columns.items()
        }


def items(root: Path) -> dict[str, str]:
    """Item id to the file that it stands in."""
    with closing(sqlite3.connect(root / ".attract/attract.sqlite")) as connection:
        return dict(connection.execute("SELECT id, source FROM items"))


@in_gates
def test_a_run_that_is_killed_among_many_pieces_goes_on_where_it_was(small_firm: SmallFirm, tmp_path: Path) -> None:
    """Nothing is lost, nothing that was written is done again, and the end is that of an undisturbed run."""
    fill(small_firm, articles=100, stories=60, entries=5)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(small_firm.root, undisturbed)
    whole = run(undisturbed)

    kills = [("collect", 120), ("tag", 120), ("clear", 55), ("clear", 70)]
    waiting = [run(small_firm.root, room, piece) for room, piece in kills]
    waiting.append(run(small_firm.root))

    assert kept(undisturbed) == kept(small_firm.root)
    for room in ("collect", "tag", "clear"):
        left = [each[room] for each in waiting if room in each]
        assert whole[room] == left[0]
        # A kill costs the group that was being filled, at most: the run after it does nothing else again.
        done = [before - after for before, after in pairwise(left)]
        assert all(piece - GROUP <= each <= piece for piece, each in zip(_pieces(kills, room), done, strict=True)), left


def _pieces(kills: list[tuple[str, int]], room: str) -> list[int]:
    return [piece for killed_in, piece in kills if killed_in == room]


@in_gates
def test_a_rename_is_whole_wherever_the_run_is_killed(small_firm: SmallFirm, tmp_path: Path) -> None:
    """An item goes by its old name or by its new one, and is never there twice or nowhere."""
    fill(small_firm, articles=100, stories=0, entries=0)
    run(small_firm.root)
    before = items(small_firm.root)
    articles = small_firm.root / "content/articles"
    for number in range(0, 100, 2):
        (articles / f"a{number:03}.md").rename(articles / f"b{number:03}.md")
    (articles / "a001.md").unlink()
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(small_firm.root, undisturbed)
    run(undisturbed)

    for piece in (1, 30, 49):
        run(small_firm.root, "collect", piece)
        assert before.keys() == items(small_firm.root).keys()
    run(small_firm.root)

    assert kept(undisturbed) == kept(small_firm.root)
    assert before.keys() - {"a001"} == items(small_firm.root).keys()
