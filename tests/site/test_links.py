"""Nothing leads nowhere: pages, style sheets, feeds, sitemaps and whatever else names an address of the site."""

from pathlib import Path

import pytest

from tests.site.figures import Figures, nothing
from tests.site.kinds import pages
from tests.site.links import Link, Site


@pytest.fixture(scope="module")
def built(site: Path, address: str) -> Site:
    """The built site, read."""
    return Site(site, address)


def test_no_link_is_dead(built: Site, figures: Figures) -> None:
    """Every address of ours is there, and every place in a page to which one leads."""
    own = [link for link in built.links if link.address.startswith(built.address)]
    faults = [f"{link}: {fault}" for link in own if (fault := built.fault(link))]
    figures.table("Links", "files", "links of ours", "to others", "dead").append(
        [len(built.files), len(own), len(built.links) - len(own), len(faults)]
    )

    nothing(faults, "dead links")


def test_every_page_can_be_reached_from_home(built: Site, site: Path) -> None:
    """By links alone; but for the one for wrong addresses, those that moved, and what has its first home elsewhere."""
    leads: dict[str, set[str]] = {}
    for link in built.links:
        if link.where.startswith("a["):
            leads.setdefault(built.public(link.source), set()).add(link.address.partition("#")[0])
    reached, ahead = set(), [built.address]
    while ahead:
        if (here := ahead.pop()) not in reached:
            reached.add(here)
            ahead += leads.get(here, ())

    nothing(
        (
            str(page)
            for page in pages(site)
            if page.kind not in ("not found", "moved", "elsewhere") and built.address + page.path not in reached
        ),
        "pages to which no link leads",
    )


def test_every_page_is_in_the_sitemap_or_not_for_it(built: Site, site: Path) -> None:
    """What search engines may list, and whose first home is here, is listed once; nothing else is."""
    listed = [link.address for link in built.links if link.source.startswith("sitemaps/")]
    wanted = []
    for page in pages(site):
        read = built.page(page.file.relative_to(site).as_posix())
        canonical, robots = (read.find("link", rel="canonical"), read.find("meta", attrs={"name": "robots"}))
        hidden = bool(robots) and "noindex" in str(robots.get("content"))  # type: ignore[union-attr]
        own = built.address + page.path
        if page.kind not in ("not found", "moved") and not hidden and canonical and canonical.get("href") == own:
            wanted.append(own)

    assert wanted
    nothing(
        [
            *(f"not in the sitemap: {each}" for each in wanted if each not in listed),
            *(f"in the sitemap, and not for it: {each}" for each in listed if each not in wanted),
            *(f"listed twice: {each}" for each in listed if listed.count(each) > 1),
        ],
        "sitemap",
    )


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("../about/", ""), ("../about/#here", ""), ("../about/#there", "the page has no such place"),
        ("../about", "leads to a folder without its slash"), ("gone/", "leads nowhere"), ("?page=2", ""),
        ("https://elsewhere.example/gone", ""), ("mailto:a@firm.example", ""), ("../sh%C3%A9.css", ""),
    ],
)  # fmt: skip
def test_a_dead_link_is_seen(tmp_path: Path, written: str, fault: str) -> None:
    """The test above would find one, of each sort."""
    for name, text in (
        ("about/index.html", '<p id="here">'), ("people/index.html", f'<a href="{written}">'), ("shé.css", ""),
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    built = Site(tmp_path, "https://firm.example/x/")
    (link,) = built.links

    assert isinstance(link, Link)
    assert fault == built.fault(link)
