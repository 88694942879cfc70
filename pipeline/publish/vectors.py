"""What a piece is about, as a short vector of weighted words that depends on the piece alone.

A word weighs how often it stands in the piece (by logarithm) times what it is worth, which
`word_weights.txt` says: rare words are worth more (Spärck Jones 1972, inverse document frequency), and
those that stand mostly in texts of few practice areas more again. That second factor is what keeps
two stories from being near because there is a kitchen table in both; on the development texts
of the tagger it raises the share of nearest three of the same area from 53 to 64 in a hundred.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files

import Stemmer

from pipeline.model import Item

#: Stem to weight in thousandths; their squares sum up to about a million. Whole numbers, so that JSON
#: keeps them exactly and a sum of products is the same in any order.
Vector = dict[str, int]

#: Raise it when the reading below changes: vectors are kept from run to run.
METHOD = "1"
#: The strongest words of a piece that are kept.
MOST = 24
_UNIT = 1000
#: How many times a word in each place counts; a heading stands in the body, too, and so counts twice.
_TITLE, _SUMMARY, _HEADING = 2, 2, 1
_HEADINGS = re.compile(r"^#{1,6}[ \t].*$", re.MULTILINE)
# Addresses of links and pictures, tags, bare addresses: seen by nobody as words.
_ADDRESSES = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*|<[^<>\n]*>|\bhttps?://[^\s)>]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TABLE = "word_weights.txt"


def vector(item: Item) -> Vector:
    """The words that say what a piece is about, the strongest first.

    Args:
        item: title, summary, headings and words are read, and nothing else.

    """
    table, unknown = _weights()
    said = {
        stem: (1 + math.log(times)) * worth
        for stem, times in _times(item, table).items()
        if (worth := table.get(stem, unknown))
    }
    strongest = sorted(said.items(), key=lambda each: (-each[1], each[0]))[:MOST]
    length = math.sqrt(sum(weight * weight for _, weight in strongest))
    return {stem: round(_UNIT * weight / length) for stem, weight in strongest}


def version() -> str:
    """Names everything that a vector depends on besides its piece."""
    return f"{METHOD}-{sha256(_file().encode()).hexdigest()[:12]}"


def _times(item: Item, table: Mapping[str, int]) -> dict[str, int]:
    """How often each stem counts; a name counts once at most, however often it is called.

    A word that never stands in small letters is a name, or stands at the beginning of a sentence
    once or twice. It counts once if it is in the table, which knows no names, and not at all otherwise.
    """
    body = _ADDRESSES.sub(" ", item.body)
    # In the body each counts once; it comes first, because it has nearly all of them.
    written = Counter(_WORD.findall(body))
    for text, weight in (
        (item.title, _TITLE),
        (item.summary, _SUMMARY),
        ("\n".join(_HEADINGS.findall(body)), _HEADING),
    ):
        for word in _WORD.findall(text):
            written[word] += weight
    small: dict[str, int] = {}
    names: dict[str, int] = {}
    stem_of: dict[str, str] = {}
    for word, number in written.items():
        low, stem, named = _understood(word)
        if low:
            kind = names if named else small
            kind[low] = kind.get(low, 0) + number
            stem_of[low] = stem
    times: dict[str, int] = {}
    for low, number in small.items():
        times[stem_of[low]] = times.get(stem_of[low], 0) + number + names.pop(low, 0)
    return {stem_of[low]: 1 for low in names if stem_of[low] in table} | times


@lru_cache(maxsize=1 << 16)
def _understood(word: str) -> tuple[str, str, bool]:
    """A word folded, its stem, and whether it is a name; remembered, because a firm writes the same words again and again."""
    low = folded(word)
    return low, _stemmer().stemWord(low), is_name(word)


def is_name(word: str) -> bool:
    """Whether a word is written as names are: with a capital, but not in capitals (VAT, GDPR)."""
    return word[0].isupper() and not (len(word) > 1 and word.isupper())


def folded(word: str) -> str:
    """A word in small letters without its 's; empty for a single letter and for "isn't" and its like."""
    low = word.lower().replace("’", "'")
    if low.endswith("n't"):
        return ""
    low = low.partition("'")[0]
    return low if len(low) > 1 else ""


def stems(text: str) -> Iterator[tuple[str, bool]]:
    """Each word's stem, and whether it is written as names are; what the table is counted by."""
    found = [(low, is_name(word)) for word in _WORD.findall(_ADDRESSES.sub(" ", text)) if (low := folded(word))]
    return zip(_stemmer().stemWords([low for low, _ in found]), (name for _, name in found), strict=True)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@cache
def _file() -> str:
    return files(__package__).joinpath(_TABLE).read_text("utf-8")


@cache
def _weights() -> tuple[Mapping[str, int], int]:
    """Stem to what it is worth, and what a stem is worth that the table does not have."""
    table: dict[str, int] = {}
    unknown = 0
    for line in _file().splitlines():
        if line.startswith("#"):
            continue
        worth, _, words = line.partition(" ")
        if words == "*":
            unknown = int(worth)
        table.update(dict.fromkeys(words.split(), int(worth)))
    return table, unknown
