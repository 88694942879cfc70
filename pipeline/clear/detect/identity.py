"""Who and what a story names: the words are read once for people, firms, places and employers."""

from collections.abc import Iterator

from pipeline.clear.detect import employers, names, places, public
from pipeline.clear.detect.capitals import Words
from pipeline.clear.detect.runs import runs
from pipeline.clear.detect.told import Hit, Told


def find(told: Told) -> Iterator[Hit]:
    """Every name that could point to a client; nothing where the language model was not asked."""
    if told.reading is None:
        return
    words = Words(told)
    public.label(words, told.own)
    named = list(runs(words))
    yield from employers.find(words, named)
    yield from places.find(words, named)
    yield from names.find(words, named)
