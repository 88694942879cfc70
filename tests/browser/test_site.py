"""The site as a visitor reads it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_home_answers_why_how_and_what_in_that_order(page: Page) -> None:
    """The first thing said is why."""
    page.goto("/")

    assert ["Why", "How", "What"] == page.locator(".golden dt").all_inner_texts()


def test_the_first_screen_of_home_says_what_moved_and_whom_to_talk_to(page: Page) -> None:
    """Without scrolling on a desk: the newest pieces with their days, and everybody's face and number."""
    page.goto("/")
    last_word = page.locator(".talk .tel").last.bounding_box()

    assert last_word is not None
    assert last_word["y"] + last_word["height"] <= 900
    expect(page.locator(".moved li time")).to_have_count(4)
    expect(page.locator(".talk .face img")).to_have_count(6)
    expect(page.locator(".talk .face a[href^='tel:']")).to_have_count(6)


def test_from_home_to_a_person_to_a_story_to_their_telephone(page: Page) -> None:
    """Three clicks lead from the front door to a human."""
    page.goto("/")
    page.get_by_role("link", name="Tobias Vane").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tobias Vane")
    page.get_by_role("link", name="The meeting at half past four").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The meeting at half past four")

    expect(page.locator(".ask a[href='tel:01174960114']")).to_be_visible()
    expect(page.locator(".provenance")).to_contain_text("The client read this text and agreed")


def test_a_practice_area_answers_what_a_visitor_asks_first(page: Page) -> None:
    """Who answers, what clients ask, what to expect, where to begin, how it went."""
    page.goto("/practice/real-estate-property/")

    assert [
        "Who answers", "What clients ask", "What to expect, from the first call to the last", "Start here",
        "How it went", "Newest to read", "To hear more",
    ] == [each.replace("\n", " ") for each in page.locator("main h2").all_inner_texts()]  # fmt: skip
    expect(page.locator("#ask + .faces a[href^='tel:']")).to_be_visible()
    expect(page.locator("#first + .cards h3").first).to_have_text("The fence that moved")


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

    expect(page.locator(".dates")).to_contain_text("Checked 5 October 2026")
    expect(page.locator(".ground")).to_contain_text("Reviewed 5 October 2026. To be looked at again by 5 October 2027.")
    expect(page.locator(".ground li")).to_have_text(["Succession Act 1965, section 62"])


def test_an_article_says_why_it_is_about_what_it_is_about_and_how_to_cite_it(page: Page) -> None:
    """The reason is there for whoever opens it."""
    page.goto("/articles/the-executors-first-hundred-days/")
    page.get_by_text("Why these subjects").click()

    expect(page.locator(".why dd")).to_be_visible()
    expect(page.locator(".cite")).to_contain_text("Siobhán Kilgarriff")


def test_an_article_is_sent_on_by_plain_links_that_carry_title_and_address(page: Page) -> None:
    """No script of a network is loaded, and nobody is asked before somebody clicks."""
    page.goto("/articles/the-fence-that-moved/")
    links = [link.get_attribute("href") or "" for link in page.locator(".share a").all()]
    address = "https://www.ashlockmerrow.example/articles/the-fence-that-moved/"

    assert ["", "wa.me", "www.linkedin.com", "bsky.app", "share.joinmastodon.org"] == [
        urlsplit(each).netloc for each in links
    ]
    assert {"subject": ["The fence that moved"], "body": [f"The fence that moved\r\n{address}"]} == parse_qs(
        urlsplit(links[0]).query
    )
    assert [[address], [f"The fence that moved {address}"]] == [
        parse_qs(urlsplit(links[2]).query)["url"], parse_qs(urlsplit(links[4]).fragment)["text"],
    ]  # fmt: skip
    assert {"noopener"} == {link.get_attribute("rel") for link in page.locator(".share a[href^='https:']").all()}


def test_a_person_who_left_something_unsaid_still_has_a_page(page: Page) -> None:
    """Five of the six ways are told, and nothing stands in for the sixth."""
    page.goto("/people/rafe-pellow/")

    assert ["beliefs", "expertise", "thought", "crossroads", "interests"] == [
        heading.get_attribute("id") for heading in page.locator(".person h2[id]").all()
    ]
    expect(page.locator(".person .sign")).to_have_count(5)


def test_a_person_shows_what_they_have_written_by_area_and_year(page: Page) -> None:
    """Drawn, and as a table for whoever opens it; beside it the card for an address book."""
    page.goto("/people/tobias-vane/")

    expect(page.get_by_role("img", name="pieces from 2025 to 2026")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.locator(".work-table")).to_be_visible()
    expect(page.get_by_role("link", name="Save to your address book")).to_have_attribute("href", "../tobias-vane.vcf")


def test_who_follows_a_person_finds_them_chosen(page: Page) -> None:
    """The way leads to their own line, with a letter that names them and their feed."""
    page.goto("/people/tobias-vane/")
    page.locator("header").get_by_role("link", name="by mail").click()
    line = page.locator("#person-tobias-vane")

    expect(page.get_by_role("heading", level=1)).to_have_text("Subscribe")
    assert line.evaluate("line => line.matches(':target')")
    letter = urlsplit(line.get_by_role("link", name="By mail").get_attribute("href") or "")
    assert ("mailto", "hello@ashlockmerrow.example", ["Please send me what Tobias Vane writes"]) == (
        letter.scheme, letter.path, parse_qs(letter.query)["subject"],
    )  # fmt: skip
    expect(line.get_by_role("link", name="Feed")).to_have_attribute("href", "../people/tobias-vane/feed.atom")


def test_search_finds_an_article_and_no_held_story(page: Page) -> None:
    """Pagefind's index has what is cleared and nothing else."""
    page.goto("/search/?q=lease")
    links = page.locator(".found h2 a")
    expect(links.first).to_be_visible()
    assert any("lease" in title.lower() for title in links.all_inner_texts())

    # Pagefind shortens a word it does not know until something fits; whatever that is, it is not held.
    page.goto("/search/?q=Brindlewick")
    expect(page.locator(".said")).to_contain_text("ound")
    found = [link.get_attribute("href") for link in links.all()]
    assert not [link for link in found if link and "forty-crates" in link]


def test_a_wrong_address_offers_a_person_and_the_search(page: Page) -> None:
    """The page for wrong addresses has a telephone number, and a form that leads to results."""
    page.goto("/404.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not here")
    expect(page.locator("main a[href^='tel:']")).to_be_visible()

    page.get_by_role("searchbox").fill("lease")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".found h2 a").first).to_be_visible()


def test_the_outbox_shows_a_mail_as_it_would_arrive(page: Page) -> None:
    """HTML and plain text of a letter, and its links lead to the site served here."""
    page.goto("/outbox/")
    page.get_by_role("link", name="as HTML").first.click()
    title = page.locator("h2 a").first

    assert (title.get_attribute("href") or "").startswith("/")
    page.goto("/outbox/")
    page.get_by_role("link", name="as plain text").first.click()
    expect(page.locator("body")).to_contain_text("To leave, answer with the one word")
