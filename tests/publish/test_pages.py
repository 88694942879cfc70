"""What each kind of page says, and of whom it stops saying it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.model import Area, ClearedItem, Kind, Person, Talk
from pipeline.service_settings import Subscribing
from tests.builders import cleared, correction, item, person, story
from tests.publish.test_notices import TAX, front, staged

LAND = Area(id="land", name="Land", folio=())
RAFE = person(practices=("tax",))
MEI = person(id="mei", name="Mei Fraser", email="mei@firm.example", phone="0117 496 0119", practices=("tax", "land"))
#: As the wiring hands on somebody who has left: see `Person.as_of`.
BO = person(id="bo", name="Bo Vane", practices=("tax",))
GONE = person(practices=("tax",), left=date(2026, 5, 3), office="", email="", phone="")


def names(found: list[dict[str, Any]]) -> list[str]:
    """Of people in a list."""
    return [each["name"] for each in found]


def articles(number: int, *areas: str, first: datetime = datetime(2026, 11, 1, tzinfo=UTC), **changes: Any) -> list[ClearedItem]:  # fmt: skip
    """So many articles, one a day, the newest first."""
    return [
        cleared(item(id=f"a-{each:03}", published=first - timedelta(days=each), **changes), *areas)
        for each in range(number)
    ]


# Somebody who has left.


def test_who_has_left_keeps_page_and_pieces_and_loses_the_way_to_them() -> None:
    """The page says when, and names somebody of their first area."""
    page = front(staged(cleared(item(), "tax"), people=[GONE, MEI])["people/rafe.md"])

    assert ("May 2026", "", "") == tuple(page["person"][each] for each in ("left", "phone", "email"))
    assert "vcard" not in page["person"]
    assert (["Mei Fraser"], ["articles/a-lease/"]) == (
        names(page["instead"]), [card["path"] for card in page["pieces"]],
    )  # fmt: skip


def test_who_has_left_is_offered_nowhere() -> None:
    """Neither home nor the list of people nor an area nor the page to subscribe leads a visitor to them."""
    files = staged(cleared(item(), "tax"), people=[GONE, MEI])

    for path in ("index.md", "people/index.md", "practice/tax.md", "subscribe.md"):
        assert ["Mei Fraser"] == names(front(files[path])["people"]), path
    assert ["Mei Fraser"] == front(files["practice/index.md"])["areas"][0]["people"]


def test_a_piece_of_somebody_who_has_left_names_whom_to_ask() -> None:
    """Its byline stays; those who work on its main area answer."""
    page = front(staged(cleared(item(), "tax"), people=[GONE, MEI])["articles/a-lease.md"])

    assert ("Rafe Pellow", "May 2026", "") == tuple(page["authors"][0][each] for each in ("name", "left", "phone"))
    assert [("Mei Fraser", "0117 496 0119")] == [(each["name"], each["phone"]) for each in page["instead"]]


def test_a_piece_by_several_is_asked_about_where_one_of_them_is_still_here() -> None:
    """Who has left keeps the byline and loses the way to them; nobody else is asked in their stead."""
    page = front(staged(cleared(item(co_authors=("mei",)), "tax"), people=[GONE, MEI, BO])["articles/a-lease.md"])

    assert [("Rafe Pellow", "May 2026", ""), ("Mei Fraser", "", "0117 496 0119")] == [
        (each["name"], each["left"], each["phone"]) for each in page["authors"]
    ]
    assert [] == page["instead"]


def test_a_piece_by_nobody_names_whom_to_ask_and_one_by_somebody_does_not() -> None:
    """One clear way to a human on each."""
    files = staged(
        cleared(item(author=None), "tax"), cleared(item(id="by-rafe"), "tax"), people=[RAFE, MEI]
    )  # fmt: skip

    assert ["Mei Fraser", "Rafe Pellow"] == names(front(files["articles/a-lease.md"])["instead"])
    assert [] == front(files["articles/by-rafe.md"])["instead"]


def test_where_nobody_is_left_to_ask_nobody_is_named() -> None:
    """The template gives the firm's own number."""
    files = staged(cleared(item(), "tax"), people=[GONE])

    assert [] == front(files["articles/a-lease.md"])["instead"] == front(files["people/rafe.md"])["instead"]


# A person.


def own_words(body: str) -> ClearedItem:
    """Rafe's own words."""
    return cleared(item(id="profile:rafe", kind=Kind.PROFILE, author=None, body=body))


@pytest.mark.parametrize(
    ("heading", "way"),
    [
        ("What I know, and what I am learning", "expertise"),
        ("What I have argued in public", "thought"),
        ("Where I stand at the crossroads", "crossroads"),
        ("What I do when I am not a lawyer", "interests"),
        ("The people I learn from", "network"),
        ("What I believe", "beliefs"),
        ("Talks", "thought"),
        ("People who taught me", "network"),
        ("My values", "beliefs"),
    ],
)
def test_a_section_is_one_of_the_six_ways_by_its_heading(heading: str, way: str) -> None:
    """As the sample's people write them, and in some other words."""
    page = front(staged(own_words(f"Hello.\n\n## {heading}\n\nWords."), people=[RAFE])["people/rafe.md"])

    assert [(way, heading)] == [(name, section["title"]) for name, section in page["ways"].items()]
    assert [] == page["further"]


def test_a_section_of_none_of_the_six_ways_stands_as_it_is() -> None:
    """So does a second one of the same way: nothing that somebody wrote is lost."""
    body = "Hello.\n\n## What I believe\n\nOne.\n\n## My desk\n\nTidy.\n\n## What else I believe\n\nTwo."
    page = front(staged(own_words(body), people=[RAFE])["people/rafe.md"])

    assert ["beliefs"] == list(page["ways"])
    assert ["My desk", "What else I believe"] == [each["title"] for each in page["further"]]


def test_a_person_who_wrote_much_has_an_archive() -> None:
    """Their page shows the newest, and leads to all of them."""
    files = staged(*articles(9, "tax"), people=[RAFE])
    page, archive = front(files["people/rafe.md"]), front(files["people/rafe/writing/index.md"])

    assert (8, {"path": "people/rafe/writing/", "count": 9}) == (len(page["pieces"]), page["all"])
    assert 9 == sum(len(year["pieces"]) for year in archive["years"])
    assert ({"name": "Rafe Pellow", "path": "people/rafe/"}, {"name": "Rafe Pellow", "anchor": "#person-rafe"}) == (
        archive["up"], archive["follows"],
    )  # fmt: skip
    assert "people/rafe/writing/index.md" not in staged(*articles(8, "tax"), people=[RAFE])


# A practice area.


def words_on_tax(body: str = "Yes.", **changes: Any) -> ClearedItem:
    """The firm's words on tax."""
    return cleared(item(id="practice:tax", kind=Kind.PRACTICE, author=None, body=body, **changes))


def test_what_to_expect_has_a_place_of_its_own() -> None:
    """The other sections stay with what clients ask."""
    body = "### May I?\n\nYes.\n\n## What to expect\n\n1. A call.\n\n## Fees\n\nTold before."
    page = staged(words_on_tax(body))["practice/tax.md"]

    assert "What to expect" == front(page)["journey"]["title"]
    assert "A call." in front(page)["journey"]["html"]
    words = page.decode().partition("\n---\n")[2]
    assert ("May I?" in words, "<h2>Fees</h2>" in words, "A call." in words) == (True, True, False)


def test_an_area_begins_with_what_its_words_name_in_their_order() -> None:
    """What is not public is left out, and nothing stands there twice."""
    words = words_on_tax(facts=(("read_first", "a-001, forgotten, a-000"),))
    page = front(staged(words, *articles(3, "tax"))["practice/tax.md"])

    assert ["articles/a-001/", "articles/a-000/"] == [card["path"] for card in page["first"]]
    assert ["articles/a-002/"] == [card["path"] for card in page["articles"]]


def test_an_area_that_names_nothing_begins_with_the_oldest_that_somebody_has_reviewed() -> None:
    """Of those that are not among the newest already; what is overdue is no beginning."""
    told = articles(12, "tax")
    reviewed = {"a-007", "a-009", "a-010", "a-011"}
    told = [
        cleared(item(id=each.id, published=each.item.published, checked=date(2026, 6, 1) if each.id in reviewed else None),
                "tax", overdue=each.id == "a-011")
        for each in told
    ]  # fmt: skip

    assert ["articles/a-010/", "articles/a-009/"] == [
        card["path"] for card in front(staged(*told)["practice/tax.md"])["first"]
    ]
    assert [] == front(staged(*told[:6])["practice/tax.md"])["first"]


def test_a_long_list_of_an_area_leads_to_its_archive() -> None:
    """All of it, with the area's feed."""
    files = staged(*articles(7, "tax"), cleared(story(), "tax"))
    page, archive = front(files["practice/tax.md"]), front(files["practice/tax/writing/index.md"])

    assert (6, {"path": "practice/tax/writing/", "count": 8}) == (len(page["articles"]), page["all"])
    assert ("practice/tax/feed.atom", "#area-tax") == (archive["feed"], archive["follows"]["anchor"])
    assert front(staged(*articles(6, "tax"))["practice/tax.md"])["all"] is None


# The archive.


def test_an_archive_leads_from_years_to_months_and_back() -> None:
    """A piece stays on the page of its month, whatever comes after it."""
    files = staged(*articles(130, "tax", first=datetime(2025, 12, 20, tzinfo=UTC)), *articles(1))
    head, year, month = (
        front(files[f"writing/{path}.md"]) for path in ("index", "2025/index", "2025/09")
    )  # fmt: skip

    assert [("2026", 1), ("2025", 129)] == [(each["name"], each["count"]) for each in head["older"]]
    assert ("Stories and articles, 2025", [], {"name": "Stories and articles", "path": "writing/"}) == (
        year["title"], year["years"], year["up"],
    )  # fmt: skip
    assert ["December", "November", "October", "September", "August"] == [each["name"] for each in year["older"]]
    assert ("Stories and articles, September 2025", "writing/2025/") == (month["title"], month["up"]["path"])
    assert 30 == len(month["years"][0]["pieces"])


# Home.


def test_home_shows_what_moved_last_and_tells_no_article_twice() -> None:
    """The four newest pieces of any kind at the top, and the next ones below."""
    home = front(staged(*articles(6, "tax"), cleared(story(published=datetime(2026, 10, 31, 12, tzinfo=UTC)), "tax"))["index.md"])  # fmt: skip

    assert ["articles/a-000/", "stories/the-van/", "articles/a-001/", "articles/a-002/"] == [
        card["path"] for card in home["moved"]
    ]
    assert [f"articles/a-00{each}/" for each in (3, 4, 5)] == [card["path"] for card in home["articles"]]


def many(number: int) -> list[Person]:
    """So many people."""
    return [person(id=f"p{each:02}", name=f"P{each:02} Pellow") for each in range(number)]


def test_home_of_a_small_firm_shows_everybody() -> None:
    """In the order of the files, each with a number."""
    home = front(staged(people=many(8))["index.md"])

    assert (8, 0) == (len(home["people"]), home["more_people"])
    assert {"0117 496 0118"} == {each["phone"] for each in home["people"]}


def test_home_of_a_large_firm_shows_those_who_wrote_last() -> None:
    """Six, and says how many there are."""
    told = [
        cleared(item(id=f"by-{each}-{at}", author=each, published=datetime(2026, 11, 10 - at, tzinfo=UTC)))
        for at, each in enumerate(["p07", "p03", "p07", "p08"])
    ]
    home = front(staged(*told, people=many(9))["index.md"])

    assert ["P07", "P03", "P08", "P00", "P01", "P02"] == [each.split()[0] for each in names(home["people"])]
    assert 9 == home["more_people"]


# A piece.


def test_a_piece_says_when_it_was_checked_and_corrected() -> None:
    """Beside its date; by the calendar of the firm."""
    of = item(checked=date(2026, 5, 3))
    told = cleared(of, corrections=(correction(of, at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC)),))
    page = front(staged(told)["articles/a-lease.md"])["item"]

    assert ("3 May 2026", "2 July 2026") == (page["checked"], page["corrected"])


# Subscribing.


def letter(address: str) -> tuple[str, dict[str, list[str]]]:
    """To whom a mailto: leads, and what it says."""
    parts = urlsplit(address)
    assert "mailto" == parts.scheme
    return parts.path, parse_qs(parts.query, keep_blank_values=True)


def test_the_letter_to_subscribe_names_every_choice() -> None:
    """It goes where answers to the digest go, in lines as mail has them."""
    page = front(staged(people=[RAFE, MEI], areas=(TAX, LAND))["subscribe.md"])
    to, said = letter(page["mail"])

    assert "hello@firm.example" == to == page["to"]
    assert ["Please send me what is new"] == said["subject"]
    assert "Practice areas: Land, Tax\r\nPeople: Rafe Pellow, Mei Fraser\r\nHow often" in said["body"][0]
    assert page["letter"] == said["body"][0].replace("\r\n", "\n")


def test_with_a_service_the_page_to_subscribe_leads_there() -> None:
    """With the person or the area chosen; the letter is not offered."""
    told = Subscribing(address="https://www.firm.example")
    page = front(staged(people=[RAFE], subscribing=told)["subscribe.md"])

    assert "https://www.firm.example/digest/?from=subscribe%2F" == page["service"]
    assert "https://www.firm.example/digest/editions/" == page["editions"]
    assert "https://www.firm.example/digest/?person=rafe&from=subscribe%2F" == page["people"][0]["mail"]
    assert "https://www.firm.example/digest/?area=tax&from=subscribe%2F" == page["areas"][0]["mail"]


def test_a_letter_that_would_be_cut_leaves_the_choices_open() -> None:
    """Some mail programs cut an address after some 2,000 characters."""
    page = front(staged(people=many(200))["subscribe.md"])

    assert len(page["mail"]) < 2_000
    assert "People (or all of them):\n" in page["letter"]
    assert 200 == len(page["people"])


def test_every_person_and_area_has_a_line_to_lead_to() -> None:
    """With a letter that names them, and their feed."""
    page = front(staged(people=[RAFE])["subscribe.md"])
    (rafe,), (tax,) = page["people"], page["areas"]

    assert ("person-rafe", "people/rafe/feed.atom") == (rafe["anchor"], rafe["feed"])
    assert ["Please send me what Rafe Pellow writes"] == letter(rafe["mail"])[1]["subject"]
    assert ("area-tax", "practice/tax/feed.atom") == (tax["anchor"], tax["feed"])


# What was written together, and talks.


def test_a_piece_stands_with_everybody_who_wrote_it() -> None:
    """Byline, their page, their feed, their count; nobody else's."""
    files = staged(
        cleared(item(co_authors=("mei", "nobody")), "tax"), cleared(item(id="alone"), "tax"), people=[RAFE, MEI, BO]
    )
    rafe, mei, bo = (front(files[f"people/{each}.md"]) for each in ("rafe", "mei", "bo"))

    assert ["Rafe Pellow", "Mei Fraser"] == names(front(files["articles/a-lease.md"])["authors"])
    assert ["Rafe Pellow", "Mei Fraser"] == names(mei["pieces"][0]["authors"])
    assert ("Rafe Pellow and Mei Fraser", "“Reading a lease”") == tuple(
        front(files["articles/a-lease.md"])["item"]["citation"].split(", ")[:2]
    )
    assert ([2, 1, 0], ["1 article since 2026.", ""]) == (
        [each["written"]["articles"] for each in (rafe, mei, bo)], [each["written"]["told"] for each in (mei, bo)],
    )  # fmt: skip
    assert [
        [{"name": "Mei Fraser", "path": "people/mei/", "count": 1}], [{"name": "Rafe Pellow", "path": "people/rafe/", "count": 1}], [],
    ] == [each["person"]["wrote_with"] for each in (rafe, mei, bo)]  # fmt: skip
    assert [True, True, False] == [
        b"articles/a-lease/" in files[f"people/{each}/feed.atom"] for each in ("rafe", "mei", "bo")
    ]


def test_those_who_wrote_most_with_somebody_come_first() -> None:
    """Then by name."""
    files = staged(
        cleared(item(id="a", co_authors=("mei", "bo"))), cleared(item(id="b", co_authors=("mei",))),
        cleared(item(id="c", author="cy", co_authors=("rafe",))), people=[RAFE, MEI, BO, person(id="cy", name="Al Cy")],
    )  # fmt: skip

    assert [("Mei Fraser", 2), ("Al Cy", 1), ("Bo Vane", 1)] == [
        (each["name"], each["count"]) for each in front(files["people/rafe.md"])["person"]["wrote_with"]
    ]


def test_praise_is_not_written_with_anybody() -> None:
    """The person of a testimonial is not its author."""
    files = staged(cleared(story(kind=Kind.TESTIMONIAL, basis=None)), people=[RAFE, MEI])

    assert [] == front(files["people/rafe.md"])["person"]["wrote_with"]


TALKS = tuple(
    Talk(title=f"Talk {number}", at="A hall", on=on, link="https://x.example/" if number == 7 else "")
    for number, on in zip(
        range(7, 0, -1), ("2026-02-14", "2025-11", "2024", "2023", "2022", "2021", "2019"), strict=True
    )
    for on in [on if "-" in on else f"{on}-05"]
)


def test_talks_are_listed_newest_first_and_counted() -> None:
    """Five are seen at once; those behind them are a click away."""
    own = cleared(item(id="profile:rafe", kind=Kind.PROFILE, author=None, talks=TALKS))
    page = front(staged(own, people=[person(talks=TALKS)])["people/rafe.md"])

    assert ("7 talks since 2019", "7 talks since 2019.") == (page["talks"]["told"], page["written"]["talks"])
    assert [7, 6, 5, 4, 3, 2, 1] == [
        int(each["title"][5:]) for each in page["talks"]["newest"] + page["talks"]["earlier"]
    ]
    assert (5, ["14 February 2026", "November 2025"]) == (
        len(page["talks"]["newest"]), [each["when"] for each in page["talks"]["newest"][:2]],
    )  # fmt: skip


def test_talks_that_nobody_cleared_are_not_shown() -> None:
    """As role and summary are not: of somebody whose own words are held only the name is."""
    page = front(staged(people=[person(talks=TALKS)])["people/rafe.md"])

    assert (None, "") == (page["talks"], page["written"]["talks"])
