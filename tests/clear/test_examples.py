"""The catalogue's examples and clean sentences, read as a lawyer's texts are: by the whole screen, in their places."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.clear import bulk, packs
from pipeline.clear.packs import RuleData
from pipeline.edges.english import SpacyReader

ARTICLE = "[article] "
#: Every place that has rules of its own.
EVERYWHERE = ["GB-EAW", "GB-EAW-BAR", "IE", "EU-DE", "US-NY", "US-CA", "US-TX", "US-FL", "US-NJ", "AU-NSW", "AU-QLD",
              "CA-ON"]  # fmt: skip


def reads_stories(rule: RuleData) -> bool:
    """Whether a rule reads what an author writes; the others read mails, pages, posts and records."""
    return rule.check.reads_prose and bool({"all", "story", "profile"} & set(rule.applies_to))


def is_prose(words: str) -> bool:
    """Whether an example is words, not what a record's fields say."""
    return "=" not in words.split()[0] and not words.startswith("testimonial:")


def line(id_: str, words: str, places: list[str]) -> str:
    """One text for the screen."""
    kind = "article" if words.startswith(ARTICLE) else "story"
    return json.dumps({"id": id_, "kind": kind, "jurisdictions": places, "text": words.removeprefix(ARTICLE)})


def texts() -> Iterator[str]:
    """Every example of every rule that reads stories, in the first place that has the rule."""
    for known in packs.catalogue():
        rule = known.rule
        if reads_stories(rule):
            place = "GB-EAW" if rule.places[0] == "all" else rule.places[0]
            for sort in ("breaks", "passes"):
                for number, words in enumerate(getattr(rule, sort)):
                    if is_prose(words):
                        yield line(f"{rule.id} {sort} {number}", words, [place])


@pytest.fixture(scope="module")
def reader() -> SpacyReader:
    """The language model that ships with Attract."""
    return SpacyReader()


def found(lines: list[str], reader: SpacyReader) -> dict[str, list[str]]:
    """The rules that fire on each text."""
    told: dict[str, list[str]] = {}
    for answer in bulk.answers(lines, "examples", reader, ()):
        assert isinstance(answer, dict)
        told[answer["id"]] = [each["rule"] for each in answer["findings"]]
    return told


def test_every_example_behaves_as_its_rule_says(reader: SpacyReader) -> None:
    """What breaks a rule is found by it, and what passes is not, with the real language model and all detectors."""
    wrong: dict[str, Any] = {}
    for id_, rules in found(list(texts()), reader).items():
        rule, sort, _ = id_.split()
        if (rule in rules) is not (sort == "breaks"):
            wrong[id_] = rules

    assert {} == wrong


def test_ordinary_legal_prose_raises_nothing(reader: SpacyReader) -> None:
    """The catalogue's clean sentences pass as stories, wherever a firm practises."""
    lines = [line(words, words, EVERYWHERE) for words in packs.clean_sentences()]

    assert {} == {words: rules for words, rules in found(lines, reader).items() if rules}
