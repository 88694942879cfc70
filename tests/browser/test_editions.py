"""The archive of editions in a real Chromium: narrow and wide, with and without scripts, light and dark."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.web.preview import create_app
from pipeline.wiring import House
from tests.browser.kinds import SCHEMES, WIDTHS
from tests.conftest import WEDNESDAY, Sample
from tests.serving import a_year_of_editions, firm_with_service

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LIST = "/digest/editions/"
#: With a story, an article by two and a piece elsewhere among others.
LETTER = "/digest/editions/monthly-2026-04/"


@pytest.fixture(scope="module")
def served(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample firm's site and service after a year of editions, on the sample's Wednesday."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("archive") / "firm")
    house = House(root, clock=lambda: WEDNESDAY)
    a_year_of_editions(house)
    listening = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(create_app(house), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(params=[(width, scripts) for width in (360, 1440) for scripts in (True, False)], ids=str)
def reader(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Page]:
    """Somebody at a telephone or a desk, with or without scripts, whose browser tells of whatever is stopped or broken."""
    width, scripts = request.param
    context = browser.new_context(
        base_url=served, viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    page, wrong = context.new_page(), list[str]()
    page.on("request", lambda asked: None if asked.url.startswith((served, "data:")) else wrong.append(asked.url))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert [] == context.cookies()
    context.close()
    assert [] == wrong


def heading(page: Page) -> str:
    """What the page is called."""
    return page.get_by_role("heading", level=1).inner_text()


def test_from_the_form_through_the_archive_to_a_piece_and_back(reader: Page) -> None:
    """The list, its second page, an edition, the one before it, a piece on the site."""
    reader.goto("/digest/")
    reader.get_by_role("main").get_by_role("link", name="past editions").click()
    assert "Past editions" == heading(reader)
    reader.get_by_role("link", name="Older", exact=True).click()
    expect(reader.get_by_role("navigation", name="Pages of editions")).to_contain_text("Page 2 of")
    reader.get_by_role("link", name="Newer", exact=True).click()
    assert reader.url.endswith(LIST)

    reader.get_by_role("link", name="Weekly wrap, 19 October 2026").click()
    assert "Weekly wrap" == heading(reader)
    expect(reader.get_by_role("main")).to_contain_text("19 October 2026: 1 piece, as it reads today.")
    reader.get_by_role("navigation", name="Other editions").get_by_role("link", name="5 October 2026").click()
    expect(reader.get_by_role("main")).to_contain_text("5 October 2026: 1 piece")
    reader.get_by_role("link", name="How to read a commercial lease in twenty minutes").click()
    assert "How to read a commercial lease in twenty minutes" == heading(reader)

    reader.goto(LETTER)
    reader.get_by_role("main").get_by_role("link", name="Subscribe").click()
    assert "Subscribe" == heading(reader)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_can_use_the_archive(
    browser: Browser, served: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No finding of axe, nothing to push sideways, no words below fifteen pixels; the menu of a telephone included."""
    context = browser.new_context(base_url=served, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found: list[tuple[str, str, str]] = []

    def look(name: str) -> None:
        found.extend(
            (name, each["id"], each["nodes"][0]["html"][:100])
            for each in Axe().run(page, options=RULES).response["violations"]
        )
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((name, "wide", ""))
        small = page.evaluate("""() => [...document.querySelectorAll('main *')].filter(each => each.checkVisibility()
          && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())
          && parseFloat(getComputedStyle(each).fontSize) < 15).map(each => each.outerHTML.slice(0, 80))""")
        found.extend((name, "small", each) for each in small)

    for path in (LIST, f"{LIST}?page=2", LETTER, f"{LIST}nope/"):
        page.goto(path)
        look(path)
    if width < 960:
        page.goto(LIST)
        page.get_by_role("button", name="Menu").click()
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        look("menu")
    context.close()

    assert [] == found
