"""The identity detectors as the whole screen asks them, held to the catalogue's own examples."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import rules
from pipeline.clear.detect import identity
from pipeline.clear.detect.told import Sense, Told
from pipeline.clear.reading import readable
from pipeline.clear.screen import screen
from pipeline.model import Kind, Severity
from pipeline.ports import Reading
from tests.builders import item, story
from tests.clear.detect.reading_aloud import OWN, found, model, told

RULES = {
    rule.id: rule
    for rule in rules.catalogue()
    if rule.id in ("ID-NAME", "ID-ALIAS", "ID-THIRD", "ID-PLACE", "ID-EMPLOYER")
}
BREAKS = [(rule, words) for rule in RULES.values() for words in rule.breaks]
PASSES = [(rule, words) for rule in RULES.values() for words in rule.passes]
TOLD = """Hettie Vanbrugh rang on a wet morning from the yard of Larchmoor Joinery Ltd.

The yard lies at the edge of Mickleborough, and Hettie had kept it for years."""


def screened(words: str, *in_force: rules.Rule) -> list[tuple[str, str]]:
    """The rule and the words of each finding on a story with this body."""
    of = story(title="The van", summary="A van was late.", body=words)
    return [(each.rule, each.words) for each in screen(of, in_force, model(), OWN)]


@pytest.mark.parametrize(("rule", "words"), BREAKS, ids=lambda value: getattr(value, "id", None) or value[:40])
def test_the_examples_of_a_breach_are_found(rule: rules.Rule, words: str) -> None:
    """Every example of a breach in the catalogue is found by its own rule."""
    assert screened(words, rule)


@pytest.mark.parametrize(("rule", "words"), PASSES, ids=lambda value: getattr(value, "id", None) or value[:40])
def test_the_examples_of_harmless_words_pass(rule: rules.Rule, words: str) -> None:
    """No example of harmless words is touched by its rule."""
    assert [] == screened(words, rule)


@pytest.mark.parametrize("words", rules.clean_sentences(), ids=lambda words: words[:40])
def test_ordinary_legal_prose_names_nobody(words: str) -> None:
    """The catalogue's clean sentences hold no name, place or employer."""
    assert [] == found(words)


def test_a_story_is_shown_its_names_and_places_on_their_lines() -> None:
    """Names, firms and villages are found where they stand, and stop the story with a reason and a remedy."""
    of = story(title="The van", summary="A van was late.", body=TOLD)
    findings = screen(of, list(RULES.values()), model(), OWN)

    assert {
        ("Hettie Vanbrugh", "ID-NAME", "stories/rafe/the-van.md:1"),
        ("Larchmoor Joinery Ltd", "ID-NAME", "stories/rafe/the-van.md:1"),
        ("Mickleborough", "ID-PLACE", "stories/rafe/the-van.md:3"),
        ("Hettie", "ID-NAME", "stories/rafe/the-van.md:3"),
    } <= {(each.words, each.rule, each.where) for each in findings}
    assert all(each.reason and each.remedy and each.sources for each in findings)
    assert {Severity.BLOCK} == {each.severity for each in findings if each.rule == "ID-NAME"}


@pytest.mark.parametrize("title", ["Hettie Vanbrugh and the van", "The van of Hettie Vanbrugh"])
def test_a_name_in_the_title_is_found(title: str) -> None:
    """A headline is read like the body, and named as the place."""
    of = story(title=title, summary="A van was late.", body="The van was late.")
    findings = screen(of, [RULES["ID-NAME"]], model(), OWN)

    assert [("Hettie Vanbrugh", "stories/rafe/the-van.md, title")] == [(each.words, each.where) for each in findings]


def test_an_article_is_not_asked_for_names() -> None:
    """What explains the law may name people: the language model is not even asked."""
    of = item(kind=Kind.ARTICLE, body="Hettie Vanbrugh wrote the leading book.")

    assert () == screen(of, list(RULES.values()), model(), OWN)
    assert [] == list(identity.find(Told("Hettie Vanbrugh rang.", Kind.ARTICLE)))


def test_a_marked_stretch_without_words_is_read() -> None:
    """Marks, numbers and white space alone name nobody."""
    assert [] == found("**--** 12 | 3\n\n> \n")


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_offsets_lie_inside_any_text(text: str) -> None:
    """Whatever is written, hits lie inside it, hold something, and nothing breaks."""
    for hit in identity.find(told(text)):
        assert 0 <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end].strip()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                "Hettie",
                "Vanbrugh",
                ",",
                ".",
                "the",
                "in",
                "at",
                "of",
                "Ltd",
                "Court",
                "Act",
                "27",
                "Lane",
                "Mrs",
                "K.",
                "and",
                "&",
                "van",
                "der",
                "’s",
                "\n",
                "#",
                "!",
                "[",
                "](",
                ")",
            ]
        ),
        max_size=14,
    )
)
def test_offsets_lie_inside_any_heap_of_names(parts: list[str]) -> None:
    """The same for heaps of the words that the detectors look for."""
    text = " ".join(parts)
    for hit in identity.find(told(text)):
        assert 0 <= hit.start < hit.end <= len(text)


def test_a_reading_without_tokens_is_enough_for_the_words() -> None:
    """A reader that knows nothing of grammar still lets names be found by their look."""
    text = "It was Oyebanji who paid."
    hits = identity.find(Told(readable(text), Kind.STORY, Reading((), ()), OWN, text))

    assert ["Oyebanji"] == [text[hit.start : hit.end] for hit in hits if hit.sense is Sense.NAME]
