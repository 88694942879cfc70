"""The site for whoever cannot see it, cannot point at it, or wants nothing to move."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import KINDS, SCHEMES, WIDTHS
from tests.thorough import IN_GATES

pytestmark = pytest.mark.browser

PAGES = [*KINDS.values(), "/outbox/"]
#: Nobody presses the tabulator more often.
MOST_STOPS = 90


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [360, pytest.param(768, marks=IN_GATES), 1440])
def test_axe_finds_nothing_wrong(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    """Contrast, names, landmarks, headings (WCAG 2.2 AA and axe's best practices), on every kind of page."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = []
    for path in PAGES:
        page.goto(path)
        for violation in Axe().run(page).response["violations"]:
            found.append((path, violation["id"], violation["nodes"][0]["html"][:120]))

    assert [] == found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_wrong_with_the_open_menu(page: Page, scheme: Literal["light", "dark"]) -> None:
    """On a telephone the menu is a sheet over the page."""
    page.set_viewport_size({"width": 360, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()

    assert [] == [each["id"] for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_screen(page: Page, width: int) -> None:
    """Nothing has to be pushed sideways, on a telephone or a desk."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)

    assert [] == wide


def test_every_page_has_one_first_heading_and_skips_no_level(page: Page) -> None:
    """A screen reader reads the headings as a table of contents; and every picture has words, or says that it needs none."""
    for path in PAGES:
        page.goto(path)
        levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(each => Number(each.tagName[1]))")

        assert 1 == levels.count(1), path
        assert all(below <= above + 1 for above, below in pairwise(levels)), (path, levels)
        assert 0 == page.locator("img:not([alt])").count(), path


def test_no_page_has_a_style_or_a_script_of_its_own(page: Page) -> None:
    """A strict Content-Security-Policy lets through what is in files alone; data for machines is no script."""
    for path in KINDS.values():
        page.goto(path)

        assert 0 == page.locator("[style], style, script:not([src]):not([type='application/ld+json'])").count(), path


# By keyboard alone.


def stops(page: Page) -> Iterator[str]:
    """What the tabulator comes to, by the words that a screen reader says or the name of a field."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        yield page.evaluate(
            "[document.activeElement].map(e => e.getAttribute('aria-label') || e.innerText || e.name || e.tagName)[0]"
        ).strip()


def go_to(page: Page, name: str) -> None:
    """Press the tabulator until something of this name has the focus, and see that it shows."""
    assert name in stops(page)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert "solid" == outline


def arrive(page: Page) -> None:
    """Wait until the page is whole and drawn: only then does the browser go on from the line that the way led to."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def test_the_first_stop_skips_to_the_words(page: Page) -> None:
    """Whoever has heard the menu once need not hear it again."""
    page.goto("/stories/half-past-four/")
    go_to(page, "Skip to the words")
    page.keyboard.press("Enter")
    arrive(page)

    assert "Real Estate and Property" == next(stops(page))


def test_the_search_is_reached_and_used_by_keyboard(page: Page) -> None:
    """From home to a result."""
    page.goto("/")
    go_to(page, "Search")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    arrive(page)
    go_to(page, "q")
    page.keyboard.type("fence")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="The fence that moved")).to_be_visible()
    go_to(page, "The fence that moved")


def test_the_menu_of_a_telephone_opens_and_closes_by_keyboard(page: Page) -> None:
    """Its links come next; Escape closes it and leads back to the button."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    go_to(page, "Menu")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    assert "People" == next(stops(page))
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()

    assert "Menu" == page.evaluate("document.activeElement.innerText")


def test_the_way_to_subscribe_is_walked_by_keyboard(page: Page) -> None:
    """From a person's page to the letter that asks for them."""
    page.goto("/people/tobias-vane/")
    go_to(page, "by mail")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Subscribe")
    arrive(page)

    assert "By mail: Tobias Vane" == next(stops(page))


def test_a_human_is_reached_by_keyboard_from_a_story(page: Page) -> None:
    """The telephone number is a link."""
    page.goto("/stories/half-past-four/")
    go_to(page, "0117 496 0114")

    assert "tel:01174960114" == page.evaluate("document.activeElement.getAttribute('href')")


# What people ask of their browser.


@pytest.mark.parametrize(("asked", "behaviour"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_nothing_moves_for_whoever_wants_no_motion(
    page: Page, asked: Literal["reduce", "no-preference"], behaviour: str
) -> None:
    """A jump within the page is a jump, then."""
    page.emulate_media(reduced_motion=asked)
    page.goto("/")

    assert behaviour == page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")


def test_menu_and_human_are_there_without_scripts(browser: Browser, address: str) -> None:
    """The browser opens the sheet by itself, and no page but the search needs a script at all."""
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto("/stories/half-past-four/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Contact").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Talk to a person")
    context.close()


def test_a_printed_page_has_its_address_and_no_menu(page: Page) -> None:
    """On paper nothing can be clicked: links are not underlined, and lead into the words where they leave the site."""
    page.goto("/articles/the-executors-first-hundred-days/")
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.locator(".printed")).to_have_text(
        "https://www.ashlockmerrow.example/articles/the-executors-first-hundred-days/"
    )
    expect(page.locator(".share")).to_be_hidden()
    link = page.locator(".md-typeset a[href^='https:']").first
    assert ("none", True) == (
        link.evaluate("each => getComputedStyle(each).textDecorationLine"),
        "http" in link.evaluate("each => getComputedStyle(each, '::after').content"),
    )
