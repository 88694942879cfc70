"""Which files are read, by which reader, and what to say of those that are not."""

import posixpath
from collections.abc import Callable, Mapping

from pipeline.collect.decoding import decode
from pipeline.collect.draft import Draft
from pipeline.collect.limits import TEXT_BYTES
from pipeline.errors import SourceError

#: Endings of what is read.
TEXTS = (".md", ".markdown", ".txt", ".docx", ".html", ".htm", ".mhtml", ".mht", ".eml")
#: The most bytes of one file; a picture in it may weigh a few million.
_LARGEST = 64_000_000

_WORD = "Open it in Word and save it as Word Document (.docx)."
_OUT = "Copy its words into a Word file (.docx) or a Markdown file (.md)."
_UNPACK = "Unpack it, and drop what is in it."
#: Endings of what somebody may drop believing that it will be read, with the way out.
UNREAD: Mapping[str, str] = {
    ".doc": _WORD,
    ".docm": _WORD,
    ".dot": _WORD,
    ".dotx": _WORD,
    ".dotm": _WORD,
    ".rtf": _WORD,
    ".rtfd": "Open it in TextEdit and save it as Word Document (.docx).",
    ".wps": _WORD,
    ".wpd": "Open it in WordPerfect or LibreOffice and save it as Word Document (.docx).",
    ".odt": "Open it in LibreOffice or Word and save it as Word Document (.docx).",
    ".ott": "Open it in LibreOffice or Word and save it as Word Document (.docx).",
    ".fodt": "Open it in LibreOffice and save it as Word Document (.docx).",
    ".pages": "In Pages: File, Export To, Word; drop the .docx.",
    ".gdoc": "It is only a link. In Google Docs: File, Download, Microsoft Word; drop the .docx.",
    ".gsheet": "It is only a link. Copy its words into a Google document; then File, Download, Microsoft Word.",
    ".gslides": "It is only a link. Copy its words into a Google document; then File, Download, Microsoft Word.",
    ".pdf": "Drop the Word file that it was made from; if there is none, open it in Word and save it as .docx.",
    ".xps": "Drop the Word file that it was made from.",
    ".msg": "In Outlook: open it, File, Save As, and choose Text or HTML; or copy its words into a Word file.",
    ".emlx": "In Mail: File, Save As, Raw Message Source, with a name that ends in .eml.",
    ".oft": "Open it in Outlook and copy its words into a Word file.",
    ".pst": "Drop the one message that is meant, saved as .eml.",
    ".mbox": "Drop the one message that is meant, saved as .eml.",
    ".ics": _OUT,
    ".pptx": _OUT,
    ".ppt": _OUT,
    ".odp": _OUT,
    ".key": _OUT,
    ".xlsx": _OUT,
    ".xls": _OUT,
    ".xlsm": _OUT,
    ".ods": _OUT,
    ".csv": _OUT,
    ".numbers": _OUT,
    ".one": _OUT,
    ".enex": _OUT,
    ".url": "It is only a link. Save the page itself from the browser (Web page, complete).",
    ".webloc": "It is only a link. Save the page itself from the browser (Web page, complete).",
    ".webarchive": "In the browser, save it as Page Source (.html).",
    ".xhtml": "Give it the ending .html.",
    ".xml": _OUT,
    ".epub": _OUT,
    ".tex": _OUT,
    ".rst": _OUT,
    ".adoc": _OUT,
    ".asciidoc": _OUT,
    ".org": _OUT,
    ".textile": _OUT,
    ".text": "Give it the ending .txt.",
    ".mdown": "Give it the ending .md.",
    ".mkd": "Give it the ending .md.",
    ".mdx": "Take the program code out and give it the ending .md.",
    ".zip": _UNPACK,
    ".7z": _UNPACK,
    ".rar": _UNPACK,
    ".gz": _UNPACK,
    ".tgz": _UNPACK,
}

#: How files of other kinds begin, whatever their name says.
_SIGNATURES = (
    (b"%PDF-", "a PDF", UNREAD[".pdf"]),
    (b"\xd0\xcf\x11\xe0", "an old Office file (Word, Excel or Outlook)", _WORD),
    (b"{\\rtf", "rich text (RTF)", _WORD),
    (b"\x89PNG", "a picture", "Drop the text that goes with it; it shows the picture with ![what it shows](name.png)."),
    (b"\xff\xd8\xff", "a picture", "Drop the text that goes with it; it shows the picture with ![what it shows](name.jpg)."),
    (b"GIF8", "a picture", "Drop the text that goes with it."),
    (b"PK\x03\x04", "a packed file (a Word file or a zip)", "If it is a Word file, give it the ending .docx."),
    (b"Rar!", "a packed file", _UNPACK),
    (b"7z\xbc\xaf", "a packed file", _UNPACK),
    (b"\x1f\x8b", "a packed file", _UNPACK),
    (b"\xffWPC", "a WordPerfect file", UNREAD[".wpd"]),
    (b"bplist", "an Apple file", _OUT),
)  # fmt: skip


def read_not(name: str) -> SourceError | None:
    """Why a file of this name is not read; None for what is read, and for what is no text at all (a picture)."""
    ending = _ending(name)
    if ending not in UNREAD:
        return None
    return SourceError(name, f"files that end in {ending} are not read.", UNREAD[ending])


def parse(raw: bytes, name: str, title: str = "") -> Draft:
    """Read one file by its ending.

    Args:
        raw: its bytes.
        name: its path, for messages; its ending (in any case) chooses the reader.
        title: what it is called where its place already says so (a practice area's page).

    Raises:
        SourceError: the ending is not one of `TEXTS`, the bytes are of another kind, or the reader refuses it.

    """
    if problem := read_not(name):
        raise problem
    ending = _ending(name)
    if ending not in TEXTS:
        raise SourceError(name, "files with this ending are not read.", f"Use one of: {', '.join(TEXTS)}.")
    if len(raw) > _LARGEST:
        raise SourceError(name, f"it is larger than {_LARGEST // 1_000_000} MB.", "Make its pictures smaller.")
    if ending in (".md", ".markdown", ".txt") and len(raw) > TEXT_BYTES:
        raise SourceError(name, "it has more than a million characters; nothing of that size is read.", "Split it.")
    if ending != ".docx":  # its reader has more to say of what is no Word file
        _refuse_other(raw, name)
    return _reader(ending)(raw, name, title)


def _ending(name: str) -> str:
    return posixpath.splitext(name)[1].lower()


def _reader(ending: str) -> Callable[[bytes, str, str], Draft]:
    """The reader of one ending. Each is imported when it is needed: this module is asked for names far more often."""
    if ending == ".docx":
        from pipeline.collect.word import parse_word

        return parse_word
    if ending in (".html", ".htm"):
        from pipeline.collect.webpage import parse_page

        return parse_page
    if ending in (".mhtml", ".mht"):
        from pipeline.collect.message import parse_archive

        return parse_archive
    if ending == ".eml":
        from pipeline.collect.message import parse_message

        return parse_message
    return _parse_plain if ending == ".txt" else _parse_markdown


def _parse_markdown(raw: bytes, name: str, title: str) -> Draft:
    from pipeline.collect.markdown import parse_markdown

    return _text(raw, name, title, parse_markdown)


def _parse_plain(raw: bytes, name: str, title: str) -> Draft:
    from pipeline.collect.markdown import parse_plain

    return _text(raw, name, title, parse_plain)


def _text(raw: bytes, name: str, title: str, parse_text: Callable[[str, str, str], Draft]) -> Draft:
    text, notes = decode(raw)
    draft = parse_text(text, name, title)
    return Draft(**{**draft.__dict__, "notes": notes + draft.notes})


def _refuse_other(raw: bytes, name: str) -> None:
    """Refuse bytes that are of another kind than the name says."""
    for signature, what, remedy in _SIGNATURES:
        if raw.startswith(signature):
            raise SourceError(name, f"its name says text, but it is {what}.", remedy)
    if b"\0" in raw and "\0" in decode(raw)[0]:
        raise SourceError(
            name,
            "this is no text: it has bytes in it that no text has.",
            "Open it where it was made and save it again.",
        )
