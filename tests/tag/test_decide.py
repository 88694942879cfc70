"""Which areas the phrases of a piece speak for, on a taxonomy of our own."""

import math
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Area, Item, Tag
from pipeline.ports import PhraseHit
from pipeline.tag import decide
from pipeline.tag.taxonomy import Taxonomy
from tests.builders import item

AREAS = ("bees", "boats", "books", "bread")
#: What each word is worth, for one area each but "shared" for two.
WORTH = {
    "hive": {"bees": 1.0}, "swarm": {"bees": 0.5}, "sail": {"boats": 1.0}, "oar": {"boats": 0.3},
    "page": {"books": 1.0}, "oven": {"bread": 1.0}, "crumb": {"bread": 0.2}, "shared": {"bees": 0.8, "boats": 0.9},
}  # fmt: skip
TAXONOMY = Taxonomy(
    areas=MappingProxyType({id_: Area(id=id_, name=id_.title(), folio=()) for id_ in AREAS}),
    phrases=MappingProxyType(WORTH),
    version="test",
)
WORDS = st.lists(st.sampled_from([*WORTH, "plain"]), max_size=15).map(" ".join)


def hits(text: str) -> list[PhraseHit]:
    """Every known word of a text (the words of this taxonomy contain no other)."""
    found = [PhraseHit(word, at, at + len(word)) for word in WORTH for at in range(len(text)) if text.startswith(word, at)]  # fmt: skip
    return sorted(found, key=lambda hit: hit.start)


def tags(body: str = "", title: str = "A title", summary: str = "A summary") -> dict[str, float]:
    """The areas of a piece with their scores, strongest first."""
    return {tag.area: tag.score for tag in told(item(title=title, summary=summary, body=body))}


def told(of: Item) -> tuple[Tag, ...]:
    """The tags of an item."""
    return decide.tags(of, hits(decide.headline(of)), hits(of.body), TAXONOMY)


def score(strength: float) -> float:
    """The score that a strength earns."""
    return round(1 - math.exp(-strength), 3)


def test_a_text_that_speaks_of_no_area_has_none() -> None:
    """No phrase, no tag."""
    assert {} == tags("Plain words.")


@pytest.mark.parametrize(
    ("body", "areas"),
    [
        pytest.param("oar", [], id="too-little"),
        pytest.param("crumb crumb crumb", [], id="little-said-often"),
        pytest.param("swarm", ["bees"], id="just-enough"),
        pytest.param("oar oar", ["boats"], id="enough-said-twice"),
    ],
)
def test_a_weak_hint_is_no_tag(body: str, areas: list[str]) -> None:
    """Below a strength of 0.45 the answer is "none"; repeating a weak phrase helps little."""
    assert areas == list(tags(body))


def test_an_areas_strength_adds_up_over_its_phrases() -> None:
    """Two phrases of an area say more than one, and each counts with its own weight."""
    assert {"bees": score(1.5)} == tags("hive swarm")


def test_saying_it_again_counts_less_each_time() -> None:
    """A phrase that stands there n times earns 1 + ln n times its weight."""
    assert {"bees": score(1 + math.log(3))} == tags("hive hive hive")


@pytest.mark.parametrize("changes", [{"title": "A hive"}, {"summary": "A hive"}], ids=["title", "summary"])
def test_the_headline_counts_double(changes: dict[str, str]) -> None:
    """What an author says in the title or summary is worth twice as much as in the body."""
    assert {"bees": score(2.0)} == tags(**changes)
    assert {"bees": score(1.0)} == tags("hive")
    assert {"bees": score(3.0)} == tags("hive", **changes)


def test_the_headline_decides_between_equals() -> None:
    """Of two areas in the body, the one in the title comes first."""
    assert ["boats", "bees"] == list(tags("hive sail", title="The sail"))


def test_areas_come_strongest_first_and_by_name_when_equal() -> None:
    """The order depends on strength alone, and every run agrees on ties."""
    assert ["books", "bees", "boats"] == list(tags("page page hive sail"))
    assert ["bees", "boats", "books"] == list(tags("page sail hive"))


def test_at_most_three_areas_are_given() -> None:
    """A piece about everything is tagged with its three strongest areas."""
    assert ["bees", "boats", "books"] == list(tags("hive sail page oven"))


@pytest.mark.parametrize(
    ("body", "areas"),
    [
        pytest.param("hive oar", ["bees"], id="weak-by-itself"),
        pytest.param("hive oar oar oar oar", ["bees", "boats"], id="strong-enough"),
        pytest.param("sail " + "hive swarm " * 9, ["bees"], id="weak-beside-the-first"),
    ],
)
def test_a_further_area_must_be_strong_alone_and_beside_the_first(body: str, areas: list[str]) -> None:
    """A second area needs 0.7, and three tenths of the first one's strength."""
    assert areas == list(tags(body))


def test_a_phrase_can_speak_for_two_areas() -> None:
    """Shared words earn each area its own weight, and are evidence for both."""
    found = told(item(body="shared", title="", summary=""))

    assert [("boats", ["shared"]), ("bees", ["shared"])] == [
        (tag.area, [each.words for each in tag.evidence]) for tag in found
    ]


def test_a_phrase_that_is_worth_nothing_is_passed_over() -> None:
    """A finder that knows more phrases than the taxonomy earns nothing with them."""
    assert () == decide.tags(item(), [], [PhraseHit("unknown", 0, 7)], TAXONOMY)


def test_evidence_is_the_words_in_the_authors_spelling() -> None:
    """A tag shows the words as they stand, where, and what they earned, the weightiest first."""
    of = item(title="Of bees", summary="A swarm.", body="The HIVE and the hive.")
    (tag,) = decide.tags(of, [PhraseHit("swarm", 11, 16)], [PhraseHit("hive", 4, 8), PhraseHit("hive", 17, 21)], TAXONOMY)  # fmt: skip

    assert [("HIVE", "body", 4, 8, 1.693), ("swarm", "title", 11, 16, 1.0)] == [
        (each.words, each.where, each.start, each.end, each.weight) for each in tag.evidence
    ]


def test_evidence_is_no_concordance() -> None:
    """At most eight pieces of evidence stay with a tag, the weightiest ones."""
    many = {f"word{number}": {"bees": 1.0 + number} for number in range(12)}
    wide = Taxonomy(areas=TAXONOMY.areas, phrases=many, version="wide")
    (tag,) = decide.tags(item(body="x" * 12), [], [PhraseHit(word, 0, 1) for word in many], wide)

    assert [12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0] == [each.weight for each in tag.evidence]


@settings(deadline=None, max_examples=100)
@given(title=WORDS, summary=WORDS, body=WORDS)
def test_every_tag_is_explained_and_sure_to_a_degree(title: str, summary: str, body: str) -> None:
    """Whatever a piece says: at most three areas, each once, scored between 0 and 1, with words that stand there."""
    of = item(title=title, summary=summary, body=body)
    found = told(of)

    assert len({tag.area for tag in found}) == len(found) <= 3
    assert [tag.score for tag in found] == sorted((tag.score for tag in found), reverse=True)
    for tag in found:
        assert 0 < tag.score <= 1
        for each in tag.evidence:
            text = body if each.where == "body" else decide.headline(of)
            assert text[each.start : each.end] == each.words
            assert tag.area in WORTH[each.words]


def test_title_and_summary_are_two_paragraphs() -> None:
    """No phrase is found half in the title and half in the summary."""
    assert decide.headline(item(title="The break", summary="Clause by clause.")) == "The break\n\nClause by clause."


def test_the_version_changes_with_the_taxonomy() -> None:
    """Tags made with another list of phrases are made again."""
    other = Taxonomy(areas=TAXONOMY.areas, phrases=TAXONOMY.phrases, version="other")

    assert decide.version(TAXONOMY) != decide.version(other)
