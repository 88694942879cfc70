"""Posts that one person holds and descriptions that fit one person: as good as a name."""

from collections.abc import Iterator

from pipeline.clear.detect import feats, holders, offices, singled
from pipeline.clear.detect.people import Laid
from pipeline.clear.detect.told import Hit, Sense, Told


def find(told: Told) -> Iterator[Hit]:
    """Every post or description that could be as good as a name."""
    if told.reading is None:
        return
    laid = Laid(told, told.reading.tokens)
    ours = [word for name in told.own for word in name.split() if word[:1].isupper()]
    spans = [
        (laid.tokens[first].start, laid.tokens[last].end, instead)
        for first, last, instead in (*offices.spans(laid), *singled.spans(laid), *holders.spans(laid))
    ]
    spans += [(start, end, "") for start, end in feats.places(laid)]
    reached = 0
    for start, end, instead in sorted(spans, key=lambda span: (span[0], -span[1])):
        said = told.text[start:end]
        # The firm may speak of its own people and offices.
        if start < reached or any(word in said for word in ours):
            continue
        reached = end
        yield Hit(Sense.ROLE, start, end, instead)
