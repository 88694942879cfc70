"""What tagging and clearing ask of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Finding, Tagging

Ids = NDArray[np.uint64]
Numbers = NDArray[np.int64]


class TagBook(Protocol):
    """What texts are about, by the exact text."""

    def taggings(self, version: str, texts: Collection[str] | None = None) -> Mapping[str, Tagging]:
        """Content hash to what the text is about, for this version of the tagger; of all texts, or of these."""

    def keep_tagging(self, text: str, version: str, tagging: Tagging) -> None:
        """Remember what one text is about."""


@dataclass(frozen=True)
class Words:
    """The words and signs of a text in order, its title first; white space is left out, but for empty lines."""

    #: Hash of each in lower case: the key phrases are spelled out.
    spelled: Ids
    #: Hash of its stem; plain words are learnt so, that "lease" may speak for "leases".
    stems: Ids
    #: Whether it is a word: has a letter, and no digit in front.
    plain: NDArray[np.bool_]
    #: Whether it is a word like "the", which says nothing by itself.
    empty: NDArray[np.bool_]
    #: Offsets of its first character, and of the one behind its last.
    starts: Numbers
    ends: Numbers
    #: How many of them stand in the title.
    title: int

    def __len__(self) -> int:
        return len(self.spelled)


#: What stands between a title and the text below it.
GAP = "\n\n"


class WordReader(Protocol):
    """Cuts English text into words."""

    def words(self, title: str, text: str) -> Words:
        """The words of a title and of the text below it; offsets go over both, two characters apart."""


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
