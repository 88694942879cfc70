"""How fast files and feeds are taken in, and what a drop costs in a large firm.

    python -m tests.benchmarks.collect [files] [feed items]

Each job runs beside the bare library that it stands on, in one run: the ratio says what our
reading, checking, matching and keeping cost on top. Memory is measured in processes of their own.
"""

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import feedparser
import mammoth
import markdown

from pipeline import previews
from pipeline.collect import run as room
from pipeline.edges.apart import apart
from pipeline.edges.files import AssetFolder
from pipeline.edges.folder import FirmFolder
from pipeline.edges.http import Feeds
from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from pipeline.firm import Collecting, Feed
from pipeline.wiring import House
from tests.benchmarks import memory as measured
from tests.benchmarks.memory import of_a_process
from tests.builders import FIRM, NOON, areas

WORDS = (
    "The landlord and the tenant argued about a break clause in the lease, and nobody had read the schedule. "
    "We walked the corridor together, counted the sockets, and wrote down what each of them remembered. "
) * 8
PERSON = "---\nname: Ada Clear\nrole: Partner\n---\nI read leases.\n"


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of some work in this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def text(number: int) -> str:
    """One article of about 300 words."""
    return f"---\ntitle: Lease number {number}\nauthor: ada\n---\n## What happened\n\n{WORDS} Number {number}.\n\n- one\n- two\n"


def word(number: int) -> bytes:
    """The same in Word."""
    page = docx.Document()
    page.add_heading(f"Lease in Word, number {number}", level=1)
    page.add_paragraph(f"{WORDS} Word {number}.")
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def feed(first: int, number: int) -> bytes:
    """A feed of so many entries."""
    entries = "".join(
        f"<item><title>Blog piece {n}</title><link>https://blog.example/{n}</link><guid>g{n}</guid>"
        f"<description>{WORDS[:400]} {n}.</description><pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate></item>"
        for n in range(first, first + number)
    )
    return f'<rss version="2.0"><channel><title>Blog</title>{entries}</channel></rss>'.encode()


class Firm:
    """A folder and its library."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.feeds: list[Feed] = []
        self.library = LibraryStore(open_database(root / ".attract/attract.sqlite"))
        self.write("content/people/ada.md", PERSON.encode())

    def write(self, path: str, body: bytes) -> None:
        """Drop a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(body)

    def collect(self) -> room.Collected:
        """One pass."""
        return room.run(
            folder=FirmFolder(self.root), fetcher=Feeds(self.root), apart=apart, library=self.library,
            book=self.library, assets=AssetFolder(self.root / ".attract/assets"), feeds=self.feeds, settings=Collecting(),
            areas=areas(), zone=ZoneInfo("Europe/London"), now=NOON, progress=lambda *_: None,
        )  # fmt: skip


def files(number: int, ending: str, make: Callable[[int], bytes], bare: Callable[[bytes], object]) -> None:
    """Items per second of one format, beside the bare library."""
    with tempfile.TemporaryDirectory() as folder:
        firm = Firm(Path(folder))
        bodies = [make(n) for n in range(number)]
        for n, body in enumerate(bodies):
            firm.write(f"content/articles/a{n}.{ending}", body)
        ours = cpu(firm.collect)
        theirs = cpu(lambda: [bare(body) for body in bodies])
        again = cpu(firm.collect)
    print(f"{number:6} {ending:5} {number / ours:7.0f} items/s   {ours / theirs:5.1f} times the bare library   "
          f"again, nothing changed: {again:.2f} s CPU")  # fmt: skip


def feeds(number: int) -> None:
    """Entries per second from feeds of fifty, beside feedparser alone."""
    with tempfile.TemporaryDirectory() as folder:
        firm = Firm(Path(folder))
        bodies = [feed(n, 50) for n in range(0, number, 50)]
        for n, body in enumerate(bodies):
            firm.write(f"feeds/{n}.rss", body)
            firm.feeds.append(Feed(address=f"feeds/{n}.rss", person="ada"))
        ours = cpu(firm.collect)
        theirs = cpu(lambda: [feedparser.parse(io.BytesIO(body)) for body in bodies])
        again = cpu(firm.collect)
    print(f"{number:6} feed  {number / ours:7.0f} items/s   {ours / theirs:5.1f} times the bare library   "
          f"again, nothing changed: {again:.2f} s CPU")  # fmt: skip


def peak(number: int) -> int:
    """Megabytes that a process of its own takes for so many feed items, at most."""
    return int(of_a_process(f"from tests.benchmarks.collect import memory; memory({number})"))


def memory(number: int) -> None:
    """Take in feeds of fifty, and print the most megabytes that were needed."""
    with tempfile.TemporaryDirectory() as folder:
        firm = Firm(Path(folder))
        for n in range(0, number, 50):
            firm.write(f"feeds/{n}.rss", feed(n, 50))
            firm.feeds.append(Feed(address=f"feeds/{n}.rss", person="ada"))
        firm.collect()
    print(measured.peak())


def drop(number: int) -> None:
    """Seconds from a settled drop to its preview, tags and findings, in a large firm that is being watched."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        firm = Firm(root)
        firm.write("content/firm.yml", FIRM.encode())
        for n in range(number):
            firm.write(f"content/articles/a{n}.md", text(n).encode())
        house = House(root)
        house.warm_up()
        began = time.perf_counter()
        house.collect(feeds=False)
        first = time.perf_counter() - began
        firm.write("stories/ada/the-drop.md", (text(0) + "\nA drop.\n").replace("number 0", "dropped").encode())
        began = time.perf_counter()
        previews.look(house, [each.id for each in house.collect(feeds=False).kept])
        took = time.perf_counter() - began
    print(f"{number:6} items in the firm: first reading {first:.1f} s; a drop is ready {took:.2f} s after it settled "
          f"({first / took:.0f} times as fast as reading all)")  # fmt: skip


def main(number: int, entries: int) -> None:
    """Measure and print."""
    files(number, "md", lambda n: text(n).encode(), lambda raw: markdown.markdown(raw.decode()))
    files(number // 20, "docx", word, lambda raw: mammoth.convert_to_html(io.BytesIO(raw)))
    feeds(entries)
    small, large = peak(entries // 10), peak(entries)
    print(
        f"memory for {entries // 10} feed items {small} MB, for {entries} {large} MB: {large / small:.2f} times as much"
    )
    drop(5_000)


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [2_000, 10_000][len(given) :]))
