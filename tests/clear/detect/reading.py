"""Detectors on a few words, with the real language model, loaded once for all tests."""

from functools import cache

from pipeline.clear.detect.told import Detector, Hit, Told
from pipeline.clear.reading import readable
from pipeline.edges.english import SpacyReader
from pipeline.model import Kind

OWN = frozenset({"Test & Firm", "Test & Firm LLP", "Rafe Pellow"})


@cache
def _reader() -> SpacyReader:
    return SpacyReader()


def told(markdown: str, kind: Kind = Kind.STORY) -> Told:
    """A passage as the screen gives it to a detector."""
    text = readable(markdown)
    reading = _reader().read(text) if kind.tells_of_clients else None
    return Told(text, kind, reading, OWN, markdown)


def hits(detector: Detector, markdown: str, kind: Kind = Kind.STORY) -> list[Hit]:
    """What a detector finds on some Markdown."""
    return list(detector(told(markdown, kind)))


def found(detector: Detector, markdown: str, kind: Kind = Kind.STORY) -> list[str]:
    """The words that a detector finds on some Markdown."""
    return [markdown[hit.start : hit.end] for hit in hits(detector, markdown, kind)]
