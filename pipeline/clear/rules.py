"""The rules that read words: loaded from `rules.yaml`, applied sentence by sentence."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from pipeline.clear.reading import Passage, sentences
from pipeline.model import Finding, Kind, Severity

#: Raise it when this module or `reading` finds other things than before.
METHOD = "2"
_FLAGS = re.IGNORECASE | re.DOTALL
#: A place's law includes that of the places above it.
_ABOVE = {"IE": "EU"}
#: The words in which a firm speaks of itself; the US is not us.
_OURSELVES = re.compile(r"\b(?:we|ours?|my|me|(?-i:[Uu]s|I))\b", re.IGNORECASE)
_ADVERTISING = "advertising"
# Which of the catalogue's surfaces a kind of item is. A story is advertising by itself;
# the firm's pages are its profile.
_SURFACE = {Kind.STORY: "story", Kind.PROFILE: "profile", Kind.PAGE: "profile", Kind.FIRM: "profile"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the catalogue; see the head of `rules.yaml` for when it fires."""

    id: str
    area: str
    places: tuple[str, ...]
    severity: Severity
    surfaces: tuple[str, ...]
    why: str
    remedy: str
    patterns: tuple[re.Pattern[str], ...]
    mask: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    requires: tuple[re.Pattern[str], ...]
    whole_item: bool
    sources: tuple[str, ...]
    breaks: tuple[str, ...]
    passes: tuple[str, ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the rule fires in one sentence (or one whole item); overlaps are one place."""
        for mask in self.mask:
            text = mask.sub(lambda found: " " * len(found.group()), text)
        if any(exception.search(text) for exception in self.unless):
            return []
        found = sorted(match.span() for pattern in self.patterns for match in pattern.finditer(text))
        apart: list[tuple[int, int]] = []
        for start, end in found:
            if not apart or start >= apart[-1][1]:
                apart.append((start, end))
        return apart


@cache
def catalogue() -> tuple[Rule, ...]:
    """Every rule that reads words."""
    data = YAML(typ="safe").load(_raw())
    return tuple(_rule(each) for each in data["rules"])


@cache
def version() -> str:
    """Changes with any byte of the catalogue, and with how it is read."""
    return f"{METHOD}-{hashlib.sha256(_raw()).hexdigest()[:12]}"


def clean_sentences() -> tuple[str, ...]:
    """Ordinary legal prose that no rule may touch."""
    return tuple(YAML(typ="safe").load(_raw())["clean_sentences"])


def _raw() -> bytes:
    return files(__package__).joinpath("rules.yaml").read_bytes()


def _rule(data: dict[str, object]) -> Rule:
    def patterns(key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern, _FLAGS) for pattern in _strings(data, key))

    return Rule(
        id=str(data["id"]),
        area=str(data["area"]),
        places=_strings(data, "places"),
        severity=Severity(str(data["severity"])),
        surfaces=_strings(data, "applies_to"),
        why=str(data["why"]),
        remedy=str(data["remedy"]) or "Change or cut these words, or ask whoever clears for the firm.",
        patterns=patterns("patterns"),
        mask=patterns("mask"),
        unless=patterns("unless"),
        requires=patterns("requires"),
        whole_item=data.get("scope") == "item",
        sources=_strings(data, "source"),
        breaks=_strings(data, "breaks"),
        passes=_strings(data, "passes"),
    )


def _strings(data: dict[str, object], key: str) -> tuple[str, ...]:
    value = data.get(key, ())
    assert isinstance(value, list | tuple), f"{data['id']}: {key} is not a list"
    return tuple(str(each) for each in value)


def in_force(places: Iterable[str], rules: Sequence[Rule] | None = None) -> list[Rule]:
    """The rules that bind a firm practising in these places (`all`, the places, and those above them)."""
    binding = {"all"}
    for place in places:
        binding |= {place, place.partition("-")[0], _ABOVE.get(place, place)}
        if place.startswith("US-"):
            # The model rules stand for every state that has not said otherwise.
            binding.add("US-ABA")
    return [rule for rule in (catalogue() if rules is None else rules) if binding & set(rule.places)]


def applies(rule: Rule, kind: Kind, words: str) -> bool:
    """Whether a rule reads these words of this kind of item.

    An article explains the law: identifiers and courts are its subject, and it may say
    "guarantee" and "best". It becomes advertising where it speaks of the firm itself.
    """
    surface = _SURFACE.get(kind)
    if surface:
        everywhere = "all" in rule.surfaces and (surface == "story" or rule.area == _ADVERTISING)
        return surface in rule.surfaces or everywhere
    return rule.area == _ADVERTISING and bool(_OURSELVES.search(words))


def read(passages: Sequence[Passage], rules: Iterable[Rule]) -> Iterator[Finding]:
    """What the rules find in an item's words."""
    everything = "\n\n".join(passage.text for passage in passages)
    # Split once: forty rules read the same sentences.
    split = [(passage, list(sentences(passage.text))) for passage in passages]
    for rule in rules:
        if rule.requires and all(needed.search(everything) for needed in rule.requires):
            continue
        for passage, its_sentences in split:
            spans = [(0, passage.text)] if rule.whole_item else its_sentences
            for offset, words in spans:
                if not applies(rule, passage.item.kind, words):
                    continue
                for start, end in rule.spans(words):
                    yield finding(rule, passage, offset + start, offset + end)


def finding(rule: Rule, passage: Passage, start: int, end: int) -> Finding:
    """A finding of this rule on these characters."""
    words = " ".join(passage.text[start:end].split())
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        where=passage.place(start),
        words=words if len(words) <= 90 else words[:87] + "...",
        reason=rule.why,
        remedy=rule.remedy,
        sources=rule.sources,
    )


def is_identifier(rule: str) -> bool:
    """Whether a rule (by id) is about who somebody is: the client's consent answers it."""
    return rule.startswith("ID-")


def is_of_courts(rule: str) -> bool:
    """Whether a rule (by id) is a court's: nobody in the firm can lift it."""
    return rule.startswith("COURT-")
