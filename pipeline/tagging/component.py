"""The tagger as a spaCy pipeline: a tokenizer, and one component that knows the practice areas.

`spacy.load` opens what `make model` wrote, once this module has been imported, and then

    >>> doc = nlp("A break clause lets a tenant leave early.")
    >>> doc.cats["real-estate-property"]

The arithmetic is the tag room's own (`pipeline.tag.model`); here is only what spaCy adds to it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from pipeline.edges.english import SpacyWords
from pipeline.tag import features
from pipeline.tag.model import NONE, Model, PhraseTable, Settings, from_bytes, phrase_table, to_bytes
from pipeline.tag.run import Tagger
from pipeline.tag.taxonomy import Taxonomy, taxonomy

if TYPE_CHECKING:
    from pipeline.tag.fit import Row

NAME = "practice_areas"
_FILE = "model.npz"
#: In `Doc.user_data`: what training wants to know of a text.
_WEIGHT, _ARTICLE = "weight", "article"


class PracticeAreas:
    """The component: sets `Doc.cats`."""

    def __init__(self, nlp: Language, settings: Settings) -> None:
        self._nlp = nlp
        self._settings = settings
        self._words = SpacyWords(nlp)
        self.model: Model | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Score a text. A model must have been fitted or loaded."""
        assert self.model is not None
        scores = self.model.scores(self.model.see(self._words.of(doc)))
        doc.cats = dict(zip([*self.model.areas, NONE], (float(score) for score in scores), strict=True))
        return doc

    def phrases(self, known: Taxonomy) -> PhraseTable:
        """The key phrases of a taxonomy as this tokenizer spells them."""
        worth: dict[int, Mapping[str, float]] = {}
        for phrase, areas in known.phrases.items():
            words = self._words.words(phrase, "")
            spelled = words.spelled[: words.title].tolist()
            if len(spelled) <= features.LONGEST:
                worth[features.phrase_id(spelled)] = {area: value / len(areas) / 2 for area, value in areas.items()}
        return phrase_table(worth, list(known.areas))

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        held: Callable[[Language], Iterable[Example]] | None = None,
        like: Model | None = None,
    ) -> None:
        """Fit a model (spaCy's name for making a component ready to use).

        Args:
            get_examples: what to learn from.
            nlp: the pipeline that this belongs to.
            held: texts for choosing the thresholds, from which nothing is learnt.
            like: a model whose calibration and thresholds are taken over.

        """
        # scikit-learn takes half a second and a hundred megabytes: only who trains needs it.
        from pipeline.tag.fit import fit

        known = taxonomy()
        self.model = fit(
            [self._row(example) for example in get_examples()],
            [self._row(example) for example in (held(self._nlp) if held else ())],
            list(known.areas),
            self.phrases(known),
            self._settings,
            like,
        )

    def _row(self, example: Example) -> "Row":
        from pipeline.tag.fit import Row

        told = example.reference.user_data
        labels = tuple(area for area, value in example.reference.cats.items() if value)
        return Row(self._words.of(example.reference), labels, told[_WEIGHT], told[_ARTICLE])

    @property
    def version(self) -> str:
        """The name of the model: the same weights have the same name."""
        assert self.model is not None
        return hashlib.sha256(to_bytes(self.model)).hexdigest()[:12]

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into its folder."""
        assert self.model is not None
        path.mkdir(exist_ok=True)
        (path / _FILE).write_bytes(to_bytes(self.model))

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "PracticeAreas":
        """Read the model from its folder."""
        self.model = from_bytes((Path(path) / _FILE).read_bytes())
        return self


@Language.factory(NAME, assigns=["doc.cats"], default_config={"settings": {}})
def make(nlp: Language, name: str, settings: dict[str, Any]) -> PracticeAreas:
    """Make the component, as a pipeline's configuration asks for it."""
    return PracticeAreas(nlp, Settings(**settings))


def example_of(nlp: Language, row: Mapping[str, Any], weight: float, article: bool) -> Example:
    """One row of training data; `row` holds title, text and labels."""
    doc = SpacyWords(nlp).doc(row["title"] or "", row["text"])
    doc.user_data[_WEIGHT], doc.user_data[_ARTICLE] = weight, article
    doc.cats = dict.fromkeys(row["labels"], 1.0)
    return Example(doc, doc)


def component(nlp: Language) -> PracticeAreas:
    """The component of a pipeline that knows the practice areas."""
    found = nlp.get_pipe(NAME)
    assert isinstance(found, PracticeAreas)
    return found


def load(folder: Path) -> Tagger:
    """The trained pipeline in a folder, as the tag room works with it."""
    nlp = spacy.load(folder)
    model = component(nlp).model
    assert model is not None
    return Tagger(SpacyWords(nlp), model)
