"""What passed in confidence: former clients, people who never became one, admissions, advice, disguises, excuses."""

from collections.abc import Iterator

from pipeline.clear.detect import wordings
from pipeline.clear.detect.courts import EXPLAINING
from pipeline.clear.detect.told import Hit, Told
from pipeline.clear.detect.word_lists import theme


def find(told: Told) -> Iterator[Hit]:
    """Every sentence that tells on somebody who trusted a lawyer, or makes an excuse for it."""
    if told.kind not in EXPLAINING:
        yield from wordings.find(told, theme("confidences"))
