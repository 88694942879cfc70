"""The headers that we ship, obeyed by a real browser on every page of the sample's site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from pipeline.publish.headers import sent
from pipeline.publish.host_files import headers_file
from tests.browser.hosted import hosted
from tests.builders import firm
from tests.conftest import Sample

pytestmark = pytest.mark.browser
#: Tells the test of each thing that a policy stopped, with where and what.
LISTEN = """addEventListener("securitypolicyviolation", event => console.error(
  `stopped: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"""


def page_paths(sample: Sample) -> list[str]:
    """Every page's path."""
    found = [path.parent.relative_to(sample.site).as_posix() + "/" for path in sample.site.rglob("index.html")]
    return sorted("" if path == "./" else path for path in found)


@pytest.fixture(scope="module")
def host(sample: Sample) -> Iterator[str]:
    """The sample's site with our `_headers`."""
    shipped = headers_file(sent(sample.house.firm, page_paths(sample)))
    with hosted(sample.site, shipped.decode()) as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, host: str) -> Iterator[BrowserContext]:
    """Somebody whose browser reports whatever a policy stops."""
    context = browser.new_context(base_url=host)
    context.add_init_script(LISTEN)
    yield context
    context.close()


def test_no_page_does_what_our_policy_forbids(visitor: BrowserContext, sample: Sample) -> None:
    """Every page of the site, the one for wrong addresses too, is shown whole under the policy; nothing is reported."""
    page, said = visitor.new_page(), []
    page.on("console", lambda message: said.append((page.url, message.type, message.text)))
    page.on("pageerror", lambda error: said.append((page.url, "error", str(error))))
    without = []
    for path in [*page_paths(sample), "404.html"]:
        answer = page.goto(f"/{path}", wait_until="load")
        assert answer is not None
        if "default-src 'none'" not in answer.headers.get("content-security-policy", ""):
            without.append(path)

    assert ([], []) == (said, without)


def test_the_search_works_under_our_policy(visitor: BrowserContext) -> None:
    """Its engine runs on the search page, and nothing is reported."""
    page, said = visitor.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/search/?q=lease")

    expect(page.locator(".found h2 a").first).to_be_visible()
    page.locator("#q").press("Enter")
    expect(page.locator(".found h2 a").first).to_be_visible()
    assert [] == said


@pytest.mark.parametrize("path", ["/", "/people/", "/pagefind/pagefind-entry.json"])
def test_a_script_of_somebody_elses_does_not_run(visitor: BrowserContext, path: str) -> None:
    """Words that were smuggled into a page as a script are stopped, and so is compiling WebAssembly on it."""
    page = visitor.new_page()
    page.goto(path if path.endswith("/") else "/")
    page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.ran = true";
        document.head.append(script); }"""
    )
    compiled = page.evaluate(
        "() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 1, () => 0)"
    )

    assert (None, 0) == (page.evaluate("window.ran ?? null"), compiled)


def test_a_drawing_opened_by_itself_runs_nothing_and_pages_show_it(visitor: BrowserContext, sample: Sample) -> None:
    """An author's picture has a page of its own when somebody opens it; it lies in a sandbox there."""
    drawing = next((sample.site / "assets/content").glob("*.svg")).name
    page = visitor.new_page()
    answer = page.goto(f"/assets/content/{drawing}")
    assert answer is not None

    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert "immutable" in answer.headers["cache-control"]
    page.goto("/people/tobias-vane/")
    assert page.locator("main img").first.evaluate("image => image.complete && image.naturalWidth > 0")


def test_an_authors_table_keeps_its_sides_and_gets_no_other_style(browser: Browser, tmp_path: Path) -> None:
    """The three styles that a table's cells may have are known to the policy; any other is stopped."""
    cells = '<td style="text-align: right;">1</td><td style="text-align: right; position: fixed;">2</td>'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>x</title><table><tr>{cells}</tr></table>", "utf-8")
    with hosted(tmp_path, headers_file(sent(firm(), [""])).decode()) as address:
        page = browser.new_page()
        page.goto(address)
        shown = page.evaluate(
            "() => [...document.querySelectorAll('td')].map(td => getComputedStyle(td)).map(s => [s.textAlign, s.position])"
        )
        page.close()

    assert [["right", "static"], ["start", "static"]] == shown
