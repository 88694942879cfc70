"""Word files (.docx): Word to HTML by mammoth, HTML to Markdown by markdownify.

A converter drops tracked changes and comments without a word; here they stop the file,
because what a reviewer wrote in the margin must be settled before anybody publishes.
"""

import io
import re
import zipfile
from xml.etree import ElementTree  # safe for our use: no entity is expanded, see _refuse_open_review

import mammoth

from pipeline.collect.cleaning import to_markdown
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.markdown import parse_markdown
from pipeline.errors import SourceError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = {f"{_W}ins": "inserted", f"{_W}del": "deleted", f"{_W}moveFrom": "moved", f"{_W}moveTo": "moved"}
#: Bytes of one part after unpacking; a page of text is about 5,000.
_PART_LIMIT = 20_000_000
_EMBEDDED = re.compile(r"embedded-(\d+)\.(png|jpeg|gif)")


def parse_word(raw: bytes, name: str) -> Draft:
    """Read a .docx file.

    Raises:
        SourceError: it is no Word file, or has tracked changes or comments in it.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            _refuse_open_review(parts, name)
        pictures: list[Picture] = []
        page = mammoth.convert_to_html(
            io.BytesIO(raw), convert_image=mammoth.images.img_element(lambda image: _keep(image, pictures))
        ).value
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as problem:
        raise SourceError(
            name, f"this is not a Word file ({problem}).", "Open it in Word and save it as .docx."
        ) from problem
    draft = parse_markdown(to_markdown(page), name)
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
    picture = Picture(name=f"embedded-{len(pictures) + 1}.{kind}", alt=image.alt_text or "", raw=raw)
    pictures.append(picture)
    return {"src": picture.name}


def _refuse_open_review(parts: zipfile.ZipFile, name: str) -> None:
    body = _part(parts, "word/document.xml", name)
    for number, paragraph in enumerate(body.iter(f"{_W}p"), start=1):
        for element in paragraph.iter():
            if element.tag in _CHANGES:
                words = "".join(t.text or "" for t in element.iter() if t.tag in (f"{_W}t", f"{_W}delText"))
                raise SourceError(
                    f"{name}, paragraph {number}",
                    f"a tracked change is open ({_CHANGES[element.tag]}: “{words[:60]}”).",
                    "In Word: Review, Accept or Reject All Changes; save and drop it again.",
                )
    if "word/comments.xml" in parts.namelist():
        for comment in _part(parts, "word/comments.xml", name).iter(f"{_W}comment"):
            words = "".join(t.text or "" for t in comment.iter(f"{_W}t"))
            raise SourceError(
                name,
                f"a comment stands in it (“{words[:60]}”).",
                "In Word: Review, Delete All Comments; save and drop it again.",
            )


def _part(parts: zipfile.ZipFile, part: str, name: str) -> ElementTree.Element:
    if parts.getinfo(part).file_size > _PART_LIMIT:
        raise SourceError(name, "it unpacks to more than 20 MB of text.", "Split it, or save it again in Word.")
    raw = parts.read(part)
    # Word writes no document type; without one there is no entity to expand (billion laughs).
    if b"<!DOCTYPE" in raw[:2000] or b"<!ENTITY" in raw:
        raise SourceError(name, "it declares a document type, which no Word file does.", "Save it again in Word.")
    return ElementTree.fromstring(raw)
