"""Texts as words without spaCy, and a tiny world of three areas, for tests of the arithmetic alone."""

import re
import zlib
from functools import cache

import numpy as np

from pipeline.ports import Words
from pipeline.tag.features import phrase_id
from pipeline.tag.fit import Row, fit
from pipeline.tag.model import Model, PhraseTable, Settings, phrase_table

AREAS = ("bees", "boats", "bread")
EMPTY = {"the", "a", "of", "and", "to", "in", "is", "was"}
#: Words that tell the areas apart, and those of no area.
TELLING = {
    "bees": ["hive", "swarm", "queen", "honey", "wax", "keeper", "sting", "frame"],
    "boats": ["sail", "oar", "mast", "keel", "harbour", "tide", "rope", "anchor"],
    "bread": ["oven", "crumb", "flour", "dough", "loaf", "crust", "yeast", "baker"],
    "none": ["office", "prize", "party", "website", "founder", "summer", "roof", "kettle"],
}
SETTINGS = Settings(rare=1, folds=3)


def hashed(word: str) -> int:
    """A number for a word."""
    return zlib.crc32(word.encode()) + 1


def words(text: str, title: str = "") -> Words:
    """A title and a text as words: letters are words, any other sign is one by itself."""
    whole = f"{title}\n\n{text}"
    found = [(match[0].lower(), match.start(), match.end()) for match in re.finditer(r"[a-zA-Z]+|[^\sa-zA-Z]", whole)]
    ids = np.array([hashed(word) for word, _, _ in found], np.uint64)
    return Words(
        spelled=ids, stems=ids, plain=np.array([word.isalpha() for word, _, _ in found], bool),
        empty=np.array([word in EMPTY for word, _, _ in found], bool),
        starts=np.array([start for _, start, _ in found], np.int64),
        ends=np.array([end for _, _, end in found], np.int64), title=sum(end <= len(title) for _, _, end in found),
    )  # fmt: skip


def number(phrase: str) -> int:
    """The number of a key phrase."""
    return phrase_id([hashed(word) for word in phrase.split()])


@cache
def table() -> PhraseTable:
    """A key phrase or two for each area; some stand in the rows, others in no text that was learnt from."""
    return phrase_table(
        {
            number("queen bee"): {"bees": 1.5}, number("sea wall"): {"boats": 1.0}, number("harbour"): {"boats": 1.0},
            number("sour dough loaf"): {"bread": 1.5}, number("wax"): {"bees": 0.5, "boats": 0.5},
        },
        AREAS,
    )  # fmt: skip


def rows() -> list[Row]:
    """Thirty-six texts of each area and of none, each of a few of its words."""
    made = []
    for label, telling in TELLING.items():
        for turn in range(36):
            said = [telling[(turn + step * (1 + turn // 8)) % len(telling)] for step in range(4)]
            made.append(
                Row(words(f"The {said[0]} of the {said[1]} was in a {said[2]} and {said[3]}."), (label,), article=True)
            )
    return made


@cache
def model() -> Model:
    """A model of the tiny world."""
    return fit(rows(), rows()[::5], AREAS, table(), SETTINGS)
