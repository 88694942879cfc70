"""What a text is about, from what a model says of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Evidence, Tag, Tagging
from pipeline.tag import decide
from pipeline.tag.decide import Verdict, judge
from pipeline.tag.model import Thresholds
from pipeline.tag.overlay import as_shipped
from pipeline.tag.taxonomy import taxonomy
from tests.builders import item
from tests.tag.texts import AREAS, TELLING, model, words

LINES = Thresholds(first=0.2, none=0.5, further={"bees": 0.4, "boats": 0.4, "bread": 0.4})
SCORES = st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4)
AS_SHIPPED = as_shipped(taxonomy()).areas
FOUND = Tagging(
    tags=(Tag(area="tax", score=0.8, evidence=(Evidence(words="VAT", where="body", start=0, end=3, weight=2.0),)),)
)


def read(text: str, title: str = "") -> decide.Reading:
    """A text as the model of the tiny world reads it."""
    return decide.read(words(text, title), model())


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.9, 0.1, 0.1, 0.0], Verdict(("bees",)), id="one"),
        pytest.param([0.5, 0.9, 0.1, 0.0], Verdict(("boats", "bees")), id="the-likeliest-first"),
        pytest.param([0.5, 0.9, 0.39, 0.0], Verdict(("boats", "bees")), id="not-what-is-below-its-line"),
        pytest.param([0.3, 0.1, 0.1, 0.0], Verdict(("bees",)), id="the-first-needs-less"),
        pytest.param([0.1, 0.1, 0.1, 0.4], Verdict(), id="nobody-knows"),
        pytest.param([0.1, 0.1, 0.1, 0.6], Verdict(none=True), id="none"),
        pytest.param([0.7, 0.1, 0.1, 0.6], Verdict(("bees",)), id="an-area-likelier-than-none"),
        pytest.param(
            [0.5, 0.5, 0.5, 0.0], Verdict(("bees", "boats", "bread")), id="even-ones-in-the-order-of-the-list"
        ),
    ],
)
def test_scores_become_a_verdict(scores: list[float], expected: Verdict) -> None:
    """The likeliest area is first, others follow above their lines, none is an answer, and a guess is not."""
    assert expected == judge(np.array(scores, np.float32), AREAS, LINES)


@given(SCORES)
def test_a_verdict_is_one_of_three(scores: list[float]) -> None:
    """A text has areas, or is about none, or needs a person: never two of them, never more than three areas."""
    found = judge(np.array(scores, np.float32), AREAS, LINES)

    assert 1 == [bool(found.areas), found.none, found.needs_person].count(True)
    assert len(found.areas) <= 3
    assert [scores[AREAS.index(area)] for area in found.areas] == sorted(
        (scores[AREAS.index(area)] for area in found.areas), reverse=True
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The hive of the queen is in the wax.", Verdict(("bees",)), id="english"),
        pytest.param("kettle", Verdict(), id="a-word-of-no-area-says-nothing"),
        pytest.param("", Verdict(), id="nothing"),
        pytest.param(
            "Der Honig steht neben dem Wachs und kein Mensch weiss warum er dort so lange stand", Verdict(), id="german"
        ),
        pytest.param(
            "the office and the prize of the party in the summer is to the roof of the website",
            Verdict(none=True),
            id="none",
        ),
    ],
)
def test_what_cannot_be_judged_is_left_to_a_person(text: str, expected: Verdict) -> None:
    """A foreign text and a handful of words get no answer; a longer text of no area gets "none"."""
    assert expected == read(text).verdict


def test_a_tag_that_nothing_speaks_for_is_a_guess() -> None:
    """A high score from a text without a telling word is no tag."""
    sure = replace(model(), bias=np.array([9, 0, 0, 0], np.float32), thresholds=LINES)

    assert Verdict() == decide.read(words("zeppelin"), sure).verdict


@pytest.mark.parametrize("area", AREAS)
def test_every_tag_is_explained_by_the_items_own_words(area: str) -> None:
    """Each piece of evidence stands at its offsets, in the title or in the body."""
    of = item(
        title=TELLING[area][0].title(), summary="Of a thing.", body=f"The {TELLING[area][1]} is a {TELLING[area][2]}."
    )
    found = decide.tagging(of, read(of.body, decide.headline(of)))

    assert area == found.tags[0].area
    assert {"title", "body"} == {each.where for each in found.tags[0].evidence}
    for each in found.tags[0].evidence:
        text = decide.headline(of) if each.where == "title" else of.body
        assert each.words == text[each.start : each.end]


@pytest.mark.parametrize(
    ("named", "areas", "none", "unknown"),
    [
        pytest.param(None, ["tax"], False, (), id="nothing"),
        pytest.param(("tax",), ["tax"], False, (), id="the-same"),
        pytest.param(("Family",), ["family"], False, (), id="by-name"),
        pytest.param(("family", "tax"), ["family", "tax"], False, (), id="two-in-the-authors-order"),
        pytest.param((), [], True, (), id="none"),
        pytest.param(("magic",), [], False, ("magic",), id="no-area"),
        pytest.param(("magic", "tax"), ["tax"], False, ("magic",), id="one-of-two"),
    ],
)
def test_the_author_has_the_last_word(
    named: tuple[str, ...] | None, areas: list[str], none: bool, unknown: tuple[str, ...]
) -> None:
    """What the front matter says goes before what was found; what it calls an area and is none is told."""
    of = item(practice_areas=named)
    told = decide.as_the_author_says(of, FOUND, AS_SHIPPED.known)

    assert (areas, none, unknown) == ([tag.area for tag in told.tags], told.none, told.unknown)
    assert told.needs_person == (not areas and not none)


def test_evidence_is_kept_where_author_and_tagger_agree() -> None:
    """A tag that the author confirms still shows its words; one that only they give says so."""
    told = decide.as_the_author_says(item(practice_areas=("tax", "family")), FOUND, AS_SHIPPED.known)

    assert [["VAT"], ["family"]] == [[each.words for each in tag.evidence] for tag in told.tags]
    assert ["body", "author"] == [tag.evidence[0].where for tag in told.tags]


def test_tags_are_kept_by_model_taxonomy_and_method() -> None:
    """Another model, another list of areas or another way of deciding makes another version."""
    other = replace(taxonomy(), version="other")

    assert 3 == len({decide.version(taxonomy(), "a"), decide.version(taxonomy(), "b"), decide.version(other, "a")})
