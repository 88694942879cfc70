"""How each file is served, and in what order files are exchanged."""

import pytest

from pipeline.edges.hosts.bucket import order
from pipeline.edges.hosts.serving import Step, cache_control, content_type, removing, sending

YEAR, DAY, AGAIN = "public, max-age=31536000, immutable", "public, max-age=86400", "no-cache"


@pytest.mark.parametrize(
    ("path", "type_", "cached"),
    [
        ("index.html", "text/html; charset=utf-8", AGAIN),
        ("feed.atom", "application/atom+xml", AGAIN),
        ("people/rafe/feed.json", "application/feed+json", AGAIN),
        ("sitemap.xml", "application/xml", AGAIN),
        ("llms.txt", "text/plain; charset=utf-8", AGAIN),
        ("people/rafe/rafe.vcf", "text/vcard; charset=utf-8", AGAIN),
        ("_headers", "text/plain; charset=utf-8", AGAIN),
        ("CNAME", "application/octet-stream", AGAIN),
        ("assets/site.css", "text/css; charset=utf-8", AGAIN),
        ("assets/stylesheets/main.57a0d79d.min.css", "text/css; charset=utf-8", YEAR),
        ("assets/javascripts/bundle.a5f9d56c.min.js", "text/javascript; charset=utf-8", YEAR),
        ("assets/content/401542a085527fc2.svg", "image/svg+xml", YEAR),
        ("assets/images/favicon.png", "image/png", DAY),
        ("assets/cards/card-20261122.png", "image/png", DAY),
        ("assets/images/defaced.png", "image/png", DAY),
        ("assets/fonts/source-sans-3-latin-400-normal.woff2", "font/woff2", DAY),
        ("pagefind/pagefind-entry.json", "application/json", AGAIN),
        ("pagefind/pagefind.js", "text/javascript; charset=utf-8", AGAIN),
        ("pagefind/index/en-gb_94c8c93.pf_index", "application/octet-stream", YEAR),
        ("pagefind/pagefind.en-gb_1fbcd37cfb6f7.pf_meta", "application/octet-stream", YEAR),
        ("pagefind/fragment/en-gb_1ab6fff.pf_fragment", "application/octet-stream", AGAIN),
        ("stories/a1b2c3d4e5/index.html", "text/html; charset=utf-8", AGAIN),
        ("stories/the-1a2b3c4d.html", "text/html; charset=utf-8", AGAIN),
    ],
)
def test_each_file_says_what_it_is_and_how_long_it_may_be_kept(path: str, type_: str, cached: str) -> None:
    """A year only for what is named by its bytes and holds no words of a piece."""
    assert (type_, cached) == (content_type(path), cache_control(path))


def test_the_order_harms_least() -> None:
    """Withdrawn texts go first; new pages find what they need; entries lead only to what is there; leftovers last."""
    send = [
        "index.html", "feed.atom", "pagefind/pagefind-entry.json", "people/rafe/index.html", "assets/site.css",
        "assets/main.57a0d79d.min.css", "pagefind/fragment/en_2a2b3c4.pf_fragment",
    ]  # fmt: skip
    remove = [
        "assets/main.11a0d79d.min.css", "pagefind/index/en_94c8c93.pf_index", "stories/the-van/index.html",
        "assets/content/401542a085527fc2.svg", "pagefind/fragment/en_1ab6fff.pf_fragment",
    ]  # fmt: skip

    assert [
        (Step.WITHDRAWN, "assets/content/401542a085527fc2.svg"),
        (Step.WITHDRAWN, "pagefind/fragment/en_1ab6fff.pf_fragment"),
        (Step.WITHDRAWN, "stories/the-van/index.html"),
        (Step.NAMED_BY_BYTES, "assets/main.57a0d79d.min.css"),
        (Step.NAMED_BY_BYTES, "pagefind/fragment/en_2a2b3c4.pf_fragment"),
        (Step.OF_PAGES, "assets/site.css"),
        (Step.PAGES, "people/rafe/index.html"),
        (Step.ENTRIES, "feed.atom"),
        (Step.ENTRIES, "index.html"),
        (Step.ENTRIES, "pagefind/pagefind-entry.json"),
        (Step.LEFT_OVER, "assets/main.11a0d79d.min.css"),
        (Step.LEFT_OVER, "pagefind/index/en_94c8c93.pf_index"),
    ] == [(act.step, act.path) for act in order(send, remove)]


@pytest.mark.parametrize("path", ["feeds/index.html", "people/rafe/index.html", "articles/x/index.html", "robots.txt"])
def test_pages_come_before_those_that_lead_to_them(path: str) -> None:
    """Only home, feeds and the like wait for them."""
    assert Step.PAGES == sending(path)


@pytest.mark.parametrize("path", ["articles/x/index.html", "feed.atom", "cards/x.png", "people/rafe/rafe.vcf"])
def test_words_and_pictures_go_at_once(path: str) -> None:
    """Whatever may belong to a withdrawn piece does not wait for anything."""
    assert Step.WITHDRAWN == removing(path)
