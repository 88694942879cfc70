"""Makes `pipeline/publish/word_weights.txt`: what a word is worth when the site looks for related pieces.

    python -m pipeline.tagging.weigh

Counted over the texts that the tagger learns from (`pipeline/tag/training/`): our own articles, and of the open
ones the guidance and the textbook. Statutes and definitions are left out: nobody blogs in their words. The
sample firm's texts are left out, too, so that what is tried on them was not learnt from them.

A stem's weight is its inverse document frequency, log(N / n), times (0.1 + how much it tells of the area): one
less the entropy of the practice areas given the word, each area counted alike, as a share of the highest entropy.
The areas of a rare word are a matter of chance; so each word is taken to stand in 60 more texts of all areas alike.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from spacy.lang.en.stop_words import STOP_WORDS

from pipeline.publish.vectors import stems
from pipeline.tagging.train import ROOM, TRAINING, rows

OUT = ROOM.parent / "publish" / "word_weights.txt"
_KINDS = ("guidance", "textbook")
#: Fewer texts than this say nothing of a word.
_FEWEST = 4
#: A stem is a name unless at least this share of it is written small.
_SMALL = 0.17
_BASE = 0.1
_BELIEVED = 60
#: Weights are whole numbers of twentieths, so that the file is short.
_STEPS = 20
_HEADER = """\
# What a stem is worth in twentieths, and the stems that are; * is every stem that is not here.
# Made by `python -m pipeline.tagging.weigh`, whose text says how, from {texts} texts in pipeline/tag/training/:
# articles written for Attract, and openly licensed guidance and a textbook (NOTICE names them). Only
# how many of these texts have a word was taken from them. Names are left out.
"""


def texts() -> Iterator[Mapping[str, Any]]:
    """The texts to count in, each with its areas."""
    for path in sorted((TRAINING / "articles").glob("*.jsonl")):
        yield from rows(path)
    yield from (row for row in rows(TRAINING / "open.jsonl.gz") if row["kind"] in _KINDS)


def weights(counted: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], int, int]:
    """Stem to weight, the weight of any other stem, and the number of texts."""
    written: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    areas: dict[str, Counter[str]] = defaultdict(Counter)
    everything: Counter[str] = Counter()
    within: Counter[str] = Counter()
    number = 0
    for row in counted:
        number += 1
        share = {area: 1 / len(row["labels"]) for area in row["labels"]}
        everything.update(share)
        seen = set()
        for stem, name in stems(f"{row['title']}\n{row['text']}"):
            written[stem][name] += 1
            seen.add(stem)
        within.update(seen)
        for stem in seen:
            areas[stem].update(share)
    rarest = math.log(number)
    empty = {stem for stem, _ in chain.from_iterable(stems(word) for word in STOP_WORDS)}
    found = {
        stem: round(_STEPS * (rarest - math.log(times)) * (_BASE + _told(areas[stem], everything, times)))
        for stem, times in within.items()
        if times >= _FEWEST and written[stem][0] >= _SMALL * sum(written[stem])
    }
    # Of a word that was never seen, nothing is known but that it is rare.
    return found | dict.fromkeys(empty, 0), round(_STEPS * rarest * _BASE), number


def _told(areas: Mapping[str, float], everything: Mapping[str, float], times: int) -> float:
    """How much a word tells of the area: 0 for nothing, 1 for everything."""
    shares = {area: areas.get(area, 0.0) / total for area, total in everything.items()}
    whole = sum(shares.values())
    doubt = _BELIEVED / (times + _BELIEVED)
    chances = [(1 - doubt) * share / whole + doubt / len(shares) for share in shares.values()]
    return 1 + sum(chance * math.log(chance) for chance in chances) / math.log(len(shares))


def written(found: Mapping[str, int], unknown: int, number: int) -> str:
    """The file: a line for each weight."""
    lines: dict[int, list[str]] = defaultdict(list)
    for stem, weight in sorted(found.items()):
        lines[weight].append(stem)
    rows_ = [f"{weight} {' '.join(of_it)}" for weight, of_it in sorted(lines.items())]
    return _HEADER.format(texts=f"{number:,}") + "\n".join([f"{unknown} *", *rows_]) + "\n"


if __name__ == "__main__":
    OUT.write_text(written(*weights(texts())), "utf-8")
