"""Rule packs: what the rules of each place say, as data in `rules/`, checked while it is read.

A pack is one YAML file with its rules; the fields below are its keys. What the patterns of a
rule read, and when it fires, is `matching.py`; whom it binds, and how hard, is `places.py`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, PositiveInt, StringConstraints

from pipeline.clear.detect.told import Sense
from pipeline.fields import Fields, parse_swiftly
from pipeline.model import Severity

#: What every pack opens with.
Help = Literal["Help, not legal advice; confirm with local counsel."]
Area = Literal[
    "court-restrictions", "confidentiality", "identifiers", "advertising", "clearance", "email", "web", "social"
]
#: Where words stand: kinds of items, and the surfaces that are made of them.
Surface = Literal["all", "story", "article", "profile", "social", "newsletter", "site", "site-home", "confirm"]
#: `all`, or a place as `firm.yml` names it: GB-EAW, US-NY; US-ABA stands for every state, EU for its members.
Place = Annotated[str, StringConstraints(pattern=r"^(?:all|[A-Z]{2}(?:-[A-Z0-9]+)*)$")]
#: What a check looks at. Those with `text`, `ner` or `score` among their parts read prose.
Type = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:\+[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1)]
_PROSE = {"text", "ner", "score"}


class _Said(Fields):
    # A figure may stand there as a number; it is shown, never reckoned with.
    model_config = ConfigDict(coerce_numbers_to_str=True)


class Check(_Said):
    """What a rule looks for, and how. Patterns are regular expressions; case, and blanks at their ends, do not count."""

    type: Type = "text"
    #: In words, for whoever builds or reads the check.
    looks_for: str = ""
    #: `item`: patterns read the item as a whole; otherwise rules on prose read sentence by sentence.
    scope: Literal["", "item"] = ""
    #: What detectors find on this rule's behalf.
    senses: tuple[Sense, ...] = ()
    #: Whether the patterns only speak for the pack's examples: in prose the detectors see more, and mistake less.
    left_to_detectors: bool = False
    #: One of these breaks the rule ...
    patterns: tuple[Words, ...] = ()
    #: ... or one of these, which read the fields of a record (`matter_status=live`) and never prose.
    record_patterns: tuple[Words, ...] = ()
    #: Blanked out before the patterns look.
    mask: tuple[Words, ...] = ()
    #: One of these, in the same sentence, excuses it.
    unless: tuple[Words, ...] = ()
    #: All of these, anywhere in the item, answer it.
    requires: tuple[Words, ...] = ()
    #: What the record of an item has to say.
    fields: tuple[Words, ...] = ()
    #: Kinds of detail and the pattern of each: `threshold` of them together break the rule.
    count: dict[str, Words] = Field(default_factory=dict)
    threshold: PositiveInt | None = None

    @property
    def reads_prose(self) -> bool:
        """Whether its patterns may be run on what an author wrote; the others read records, mails, pages ..."""
        return bool(_PROSE & set(self.type.split("+")))


class Notice(_Said):
    """Words that a rule wants to stand on the very surface that it is about."""

    text: Words
    #: On what.
    where: str = ""
    #: `exact`: these very words; `parts`: each half of them; `substance`: words that say the same.
    match: Literal["exact", "parts", "substance"] = "exact"
    #: How large, where the rule says so: in words, and in steps of type size above the claim.
    size: str = ""
    steps: int = Field(default=0, ge=0)


class RuleData(_Said):
    """One rule, as its pack says it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+$")]
    #: Why it is there.
    summary: Words
    area: Area
    places: tuple[Place, ...] = Field(min_length=1)
    severity: Severity
    #: Where a place is stricter or milder than the rest.
    severity_by_place: dict[Place, Severity] = Field(default_factory=dict)
    applies_to: tuple[Surface, ...] = Field(min_length=1)
    check: Check
    #: What is let through, in words; stands wherever `mask` or `unless` does.
    exceptions: str = ""
    notice: Notice | None = None
    #: Terms, limits and fines, to be shown.
    figures: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    #: Where Attract keeps it, for what no reading of prose can keep; honest where it does not yet.
    kept_by: str = ""
    #: What the lawyer is told to do.
    tell_lawyer: Words
    sources: tuple[Words, ...] = ()
    #: The day on which somebody last read the sources.
    checked: date | None = None
    #: How sure the reading of the sources is.
    confidence: Literal["high", "medium", "low"]
    note: str = ""
    #: Examples; the tests run them. `[article]` in front: as an article would say it.
    breaks: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()

    @property
    def kept(self) -> Literal["yes", "in part", "not yet"]:
        """Whether Attract keeps it: by reading what authors write, or as `kept_by` says."""
        if self.kept_by.startswith("Not yet"):
            return "not yet"
        return "in part" if self.kept_by.startswith("In part") else "yes"


class Pack(_Said):
    """One file of rules."""

    pack: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    title: Words
    about: str = ""
    places: tuple[Place, ...] = Field(min_length=1)
    #: A number or a day; it changes with every change of a rule.
    version: Annotated[str, StringConstraints(pattern=r"^(?:\d+|\d{4}-\d\d-\d\d)$")]
    help: Help
    rules: tuple[RuleData, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Known:
    """A rule and the pack it stands in."""

    rule: RuleData
    pack: str
    title: str
    version: str
    #: Of the pack's bytes: a version that somebody forgot to raise deceives nobody.
    digest: str


@cache
def shipped() -> tuple[Pack, ...]:
    """The packs that ship, in the order of their names."""
    return tuple(parse_swiftly(Pack, raw.decode("utf-8"), f"rules/{name}") for name, raw in sources().items())


@cache
def catalogue() -> tuple[Known, ...]:
    """Every rule that ships."""
    return tuple(
        Known(rule, pack.pack, pack.title, pack.version, digest(raw))
        for pack, raw in zip(shipped(), sources().values(), strict=True)
        for rule in pack.rules
    )


@cache
def sources() -> Mapping[str, bytes]:
    """The files of the packs that ship, by name."""
    found = [each for each in files(__package__).joinpath("rules").iterdir() if each.name.endswith(".yml")]
    return {each.name: each.read_bytes() for each in sorted(found, key=lambda each: each.name)}


@cache
def clean_sentences() -> tuple[str, ...]:
    """Ordinary legal prose full of words that look like breaches: no rule may touch it in a story."""
    lines = files(__package__).joinpath("rules/clean_sentences.txt").read_bytes().decode("utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def digest(raw: bytes) -> str:
    """Changes with any byte of a pack."""
    return hashlib.sha256(raw).hexdigest()[:12]
