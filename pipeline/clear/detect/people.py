"""Words for people and bodies, and a text laid out so that detectors can ask for them."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from pipeline.clear.detect.told import Told
from pipeline.ports import Token

#: "ship's cook" is four tokens, "member of parliament" three.
_LONGEST = 4


@cache
def words(section: str, file: str = "people.txt") -> frozenset[str]:
    """One list of a file, in lower case and in the singular."""
    return _sections(file)[section]


@cache
def _sections(file: str) -> Mapping[str, frozenset[str]]:
    sections: dict[str, list[str]] = {}
    for line in files(__package__).joinpath(file).read_text("utf-8").splitlines():
        if line.startswith("["):
            entries = sections.setdefault(line.strip("[]"), [])
        elif line.strip() and not line.startswith("#"):
            entries += (entry.strip() for entry in line.split(","))
    return {name: frozenset(filter(None, entries)) for name, entries in sections.items()}


@cache
def last_words(section: str) -> frozenset[str]:
    """The words that an entry of a list ends with: only there is a phrase worth looking for."""
    return frozenset(entry.replace("-", " ").split()[-1] for entry in words(section))


class Laid:
    """The tokens of a text with their words in lower case, plurals brought to the singular."""

    def __init__(self, told: Told, tokens: Sequence[Token]) -> None:
        self.text = told.text
        self._told = told
        self.tokens = tokens
        self.low = [token.text.lower() for token in tokens]
        if "’" in told.text:
            self.low = [word.replace("’", "'") for word in self.low]
        #: Only plurals are reduced: the lemma of "found" is "find", and of a "building", "build".
        self.one = [
            token.lemma.lower() if token.tag in ("NNS", "NNPS") else low
            for token, low in zip(tokens, self.low, strict=True)
        ]

    @property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """(offset, words) of each sentence."""
        return self._told.sentences

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, index: int) -> str:
        """The word at an index in lower case; empty outside the text."""
        return self.low[index] if 0 <= index < len(self.low) else ""

    def phrase(self, index: int, section: str) -> int:
        """Where the longest entry of a list that ends with this token begins; -1 if none does."""
        if self.one[index] not in last_words(section):
            return -1
        entries, end = words(section), self.tokens[index].start
        for first in range(max(0, index - _LONGEST + 1), index + 1):
            before = " ".join(self.text[self.tokens[first].start : end].lower().replace("’", "'").split())
            glue = " " if before and self.text[end - 1].isspace() else ""
            if before + glue + self.one[index] in entries:
                return first
        return -1

    def is_one(self, index: int) -> bool:
        """Whether a token is no plural."""
        return self.tokens[index].tag not in ("NNS", "NNPS")

    def noun_run(self, index: int) -> int:
        """The last noun of the run of adjectives and nouns that begins here; -1 if there is none.

        "crane operator" of "the only crane operator at the port", and not across "of" or "who".
        """
        found = -1
        for i in range(index, min(index + 9, len(self.tokens))):
            token = self.tokens[i]
            if token.pos in ("NOUN", "PROPN") or self.one[i] in words("trades"):
                found = i
            elif found >= 0 and token.pos == "NUM":
                # "rider three years running": the number opens another phrase.
                break
            elif not (token.pos in ("ADJ", "NUM") or self.low[i] in _INSIDE or _modifies(self.tokens, i)):
                break
        return found


#: What may stand between the adjectives and nouns of one run.
_INSIDE = {"-", "'s", "'", "most", "openly", "ever", "fully", "newly", "locally", "and"}


def _modifies(tokens: Sequence[Token], index: int) -> bool:
    """A participle in front of a noun: "serving officer", "qualified diver"."""
    token = tokens[index]
    return (
        token.tag in ("VBN", "VBG", "VBD", "RB") and token.head > index and token.dep in ("amod", "compound", "advmod")
    )
