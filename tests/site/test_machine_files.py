"""What programs read from the built site: structured data, feeds, the list of feeds, sitemaps."""

import io
import json
import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from tests.publish.test_feeds import wrong_in_atom, wrong_in_json
from tests.site.figures import Figures, nothing
from tests.site.kinds import ITEMS, pages
from tests.suites.structured import nodes, of_site, problems

#: What each kind of page says it is (schema.org), each of the words of a line being enough.
_TYPES = {
    "home": ["WebSite", "LegalService"],
    "person": ["ProfilePage", "Person", "BreadcrumbList"],
    "area": ["CollectionPage Service", "BreadcrumbList"],
    "story": ["Article BlogPosting", "BreadcrumbList"],
    "article": ["Article BlogPosting", "BreadcrumbList"],
    "news": ["NewsArticle Article BlogPosting", "BreadcrumbList"],
}
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
#: W3C's date and time, as sitemaps ask for it.
_WHEN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?")


def test_the_structured_data_of_every_page_is_right(site: Path, figures: Figures) -> None:
    """By schema.org's vocabulary and by what Google's documents ask for; each kind of page says what it is."""
    blocks = list(of_site(site))
    types: defaultdict[str, set[str]] = defaultdict(set)
    for path, block in blocks:
        types[path] |= {str(node.get("@type")) for node in nodes(block)}
    wrong = [f"{path}: {each}" for path, block in blocks for each in problems(block)]
    for page in pages(site):
        told = types[page.file.relative_to(site).as_posix()]
        wrong += [
            f"{page}: says nowhere that it is a {each}"
            for each in _TYPES.get(page.kind, ())
            if not told & {*each.split()}
        ]
    figures.table("For programs", "what", "files", "wrong").append(["structured data", len(blocks), len(wrong)])

    nothing(wrong, "structured data")


def test_every_feed_is_read_back_as_it_was_meant(site: Path, address: str, figures: Figures) -> None:
    """Each as Atom and as JSON Feed by their rules, by feedparser without complaint, and the two say the same."""
    wrong, count = [], 0
    moved = {page.path for page in pages(site) if page.kind == "moved"}
    for path in sorted(site.rglob("*.atom")):
        name, raw = path.relative_to(site).as_posix(), path.read_bytes()
        read = feedparser.parse(io.BytesIO(raw))
        twin = json.loads(path.with_suffix(".json").read_bytes())
        found = [*wrong_in_atom(raw), *wrong_in_json(path.with_suffix(".json").read_bytes())]
        if read.bozo:
            found.append(f"feedparser: {read.bozo_exception!r}")
        if [entry.id for entry in read.entries] != [entry["id"] for entry in twin["items"]]:
            found.append("Atom and JSON have not the same entries")
        if not read.entries:
            found.append("is empty")
        # Whoever follows the old feed of what has moved is led to the new one by it.
        selves = [link.href for link in read.feed.links if link.rel == "self"]
        if name.removesuffix("feed.atom") not in moved and selves != [address + name]:
            found.append("does not say where it is itself")
        newest = [entry.published_parsed for entry in read.entries]
        if newest != sorted(newest, reverse=True):
            found.append("is not in order, newest first")
        wrong += [f"{name}: {each}" for each in found]
        count += 2
    figures.table("For programs", "what", "files", "wrong").append(["feeds", count, len(wrong)])

    assert count
    nothing(wrong, "feeds")


def test_the_list_of_feeds_names_each_feed_once(site: Path, address: str) -> None:
    """OPML 2.0: every Atom feed whose page has not moved, by its full address."""
    root = ElementTree.parse(site / "feeds.opml").getroot()
    named = [each.get("xmlUrl", "") for each in root.iter("outline") if each.get("xmlUrl")]
    moved = {page.path for page in pages(site) if page.kind == "moved"}
    there = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.atom"))]

    assert ("opml", "2.0") == (root.tag, root.get("version"))
    assert sorted(named) == sorted(address + each for each in there if each.removesuffix("feed.atom") not in moved)


def test_sitemaps_keep_their_rules(site: Path, figures: Figures) -> None:
    """Each file is named in the index, every address once, and the day of an item's last change with it."""
    index = ElementTree.parse(site / "sitemap.xml").getroot()
    named = {str(each.text).rpartition("/")[2] for each in index.iter(f"{_SITEMAP}loc")}
    wrong = [f"sitemap.xml: not {each}" for each in named ^ {path.name for path in (site / "sitemaps").glob("*.xml")}]
    listed: list[str] = []
    for path in sorted((site / "sitemaps").glob("*.xml")):
        for each in ElementTree.parse(path).getroot():
            where, when = each.findtext(f"{_SITEMAP}loc", ""), each.findtext(f"{_SITEMAP}lastmod")
            listed.append(where)
            if when is not None and not _WHEN.fullmatch(when):
                wrong.append(f"{path.name}: {when} is no day")
            if when is None and any(f"/{kind}" in where for kind in ("stories/", "articles/", "news/")):
                wrong.append(f"{path.name}: nobody knows when {where} changed")
    wrong += [f"listed twice: {each}" for each in listed if listed.count(each) > 1]
    figures.table("For programs", "what", "files", "wrong").append(["sitemaps", len(named) + 1, len(wrong)])

    nothing(wrong, "sitemaps")


@pytest.mark.parametrize("kind", ["person", *ITEMS[:2]])
def test_a_shared_link_has_a_picture_that_is_there(site: Path, address: str, kind: str) -> None:
    """Open Graph's picture of every such page is a PNG of the size that it says."""
    wrong = []
    for page in pages(site):
        if page.kind != kind:
            continue
        told = dict(re.findall(r'<meta property="(og:image(?::width|:height)?)" content="([^"]+)">', page.text))
        path = site / told.get("og:image", "").removeprefix(address)
        size = path.read_bytes()[16:24] if path.is_file() else b"\0" * 8
        width, height = int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")
        if (str(width), str(height)) != (told.get("og:image:width"), told.get("og:image:height")):
            wrong.append(f"{page}: {told or 'no og:image'}, and the file is {width} by {height}")

    nothing(wrong, "share cards")
