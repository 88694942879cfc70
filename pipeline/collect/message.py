"""Mail messages (.eml), and pages saved as one file (.mhtml), which are written the same way.

Nobody's words but the sender's may leave: an earlier message that is quoted or forwarded stops the file. The
footer that a firm's server puts under every message is cut with a note instead: it is on all mail whatever it
says, so stopping for it would stop them all.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

from pipeline.collect.decoding import decode
from pipeline.collect.draft import Draft, Picture
from pipeline.collect.markdown import parse_markdown, parse_plain
from pipeline.collect.webpage import parse_page
from pipeline.collect.word import parse_word
from pipeline.errors import SourceError

#: Parts of one message, and parts within parts.
_MOST_PARTS = 500
#: What mail programs put before a subject, in the languages of their makers.
_PREFIX = re.compile(
    r"(?:(?:re|fwd?|fw|aw|wg|tr|antw|sv|vs|rv|rif|rép|rép)(?:\[\d{1,3}\])?\s{0,3}:\s{0,3})+", re.IGNORECASE
)
_PIECES = (".docx", ".md", ".markdown", ".html", ".htm")
#: Signatures of the message itself: they prove it and say nothing.
_PROOFS = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_EARLIER = re.compile(
    r"^[ \t]{0,8}(?:>"
    r"|[-_*]{2,20}[ \t]{0,4}(?:original message|original appointment|forwarded message|forwarded by\b[^\n]{0,100}|ursprüngliche nachricht"
    r"|weitergeleitete nachricht|message d.origine|message transféré|messaggio originale|mensaje original)[ \t]{0,4}(?:[-_*]{2,20}|$)"
    r"|(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré))[ \t]{0,4}:"
    r"|(?:on|am|le)\b[^\n]{5,200}(?:\n[^\n]{1,200}){0,2}?\b(?:wrote|schrieb[^\n:]{0,100}|a écrit)[ \t\u00a0]{0,4}:[ \t]{0,4}$"
    r"|\**(?:from|von|de|da)[ \t\u00a0]{0,3}:\**[^\n]{1,300}\n(?:[^\n]{0,300}\n){0,3}?[ \t]{0,8}\**(?:sent|date|gesendet|datum|envoyé|inviato|to|an|à)[ \t\u00a0]{0,3}:)",
    re.IGNORECASE | re.MULTILINE,
)
_EARLIER_HTML = re.compile(
    r"<blockquote[^<>]{0,300}type=[\"']?cite|class=[\"']?(?:gmail_quote|moz-cite-prefix|moz-forward-container|yahoo_quoted|OutlookMessageHeader)"
    r"|id=[\"']?(?:x_)?(?:divRplyFwdMsg|appendonsend\w{0,5}[\"'][^<>]{0,50}>\s{0,50}<\/div>\s{0,50}<hr)",
    re.IGNORECASE,
)
_SIGNATURE_HTML = re.compile(
    r"<div[^<>]{0,200}(?:class|id)=[\"']?(?:gmail_signature|moz-signature|Signature\b)", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^(?:-- ?|\\?--\\?)$", re.MULTILINE)
_FOOTER = re.compile(
    r"^[ \t*_>#]{0,8}(?:(?:this|the information (?:contained )?in this|the contents? of this)[ \t]+(?:e-?mail|message|communication|transmission)"
    r"\b[^\n]{0,200}\n?[^\n]{0,200}\b(?:confidential|privileged|intended (?:solely|only))"
    r"|(?:confidentiality(?: notice)?|disclaimer|privileged (?:and|&) confidential)[ \t]{0,3}(?::|$|[-–—]))",
    re.IGNORECASE | re.MULTILINE,
)
#: Words below the first line of a footer; with more than these it is no footer.
_FOOTER_WORDS = 400
_SHOWN = re.compile(r"!\[[^\]\n]{0,500}\]\(<?([^()<>\n]{1,300})>?\)")


@dataclass(kw_only=True)
class _Parts:
    """A message taken apart. Nothing of its header but what is named here is ever read."""

    text: str | None = None
    page: str | None = None
    pictures: list[tuple[Picture, str]] = field(default_factory=list)
    pieces: list[tuple[str, bytes]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def parse_message(raw: bytes, name: str, title: str = "") -> Draft:
    """Read a mail message: its subject is the title, its sender (an address) the author.

    Args:
        title: what it is called where its place already says so.

    Raises:
        SourceError: it is no message, is encrypted, has an earlier message in it, has several pieces attached, or
            has no words of its own.

    """
    return _safely(_message, raw, name, title)


def parse_archive(raw: bytes, name: str, title: str = "") -> Draft:
    """Read a page that was saved with its pictures in one file (MHTML, RFC 2557); raises SourceError."""
    return _safely(_archive, raw, name, title)


def _safely(read: Callable[[EmailMessage, str, str], Draft], raw: bytes, name: str, title: str) -> Draft:
    try:
        message = message_from_bytes(raw.lstrip(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        return read(message, name, title)
    except SourceError:
        raise
    except Exception as problem:  # damaged headers and parts fail wherever the reader first trips over them
        raise SourceError(
            name, "this cannot be read as a mail message.", "Save it again from the mail program, as .eml."
        ) from problem


def _message(message: EmailMessage, name: str, title: str) -> Draft:
    if not {"from", "subject", "date"} & {key.lower() for key in message}:
        raise SourceError(name, "this is not a mail message.", "Save it again from the mail program, as .eml.")
    parts = _apart(message, name)
    subject = (
        _PREFIX.sub("", " ".join(str(message.get("subject") or "").split()), count=1) if message.get("subject") else ""
    )
    title = title or subject
    read = _piece if parts.pieces else _words
    draft = read(parts, name, title)
    used = {picture.name for picture in draft.pictures if picture.raw is not None}
    shown = {id(picture.raw) for picture in draft.pictures}
    return replace(
        draft,
        author=parseaddr(str(message.get("from") or ""))[1],
        date=_when(message) or draft.date,
        first_line=0,
        notes=draft.notes
        + tuple(
            f"attached picture {picture.name} left aside: to show it, write ![what it shows]({picture.name}) in the text"
            for picture, _ in parts.pictures
            if picture.name not in used and id(picture.raw) not in shown
        )
        + tuple(f"attached {other} left aside" for other in parts.others),
    )


def _when(message: EmailMessage) -> datetime | None:
    stated = getattr(message.get("date"), "datetime", None)
    return stated if isinstance(stated, datetime) else None


def _apart(message: EmailMessage, name: str) -> _Parts:
    parts = _Parts()
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if number > _MOST_PARTS:
            raise SourceError(name, f"the message has more than {_MOST_PARTS} parts.", "Drop the one that is meant.")
        if kind in _SEALED or kind == "multipart/encrypted":
            raise SourceError(
                name,
                "the message is encrypted or sealed.",
                "Open it in the mail program and copy its words into a file.",
            )
        if kind == "message/rfc822":
            raise SourceError(name, "another message is attached to it.", "Drop the message itself, or copy its words.")
        if not part.is_multipart() and kind not in _PROOFS:
            _sort(parts, part, kind)
    return parts


def _sort(parts: _Parts, part: EmailMessage, kind: str) -> None:
    file = " ".join((part.get_filename() or "").split()).replace("\\", "/").rpartition("/")[2]
    attached = part.get_content_disposition() == "attachment" or bool(file and kind not in ("text/plain", "text/html"))
    if not attached and kind == "text/plain" and parts.text is None:
        parts.text = _text(part)
    elif not attached and kind == "text/html" and parts.page is None:
        parts.page = _text(part)
    elif kind.startswith("image/") or re.search(r"\.(?:png|jpe?g|webp|svg)$", file, re.IGNORECASE):
        made = file or f"picture-{len(parts.pictures) + 1}.{kind.rpartition('/')[2].partition('+')[0]}"
        content = str(part.get("content-id") or "").strip("<> \t")
        parts.pictures.append((Picture(name=made, alt="", raw=_bytes(part)), content))
    elif file.lower().endswith(_PIECES):
        parts.pieces.append((file, _bytes(part)))
    elif attached or file or not kind.startswith("text/"):
        parts.others.append(file or f"part without a name ({kind})")


def _bytes(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _text(part: EmailMessage) -> str:
    try:
        text = _bytes(part).decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):  # it names an encoding that is none, or that its bytes are not in
        text = decode(_bytes(part))[0]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.get_param("format", "") != "flowed" or part.get_content_type() != "text/plain":
        return text
    return _unflowed(text, delete=str(part.get_param("delsp", "")).lower() == "yes")


def _unflowed(text: str, *, delete: bool) -> str:
    """The paragraphs of a text whose lines end softly (RFC 3676, 4)."""
    lines: list[str] = []
    soft = False
    for line in text.split("\n"):
        bare = line[1:] if line.startswith(" ") else line
        if soft and not bare.startswith(">") and bare != "-- ":
            lines[-1] += bare
        else:
            lines.append(bare)
        soft = bare.endswith(" ") and bare != "-- "
        if soft and delete:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _words(parts: _Parts, name: str, title: str) -> Draft:
    """The message's own words are the piece."""
    if parts.text is not None and parts.text.strip() and not (parts.page and "cid:" in parts.page):
        words, notes = _own(parts.text, name)
        draft = parse_plain(words, name, title)
        return replace(draft, pictures=_with_bytes(draft, parts), notes=notes + draft.notes)
    if not (parts.page or "").strip():
        unread = f" Attached are: {', '.join(parts.others)}." if parts.others else ""
        raise SourceError(
            name, f"there are no words in it.{unread}", "Write the text into the message, or drop it as a file."
        )
    page, cut = parts.page or "", list[str]()
    if _EARLIER_HTML.search(page):
        raise _earlier(name, "")
    if found := _SIGNATURE_HTML.search(page):
        page, cut = page[: found.start()], ["signature left aside"]
    known = {f"cid:{content}": picture for picture, content in parts.pictures if content}
    read = parse_page(b"\xef\xbb\xbf" + page.encode("utf-8", "replace"), name, title, parts=known, whole=True)
    words, notes = _own(read.body, name)
    again = parse_markdown(words, name, title or read.title)
    pictures = {picture.name: picture for picture in read.pictures}
    return replace(
        again,
        pictures=tuple(pictures.get(each.name, each) for each in again.pictures),
        notes=tuple(cut) + notes + read.notes,
    )


def _own(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The sender's words without signature and footer; refuses those of others."""
    if "-----BEGIN PGP MESSAGE" in text:
        raise SourceError(
            name, "the message is encrypted or sealed.", "Open it in the mail program and copy its words."
        )
    if earlier := _EARLIER.search(text):
        raise _earlier(name, " ".join(earlier.group().split()))
    notes: tuple[str, ...] = ()
    if found := _SIGNATURE.search(text):
        text, notes = text[: found.start()], ("signature left aside",)
    if found := _FOOTER.search(text):
        footer = text[found.start() :]
        if not text[: found.start()].strip() or len(footer.split()) > _FOOTER_WORDS:
            raise SourceError(
                name,
                f"it says that it is confidential (“{' '.join(footer.split())[:60]}”).",
                "If it may be published, take that out of the message and drop it again.",
            )
        text = text[: found.start()]
        notes += (f"confidentiality footer left aside (“{' '.join(footer.split())[:60]}”)",)
    return text, notes


def _earlier(name: str, words: str) -> SourceError:
    shown = f" (“{words[:60]}”)" if words.strip("> ") else ""
    return SourceError(
        name,
        f"an earlier message is quoted or forwarded in it{shown}; a client's words may be in it.",
        "Copy your own words into a new message or a file, and drop that.",
    )


def _with_bytes(draft: Draft, parts: _Parts) -> tuple[Picture, ...]:
    """The pictures that the text names, with the bytes of those that are attached."""
    known: dict[str, Picture] = {}
    for picture, content in parts.pictures:
        known |= {picture.name.casefold(): picture, f"cid:{content}".casefold(): picture}
    return tuple(
        replace(each, raw=known[each.name.casefold()].raw) if each.name.casefold() in known else each
        for each in draft.pictures
    )


def _piece(parts: _Parts, name: str, title: str) -> Draft:
    """The one attached file is the piece."""
    if len(parts.pieces) > 1:
        named = ", ".join(file for file, _ in parts.pieces)
        raise SourceError(name, f"several pieces are attached to it ({named}).", "Drop each as a file of its own.")
    (file, raw), within = parts.pieces[0], f"{name}, {parts.pieces[0][0]}"
    ending = file.lower().rpartition(".")[2]
    if ending == "docx":
        draft = parse_word(raw, within, title)
    elif ending in ("html", "htm"):
        draft = parse_page(raw, within, title)
    else:
        text, notes = decode(raw)
        draft = parse_markdown(text, within, title)
        draft = replace(draft, notes=notes + draft.notes)
    own = (parts.text or "").strip() or (parts.page or "").strip()
    note = (f"the message's own words left aside: {file} is the piece",) if own else ()
    return replace(draft, pictures=_with_bytes(draft, parts), notes=note + draft.notes)


def _archive(message: EmailMessage, name: str, title: str) -> Draft:
    pages: list[str] = []
    parts: dict[str, Picture] = {}
    for part in _leaves(message, name):
        location = str(part.get("content-location") or "").strip()
        if part.get_content_type() == "text/html":
            pages.append(_text(part))
        elif part.get_content_maintype() == "image":
            kind = part.get_content_subtype()
            picture = Picture(name=f"picture.{kind}", alt="", raw=_bytes(part))
            parts |= {location: picture, "cid:" + str(part.get("content-id") or "").strip("<> "): picture}
    if not pages:
        raise SourceError(name, "there is no page in it.", "Save the page again from the browser.")
    draft = parse_page(b"\xef\xbb\xbf" + pages[0].encode("utf-8", "replace"), name, title, parts=parts)
    saved = str(message.get("snapshot-content-location") or "")
    return replace(draft, link=draft.link or (saved if re.match(r"https?://[^/\s]", saved) else ""))


def _leaves(message: EmailMessage, name: str) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            raise SourceError(name, f"it has more than {_MOST_PARTS} parts.", "Save it as “Web page, complete”.")
        if not part.is_multipart():
            yield part
