"""What the look promises in numbers: lines that can be read, notices as large as they must be, pages that weigh little."""

import gzip
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.browser.kinds import KINDS, WIDTHS
from tests.conftest import Sample

pytestmark = pytest.mark.browser

#: What a reader looks at longest.
READ = ["/stories/half-past-four/", "/articles/never-rub-out/", "/contact/"]
#: Of a paragraph of some lines: characters a line, pixels of type, lines in pixels of type.
_SET = """paragraphs => paragraphs.map(each => {
  const range = document.createRange();
  range.selectNodeContents(each);
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
  const style = getComputedStyle(each);
  const size = parseFloat(style.fontSize);
  // The last line is half full, as a rule.
  return { lines, characters: each.textContent.length / (lines - 0.5), size, leading: parseFloat(style.lineHeight) / size };
}).filter(each => each.lines > 3)"""
#: Every size of type in which words stand, with some of the words; drawings have units of their own.
_SIZES = """() => {
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && parent.checkVisibility() && !parent.closest("svg, sup, sub"))
      found[parseFloat(getComputedStyle(parent).fontSize)] = walker.currentNode.data.trim().slice(0, 40);
  }
  return found;
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_running_text_is_set_to_be_read(page: Page, width: int) -> None:
    """45 to 90 characters a line, type of 15 to 25 pixels, lines 1.2 to 1.45 of it apart (Butterick, Practical Typography)."""
    page.set_viewport_size({"width": width, "height": 900})
    for path in READ:
        page.goto(path)
        paragraphs = page.locator(".md-typeset .words > p").evaluate_all(_SET)
        mean = sum(each["characters"] for each in paragraphs) / len(paragraphs)

        assert 44 <= mean <= 90, (path, mean)
        assert all(15 <= each["size"] <= 25 and 1.2 <= each["leading"] <= 1.45 for each in paragraphs), path


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_are_smaller_than_fifteen_pixels(page: Page, width: int) -> None:
    """On any kind of page."""
    page.set_viewport_size({"width": width, "height": 900})
    for path in KINDS.values():
        page.goto(path)
        small = {size: words for size, words in page.evaluate(_SIZES).items() if float(size) < 15}

        assert {} == small, path


#: Page, what surrounds the notice, and where each part of what it is about stands there.
PLACES = [
    pytest.param("/stories/half-past-four/", ".piece > header", {"title": "h1", "summary": ".standfirst"}, id="piece"),
    pytest.param("/stories/half-past-four/", ".piece .text", {"body": ".words > p"}, id="words"),
    pytest.param("/stories/half-past-four/", ".near .card", {"title": "h3", "summary": "h3 ~ p"}, id="card"),
    pytest.param("/stories/half-past-four/", ".ask .asked", {"title": ".role"}, id="ask"),
    pytest.param("/writing/", ".rows > li", {"title": "h3", "summary": "h3 + p"}, id="line"),
    pytest.param("/", ".brief li", {"title": "a"}, id="brief"),
    pytest.param("/", ".hero > .says", {"title": "h1", "body": "dd"}, id="home"),
    pytest.param("/", ".strip .face", {"title": ".role"}, id="strip"),
    pytest.param("/people/", ".face", {"title": ".role", "summary": "p:last-of-type"}, id="face"),
    pytest.param("/people/rafe-pellow/", ".person > header", {"title": ".role", "summary": ".standfirst"}, id="person"),
    pytest.param("/practice/", ".areas article", {"summary": "p"}, id="areas"),
    pytest.param("/practice/tax/", "main > header", {"summary": ".standfirst"}, id="area"),
    pytest.param("/contact/", ".piece > header", {"title": "h1", "summary": ".standfirst"}, id="page"),
]


@pytest.mark.parametrize(("path", "around", "parts"), PLACES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_notice_is_as_many_steps_larger_than_its_claim_as_it_must_be(
    page: Page, path: str, around: str, parts: dict[str, str], width: int
) -> None:
    """Wherever the claim stands and however wide the window: each step is a fifth."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    place = page.locator(around).first
    for part, where in parts.items():
        size = "each => parseFloat(getComputedStyle(each).fontSize)"
        claim = place.locator(where).first.evaluate(size)
        for steps in (1, 2, 4):
            place.evaluate(
                """(each, name) => {
                  const notice = document.createElement("div");
                  notice.className = "cautions";
                  notice.append(document.createElement("p"));
                  notice.firstChild.className = name;
                  notice.firstChild.textContent = "A notice.";
                  each.append(notice);
                }""",
                f"of-{part} up-{steps}",
            )
            notice = place.locator(f".cautions p.of-{part}.up-{steps}").evaluate(size)

            assert notice >= claim * 1.2**steps - 0.01, (part, steps)


def packed(path: Path) -> int:
    """Bytes as a host sends them: fonts are packed already."""
    whole = path.read_bytes()
    return len(whole) if path.suffix == ".woff2" else len(gzip.compress(whole, 9))


@pytest.mark.parametrize("path", READ)
def test_a_piece_weighs_little(page: Page, address: str, sample: Sample, path: str) -> None:
    """At most 12 KB of HTML and 115 KB in all without pictures, whatever it is set in: regular, bold, italic."""
    loaded: set[str] = set()
    page.on("response", lambda response: loaded.add(response.url.removeprefix(address)))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    files = [sample.site / each.lstrip("/") for each in loaded if each.endswith((".css", ".woff2", ".js"))]
    html = packed(sample.site / path.lstrip("/") / "index.html")

    assert html <= 12_000
    assert html + sum(map(packed, files)) <= 115_000


def test_letters_that_come_late_move_nothing(page: Page) -> None:
    """What stands in for our fonts takes up the same room (Cumulative Layout Shift: at most 0.1 is good)."""
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(each => window.moved += each.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )

    def late(route: Route) -> None:
        time.sleep(0.3)
        route.continue_()

    page.route("**/*.woff2", late)
    for path in ("/", *READ):
        page.goto(path)
        page.wait_for_load_state("networkidle")

        assert page.evaluate("window.moved") < 0.02, path
