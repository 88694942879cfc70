"""What a text has at a glance, so that dear patterns are only tried where they can match."""

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z]+")
_FIGURES = re.compile(r"\d[^\s–—]*")
_BEFORE = re.compile(r"[^\s–—]{1,40}\Z")
_BLANK = re.compile(r"\s")
#: Figures that count, name a year, a day or a sum: no code is made of them.
_DULL = re.compile(
    r"\W*(?:\d{1,2}|(?:19|20)\d\d(?:[-/](?:\d\d|(?:19|20)\d\d))?s?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:k|m|bn|%|st|nd|rd|th|am|pm)"
    r"|\d{1,3}-(?:[a-z]+-?)+|\d{1,2}[.:]\d{1,2}(?:am|pm)?)(?:['’]s)?\W*|\W*[A-Z]{0,3}[$£€]\S*"
)

Stretches = tuple[tuple[int, int], ...]


@lru_cache(maxsize=8)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a text in small letters, cut at everything that is no letter of English."""
    return frozenset(_WORD.findall(text.lower()))


@lru_cache(maxsize=8)
def figures(text: str) -> Stretches:
    """The words of a text that have figures in them."""
    tokens = []
    for found in _FIGURES.finditer(text):
        before = _BEFORE.search(text, max(0, found.start() - 40), found.start())
        tokens.append((before.start() if before else found.start(), found.end()))
    return tuple(tokens)


@lru_cache(maxsize=8)
def codes(text: str) -> Stretches:
    """The words with figures that may be part of a code: no count, year, day or sum."""
    tokens = figures(text)
    behind = [*(start for start, _ in tokens[1:]), -9][: len(tokens)]
    # Two counts side by side may be one number in groups: "12 34 56".
    return tuple(
        (start, end)
        for (start, end), following in zip(tokens, behind, strict=True)
        if following == end + 1 or not _DULL.fullmatch(text, start, end)
    )


@lru_cache(maxsize=32)
def near_figures(text: str, before: int, behind: int) -> Stretches:
    """The stretches of a text with figures, so many characters more on both sides; none overlaps another."""
    return _stretched(text, figures(text), before, behind)


@lru_cache(maxsize=32)
def near_codes(text: str, before: int, behind: int) -> Stretches:
    """The stretches of a text that may hold a code, so many characters more on both sides; none overlaps another."""
    return _stretched(text, codes(text), before, behind)


def _stretched(text: str, spans: Stretches, before: int, behind: int) -> Stretches:
    near: list[list[int]] = []
    for start, end in spans:
        if near and start - before <= near[-1][1]:
            near[-1][1] = end + behind
        else:
            near.append([max(0, start - before), end + behind])
    # No word is cut in two: half of "pounds" is "pound".
    return tuple((start, blank.start() if (blank := _BLANK.search(text, end)) else len(text)) for start, end in near)


@lru_cache(maxsize=64)
def standing(text: str, words: frozenset[str]) -> tuple[int, ...]:
    """Where one of these words may stand, whole or in a longer one, in order; each place once."""
    lower = text.lower()
    found = set()
    for word in words & vocabulary(text):
        at = lower.find(word)
        while at >= 0:
            found.add(at)
            at = lower.find(word, at + 1)
    return tuple(sorted(found))
