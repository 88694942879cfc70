"""How long a site takes to make, beside other generators and the same texts, in one run.

    python -m tests.benchmarks.engines [items] [--with-peers]

Beside Material, Zensical and, where it is installed, Hugo; `--with-peers` fetches Pelican and Eleventy into a temporary
folder, too. Others at work on the machine stretch the time on the clock, so the processor's time stands beside it.

Ours begins with what was collected: the Markdown of a piece is made HTML once, when its file is read, which is measured
apart. `pages` is ours without share cards and search, which the others do not make either (Material's plug-ins make
a search of another kind); `everything` has both, and is what the others are compared with as well.
"""

import argparse
import gzip
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from pipeline.collect.cleaning import to_html
from pipeline.model import Kind
from tests.benchmarks import large_firm
from tests.benchmarks.cost import Cost, cost
from tests.benchmarks.peers import AT_HAND, FETCHED, Text, texts_of
from tests.conftest import REPOSITORY

#: Pages whose size is looked at.
_SAMPLE = 50
_HEAD = f"{'':44} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'files':>7} {'MB':>6} {'page KB':>8} {'gzipped':>8}"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    cost: Cost
    #: How large the site is: files and bytes; a piece's page: bytes, and compressed.
    size: tuple[int, int, int, int] | None = None

    def told(self) -> str:
        """As it is printed."""
        line = f"{self.name:44} {self.cost.wall:8.1f} {self.cost.cpu:8.1f} {self.cost.peak:8}"
        if self.size:
            files, all_, page, packed = self.size
            line += f" {files:7} {all_ / 1e6:6.0f} {page / 1000:8.1f} {packed / 1000:8.1f}"
        return line


def said(row: Row) -> Row:
    """Print a row as soon as it is there."""
    print(row.told(), flush=True)
    return row


def size(site: Path, page: str, texts: Sequence[Text]) -> tuple[int, int, int, int]:
    """See `Row.size`; the page is the median of some."""
    site = site.resolve()
    files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    step = max(1, len(texts) // _SAMPLE)
    bodies = [found.read_bytes() for text in texts[::step] for found in site.glob(page.format(slug=text.slug))]
    return (len(files), sum(files), round(median(map(len, bodies))),
            round(median(len(gzip.compress(body, 6)) for body in bodies)))  # fmt: skip


# Ours.


def publish(firm: Path) -> list[str]:
    """What brings a firm's site up to date, in a cold process."""
    return [sys.executable, "-m", "pipeline", "--firm", str(firm), "publish"]


def part(name: str, firm: Path) -> list[str]:
    """A part of publishing, in a process of its own."""
    return [sys.executable, "-m", "tests.benchmarks.ours", name, str(firm)]


def ours(root: Path, firm: Path, texts: Sequence[Text]) -> Iterator[Row]:
    """Everything, pages alone, by the other engine; then the same site again after each kind of change."""
    for name in ("pages", "zensical"):
        shutil.copytree(firm, root / name)
    made = cost(publish(firm), REPOSITORY)
    yield Row("Attract, everything", made, size(firm / "site", "*/{slug}/index.html", texts))
    made = cost(part("pages", root / "pages"), REPOSITORY)
    yield Row("Attract, pages", made, size(root / "pages/site", "*/{slug}/index.html", texts))
    with (root / "zensical/content/firm.yml").open("a") as settings:
        settings.write("\npublishing: {engine: zensical}\n")
    made = cost(publish(root / "zensical"), REPOSITORY)
    yield Row("Attract by Zensical, everything", made, size(root / "zensical/site", "*/{slug}/index.html", texts))
    yield from again(firm)


def again(firm: Path) -> Iterator[Row]:
    """The same site once more."""
    yield Row("  again: nothing changed", cost(publish(firm), REPOSITORY))
    with (firm / "mkdocs.yml").open("a") as settings:
        settings.write("# Everything that the templates depend on is one stamp, and this changes it.\n")
    yield Row("  again: the templates changed", cost(publish(firm), REPOSITORY))
    words = (firm / "content/firm.yml").read_text("utf-8")
    (firm / "content/firm.yml").write_text(words.replace("0117 496 0100", "0117 496 0101"), "utf-8")
    yield Row("  again: the firm's telephone changed", cost(publish(firm), REPOSITORY))
    for _ in range(3):
        cost(part("change", firm), REPOSITORY)
        yield Row("  again: one piece changed, cold", cost(publish(firm), REPOSITORY))
    warm = cost(part("warm", firm), REPOSITORY)
    for wall, cpu in json.loads(warm.said.splitlines()[-1]):
        yield Row("  again: one piece changed, warm", Cost(wall, cpu, warm.peak))


def reading(texts: Sequence[Text]) -> float:
    """CPU seconds to make HTML of the Markdown, which ours does when a file is collected."""
    begun = time.process_time()
    for text in texts:
        to_html(text.body, {})
    return time.process_time() - begun


# The others.


def others(root: Path, texts: Sequence[Text], *, fetch: bool) -> Iterator[Row]:
    """Each of them that is there."""
    makers = {each.__name__: each for each in AT_HAND} | {
        name: each for name, each in FETCHED.items() if fetch or name == "Hugo"
    }
    for name, maker in makers.items():
        peer = maker(root / name, texts)
        if peer is None:
            print(f"{name:44} not installed", flush=True)
            continue
        made = cost(peer.command, peer.folder, peer.surroundings)
        yield Row(peer.name, made, size(peer.folder / "site", peer.page, texts))
        shutil.rmtree(peer.folder)


def ratios(mine: Sequence[Row], rows: Sequence[Row]) -> None:
    """Print how many times ours each of the others takes."""
    everything, pages = mine[:2]
    print(
        f"\n{'times ours':44} {'pages':>17} {'everything':>17}\n{'':44} {'wall':>8} {'CPU':>8} {'wall':>8} {'CPU':>8}"
    )
    for row in rows:
        figures = [
            figure
            for one in (pages, everything)
            for figure in (row.cost.wall / one.cost.wall, row.cost.cpu / one.cost.cpu)
        ]
        print(f"{row.name:44} " + " ".join(f"{each:8.1f}" for each in figures))


def goals(mine: Sequence[Row], rows: Sequence[Row]) -> None:
    """Print what was promised of a firm of 5,000 pieces, beside what was measured now."""
    everything, pages = mine[:2]
    (change,) = (row for row in mine if "templates" in row.name)
    plugins = rows[0].cost
    rivals = [row.cost.wall for row in rows if row.name.startswith(("Material without", "Zensical", "Pelican"))]
    largest = max(row.cost.peak for row in mine if "Zensical" not in row.name)
    assert pages.size
    print("\nwanted                                        measured")
    for wanted, measured in (
        ("12 times less than Material with plug-ins", f"{plugins.wall / pages.cost.wall:.1f} times (pages), "
         f"{plugins.wall / everything.cost.wall:.1f} (everything)"),
        ("less than plain Material, Zensical, Pelican", f"{pages.cost.wall:.1f} s beside {', '.join(f'{each:.1f}' for each in rivals)}"),
        ("at 5,000 under 20 s", f"{pages.cost.wall:.1f} s (pages), {everything.cost.wall:.1f} s (everything)"),
        ("a change of templates under 5 s", f"{change.cost.wall:.1f} s"),
        ("at most 300 MB", f"{largest} MB"),
        ("a piece's page at most 12 KB, compressed", f"{pages.size[3] / 1000:.1f} KB"),
    ):  # fmt: skip
        print(f"{wanted:45} {measured}")


def main(number: int, *, fetch: bool) -> None:
    """Measure and print."""
    if datetime.now(UTC) < large_firm.NOW:
        raise SystemExit(
            f"This machine's clock is before {large_firm.NOW:%d %B %Y}: the pieces would wait for their day."
        )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        house = large_firm.write(root / "firm", number)
        items = sorted(
            house.library.items(house.library.ids((Kind.ARTICLE, Kind.STORY))), key=lambda each: each.published
        )
        names = {key: area.name for key, area in house.areas.shown.items()}
        texts = texts_of(items, house.taggings(items), names)
        words = sum(len(text.body.split()) for text in texts) // len(texts)
        print(f"{len(texts)} pieces of {words} words; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{_HEAD}")
        mine = [said(row) for row in ours(root, root / "firm", texts)]
        rows = [said(row) for row in others(root, texts, fetch=fetch)]
        ratios(mine, rows)
        goals(mine, rows)
        print(f"\nMarkdown to HTML, once, when files are collected: {reading(texts):.1f} s of the processor's")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("items", type=int, nargs="?", default=1000)
    parser.add_argument("--with-peers", action="store_true")
    given = parser.parse_args()
    main(given.items, fetch=given.with_peers)
