"""Findings marked in place: where each stands in an author's Markdown, shown in its HTML.

Each place is fenced by two characters that no text has before the Markdown is rendered; in the
HTML they are found again and become marks. So a place may begin in one paragraph, run through a
link and end in the next, and the page is still well made.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from pipeline.clear.reading import readable

#: Unicode's private planes 15 and 16: one character for each place's beginning, one for its end.
_BEGIN, _END, _MOST = 0xF0000, 0x100000, 0xFFFD
#: The words of a link, up to somewhere in its address; a picture has none that can be coloured.
_BEFORE_ADDRESS = re.compile(r"(?<!!)\[([^\[\]]+)\]\(\s*<?[^\s()<>]*\Z")
_FENCE = re.compile("([\U000f0000-\U0010fffd])")


@dataclass(frozen=True)
class Mark:
    """A place to be shown."""

    start: int
    end: int
    #: The number of its card.
    number: int
    #: How grave: stop, words or look.
    level: str
    #: What stands in the tooltip.
    said: str


#: The gravest of several shows its colour; each has a sign of its own besides.
SIGNS = {"stop": "■", "words": "▲", "look": "○"}


def highlighted(markdown: str, marks: Sequence[Mark], render: Callable[[str], str]) -> str:
    """The HTML of some Markdown with every place marked.

    Args:
        markdown: the author's words.
        marks: offsets into them.
        render: Markdown to safe HTML.

    """
    # Nobody writes them; whoever does must not fence anything.
    markdown = _FENCE.sub("\N{REPLACEMENT CHARACTER}", markdown)
    read = readable(markdown)
    seen = (_trimmed(_seen(mark, markdown, read), markdown) for mark in marks[:_MOST])
    shown = [mark for mark in seen if mark.end > mark.start]
    fences = [(mark.start, 1, chr(_BEGIN + at)) for at, mark in enumerate(shown)]
    fences += [(mark.end, 0, chr(_END + at)) for at, mark in enumerate(shown)]
    parts, last = [], 0
    # At one character, what ends there ends before what begins.
    for offset, _, fence in sorted(fences):
        parts += [markdown[last:offset], fence]
        last = offset
    return _marked(render("".join([*parts, markdown[last:]])), shown)


def _seen(mark: Mark, markdown: str, read: str) -> Mark:
    """A place in a link's address as a place on the words of the link; in any other address, as no place at all.

    A fence in an address would lead the link nowhere, and show no picture.
    """
    if read[mark.start : mark.end].strip():
        return mark
    words = _BEFORE_ADDRESS.search(markdown[: mark.start])
    return replace(mark, start=words.start(1), end=words.end(1)) if words else replace(mark, end=mark.start)


def _trimmed(mark: Mark, markdown: str) -> Mark:
    """Without the spaces and signs that open a line: a fence before a list's dash would make it no list."""
    words = markdown[mark.start : mark.end]
    opens = not markdown[: mark.start].rpartition("\n")[2].strip(" >#*+-")
    start = mark.start + len(words) - len(words.lstrip(" \n>#*+-" if opens else " \n"))
    return replace(mark, start=start, end=max(start, mark.end - len(words) + len(words.rstrip())))


def _marked(page: str, marks: Sequence[Mark]) -> str:
    soup = BeautifulSoup(page, "html.parser")
    for element in soup.find_all(True):
        # A place inside an address or an alternative text cannot be coloured there.
        for name, value in list(element.attrs.items()):
            if isinstance(value, str):
                element[name] = _FENCE.sub("", value)
    open_: list[int] = []
    for node in list(soup.find_all(string=True)):
        if open_ or _FENCE.search(node):
            # A link inside a link is no HTML.
            sign = "span" if node.find_parent("a") else "a"
            node.replace_with(*_pieces(soup, str(node), marks, open_, sign))
    return str(soup)


def _pieces(soup: BeautifulSoup, text: str, marks: Sequence[Mark], open_: list[int], sign: str) -> list[PageElement]:
    """One run of text cut at the fences; `open_` carries on from run to run."""
    pieces: list[PageElement] = []
    for part in _FENCE.split(text):
        code = ord(part) if len(part) == 1 else 0
        if code >= _END:
            # Its beginning may have stood in an address, and be gone.
            if code - _END in open_:
                open_.remove(code - _END)
                pieces.append(_number(soup, marks[code - _END], sign))
        elif code >= _BEGIN:
            open_.append(code - _BEGIN)
        elif part.strip() and open_:
            pieces.append(_mark(soup, part, [marks[at] for at in open_]))
        elif part:
            pieces.append(NavigableString(part))
    return pieces


def _mark(soup: BeautifulSoup, words: str, marks: Sequence[Mark]) -> Tag:
    gravest = min(marks, key=lambda mark: list(SIGNS).index(mark.level))
    made = soup.new_tag("mark", attrs={"class": gravest.level, "title": gravest.said})
    made.string = words
    return made


def _number(soup: BeautifulSoup, mark: Mark, name: str) -> Tag:
    """The sign and the number behind a place, leading to its card."""
    made = soup.new_tag(name, attrs={"class": f"sign {mark.level}"})
    if name == "a":
        made["href"] = f"#finding-{mark.number}"
    made.string = f"{SIGNS[mark.level]}{mark.number}"
    return made
