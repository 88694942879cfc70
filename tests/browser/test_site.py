"""The site as a visitor sees it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WIDTHS = [360, 768, 1440]
PAGES = [
    "/", "/people/", "/people/rafe-pellow/", "/practice/", "/practice/transport-shipping-aviation/", "/writing/",
    "/stories/half-past-four/", "/articles/the-executors-first-hundred-days/", "/contact/", "/feeds/", "/search/",
    "/outbox/",
]  # fmt: skip


def test_home_answers_why_how_and_what_in_that_order(page: Page) -> None:
    """The first thing said is why."""
    page.goto("/")

    assert ["Why", "How", "What"] == page.locator(".golden dt").all_inner_texts()
    expect(page.locator(".faces .face")).to_have_count(6)


def test_from_home_to_a_person_to_a_story_to_their_telephone(page: Page) -> None:
    """Three clicks lead from the front door to a human."""
    page.goto("/")
    page.get_by_role("link", name="Tobias Vane").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tobias Vane")
    page.get_by_role("link", name="The meeting at half past four").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The meeting at half past four")

    expect(page.locator("aside.reach a[href^='tel:']")).to_be_visible()
    expect(page.locator(".provenance")).to_contain_text("The client read this text and agreed")


def test_a_practice_area_shows_who_to_ask_and_what_is_written(page: Page) -> None:
    """People, questions, stories, articles."""
    page.goto("/practice/transport-shipping-aviation/")

    expect(page.get_by_role("heading", name="Who to ask")).to_be_visible()
    expect(page.get_by_role("link", name="Rafe Pellow").first).to_be_visible()
    expect(page.get_by_role("link", name="The blank line in the log")).to_be_visible()


def test_an_article_shows_its_figure_and_its_tables(page: Page) -> None:
    """The picture is ours, loaded, and has words for those who cannot see it."""
    page.goto("/articles/the-executors-first-hundred-days/")
    figure = page.locator(".md-typeset img")

    assert figure.evaluate("image => image.complete && image.naturalWidth > 0")
    assert "executor" in (figure.get_attribute("alt") or "")
    expect(page.locator(".md-typeset table")).to_be_visible()


def test_an_article_says_when_it_was_reviewed_and_what_it_rests_on(page: Page) -> None:
    """Law grows old, and a reader may want to look for themselves."""
    page.goto("/articles/the-executors-first-hundred-days/")

    expect(page.locator(".ground")).to_contain_text("Reviewed 5 October 2026. To be looked at again by 5 October 2027.")
    expect(page.locator(".ground li")).to_have_text(["Succession Act 1965, section 62"])


def test_a_person_who_left_something_unsaid_still_has_a_page(page: Page) -> None:
    """Five of the six ways are told, and nothing stands in for the sixth."""
    page.goto("/people/rafe-pellow/")

    expect(page.locator(".ways section")).to_have_count(5)


def test_search_finds_an_article_and_no_held_story(page: Page) -> None:
    """Pagefind's index has what is cleared and nothing else."""
    page.goto("/search/?q=lease")
    expect(page.locator(".pagefind-ui__result-link").first).to_be_visible()
    found = page.locator(".pagefind-ui__result-link").all_inner_texts()
    assert any("lease" in title.lower() for title in found)

    # Pagefind shortens a word it does not know until something fits; whatever that is, it is not held.
    page.goto("/search/?q=Brindlewick")
    expect(page.locator(".pagefind-ui__message")).to_be_visible()
    links = [link.get_attribute("href") for link in page.locator(".pagefind-ui__result-link").all()]
    assert not [link for link in links if link and "forty-crates" in link]


def test_a_wrong_address_offers_a_person(page: Page, address: str) -> None:
    """The page for wrong addresses has a telephone number."""
    page.goto("/404.html")

    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not here")
    expect(page.locator("main a[href^='tel:']")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_screen(page: Page, width: int, scheme: str) -> None:
    """Nothing has to be pushed sideways, on a telephone or a desk, in light or dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    wide = []
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)

    assert [] == wide


def test_every_page_has_one_first_heading_and_names_for_its_pictures(page: Page) -> None:
    """What a screen reader needs first."""
    for path in PAGES:
        page.goto(path)

        assert 1 == page.locator("h1").count(), path
        assert 0 == page.locator("img:not([alt])").count(), path


def test_the_page_works_by_keyboard_alone(page: Page) -> None:
    """The first tab stop skips to the words."""
    page.goto("/stories/half-past-four/")
    page.keyboard.press("Tab")

    assert "Skip to the words" == page.evaluate("document.activeElement.innerText")


def test_the_outbox_shows_a_mail_as_it_would_arrive(page: Page) -> None:
    """HTML and plain text of a letter, and its links lead to the site served here."""
    page.goto("/outbox/")
    page.get_by_role("link", name="as HTML").first.click()
    title = page.locator("h2 a").first

    assert (title.get_attribute("href") or "").startswith("/")
    page.goto("/outbox/")
    page.get_by_role("link", name="as plain text").first.click()
    expect(page.locator("body")).to_contain_text("To leave, answer with the one word")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_wrong(page: Page, width: int, scheme: str) -> None:
    """Contrast, names, landmarks, headings (WCAG 2.2 AA and axe's best practices), on every kind of page."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = []
    for path in PAGES:
        page.goto(path)
        for violation in Axe().run(page).response["violations"]:
            found.append((path, violation["id"], violation["nodes"][0]["html"][:120]))

    assert [] == found
