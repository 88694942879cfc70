"""How much of a text is read.

Python-Markdown takes time that grows with the square of what stands in one paragraph, and calls itself for
every level of a list. No limit of its own stops it, so these do, before it begins. Each is far above what
anybody writes, and each was set by measuring: at all limits at once a text costs a few seconds.
"""

import re

from pipeline.errors import SourceError

#: Bytes of a text file: a million characters in the widest encoding.
TEXT_BYTES = 4_000_000
#: Characters of one text; a novel has half of that.
_LONGEST = 1_000_000
#: Lines with something on them. Every one can be an element, and elements are looked up one by one.
_LINES = 10_000
#: Characters of one paragraph: about fifteen pages without a break.
_PARAGRAPH = 50_000
#: Characters that can be a mark, in one paragraph and in all. Every one is tried with all that follow.
_MARKS, _ALL_MARKS = 3_000, 50_000
#: Opening brackets, in one paragraph and in all: each is followed to the end of its paragraph, several times.
_BRACKETS, _ALL_BRACKETS = 1_000, 5_000
#: Sections of raw characters (`<![`), which only XML has; each is looked for anew from the beginning.
_SECTIONS = 20
#: Levels of indentation. Python allows a thousand calls within calls; a level takes about six.
_LEVELS = 60
#: Tags left open: the reader of HTML looks through all of them at every new one.
MOST_OPEN_TAGS = 1_000

_MARK = re.compile(r"[\[\]<&*_`\\!\"'|~$^{:]")
#: Quotation in quotation, list in list, all on one line.
_CHAIN = re.compile(r"^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){100}", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+(?=\S)", re.MULTILINE)
_EMPTY = re.compile(r"\n[ \t]*(?=\n)")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})", re.IGNORECASE)
#: Elements that need no end, and so do not nest by being written one after the other.
_ENDLESS = {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
            "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"}  # fmt: skip


def refuse_endless(text: str, name: str) -> None:
    """Refuse a text that could not be read in reasonable time; raises SourceError."""
    if len(text) > _LONGEST:
        raise _too_much(name, "it has more than a million characters", "Split it.")
    if _CHAIN.search(text):
        raise _too_much(name, "a line is nested more than 100 levels deep", "Take quotations out of quotations.")
    if len(text) <= _BRACKETS:
        return
    if text.count("\n") > _LINES and sum(1 for line in text.split("\n") if line.strip()) > _LINES:
        raise _too_much(name, f"it has more than {_LINES:,} lines", "Split it.")
    if len(_MARK.findall(text)) > _ALL_MARKS:
        raise _too_much(name, f"it has more than {_ALL_MARKS:,} marks (brackets, stars, quotation marks)", "Split it.")
    if text.count("[") > _ALL_BRACKETS:
        raise _too_much(name, f"it has more than {_ALL_BRACKETS:,} brackets ([)", "Split it.")
    if text.count("<![") > _SECTIONS:
        raise _too_much(name, f"it has more than {_SECTIONS} sections of XML (<![)", "Take them out.")
    for paragraph in _EMPTY.split(text):
        # A table is read cell by cell: what its cells have in common costs little.
        pieces = paragraph.split("\n") if _is_table(paragraph) else [paragraph]
        if any(len(piece) > _PARAGRAPH for piece in pieces):
            raise _too_much(name, f"one paragraph has more than {_PARAGRAPH:,} characters", _PARAGRAPHS)
        if any(len(_MARK.findall(piece)) > _MARKS or piece.count("[") > _BRACKETS for piece in pieces):
            raise _too_much(name, f"one paragraph has more than {_MARKS:,} marks (brackets, stars)", _PARAGRAPHS)
    if len({len(found.expandtabs(4)) // 4 for found in _INDENT.findall(text)}) > _LEVELS:
        raise _too_much(name, f"its lists are more than {_LEVELS} levels deep", "Take lists out of lists.")
    if open_tags(text) > MOST_OPEN_TAGS:
        raise _too_much(
            name, f"more than {MOST_OPEN_TAGS:,} tags in it are not closed", "Close them, or take them out."
        )


_PARAGRAPHS = "Leave an empty line between paragraphs."


def open_tags(text: str) -> int:
    """The most elements of HTML that are open at once; never fewer than a reader of HTML would hold open."""
    depth = most = 0
    for found in _TAG.finditer(text):
        if found[2].lower() not in _ENDLESS:
            depth = max(depth - 1, 0) if found[1] else depth + 1
            most = max(most, depth)
    return most


def _is_table(paragraph: str) -> bool:
    lines = paragraph.strip("\n").split("\n", 2)
    return len(lines) > 1 and re.fullmatch(r"[ |:-]{3,2000}", lines[1]) is not None


def _too_much(name: str, what: str, remedy: str) -> SourceError:
    return SourceError(name, f"{what}; nothing of that size is read.", remedy)
