"""Setting words in the fonts of share cards: which of them can be drawn, how wide they are, where lines end.

Pillow kerns with Raqm alone, whose system library is not everywhere. So widths and kerning come from tables beside
the fonts (tests/make_card_fonts.py makes both), and a card looks the same on every machine. Nothing here opens a
font; `pipeline.edges.cards` draws.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
#: Longest first. The fonts have them as characters of their own.
_LIGATURES = re.compile("ffi|ffl|ff|fi|fl")
_JOINED = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
#: Every space at which a line may end; the one that must not break a line stays.
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
#: A word that is too long for a line is broken behind one of these, where it has one.
_SEAMS = re.compile(r"(?<=[-–—/.@_])(?=\w)")
#: How much worse a line is that ends in a short word ("of the | bill"), and how much better one that ends with a
#: clause; beside the square of what it lacks to the mean.
_DANGLING, _CLAUSE = 0.04, 0.02
_CUT = "…"
#: Where a word may be broken; it has no width and is never drawn.
_SEAM = "\u200b"
_BREAKS = re.compile(f"[ {_SEAM}]")


class Face:
    """One style, at any size. Measures are in thousandths of an em.

    Args:
        name: of the two files in `pipeline/edges/fonts/`.

    """

    def __init__(self, name: str) -> None:
        told = json.loads((FONTS / f"{name}.json").read_text("utf-8"))
        self.name = name
        self.path = FONTS / f"{name}.ttf"
        self._wide: Mapping[str, int] = {_SEAM: 0, **told["wide"]}
        self._moved: Mapping[str, Mapping[str, int]] = told["moved"]

    def draws(self, text: str) -> bool:
        """Whether it has every character."""
        return all(char in self._wide for char in text)

    def places(self, text: str) -> Iterator[tuple[str, int, str]]:
        """Each character with where it begins, and nothing; a mark with where its middle is, and what it is on."""
        x, before, under, width = 0, "", "", 0
        for char in text:
            if under and unicodedata.combining(char):
                yield char, x - width // 2, under
                continue
            plain = _plain(char)
            x += self._moved.get(before, {}).get(plain, 0)
            yield char, x, ""
            under, width, before = char, self._wide[char], plain
            x += width

    def width(self, text: str) -> int:
        """How far a text reaches."""
        x, before = 0, ""
        for char in text:
            plain = _plain(char)
            x += self._wide[char] + self._moved.get(before, {}).get(plain, 0)
            before = plain
        return x

    def wide(self, char: str) -> int:
        """How wide one character is."""
        return self._wide[char]


@cache
def face(name: str) -> Face:
    """A style, read once."""
    return Face(name)


@cache
def _plain(char: str) -> str:
    """The letter without its accents: those do not change what stands beside it."""
    return unicodedata.normalize("NFD", char)[0]


@dataclass(frozen=True)
class Setting:
    """A text that can be drawn, and the style that has every character of it."""

    face: Face
    text: str


def setting(text: str, *names: str) -> Setting | None:
    """A text in the first of these styles that has every character; None where none has, or nothing is left.

    Never a box for a letter that is not there, and never a word with a letter left out. Only what carries no
    words goes: pictures ("🎉"), and signs that steer other programs (directions, joiners, variants).
    """
    text = _curled(unicodedata.normalize("NFC", _SPACES.sub(" ", text)))
    for name in names:
        style = face(name)
        kept = "".join(char for char in text if not _steers(char) and (style.draws(char) or not _decorates(char)))
        kept = _SPACES.sub(" ", kept).strip()
        if kept and style.draws(kept):
            return Setting(style, _LIGATURES.sub(lambda found: _JOINED[found[0]], kept))
    return None


def _curled(text: str) -> str:
    """Straight quotation marks and apostrophes as a printer sets them: opening where a word begins."""
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(?<![^\s([{{“‘–—]){straight}(?=\S)", opening, text).replace(straight, closing)
    return text


def _steers(char: str) -> bool:
    # Controls, joiners and directions; what is no character; variants of the one before.
    return unicodedata.category(char) in {"Cf", "Cc", "Cn", "Co", "Cs"} or "\ufe00" <= char <= "\ufe0f"


def _decorates(char: str) -> bool:
    # Symbols, among them emoji, and their modifiers (skin tones).
    return unicodedata.category(char) in {"So", "Sk"}


def lines(told: Setting, limit: float, most: int) -> list[str] | None:
    """A text in as few lines as it takes, all about as long; None where that is more than `most`.

    Args:
        told: the text and its style.
        limit: the longest line, in thousandths of an em.
        most: how many lines there may be.

    """
    # Words, and what stands before each of them.
    words = _BREAKS.split(told.text)
    gaps = [told.face.wide(" ") if each == " " else 0 for each in ["", *_BREAKS.findall(told.text)]]
    widths = [told.face.width(word) for word in words]
    if max(widths) > limit:
        return None
    few = _greedy(widths, gaps, limit)
    if few > most:
        return None
    ends = _balanced(words, widths, gaps, limit, few)
    return ["".join((" " if gaps[n] and n > begin else "") + words[n] for n in range(begin, end))
            for begin, end in pairwise(ends)]  # fmt: skip


def forced(told: Setting, limit: float, most: int) -> list[str]:
    """The same, whatever it takes: words too long for a line are broken, and what is too much is cut at a word."""
    style = told.face
    text = " ".join(_SEAM.join(_pieces(style, word, limit)) for word in told.text.split(" "))
    at = [x for _, x, _ in style.places(text)]
    ends = [end for found in _BREAKS.finditer(text) if at[end := found.start()] <= most * limit]
    while (found := lines(Setting(style, text), limit, most)) is None:
        # Where no word's end is left, a word of two pieces with nothing behind it can still be too long by a hair.
        end = ends.pop() if ends else len(text.removesuffix(_CUT)) - 1
        text = text[:end].rstrip(" .,:;–—-&" + _SEAM) + _CUT
    return found


def _pieces(style: Face, word: str, limit: float) -> Iterator[str]:
    """A word in pieces that fit a line, each with room for the sign that something was cut."""
    limit -= style.wide(_CUT)
    for part in _SEAMS.split(word) if style.width(word) > limit else [word]:
        rest = part
        while style.width(rest) > limit:
            fits = max(sum(at + style.wide(char) <= limit for char, at, _ in style.places(rest)), 1)
            yield rest[:fits]
            rest = rest[fits:]
        if rest:
            yield rest


def _greedy(widths: Sequence[int], gaps: Sequence[int], limit: float) -> int:
    """How many lines it takes at least."""
    count, filled = 1, 0
    for width, gap in zip(widths, gaps, strict=True):
        filled += gap + width
        if filled > limit:
            count, filled = count + 1, width
    return count


def _balanced(
    words: Sequence[str], widths: Sequence[int], gaps: Sequence[int], limit: float, count: int
) -> tuple[int, ...]:
    """Where each of so many lines ends, from 0 on: the way of breaking them that costs least."""
    mean = (sum(widths) + sum(gaps)) / count
    # best[n]: what it costs to set the first n words in so many lines, and where each line ends.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for _ in range(count):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for begin, (cost, ends) in best.items():
            filled = 0
            for end in range(begin, len(words)):
                filled += widths[end] + (gaps[end] if end > begin else 0)
                if filled > limit:
                    break
                new = cost + (filled / mean - 1) ** 2 + _ending(words[end], last=end + 1 == len(words))
                if end + 1 not in following or new < following[end + 1][0]:
                    following[end + 1] = (new, (*ends, end + 1))
        best = following
    return best[len(words)][1]


def _ending(word: str, *, last: bool) -> float:
    if last:
        return 0.0
    if word[-1] in ".,:;?!–—":
        return -_CLAUSE
    return _DANGLING if len(word) <= 3 else 0.0
