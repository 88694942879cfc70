"""What a page weighs on the wire: its words packed, its fonts as they are."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Request

from tests.site.figures import Figures, nothing
from tests.site.hosting import Host
from tests.site.kinds import ITEMS, Shown, pages

#: Bytes of an item's page, at most; a kilobyte is 1,000 of them.
HTML, ALL = 12_000, 115_000
COLUMNS = ("document", "stylesheet", "font", "script", "other", "image")


def weigh(browser: Browser, host: Host, page: Shown) -> dict[str, tuple[str, int]]:
    """What a page makes a browser load that has nothing yet: address to its kind, and its bytes as they were sent."""
    context = browser.new_context(ignore_https_errors=True, base_url=host.address)
    opened = context.new_page()
    done: list[Request] = []
    context.on("requestfinished", lambda request: done.append(request))
    opened.goto(page.asked, wait_until="load")
    opened.mouse.wheel(0, 100_000)
    opened.wait_for_load_state("networkidle")
    found = {
        each.url.removeprefix(host.address): (_column(each), each.sizes()["responseBodySize"])
        for each in done
        if not each.url.startswith("data:")
    }
    context.close()
    return found


def _column(request: Request) -> str:
    # Chromium has other words for what search engines, feeds and icons are loaded as.
    return request.resource_type if request.resource_type in COLUMNS else "other"


def by_kind(loaded: Mapping[str, tuple[str, int]]) -> Counter[str]:
    """Bytes of each kind of file."""
    found: Counter[str] = Counter()
    for kind, size in loaded.values():
        found[kind] += size
    return found


def test_an_item_is_light(site: Path, shown: dict[str, Shown], browser: Browser, host: Host, figures: Figures) -> None:
    """The HTML of every one takes at most 12 KB, and all that it needs but its pictures 115 KB."""
    others = [page for kind, page in shown.items() if kind not in (*ITEMS, "moved")]
    items = [page for page in pages(site) if page.kind in ITEMS]
    weighed = {page: weigh(browser, host, page) for page in (*others, *items)}
    whole = {
        page: sum(size for column, size in loaded.values() if column != "image") for page, loaded in weighed.items()
    }
    table = figures.table(
        "Weight in bytes, as sent (gzip; a first visit; the heaviest of a kind)", "page", *COLUMNS, "all but images"
    )
    for kind in dict.fromkeys(page.kind for page in weighed):
        heaviest = max((page for page in weighed if page.kind == kind), key=whole.__getitem__)
        sizes = by_kind(weighed[heaviest])
        table.append([str(heaviest), *(f"{sizes[each]:,}" for each in COLUMNS), f"{whole[heaviest]:,}"])
    heaviest = max(items, key=whole.__getitem__)
    parts = figures.table(f"What weighs how much on {heaviest}", "file", "as", "bytes")
    for url, (column, size) in sorted(weighed[heaviest].items(), key=lambda each: -each[1][1]):
        parts.append([url.rpartition("/")[2] or "the page", column, f"{size:,}"])

    nothing(
        [
            *(
                f"{page}: {size:,} bytes of HTML, not {HTML:,}"
                for page in items
                if (size := by_kind(weighed[page])["document"]) > HTML
            ),
            *(f"{page}: {whole[page]:,} bytes, not {ALL:,}" for page in items if whole[page] > ALL),
        ],
        f"of {len(items)} items, those that are too heavy",
    )
