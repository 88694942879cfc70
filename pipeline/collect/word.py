"""Word files (.docx): Word to HTML by mammoth, HTML to Markdown by markdownify.

A converter drops tracked changes and comments without a word, and shows what Word hides;
here they stop the file, because what a reviewer left open must be settled before anybody
publishes.
"""

import io
import re
import zipfile
from dataclasses import replace

import mammoth

from pipeline.collect.cleaning import to_markdown
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.markdown import front_matter, parse_markdown
from pipeline.collect.word_properties import properties
from pipeline.collect.word_review import settled
from pipeline.errors import SourceError

#: How an OLE file begins: an old .doc, or a .docx that a password locks (MS-OFFCRYPTO, 1.3.2).
_OLE = b"\xd0\xcf\x11\xe0"
#: What Word writes where nobody described a picture, and what a picture's file was called on somebody's computer.
_MACHINE = re.compile(
    r"(?:\b(?:description )?automatically generated\b|\bAI-generated content may be incorrect\b)", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"(?:[a-z]:[\\/]|\\\\|/|~/|file:|https?://)\S.*|[^\n]{0,200}\.(?:png|jpe?g|gif|bmp|tiff?|svg|webp|heic|emf|wmf)",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r'<sup><a href="#((?:foot|end)note-\d+)"[^>]*>\[\d+\]</a></sup>')
_NOTE = re.compile(
    r'<li id="((?:foot|end)note-\d+)">((?:(?!<li id=").)*?)\s*<a href="#(?:foot|end)note-ref-\d+">↑</a></p></li>',
    re.DOTALL,
)


def parse_word(raw: bytes, name: str, title: str = "") -> Draft:
    """Read a .docx file.

    Args:
        title: what it is called where its place already says so; no line is then taken for one.

    Raises:
        SourceError: it is no Word file, or has tracked changes, comments, hidden text or linked
            pictures in it.

    """
    if raw.startswith(_OLE):
        raise _locked(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            notes = settled(parts, name)
            asides = properties(parts, name)
        pictures: list[Picture] = []
        page = mammoth.convert_to_html(
            io.BytesIO(raw), convert_image=mammoth.images.img_element(lambda image: _keep(image, pictures))
        )
        text = _with_notes(page.value)
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
    draft = parse_markdown(_header_as_typed(text), name, title)
    known = {picture.name: picture for picture in pictures}
    return replace(
        draft,
        pictures=tuple(known.get(picture.name, picture) for picture in draft.pictures),
        first_line=0,
        co_authors_line=0,
        edition_line=0,
        notes=notes + draft.notes,
        asides=asides,
    )


def _header_as_typed(text: str) -> str:
    """The text with its front matter as it was typed: the converter takes `review_by` for Markdown and guards its marks."""
    header, _, _ = front_matter(text)
    return text.replace(header, re.sub(r"\\([^\w\s]|_)", r"\1", header), 1) if header else text


def _locked(raw: bytes, name: str) -> SourceError:
    # The names of an OLE file's streams are UTF-16; only a locked file has this one.
    if "EncryptedPackage".encode("utf-16-le") in raw:
        return SourceError(
            name,
            "a password locks it.",
            "In Word: File, Info, Protect Document, Encrypt, and empty the password; save.",
        )
    return SourceError(
        name,
        "this is an old Word file (.doc) under a new name.",
        "Open it in Word and save it as Word Document (.docx).",
    )


def _described(alt: str) -> str:
    """Alternative text that a person wrote; empty for a machine's, and for a file name, which may name a client."""
    # Word's own descriptions have empty lines in them, which would end the picture in Markdown.
    alt = " ".join(alt.split())
    return "" if _MACHINE.search(alt) or _FILE_NAME.fullmatch(alt) else alt.replace("[", "(").replace("]", ")")


def _keep(image: "mammoth.images.Image", pictures: list[Picture]) -> dict[str, str]:
    with image.open() as opened:
        raw = opened.read()
    kind = image.content_type.rpartition("/")[2]
    alt = _described(image.alt_text or "")
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
