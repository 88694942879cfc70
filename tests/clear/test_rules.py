"""The rules of the catalogue, held to the catalogue's own examples."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import rules
from pipeline.clear.reading import passages
from pipeline.clear.rules import Rule, applies, catalogue, clean_sentences, in_force, is_identifier, is_of_courts
from pipeline.model import Finding, Item, Kind, Severity
from tests.builders import item, story

ARTICLE = "[article] "
#: Examples of what a record's fields say (`key=value`), not of words in a text: no pattern reads fields.
METADATA = {
    ("COURT-EW-EMBARGO", "judgment.handed_down=unknown; schedule=now"),
    ("COURT-PENDING", "matter_status=pending; kind=story"),
    ("ADV-US-FL-TESTIM", "testimonial.drafted_by=firm; text: Wonderful people."),
}


def example(words: str) -> Item:
    """An item whose body is one example of the catalogue."""
    kind = Kind.ARTICLE if words.startswith(ARTICLE) else Kind.STORY
    return item(kind=kind, title="The yard", summary="A yard.", body=words.removeprefix(ARTICLE))


def found(of: Item, *by: Rule) -> list[Finding]:
    """What these rules find on an item."""
    return list(rules.read(passages(of), by))


def named(id_: str) -> Rule:
    """One rule of the catalogue."""
    return next(rule for rule in catalogue() if rule.id == id_)


def rule(*patterns: str, **changes: Any) -> Rule:
    """A rule of our own on stories, with these patterns."""

    def compiled(texts: Any) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(text, re.IGNORECASE) for text in texts)

    fields: dict[str, Any] = {
        "id": "TEST-RULE", "area": "advertising", "places": ("all",), "severity": Severity.BLOCK,
        "surfaces": ("story",), "why": "Because.", "remedy": "Cut it.", "whole_item": False, "sources": ("a book",),
        "breaks": (), "passes": (), **changes, "patterns": compiled(patterns),
    }  # fmt: skip
    for key in ("mask", "unless", "requires"):
        fields[key] = compiled(changes.get(key, ()))
    return Rule(**fields)


BREAKS = [
    pytest.param(rule, words, id=f"{rule.id}-{number}")
    for rule in catalogue()
    for number, words in enumerate(rule.breaks)
    if (rule.id, words) not in METADATA
]
PASSES = [
    pytest.param(rule, words, id=f"{rule.id}-{number}")
    for rule in catalogue()
    for number, words in enumerate(rule.passes)
]


@pytest.mark.parametrize(("of", "words"), BREAKS)
def test_a_rule_fires_on_what_breaks_it(of: Rule, words: str) -> None:
    """Every example of a breach is found by its own rule, with its reason, remedy and severity."""
    findings = found(example(words), of)

    assert findings
    assert {(of.id, of.severity, of.why, of.remedy, of.sources)} == {
        (each.rule, each.severity, each.reason, each.remedy, each.sources) for each in findings
    }


@pytest.mark.parametrize(("of", "words"), PASSES)
def test_a_rule_is_silent_on_what_passes(of: Rule, words: str) -> None:
    """No example of harmless words is touched by its rule, on the kind of item it is an example of."""
    assert [] == found(example(words), of)


def test_only_examples_of_record_fields_are_left_out() -> None:
    """What the tests above leave out is in the catalogue, speaks of fields, and is three examples."""
    every = {(rule.id, words) for rule in catalogue() for words in rule.breaks}

    assert every >= METADATA
    assert [True] * 3 == ["=" in words.split()[0] for _, words in METADATA]


@pytest.mark.parametrize("words", clean_sentences())
def test_ordinary_legal_prose_is_touched_by_no_rule(words: str) -> None:
    """A clean sentence in a story passes every rule there is, wherever the firm practises."""
    assert [] == found(example(words), *catalogue())


@pytest.mark.parametrize("of", catalogue(), ids=lambda of: of.id)
def test_every_rule_explains_itself(of: Rule) -> None:
    """A rule says why, what to do and where it comes from, reads something, and has examples of both kinds."""
    assert of.why
    assert of.remedy
    assert of.sources
    assert of.breaks
    assert of.passes
    assert of.places
    assert of.patterns or {rule for rule, _ in METADATA} & {of.id}


def test_every_rule_has_a_name_of_its_own_that_tells_its_area() -> None:
    """No two rules share an id, and an id begins with the letters of its area."""
    starts = {"advertising": "ADV", "identifiers": "ID", "confidentiality": "CONF", "court-restrictions": "COURT"}

    assert len(catalogue()) == len({rule.id for rule in catalogue()})
    assert [starts[rule.area] for rule in catalogue()] == [rule.id.partition("-")[0] for rule in catalogue()]
    assert all(is_identifier(rule.id) == (rule.area == "identifiers") for rule in catalogue())
    assert all(is_of_courts(rule.id) == (rule.area == "court-restrictions") for rule in catalogue())


@pytest.mark.parametrize(
    ("places", "bound"),
    [
        pytest.param([], {"all"}, id="nowhere"),
        pytest.param(["CA-ON"], {"all", "CA", "CA-ON"}, id="a-province-and-its-country"),
        pytest.param(["CA"], {"all", "CA"}, id="a-country-without-its-provinces"),
        pytest.param(["IE"], {"all", "IE", "EU"}, id="ireland-and-the-union"),
        pytest.param(["US-NY"], {"all", "US", "US-NY", "US-ABA"}, id="a-state-and-the-model-rules"),
        pytest.param(["GB-EAW"], {"all", "GB", "GB-EAW"}, id="england-and-wales"),
        pytest.param(["GB-EAW", "IE"], {"all", "GB", "GB-EAW", "IE", "EU"}, id="two-places"),
    ],
)
def test_the_rules_of_all_places_and_those_above_them_bind(places: list[str], bound: set[str]) -> None:
    """A firm is bound by the union of its places' rules, those above its places, and those for all; by no others."""
    assert [rule.id for rule in catalogue() if bound & set(rule.places)] == [rule.id for rule in in_force(places)]


def test_rules_of_other_places_do_not_bind() -> None:
    """An English firm need not carry New York's words, and an Ontario firm is held to Ontario's."""
    english, ontarian = ({rule.id for rule in in_force([place])} for place in ("GB-EAW", "CA-ON"))

    assert {"ADV-EW-SRA88"} == {"ADV-EW-SRA88", "ADV-US-NY-PRIOR", "ADV-CA-ON-SPEC", "ADV-CA-VERIFY"} & english
    assert {"ADV-CA-ON-SPEC", "ADV-CA-VERIFY"} == {"ADV-EW-SRA88", "ADV-CA-ON-SPEC", "ADV-CA-VERIFY"} & ontarian


@pytest.mark.parametrize(
    ("id_", "kind", "words", "reads"),
    [
        pytest.param("ADV-GUARANTEE", Kind.ARTICLE, "We guarantee a result.", True, id="article-of-the-firm"),
        pytest.param("ADV-GUARANTEE", Kind.ARTICLE, "Ask me: success is guaranteed.", True, id="article-of-me"),
        pytest.param("ADV-GUARANTEE", Kind.ARTICLE, "Success is guaranteed.", False, id="article-of-the-law"),
        pytest.param("ADV-GUARANTEE", Kind.ARTICLE, "The US court guarantees it.", False, id="article-of-a-country"),
        pytest.param("ADV-GUARANTEE", Kind.ARTICLE, "Under (i) it is guaranteed.", False, id="article-with-a-numeral"),
        pytest.param("ADV-GUARANTEE", Kind.ELSEWHERE, "Our results are certain.", True, id="elsewhere-of-the-firm"),
        pytest.param("ADV-GUARANTEE", Kind.PRACTICE, "Success is guaranteed.", False, id="practice-of-the-law"),
        pytest.param("ADV-GUARANTEE", Kind.STORY, "Success is guaranteed.", True, id="story"),
        pytest.param("ADV-GUARANTEE", Kind.PAGE, "Success is guaranteed.", True, id="page"),
        pytest.param("ADV-GUARANTEE", Kind.PROFILE, "Success is guaranteed.", True, id="profile"),
        pytest.param("ID-CITATION", Kind.ARTICLE, "We read Orrin v Vale.", False, id="article-cites"),
        pytest.param("COURT-SETTLE", Kind.ARTICLE, "We agreed not to say.", False, id="article-of-courts"),
        pytest.param("CONF-HYPOTHETICAL", Kind.ARTICLE, "We shall call her Orla.", False, id="article-of-confidences"),
        pytest.param("ID-CONTACT", Kind.PAGE, "Ring us on 0117 496 0000.", False, id="page-with-contacts"),
        pytest.param("ID-CONTACT", Kind.STORY, "Ring 0117 496 0000.", True, id="story-with-contacts"),
        pytest.param("COURT-SETTLE", Kind.PROFILE, "Anything.", True, id="profile-of-courts"),
        pytest.param("ID-NEWS", Kind.PROFILE, "Anything.", False, id="profile-of-identifiers"),
    ],
)
def test_a_rule_reads_the_words_it_is_for(id_: str, kind: Kind, words: str, reads: bool) -> None:
    """A story is advertising, a page is the firm's profile; an article is read only where it speaks of the firm."""
    assert reads is applies(named(id_), kind, words)


def test_an_article_is_judged_sentence_by_sentence() -> None:
    """An article may say that success is guaranteed, but not in a sentence about the firm."""
    of = item(body="No success is guaranteed by law. With us, success is guaranteed. Success is guaranteed nowhere.")

    assert ["content/articles/a-lease.md:1"] == [each.where for each in found(of, named("ADV-GUARANTEE"))]


def test_every_occurrence_in_a_sentence_is_found() -> None:
    """Two breaches in one sentence are two findings: mending one does not hide the other."""
    of = story(body="One red van met a red bus and a Red car.")

    assert ["red van", "red bus", "Red car"] == [each.words for each in found(of, rule(r"red \w+"))]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["A van was late.", "The van was red.", "Who rang?"]), max_size=12))
def test_every_occurrence_in_a_text_is_found_on_its_line(lines: list[str]) -> None:
    """As many breaches as an author wrote are found, each on the line on which it stands."""
    of = story(body="\n".join(lines), first_line=5)

    expected = [f"{of.source}:{5 + at}" for at, line in enumerate(lines) if "red" in line]

    assert expected == [each.where for each in found(of, rule(r"\bred\b"))]


def test_overlapping_matches_are_one_place() -> None:
    """Two patterns on the same words give one finding, and the next words another."""
    both = rule(r"red van", r"van was late", r"late again")

    assert [(2, 9), (14, 24)] == both.spans("A red van was late again.")
    assert [(2, 6), (6, 9)] == rule(r"red ", r"van").spans("A red van was late again.")


def test_words_behind_a_mask_are_not_read() -> None:
    """A harmless phrase is blanked before the patterns look, and what stands beside it is still found in place."""
    masked = rule(r"\bbest\b", mask=[r"best interests"])

    assert [(23, 27)] == masked.spans("The best interests and best of vans.")


def test_an_exception_silences_its_sentence_alone() -> None:
    """Words that excuse a breach excuse it in their own sentence and not in the next."""
    excused = rule(r"\bred\b", unless=[r"\bpainted\b"])
    of = story(body="It was painted red. It was red.")

    assert len(found(of, excused)) == 1
    assert [] == excused.spans("It was painted red.")


@pytest.mark.parametrize("part", ["title", "summary", "body"])
def test_the_required_words_silence_a_rule_wherever_they_stand(part: str) -> None:
    """A notice anywhere in the item answers the rule that requires it."""
    requiring = rule(r"\bwon\b", requires=[r"no promise"])
    words = {"title": "The van", "summary": "Late.", "body": "We won. It rained."}

    assert len(found(story(**words), requiring)) == 1
    assert [] == found(story(**{**words, part: words[part] + " It is no promise."}), requiring)


def test_half_of_the_required_words_are_not_enough() -> None:
    """A rule that requires two things fires until both stand there."""
    requiring = rule(r"\bwon\b", requires=[r"no promise", r"facts vary"])

    assert found(story(body="We won. It is no promise."), requiring)
    assert found(story(body="We won. The facts vary."), requiring)
    assert [] == found(story(body="We won. It is no promise, for facts vary."), requiring)


def test_a_rule_of_the_whole_item_reads_across_sentences() -> None:
    """What no sentence shows alone is found by a rule that reads the whole item."""
    of = story(body="We met Orla.\n\nShe kept bees.")
    across = r"(?s)Orla.*bees"

    assert [] == found(of, rule(across))
    assert ["Orla. She kept bees"] == [each.words for each in found(of, rule(across, whole_item=True))]


def test_title_and_summary_are_read_too() -> None:
    """A breach in the title or summary is found there and named so."""
    of = story(title="A red van", summary="A red bus.", body="A red car.")

    assert [f"{of.source}, title", f"{of.source}, summary", f"{of.source}:1"] == [
        each.where for each in found(of, rule(r"\bred\b"))
    ]


def test_words_in_an_address_break_no_rule_and_words_in_code_do() -> None:
    """A rule reads what a reader reads: not where a link leads, but code like any other words."""
    of = story(body="See [this](https://x.example/red).")
    code = story(body="Type `red`.")

    assert [] == found(of, rule(r"\bred\b"))
    assert ["red"] == [each.words for each in found(code, rule(r"\bred\b"))]


def test_very_long_words_are_cut_in_the_report() -> None:
    """A finding quotes at most ninety characters, ending in dots."""
    (only,) = found(story(body="red " * 60), rule(r"(red\s*)+"))

    assert len(only.words) == 90
    assert only.words.endswith("...")
