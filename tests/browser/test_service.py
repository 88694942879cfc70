"""Subscribing, staying and leaving in a real Chromium: narrow and wide, with and without scripts, light and dark."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pipeline.reader_tokens import Purpose
from tests.browser.kinds import SCHEMES
from tests.conftest import Sample
from tests.serving import Served, firm_with_service, links, serving
from tests.thorough import IN_GATES

pytestmark = pytest.mark.browser
WIDTHS = (360, 1440)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def served(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample firm's service, which asks for the usual work."""
    root, port = firm_with_service(sample.root, tmp_path_factory.mktemp("browsed") / "firm", {"work": 15})
    with serving(root, port) as service:
        yield service


@pytest.fixture(params=[(width, scripts) for width in WIDTHS for scripts in (True, False)], ids=str)
def reader(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Page]:
    """Somebody at a telephone or a desk, with or without scripts, whose browser tells of whatever is stopped or broken."""
    width, scripts = request.param
    with_network = {"X-Forwarded-For": served.network()}
    context = browser.new_context(
        base_url=served.address, viewport={"width": width, "height": 900}, java_script_enabled=scripts, extra_http_headers=with_network
    )  # fmt: skip
    page, wrong = watched(context, served)
    yield page
    assert [] == context.cookies()
    context.close()
    assert [] == wrong


def watched(context: BrowserContext, served: Served) -> tuple[Page, list[str]]:
    """A page, and what goes wrong on it."""
    page, wrong = context.new_page(), list[str]()
    page.on(
        "request", lambda asked: None if asked.url.startswith((served.address, "data:")) else wrong.append(asked.url)
    )
    page.on(
        "console", lambda said: wrong.append(said.text) if said.type == "error" and "422" not in said.text else None
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return page, wrong


def address_for(page: Page, name: str) -> str:
    """A mailbox for this test with this browser."""
    return f"{name}.{id(page)}@example.org"


def test_from_the_form_to_the_last_page(reader: Page, served: Served) -> None:
    """Choose, look into the mail, confirm, change, pause, leave, and take it back."""
    address = address_for(reader, "whole")
    reader.goto("/digest/?person=rafe-pellow&from=people/rafe-pellow/")
    expect(reader.get_by_label("Rafe Pellow")).to_be_checked()
    reader.get_by_label("Your mail address").fill(address)
    reader.get_by_label("Tax", exact=True).check()
    reader.get_by_text("More choices").click()
    reader.get_by_label("Articles").check()
    reader.get_by_label("Monthly letter").check()
    # Whoever has no script is as slow as a person.
    reader.wait_for_timeout(4100)
    reader.get_by_role("button", name="Ask for it").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    assert address not in reader.url

    reader.goto(links(served.mail(address))[0])
    expect(reader.locator(".chosen")).to_contain_text("Tax, Rafe Pellow")
    expect(reader.locator(".chosen")).to_contain_text("Only articles")
    reader.get_by_role("button", name="Yes, mail it to me").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("It is yours")

    reader.get_by_role("link", name="change it").click()
    expect(reader.get_by_label("Monthly letter")).to_be_checked()
    reader.get_by_label("Daily dispatch").check()
    reader.get_by_role("button", name="Change it").click()
    expect(reader.get_by_role("status")).to_contain_text("It is changed")
    expect(reader.get_by_label("Daily dispatch")).to_be_checked()
    reader.get_by_role("button", name="2 weeks").click()
    expect(reader.locator(".standfirst")).to_contain_text("paused until")
    reader.get_by_role("button", name="End the pause now").click()
    expect(reader.get_by_role("status")).to_contain_text("The pause is over")

    reader.get_by_role("link", name="Leave").click()
    reader.get_by_label("Why?").fill("I moved abroad.")
    reader.get_by_role("button", name="End it").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have left")
    reader.get_by_role("button", name="Take it back").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Leave")


def test_the_data_are_seen_taken_and_erased(reader: Page, served: Served) -> None:
    """With a link from the mail and two presses."""
    somebody = served.reader()
    reader.goto("/digest/data")
    reader.get_by_label("The address").fill(somebody.address)
    reader.get_by_role("button", name="Mail me the link").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    reader.goto(links(served.mail(somebody.address))[0])
    expect(reader.get_by_role("main")).to_contain_text(somebody.address)
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Save it as a file").click()
    assert somebody.address in download.value.path().read_text("utf-8")
    reader.get_by_role("button", name="Erase everything").click()
    reader.get_by_role("button", name="Erase it for good").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("It is erased")


def test_the_work_takes_a_second_at_most(browser: Browser, served: Served) -> None:
    """Ten forms with scripts, from the press to the next page; each is taken as worked for."""
    context = browser.new_context(base_url=served.address, extra_http_headers={"X-Forwarded-For": served.network()})
    page, wrong = watched(context, served)
    for each in range(8):
        page.goto("/digest/")
        page.get_by_label("Your mail address").fill(f"worker{each}@example.org")
        page.get_by_role("button", name="Ask for it").click()
        # Without work it would be too quick, and from the fifth on too often.
        expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    context.close()

    assert [] == wrong


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, pytest.param(768, marks=IN_GATES), 1440])
def test_everybody_can_use_every_page(
    browser: Browser, served: Served, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No finding of axe, nothing to push sideways, no words below fifteen pixels, on any page in any state."""
    somebody, gone, resting = served.reader(), served.reader(), served.reader()
    store, now = served.service.readers, served.service.now()
    store.leave(gone.id, now)
    store.pause(resting.id, now.replace(year=now.year + 1), now)
    paths = {
        "form": "/digest/?area=tax", "asked": "/digest/asked", "data asked": "/digest/data", "over": "/digest/leave/x",
        "leave": served.path(Purpose.LEAVE, somebody.id), "left": served.path(Purpose.LEAVE, gone.id),
        "yours": served.path(Purpose.PREFERENCES, somebody.id), "paused": served.path(Purpose.PREFERENCES, resting.id),
        "yours, left": served.path(Purpose.PREFERENCES, gone.id), "confirm": served.path(Purpose.CONFIRM, somebody.id),
        "data": served.path(Purpose.DATA, somebody.id), "nowhere": "/digest/nowhere",
    }  # fmt: skip
    context = browser.new_context(
        base_url=served.address, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
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
        found.extend((name, "small", each) for each in small if "trap" not in each and "website" not in each)

    for name, path in paths.items():
        page.goto(path)
        look(name)
    page.goto("/digest/")
    page.get_by_label("Your mail address").fill("nobody at all")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.locator("#address-wrong")).to_be_visible()
    look("wrong")
    page.goto(paths["data"])
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erase everything?")
    look("sure")
    context.close()

    assert [] == found


def test_the_form_is_filled_in_by_keyboard(browser: Browser, served: Served) -> None:
    """Each stop shows, the trap is none, and Enter sends it."""
    context = browser.new_context(base_url=served.address, extra_http_headers={"X-Forwarded-For": served.network()})
    page, wrong = watched(context, served)
    page.goto("/digest/")
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name || ''"))
        if names[-1] == "address":
            assert "solid" == page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            page.keyboard.type("by.keyboard@example.org")
    assert "website" not in names
    page.locator("#address").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    context.close()

    assert [] == wrong
