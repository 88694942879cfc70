"""What the identity detectors find, with the language model that ships with Attract."""

from functools import cache

from pipeline.clear.detect import identity
from pipeline.clear.detect.told import Sense, Told
from pipeline.clear.reading import readable
from pipeline.edges.english import SpacyReader
from pipeline.model import Kind

OWN = frozenset({"Test & Firm", "Test & Firm LLP", "Rafe Pellow", "Grainne O’Daly", "Bristol"})


@cache
def model() -> SpacyReader:
    """The language model, loaded once for all tests."""
    return SpacyReader()


def told(markdown: str) -> Told:
    """A story's words with their reading."""
    text = readable(markdown)
    return Told(text, Kind.STORY, model().read(text), OWN, markdown)


def found(markdown: str, *senses: Sense) -> list[str]:
    """The words that mean one of these senses; of all senses where none is named."""
    return [markdown[hit.start : hit.end] for hit in identity.find(told(markdown)) if not senses or hit.sense in senses]
