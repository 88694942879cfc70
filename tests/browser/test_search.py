"""The search page as a visitor uses it: main and recent bundles, under a sub-path and a strict policy."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from pipeline.publish.search_run import Rebuild
from tests.conftest import Sample
from tests.searching import search_put_up, served

pytestmark = pytest.mark.browser

ARTICLE = "articles/the-fence-that-moved/"
#: Withdrawn after main was built, and changed.
WITHDRAWN = "stories/half-past-four/"
CHANGED = "articles/who-pays-for-contaminated-land/"
NOTICE = "Prior results do not guarantee a similar outcome."


def put_up(site: Path, page: str, *changes: tuple[str, str], of: str = ARTICLE) -> None:
    """Put up a page that is another one with these changes (patterns)."""
    text = (site / of / "index.html").read_text("utf-8")
    for old, new in changes:
        text, number = re.subn(old, new, text, flags=re.DOTALL)
        assert number, old
    (site / page).mkdir(parents=True, exist_ok=True)
    (site / page / "index.html").write_text(text, "utf-8")


def put_up_filler(site: Path, number: int) -> None:
    """A plain page; with 300 of them the site is no longer small."""
    words = f"<p>The hedge between parcel {number} and the lane is older than any map of it.</p>"
    put_up(
        site, f"articles/parcel-{number}/",
        (r"(<h1[^>]*>).*?</h1>", rf"\1Parcel {number}</h1>"), (r'(<div class="words">).*?</div>', rf"\1{words}</div>"),
    )  # fmt: skip


@pytest.fixture(scope="session")
def site(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site with 300 more pages, main in three parts; after main was built, pages came, changed and were withdrawn."""
    site = tmp_path_factory.mktemp("searched") / "law"
    shutil.copytree(sample.site, site, ignore=shutil.ignore_patterns("pagefind"))
    for number in range(300):
        put_up_filler(site, number)
    main = search_put_up(site, None, part=150).main
    put_up(
        site, "articles/quinces/",
        (r"(<h1[^>]*>).*?</h1>", r"\1Quinces on the hedge</h1>"),
        (r"<div data-pagefind-ignore>\s*</div>", f'<div data-pagefind-ignore data-pagefind-meta="notice">{NOTICE}</div>'),
        (r"2025-05-15", "2026-11-18"), (r"15 May 2025", "18 November 2026"),
    )  # fmt: skip
    put_up(site, CHANGED, (r"oil tank|buried", "zebrawood"), of=CHANGED)
    shutil.rmtree(site / WITHDRAWN)
    search_put_up(site, main, Rebuild.NONE, part=150)
    return site


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served: not at the root of its host."""
    with served(site.parent) as host:
        yield f"{host}/law"


@pytest.fixture
def search(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when anything is asked of another host, or the console has a word to say."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
    opened.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()

    assert [] == wrong


def titles(page: Page) -> list[str]:
    """The titles of the results, when there is an answer."""
    expect(page.locator(".said")).to_contain_text(re.compile("result|Nothing"))
    return page.locator(".found h2 a").all_inner_texts()


def test_main_and_recent_are_searched_as_one(search: Page, address: str) -> None:
    """One word of both, under one count, and each link leads to its page."""
    search.goto(f"{address}/search/?q=hedge")
    found = titles(search)

    assert "Quinces on the hedge" in found
    assert any(title.startswith("Parcel") for title in found)
    expect(search.locator(".said")).to_contain_text(re.compile(r"^30\d results for “hedge”\.$"))
    search.get_by_role("link", name="Quinces on the hedge").click()
    expect(search).to_have_url(f"{address}/articles/quinces/")


def test_a_new_page_is_not_behind_the_old_ones(search: Page, address: str) -> None:
    """In a bundle of two pages no word is rare; the page is weighed as if it were in the large one."""
    search.goto(f"{address}/search/?q=hedge")

    assert "Quinces on the hedge" == titles(search)[0]


def test_a_word_that_a_bundle_lacks_is_not_answered_with_another(search: Page, address: str) -> None:
    """Pagefind would take "in" for "insurance" where there is no insurance, and all of that bundle's pages."""
    search.goto(f"{address}/search/?q=adjudicator")
    assert not [title for title in titles(search) if title.startswith(("Parcel", "Quinces"))]

    search.goto(f"{address}/search/?q=insurance+fire")
    assert "The fire next door: fair presentation for a small business" == titles(search)[0]
    expect(search.locator(".said")).to_have_text(re.compile(r"^\d results? for"))


def test_a_changed_page_is_found_by_its_new_words_alone(search: Page, address: str) -> None:
    """Once, and not under what it said before."""
    search.goto(f"{address}/search/?q=zebrawood")
    assert 1 == len(titles(search))

    search.goto(f"{address}/search/?q=contaminated+land")
    assert "Who pays for what the last owner zebrawood" in titles(search)
    assert 1 == search.locator(f".found a[href*='{CHANGED}']").count()


def test_a_withdrawn_page_is_found_nowhere(search: Page, address: str, site: Path) -> None:
    """Not by its words, not by its title, and its text is no longer served."""
    search.goto(f"{address}/search/?q=bakery")
    titles(search)

    assert 0 == search.locator(f"a[href*='{WITHDRAWN}']").count()
    assert 0 == search.request.get(f"{address}/{WITHDRAWN}").ok
    fragments = {path.stem for path in site.rglob("*.pf_fragment")}
    hidden = search.request.get(f"{address}/search/bundles.json").json()["hidden"]
    assert hidden
    assert not fragments & set(hidden)


def test_the_choices_are_those_of_the_site_and_combine(search: Page, address: str) -> None:
    """Kind, person and practice area, each a native control; without a word they list everything that fits."""
    search.goto(f"{address}/search/")
    kind, person, area = (search.get_by_label(label, exact=True) for label in ("Kind", "Person", "Practice area"))
    expect(kind.locator("option")).to_have_text(["Everything", "Article", "Elsewhere", "Person", "Story"])

    person.select_option("Rafe Pellow")
    expect(search.locator(".said")).to_have_text(re.compile(r"^\d+ results\.$"))
    kind.select_option("Story")
    expect(search.locator(".said")).to_have_text("1 result.")
    assert ["The blank line in the log"] == titles(search)
    expect(search).to_have_url(f"{address}/search/?kind=Story&person=Rafe+Pellow")
    area.select_option("Tax")
    expect(search.locator(".said")).to_have_text("Nothing found.")


def test_a_search_can_be_shared_and_found_again_with_back(search: Page, address: str) -> None:
    """The address says what the form says; a choice is a step back, a key is none."""
    search.goto(f"{address}/search/?q=lease&person=Tobias+Vane&sort=newest")
    expect(search.get_by_label("Person")).to_have_value("Tobias Vane")
    first = titles(search)
    search.get_by_label("Order").select_option("Best first")
    expect(search).to_have_url(f"{address}/search/?q=lease&person=Tobias+Vane")
    search.locator("#q").press("End")
    search.locator("#q").press_sequentially("s")
    expect(search).to_have_url(f"{address}/search/?q=leases&person=Tobias+Vane")
    search.locator(".found h2 a").first.click()
    search.go_back()

    expect(search.locator("#q")).to_have_value("leases")
    assert titles(search)
    search.go_back()
    expect(search.get_by_label("Order")).to_have_value("newest")
    expect(search.locator(".found h2 a")).to_have_text(first)


def test_newest_first_goes_by_the_day_across_bundles(search: Page, address: str) -> None:
    """A page of today stands before one of last year, whichever bundle each is in."""
    search.goto(f"{address}/search/?person=Tobias+Vane&sort=newest")
    days = search.locator(".found .byline").all_inner_texts() if titles(search) else []

    assert days[0].endswith("18 November 2026")
    years = [int(day[-4:]) for day in days]
    assert years == sorted(years, reverse=True)


@pytest.mark.parametrize("person", ["Tobias Vane", "Rafe Pellow"])
def test_a_piece_by_several_is_found_by_each_and_names_them(search: Page, address: str, person: str) -> None:
    """Whoever of them is chosen."""
    search.goto(f"{address}/search/?q=adjudication&person={person.replace(' ', '+')}")
    card = search.locator(".found li", has_text="The payment clock").first

    expect(card.locator(".byline")).to_have_text("Tobias Vane and Rafe Pellow · 24 February 2026")


def test_a_result_shows_what_it_is_and_what_must_stand_beside_it(search: Page, address: str) -> None:
    """Kind, area, person, day, the words that matched, and the notice that a rule wants."""
    search.goto(f"{address}/search/?q=quinces")
    card = search.locator(".found li").first

    expect(card.locator(".kicker")).to_have_text("Article · Real Estate and Property")
    expect(card.locator(".byline")).to_have_text("Tobias Vane · 18 November 2026")
    expect(card.get_by_role("note")).to_have_text(NOTICE)
    search.goto(f"{address}/search/?q=pencil")
    expect(search.locator(".found mark").first).to_have_text("pencil")


def test_words_that_every_page_has_do_not_stand_in_the_way(search: Page, address: str) -> None:
    """A question is a search; where no page has all its words, pages with some of them are told as such."""
    search.goto(f"{address}/search/?q=what+is+the+hedge+of+a+quince%3F")
    assert ["Quinces on the hedge"] == titles(search)

    search.goto(f"{address}/search/?q=quince+adjudicator")
    expect(search.locator(".said")).to_contain_text("No page has all of these words")
    assert "Quinces on the hedge" in titles(search)


def test_nothing_found_offers_a_person_and_the_archive(search: Page, address: str) -> None:
    """And says so to those who do not see the page."""
    search.goto(f"{address}/search/?q=%22zzyzx+qqqq%22")

    expect(search.get_by_role("status")).to_have_text("Nothing found for “zzyzx qqqq”.")
    expect(search.locator(".none a[href^='tel:']")).to_be_visible()
    expect(search.locator(".none").get_by_role("link", name="everything we have written")).to_be_visible()


def test_typing_searches_after_a_pause_and_enter_at_once(search: Page, address: str) -> None:
    """Two letters wait for Enter; no key is taken from the reader."""
    search.goto(f"{address}/search/")
    search.keyboard.press("/")
    assert "BODY" == search.evaluate("document.activeElement.tagName")
    search.locator("#q").press_sequentially("hed")
    expect(search.locator(".said")).to_contain_text("“hed”")
    search.locator("#q").fill("pa")
    search.wait_for_timeout(500)
    expect(search.locator(".said")).to_contain_text("“hed”")
    search.locator("#q").press("Enter")
    expect(search.locator(".said")).to_contain_text("“pa”")


def test_more_results_go_on_where_the_first_ended(search: Page, address: str) -> None:
    """The first new one has the focus, and Back brings all of them again."""
    search.goto(f"{address}/search/?q=parcel")
    assert 10 == len(titles(search))
    search.get_by_role("button", name="Show more").click()
    expect(search.locator(".found li")).to_have_count(20)
    assert search.evaluate("document.activeElement === document.querySelectorAll('.found a')[10]")
    search.keyboard.press("Enter")
    search.wait_for_url("**/articles/**")
    search.go_back()

    expect(search.locator(".found li")).to_have_count(20)


def test_the_keyboard_alone_reaches_a_result(search: Page, address: str) -> None:
    """From the field through the choices to the first title."""
    search.goto(f"{address}/search/")
    search.locator("#q").focus()
    search.keyboard.type("quinces")
    search.keyboard.press("Enter")
    titles(search)
    for _ in range(6):
        search.keyboard.press("Tab")

    assert "Quinces on the hedge" == search.evaluate("document.activeElement.innerText")


def test_words_of_a_page_are_no_markup_in_a_result(search: Page, address: str, site: Path) -> None:
    """Whatever signs are in them, they are shown as signs."""
    search.goto(f"{address}/search/?q=quinces")
    titles(search)
    shown = search.evaluate(
        """async () => {
        const { marked } = await import(new URL("../assets/search.js", location));
        const to = document.createElement("p");
        to.append(...marked("a &lt;b&gt; <mark>&lt;i&gt;(x).</mark> &amp;"));
        return [to.innerText, to.innerHTML];
        }"""
    )

    assert ["a <b> <i>(x). &amp;", "a &lt;b&gt; &lt;<mark>i&gt;(x</mark>). &amp;amp;"] == shown


@pytest.mark.parametrize(
    "missing", ["search/bundles.json", "pagefind.js", "pagefind-entry.json", "pf_meta", "wasm", "pf_index"]
)
@pytest.mark.parametrize("how", ["missing", "offline"])
def test_a_half_loaded_search_says_so_in_one_sentence(browser: Browser, address: str, missing: str, how: str) -> None:
    """Rather than nothing, or fewer results than there are."""

    def cut(route: Route) -> None:
        if missing in route.request.url:
            route.abort() if how == "offline" else route.fulfill(status=404, body="<h1>Not here</h1>")
        else:
            route.continue_()

    context = browser.new_context()
    try:
        page = context.new_page()
        page.route("**/*", cut)
        page.goto(f"{address}/search/?q=hedge")

        expect(page.get_by_role("alert")).to_contain_text("The search could not be loaded.")
        expect(page.get_by_role("alert").get_by_role("link", name="everything we have written")).to_be_visible()
        expect(page.locator(".found li")).to_have_count(0)
        expect(page.locator(".none")).to_be_hidden()
    finally:
        context.close()


def test_without_scripts_the_way_to_the_archive_is_told(browser: Browser, address: str) -> None:
    """And what cannot work is not there."""
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{address}/search/?q=lease")

        # Chromium with scripts switched off by a test still reads <noscript> as if it had them.
        assert 'needs JavaScript. <a href="../writing/">' in page.content()
        expect(page.get_by_label("Person")).to_be_hidden()
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_wrong_with_results(search: Page, address: str, width: int, scheme: str) -> None:
    """With results, with none, and with a notice; and nothing has to be pushed sideways."""
    search.set_viewport_size({"width": width, "height": 900})
    search.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for query in ("quinces", "hedge", "%22zzyzx%22", ""):
        search.goto(f"{address}/search/?q={query}")
        expect(search.get_by_label("Person").locator("option")).not_to_have_count(1)
        # axe is a script of the page's own only where the policy lets it in.
        violations = Axe().run(search).response["violations"]
        assert [] == [(query, each["id"], each["nodes"][0]["html"][:120]) for each in violations]
        assert width >= search.evaluate("document.documentElement.scrollWidth")
