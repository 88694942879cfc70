"""What a piece's file says of its matter, and the notices that rules ask for."""

import pytest

from pipeline.clear import facts, rules
from pipeline.clear.matching import compiled
from pipeline.clear.packs import catalogue
from pipeline.clear.reading import passages
from pipeline.clear.rules import in_force
from pipeline.clear.screen import screen
from pipeline.model import Finding, Item, Kind, Severity
from tests.builders import item, story
from tests.clear.ruling import found, named, rule

EVERYWHERE = in_force(["US-NY", "US-FL", "US-TX", "US-CA", "GB-EAW", "GB-EAW-BAR", "IE", "CA-ON", "AU-NSW"])


def told(of: Item) -> dict[str, Finding]:
    """What the facts of an item say to the rules, by rule."""
    return {each.rule: each for each in facts.findings(of, EVERYWHERE, rules.Answers(passages(of)))}


def of_matter(*pairs: tuple[str, str], kind: Kind = Kind.STORY) -> Item:
    """An item whose file says this of its matter."""
    return story(kind=kind, facts=pairs)


@pytest.mark.parametrize(
    ("pairs", "id_", "words"),
    [
        pytest.param([("matter_status", "pending")], "COURT-PENDING", "matter_status=pending", id="a-live-case"),
        pytest.param([("judgment.handed_down", "unknown")], "COURT-EW-EMBARGO", "handed_down=unknown", id="no-judgment-yet"),
        pytest.param(
            [("result.reduced", "true"), ("result.final_received", "")], "ADV-US-TX-VERDICT",
            "result.reduced=true; result.final_received=", id="a-verdict-cut-down",
        ),
        pytest.param([("testimonial.generated", "true")], "ADV-US-FTC-TESTIM", "testimonial.generated=true", id="praise-by-nobody"),
        pytest.param([("testimonial.evidence", "")], "ADV-EW-CAP-TESTIM", "testimonial.evidence=", id="praise-without-proof"),
    ],
)  # fmt: skip
def test_a_fact_that_breaks_a_rule_holds_the_piece(pairs: list[tuple[str, str]], id_: str, words: str) -> None:
    """The finding is about the piece as a whole, and names the fact."""
    finding = told(of_matter(*pairs))[id_]

    assert (words, "", "stories/rafe/the-van.md") == (finding.words, finding.part, finding.where)
    assert finding.remedy == named(id_).said.tell_lawyer


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([], id="nothing-said"),
        pytest.param([("matter_status", "concluded")], id="it-is-over"),
        pytest.param([("judgment.handed_down", "2026-02-16")], id="it-is-public"),
        pytest.param([("result.reduced", "false"), ("result.final_received", "")], id="nothing-was-cut"),
        pytest.param([("results.evidence", "ledger-2025"), ("own_matter", "true")], id="proof"),
    ],
)
def test_a_fact_that_breaks_nothing_says_nothing(pairs: list[tuple[str, str]]) -> None:
    """What is as it should be makes no finding."""
    assert {} == told(of_matter(*pairs))


def test_facts_are_told_with_the_rest() -> None:
    """The screen puts them before what stands in the words."""
    of = story(body="We guarantee a better offer.", facts=(("matter_status", "pending"),))

    assert ["COURT-PENDING", "ADV-GUARANTEE"] == [each.rule for each in screen(of, in_force(["GB-EAW"]), None, ())]


def test_no_pattern_for_prose_reads_a_fact() -> None:
    """A proof called "best lawyers' list" is no boast."""
    assert {} == told(of_matter(("results.evidence", "we are the best law firm, and success is guaranteed")))


def test_a_profile_is_asked_for_what_profiles_are_asked_for() -> None:
    """A live case is no matter of an article that explains the law."""
    assert "COURT-PENDING" not in told(item(facts=(("matter_status", "pending"),)))


@pytest.mark.parametrize(
    ("id_", "words", "proof"),
    [
        pytest.param("ADV-EW-CAP37", "97% of our clients would recommend us.", ("evidence.url", "/survey"), id="a-count"),
        pytest.param("ADV-US-CA-SKILLS", "We have won thousands of cases.", ("results.evidence", "ledger"), id="results"),
        pytest.param("ADV-AU-SPEC", "Ask our accredited specialist.", ("credentials", "LSNSW-2021"), id="a-certificate"),
    ],
)  # fmt: skip
def test_a_proof_in_front_matter_excuses_as_one_in_the_text_does(id_: str, words: str, proof: tuple[str, str]) -> None:
    """The author need not write a reference among their words."""
    assert screen(story(body=words), [named(id_)], None, ())
    assert () == screen(story(body=words, facts=(proof,)), [named(id_)], None, ())


# Notices


def severities(places: list[str], body: str, **changes: str) -> dict[str, Finding]:
    """What the rules of some places find on a story, by rule."""
    return {each.rule: each for each in screen(story(body=body, **changes), in_force(places), None, ())}


def test_a_rule_that_asks_for_words_brings_them() -> None:
    """Attract prints the notice, so the piece need not wait for it."""
    finding = severities(["US-NY"], "We won a $2 million verdict.")["ADV-US-NY-PRIOR"]

    assert "Prior results do not guarantee a similar outcome." == finding.notice
    assert not finding.stops


def test_a_notice_answers_the_rules_that_ask_for_the_same() -> None:
    """New York's sentence is what the model rules ask for, too; without New York somebody has to write one."""
    words = "We won a $2 million verdict."

    assert "ADV-RESULTS" not in severities(["US-NY"], words)
    assert severities(["US-VA"], words)["ADV-RESULTS"].stops


@pytest.mark.parametrize(
    ("title", "left"),
    [
        pytest.param("They settled", {"A-SAYS", "B-ASKS"}, id="the-title-has-no-notice"),
        pytest.param("The van", {"A-SAYS"}, id="both-claims-stand-below"),
    ],
)
def test_a_notice_answers_only_beside_the_claim(title: str, left: set[str]) -> None:
    """A notice below the text says nothing to whoever reads the title alone."""
    says = rule("won", id="A-SAYS", severity="require-disclaimer", notice={"text": "It is no promise."})
    asks = rule("settled", id="B-ASKS", severity="require-disclaimer", requires=["no promise"])
    of = story(title=title, body="We won, and they settled.")

    assert left == {each.rule for each in screen(of, [says, asks], None, ())}


def test_a_rule_that_stops_is_not_bought_off_with_a_notice() -> None:
    """New York's specialist needs a certificate, and the notice only goes with it."""
    finding = severities(["US-NY"], "She specializes in leases.")["ADV-US-NY-SPEC"]

    assert finding.stops
    assert "" == finding.notice


def test_the_size_of_a_notice_goes_with_it() -> None:
    """Where the rule asks for words alone, the steps of type size are told."""
    of = named("ADV-US-NY-SPEC")
    milder = rules.Rule(of.known, Severity.REQUIRE)

    (finding,) = found(story(body="She specializes in leases."), milder)
    assert 2 == finding.notice_steps


def test_every_notice_answers_its_own_rule() -> None:
    """What Attract prints is what the rule asks for."""
    for known in catalogue():
        if known.rule.notice and known.rule.check.requires:
            assert all(compiled(each).search(known.rule.notice.text) for each in known.rule.check.requires)
