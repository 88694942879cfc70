"""How a link to a page is shown elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Area, Kind, Notice
from pipeline.publish.opengraph import Card, Meta, locale, of_page, of_person, of_piece
from tests.builders import NOON, cleared, correction, firm, item, notice, person, story

TAX, FAMILY = Area(id="tax", name="Tax", folio=()), Area(id="family", name="Family", folio=())
NAMES = {"tax": "Tax", "family": "Family"}
CARD = Card(address="https://firm.example/assets/cards/0123.png", alt="Reading a lease, by Rafe Pellow")


def told(meta: list[Meta]) -> list[tuple[str, str]]:
    """(name, content) of each; fails where one is no `meta` element or says nothing."""
    assert all(set(each) in ({"property", "content"}, {"name", "content"}) and each["content"] for each in meta)
    return [(each.get("property") or each["name"], each["content"]) for each in meta]


def test_a_piece_is_an_article_with_its_dates_author_section_and_tags() -> None:
    """And its picture, with what belongs to it behind it."""
    of = item()
    piece = cleared(of, "tax", "family", corrections=(correction(of),))

    assert [
        ("og:type", "article"),
        ("og:title", "Reading a lease"),
        ("og:description", "What the clauses mean."),
        ("og:url", "https://firm.example/articles/a-lease/"),
        ("og:site_name", "Test & Firm"),
        ("og:locale", "en_GB"),
        ("og:image", CARD.address),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", CARD.alt),
        ("article:published_time", of.published.isoformat()),
        ("article:modified_time", NOON.isoformat()),
        ("article:author", "https://firm.example/people/rafe/"),
        ("article:section", "Tax"),
        ("article:tag", "Tax"),
        ("article:tag", "Family"),
        ("twitter:card", "summary_large_image"),
        ("twitter:image:alt", CARD.alt),
    ] == told(of_piece(piece, firm(), [person()], [TAX, FAMILY], NAMES, CARD))


def test_a_person_is_a_profile() -> None:
    """With the name in its parts; without a picture of its own a link is shown small."""
    assert [
        ("og:type", "profile"),
        ("og:title", "Rafe Pellow"),
        ("og:description", "Ask me."),
        ("og:url", "https://firm.example/people/rafe/"),
        ("og:site_name", "Test & Firm"),
        ("og:locale", "en_GB"),
        ("profile:first_name", "Rafe"),
        ("profile:last_name", "Pellow"),
        ("twitter:card", "summary"),
    ] == told(of_person(person(), firm(), "Ask me."))


def test_any_other_page_is_a_part_of_the_site() -> None:
    """What it has nothing of is left out."""
    assert [
        ("og:type", "website"),
        ("og:title", "People"),
        ("og:url", "https://firm.example/people/"),
        ("og:site_name", "Test & Firm"),
        ("twitter:card", "summary"),
    ] == told(of_page(firm(language="en"), "people/", "People", ""))


def test_where_a_piece_lives_elsewhere_its_link_is_the_one_of_there() -> None:
    """As search engines know it."""
    of = item(kind=Kind.ELSEWHERE, link="https://blog.example/a")

    assert ("og:url", "https://blog.example/a") in told(of_piece(cleared(of), firm(), [person()], [], {}))


def test_each_of_several_authors_has_an_element() -> None:
    """As Open Graph writes an array."""
    both = told(of_piece(cleared(), firm(), [person(), person(id="mei")], [], {}))

    assert ["https://firm.example/people/rafe/", "https://firm.example/people/mei/"] == [
        value for name, value in both if name == "article:author"
    ]


def test_a_testimonial_was_not_written_by_the_person_it_is_about() -> None:
    """The client has no page here."""
    praise = cleared(story(kind=Kind.TESTIMONIAL, basis=None))

    assert "article:author" not in dict(told(of_piece(praise, firm(), [person()], [], {})))


@given(
    found=st.lists(
        st.builds(
            Notice,
            rule=st.just("ADV-X"),
            text=st.sampled_from([notice().text, "Another sentence, word for word."]),
            steps=st.sampled_from([0, 2]),
            parts=st.frozensets(st.sampled_from(["", "title", "summary", "body"])),
        ),
        max_size=2,
        unique_by=lambda each: each.text,
    )
)
def test_no_link_is_shown_with_a_claim_and_without_its_notices(found: list[Notice]) -> None:
    """Every value that shows a title or a summary has every notice of it, and none that must be larger."""
    piece = cleared(story(title="TITLE", summary="SUMMARY", body="BODY."), "tax", notices=tuple(found))

    for _, value in told(of_piece(piece, firm(), [person()], [TAX], NAMES)):
        for part in ("TITLE", "SUMMARY", "BODY"):
            needed = [each for each in found if not each.parts or each.parts & {part.lower(), ""}]
            if needed and part in value:
                assert all(each.text in value and not each.steps for each in needed)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en-GB", "en_GB"), ("ga-IE", "ga_IE"), ("zh-Hant-HK", "zh_HK"), ("en", ""), ("es-419", "")],
)
def test_a_language_is_told_with_its_territory_or_not_at_all(language: str, written: str) -> None:
    """Open Graph knows languages of territories alone."""
    assert written == locale(language)
