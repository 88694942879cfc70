"""The identity screen, with the real language model, and on mentions of our own choosing."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clear.identity import public_names, screen
from pipeline.clear.reading import passages
from pipeline.edges.english import SpacyNames
from pipeline.model import Finding, Severity
from pipeline.ports import Mention, NameReader
from tests.builders import story

OWN = ("Test & Firm", "Test & Firm LLP", "Rafe Pellow", "Grainne O’Daly", "Bristol")
TOLD = """Hettie Vanbrugh rang on a wet morning from the yard of Larchmoor Joinery Ltd.

The yard lies at the edge of Mickleover, and Hettie had kept it for years.

The invoice said £18,412.60, and she paid it."""


@dataclass(frozen=True)
class Saying(NameReader):
    """A reader that calls these words by this label wherever they first stand."""

    words: str
    label: str

    def mentions(self, text: str) -> list[Mention]:
        """The one mention, where it stands."""
        start = text.find(self.words)
        return [Mention(self.words, self.label, start, start + len(self.words))] if start >= 0 else []


@pytest.fixture(scope="module")
def model() -> SpacyNames:
    """The language model that ships with Attract."""
    return SpacyNames()


def found(body: str, reader: NameReader, title: str = "The van") -> list[Finding]:
    """What the screen finds on a story with this body."""
    return list(screen(passages(story(title=title, summary="A van was late.", body=body)), reader, OWN))


def test_names_companies_small_places_and_sums_are_found(model: SpacyNames) -> None:
    """A story that names its client, her firm, her village and her invoice is shown all four, on their lines."""
    assert {
        ("Hettie Vanbrugh", "ID-NAME", "stories/rafe/the-van.md:1"),
        ("Larchmoor Joinery Ltd", "ID-NAME", "stories/rafe/the-van.md:1"),
        ("Mickleover", "ID-PLACE", "stories/rafe/the-van.md:3"),
        ("Hettie", "ID-NAME", "stories/rafe/the-van.md:3"),
        ("18,412.60", "ID-AMOUNT", "stories/rafe/the-van.md:5"),
    } == {(each.words, each.rule, each.where) for each in found(TOLD, model)}


def test_everything_the_screen_finds_stops_a_story_and_says_what_to_do(model: SpacyNames) -> None:
    """A finding of the screen blocks, and gives its reason, a remedy and where that comes from."""
    findings = found(TOLD, model)

    assert {Severity.BLOCK} == {each.severity for each in findings}
    assert all(each.reason and each.remedy and each.sources for each in findings)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("The tenant went to the County Court. The Court of Appeal agreed.", id="courts"),
        pytest.param("An Employment Tribunal sat, and HMRC wrote to the Land Registry.", id="public-bodies"),
        pytest.param("The judge read the Companies Act 2006 and the Consumer Rights Act 2015.", id="acts"),
        pytest.param("Form N260 was filed under Part 36 of the Civil Procedure Rules.", id="forms-and-parts"),
        pytest.param("It began in March, went on into October and ended on a Tuesday in May.", id="months-and-days"),
        pytest.param("Our client had lived in Ontario, in Ireland and in France.", id="large-places"),
        pytest.param("Rafe Pellow rang back the same day. Rafe listened.", id="the-firms-people"),
        pytest.param("The firm has a room in Bristol, where Test & Firm LLP began.", id="the-firms-own-name"),
        pytest.param("Suppliers at ninety days were common. The suppliers waited.", id="sentence-openings"),
        pytest.param("Surprisingly, nobody rang. Nothing else happened. Then it did.", id="adverbs-that-open"),
        pytest.param("They settled for about £18,000, and some £300 was left.", id="round-sums"),
        pytest.param("The van was late, and we rang the depot.", id="nobody-at-all"),
    ],
)
def test_what_points_to_nobody_is_not_reported(model: SpacyNames, body: str) -> None:
    """Courts, laws, months, large places, the firm's own and ordinary words with a capital are left alone."""
    assert [] == [each.words for each in found(body, model)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param("Last spring Marchetti rang the depot.", "Marchetti", id="march"),
        pytest.param("Our friend Augustine did not sign.", "Augustine", id="august"),
        pytest.param("We met Sunil Partridge at the gate.", "Sunil Partridge", id="part"),
        pytest.param("Ellen Billington kept the keys.", "Ellen Billington", id="bill"),
        pytest.param("The bakery of Mr Formby was shut.", "Formby", id="form"),
    ],
)
def test_a_name_that_begins_like_a_month_or_a_law_is_found(model: SpacyNames, body: str, words: str) -> None:
    """Months and laws are whole words: who is called nearly so is still somebody."""
    assert [words] == [each.words for each in found(body, model)]


@pytest.mark.parametrize("title", ["Hettie Vanbrugh and the van", "The van of Hettie Vanbrugh"])
def test_a_name_in_the_title_is_found(model: SpacyNames, title: str) -> None:
    """A headline is read like the body, and named as the place."""
    (only,) = found("The van was late.", model, title=title)

    assert ("Hettie Vanbrugh", "stories/rafe/the-van.md, title") == (only.words, only.where)


def test_a_name_is_reported_once_for_each_wording(model: SpacyNames) -> None:
    """The same name five times is one thing to answer, found where it first stands."""
    (only,) = found("We rang Hettie Vanbrugh.\n\n" + "Then Hettie Vanbrugh rang us.\n\n" * 4, model)

    assert only.where == "stories/rafe/the-van.md:1"


@pytest.mark.parametrize(
    ("words", "label", "rule"),
    [
        pytest.param("Hettie", "PERSON", "ID-NAME", id="person"),
        pytest.param("Larchmoor", "ORG", "ID-NAME", id="company"),
        pytest.param("Larchmoor", "NORP", "ID-NAME", id="people-of-a-place"),
        pytest.param("Larchmoor", "PROPN", "ID-NAME", id="bare-proper-noun"),
        pytest.param("Larchmoor", "GPE", "ID-PLACE", id="town"),
        pytest.param("Larchmoor", "LOC", "ID-PLACE", id="hill"),
        pytest.param("Larchmoor", "FAC", "ID-PLACE", id="bridge"),
        pytest.param("£412", "MONEY", "ID-AMOUNT", id="sum"),
        pytest.param("Crown Joinery", "ORG", "ID-NAME", id="company-with-a-public-word"),
        pytest.param("Christmas-Orrin", "PERSON", "ID-NAME", id="double-name-with-a-public-word"),
        pytest.param("May-Britt", "PERSON", "ID-NAME", id="double-name-with-a-month"),
        pytest.param("Englander", "PERSON", "ID-NAME", id="name-that-begins-like-a-country"),
        pytest.param("Rafe Orrin", "PERSON", "ID-NAME", id="one-of-ours-by-first-name-alone"),
        pytest.param("Hettie of the Companies Act 2006", "PERSON", "ID-NAME", id="name-beside-a-law"),
        pytest.param("some money", "MONEY", None, id="no-figure"),
        pytest.param("about £400", "MONEY", None, id="about"),
        pytest.param("roughly 400", "MONEY", None, id="roughly"),
        pytest.param("Larchmoor", "DATE", None, id="another-label"),
        pytest.param("the depot", "ORG", None, id="no-capital"),
        pytest.param("The County Court", "ORG", None, id="court"),
        pytest.param("the Supreme Court of Ireland", "ORG", None, id="court-of-a-country"),
        pytest.param("Partnership Act 1890", "PERSON", None, id="act-under-a-wrong-label"),
        pytest.param("Christmas", "PROPN", None, id="feast"),
        pytest.param("Lloyd's", "ORG", None, id="public-name-with-an-apostrophe"),
        pytest.param("the Information Commissioner’s Office", "ORG", None, id="public-name-with-a-curly-one"),
        pytest.param("Grainne O'Daly", "PERSON", None, id="ours-with-the-other-apostrophe"),
        pytest.param("Mr", "PROPN", None, id="a-style-alone"),
        pytest.param("Pellow", "PERSON", None, id="ours"),
    ],
)
def test_a_mention_is_judged_by_its_label_and_its_words(words: str, label: str, rule: str | None) -> None:
    """People, bodies and small places with a capital of their own, and sums with a figure, are reported."""
    findings = found(f"Once upon a time, {words} was there.", Saying(words, label))

    assert ([(words, rule)] if rule else []) == [(each.words, each.rule) for each in findings]


@pytest.mark.parametrize(
    ("body", "words", "label", "reported"),
    [
        pytest.param("Tenants rang. The tenants waited.", "Tenants", "ORG", False, id="used-in-lower-case-too"),
        pytest.param("Larchmoor rang. We waited.", "Larchmoor", "ORG", True, id="never-in-lower-case"),
        pytest.param("Carefully, we waited.", "Carefully", "PROPN", False, id="ends-like-an-adverb"),
        pytest.param("Carefully, we waited.", "Carefully", "ORG", True, id="an-adverb-that-is-a-company"),
        pytest.param("We met Tenants. The tenants waited.", "Tenants", "ORG", True, id="not-an-opening"),
        pytest.param("Bray waited. A donkey will bray.", "Bray", "PERSON", True, id="a-person-is-never-excused"),
        pytest.param("Bray Yard waited. In bray yard.", "Bray Yard", "ORG", True, id="two-words-are-a-name"),
        pytest.param("A list\n\nTenants rang. The tenants waited.", "Tenants", "ORG", False, id="opens-a-paragraph"),
    ],
)
def test_only_ordinary_words_are_excused_by_opening_a_sentence(
    body: str, words: str, label: str, reported: bool
) -> None:
    """A capital at a sentence's start is no name when the word is used without it; when in doubt it is one."""
    assert reported is bool(found(body, Saying(words, label)))


@pytest.mark.parametrize("told", ["Hettie's", "Hettie’s", "“Hettie”", "Hettie,", "Hettie."])
def test_marks_around_a_name_are_not_part_of_it(told: str) -> None:
    """A possessive, quotation marks and full stops are left out, so that one name is one wording."""
    assert ["Hettie"] == [each.words for each in found(f"We met {told} there.", Saying(told, "PERSON"))]


def test_a_very_long_mention_is_cut_in_the_report() -> None:
    """At most ninety characters are quoted, ending in dots."""
    words = "Hettie " * 20 + "Vanbrugh"
    (only,) = found(f"We met {words} there.", Saying(words, "PERSON"))

    assert len(only.words) == 90
    assert only.words.endswith("...")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(public_names())), st.text("aeinorst", min_size=1, max_size=8))
def test_a_name_that_only_begins_with_a_public_name_is_reported(public: str, more: str) -> None:
    """A public name excuses itself and nothing longer: Englander is not England."""
    longer = public + more

    assert longer in public_names() or found(f"We met {longer} there.", Saying(longer, "PERSON"))
    assert [] == found(f"We met {public} there.", Saying(public, "PERSON"))


def test_the_list_of_public_names_holds_names_alone() -> None:
    """Comments and empty lines of the file are no names."""
    assert {"High Court", "HMRC", "Ontario"} <= public_names()
    assert [] == [name for name in public_names() if name.startswith("#") or name != name.strip() or not name]
