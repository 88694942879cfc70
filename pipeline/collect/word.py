"""Word files (.docx): Word to HTML by mammoth, HTML to Markdown by markdownify.

A converter drops tracked changes and comments without a word, and shows what Word hides;
here they stop the file, because what a reviewer left open must be settled before anybody
publishes.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree  # safe for our use: no entity is expanded, see _refuse_open_review

import mammoth

from pipeline.collect.cleaning import to_markdown
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.markdown import parse_markdown
from pipeline.errors import SourceError

# Elements are known by their local names: the strict form of the format has another namespace.
_CHANGES = {"ins": "inserted", "del": "deleted", "moveFrom": "moved", "moveTo": "moved"}
#: The parts whose words are published. Word on the web writes document2.xml.
_WORDS = re.compile(r"word/(?P<what>document|footnotes|endnotes|comments)\d*\.xml")
#: Bytes of one part after unpacking; a page of text is about 5,000.
_PART_LIMIT = 20_000_000
_NOTE_MARK = re.compile(r'<sup><a href="#((?:foot|end)note-\d+)"[^>]*>\[\d+\]</a></sup>')
_NOTE = re.compile(
    r'<li id="((?:foot|end)note-\d+)">(.*?)\s*<a href="#(?:foot|end)note-ref-\d+">↑</a></p></li>', re.DOTALL
)


def parse_word(raw: bytes, name: str, title: str = "") -> Draft:
    """Read a .docx file.

    Args:
        title: what it is called where its place already says so; no line is then taken for one.

    Raises:
        SourceError: it is no Word file, or has tracked changes, comments, hidden text or linked
            pictures in it.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            _refuse_open_review(parts, name)
        pictures: list[Picture] = []
        page = mammoth.convert_to_html(
            io.BytesIO(raw), convert_image=mammoth.images.img_element(lambda image: _keep(image, pictures))
        )
    except SourceError:
        raise
    except Exception as problem:  # a damaged file fails wherever zip, XML or mammoth first trips over it
        raise SourceError(
            name, f"this is not a Word file ({problem}).", "Open it in Word and save it as .docx."
        ) from problem
    if any("external image" in message.message for message in page.messages):
        raise SourceError(
            name, "a picture in it is linked, not part of it.", "In Word: insert the picture itself, and save."
        )
    draft = parse_markdown(_with_notes(page.value), name, title)
    known = {picture.name: picture for picture in pictures}
    return Draft(
        **{
            **draft.__dict__,
            "pictures": tuple(known.get(picture.name, picture) for picture in draft.pictures),
            "first_line": 0,
        }
    )


def _keep(image: "mammoth.images.Image", pictures: list[Picture]) -> dict[str, str]:
    with image.open() as opened:
        raw = opened.read()
    kind = image.content_type.rpartition("/")[2]
    # Word's own descriptions have empty lines in them, which would end the picture in Markdown.
    alt = " ".join((image.alt_text or "").split()).replace("[", "(").replace("]", ")")
    picture = Picture(name=f"embedded-{len(pictures) + 1}.{kind}", alt=alt, raw=raw)
    pictures.append(picture)
    return {"src": picture.name, "alt": alt}


def _with_notes(page: str) -> str:
    """The page as Markdown, its footnotes and endnotes as Markdown's."""
    notes = [
        f"[^{label}]: " + re.sub(r"\n(?=.)", "\n    ", to_markdown(words + "</p>"))
        for label, words in _NOTE.findall(page)
    ]
    page = re.sub(r"<ol>\s*</ol>", "", _NOTE.sub("", page))
    return "\n\n".join([to_markdown(_NOTE_MARK.sub(r"[^\1]", page)), *notes])


def _refuse_open_review(parts: zipfile.ZipFile, name: str) -> None:
    for part in parts.namelist():
        if found := _WORDS.fullmatch(part):
            root = _part(parts, part, name)
            if found["what"] == "comments":
                _refuse_comments(root, name)
            else:
                _refuse_unsettled(root, name, "" if found["what"] == "document" else f" of the {found['what']}")


def _refuse_unsettled(part: ElementTree.Element, name: str, place: str) -> None:
    for number, paragraph in enumerate(_all(part, "p"), start=1):
        where = f"{name}, paragraph {number}{place}"
        for element in paragraph.iter():
            if change := _CHANGES.get(_local(element)):
                raise SourceError(
                    where,
                    f"a tracked change is open ({change}: “{_words(element)[:60]}”).",
                    "In Word: Review, Accept or Reject All Changes; save and drop it again.",
                )
            if _local(element) == "r" and _hidden(element) and _words(element).strip():
                raise SourceError(
                    where,
                    f"hidden text stands in it (“{_words(element)[:60]}”).",
                    "In Word: show hidden characters (¶), delete the text or clear Font, Hidden; save and drop it again.",
                )


def _refuse_comments(part: ElementTree.Element, name: str) -> None:
    for comment in _all(part, "comment"):
        raise SourceError(
            name,
            f"a comment stands in it (“{_words(comment)[:60]}”).",
            "In Word: Review, Delete All Comments; save and drop it again.",
        )


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(part: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in part.iter() if _local(element) == name)


def _words(element: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in element.iter() if _local(each) in ("t", "delText"))


def _hidden(run: ElementTree.Element) -> bool:
    marks = [mark for properties in run if _local(properties) == "rPr" for mark in properties]
    return any(_local(mark) == "vanish" and not {"0", "false", "off"} & {*mark.attrib.values()} for mark in marks)


def _part(parts: zipfile.ZipFile, part: str, name: str) -> ElementTree.Element:
    if parts.getinfo(part).file_size > _PART_LIMIT:
        raise SourceError(name, "it unpacks to more than 20 MB of text.", "Split it, or save it again in Word.")
    raw = parts.read(part)
    # Word writes no document type; without one there is no entity to expand (billion laughs).
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
        raise SourceError(name, "it declares a document type, which no Word file does.", "Save it again in Word.")
    return ElementTree.fromstring(raw)
