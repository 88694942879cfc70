"""What tagging and clearing ask of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.model import Finding, Tag


class TagBook(Protocol):
    """Tags by the exact text they were given for."""

    def tags(self, version: str, texts: Collection[str] | None = None) -> Mapping[str, tuple[Tag, ...]]:
        """Content hash to tags, for this version of the tagger; of all texts, or of these."""

    def keep_tags(self, text: str, version: str, tags: Sequence[Tag]) -> None:
        """Remember the tags of one text."""


@dataclass(frozen=True)
class PhraseHit:
    """One key phrase found: which, and where (character offsets)."""

    phrase: str
    start: int
    end: int


class PhraseFinder(Protocol):
    """Finds key phrases word by word, so that `tax` is not found in `taxi`."""

    def find(self, text: str) -> list[PhraseHit]:
        """Every key phrase in the text, in order; overlapping ones included."""


@dataclass(frozen=True)
class Mention:
    """A name, place, sum or date in a text, as the language model sees it."""

    words: str
    #: spaCy's label: PERSON, ORG, GPE, LOC, FAC, NORP, MONEY, DATE ...; PROPN for a bare proper noun.
    label: str
    start: int
    end: int


class NameReader(Protocol):
    """Reads a text for whom and what it names."""

    def mentions(self, text: str) -> list[Mention]:
        """Entities, and proper nouns outside them, in order."""


class ScreenBook(Protocol):
    """Findings by the exact text they were made on."""

    def findings(self, version: str, texts: Collection[str] | None = None) -> Mapping[str, tuple[Finding, ...]]:
        """Content hash to findings, for this version of the rules and the model; of all texts, or of these."""

    def keep_findings(self, text: str, version: str, findings: Sequence[Finding]) -> None:
        """Remember the findings on one text."""


class Record(Protocol):
    """`content/clearances.jsonl`: append-only, each line chained to the one before."""

    def lines(self) -> list[str]:
        """The lines as they stand, without line ends."""

    def append(self, line: str) -> None:
        """Add one line and make sure that it is on the disk."""
