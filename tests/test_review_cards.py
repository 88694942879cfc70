"""What was found on a piece, told to somebody who has five minutes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.clear.decide import judge
from pipeline.model import Clearance, Finding, Held, Severity
from pipeline.review_cards import cards, said_once, steps
from tests.builders import NOON, clearance, finding, item, standing, story

VAN = story(body="Hettie Vanbrugh had a van. Hettie sold it for £412.60.")


def at(rule: str, words: str, **changes: object) -> Finding:
    """A finding on these words of the story's body."""
    start = VAN.body.index(words)
    return finding(rule=rule, words=words, part="body", start=start, end=start + len(words), where=f"{VAN.source}:1",
                   **changes)  # fmt: skip


NAME, SUM = at("ID-NAME", "Hettie Vanbrugh"), at("ID-AMOUNT", "£412.60", instead="about £400")


def held(*findings: Finding, by: Clearance | None = None) -> Held:
    """The story, held for these."""
    judged = judge(VAN, (), findings, standing(by), NOON)
    assert isinstance(judged, Held)
    return judged


def test_cards_are_numbered_as_a_reader_meets_them() -> None:
    """One card for each wording, in the order of the words, with its line and what to write instead."""
    found = cards(VAN, [SUM, NAME])

    assert [(1, "Hettie Vanbrugh", ""), (2, "£412.60", "about £400")] == [(c.number, c.words, c.instead) for c in found]
    assert ["line 1", "line 1"] == [card.places[0].where for card in found]


def test_the_same_words_twice_are_one_card_with_two_places() -> None:
    """A name that stands five times is dealt with once."""
    first = at("ID-NAME", "Hettie")
    later = replace(first, start=27, end=33)

    (card,) = cards(VAN, [first, later])
    assert len(card.places) == 2


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        pytest.param(["ID-NAME", "ID-ALIAS"], ["ID-NAME"], id="a-name-and-a-first-name"),
        pytest.param(["ID-NAME", "ID-EMPLOYER", "ID-THIRD"], ["ID-NAME"], id="a-name-and-whose"),
        pytest.param(["ID-REF", "ID-CONTACT"], ["ID-REF"], id="a-number-in-two-senses"),
        pytest.param(["ID-ALIAS"], ["ID-ALIAS"], id="alone"),
        pytest.param(["ID-NAME", "ADV-COMPARE"], ["ID-NAME", "ADV-COMPARE"], id="two-things-to-do"),
    ],
)
def test_nobody_is_told_twice_to_do_the_same_to_the_same_words(rules: list[str], told: list[str]) -> None:
    """What a second rule adds on the very same words is kept only where something else must be done."""
    assert told == [each.rule for each in said_once([at(rule, "Hettie Vanbrugh") for rule in rules])]


@pytest.mark.parametrize(
    ("severity", "notice", "level"),
    [
        pytest.param(Severity.BLOCK, "", "stop", id="block"),
        pytest.param(Severity.REQUIRE, "", "stop", id="words-the-author-must-add"),
        pytest.param(Severity.REQUIRE, "Past results.", "words", id="words-that-attract-prints"),
        pytest.param(Severity.WARN, "", "look", id="warning"),
    ],
)
def test_a_card_shows_how_grave_it_is(severity: Severity, notice: str, level: str) -> None:
    """What stops, what needs words beside it, and what is worth a look are told apart."""
    (card,) = cards(VAN, [at("ADV-RESULTS", "£412.60", severity=severity, notice=notice)])

    assert (level, notice) == (card.level, card.notice)


def test_the_steps_begin_with_the_words_and_end_with_the_record() -> None:
    """First the marked places, then consent or a person, each with what to type."""
    verdict = held(NAME, SUM)
    words, record = steps(VAN, verdict, cards(VAN, verdict.findings))

    assert "the 2 marked places" in words.what
    assert "nobody has recorded a clearance" in record.what
    assert record.command.startswith("attract clear the-van")


def test_a_courts_restriction_comes_first_and_has_no_command() -> None:
    """Nothing can be typed that would lift it."""
    verdict = held(at("COURT-PENDING", "had a van"))
    first, *_ = steps(VAN, verdict, cards(VAN, verdict.findings))

    assert "only the court" in first.what
    assert first.command == ""


def test_a_second_person_is_asked_for_by_name_of_the_command() -> None:
    """Who is missing is a step of its own."""
    judged = judge(VAN, (), (), standing(clearance(VAN), eyes=2), NOON)
    assert isinstance(judged, Held)
    (only,) = steps(VAN, judged, [])

    assert "second person" in only.what
    assert only.command.startswith("attract clear the-van --by NAME")


def test_what_goes_out_needs_nothing() -> None:
    """The one step says where it goes, and that nobody need do anything."""
    judged = judge(item(published=NOON - timedelta(days=1)), (), (), standing(), NOON)

    (only,) = steps(item(), judged, [])
    assert only.what.startswith("Nothing.")
