"""The archive of editions, as it is served."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from starlette.testclient import TestClient

from pipeline.clearance_acts import clear_item, correct_item, withdraw_item
from pipeline.model import Subscriber
from pipeline.web.preview import create_service
from pipeline.wiring import House
from tests.conftest import ARTICLE, WEDNESDAY, Sample, SmallFirm, small_firm_in
from tests.serving import a_year_of_editions, dump, firm_with_service

LIST = "/digest/editions/"
DAY = timedelta(days=1)
#: The second weekly edition of the small firm.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = "/digest/editions/weekly-2026-W48/"
SETTINGS = """
cadences:
  weekly: {on: monday, at: "08:30"}
  daily: {at: "07:30"}
subscribing: {address: "https://www.firm.example/"}
"""


def client_of(house: House) -> TestClient:
    """A program that asks the service of a firm."""
    return TestClient(create_service(house), base_url="https://www.firm.example", follow_redirects=False)


def article(firm: SmallFirm, name: str, title: str, words: str = "Pay the tax by the end of January.") -> None:
    """Drop an article about a tax."""
    firm.write(
        f"content/articles/{name}.md",
        f"---\ntitle: {title}\nsummary: When the tax is due.\nauthor: rafe\ndate: 2026-11-19\npractice_areas: [tax]\n---\n{words}\n",
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SmallFirm:
    """A firm with two weekly editions: a lease and a van in the first, a tax in the second."""
    firm = small_firm_in(tmp_path_factory.mktemp("editions"))
    settings = firm.root / "content/firm.yml"
    settings.write_text(settings.read_text("utf-8") + SETTINGS, "utf-8")
    article_of_last_week = ARTICLE.replace("2026-11-02", "2026-11-16")
    firm.write("content/articles/reading-a-lease.md", article_of_last_week)
    firm.house().run()
    article(firm, "the-tax", "The tax in January")
    firm.house(MONDAY).run()
    return firm


@pytest.fixture
def firm(made: SmallFirm, tmp_path: Path) -> SmallFirm:
    """The same for one test alone."""
    return SmallFirm(Path(shutil.copytree(made.root, tmp_path / "firm", symlinks=True)))


@pytest.fixture
def client(firm: SmallFirm) -> TestClient:
    """Somebody's program, after the second edition."""
    return client_of(firm.house(MONDAY))


def later(firm: SmallFirm, days: int = 1) -> House:
    """The house some days after the second edition."""
    return firm.house(MONDAY + days * DAY)


def test_the_list_names_every_edition_that_has_something(client: TestClient) -> None:
    """Newest first, by month, with its cadence, day, titles and how many pieces."""
    page = client.get(LIST).text

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["November 2026"]
    found = re.findall(r'<h3><a href="([^"]+)">([^<]+)</a></h3>\s*<p>([^<]+)</p>', page)
    assert found == [
        ("/digest/editions/weekly-2026-W48/", "Weekly wrap, 23 November 2026", "The tax in January"),
        ("/digest/editions/daily-2026-11-23/", "Daily dispatch, 23 November 2026", "The tax in January"),
        ("/digest/editions/weekly-2026-W47/", "Weekly wrap, 16 November 2026", "Reading a lease"),
    ]
    assert page.count("1 piece<") == 3


def test_an_edition_tells_its_pieces_as_the_mail_does(client: TestClient) -> None:
    """Under their area: title with the public page, kind, byline and summary."""
    page = client.get(SECOND).text

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["Tax"]
    assert re.search(r'<h3><a href="https://firm.example/articles/the-tax/">The tax in January</a></h3>', page)
    for words in ("When the tax is due.", "Article", "Rafe Pellow", "23 November 2026", "1 piece, as it reads today"):
        assert words in page
    assert "Reading a lease" not in page
    assert "/digest/editions/weekly-2026-W47/" in page  # the one before


def test_a_story_that_nobody_cleared_is_nowhere(client: TestClient) -> None:
    """It lay in the folder all the time."""
    pages = [client.get(LIST).text, client.get(SECOND).text, client.get("/digest/editions/weekly-2026-W47/").text]

    assert not any("van" in page for page in pages)


def test_what_is_withdrawn_is_gone_at_once(firm: SmallFirm, client: TestClient) -> None:
    """From the list, the page and the feed, before the site was brought up to date; nothing says that it was there."""
    assert 200 == client.get(SECOND).status_code

    withdraw_item(later(firm), "the-tax", by="Ada Clear", reason="a mistake")

    assert "The tax" not in client.get(LIST).text
    assert "weekly-2026-W48" not in client.get(LIST).text
    assert "The tax" not in client.get(f"{LIST}feed.atom").text
    gone, never = client.get(SECOND), client.get("/digest/editions/weekly-2031-W01/")
    assert (404, never.text) == (gone.status_code, gone.text)


def test_what_is_corrected_shows_the_words_of_today_and_says_so(firm: SmallFirm, client: TestClient) -> None:
    """In the edition in which it was new, and in no other."""
    before = client.get(SECOND)
    house = later(firm)
    article(firm, "the-tax", "The tax in February", "Pay the tax by the end of February.")
    house.collect(feeds=False)
    house.tag()
    house.screen()
    correct_item(house, "the-tax", by="Ada Clear", note="We gave the month as January; it is February.")
    house.run()

    page = client_of(house).get(SECOND, headers={"If-None-Match": before.headers["etag"]})
    assert 200 == page.status_code
    assert "The tax in February" in page.text
    assert "The tax in January" not in page.text
    assert "Corrected on 24 November 2026: We gave the month" in page.text
    assert 2 == client_of(house).get(LIST).text.count("The tax in February")


def test_a_story_cleared_late_stands_in_the_edition_that_could_tell_it(firm: SmallFirm) -> None:
    """Not in that of the date which it bears."""
    house = later(firm)
    clear_item(house, "the-van", by="Ada Clear", basis="anonymised", ref="READ-1", channels=(), accept=(), reason="")
    house.run()
    monday = later(firm, 7)
    monday.run()
    client = client_of(monday)

    assert "The van" in client.get("/digest/editions/weekly-2026-W49/").text
    for each in ("weekly-2026-W47", "weekly-2026-W48"):
        assert "The van" not in client.get(f"{LIST}{each}/").text


def readers_of(house: House, choices: list[str]) -> None:
    """Bring in readers who chose an area each."""
    for number, area in enumerate(choices):
        house.ledger.add(
            Subscriber(
                id=f"r{number}", address=f"r{number}@example.org", areas=(area,), confirmed=WEDNESDAY, proof="the form"
            )
        )


@pytest.mark.parametrize("choices", [["tax"], ["family"], ["tax", "tax", "family"]])
def test_nobody_can_tell_whether_there_are_readers_and_what_they_chose(
    tmp_path: Path, firm: SmallFirm, client: TestClient, choices: list[str]
) -> None:
    """A firm with one reader, who alone chose a rare subject, with others, and without any shows the same, byte for byte."""
    other = small_firm_in(tmp_path / "other")
    for path in ("content/firm.yml", "content/articles/reading-a-lease.md"):
        other.write(path, (firm.root / path).read_text("utf-8"))
    readers_of(other.house(), choices)
    other.house().run()
    article(other, "the-tax", "The tax in January")
    house = other.house(MONDAY)
    house.run()
    assert house.ledger.deliveries()

    for path in (LIST, SECOND, "/digest/editions/weekly-2026-W47/", f"{LIST}feed.atom"):
        here, there = client.get(path), client_of(house).get(path)
        assert (200, here.text, here.headers) == (there.status_code, there.text, there.headers)


def test_who_has_the_page_is_told_that_it_is_the_same(client: TestClient) -> None:
    """Copies may be kept, and are asked for each time; nothing is told to search engines."""
    for path in (LIST, SECOND, f"{LIST}feed.atom"):
        first = client.get(path)
        assert "public, no-cache" == first.headers["cache-control"]
        assert "noindex" in first.headers["x-robots-tag"]
        assert "default-src 'none'" in first.headers["content-security-policy"]
        for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
            again = client.get(path, headers={"If-None-Match": known})
            assert (304, b"", first.headers["etag"]) == (again.status_code, again.content, again.headers["etag"])
        assert 200 == client.get(path, headers={"If-None-Match": '"another"'}).status_code


HOSTILE = [
    "nope", "weekly-2026-W99", "correction-the-tax-1", "WEEKLY-2026-W48", "weekly-2026-W48%00", "weekly-2026-W48%20",
    "%27%20OR%201=1--", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%7b%7b7*7%7d%7d", "%3Cscript%3Ealert(1)%3C/script%3E",
    "a%0d%0aSet-Cookie:%20x=1", "%ff%fe", "ｗｅｅｋｌｙ-2026-W48", "%E2%80%AEW48-6202-ylkeew", "x" * 5000, "weekly-2026-W48;x",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_an_edition_that_is_none_is_not_found(client: TestClient, name: str) -> None:
    """With the answer that any wrong address gets, and no word of the name in it."""
    answer = client.get(f"{LIST}{name}/")

    assert 404 == answer.status_code
    assert client.get("/digest/nowhere").text == answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "asked_for", ["0", "2", "-1", "01x", "1.0", "٣", "99999999999999999999", "1&page=1", "%00", ""]
)
def test_a_page_of_the_list_that_is_none_is_not_found(client: TestClient, asked_for: str) -> None:
    """But for an empty number, which is none at all."""
    expected = 404 if asked_for else 200

    assert expected == client.get(f"{LIST}?page={asked_for}").status_code


def test_looking_changes_nothing(firm: SmallFirm, client: TestClient) -> None:
    """A hundred GET and HEAD requests to every page leave every row as it is; nothing can be sent there."""
    paths = [LIST, f"{LIST}?page=1", SECOND, f"{LIST}feed.atom", f"{LIST}nope/"]
    before = dump(firm.root)
    for _ in range(20):
        for path in paths:
            got, asked = client.get(path), client.head(path)
            assert (got.status_code, b"") == (asked.status_code, asked.content)
    assert {405} == {client.post(path, data={"x": "1"}).status_code for path in paths}
    assert before == dump(firm.root)


def test_the_feed_is_one_that_readers_understand(client: TestClient) -> None:
    """An entry an edition, each with an address that lasts and the titles in it."""
    feed = feedparser.parse(client.get(f"{LIST}feed.atom").content)

    assert not feed.bozo
    assert "https://www.firm.example/digest/editions/" == feed.feed.link
    first = feed.entries[0]
    assert f"https://www.firm.example{SECOND}" == first.id == first.link
    assert ("Weekly wrap, 23 November 2026", "The tax in January") == (first.title, first.summary)


def test_before_the_first_edition_the_list_says_so(small_firm: SmallFirm) -> None:
    """In words, with the way to subscribe; the feed is empty and well."""
    settings = small_firm.root / "content/firm.yml"
    settings.write_text(settings.read_text("utf-8") + "subscribing: {address: 'https://www.firm.example/'}\n", "utf-8")
    small_firm.house().run()
    client = client_of(small_firm.house())

    assert "None yet." in client.get(LIST).text
    assert not feedparser.parse(client.get(f"{LIST}feed.atom").content).bozo


@pytest.fixture(scope="module")
def many(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The sample's firm after a year of editions."""
    root, _ = firm_with_service(sample.root, tmp_path_factory.mktemp("year") / "firm")
    house = House(root, clock=lambda: WEDNESDAY)
    a_year_of_editions(house)
    return TestClient(create_service(house), base_url=house.firm.subscribing.address)


def test_many_editions_come_by_24_on_a_page(many: TestClient) -> None:
    """Each on one page alone, and each leads to a page that is there."""
    first, second = many.get(LIST).text, many.get(f"{LIST}?page=2").text
    listed = [re.findall(r'<h3><a href="([^"]+)"', page) for page in (first, second)]

    assert 24 == len(listed[0])
    assert 0 < len(listed[1])
    assert len({*listed[0], *listed[1]}) == len(listed[0]) + len(listed[1])
    assert 'href="/digest/editions/?page=2" rel="next"' in first
    assert 'href="/digest/editions/" rel="prev"' in second
    assert {200} == {many.get(path).status_code for path in (*listed[0], *listed[1])}


def test_every_piece_of_an_edition_leads_to_a_page_that_stands(many: TestClient, sample: Sample) -> None:
    """On the site, or where its author put it."""
    for path in re.findall(r'<h3><a href="([^"]+)"', many.get(LIST).text):
        for away, link in re.findall(r'<h3><a href="(https?://[^/]+)?([^"]+)"', many.get(path).text):
            assert away not in ("", "https://www.ashlockmerrow.example") or (sample.site / link.lstrip("/")).is_dir()
