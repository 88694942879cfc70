"""One piece as a mail prints it: in HTML, where type has sizes, and in plain text, where it has none."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import ClearedItem, Item, Kind, Notice, Person
from pipeline.model.telling import BODY, SUMMARY, TITLE, Form, called, forms, largest, listed, notices, speaker

_KIND_NAMES = {Kind.ARTICLE: "To know", Kind.NEWS: "News", Kind.ELSEWHERE: "Elsewhere"}
#: Type sizes of a mail by the part of a piece, in pixels; a step is a fifth larger.
_SIZES = {TITLE: 22, SUMMARY: 16, BODY: 16}
_STEP = 1.2


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A piece as the templates print it."""

    kind: str
    title: str
    summary: str
    address: str
    author: str
    area: str
    why: str
    #: Each with its size in pixels; 0 where any size will do.
    notices: tuple[tuple[str, int], ...]
    #: The same for plain text.
    bare: Form


def entry(
    piece: ClearedItem,
    why: str,
    address: str,
    author: str,
    areas: Mapping[str, str],
    *shown: str,
) -> Entry:
    """A piece for the templates.

    Args:
        piece: what is told.
        why: the reason for which the reader gets it.
        address: where it is read.
        author: whose words they are.
        areas: name by practice area id.
        shown: the parts that are printed; title and summary where nothing is said.

    """
    item = piece.item
    shown = shown or (TITLE, SUMMARY)
    found = notices(piece, *shown)
    bare = next(form for form in forms(piece, areas) if SUMMARY in shown or not form.summary)
    return Entry(
        kind=_KIND_NAMES.get(item.kind) or called(item),
        title=harmless(item.title),
        summary=harmless(item.summary),
        address=address,
        author=author,
        area=areas.get(piece.areas[0], "") if piece.areas else "",
        why=harmless(why),
        notices=tuple((each.text, pixels(each, TITLE, SUMMARY)) for each in found),
        bare=Form(harmless(bare.title), harmless(bare.summary), bare.notices),
    )


def pixels(notice: Notice, *shown: str) -> int:
    """How large a notice must be printed beside these parts; 0 where any size will do."""
    return round(_SIZES[largest(notice, *shown)] * _STEP**notice.steps) if notice.steps else 0


def byline(item: Item, people: Mapping[str, Person], firm: str) -> str:
    """Who wrote it; of a testimonial, whose words they are and whom they are about."""
    name = listed(people[each].name for each in item.authors if each in people) or firm
    said = speaker(item)
    return f"{said} about {name}" if said else name


def unbroken(number: str) -> str:
    """A telephone number that no line end parts."""
    return number.replace(" ", "\u00a0")


def harmless(text: str) -> str:
    """Text in one line, without control, format and private characters, and without what is none (U+FFFE).

    mrml writes attributes with Rust's escapes, so such a character would come out as its number in braces, and XML has
    no place for the last kind at all; they have no business in a title or a name anyway.
    """
    line = " ".join(text.split())
    # The fast way for nearly all: nothing that prints is of these kinds.
    if line.isprintable():
        return line.replace("\\", "\u2216")
    kept = (char for char in line if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs") and not _is_none(char))
    return " ".join("".join(kept).split()).replace("\\", "\u2216")


#: Without them, names in Persian and many of India's scripts are spelt wrongly, and some emoji fall to pieces.
_JOINERS = "\u200c\u200d"


def called_by_name(name: str) -> str:
    """A reader's name as they wrote it, in one line: `harmless`, but with a backslash and with what joins letters.

    It goes into no attribute, and so may hold what mrml would spoil there.
    """
    line = " ".join(name.split())
    return line if line.isprintable() else " ".join(printable(line).split())


def printable(text: str) -> str:
    """Text without control, format and private characters, but with what joins letters; whatever is a space is one."""
    if text.isprintable():
        return text
    return "".join(char if char in _JOINERS or char.isprintable() else " " if char.isspace() else "" for char in text)


def _is_none(char: str) -> bool:
    """Whether it is a number that Unicode promises never to make a character of (Unicode, 23.7)."""
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
