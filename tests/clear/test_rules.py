"""The rules that bind a firm, and what they find on its items."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear import packs
from pipeline.clear.own import OwnRules
from pipeline.clear.packs import catalogue
from pipeline.clear.rules import Rulebook, applies, in_force, is_identifier, is_of_courts
from pipeline.model import Kind, Severity
from tests.builders import item, story
from tests.clear.ruling import example, found, known, named, rule, said

#: Rules whose patterns read what an author writes; those that are left to detectors have their tests there.
ON_PROSE = [
    each.rule
    for each in catalogue()
    if each.rule.check.reads_prose
    and not each.rule.check.left_to_detectors
    and {"all", "story", "profile"} & set(each.rule.applies_to)
]
#: Examples of what a record's fields say (`key=value`), not of words in a text: no pattern reads fields.
RECORDS = {
    ("COURT-EW-EMBARGO", "judgment.handed_down=unknown; schedule=now"),
    ("COURT-PENDING", "matter_status=pending; kind=story"),
    ("ADV-FICTION", "story.basis=composite; text: Maya walked into our office with a suitcase of papers."),
    ("ADV-FICTION", "story.basis=generated; text: I was terrified, and they saved my home."),
    ("ADV-FICTION", "story.basis=fictional; image: smiling couple; caption: our clients"),
    ("ADV-US-FL-TESTIM", "testimonial.drafted_by=firm; text: Wonderful people."),
}
BREAKS = [
    pytest.param(each.id, words, id=f"{each.id}-{number}")
    for each in ON_PROSE
    for number, words in enumerate(each.breaks)
    if (each.id, words) not in RECORDS
]
PASSES = [
    pytest.param(each.id, words, id=f"{each.id}-{number}")
    for each in ON_PROSE
    for number, words in enumerate(each.passes)
]


@pytest.mark.parametrize(("id_", "words"), BREAKS)
def test_a_story_that_breaks_a_rule_is_told_so(id_: str, words: str) -> None:
    """Every example of a breach is found in a story, with its rule's reason, remedy, severity and sources."""
    of = named(id_)
    findings = found(example(words), of)

    assert findings
    assert {(id_, of.severity, of.said.summary, of.said.tell_lawyer, of.said.sources)} == {
        (each.rule, each.severity, each.reason, each.remedy, each.sources) for each in findings
    }


@pytest.mark.parametrize(("id_", "words"), PASSES)
def test_a_story_that_passes_a_rule_is_left_alone(id_: str, words: str) -> None:
    """No example of harmless words is touched by its rule, on the kind of item it is an example of."""
    assert [] == found(example(words), named(id_))


def test_only_examples_of_record_fields_are_left_out() -> None:
    """What the tests above leave out is in the packs and speaks of fields."""
    every = {(each.id, words) for each in ON_PROSE for words in each.breaks}

    assert every >= RECORDS
    assert {True} == {"=" in words.split()[0] for _, words in RECORDS}


def test_an_id_tells_the_area() -> None:
    """What consent answers, and what only a court can lift, is known by the id."""
    rules = [each.rule for each in catalogue()]

    assert all(is_identifier(each.id) == (each.area == "identifiers") for each in rules)
    assert all(is_of_courts(each.id) == (each.area == "court-restrictions") for each in rules)


@pytest.mark.parametrize(
    ("places", "bound"),
    [
        pytest.param([], {"all"}, id="nowhere"),
        pytest.param(["CA-ON"], {"all", "CA", "CA-ON"}, id="a-province-and-its-country"),
        pytest.param(["CA"], {"all", "CA"}, id="a-country-without-its-provinces"),
        pytest.param(["IE"], {"all", "IE", "EU"}, id="ireland-and-the-union"),
        pytest.param(["US-NY"], {"all", "US", "US-NY", "US-ABA"}, id="a-state-and-the-model-rules"),
        pytest.param(["GB-EAW"], {"all", "GB", "GB-EAW"}, id="england-and-wales"),
        pytest.param(["GB-EAW-BAR"], {"all", "GB", "GB-EAW", "GB-EAW-BAR"}, id="a-chambers"),
        pytest.param(["GB-EAW", "IE"], {"all", "GB", "GB-EAW", "IE", "EU"}, id="two-places"),
    ],
)
def test_the_rules_of_all_places_and_those_above_them_bind(places: list[str], bound: set[str]) -> None:
    """A firm is bound by the union of its places' rules, those above its places, and those for all; by no others."""
    assert [each.rule.id for each in catalogue() if bound & set(each.rule.places)] == [
        each.id for each in in_force(places)
    ]


def test_rules_of_other_places_do_not_bind() -> None:
    """An English firm need not carry New York's words, and an Ontario firm is held to Ontario's."""
    english, ontarian = ({each.id for each in in_force([place])} for place in ("GB-EAW", "CA-ON"))

    assert {"ADV-EW-SRA88"} == {"ADV-EW-SRA88", "ADV-US-NY-PRIOR", "ADV-CA-ON-SPEC", "ADV-CA-VERIFY"} & english
    assert {"ADV-CA-ON-SPEC", "ADV-CA-VERIFY"} == {"ADV-EW-SRA88", "ADV-CA-ON-SPEC", "ADV-CA-VERIFY"} & ontarian


def test_a_finding_is_as_hard_as_the_rule_is_for_the_firm() -> None:
    """What is a warning in England stops a piece in Ontario."""
    words = example("We are the best family law firm in the county.")

    assert [{Severity.WARN}, {Severity.BLOCK}] == [
        {each.severity for each in found(words, *in_force([place])) if each.rule == "ADV-COMPARE"}
        for place in ("GB-EAW", "CA-ON")
    ]


def test_a_rulebook_is_a_sequence_of_what_is_in_force() -> None:
    """It can be walked, counted and cut like any other, and knows the rest beside."""
    book = in_force(["IE"])

    assert list(book) == [book[number] for number in range(len(book))] == [*book[:3], *book[3:]]
    assert len(book) < len(book.every) == len(catalogue())
    assert "ie" in book.packs
    assert "us-ny" not in book.packs


def test_the_version_names_rules_packs_and_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings made under other rules, other packs or in other places do not count."""
    first = Rulebook((rule("a"),), ("IE",)).version
    others = [
        Rulebook((rule("a"),), ("IE", "GB-EAW")).version,
        Rulebook((rule("a"), rule("b")), ("IE",)).version,
        Rulebook((rule("a", severity="warn"),), ("IE",)).version,
        Rulebook((type(rule("a"))(known(said("a"), digest="1"), Severity.BLOCK),), ("IE",)).version,
        Rulebook((type(rule("a"))(known(said("a")), Severity.BLOCK, ("IE",)),), ("IE",)).version,
    ]

    assert first == Rulebook((rule("a"),), ("IE",)).version
    assert 6 == len({first, *others})
    monkeypatch.setattr("pipeline.clear.rules.METHOD", "0")
    assert first != Rulebook((rule("a"),), ("IE",)).version


def test_the_order_of_places_changes_nothing() -> None:
    """The same places in another order are the same places."""
    assert in_force(["IE", "CA-ON"]).version == in_force(["CA-ON", "IE"]).version


def test_every_place_of_the_packs_can_be_practised_in() -> None:
    """Nothing in the packs stops a firm of everywhere from knowing its rules."""
    everywhere = sorted({place for pack in packs.shipped() for place in pack.places})

    assert len(catalogue()) == len(in_force(everywhere, OwnRules()))


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


@pytest.mark.parametrize("part", ["title", "summary", "body"])
def test_the_required_words_silence_a_rule_wherever_they_stand(part: str) -> None:
    """A notice anywhere in the item answers the rule that requires it."""
    requiring = rule(r"\bwon\b", requires=[r"no promise"])
    words = {"title": "The van", "summary": "Late.", "body": "We won. It rained."}

    assert len(found(story(**words), requiring)) == 1
    assert [] == found(story(**{**words, part: words[part] + " It is no promise."}), requiring)


def test_a_rule_of_the_whole_item_reads_across_sentences() -> None:
    """What no sentence shows alone is found by a rule that reads the whole item."""
    of = story(body="We met Orla.\n\nShe kept bees.")
    across = r"(?s)Orla.*bees"

    assert [] == found(of, rule(across))
    assert ["Orla. She kept bees"] == [each.words for each in found(of, rule(across, scope="item"))]


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
