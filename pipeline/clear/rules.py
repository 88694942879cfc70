"""The rules that bind a firm, and what they find in an item's words.

Packs say what the rules are (`packs`, `own`), `places` whom they bind, `matching` when they
fire; here they are united for one firm and read over its items.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, overload

from pipeline.clear import matching, packs, places
from pipeline.clear.detect.told import Sense
from pipeline.clear.gate import Gate, Stretch
from pipeline.clear.own import Loosening, OwnRules, loosenings
from pipeline.clear.packs import Check, Known, RuleData
from pipeline.clear.packs import clean_sentences as clean_sentences
from pipeline.clear.reading import Passage, sentences
from pipeline.model import Finding, Item, Kind, Severity, digest_of

#: Raise it when this module, `matching` or `reading` finds other things than before.
METHOD = "3"
_ADVERTISING = "advertising"
#: The words in which a firm speaks of itself; the US is not us.
_OURSELVES = matching.compiled(r"\b(?:we|ours?|my|me|(?-i:[Uu]s|I))\b")
#: What may stand nowhere, whatever the item is.
_NOWHERE = {Sense.LISTED, Sense.LISTED_PERHAPS}
# Which of the rules' surfaces a kind of item is. A story is advertising by itself; the firm's
# pages are its profile.
_SURFACE = {
    Kind.STORY: "story",
    Kind.TESTIMONIAL: "story",
    Kind.NEWS: "story",
    Kind.PROFILE: "profile",
    Kind.PAGE: "profile",
    Kind.FIRM: "profile",
}


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule as it stands for one firm: what its pack says, and how far it reaches there."""

    known: Known
    #: In the firm's places, tightened or loosened.
    severity: Severity
    #: The firm's places that bring it; `all` where it binds everybody; empty where it does not bind.
    brought_by: tuple[str, ...] = (places.EVERYWHERE,)
    #: Whether the firm takes it more seriously than its packs do.
    tightened: bool = False
    #: Who takes it less seriously, and why; only once that is recorded.
    loosened: Loosening | None = None

    @property
    def said(self) -> RuleData:
        """The rule as its pack says it."""
        return self.known.rule

    @property
    def id(self) -> str:
        """Its name."""
        return self.said.id

    @property
    def in_force(self) -> bool:
        """Whether the firm is held to it."""
        return bool(self.brought_by) and not (self.loosened and self.loosened.severity == "off")

    @property
    def senses(self) -> frozenset[Sense]:
        """What detectors look for on its behalf."""
        return frozenset(self.said.check.senses)

    @property
    def breaks(self) -> tuple[str, ...]:
        """Examples of a breach."""
        return self.said.breaks

    @property
    def passes(self) -> tuple[str, ...]:
        """Near misses, which it leaves alone."""
        return self.said.passes


@dataclass(frozen=True, eq=False)
class Rulebook(Sequence[Rule]):
    """The rules that a firm is held to; `every` has those that do not bind it, too."""

    every: tuple[Rule, ...]
    places: tuple[str, ...]
    #: Loosenings that the firm asks for and nobody has recorded: they do not count.
    unrecorded: tuple[Loosening, ...] = ()

    @cached_property
    def _binding(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.every if rule.in_force)

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, index: int | slice) -> Rule | tuple[Rule, ...]:
        """One rule in force, or several."""
        return self._binding[index]

    def __len__(self) -> int:
        """How many are in force."""
        return len(self._binding)

    @cached_property
    def packs(self) -> Mapping[str, str]:
        """Version by pack, of the packs that the rules in force stand in."""
        return {rule.known.pack: rule.known.version for rule in self}

    @cached_property
    def version(self) -> str:
        """Changes with any rule in force, any of their packs' bytes and any place, and with how they are read."""
        told = [[rule.id, rule.severity, sorted(rule.brought_by)] for rule in self]
        digests = sorted({(rule.known.pack, rule.known.digest) for rule in self})
        return f"{METHOD}-{digest_of([sorted(self.places), told, digests])[:12]}"


def in_force(practised: Iterable[str], own: OwnRules | None = None, recorded: Collection[str] = ()) -> Rulebook:
    """The rules that bind a firm.

    Args:
        practised: where it practises; the rules of all its places count at once.
        own: its own rules, and what it changes about the others.
        recorded: hashes of the loosenings that stand in the record; no other counts.

    """
    own = own or OwnRules()
    practised = tuple(practised)
    counted = {each.rule: each for each in own.loosened if each.hash in recorded}
    every = tuple(_for_firm(known, practised, own, counted) for known in (*packs.catalogue(), *own.rules))
    return Rulebook(every, practised, loosenings(own, recorded))


def _for_firm(known: Known, practised: Sequence[str], own: OwnRules, counted: Mapping[str, Loosening]) -> Rule:
    rule = known.rule
    severity = places.severity(rule, practised)
    tighter = places.strictest([severity, own.tightened.get(rule.id, severity)])
    loosened = counted.get(rule.id)
    return Rule(
        known,
        Severity.WARN if loosened else tighter,
        places.brought_by(rule, practised),
        tightened=tighter is not severity,
        loosened=loosened,
    )


#: Years for which advertising must be kept, where a place says more than one (ADV-US-RETAIN-STATE).
_YEARS_KEPT = {"ADV-US-RETAIN-STATE": 6}


def years_kept(in_force: Iterable[Rule]) -> int:
    """For how many years what was published must be kept, at least."""
    return max((_YEARS_KEPT.get(rule.id, 0) for rule in in_force), default=0)


def catalogue() -> tuple[Rule, ...]:
    """Every rule that ships, as hard as its pack has it."""
    return tuple(Rule(known, known.rule.severity) for known in packs.catalogue())


def applies(rule: Rule, kind: Kind, words: str) -> bool:
    """Whether a rule is about these words of this kind of item.

    An article explains the law: identifiers and courts are its subject, and it may say
    "guarantee" and "best". It becomes advertising where it speaks of the firm itself.
    """
    if rule.senses & _NOWHERE:
        return True
    return is_about(rule.said, kind) and (kind in _SURFACE or of_the_firm(words))


def is_about(rule: RuleData, kind: Kind) -> bool:
    """Whether a rule is about this kind of item at all."""
    surface = _SURFACE.get(kind)
    if surface is None:
        return rule.area == _ADVERTISING
    everywhere = "all" in rule.applies_to and (surface == "story" or rule.area == _ADVERTISING)
    return surface in rule.applies_to or everywhere


def of_the_firm(words: str) -> bool:
    """Whether a sentence speaks of whoever wrote it."""
    return bool(_OURSELVES.search(words))


class Answers:
    """Which rules have what they ask for; looked up only for those that found something.

    Words stand anywhere in the item; a notice beside the part that it is about: a title goes out without its text.
    """

    def __init__(self, told: Sequence[Passage]) -> None:
        self._parts = {passage.part: passage.text for passage in told}
        self._everything = "\n\n".join(passage.text for passage in told)
        self._known: dict[tuple[str, str], bool] = {}

    def to(self, rule: Rule, part: str = "") -> bool:
        """Whether the words that a rule asks for stand there, for what it found in this part; "" asks of the whole."""
        part = part if rule.said.notice else ""
        if (rule.id, part) not in self._known:
            words = self._parts[part] if part else self._everything
            self._known[rule.id, part] = matching.answered(rule.said.check, words)
        return self._known[rule.id, part]


def read(
    told: Sequence[Passage], rules: Iterable[Rule], answers: Answers | None = None, *, gated: bool = True
) -> Iterator[Finding]:
    """What the patterns of the rules find in an item's words.

    Args:
        told: the item's words.
        rules: those that bind the firm.
        answers: what was looked up about this item already.
        gated: whether sentences without the words that a pattern needs are left out; they hold nothing to find.

    """
    if not told:
        return
    answers = answers or Answers(told)
    reading = tuple(rule for rule in rules if _reads(rule.said, told[0].item.kind))
    words = _Words(told, _gate(reading) if gated else None)
    for rule in reading:
        found = list(words.found(rule.said.check))
        for passage, start, end in found:
            if not answers.to(rule, passage.part):
                yield finding(rule, passage, start, end)


def _reads(rule: RuleData, kind: Kind) -> bool:
    """Whether the patterns of a rule are to be run on an item of this kind."""
    check = rule.check
    reads = check.reads_prose and not check.left_to_detectors
    return bool(reads and (check.patterns or check.count) and is_about(rule, kind))


@lru_cache(maxsize=32)
def _gate(rules: tuple[Rule, ...]) -> Gate:
    """One gate for many texts: it learns their words."""
    checks = [rule.said.check for rule in rules]
    return Gate(pattern for check in checks for pattern in (*check.patterns, *check.count.values()))


class _Words:
    """An item's words, cut into sentences once for all rules."""

    def __init__(self, told: Sequence[Passage], gate: Gate | None) -> None:
        self._told = told
        self._from: list[tuple[Passage, int]] = []
        split = []
        for passage in told:
            for start, words in sentences(passage.text):
                if passage.item.kind in _SURFACE or of_the_firm(words):
                    self._from.append((passage, start))
                    split.append(words)
        self._sentences = split
        self._stretch = Stretch(split, gate) if gate else None

    def found(self, check: Check) -> Iterator[tuple[Passage, int, int]]:
        """Where a rule fires: characters of a passage."""
        if check.scope == "item":
            for passage in self._told:
                if passage.item.kind in _SURFACE or of_the_firm(passage.text):
                    yield from ((passage, start, end) for start, end in matching.spans(check, passage.text))
            return
        for number, patterns in sorted(self._worth_reading(check.patterns).items()):
            yield from self._at(number, matching.spans(check, self._sentences[number], patterns))
        if check.threshold:
            could = self._worth_reading(tuple(check.count.values()))
            for number in sorted(number for number, kinds in could.items() if len(kinds) >= check.threshold):
                span = matching.together(check, self._sentences[number])
                yield from self._at(number, [span] if span else [])

    def _at(self, number: int, spans: Iterable[matching.Span]) -> Iterator[tuple[Passage, int, int]]:
        passage, offset = self._from[number]
        return ((passage, offset + start, offset + end) for start, end in spans)

    def _worth_reading(self, patterns: Sequence[str]) -> dict[int, list[str]]:
        """By sentence, the patterns that could match there."""
        if self._stretch is None:
            return {number: list(patterns) for number in range(len(self._sentences))}
        by_sentence: dict[int, list[str]] = {}
        for pattern in patterns:
            for number in self._stretch.worth_reading(pattern):
                by_sentence.setdefault(number, []).append(pattern)
        return by_sentence


def finding(rule: Rule, passage: Passage, start: int, end: int, *, instead: str = "", note: str = "") -> Finding:
    """A finding of this rule on these characters."""
    # The address of a link is blank in the text.
    words = " ".join((passage.text[start:end].strip() or passage.markdown[start:end]).split())
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        where=passage.place(start),
        words=words if len(words) <= 90 else words[:87] + "...",
        reason=f"{rule.said.summary} {note}".strip(),
        remedy=rule.said.tell_lawyer,
        sources=rule.said.sources,
        part=passage.part,
        start=start,
        end=end,
        instead=instead,
        **_notice(rule),
    )


def finding_on(rule: Rule, item: Item, words: str) -> Finding:
    """A finding of this rule on a piece as a whole: on what its file says of it."""
    return Finding(
        rule=rule.id, severity=rule.severity, where=item.source, words=words, reason=rule.said.summary,
        remedy=rule.said.tell_lawyer, sources=rule.said.sources, **_notice(rule),
    )  # fmt: skip


def _notice(rule: Rule) -> dict[str, Any]:
    """What Attract prints, for a rule that wants certain words: then it need not stop."""
    wanted = rule.said.notice
    if wanted is None or rule.severity is not Severity.REQUIRE:
        return {}
    return {"notice": wanted.text, "notice_steps": wanted.steps}


def is_identifier(rule: str) -> bool:
    """Whether a rule (by id) is about who somebody is: the client's consent answers it."""
    return rule.startswith("ID-")


def is_of_courts(rule: str) -> bool:
    """Whether a rule (by id) is a court's: nobody in the firm can lift it."""
    return rule.startswith("COURT-")
