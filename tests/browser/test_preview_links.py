"""What a preview link shows, in a real Chromium that holds it to its policy."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.preview_links import PreviewLinks
from pipeline.wiring import House
from tests.conftest import Sample

pytestmark = pytest.mark.browser
#: A story that is held, and an article with a picture and a table.
PIECES = ["forty-crates", "the-executors-first-hundred-days"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def served(sample: Sample) -> Iterator[str]:
    """The address at which the command serves links and nothing else."""
    command = [sys.executable, "-u", "-m", "pipeline", "--firm", str(sample.root), "serve", "--links", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            first = process.stdout.readline().split()
            assert first, "the server did not start"
            yield first[-1].removesuffix("/preview/")
        finally:
            process.terminate()


@pytest.fixture
def links(sample: Sample, served: str) -> dict[str, str]:
    """An address for each piece, and one that opens nothing."""
    house = House(sample.root)
    made = PreviewLinks(house)
    opened = {each.id: made.make(each, base=served).address for each in house.library.items(PIECES)}
    return {**opened, "nothing": f"{served}/preview/nothing"}


@pytest.fixture
def reader(browser: Browser, served: str) -> Iterator[Page]:
    """Somebody outside whose browser tells of whatever is asked of another host, stopped or broken."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith((served, "data:")) else wrong.append(asked.url))
    page.on("console", lambda said: None if "404 (Not Found)" in said.text else wrong.append(said.text))
    page.on("requestfailed", lambda asked: wrong.append(asked.url))
    yield page
    context.close()

    assert [] == wrong


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_on_any_screen(reader: Page, links: dict[str, str], width: int, scheme: str) -> None:
    """No finding of axe, nothing to push sideways, and its own type has come."""
    reader.set_viewport_size({"width": width, "height": 900})
    reader.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name, address in links.items():
        reader.goto(address)
        found = Axe().run(reader, options=RULES)

        assert 0 == found.violations_count, f"{name}: {found.generate_report()}"
        assert width == reader.evaluate("document.documentElement.scrollWidth"), name
        assert reader.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Newsreader'))"), name


def test_pictures_are_shown_and_nothing_runs(reader: Page, links: dict[str, str]) -> None:
    """A picture stands in the page; a script that was smuggled in does nothing."""
    reader.goto(links["the-executors-first-hundred-days"])
    pictures = reader.locator("main img")

    assert [True, True] == [each.evaluate("image => image.naturalWidth > 0") for each in pictures.all()]
    expect(reader.locator("aside").first).to_contain_text("A preview, not public. This link ends on")
    assert [] == [
        each.get_attribute("src")
        for each in pictures.all()
        if not (each.get_attribute("src") or "").startswith("data:")
    ]


def test_a_script_that_was_smuggled_in_does_not_run(browser: Browser, links: dict[str, str]) -> None:
    """The policy knows no script, not even ours."""
    page = browser.new_page()
    page.goto(links["forty-crates"])
    page.evaluate("""() => { const script = document.createElement("script"); script.textContent = "window.ran = true";
        document.head.append(script); }""")

    assert page.evaluate("window.ran ?? null") is None
    page.close()


def test_a_printed_preview_says_that_it_is_one(reader: Page, links: dict[str, str]) -> None:
    """Whoever reads on paper should know, too."""
    reader.goto(links["forty-crates"])
    reader.emulate_media(media="print")

    expect(reader.get_by_text("A preview, not public.")).to_be_visible()
