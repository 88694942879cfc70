"""A firm that calls its practice areas by names of its own, its site built before and after it did."""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser
import pytest

from pipeline.outcome import Run
from tests.conftest import SmallFirm, small_firm_in
from tests.publish.test_site import everything_in

SETTINGS = """
practice_areas:
  rename: {real-estate-property: Land and homes}
  merge: {securities-capital-markets: corporate-ma}
  hide: [tax]
  add: [{name: Horses and their keepers, phrases: [equine, livery yard]}]
"""
TEXTS = {
    "a-listing": "A prospectus is approved before the securities are listed on the stock exchange.",
    "a-merger": "The merger of the two companies needs a share purchase agreement and due diligence.",
    "a-yard": "The livery yard keeps the horse, and the commercial lease says who keeps the fence and the landlord.",
    "a-return": "Income tax, value added tax and corporation tax are due; the tax return goes to the tax authority.",
}
WORDS = {
    "corporate-ma": "---\nsummary: Buying and selling companies.\n---\n### Who signs?\n\nBoth sides do.\n",
    "securities-capital-markets": "---\nsummary: Raising money.\n---\n### What is a listing?\n\nAn open door.\n",
}


@dataclass(frozen=True)
class Renamed:
    """The firm's site, and the runs that made it."""

    firm: SmallFirm
    before: Run
    after: Run
    again: Run
    #: Feeds as they were before, by path.
    feeds: dict[str, Any]

    @property
    def site(self) -> Path:
        """The built site, after."""
        return self.firm.root / "site"

    def page(self, address: str) -> str:
        """The page at an address."""
        return (self.site / address / "index.html").read_text("utf-8")

    def feed(self, path: str) -> Any:
        """A feed, parsed."""
        return parsed(self.site / path)


def parsed(path: Path) -> Any:
    """A feed as a reader's program sees it."""
    with path.open("rb") as opened:
        return feedparser.parse(opened)


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Renamed:
    """A firm with a piece in each of several areas: run, its areas changed, run twice more."""
    firm = small_firm_in(tmp_path_factory.mktemp("renamed"))
    for slug, text in TEXTS.items():
        title = slug.replace("-", " ").capitalize()
        firm.write(f"content/articles/{slug}.md", f"---\ntitle: {title}\nauthor: rafe\ndate: 2026-10-01\n---\n{text}\n")
    for key, text in WORDS.items():
        firm.write(f"content/practices/{key}.md", text)
    before = firm.house().run()
    site = firm.root / "site"
    feeds = {path.relative_to(site).as_posix(): parsed(path) for path in site.rglob("feed.atom")}
    settings = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", settings + SETTINGS)
    return Renamed(firm, before, firm.house().run(), firm.house().run(), feeds)


class Way(HTMLParser):
    """Where a page that has moved leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.refresh = self.canonical = self.robots = ""
        self.links: list[str] = []
        self.scripts = 0
        self._main = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note each way."""
        given = {key: value or "" for key, value in attrs}
        self._main = self._main or tag == "main"
        self.scripts += tag == "script"
        if tag == "meta" and given.get("http-equiv") == "refresh":
            self.refresh = given["content"]
        if tag == "meta" and given.get("name") == "robots":
            self.robots = given["content"]
        if tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
        if tag == "a" and self._main:
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        """The main part ends."""
        self._main = self._main and tag != "main"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("real-estate-property", "land-and-homes", id="renamed"),
        pytest.param("securities-capital-markets", "corporate-ma", id="merged"),
    ],
)
def test_an_old_address_leads_to_the_new_one(renamed: Renamed, old: str, new: str) -> None:
    """At once, for search engines, and by a plain link where neither scripts nor refreshes are allowed."""
    way = Way(renamed.page(f"practice/{old}"))

    assert f"0; url=../{new}/" == way.refresh
    assert ("noindex", f"https://firm.example/practice/{new}/") == (way.robots, way.canonical)
    assert ([f"../{new}/"], 0) == (way.links, way.scripts)
    assert "http-equiv" not in renamed.page(f"practice/{new}")


def test_an_old_address_is_in_no_list(renamed: Renamed) -> None:
    """Neither sitemap nor search nor any page or feed of ours still names it; but hosts are told where it leads."""
    named = {
        path.relative_to(renamed.site).as_posix()
        for path, text in everything_in(renamed.site)
        if "practice/real-estate-property" in text or "practice/securities-capital-markets" in text
        if "assets" not in path.parts
    }

    assert {
        "practice/real-estate-property/feed.atom", "practice/securities-capital-markets/feed.atom",
        "_redirects", "server/nginx.conf", "server/Caddyfile",
    } == named  # fmt: skip
    assert "land-and-homes" in (renamed.site / "sitemaps/pages.xml").read_text("utf-8")


def test_a_renamed_area_has_its_people_and_pieces_at_the_new_address(renamed: Renamed) -> None:
    """Whoever works on it, as their file names it by the old key, and what is written about it."""
    page = renamed.page("practice/land-and-homes")

    assert ["Land and homes"] * 2 == [
        page[page.index(">", at) + 1 :][:14] for at in (page.index("<h1"), page.index("<h1"))
    ]
    assert "Rafe Pellow" in page
    assert "Reading a lease" in page
    assert 'href="../../practice/land-and-homes/">Land and homes' in renamed.page("people/rafe")
    assert "Real Estate and Property" not in renamed.page("people/rafe") + renamed.page("practice")


def test_a_merged_area_brings_its_pieces_and_words(renamed: Renamed) -> None:
    """What the firm wrote for either stands on the one page, the area's own words first."""
    page = renamed.page("practice/corporate-ma")

    assert "A listing" in page
    assert "A merger" in page
    assert "Buying and selling companies." in page
    assert 0 < page.index("Who signs?") < page.index("What is a listing?")
    assert 'class="chips"' in renamed.page("articles/a-listing")
    assert "Securities" not in renamed.page("articles/a-listing")


def test_a_hidden_area_has_no_page_and_is_no_tag(renamed: Renamed) -> None:
    """Its piece stays, and says nothing of it."""
    before, after = (
        next(each.areas for each in run.cleared if each.id == "a-return") for run in (renamed.before, renamed.after)
    )

    assert ("tax" in before, "tax" in after) == (True, False)
    assert not (renamed.site / "practice/tax").exists()
    assert "practice/tax" not in renamed.page("articles/a-return") + renamed.page("practice") + renamed.page("feeds")


def test_an_added_area_has_a_page_a_feed_and_its_pieces(renamed: Renamed) -> None:
    """Beside the areas that the piece has from the shipped list."""
    chips = renamed.page("articles/a-yard")

    assert "A yard" in renamed.page("practice/horses-and-their-keepers")
    assert "practice/horses-and-their-keepers/" in chips
    assert "practice/land-and-homes/" in chips
    assert ["A yard"] == [entry.title for entry in renamed.feed("practice/horses-and-their-keepers/feed.atom").entries]


@pytest.mark.parametrize(
    ("old", "new"),
    [("real-estate-property", "land-and-homes"), ("securities-capital-markets", "corporate-ma")],
    ids=["renamed", "merged"],
)
def test_who_follows_the_old_feed_goes_on_reading(renamed: Renamed, old: str, new: str) -> None:
    """The same id at the same address, every entry that was there by its own id, and the new feed's name as `self`."""
    before, after = renamed.feeds[f"practice/{old}/feed.atom"], renamed.feed(f"practice/{old}/feed.atom")
    moved = renamed.feed(f"practice/{new}/feed.atom")

    assert before.feed.id == after.feed.id == f"https://firm.example/practice/{old}/feed.atom"
    assert [entry.id for entry in moved.entries] == [entry.id for entry in after.entries]
    assert {entry.id for entry in before.entries} <= {entry.id for entry in after.entries}
    assert f"https://firm.example/practice/{new}/feed.atom" == after.feed.links[0].href == moved.feed.id


def test_changed_areas_rebuild_the_site_and_a_second_run_does_not(renamed: Renamed) -> None:
    """Settings alone make pieces be tagged and pages be built anew, once."""
    assert (True, True) == (renamed.after.published.built, renamed.after.tagged > 0)
    assert renamed.again.quiet


def build(firm: SmallFirm, settings: str) -> Callable[[str], str]:
    """Run with these settings; returns a reader of pages."""
    written = (firm.root / "content/firm.yml").read_text("utf-8")
    firm.write("content/firm.yml", written + settings)
    firm.house().run()
    return lambda address: (firm.root / "site" / address / "index.html").read_text("utf-8")


def test_a_name_that_no_firm_may_use_is_held_with_the_firms_other_words(small_firm: SmallFirm) -> None:
    """Names in the settings pass the same gate: while they are held, the shipped name stands there."""
    page = build(small_firm, "practice_areas: {rename: {real-estate-property: We guarantee homes}}\n")
    held = {each.item.id: each.findings[0].rule for each in small_firm.house().judged()[1]}

    assert "ADV-GUARANTEE" == held["firm"]
    assert "Real Estate and Property" in page("practice/we-guarantee-homes")
    assert "We guarantee" not in page("practice/we-guarantee-homes") + page("practice") + page("people/rafe")
