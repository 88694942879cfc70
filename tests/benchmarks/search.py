"""What the search costs: time and memory to build its bundles, and bytes and time for a visitor's search.

    python -m tests.benchmarks.search [pages]

Pages of about 600 words, in the words of the sample firm and 12,000 invented rare ones. Main in parts is built beside
main in one piece, in one run. The visitor's figures are Chromium's, from a server on this machine that compresses
nothing; Pagefind's own files are compressed as they lie.
"""

import itertools
import json
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from pipeline.edges.search import SearchIndex
from pipeline.ports.searching import RECENT, MainBundle
from pipeline.publish import searching
from tests.benchmarks.memory import of_a_process
from tests.conftest import REPOSITORY
from tests.install_browser import installed
from tests.searching import digests, search_put_up, served

_WORDS = 600
_RARE = 12_000
_ASSETS = REPOSITORY / "pipeline/templates/site/assets"
_PAGE = """<!doctype html><html lang="en-GB"><head><title>{title}</title></head><body>
<article data-pagefind-body data-pagefind-filter="kind:{kind}" data-pagefind-meta="kind:{kind}">
<h1 data-pagefind-meta="title" data-pagefind-ignore>{title}</h1>
<p class="byline" data-pagefind-ignore data-pagefind-meta="in:everypageofthesite"><a data-pagefind-filter="person" data-pagefind-meta="person">{person}</a>
<time datetime="{day}" data-pagefind-meta="date, iso[datetime]">{day}</time></p>
{words}<ul><li><a data-pagefind-filter="area">{area}</a></li></ul></article></body></html>"""
#: Searches of a visitor, each from an empty cache.
_SEARCHES = ["lease", "landlord deposit", "what is the notice period of a lease", '"the tenant"', "le", "zzyzx"]


class Writer:
    """Writes pages of words that are as frequent as in the sample firm's own."""

    def __init__(self) -> None:
        self._random = random.Random(0)
        counted: dict[str, float] = {}
        for path in sorted([*REPOSITORY.glob("content/articles/*.md"), *REPOSITORY.glob("stories/*/*.md")]):
            for word in re.findall(r"[a-z][a-z’]+", path.read_text("utf-8").lower()):
                counted[word] = counted.get(word, 0) + 1
        usual = sum(counted.values())
        syllables = [
            "ba",
            "con",
            "der",
            "el",
            "fi",
            "gra",
            "hol",
            "in",
            "ju",
            "ker",
            "la",
            "men",
            "nor",
            "op",
            "pre",
            "qui",
        ]
        for rank in range(_RARE):
            word = "".join(self._random.choices(syllables, k=self._random.randint(2, 4)))
            counted.setdefault(word, usual / 75 / (rank + 50))
        self._words = list(counted)
        self._weights = list(itertools.accumulate(counted.values()))
        self._people = [f"{one.title()} {two.title()}" for one, two in zip(self.some(40), self.some(40), strict=True)]
        self._areas = [
            f"{one.title()} and {two.title()}" for one, two in zip(self.some(24), self.some(24), strict=True)
        ]

    def some(self, number: int) -> list[str]:
        """So many words."""
        return self._random.choices(self._words, cum_weights=self._weights, k=number)

    def page(self, number: int) -> str:
        """A page."""
        words = self.some(max(120, int(self._random.lognormvariate(0, 0.4) * _WORDS)))
        return _PAGE.format(
            title=" ".join(words[:5]).capitalize(),
            kind=("Story", "Article")[number % 2],
            person=self._random.choice(self._people),
            area=self._random.choice(self._areas),
            day=f"{2016 + number % 11}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            words="".join(f"<p>{' '.join(words[at : at + 70])}.</p>" for at in range(0, len(words), 70)),
        )

    def site(self, folder: Path, numbers: Sequence[int]) -> None:
        """Pages with these numbers."""
        for number in numbers:
            page = folder / "stories" / f"item-{number}" / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text(self.page(number), "utf-8")


def bundle(site: Path, pages: Sequence[str], out: Path) -> dict[str, float]:
    """Build one bundle in a process of its own: seconds, and megabytes that Pagefind took at most."""
    shutil.rmtree(out, ignore_errors=True)
    listed = site.parent / "pages.json"
    listed.write_text(json.dumps(list(pages)), "utf-8")
    begun = time.perf_counter()
    children = of_a_process(
        "import json, resource\nfrom pathlib import Path\nfrom pipeline.edges.search import SearchIndex\n"
        f"SearchIndex().bundle(Path({str(site)!r}), json.loads(Path({str(listed)!r}).read_text()), Path({str(out)!r}))\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    )
    return {"seconds": time.perf_counter() - begun, "megabytes": int(children)}


def size(folder: Path) -> tuple[int, float]:
    """Files under a folder, and their megabytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes) / 1e6


def building(site: Path, now: dict[str, str], root: Path) -> None:
    """Main in parts and in one piece, and recent bundles."""
    out = root / "built"
    print(f"{len(now):,} pages                    seconds  megabytes of memory   files  megabytes on disk")
    for title, part in (("main in parts", searching.PART), ("main in one piece", len(now))):
        planned = searching.plan(now, None, part=part)
        done = [bundle(site, pages, out / str(number)) for number, pages in planned.rebuild.items()]
        seconds, most = sum(each["seconds"] for each in done), max(each["megabytes"] for each in done)
        files, disk = size(out)
        print(f"{title + f' ({planned.parts})':<24}{seconds:12.2f}{most:21,.0f}{files:8,}{disk:19.1f}")
        if planned.parts > 1:
            worst = max(each["seconds"] for each in done)
            print(f"{'  one part (withdrawal)':<24}{worst:12.2f}")
        shutil.rmtree(out)
    for number in (1, 20, 100, 300):
        done = [bundle(site, list(now)[:number], out / RECENT)]
        begun = time.perf_counter()
        SearchIndex().bundle(site, list(now)[:number], out / "warm")
        warm = time.perf_counter() - begun
        files, disk = size(out / "warm")
        print(f"{f'recent, {number} pages':<24}{warm:12.2f}{done[0]['megabytes']:21,.0f}{files:8,}{disk:19.1f}")
        shutil.rmtree(out)


def visiting(browser: Browser, address: str, query: str) -> tuple[int, int, float, float, int]:
    """Kilobytes, requests, seconds to the first ten results and for the same again, and results; with an empty cache."""
    context = browser.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    page.goto(f"{address}/blank.html")
    got: list[float] = []
    wire.on("Network.loadingFinished", lambda told: got.append(told["encodedDataLength"]))
    first, again, number = page.evaluate(
        """async (q) => {
        const begun = performance.now();
        const { find } = await import("./assets/search-index.js");
        const ask = async () => {
          const { pages } = await find({ q });
          await Promise.all(pages.slice(0, 10).map((each) => each.data()));
          return pages.length;
        };
        await ask();
        const first = performance.now() - begun;
        const number = await ask();
        return [first, performance.now() - begun - first, number];
        }""",
        query,
    )
    context.close()
    return round(sum(got) / 1000), len(got), first / 1000, again / 1000, number


def visits(root: Path, main: MainBundle | None) -> MainBundle:
    """Print what searches cost; returns what main knows."""
    site = root / "site"
    main = search_put_up(site, main).main
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        for query in _SEARCHES:
            kilobytes, requests, first, again, number = visiting(browser, address, query)
            print(f"{query:<40}{kilobytes:8}{requests:10}{first:10.2f}{again:8.2f}{number:9,}")
        browser.close()
    return main


def run(number: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        site = root / "site"
        writer = Writer()
        writer.site(site, range(number))
        begun = time.perf_counter()
        now = digests(site)
        print(f"digests of {len(now):,} pages: {time.perf_counter() - begun:.2f} s")
        building(site, now, root)
        (site / "blank.html").write_text("<!doctype html><html lang='en-GB'><title>blank</title>")
        shutil.copytree(_ASSETS, site / "assets")
        print("\na visitor's search, main alone          kilobytes  requests   seconds   again  results")
        main = visits(root, None)
        writer.site(site, range(number, number + 20))
        begun = time.perf_counter()
        search_put_up(site, main)
        print(f"\n20 new pages, digests of all, and put up: {time.perf_counter() - begun:.2f} s")
        print("main and 20 recent pages                kilobytes  requests   seconds   again  results")
        visits(root, main)
        print(f"\nthis process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
