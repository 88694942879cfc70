"""A firm's own rules: `content/rules/*.yml` may add, tighten and, by name and with a reason, loosen.

    rules:                       # the keys are those of the packs that ship; ids begin with FIRM-
      - id: FIRM-ACRONYMS
        summary: Readers do not know our committees by their letters.
        severity: warn
        tell_lawyer: Write the name out.
        check: {patterns: [JPAC]}
    tighten:
      - {rule: ADV-COMPARE, severity: block}
    loosen:
      - {rule: ADV-URGENCY, severity: warn, by: Ada Clear, reason: we name real deadlines, on: 2026-11-01}

What a court has not let go, and a client's consent, nobody can loosen. A loosening counts
from the day on which it stands in the record (`loosenings` says which do not yet).
"""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from pipeline.clear import matching, packs
from pipeline.clear.packs import Area, Known, Place, RuleData, Surface, Words
from pipeline.fields import Fields, Problem, parse_checked
from pipeline.model import Severity, digest_of

MARK = "FIRM-"
#: Nobody in the firm can lift these, so nobody can loosen them.
_FAST = ("COURT-", "CONF-CONSENT-")


def _somebody(text: str) -> str:
    if not any(char.isalpha() for char in text):
        raise ValueError("must have a letter in it")
    return text


class OwnRule(RuleData):
    """A rule of the firm's own: what is left out is what most firms mean."""

    area: Area = "advertising"
    places: tuple[Place, ...] = ("all",)
    applies_to: tuple[Surface, ...] = ("all",)
    confidence: Literal["high", "medium", "low"] = "high"


class Tightening(Fields):
    """A rule that the firm takes more seriously than its packs do."""

    rule: Words
    severity: Literal["block", "require-disclaimer"]


class Loosened(Fields):
    """A rule that a named person takes less seriously, and why."""

    rule: Words
    severity: Literal["warn", "off"]
    by: Annotated[str, AfterValidator(_somebody)]
    reason: Annotated[str, AfterValidator(_somebody)]
    on: date


class OwnPack(Fields):
    """One file of a firm's own rules."""

    title: str = ""
    version: Annotated[str, StringConstraints(pattern=r"^(?:\d+|\d{4}-\d\d-\d\d)$")] = "1"
    rules: tuple[OwnRule, ...] = ()
    tighten: tuple[Tightening, ...] = ()
    loosen: tuple[Loosened, ...] = ()


@dataclass(frozen=True)
class Loosening:
    """What the record has to say before a loosening counts."""

    rule: str
    #: `warn` or `off`.
    severity: str
    by: str
    reason: str
    on: date
    #: The file that asks for it.
    source: str = field(default="", compare=False)

    @property
    def hash(self) -> str:
        """What the record knows it by: another word of it, and it is another loosening."""
        return digest_of([self.rule, self.severity, self.by, self.reason, self.on.isoformat()])


@dataclass(frozen=True)
class OwnRules:
    """Everything a firm changes about the rules that ship."""

    rules: tuple[Known, ...] = ()
    tightened: Mapping[str, Severity] = field(default_factory=dict)
    loosened: tuple[Loosening, ...] = ()


def loosenings(own: OwnRules, recorded: Collection[str] = ()) -> tuple[Loosening, ...]:
    """What the firm's files loosen that has no line in the record yet, and so does not count.

    Args:
        own: what the files say.
        recorded: hashes of the loosenings that stand in the record.

    """
    return tuple(each for each in own.loosened if each.hash not in recorded)


def read(texts: Mapping[str, str]) -> OwnRules:
    """The firm's own rules, from the text of each of its files by name.

    Raises:
        ConfigurationError: something in a file is wrong; names every line.

    """
    reading = _Reading()
    for name, text in sorted(texts.items()):
        pack = parse_checked(OwnPack, text, name, reading.problems)
        told = pack.title or name
        reading.rules += [
            Known(rule, name, told, pack.version, packs.digest(text.encode("utf-8"))) for rule in pack.rules
        ]
        reading.tightened |= {each.rule: Severity(each.severity) for each in pack.tighten}
        reading.loosened += [
            Loosening(each.rule, each.severity, each.by, each.reason, each.on, name) for each in pack.loosen
        ]
    return OwnRules(tuple(reading.rules), reading.tightened, tuple(reading.loosened))


class _Reading:
    """What was read so far: the next file may not contradict it."""

    def __init__(self) -> None:
        self.rules: list[Known] = []
        self.tightened: dict[str, Severity] = {}
        self.loosened: list[Loosening] = []
        self._shipped = {known.rule.id for known in packs.catalogue()}

    def problems(self, pack: OwnPack) -> Iterator[Problem]:
        """What is wrong with one file beyond the form of its values."""
        ids = {known.rule.id: known.pack for known in self.rules}
        for number, rule in enumerate(pack.rules):
            if not rule.id.startswith(MARK):
                yield ("rules", number, "id"), f"your own rules are called {MARK}..., so that nobody takes them for law"
            elif rule.id in ids:
                yield ("rules", number, "id"), f"{rule.id} stands in {ids[rule.id] or 'this file'} already"
            ids.setdefault(rule.id, "")
            yield from ((("rules", number, *path), words) for path, words in _wrong_in(rule))
        changed = {*self.tightened, *(each.rule for each in self.loosened)}
        asked = [("tighten", number, each.rule) for number, each in enumerate(pack.tighten)]
        asked += [("loosen", number, each.rule) for number, each in enumerate(pack.loosen)]
        for how, number, rule_id in asked:
            if words := self._wrong_to_change(rule_id, how, changed):
                yield (how, number, "rule"), words
            changed.add(rule_id)

    def _wrong_to_change(self, rule: str, how: str, changed: Collection[str]) -> str:
        if rule.startswith(MARK):
            return f"{rule} is your own: change it where it stands"
        if rule not in self._shipped:
            near = difflib.get_close_matches(rule.upper(), sorted(self._shipped), n=1)
            return f"there is no rule {rule}" + (f"; did you mean {near[0]}" if near else "")
        if rule in changed:
            return f"{rule} is changed twice"
        if how == "loosen" and rule.startswith(_FAST):
            return f"{rule} cannot be loosened: it is a court's or the client's to lift, and nobody's in the firm"
        return ""


def _wrong_in(rule: OwnRule) -> Iterator[Problem]:
    check = rule.check
    named: list[tuple[tuple[str | int, ...], Sequence[tuple[str | int, str]]]] = [
        (("check", key), list(enumerate(getattr(check, key))))
        for key in ("patterns", "record_patterns", "mask", "unless", "requires")
    ]
    named.append((("check", "count"), list(check.count.items())))
    broken = [((*path, key), words) for path, each in named for key, text in each if (words := _broken(text))]
    yield from broken
    if not (check.patterns or check.record_patterns or check.count or check.senses):
        yield ("check",), "this rule looks for nothing: give it patterns, or senses that a detector finds"
    if bool(check.count) != (check.threshold is not None):
        yield ("check",), "count and threshold go together"
    if broken or not (check.patterns or check.record_patterns or check.count):
        return
    for key, wanted in (("breaks", True), ("passes", False)):
        for number, example in enumerate(getattr(rule, key)):
            if matching.fires(rule, example) is not wanted:
                yield (key, number), "the rule does not find this" if wanted else "the rule finds this"


def _broken(pattern: str) -> str:
    try:
        matching.compiled(pattern)
    except (re.error, OverflowError, RecursionError) as problem:
        return f"this is no regular expression ({problem})"
    return ""
