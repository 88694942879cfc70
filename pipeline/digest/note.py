"""The note that opens an edition, as a mail prints it: in HTML, and in plain text with its addresses written out."""

import re
import textwrap
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import Markup, escape

from pipeline.digest.entry import harmless, pixels, printable
from pipeline.model import ClearanceBasis, ClearedItem
from pipeline.model.telling import BODY, SUMMARY, notices, sized

#: Colours and sizes stand at each element: some programs drop the styles in the head.
_OPEN = {
    "p": '<p style="margin:0 0 12px;">', "ul": '<ul style="margin:0 0 12px;padding:0 0 0 22px;">',
    "ol": '<ol style="margin:0 0 12px;padding:0 0 0 22px;">', "li": '<li style="margin:0 0 4px;">',
    "em": "<em>", "i": "<em>", "strong": "<strong>", "b": "<strong>",
}  # fmt: skip
_CLOSE = {"p": "</p>", "ul": "</ul>", "ol": "</ol>", "li": "</li>", "em": "</em>", "i": "</em>", "strong": "</strong>",
          "b": "</strong>", "a": "</a>"}  # fmt: skip
_BLOCKS = {"p", "ul", "ol", "li"}
_SPACES = re.compile(r"\s+")
_WIDTH = 72


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note as the templates print it."""

    html: Markup
    #: The same as plain text in lines; empty where a notice must be larger than its claim, which no plain text can show.
    text: str
    #: Whose words they are.
    signed: str
    #: Each with its size in pixels; 0 where any size will do.
    notices: tuple[tuple[str, int], ...]


def note(told: ClearedItem, signed: str) -> Note:
    """A note for the templates.

    Args:
        told: what is cleared.
        signed: the name of the person whose words they are.

    """
    read = _Read()
    read.feed(told.item.html)
    read.close()
    found = notices(told, BODY)
    return Note(
        html=Markup("".join(read.html)),
        text="" if sized(found) else read.text(),
        signed=harmless(signed),
        notices=tuple((each.text, pixels(each, BODY)) for each in found),
    )


def preview(told: ClearedItem) -> str:
    """Its opening words where they may stand alone; empty where they claim something that needs words beside it."""
    return "" if notices(told, SUMMARY) else told.item.summary


def tells_of_clients(told: ClearedItem) -> bool:
    """Whether whoever cleared it said that it does."""
    return told.clearance is not None and told.clearance.basis is not ClearanceBasis.REVIEWED


@dataclass
class _Block:
    """A paragraph, or an item of a list."""

    #: What stands before its first line; the others are indented as far.
    mark: str = ""
    words: list[str] = field(default_factory=list)


class _Read(HTMLParser):
    """Reads what `collect` has cleaned, and writes it twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.html: list[str] = []
        self._blocks: list[_Block] = []
        #: Of the lists that are open: how far each is indented, and how many items it had, or -1 where they are not counted.
        self._lists: list[tuple[int, int]] = []
        #: Whether white space would part two words, and not two blocks.
        self._within = False
        self._address = ""
        self._linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Something begins."""
        match tag:
            case "br":
                self.html.append("<br />")
                self._say("\n")
                return
            case "a":
                self._address = harmless((dict(attrs).get("href") or "").replace("\\", "%5C"))
                self._linked = []
                self.html.append(f'<a href="{escape(self._address)}" style="color:#8f3f26;">')
                return
            case "ul" | "ol":
                self._lists.append((len(self._blocks[-1].mark) if self._lists else 0, -1 if tag == "ul" else 0))
            case "li":
                self._blocks.append(_Block(self._mark()))
            case "p" if not (self._blocks and self._blocks[-1].mark and not self._blocks[-1].words):
                self._blocks.append(_Block(" " * len(self._blocks[-1].mark) if self._lists and self._blocks else ""))
        self._within &= tag not in _BLOCKS
        self.html.append(_OPEN.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """Something ends."""
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag == "a":
            self._say(_written_out(self._address, "".join(self._linked)))
            self._address = ""
        self._within &= tag not in _BLOCKS
        self.html.append(_CLOSE.get(tag, ""))

    def handle_data(self, data: str) -> None:
        """Words."""
        words = _SPACES.sub(" ", printable(data))
        if words.strip() or self._within:
            self._within = True
            self._linked.append(words)
            self.html.append(str(escape(words)))
            self._say(words)

    def text(self) -> str:
        """The same as lines of plain text: an empty one before each paragraph, none between the items of a list."""
        told = ""
        for each in self._blocks:
            lines = [line.strip() for line in "".join(each.words).split("\n")]
            if not any(lines):
                continue
            wrapped = [
                textwrap.fill(
                    line, _WIDTH, initial_indent=" " * len(each.mark) if number else each.mark,
                    subsequent_indent=" " * len(each.mark), break_long_words=False, break_on_hyphens=False,
                )
                for number, line in enumerate(lines)
            ]  # fmt: skip
            told += ("\n" if each.mark.strip() and told else "\n\n" if told else "") + "\n".join(wrapped)
        return told

    def _mark(self) -> str:
        """What stands before an item of the list that is open."""
        indent, count = self._lists.pop() if self._lists else (0, -1)
        count += count >= 0
        self._lists.append((indent, count))
        return " " * indent + (f"{count}. " if count > 0 else "- ")

    def _say(self, words: str) -> None:
        if not self._blocks:
            self._blocks.append(_Block())
        self._blocks[-1].words.append(words)


def _written_out(address: str, words: str) -> str:
    """What follows the words of a link where nothing can be pressed."""
    told = re.sub(r"^(?:mailto|tel):", "", address)
    return "" if not told or words.strip() == told else f" ({told})"
