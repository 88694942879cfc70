"""What machines are told about each kind of page, held against schema.org and what Google asks for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.firm import Firm, Office
from pipeline.model import Area, ClearedItem, Kind
from pipeline.publish import structured
from tests.builders import NOON, cleared, correction, firm, item, notice, person, story
from tests.conftest import Sample
from tests.suites.structured import nodes, of_site, problems

FOLIO = "https://folio.openlegalstandard.org/RCIPwpgRpMs1eVz4vPid0pV"
TAX = Area(id="tax", name="Tax", folio=(FOLIO,), definition="What is owed to the state.")
HOME_MADE = Area(id="horses", name="Horses and their keepers", folio=())
OFFICES = (
    Office(name="Bristol", address="1 Quay, Bristol", phone="0117 496 0118"),
    Office(name="Dún", address="2 Pier"),
)


def own(kind: Kind, name: str, *parts: str, **changes: Any) -> ClearedItem:
    """The firm's own words of a kind; where parts are named, they claim something."""
    words = item(id=f"{kind}:{name}", kind=kind, author=None, **changes)
    return cleared(words, notices=(notice(parts=frozenset(parts)),) if parts else ())


def blocks(of: Firm, piece: ClearedItem, areas: Sequence[Area] = (TAX, HOME_MADE)) -> dict[str, dict[str, Any]]:
    """Every kind of page, as a builder of pages would put it together."""
    portrait = of.site + "assets/content/0123.svg"
    card = of.site + "assets/cards/0123.png"
    who = person(languages=("English", "Gaeilge"), summary="Ask me.")
    words = own(Kind.PRACTICE, "tax")
    return {
        "home": structured.page(structured.firm(of), structured.website(of)),
        "person": structured.page(
            structured.person(who, of, areas, portrait, own(Kind.PROFILE, "rafe"), changed=NOON, written=12),
            structured.breadcrumbs(of, ("People", "people/"), (who.name, "people/rafe/")),
        ),
        "gone": structured.page(structured.person(person(left=date(2026, 1, 1)), of, areas, portrait)),
        "piece": structured.page(
            structured.item(piece, of, [who], areas, "A headline", card),
            structured.breadcrumbs(of, ("Stories and articles", "writing/"), ("A headline", "articles/a-lease/")),
        ),
        "nobody's": structured.page(structured.item(piece, of, [], (), "A headline")),
        "area": structured.page(
            structured.area(areas[0], of, words, places=("England and Wales",), changed=NOON),
            structured.breadcrumbs(of, ("Practice areas", "practice/"), (areas[0].name, "practice/tax/")),
        ),
        "people": structured.page(structured.breadcrumbs(of, ("People", "people/"))),
    }


@pytest.mark.parametrize("kind", [Kind.STORY, Kind.TESTIMONIAL, Kind.NEWS, Kind.ARTICLE, Kind.ELSEWHERE])
def test_every_kind_of_page_says_what_is_asked_and_nothing_unknown(kind: Kind) -> None:
    """The home of a firm with offices, a person here and gone, a piece of each kind, an area and a list."""
    of = item(
        id="a-lease", kind=kind, rests_on=("Tax Act s 1",), link="https://blog.example/a" * (kind is Kind.ELSEWHERE)
    )
    piece = cleared(of, corrections=(correction(of),))
    wrong = {name: problems(block) for name, block in blocks(firm(offices=OFFICES), piece).items()}

    assert {name: [] for name in wrong} == wrong


#: Settings are one line each.
WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(str.strip)


@settings(deadline=None, max_examples=60)
@given(name=WORDS, title=WORDS, summary=WORDS, body=st.text(max_size=80), area=WORDS)
def test_no_words_of_anybody_break_it(name: str, title: str, summary: str, body: str, area: str) -> None:
    """Whatever names, titles and texts hold, every block stays well-formed and complete."""
    of = firm(name=name, tagline=summary, offices=(Office(name=name, address=summary.strip() or "1 Quay"),))
    told = blocks(of, cleared(item(title=title, summary=summary, body=body)), [Area(id="tax", name=area, folio=())])

    assert {kind: [] for kind in told} == {kind: problems(block) for kind, block in told.items()}


def test_every_block_of_the_sample_is_as_it_should_be(sample: Sample) -> None:
    """Home, people and pieces of the built site."""
    found = list(of_site(sample.site))

    assert len(found) > 40
    assert [] == [(path, wrong) for path, block in found for wrong in problems(block)]


def test_the_checker_sees_what_is_wrong() -> None:
    """A slip in a property's name, a wrong value, a missing name, praise, two things of one identity."""
    good = structured.item(cleared(item()), firm(), [person()], [TAX], "A headline")
    at = {"@context": "https://schema.org"}

    assert [] == problems(good)
    for bad in (
        {**good, "datePublishd": NOON.isoformat()},
        {**good, "wordCount": "nine"},
        {**good, "datePublished": "2026-11-18"},
        {**good, "author": {"@type": "Person"}},
        {**good, "publisher": {"@type": "DefinedTerm", "name": "x"}},
        {**good, "description": ""},
        {**good, "aggregateRating": 5},
        {**good, "@type": "Recipe"},
        {**at, "@type": "BreadcrumbList", "itemListElement": []},
        {**at, "@type": "ProfilePage", "mainEntity": {"@type": "Person"}},
        {**at, "@type": "LegalService", "name": "x", "address": "1 Test Street"},
        {**at, "@graph": [{"@type": "WebSite", "@id": "https://a.example/#x", "name": n} for n in ("x", "y")]},
        {"@type": "WebSite"},
    ):
        assert problems(bad), bad


def test_a_piece_says_how_long_it_is_and_what_it_is_part_of() -> None:
    """Words, minutes, the site, its picture, when it was published and when it last changed."""
    of = item(body="word " * 440)
    told = structured.item(
        cleared(of, corrections=(correction(of),)), firm(), [person()], [TAX], "Head", "https://f.example/c.png"
    )

    assert (440, "PT2M", "https://f.example/c.png") == (told["wordCount"], told["timeRequired"], told["image"])
    assert ({"@id": "https://firm.example/#site"}, of.published.isoformat(), NOON.isoformat()) == (
        told["isPartOf"], told["datePublished"], told["dateModified"],
    )  # fmt: skip
    assert "https://firm.example/people/rafe/" == told["author"]["url"]
    assert [FOLIO] == told["about"][0]["sameAs"]


def test_several_authors_are_a_list() -> None:
    """Each with their name alone, and the page that says who they are."""
    told = structured.item(cleared(item()), firm(), [person(), person(id="mei", name="Mei Fraser")], [], "Head")

    assert [
        ("Rafe Pellow", "https://firm.example/people/rafe/"), ("Mei Fraser", "https://firm.example/people/mei/"),
    ] == [(each["name"], each["url"]) for each in told["author"]]  # fmt: skip
    assert [] == problems({"@context": "https://schema.org", **told})


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        (Kind.STORY, "Article"), (Kind.TESTIMONIAL, "Article"), (Kind.ARTICLE, "Article"), (Kind.NEWS, "NewsArticle"),
        (Kind.ELSEWHERE, "BlogPosting"),
    ],
)  # fmt: skip
def test_each_kind_of_piece_is_of_its_type(kind: Kind, type_: str) -> None:
    """News is news, a post on a blog is one, and everything else is an article."""
    assert type_ == structured.item(cleared(story(kind=kind, basis=None)), firm(), [], [], "Head")["@type"]


def test_a_summary_alone_is_not_counted() -> None:
    """Of what stands elsewhere we do not say how long it is."""
    of = item(kind=Kind.ELSEWHERE, body="What the clauses mean.", link="https://blog.example/a")
    told = structured.item(cleared(of), firm(), [person()], [], "Head")

    assert ("wordCount" in told, "timeRequired" in told) == (False, False)
    assert "https://blog.example/a" == told["mainEntityOfPage"]


def test_a_person_says_how_much_they_have_written_only_where_the_page_counts_it() -> None:
    """The number of the page, as an act of writing; nothing at all is not nought."""
    some = structured.person(person(), firm(), [], "", written=12)["mainEntity"]
    none = structured.person(person(), firm(), [], "")["mainEntity"]

    assert 12 == some["agentInteractionStatistic"]["userInteractionCount"]
    assert "agentInteractionStatistic" not in none


def test_whoever_has_left_is_neither_employed_nor_reached() -> None:
    """Machines are told what they know and that they were here; nobody claims to know where they are now."""
    gone = structured.person(person(left=date(2026, 1, 1)), firm(), [TAX], "")["mainEntity"]

    assert {"@id": "https://firm.example/#firm"} == gone["alumniOf"]
    assert not {"worksFor", "email", "telephone", "jobTitle"} & set(gone)
    assert "Tax" == gone["knowsAbout"][0]["name"]


def test_each_office_is_a_business_of_its_own() -> None:
    """With its own name, address and number; the firm has the one that its letters bear."""
    told = structured.firm(firm(offices=OFFICES))

    assert ["Test & Firm, Bristol", "Test & Firm, Dún"] == [each["name"] for each in told["subOrganization"]]
    assert ["0117 496 0118", "0117 496 0000"] == [each["telephone"] for each in told["subOrganization"]]
    assert "1 Test Street, Testville" == told["address"]["streetAddress"]


@pytest.mark.parametrize(("parts", "shown"), [((), "What tax is."), (("summary",), f"What tax is. {notice().text}")])
def test_what_is_said_of_an_area_has_its_notice(parts: tuple[str, ...], shown: str) -> None:
    """In the same value; its service claims nothing beyond its name."""
    told = structured.area(TAX, firm(), own(Kind.PRACTICE, "tax", *parts, summary="What tax is."))

    assert (shown, "Tax") == (told["description"], told["mainEntity"]["serviceType"])


def test_a_larger_notice_keeps_an_areas_words_out() -> None:
    """A value has no size of type."""
    words = cleared(
        item(id="practice:tax", kind=Kind.PRACTICE), notices=(notice(parts=frozenset({"summary"}), steps=1),)
    )

    assert "description" not in structured.area(TAX, firm(), words)


def test_the_way_to_a_page_begins_at_home_and_ends_there() -> None:
    """Each step with its number, name and full address."""
    told = structured.breadcrumbs(firm(), ("People", "people/"), ("Rafe Pellow", "people/rafe/"))

    assert [
        (1, "Test & Firm", "https://firm.example/"),
        (2, "People", "https://firm.example/people/"),
        (3, "Rafe Pellow", "https://firm.example/people/rafe/"),
    ] == [(each["position"], each["name"], each["item"]) for each in told["itemListElement"]]


def test_a_moment_before_clocks_agreed_is_still_one() -> None:
    """An offset with seconds, as Dublin had until 1916, is no offset for machines."""
    early = datetime.fromisoformat("1900-01-01T00:00:00-00:25:21")
    told = structured.item(cleared(item(published=early)), firm(), [person()], [], "Head")

    assert early.astimezone(UTC).isoformat() == told["datePublished"]
    assert [] == problems(told)


def test_a_page_has_one_context() -> None:
    """Its blocks stand side by side under it."""
    told = structured.page(structured.firm(firm()), structured.website(firm()))

    assert ["LegalService", "WebSite"] == [each["@type"] for each in told["@graph"]]
    assert ["https://schema.org"] == [node["@context"] for node in nodes(told) if "@context" in node]
