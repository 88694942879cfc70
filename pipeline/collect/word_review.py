"""What must be settled before a Word file goes out, and what of it cannot be read.

A converter drops tracked changes and comments without a word, and shows what Word hides. Here everything
that is open is named at once, so that an author goes through the file once.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree  # safe for our use: no entity is expanded, see read_part

from pipeline.collect.word_styles import Styles, read_styles, switched
from pipeline.errors import SourceError

Element = ElementTree.Element
#: The parts whose words are published. Word on the web writes document2.xml.
_PUBLISHED = re.compile(r"word/(document|footnotes|endnotes)\d*\.xml")
_COMMENTS = re.compile(r"word/comments\d*\.xml")
_EDGES = re.compile(r"word/(header|footer)\d*\.xml")
_STYLES = re.compile(r"word/styles\d*\.xml")
#: Bytes of one part after unpacking; a page of text is about 5,000.
_PART_LIMIT = 20_000_000
#: Bytes of all parts whose words are read, after unpacking.
_WHOLE_LIMIT = 40_000_000
#: Tags in one part, at their beginning and end; 250 pages have about as many, and our converter takes four seconds.
_MOST_TAGS = 180_000
#: Elements within elements; Word itself stops at far fewer tables in tables than this takes.
_DEEPEST = 120
#: How many open things are written out.
_WRITTEN_OUT = 8

_MOVED = {"ins": "inserted", "del": "deleted", "moveFrom": "moved", "moveTo": "moved"}
_CELLS = {"cellIns": "inserted", "cellDel": "deleted", "cellMerge": "merged"}
_FORMATS = {"rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "trPrChange", "tcPrChange",
            "sectPrChange", "numberingChange"}  # fmt: skip
#: Elements with words in them that our converter (mammoth) leaves out.
_FIELDS = {"fldSimple", "dir", "bdo", "ruby", "subDoc"}
_ACCEPT = "In Word: Review, Accept or Reject All Changes."
_COMMENT = "In Word: Review, Delete All Comments."
_UNHIDE = "In Word: show hidden characters (¶), then delete the text or clear Font, Hidden."
_UNMARK = "Take the marking out if it may go out; if it may not, remove the file."
_UNBOX = "In Word: move the words out of their box into the text."
_UNFIELD = "In Word: select all (Ctrl+A) and make fields into plain words (Ctrl+Shift+F9)."
_INSERT = "In Word: open it, copy what was inserted as a file, and paste it in its place."
_MARKING = re.compile(
    r"\b(?:draft|(?:strictly\s+)?(?:privileged|confidential)|without\s+prejudice|subject\s+to\s+contract"
    r"|attorney\s+work\s+product|attorney[\s–-]+client)\b",
    re.IGNORECASE,
)
#: What else a marking says. A first line with any other word in it is a title: "Without prejudice: what it means".
_BESIDE = re.compile(
    r"\b(?:and|or|for|only|not|to|be|the|this|a|document|communications?|materials?|information|privileged?|legally|legal"
    r"|professional|advice|internal|use|review|discussion|purposes|circulation|distribution|version|v\.?|no|of|dated?|first|second"
    r"|third|final|rev|revised|save|as|costs|january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|[\W\d_]+",
    re.IGNORECASE,
)
_MARKING_WORDS = 8


@dataclass(frozen=True)
class _Open:
    """One thing that stops the file, where it stands, and the way out."""

    what: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}, {self.what}" if self.where else self.what


def settled(parts: zipfile.ZipFile, name: str) -> tuple[str, ...]:
    """Look through a Word file.

    Returns:
        A note for each thing in it that has words and will not be shown.

    Raises:
        SourceError: something in it is open, hidden, marked as not for the public, or cannot be read; all named.

    """
    names = parts.namelist()
    _refuse_size(parts, name)
    styles = next((read_styles(read_part(parts, each, name)) for each in names if _STYLES.fullmatch(each)), Styles())
    comments = dict(_comments(parts, name))
    found: list[_Open] = []
    notes: list[str] = []
    for each in sorted(names, key=lambda part: (not part.startswith("word/document"), part)):
        if published := _PUBLISHED.fullmatch(each):
            place = "" if published[1] == "document" else f" of the {published[1]}"
            reading = _Reading(read_part(parts, each, name), place, styles, comments)
            found += reading.found
            notes += reading.notes
        elif edge := _EDGES.fullmatch(each):
            edge_found, edge_notes = _edge(read_part(parts, each, name), edge[1])
            found += edge_found
            notes += edge_notes
    found += [_Open(f"a comment (“{words}”)", _COMMENT) for words in comments.values()]
    found = list(dict.fromkeys(found))
    if found:
        raise SourceError(name, f"it is not ready to go out: {_list(found)}.", _remedies(found))
    return tuple(dict.fromkeys([*notes, *_embedded(names)]))


def _list(found: list[_Open]) -> str:
    shown = "; ".join(map(str, found[:_WRITTEN_OUT]))
    return shown + (f"; and {len(found) - _WRITTEN_OUT} more" if len(found) > _WRITTEN_OUT else "")


def _remedies(found: list[_Open]) -> str:
    return " ".join([*dict.fromkeys(each.remedy for each in found), "Save and drop it again."])


def _refuse_size(parts: zipfile.ZipFile, name: str) -> None:
    sizes = [part.file_size for part in parts.infolist() if part.filename.endswith((".xml", ".rels"))]
    if max(sizes, default=0) > _PART_LIMIT or sum(sizes) > _WHOLE_LIMIT:
        raise SourceError(name, "it unpacks to more than 20 MB of text.", "Split it, or save it again in Word.")


def read_part(parts: zipfile.ZipFile, part: str, name: str) -> Element:
    """The XML of one part; raises SourceError when it could fill the memory or is nested without end."""
    raw = parts.read(part)
    # Word writes no document type; without one there is no entity to expand (billion laughs).
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
        raise SourceError(name, "it declares a document type, which no Word file does.", "Save it again in Word.")
    if raw.count(b"<") > _MOST_TAGS:
        raise SourceError(
            name, "it has more words and marks than anybody reads.", "Split it, or save it again in Word."
        )
    root = ElementTree.fromstring(raw)
    level, depth = [root], 0
    while level := [child for each in level for child in each]:
        depth += 1
        # Our converter calls itself for every level, and Python allows only so many calls.
        if depth > _DEEPEST:
            raise SourceError(name, "its tables or boxes are nested too deeply.", "Take tables out of tables.")
    return root


def local(element: Element) -> str:
    """An element's name without its namespace: the strict form of the format has another one."""
    return element.tag.rpartition("}")[2]


def words(element: Element) -> str:
    """The words in an element, those of deleted text included, in one line of at most 60 characters."""
    said = "".join(each.text or "" for each in element.iter() if local(each) in ("t", "delText"))
    return " ".join(said.split())[:60]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _comments(parts: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """Id and words of every comment. Who wrote it is nobody's business here."""
    for part in parts.namelist():
        if _COMMENTS.fullmatch(part):
            for element in read_part(parts, part, name).iter():
                if local(element) == "comment":
                    yield _attribute(element, "id"), words(element)


def _embedded(names: list[str]) -> Iterator[str]:
    for folder, what in (("charts/chart", "a chart"), ("diagrams/data", "a drawing with words (SmartArt)"),
                         ("embeddings/", "an embedded file (a spreadsheet, a presentation)")):  # fmt: skip
        if any(each.startswith("word/" + folder) for each in names):
            yield f"{what} is left out: put it in as a picture, with its words in the text"


def _edge(part: Element, kind: str) -> tuple[list[_Open], list[str]]:
    """A header or footer: stopped if it carries a marking, else noted, since it is not shown."""
    marks = [_attribute(each, "string") for each in part.iter() if local(each) == "textpath"]
    said = " ".join(each.text or "" for each in part.iter() if local(each) == "t")
    joined = "".join(each.text or "" for each in part.iter() if local(each) == "t")
    found = [_Open(f"a watermark says “{mark[:60]}”", _UNMARK) for mark in marks if mark.strip()]
    # Word cuts words into runs as it likes; each way of joining them finds what the other breaks.
    marking = _MARKING.search(joined) or _MARKING.search(said)
    if marking:
        found.append(_Open(f"the {kind} says “{' '.join(marking.group().split())}”", _UNMARK))
    shown = " ".join(joined.split())
    counted = re.sub(r"(?i)\bpage\b|\bof\b|[\W\d_]", "", shown)
    return found, [f"the {kind} is not shown (“{shown[:60]}”)"] if counted and not found else []


class _Reading:
    """One walk through a part whose words are published."""

    def __init__(self, part: Element, place: str, styles: Styles, comments: dict[str, str]) -> None:
        self.found: list[_Open] = []
        self.notes: list[str] = []
        self._place, self._styles, self._comments = place, styles, comments
        self._number = 0
        self._marked = bool(place)
        self._walk(part)

    def _walk(self, part: Element) -> None:
        #: Elements to be seen, each with its paragraph and number, and whether a converter reads the boxes in it.
        waiting: list[tuple[Element, Element | None, int, bool]] = [(part, None, 0, False)]
        while waiting:
            element, paragraph, number, read = waiting.pop()
            kind = local(element)
            if kind == "p" and "drawingml" not in element.tag:
                # A paragraph in a box counts with the one that the box hangs on.
                self._number += not number
                paragraph, number = element, number or self._number
                self._first(element)
            elif kind == "AlternateContent":
                # Word writes a box twice; converters read the older form, Fallback.
                read = any(local(child) == "Fallback" and len(child) for child in element)
            elif kind == "pict":
                read = True
            after = self._number if kind == "sectPrChange" else self._number + 1
            self._see(element, kind, paragraph, number or after, read)
            waiting += [(child, paragraph, number, read) for child in reversed(element)]

    def _add(self, number: int, what: str, remedy: str) -> None:
        self.found.append(_Open(what, remedy, f"paragraph {number}{self._place}"))

    def _see(self, element: Element, kind: str, paragraph: Element | None, number: int, read: bool) -> None:
        if kind in _MOVED:
            said = words(element)
            self._add(number, f"a tracked change ({_MOVED[kind]}{f': “{said}”' if said else ''})", _ACCEPT)
        elif kind in _CELLS:
            self._add(number, f"a tracked change (a cell of a table {_CELLS[kind]})", _ACCEPT)
        elif kind in _FORMATS:
            self._add(number, "a tracked change of formatting", _ACCEPT)
        elif kind in ("commentRangeStart", "commentReference") and (id_ := _attribute(element, "id")) in self._comments:
            self._add(number, f"a comment (“{self._comments.pop(id_)}”)", _COMMENT)
        elif kind == "r" and (said := words(element)) and self._hidden(element, paragraph, said):
            self._add(number, f"hidden text (“{said}”)", _UNHIDE)
        elif kind == "txbxContent" and not read and words(element):
            self._add(number, f"a text box that cannot be read (“{words(element)}”)", _UNBOX)
        elif kind in _FIELDS and words(element):
            self._add(number, f"a field that cannot be read (“{words(element)}”)", _UNFIELD)
        elif kind == "altChunk":
            self._add(number, "a whole file inserted into it", _INSERT)
        elif kind == "oMath":
            self.notes.append(f"paragraph {number}{self._place}: the equation “{words(element)}” is left out")

    def _hidden(self, run: Element, paragraph: Element | None, said: str) -> bool:
        # In a table of contents Word hides the page numbers from the web, and nobody hid a word.
        own = next((child for child in run if local(child) == "rPr"), None)
        if own is not None and switched(own, "webHidden") and not said.isdigit():
            return True
        return self._styles.hides(run, paragraph)

    def _first(self, paragraph: Element) -> None:
        """Look whether the first line with words is a marking and nothing else."""
        said = " ".join("".join(each.text or "" for each in paragraph.iter() if local(each) == "t").split())
        if self._marked or not said:
            return
        self._marked = True
        rest = _BESIDE.sub("", _MARKING.sub("", said))
        if _MARKING.search(said) and len(said.split()) <= _MARKING_WORDS and not rest:
            self._add(self._number, f"the text begins with “{said}”", _UNMARK)
