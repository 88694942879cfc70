"""The site by keyboard alone: to the search, the menu, the subscription and a person, seeing where one is."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.site import keyboard
from tests.site.figures import Figures, nothing
from tests.site.hosting import Host
from tests.site.keyboard import Stop
from tests.site.kinds import Shown

WIDTHS = (360, 1440)
_PATIENCE = 5_000
#: Whoever has pressed Tab this often has given up.
_FAR = 120


@pytest.fixture(params=WIDTHS, ids=["telephone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, host: Host) -> Iterator[Page]:
    """Home, as somebody finds it who has just come."""
    # Without motion, a place is where it will be as soon as it has the focus.
    context = browser.new_context(
        ignore_https_errors=True, base_url=host.address, reduced_motion="reduce",
        viewport={"width": request.param, "height": 800},
    )  # fmt: skip
    opened = context.new_page()
    opened.set_default_timeout(_PATIENCE)
    opened.goto("")
    yield opened
    context.close()


def walk(page: Page, wanted: Callable[[Stop], bool], what: str, figures: Figures) -> Stop:
    """Press Tab until it is there; fail where it never is."""
    passed: list[Stop] = []
    for stop in keyboard.stops(page):
        if wanted(stop):
            width = (page.viewport_size or {"width": 0})["width"]
            figures.table("By keyboard: how often Tab is pressed", "from", "to", "width", "times").append(
                [urlsplit(page.url).path, what, width, len(passed) + 1]
            )
            nothing((f"{stop} {wrong}" for wrong in keyboard.wrong(stop)), f"on the way to {what}")
            assert len(passed) < _FAR, f"{what} is {len(passed)} stops away"
            return stop
        passed.append(stop)
    pytest.fail(
        f"{page.url}: Tab comes past {len(passed)} places, and {what} is none of them; the first: "
        + "; ".join(map(str, passed[:12])),
        pytrace=False,
    )


def leads_to(pattern: str) -> Callable[[Stop], bool]:
    """A link whose path ends so."""
    return lambda stop: re.search(pattern, urlsplit(stop.href).path) is not None and stop.href.startswith("http")


def enter(page: Page) -> None:
    """Follow the link that has the focus."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def to_menu(page: Page, figures: Figures) -> None:
    """Open the menu where it has to be opened."""
    nav = page.get_by_role("navigation", name="Main")
    if nav.count() and nav.first.is_visible():
        return
    opener = walk(
        page, lambda stop: stop.tag in ("button", "summary") and "menu" in stop.name.lower(), "the menu", figures
    )
    page.keyboard.press("Enter")
    page.get_by_role("link", name="People", exact=True).first.wait_for()
    assert opener.name


def test_the_search_is_reached_and_its_answers_too(page: Page, figures: Figures) -> None:
    """From home into the box, a word, and on to a piece that has it."""
    to_menu(page, figures)
    walk(page, leads_to(r"/search/$"), "the search", figures)
    enter(page)
    walk(page, lambda stop: stop.tag == "input", "the box of the search", figures)
    page.keyboard.type("lease")
    page.locator("main a[href*='/articles/']").first.wait_for()
    walk(page, leads_to(r"/(articles|stories)/[^/]+/$"), "an answer", figures)
    enter(page)

    assert re.search(r"/(articles|stories)/[^/]+/$", page.url)


def test_the_menu_is_opened_used_and_closed(page: Page, figures: Figures) -> None:
    """Its links are the next stops; where it is a sheet of its own, Escape closes it and leads back to what opened it."""
    to_menu(page, figures)
    nav = page.get_by_role("navigation", name="Main")
    if page.get_by_role("button", name="Menu").count():
        page.keyboard.press("Escape")
        assert not nav.first.is_visible(), "Escape does not close the menu"
        assert "Menu" in page.evaluate("document.activeElement.innerText"), "the focus is lost when the menu closes"
        page.keyboard.press("Enter")
    walk(page, leads_to(r"/people/$"), "the people in the menu", figures)
    enter(page)

    assert page.url.endswith("/people/")


def test_the_subscription_is_reached(page: Page, figures: Figures) -> None:
    """A page of its own with a form or a letter to send, or the letter at once."""
    called = re.compile("subscribe|digest", re.IGNORECASE)
    stop = walk(page, lambda stop: bool(stop.href and called.search(stop.name)), "the subscription", figures)
    if stop.href.startswith("http"):
        enter(page)
        stop = walk(
            page,
            lambda each: each.href.startswith("mailto:") or (each.tag == "button" and each.type == "submit"),
            "what subscribes", figures,
        )  # fmt: skip

    assert stop.href.startswith("mailto:") or stop.type == "submit"


def test_a_person_is_reached(page: Page, figures: Figures) -> None:
    """From home to somebody's page, and there to their telephone."""
    walk(page, leads_to(r"/people/[^/]+/$"), "a person", figures)
    enter(page)
    assert re.search(r"/people/[^/]+/$", page.url)
    own = page.locator("main a[href^='tel:']").first.get_attribute("href")

    assert walk(page, lambda stop: stop.href == own, "their telephone", figures).href.startswith("tel:")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS, ids=["telephone", "desk"])
def test_every_stop_can_be_seen(
    shown: dict[str, Shown], browser: Browser, host: Host, figures: Figures, width: int, scheme: str
) -> None:
    """On every kind of page, through all of it: a ring around what has the focus, in the window, with a name."""
    context = browser.new_context(
        ignore_https_errors=True, base_url=host.address, viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    found, passed = [], 0
    for each in shown.values():
        if each.kind == "moved":
            continue  # it leads on by itself, into whatever is opened next
        page.goto(each.asked, wait_until="load")
        for stop in keyboard.stops(page):
            passed += 1
            found += [f"{each}: {stop} {wrong}" for wrong in keyboard.wrong(stop)]
    context.close()
    figures.table("Visible focus", "width", "scheme", "stops", "wrong").append([width, scheme, passed, len(found)])

    nothing(found, f"stops at {width} pixels, {scheme}")


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("", []), ("outline: 3px solid #036", []), ("outline: 3px solid #ccc", ["has an outline of contrast 1.6:1"]),
        ("outline: none", ["shows no focus"]), ("outline: 0; box-shadow: 0 0 0 3px #036", []),
        ("position: fixed; left: -9999px", ["is out of sight while it has the focus (WCAG 2.2, 2.4.11)"]),
    ],
)  # fmt: skip
def test_a_missing_ring_is_seen(browser: Browser, style: str, said: list[str]) -> None:
    """The test above would find one."""
    page = browser.new_page()
    page.set_content(f"<style>a:focus {{ {style} }}</style><body style='background: #fff'><p><a href='#'>There</a></p>")
    (stop,) = keyboard.stops(page)
    page.close()

    assert said == list(keyboard.wrong(stop))
