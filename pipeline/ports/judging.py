"""What tagging and clearing ask of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.model import Finding, Tagging

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.uint64]
    Numbers = NDArray[np.int64]
else:
    # NumPy takes 0.1 s to load, and most of what imports the ports never touches an array.
    Ids = Numbers = Any


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
    plain: "NDArray[np.bool_]"
    #: Whether it is a word like "the", which says nothing by itself.
    empty: "NDArray[np.bool_]"
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


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a text, with its part in the sentence."""

    text: str
    lemma: str
    #: Universal part of speech: NOUN, PROPN, VERB, AUX, NUM ...
    pos: str
    #: Penn tag: VBD, NNP, PRP$ ...
    tag: str
    #: Its relation to its head: nsubj, dobj, pobj, neg, poss ...
    dep: str
    #: Index of its head among the tokens of the reading; its own where it is the root of its sentence.
    head: int
    #: Label of the entity that it belongs to; empty outside.
    entity: str
    #: Characters: of its first, and behind its last.
    start: int
    end: int
    #: Number of its sentence, from 0.
    sentence: int


@dataclass(frozen=True)
class Reading:
    """A text as the language model reads it."""

    tokens: tuple[Token, ...]
    #: Entities, and proper nouns outside them, in order.
    mentions: tuple[Mention, ...]


class LanguageReader(Protocol):
    """Reads English: the part each word plays, and whom and what a text names."""

    def read(self, text: str) -> Reading:
        """The text as the language model reads it."""


class SyntaxReader(Protocol):
    """Reads English: the part each word plays, alone."""

    def syntax(self, text: str) -> tuple[Token, ...]:
        """The tokens alone, of which none is said to belong to an entity: in half the time."""


class ScreenBook(Protocol):
    """Findings by the exact text they were made on."""

    def findings(self, version: str, texts: Collection[str] | None = None) -> Mapping[str, tuple[Finding, ...]]:
        """Content hash to findings, for this version of the rules and the model; of all texts, or of these."""

    def keep_findings(self, text: str, version: str, findings: Sequence[Finding]) -> None:
        """Remember the findings on one text."""

    def remember(self, item: str, sentences: Collection[str]) -> None:
        """Remember that these sentences (by hash) tell of a client."""

    def remembered(self, sentences: Collection[str]) -> Mapping[str, str]:
        """Which of these sentences tell of a client, each with the item in which it first stood."""


class Record(Protocol):
    """`content/clearances.jsonl`: append-only, each line chained to the one before."""

    def lines(self) -> list[str]:
        """The lines as they stand, without line ends."""

    def append(self, line: str) -> None:
        """Add one line and make sure that it is on the disk."""
