"""A firm's own rules: what they may change, and what nobody can."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clear import own
from pipeline.clear.own import Loosening, OwnRules, loosenings
from pipeline.clear.packs import catalogue
from pipeline.clear.rules import in_force
from pipeline.errors import ConfigurationError
from pipeline.model import Severity
from tests.clear.ruling import example, found

NAME = "content/rules/house.yml"
RULE = """rules:
  - id: FIRM-ACRONYMS
    summary: Readers do not know our committees by their letters.
    severity: warn
    tell_lawyer: Write the name out.
    check: {patterns: ['\\bJPAC\\b']}
    breaks: [We sat on JPAC for years.]
    passes: [We sat on the planning committee.]
"""
LOOSEN = "loosen:\n  - {rule: ADV-URGENCY, severity: warn, by: Ada Clear, reason: we name real dates, on: 2026-11-01}\n"
LOOSENED = Loosening("ADV-URGENCY", "warn", "Ada Clear", "we name real dates", date(2026, 11, 1))


def read(*texts: str) -> OwnRules:
    """What a firm's files say."""
    names = [NAME, "content/rules/more.yml"]
    return own.read(dict(zip(names, texts, strict=False)))


def refusal(*texts: str) -> ConfigurationError:
    """The one error that these files make."""
    with pytest.raises(ConfigurationError) as told:
        read(*texts)
    return told.value


def severities(rules: OwnRules, *recorded: Loosening, places: tuple[str, ...] = ("US-NY",)) -> dict[str, Severity]:
    """How hard each rule in force is."""
    return {rule.id: rule.severity for rule in in_force(places, rules, [each.hash for each in recorded])}


def test_a_firm_without_rules_of_its_own_changes_nothing() -> None:
    """No file, an empty file: the packs as they ship."""
    assert severities(OwnRules()) == severities(read()) == severities(read("")) == severities(read("title: Ours"))


def test_a_rule_of_the_firms_own_is_read_like_any_other() -> None:
    """It finds what it is for, says what to do, and holds wherever the firm practises."""
    book = in_force(["GB-EAW"], read(RULE))
    (finding,) = found(example("We sat on JPAC for years."), *book)

    assert ("FIRM-ACRONYMS", Severity.WARN, "Write the name out.") == (finding.rule, finding.severity, finding.remedy)
    assert "content/rules/house.yml" in book.packs


def test_a_rule_may_hold_in_some_places_alone() -> None:
    """Places of its own bind it like any other rule."""
    rules = read(RULE.replace("    severity:", "    places: [IE]\n    severity:"))

    assert [True, False] == ["FIRM-ACRONYMS" in severities(rules, places=places) for places in (("IE",), ("GB-EAW",))]


@pytest.mark.parametrize(
    ("rule", "to", "then"),
    [
        pytest.param("ADV-URGENCY", "block", Severity.BLOCK, id="a-warning-stops"),
        pytest.param("ADV-URGENCY", "require-disclaimer", Severity.REQUIRE, id="a-warning-asks-for-words"),
        pytest.param("ADV-GUARANTEE", "require-disclaimer", Severity.BLOCK, id="what-is-harder-stays-so"),
        pytest.param("COURT-PENDING", "block", Severity.BLOCK, id="a-court-may-be-taken-seriously"),
    ],
)
def test_a_firm_may_take_a_rule_more_seriously(rule: str, to: str, then: Severity) -> None:
    """Tightening never makes a rule milder, in any place."""
    rules = read(f"tighten: [{{rule: {rule}, severity: {to}}}]")

    assert then is severities(rules)[rule]


def test_a_tightened_rule_that_does_not_bind_does_not_begin_to() -> None:
    """Severity says how hard, and places say whether."""
    rules = read("tighten: [{rule: ADV-US-NY-PRIOR, severity: block}]")

    assert "ADV-US-NY-PRIOR" not in severities(rules, places=("IE",))


def test_a_loosening_counts_only_once_it_is_recorded() -> None:
    """Writing it into a file changes nothing; the record does."""
    rules = read(LOOSEN.replace("URGENCY", "GUARANTEE"))
    recorded = Loosening("ADV-GUARANTEE", "warn", "Ada Clear", "we name real dates", date(2026, 11, 1))

    assert [Severity.BLOCK, Severity.WARN] == [
        severities(rules)["ADV-GUARANTEE"],
        severities(rules, recorded)["ADV-GUARANTEE"],
    ]


def test_a_recorded_loosening_that_left_the_file_no_longer_counts() -> None:
    """The file asks and the record bears it out: it takes both."""
    assert (
        Severity.BLOCK
        is severities(OwnRules(), Loosening("ADV-GUARANTEE", "off", "A", "b", date(2026, 1, 1)))["ADV-GUARANTEE"]
    )


def test_a_rule_is_switched_off_by_name() -> None:
    """Off is off, and the book still knows who did it."""
    rules = read(LOOSEN.replace("warn", "off"))
    book = in_force(["US-NY"], rules, [each.hash for each in rules.loosened])

    assert "ADV-URGENCY" not in {rule.id for rule in book}
    (rule,) = (rule for rule in book.every if rule.id == "ADV-URGENCY")
    assert rule.loosened
    assert "Ada Clear" == rule.loosened.by


@pytest.mark.parametrize(
    ("recorded", "left"),
    [
        pytest.param((), (LOOSENED,), id="nothing-recorded"),
        pytest.param((LOOSENED,), (), id="recorded"),
        pytest.param(
            (Loosening("ADV-URGENCY", "off", "Ada Clear", "we name real dates", date(2026, 11, 1)),),
            (LOOSENED,),
            id="another-severity",
        ),
        pytest.param(
            (Loosening("ADV-URGENCY", "warn", "Rafe", "we name real dates", date(2026, 11, 1)),),
            (LOOSENED,),
            id="another-person",
        ),
        pytest.param(
            (Loosening("ADV-URGENCY", "warn", "Ada Clear", "because", date(2026, 11, 1)),),
            (LOOSENED,),
            id="another-reason",
        ),
        pytest.param(
            (Loosening("ADV-URGENCY", "warn", "Ada Clear", "we name real dates", date(2026, 11, 2)),),
            (LOOSENED,),
            id="another-day",
        ),
    ],
)
def test_what_the_record_has_to_say_is_told(recorded: tuple[Loosening, ...], left: tuple[Loosening, ...]) -> None:
    """Rule, severity, person, reason and day: what differs in one of them needs a line of its own."""
    rules = read(LOOSEN)
    hashes = {each.hash for each in recorded}

    assert left == loosenings(rules, hashes)
    assert left == in_force(["US-NY"], rules, hashes).unrecorded
    assert NAME == rules.loosened[0].source


FAST = [known.rule.id for known in catalogue() if known.rule.id.startswith(("COURT-", "CONF-CONSENT-"))]


@pytest.mark.parametrize("rule", FAST)
def test_what_a_court_or_a_client_keeps_nobody_loosens(rule: str) -> None:
    """There is no switch, and the error says so, with its line."""
    error = refusal(LOOSEN.replace("ADV-URGENCY", rule))

    assert f"{NAME}:2" == error.thing
    assert f"{rule} cannot be loosened" in error.cause


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        pytest.param(RULE.replace("FIRM-", "OUR-"), 2, "your own rules are called FIRM-", id="not-marked-as-ours"),
        pytest.param(RULE.replace("FIRM-ACRONYMS", "ADV-COMPARE"), 2, "are called FIRM-", id="passing-for-law"),
        pytest.param(RULE + RULE.removeprefix("rules:\n"), 9, "FIRM-ACRONYMS stands in this file already", id="twice"),
        pytest.param(RULE.replace("    severity:", "    sevrity: x\n    severity:"), 4, "`rules.0.sevrity` is not a setting. Did you mean `severity`?", id="unknown-key"),
        pytest.param(RULE.replace("warn", "mild"), 4, "`rules.0.severity`: Input should be", id="no-severity"),
        pytest.param(RULE.replace("JPAC\\b'", "(JPAC'"), 6, "this is no regular expression", id="no-pattern"),
        pytest.param(RULE.replace("patterns: ['\\bJPAC\\b']", "looks_for: nothing"), 6, "this rule looks for nothing", id="nothing-to-find"),
        pytest.param(RULE.replace("patterns:", "threshold: 3, patterns:"), 6, "count and threshold go together", id="a-threshold-of-nothing"),
        pytest.param(RULE.replace("We sat on JPAC", "We sat"), 7, "the rule does not find this", id="an-example-that-is-none"),
        pytest.param(RULE.replace("the planning committee", "JPAC"), 8, "the rule finds this", id="a-near-miss-that-is-none"),
        pytest.param("tighten: [{rule: ADV-COMPARE, severity: warn}]", 1, "`tighten.0.severity`: Input should be", id="tightened-to-a-warning"),
        pytest.param("tighten:\n- {rule: ADV-COMPAR, severity: block}", 2, "there is no rule ADV-COMPAR; did you mean ADV-COMPARE", id="no-such-rule"),
        pytest.param("tighten:\n- {rule: ZZZ, severity: block}", 2, "there is no rule ZZZ.", id="nothing-like-it"),
        pytest.param("tighten:\n- {rule: FIRM-X, severity: block}", 2, "FIRM-X is your own: change it where it stands", id="their-own"),
        pytest.param(LOOSEN + "tighten:\n- {rule: ADV-URGENCY, severity: block}", 2, "ADV-URGENCY is changed twice", id="both-ways"),
        pytest.param(LOOSEN.replace("by: Ada Clear, ", ""), 2, "`loosen.0.by` is missing.", id="by-nobody"),
        pytest.param(LOOSEN.replace("Ada Clear", "' '"), 2, "`loosen.0.by`: must have a letter in it.", id="by-a-blank"),
        pytest.param(LOOSEN.replace("we name real dates", "'-'"), 2, "`loosen.0.reason`: must have a letter", id="for-no-reason"),
        pytest.param(LOOSEN.replace("2026-11-01", "soon"), 2, "`loosen.0.on`: Input should be a valid date", id="on-no-day"),
        pytest.param(LOOSEN.replace("warn", "block"), 2, "`loosen.0.severity`: Input should be 'warn' or 'off'", id="loosened-to-a-stop"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line(text: str, line: int, cause: str) -> None:
    """Whoever wrote the file can go straight to what is wrong with it."""
    error = refusal(text)

    assert f"{NAME}:{line}" == error.thing
    assert cause in error.cause


def test_two_files_may_not_contradict_each_other() -> None:
    """An id or a change that stands in one file is refused in the next, with both named."""
    again = refusal(RULE, RULE)
    changed = refusal(LOOSEN, LOOSEN)

    assert "content/rules/more.yml:2" == again.thing == changed.thing
    assert f"FIRM-ACRONYMS stands in {NAME} already" in again.cause
    assert "ADV-URGENCY is changed twice" in changed.cause


def test_a_rule_that_only_detectors_serve_needs_no_pattern() -> None:
    """Senses are enough, and its examples are then a detector's to find."""
    rules = read(RULE.replace("patterns: ['\\bJPAC\\b']", "senses: [urgency]"))

    assert 1 == len(rules.rules)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever stands in a file, the answer is rules or one error that a person can read."""
    with suppress(ConfigurationError):
        read(text)
