"""The words of a piece's safe HTML as a visitor sees them, and how long they take to read."""

import re
from functools import lru_cache
from html import unescape

from pipeline.model.content import Item

#: Silent reading of English prose is some 240 words a minute (Brysbaert 2019, a review of 190 studies); law is slower.
WORDS_A_MINUTE = 220
#: A word has a letter or a figure: neither the dash of a list nor the arrow behind a footnote is one.
_MARKS = re.compile(r"(?<!\S)(?:[^\w\s]|_)+(?!\S)")
#: Elements inside a line; whatever else begins or ends parts two words.
_INLINE = {"a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong",
           "sub", "sup", "u"}  # fmt: skip
# What `collect` has cleaned is well formed: HTML's own parser, which forgives everything, takes five times as long.
_TAG = re.compile(r"""<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9]*)(?:[^>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)


def words(item: Item) -> int:
    """The words that a visitor reads in a piece's text: those of lists, tables and notes, too, but no marks or addresses."""
    return _counted(item.html)


@lru_cache(maxsize=64)  # a page tells it three times, and an edition weighs the newest pieces for every reader
def _counted(html: str) -> int:
    text = text_of(html)
    return len(text.split()) - len(_MARKS.findall(text))


def minutes(item: Item) -> int:
    """Minutes for the piece's text, at least one."""
    return max(1, round(words(item) / WORDS_A_MINUTE))


@lru_cache(maxsize=64)  # whoever counts a piece's words mostly looks into them, too
def text_of(html: str) -> str:
    """The words between the tags; a cell of a table, an item of a list and a line stand on lines of their own."""
    return unescape(_TAG.sub(_parted, html))


def _parted(tag: re.Match[str]) -> str:
    return "" if (tag[1] or "b").lower() in _INLINE else "\n"
