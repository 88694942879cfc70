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
from heapq import nsmallest
from importlib.resources import files

import Stemmer

from pipeline.model import Item

#: Stem to weight in thousandths; their squares sum up to about a million. Whole numbers, so that JSON
#: keeps them exactly and a sum of products is the same in any order.
Vector = dict[str, int]

#: Raise it when the reading below changes: vectors are kept from run to run.
METHOD = "2"
#: The strongest words of a piece that are kept.
MOST = 24
_UNIT = 1000
#: How many times a word in each place counts; a heading stands in the body, too, and so counts twice.
_TITLE, _SUMMARY, _HEADING = 2, 2, 1
_HEADINGS = re.compile(r"^#{1,6}[ \t].*$", re.MULTILINE)
#: Seen by nobody as words: addresses of links and pictures, tags, bare addresses. Each begins with letters that
#: stand for themselves, which are found ten times as quickly.
_ADDRESSES = (
    re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*"),
    re.compile(r"<[^<>\n]*>"),
    re.compile(r"http(?<!\whttp)s?://[^\s)>]+"),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TABLE = "word_weights.txt"


def vector(item: Item) -> Vector:
    """The words that say what a piece is about, the strongest first.

    Args:
        item: title, summary, headings and words are read, and nothing else.

    """
    table, unknown = _weights()
    said = [
        (-(1 + math.log(times)) * worth, stem)
        for stem, times in _times(item, table).items()
        if (worth := table.get(stem, unknown))
    ]
    strongest = nsmallest(MOST, said)
    length = math.sqrt(sum(weight * weight for weight, _ in strongest))
    return {stem: round(_UNIT * -weight / length) for weight, stem in strongest}


def version() -> str:
    """Names everything that a vector depends on besides its piece."""
    return f"{METHOD}-{sha256(_file().encode()).hexdigest()[:12]}"


def _times(item: Item, table: Mapping[str, int]) -> dict[str, int]:
    """How often each stem counts; a name counts once at most, however often it is called.

    A word that never stands in small letters is a name, or stands at the beginning of a sentence
    once or twice. It counts once if it is in the table, which knows no names, and not at all otherwise.
    """
    body = _without_addresses(item.body)
    # In the body each counts once; it comes first, because it has nearly all of them.
    written = Counter(body.split())
    for text, weight in (
        (item.title, _TITLE),
        (item.summary, _SUMMARY),
        ("\n".join(_HEADINGS.findall(body)), _HEADING),
    ):
        for run in text.split():
            written[run] += weight
    times: dict[str, int] = {}
    small: set[str] = set()
    names: list[tuple[str, str, int]] = []
    for run, number in written.items():
        for low, stem, named in _understood(run):
            if named:
                names.append((low, stem, number))
            else:
                small.add(low)
                times[stem] = times.get(stem, 0) + number
    once: dict[str, int] = {}
    for low, stem, number in names:
        if low in small:
            times[stem] += number
        elif stem in table:
            once[stem] = 1
    return once | times


def _without_addresses(text: str) -> str:
    for kind in _ADDRESSES:
        text = kind.sub(" ", text)
    return text


@lru_cache(maxsize=1 << 15)
def _understood(run: str) -> tuple[tuple[str, str, bool], ...]:
    """The words between two spaces: each folded, its stem, and whether it is a name.

    It is remembered, because a firm writes the same words again and again; so most are never looked at by letter.
    """
    found = [(low, word) for word in _WORD.findall(run) if (low := folded(word))]
    return tuple((low, _stemmer().stemWord(low), is_name(word)) for low, word in found)


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
    found = [(low, is_name(word)) for word in _WORD.findall(_without_addresses(text)) if (low := folded(word))]
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
