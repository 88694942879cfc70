"""The packs that ship, held to their own examples and to what a lawyer may expect of them."""

import re

import pytest

from pipeline.clear import matching, packs
from pipeline.clear.packs import Known, Pack, RuleData, catalogue, shipped
from pipeline.errors import ConfigurationError
from pipeline.fields import parse, parse_swiftly
from tests.clear.ruling import CLEAN, example, found, named

RULES = [known.rule for known in catalogue()]
BREAKS = [pytest.param(rule, words, id=f"{rule.id}-{n}") for rule in RULES for n, words in enumerate(rule.breaks)]
PASSES = [pytest.param(rule, words, id=f"{rule.id}-{n}") for rule in RULES for n, words in enumerate(rule.passes)]
#: The least that ships: no rule is lost on the way.
PACKS = {
    "au", "au-nsw", "au-qld", "ca", "ca-on", "channels", "court", "eu-ccbe", "gb-eaw-bsb", "gb-eaw-sra", "general", "ie",
    "us", "us-aba", "us-al", "us-ca", "us-fl", "us-nj", "us-ny", "us-tx", "us-va",
}  # fmt: skip
AREAS = {
    "court-restrictions": ("COURT", 5), "confidentiality": ("CONF", 11), "identifiers": ("ID", 15),
    "advertising": ("ADV", 51), "clearance": ("CLR", 3), "email": ("MAIL", 20), "web": ("WEB", 8), "social": ("SOC", 8),
}  # fmt: skip

each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


@pytest.mark.parametrize(("rule", "words"), BREAKS)
def test_a_rule_fires_on_what_breaks_it(rule: RuleData, words: str) -> None:
    """Every example of a breach, in prose or in a record, is found by its own rule."""
    assert matching.fires(rule, words)


@pytest.mark.parametrize(("rule", "words"), PASSES)
def test_a_rule_is_silent_on_what_passes(rule: RuleData, words: str) -> None:
    """No harmless example is touched by its own rule."""
    assert not matching.fires(rule, words)


def test_no_example_was_lost() -> None:
    """Each rule has three of a breach and three near misses, but those that a firm's own list of names decides."""
    by_list = {"ID-LISTED", "ID-LISTED-PERHAPS", "ID-METADATA-PERHAPS"}
    short = {rule.id for rule in RULES if len(rule.breaks) < 3 or len(rule.passes) < 3}

    assert len(RULES) >= 121 + len(by_list)
    assert by_list == short


@pytest.mark.parametrize("words", CLEAN)
def test_ordinary_legal_prose_is_touched_by_no_rule(words: str) -> None:
    """A clean sentence in a story passes every rule there is, wherever the firm practises."""
    assert [] == found(example(words), *(named(rule.id) for rule in RULES))


def test_there_are_as_many_clean_sentences_as_ever() -> None:
    """A yardstick that somebody shortened measures nothing."""
    assert 80 <= len(set(CLEAN))


@pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.pack)
def test_a_pack_says_what_it_is(pack: Pack) -> None:
    """It is called as its file, has a title and a version, and opens with what it is not: legal advice."""
    raw = packs.sources()[f"{pack.pack}.yml"].decode()

    assert "Help, not legal advice; confirm with local counsel." == pack.help
    assert pack.title
    assert pack.version
    assert raw.index("help:") < raw.index("rules:")


def test_every_pack_is_there() -> None:
    """One for each place, one for the courts, one for everywhere, one for channels."""
    assert {pack.pack for pack in shipped()} >= PACKS


@each_rule
def test_a_rule_explains_itself(rule: RuleData) -> None:
    """It says why, what to do, where it comes from, when somebody looked and how sure they were."""
    assert rule.summary
    assert rule.tell_lawyer.endswith((".", "?", "'"))
    assert rule.sources
    assert rule.checked


@each_rule
def test_what_a_rule_lets_through_is_said_in_words(rule: RuleData) -> None:
    """Nobody has to read a regular expression to know the exceptions."""
    assert bool(rule.check.mask or rule.check.unless) == bool(rule.exceptions)


@each_rule
def test_a_rule_reads_prose_or_says_what_keeps_it(rule: RuleData) -> None:
    """What no reading can keep is kept by another part of Attract, or honestly not yet."""
    on_items = {"all", "story", "profile"} & set(rule.applies_to)
    reads = rule.check.senses or (rule.check.reads_prose and (rule.check.patterns or rule.check.count))

    assert rule.kept_by or (on_items and reads)


@each_rule
def test_every_pattern_is_a_pattern(rule: RuleData) -> None:
    """Patterns are compiled when they are needed, so the tests need them all."""
    check = rule.check
    for pattern in (*check.patterns, *check.record_patterns, *check.mask, *check.unless, *check.requires):
        assert matching.compiled(pattern)
    assert all(matching.compiled(each) for each in check.count.values())
    assert bool(check.count) == (check.threshold is not None)


@pytest.mark.parametrize(("area", "start", "least"), [(area, *told) for area, told in AREAS.items()])
def test_a_rule_has_a_name_of_its_own_that_tells_its_area(area: str, start: str, least: int) -> None:
    """No two rules share an id, and an id begins with the letters of its area."""
    ids = [rule.id for rule in RULES if rule.area == area]

    assert len(set(ids)) == len(ids) >= least
    assert {start} == {id_.partition("-")[0] for id_ in ids}


def test_a_rule_lives_in_a_pack_of_one_of_its_places() -> None:
    """Whoever looks for a place's rules finds them where the place is, or in the pack of their area."""
    homes = {pack.pack: set(pack.places) for pack in shipped()}

    assert [] == [known.rule.id for known in catalogue() if not homes[known.pack] & set(known.rule.places)]


@pytest.mark.parametrize(
    ("id_", "words", "match"),
    [
        pytest.param("ADV-US-NY-PRIOR", "Prior results do not guarantee a similar outcome.", "exact", id="new-york"),
        pytest.param("ADV-US-NY-LABEL", "Attorney Advertising", "exact", id="new-york-label"),
        pytest.param("ADV-US-FL-TESTIM", "You may not obtain the same or similar results.", "substance", id="florida"),
        pytest.param(
            "ADV-CA-PAST",
            "Past results are not necessarily indicative of future results, and outcomes will vary according to the "
            "facts in individual cases.",
            "parts",
            id="canada",
        ),
    ],
)
def test_a_notice_stands_there_word_for_word(id_: str, words: str, match: str) -> None:
    """A firm copies a notice from its pack; the rule takes those words for an answer."""
    rule = named(id_).said

    assert rule.notice
    assert (words, match) == (rule.notice.text, rule.notice.match)
    assert matching.answered(rule.check, f"We won. {words}")


def test_the_size_of_a_notice_is_said_where_it_matters() -> None:
    """New York's notice on specialists has a size; the others do not."""
    sizes = {rule.id: (rule.notice.size, rule.notice.steps) for rule in RULES if rule.notice}

    assert {"ADV-US-NY-SPEC": ("two font sizes larger than the claim", 2)} == {k: v for k, v in sizes.items() if v[1]}


def test_patterns_on_records_are_never_run_on_prose() -> None:
    """`matter_status=live` in a story is a strange sentence and not a record; only examples read it so."""
    rule = named("COURT-PENDING")
    words = "matter.status=pending; matter_status: live"

    assert rule.said.check.record_patterns
    assert [] == found(example(words), rule)
    assert matching.fires(rule.said, "matter_status=pending; kind=story")


@pytest.mark.parametrize("id_", ["CONF-CONSENT-MISSING", "ADV-BIO-STALE", "MAIL-CANSPAM", "WEB-NOCOOKIE"])
def test_rules_on_records_mails_and_pages_read_no_prose(id_: str) -> None:
    """What their examples say in a story's words breaks nothing."""
    rule = named(id_)

    assert [] == [each for words in rule.said.breaks for each in found(example(words), rule)]


def test_both_ways_of_reading_a_pack_read_the_same() -> None:
    """The fast way takes no shortcut: every value is what the careful way makes of it."""
    for name, raw in packs.sources().items():
        assert parse(Pack, raw.decode(), name) == parse_swiftly(Pack, raw.decode(), name)


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        pytest.param("    note:", "    notes:", "`rules.0.notes` is not a setting. Did you mean `note`?", id="unknown"),
        pytest.param("      type: text", "      typ: text", "`rules.0.check.typ` is not a setting.", id="in-the-check"),
        pytest.param("severity: block", "severity: stop", "`rules.0.severity`: Input should be", id="no-severity"),
        pytest.param("places: [AU-NSW]", "places: [Sydney]", "`places.0`: String should match", id="no-place"),
        pytest.param("senses: [injury]", "senses: [pain]", "`rules.0.check.senses.0`: Input should be", id="no-sense"),
        pytest.param("Help, not legal advice", "Legal advice", "`help`: Input should be", id="no-help"),
    ],
)
def test_a_mistake_in_a_pack_names_file_and_line(before: str, after: str, key: str) -> None:
    """Unknown keys and wrong values are errors that lead to their line, also where the file is read fast."""
    text = packs.sources()["au-nsw.yml"].decode()
    assert before in text

    with pytest.raises(ConfigurationError) as told:
        parse_swiftly(Pack, text.replace(before, after, 1), "au-nsw.yml")

    assert key in told.value.cause
    line = int(re.search(r":(\d+)$", told.value.thing)[1])  # type: ignore[index]  # the match is the test
    assert after.split()[0] in text.replace(before, after, 1).splitlines()[line - 1]


def test_a_pack_that_is_no_yaml_names_its_line() -> None:
    """What neither way can read is told by the careful one."""
    with pytest.raises(ConfigurationError, match=r"x\.yml:2"):
        parse_swiftly(Pack, "pack: a\ntitle: b: c\n", "x.yml")


def test_the_catalogue_knows_the_pack_of_each_rule() -> None:
    """A finding can be led back to the pack, its version and its very bytes."""
    known: Known = next(each for each in catalogue() if each.rule.id == "ADV-US-NY-PRIOR")

    assert ("us-ny", "New York") == (known.pack, known.title)
    assert packs.digest(packs.sources()["us-ny.yml"]) == known.digest
