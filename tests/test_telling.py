"""What may be said of a piece where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Basis, Kind
from pipeline.model.telling import (
    BODY,
    SUMMARY,
    TITLE,
    called,
    headline,
    is_advertising,
    label,
    largest,
    neutral,
    notices,
    sized,
    speaker,
)
from tests.builders import cleared, item, notice, story

PARTS = [TITLE, SUMMARY, BODY]
AREAS = {
    "employment-labor": "Employment and Labour",
    "corporate-ma": "Corporate and M&A",
    "irish": "Irish Conveyancing",
}


@pytest.mark.parametrize(
    ("stands", "shown", "needed"),
    [
        ({TITLE}, (TITLE, SUMMARY), True),
        ({SUMMARY}, (TITLE,), False),
        ({BODY}, (TITLE, SUMMARY), False),
        ({BODY, TITLE}, (TITLE,), True),
        ({""}, (SUMMARY,), True),
        (set(), (TITLE,), True),
        ({"alt"}, (TITLE, SUMMARY), False),
        ({"alt"}, (BODY,), True),
        ({TITLE}, (), False),
    ],
)
def test_a_notice_stands_where_its_claim_stands(stands: set[str], shown: tuple[str, ...], needed: bool) -> None:
    """A claim of the piece as a whole stands in each part, one in a picture's words in the text."""
    piece = cleared(story(), notices=(notice(parts=frozenset(stands)),))

    assert needed == bool(notices(piece, *shown))


@given(
    stands=st.frozensets(st.sampled_from(["", "alt", *PARTS])), one=st.sets(st.sampled_from(PARTS)),
    other=st.sets(st.sampled_from(PARTS)),
)  # fmt: skip
def test_showing_more_never_needs_fewer_notices(stands: frozenset[str], one: set[str], other: set[str]) -> None:
    """Whatever a part needs, it needs beside other parts, too."""
    piece = cleared(story(), notices=(notice(parts=stands),))

    assert set(notices(piece, *one)) <= set(notices(piece, *one, *other))


def test_the_size_goes_by_the_largest_part_that_is_shown() -> None:
    """A claim in title and text is as large as the title where the title is shown."""
    both = notice(parts=frozenset({TITLE, BODY}), steps=2)

    assert (TITLE, BODY, TITLE) == (largest(both, *PARTS), largest(both, BODY, SUMMARY), largest(both, TITLE))
    assert sized([notice(), both])
    assert not sized([notice()])


@pytest.mark.parametrize(
    ("kind", "basis", "area", "words"),
    [
        (Kind.STORY, Basis.REAL, "employment-labor", "A story about employment and labour"),
        (Kind.STORY, Basis.INVENTED, "employment-labor", "An invented story about employment and labour"),
        (Kind.STORY, Basis.COMPOSITE, "", "A new composite story"),
        (Kind.TESTIMONIAL, None, "corporate-ma", "A testimonial about corporate and M&A"),
        (Kind.NEWS, None, "irish", "A piece of news about Irish conveyancing"),
        (Kind.ARTICLE, Basis.COMPOSITE, "employment-labor", "An article about employment and labour"),
        (Kind.ARTICLE, None, "no-longer-shown", "A new article"),
    ],
)
def test_neutral_words_name_kind_and_area(kind: Kind, basis: Basis | None, area: str, words: str) -> None:
    """Nothing of the piece's own words, and an area as it reads inside a sentence."""
    piece = cleared(item(kind=kind, basis=basis), *[area] * bool(area))

    assert words == neutral(piece, AREAS)


def test_a_headline_is_the_title_unless_it_claims_something() -> None:
    """A claim in the summary does not take the title away."""
    piece = story(title="We won")

    assert "We won" == headline(cleared(piece, notices=(notice(parts=frozenset({SUMMARY})),)), {})
    assert "A new story" == headline(cleared(piece, notices=(notice(parts=frozenset({TITLE})),)), {})


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_piece])
def test_every_kind_has_a_name_and_only_praise_another_speaker(kind: Kind) -> None:
    """A new kind cannot be forgotten here."""
    piece = item(kind=kind)

    assert called(piece).startswith(("A ", "An "))
    assert ("A client" if kind is Kind.TESTIMONIAL else "") == speaker(piece)


@pytest.mark.parametrize(
    ("relation", "told"),
    [
        ("client", "A client"), ("staff", "Somebody who works here"), ("family", "A relative of somebody here"),
        ("partner", "Somebody connected with the firm"),
    ],
)  # fmt: skip
def test_praise_from_inside_says_so(relation: str, told: str) -> None:
    """Nobody takes a colleague for a client."""
    facts = (("testimonial.author_relation", relation),)

    assert told == speaker(item(kind=Kind.TESTIMONIAL, facts=facts))


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (["US-NY"], "Attorney Advertising"),
        (["GB-EAW", "US-NY-NYC"], "Attorney Advertising"),
        (["US"], ""),
        (["US-NJ", "IE"], ""),
        (["US-NYX"], ""),
        ([], ""),
    ],
)
def test_new_york_wants_a_label(places: list[str], words: str) -> None:
    """And nobody else does."""
    assert words == label(places)


@pytest.mark.parametrize(
    ("kinds", "advertising"),
    [
        ([Kind.STORY], True), ([Kind.STORY, Kind.ARTICLE], True), ([Kind.NEWS, Kind.TESTIMONIAL, Kind.ARTICLE], True),
        ([Kind.STORY, Kind.ARTICLE, Kind.ELSEWHERE], False), ([Kind.ARTICLE], False), ([], False),
    ],
)  # fmt: skip
def test_an_edition_of_which_half_tells_of_the_firm_is_advertising(kinds: list[Kind], advertising: bool) -> None:
    """New York asks for its primary purpose; half is our threshold."""
    assert advertising == is_advertising(cleared(item(kind=kind)) for kind in kinds)
