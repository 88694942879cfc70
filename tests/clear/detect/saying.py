"""What a detector says of some words, for the tests of detectors that need no language model."""

from pipeline.clear.detect.told import Detector, Sense, Told
from pipeline.model import Kind


def senses(detector: Detector, text: str, kind: Kind = Kind.STORY) -> set[Sense]:
    """The senses that a detector finds in a text."""
    return {hit.sense for hit in detector(Told(text, kind))}
