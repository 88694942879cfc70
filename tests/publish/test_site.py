"""The built sample: what is in it, and above all what is not."""

import email
import email.policy
import gzip
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest

from pipeline.model import Kind
from tests.conftest import REPOSITORY, Sample, SmallFirm

HELD = {
    "forty-crates": ["Forty crates", "Brindlewick", "Harkaway", "18,426.17"],
    "the-kitchen-table": ["The kitchen table", "the-kitchen-table"],
    "the-second-opinion": ["The second opinion", "Moosewhistle", "Larkenby"],
    "why-founders-choose-us": ["Why founders choose us", "we guarantee"],
}
WORDS = sorted({word for words in HELD.values() for word in words} | set(HELD))


def everything_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file as text; what is packed is unpacked, as a search index is."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if raw[:2] == b"\x1f\x8b":
                raw = gzip.decompress(raw)
            yield path, raw.decode("utf-8", "replace")


def test_the_run_holds_what_must_be_held_and_says_why(sample: Sample) -> None:
    """Three stories and an article, each for its own reason."""
    reasons = {held.item.id: held.findings[0].rule for held in sample.first.held}

    assert {
        "forty-crates": "CONF-CONSENT-MISSING",
        "the-kitchen-table": "COURT-EW-CHILD",
        "the-second-opinion": "CONF-CONSENT-STALE",
        "why-founders-choose-us": "ADV-GUARANTEE",
    } == reasons


def test_nothing_held_is_anywhere_in_the_site(sample: Sample) -> None:
    """Pages, feeds, search index, sitemap, pictures: not a word."""
    found = [(path.name, word) for path, text in everything_in(sample.site) for word in WORDS if word in text]

    assert [] == found


def test_the_search_really_sees_into_the_index(sample: Sample) -> None:
    """The test above would find a cleared story in the unpacked index."""
    index = [path for path, text in everything_in(sample.site / "pagefind") if "half-past-four" in text]

    assert index


def test_nothing_held_is_in_any_message(sample: Sample) -> None:
    """Neither in a mail, decoded, nor in a social text."""
    texts = {path.name: path.read_text("utf-8") for path in (sample.house.outbox / "social").rglob("*.txt")}
    for path in (sample.house.outbox / "mail" / "new").glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        texts[path.name] = str(message["subject"]) + "".join(
            part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
        )

    assert len(texts) > 8
    assert [] == [(name, word) for name, text in texts.items() for word in WORDS if word in text]


def test_the_stage_has_nothing_held_either(sample: Sample) -> None:
    """What is not staged cannot be built by any engine."""
    assert [] == [
        (path.name, word)
        for path, text in everything_in(sample.house.state / "stage")
        for word in WORDS
        if word in text
    ]


def test_every_cleared_piece_has_its_page(sample: Sample) -> None:
    """Stories and articles by their ids, people and areas by theirs."""
    for piece in sample.first.cleared:
        if piece.item.kind in (Kind.STORY, Kind.ARTICLE):
            folder = "stories" if piece.item.kind is Kind.STORY else "articles"
            assert (sample.site / folder / piece.id / "index.html").is_file()
    assert 6 == len(list((sample.site / "people").glob("*/index.html")))


def test_the_sample_is_as_large_as_it_should_be(sample: Sample) -> None:
    """At least 24 articles over 12 areas, ten stories of which two are Word files, six people."""
    items = sample.house.library.items()
    articles = [piece for piece in sample.first.cleared if piece.item.kind is Kind.ARTICLE]
    stories = [item for item in items if item.kind is Kind.STORY]

    assert len(articles) >= 24
    assert len({piece.areas[0] for piece in articles}) >= 12
    assert 10 == len(stories)
    assert 2 == sum(item.source.endswith(".docx") for item in stories)
    assert {"GB-EAW", "IE", "CA-ON"} <= {place for item in items for place in item.jurisdictions}


def test_a_second_run_changes_no_file(sample: Sample) -> None:
    """Nothing has changed, and the run says so."""
    assert sample.second.quiet
    assert not sample.second.published.built


class Page(HTMLParser):
    """Links and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the page loads and where it leads."""
        given = dict(attrs)
        if tag in ("img", "script", "iframe", "source", "video", "audio"):
            self.loads += [value for key in ("src", "srcset") if (value := given.get(key))]
        if tag == "link" and given.get("rel") not in ("canonical",) and (href := given.get("href")):
            self.loads.append(href)
        if tag == "a" and (href := given.get("href")):
            self.links.append(href)
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        """Note structured data."""
        if self._in_data:
            self.data.append(data)
            self._in_data = False


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    """Every page of the site."""
    for path in site.rglob("*.html"):
        yield path, Page(path.read_text("utf-8"))


def test_no_page_loads_anything_from_another_host(sample: Sample) -> None:
    """Nothing phones home; style sheets included."""
    foreign = [
        (p.name, load) for p, page in pages(sample.site) for load in page.loads if re.match(r"(?:https?:)?//", load)
    ]
    styles = [
        p.name
        for p in sample.site.rglob("site.css")
        if re.search(r"url\(\s*[\"']?(?:https?:)?//", p.read_text("utf-8"))
    ]

    assert ([], []) == (foreign, styles)


def test_every_link_within_the_site_leads_somewhere(sample: Sample) -> None:
    """No dead end of our own making."""
    dead = []
    for path, page in pages(sample.site):
        base = sample.site if path.name == "404.html" else path.parent
        for link in [*page.links, *page.loads]:
            if re.match(r"[a-z]+:|#", link) or (path.name == "404.html" and not link.startswith("/")):
                continue
            target = (sample.site / link.lstrip("/")) if link.startswith("/") else (base / link.partition("#")[0])
            target = target.resolve()
            if not (target.is_file() or (target / "index.html").is_file()):
                dead.append((str(path.relative_to(sample.site)), link))

    assert [] == dead


def test_every_feed_is_valid_and_complete(sample: Sample) -> None:
    """Atom that a strict reader takes: for the site, each person, each area."""
    feeds = sorted(sample.site.rglob("feed.atom"))
    for path in feeds:
        with path.open("rb") as opened:
            parsed = feedparser.parse(opened)
        assert not parsed.bozo, path
        assert "atom10" == parsed.version
        assert parsed.feed.id.endswith(path.relative_to(sample.site).as_posix())

    with (sample.site / "feed.atom").open("rb") as opened:
        newest = feedparser.parse(opened).entries
    assert 20 == len(newest)
    assert len(feeds) >= 1 + 6 + 12


def test_structured_data_names_people_items_and_folio(sample: Sample) -> None:
    """Every block is JSON; items are articles by a person about FOLIO's concepts."""
    blocks = {path: json.loads(data)["@graph"][0] for path, page in pages(sample.site) for data in page.data}
    story = blocks[sample.site / "stories/half-past-four/index.html"]
    person = blocks[sample.site / "people/tobias-vane/index.html"]

    assert ("Article", "Tobias Vane") == (story["@type"], story["author"]["name"])
    assert story["about"][0]["sameAs"][0].startswith("https://folio.openlegalstandard.org/")
    assert ("ProfilePage", "Person") == (person["@type"], person["mainEntity"]["@type"])
    assert story["author"]["@id"] == person["mainEntity"]["@id"]


def test_the_sitemap_lists_the_pages(sample: Sample) -> None:
    """Every item with its own date."""
    years = (sample.site / "sitemaps/2025.xml").read_text("utf-8")

    assert "https://www.ashlockmerrow.example/sitemaps/2025.xml" in (sample.site / "sitemap.xml").read_text("utf-8")
    assert re.search(r"/stories/half-past-four/</loc>\s*<lastmod>2025-06-1", years)


def test_what_an_author_wrote_is_shown_and_not_run(sample: Sample) -> None:
    """No page has a script of an author's; ours are the search's alone."""
    scripts = {load for path, page in pages(sample.site) for load in page.loads if load.endswith(".js")}

    assert {"../assets/search.js"} == scripts


@pytest.mark.parametrize("folder", ["content", "stories"])
def test_the_authors_files_are_never_rewritten(sample: Sample, folder: str) -> None:
    """After two runs every file is byte for byte as it was dropped."""
    changed = [
        path.name
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and path.read_bytes() != (sample.root / path.relative_to(REPOSITORY)).read_bytes()
    ]

    assert [] == changed


def test_a_practice_area_shows_every_question_of_its_file(sample: Sample) -> None:
    """The first heading is a question, not the title of the page."""
    source = (sample.root / "content/practices/transport-shipping-aviation.md").read_text("utf-8")
    questions = re.findall(r"^### (.+)$", source, re.MULTILINE)
    page = (sample.site / "practice/transport-shipping-aviation/index.html").read_text("utf-8")

    assert len(questions) >= 2
    assert questions == re.findall(r"<h3>(.+?)</h3>", page)[1 : 1 + len(questions)]


def test_an_elsewhere_is_a_summary_with_its_first_home_as_canonical(sample: Sample) -> None:
    """Search engines are sent to the lawyer's own blog; the listing leads there at once, and the sitemap leaves it out."""
    page = (sample.site / "elsewhere/bread-for-twenty-six/index.html").read_text("utf-8")

    assert '<link rel="canonical" href="https://decklog.example/2026/bread">' in page
    assert "Read it at decklog.example" in page
    assert not [path for path in (sample.site / "sitemaps").iterdir() if "/elsewhere/" in path.read_text("utf-8")]
    assert 'href="https://decklog.example/2026/bread"' in (sample.site / "writing/index.html").read_text("utf-8")


def test_what_the_firm_owns_is_shown_whole_under_its_first_homes_name(small_firm: SmallFirm) -> None:
    """The words are here, the canonical address is the blog's; the sitemap still leaves it out."""
    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>B</title><item>'
        "<title>On old hedges</title><link>https://blog.example/hedges</link><pubDate>Thu, 05 Mar 2026 10:00:00 GMT</pubDate>"
        "<content:encoded>&lt;p&gt;First words.&lt;/p&gt;&lt;p&gt;Last words of the lease.&lt;/p&gt;</content:encoded>"
        "</item></channel></rss>"
    )
    settings = (small_firm.root / "content/firm.yml").read_text("utf-8")
    small_firm.write("content/firm.yml", settings + "feeds: [{address: blog.rss, person: rafe, owned: true}]\n")
    small_firm.write("blog.rss", feed)
    small_firm.write(
        "content/articles/first-on-a-blog.md",
        "---\ntitle: First on a blog\nauthor: rafe\nlink: https://blog.example/first\n---\nA lease.\n",
    )
    small_firm.house().run()
    whole = (small_firm.root / "site/elsewhere/on-old-hedges/index.html").read_text("utf-8")
    first = (small_firm.root / "site/articles/first-on-a-blog/index.html").read_text("utf-8")
    sitemap = (small_firm.root / "site/sitemaps/2026.xml").read_text("utf-8")

    assert "Last words of the lease." in whole
    assert '<link rel="canonical" href="https://blog.example/hedges">' in whole
    assert '<link rel="canonical" href="https://blog.example/first">' in first
    assert "First published at" in first
    assert "on-old-hedges" not in sitemap
    assert "first-on-a-blog" not in sitemap
    assert "reading-a-lease" in sitemap
