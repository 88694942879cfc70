"""An item's words laid out for rules to read, with the way back to the author's line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Item

# What stands in Markdown but is not read: addresses and marks. Each becomes as many
# spaces as it had characters, so that every offset still means the same place.
_UNREAD = re.compile(
    r"`+"  # code is read like any other words: a reader sees it
    r"|(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\)|\s+(?=\"[^\"]*\"\)))"  # the address of a link, not its title
    r"|<https?://[^>\s]*>"
    r"|!?\[(?=[^\[\]]*\]\()|\](?=\()|\[\^[^\]]*\]:?"
    r"|^[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+"  # headings, quotes, lists
    r"|[*_~|]+",
    re.DOTALL | re.MULTILINE,
)
# Not after the abbreviations that stand before names and numbers in legal English.
_SENTENCE_END = re.compile(
    # The full stop comes first: most characters are none, and nothing else need be asked of them.
    r"(?<=[.!?])"
    r"(?<!\b[Nn]o\.)(?<!\bv\.)(?<!\bs\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bMrs\.)(?<!\bpara\.)(?<!\bart\.)"
    r"[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9£€$])|\n\s*\n"
)


def readable(markdown: str) -> str:
    """The words of some Markdown at their own offsets: same length, marks blanked, lines joined."""
    blanked = _UNREAD.sub(lambda mark: re.sub(r"[^\n]", " ", mark.group()), markdown)
    # A line end inside a paragraph is a space; an empty line stays one.
    return re.sub(r"\n\s*\n|\n", lambda end: " " if end.group() == "\n" else end.group(), blanked)


@dataclass(frozen=True)
class Passage:
    """A stretch of an item's words: its title, its summary, its body, or the talks of a profile."""

    item: Item
    text: str
    part: str
    #: The same with its Markdown marks.
    markdown: str = ""

    def place(self, offset: int) -> str:
        """Where the author finds it."""
        return self.item.place_of(offset) if self.part == "body" else f"{self.item.source}, {self.part}"


def passages(item: Item) -> list[Passage]:
    """Everything of an item that a reader reads."""
    parts = {"title": item.title, "summary": item.summary, "body": item.body}
    if item.talks:
        parts["talks"] = item.talks_told
    return [Passage(item, readable(words), part, words) for part, words in parts.items()]


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(offset, words) of each sentence."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if text[start : end.start()].strip():
            yield start, text[start : end.start()]
        start = end.end()
    if text[start:].strip():
        yield start, text[start:]
