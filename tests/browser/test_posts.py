"""The page of posts in Chromium: on a telephone, a tablet, a desk and paper; with what networks bring, and with what is against us."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.kinds import SCHEMES
from tests.test_post_previews import evil, html, sample

pytestmark = pytest.mark.browser
#: The narrowest telephone, a tablet with two narrow columns, a desk. CSS pixels.
WIDTHS = (320, 768, 1440)
NETWORKS = ("bluesky", "mastodon", "linkedin", "x", "threads")
PAGES = {
    "sample": html(*sample(), without=[("ada-linkedin", "The lease", "there is one wording for 2 accounts")]),
    "evil": html(*map(evil, NETWORKS), without=[("a" * 200, "b" * 200, "c" * 200)]),
    "empty": html(),
}


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when anything is asked of anybody, or its policy forbids what it does."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith("data:") else wrong.append(asked.url))
    page.on("console", lambda said: wrong.append(said.text))
    yield page
    context.close()

    assert [] == wrong


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", PAGES)
def test_everybody_can_read_the_page_of_posts(reader: Page, kind: str, width: int) -> None:
    """No finding of axe by day and by night, nothing wider than its screen, and pictures are there."""
    reader.set_viewport_size({"width": width, "height": 900})
    reader.set_content(PAGES[kind])
    for scheme in SCHEMES:
        reader.emulate_media(color_scheme=scheme)

        assert [] == [each["id"] for each in Axe().run(reader).response["violations"]]
    assert reader.evaluate("document.documentElement.scrollWidth") <= width
    assert [] == reader.evaluate("[...document.images].filter(each => !each.naturalWidth).map(each => each.src)")


def test_nothing_of_a_post_leaves_its_box(reader: Page) -> None:
    """Whatever piles up or turns around, what stands beside it stays where it is and in its order."""
    reader.set_content(PAGES["evil"])
    out = reader.evaluate(
        """[...document.querySelectorAll(".shown *, .beside *")].filter(each => {
            const box = each.closest(".shown, .beside").getBoundingClientRect(), own = each.getBoundingClientRect();
            // A letter of a hundred is wider than any screen: its block clips it.
            return getComputedStyle(each).display !== "inline" && own.width && own.height &&
                (own.left < box.left - 1 || own.right > box.right + 1 || own.bottom > box.bottom + 1);
        }).map(each => each.outerHTML.slice(0, 80))"""
    )
    unclipped = reader.evaluate(
        """[...document.querySelectorAll(".words, .names b, .handle, .on-card p, dd, .state, .warnings, h3, h1, .without li")]
            .filter(each => getComputedStyle(each).overflowY !== "clip").map(each => each.className)"""
    )

    assert [] == out
    assert [] == unclipped
    assert reader.locator("h1").inner_text().startswith("Posts of ")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_posts_are_printed_dark_on_white(reader: Page, scheme: Literal["light", "dark"]) -> None:
    """Whatever the screen was; and nothing is cut off at the side of the paper."""
    reader.set_viewport_size({"width": 700, "height": 1000})
    reader.emulate_media(media="print", color_scheme=scheme)
    reader.set_content(PAGES["sample"])

    assert {"rgb(255, 255, 255)"} == {
        reader.evaluate(f"getComputedStyle(document.querySelector('{each}')).backgroundColor")
        for each in ("body", ".shown.bluesky", ".shown.linkedin", ".shown.mastodon", ".state")
    }
    assert reader.evaluate("document.documentElement.scrollWidth") <= 700
