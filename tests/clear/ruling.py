"""Rules of our own for tests, and items to read them on."""

from typing import Any

from pipeline.clear import packs, rules
from pipeline.clear.packs import Known, RuleData
from pipeline.clear.reading import passages
from pipeline.clear.rules import Rule
from pipeline.model import Finding, Item, Kind, Severity
from tests.builders import item

#: Ordinary legal prose that no rule may touch.
CLEAN = packs.clean_sentences()


def said(*patterns: str, **changes: Any) -> RuleData:
    """What a pack says of a rule on stories; what belongs to its check goes there."""
    check = {key: changes.pop(key) for key in tuple(changes) if key in packs.Check.model_fields}
    return RuleData.model_validate(
        {
            "id": "TEST-RULE", "summary": "Because.", "area": "advertising", "places": ["all"], "severity": "block",
            "applies_to": ["story"], "tell_lawyer": "Cut it.", "sources": ["a book"], "confidence": "high", **changes,
            "check": {"type": "text", "patterns": patterns, **check},
        }
    )  # fmt: skip


def known(of: RuleData, **changes: Any) -> Known:
    """A rule in a pack."""
    return Known(**{"rule": of, "pack": "test", "title": "Test", "version": "1", "digest": "0", **changes})


def rule(*patterns: str, **changes: Any) -> Rule:
    """A rule of our own on stories, with these patterns."""
    return Rule(known(said(*patterns, **changes)), Severity(changes.get("severity", "block")))


def named(id_: str) -> Rule:
    """One rule that ships."""
    return next(each for each in rules.catalogue() if each.id == id_)


def example(words: str) -> Item:
    """An item whose body is one example of a pack."""
    article = words.startswith("[article] ")
    kind = Kind.ARTICLE if article else Kind.STORY
    return item(kind=kind, title="The yard", summary="A yard.", body=words.removeprefix("[article] "))


def found(of: Item, *by: Rule, **how: Any) -> list[Finding]:
    """What these rules find on an item."""
    return list(rules.read(passages(of), by, **how))
