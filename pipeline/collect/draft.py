"""What the readers of formats hand on: one file's words before they become an item."""

import html
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.collect.cleaning import pictures_of
from pipeline.model import Aside, Basis, Talk

#: A field that is called `date` hides the type of that name from those below it.
Day = date | None
#: The part of a text that may stand for it where nobody wrote a summary, in characters.
_SUMMARY_LENGTH = 220
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")
_UNREAD = re.compile(
    # Bounded, or thousands of brackets that never close would each be tried to the end of the text.
    r"<(script|style)\b[^>]{0,1000}>[^<]{0,10000}</\1>"
    r"|!\[[^\]]{0,1000}\](?:\([^)]{0,1000}\)|\[[^\]]{0,200}\])|(?<!\\)\[\^[^\]]{0,200}\]:?"
    r"|</?[a-z][a-z0-9]{0,20}(?:\s[^>]{0,2000})?/?>",
    re.IGNORECASE,
)
#: Only a link's own brackets are marks: those of [2019] EWCA Civ 12 are words.
_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]]|\[[^\[\]]{0,500}\]){1,1000}+)\](?:\([^)]{0,2000}\)|\[[^\[\]]{0,200}\])")
_MARKUP = re.compile(
    r"\\(?P<kept>[\\`*_{}\[\]()>#+.!|-])|^#{1,6}\s+|^>\s?|^[ \t]*(?:[-*+]|\d+\.)\s+"
    # An asterisk between spaces is a sign, a low line inside a word is a letter of it.
    r"|`{1,3}|(?<!\s)\*{1,3}|\*{1,3}(?!\s)|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)",
    re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as the text names it, with its bytes where the file carried them inside."""

    name: str
    alt: str
    raw: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One file or feed entry, read. What it does not say is None or empty."""

    title: str
    body: str
    summary: str = ""
    author: str = ""
    #: Who wrote it with the author, as named there, and the line that says so (from 1; 0 where there are no lines).
    co_authors: tuple[str, ...] = ()
    co_authors_line: int = 0
    date: datetime | date | None = None
    basis: Basis | None = None
    jurisdictions: tuple[str, ...] = ()
    practice_areas: tuple[str, ...] | None = None
    pictures: tuple[Picture, ...] = ()
    link: str = ""
    first_line: int = 1
    notes: tuple[str, ...] = ()
    #: What it says it is: story, testimonial, article, news, or anything else somebody wrote.
    kind: str = ""
    review_by: Day = None
    checked: Day = None
    rests_on: tuple[str, ...] = ()
    #: Ids that it had before, or that went into it.
    formerly: tuple[str, ...] = ()
    #: What rules ask about the matter, as `facts.told` has it.
    facts: tuple[tuple[str, str], ...] = ()
    #: Of a person's file.
    talks: tuple[Talk, ...] = ()
    #: The edition that a note opens, and the line that says so or what it is (from 1; 0 where there are no lines).
    edition: str = ""
    edition_line: int = 0
    #: Words beside the text; they are nobody's message, so no report shows them.
    asides: tuple[Aside, ...] = field(default=(), repr=False)


def plain(text: str) -> str:
    """The words of some Markdown without its marks."""
    words = _MARKUP.sub(lambda mark: mark["kept"] or "", _LINK.sub(r"\1", _UNREAD.sub("", text)))
    return " ".join(html.unescape(words).split())


def opening(body: str) -> str:
    """The first paragraph as a summary: whole sentences, about 220 characters, plain text."""
    for paragraph in re.split(r"\n\s*\n", body):
        words = plain(paragraph)
        # A rule between paragraphs (---) has no words either.
        if re.search(r"\w", words) and not paragraph.lstrip().startswith(("#", "|", "!", "```")):
            return _whole_sentences(words)
    return ""


def _whole_sentences(words: str) -> str:
    taken = ""
    for sentence in _SENTENCE_END.split(words):
        if taken and len(taken) + len(sentence) > _SUMMARY_LENGTH:
            break
        taken = f"{taken} {sentence}".strip()
    if len(taken) <= _SUMMARY_LENGTH + 80:
        return taken
    return taken[:_SUMMARY_LENGTH].rsplit(" ", 1)[0] + " …"


def pictures_in(body: str) -> tuple[Picture, ...]:
    """The pictures that a Markdown text names, in order."""
    return tuple(Picture(name=name, alt=alt) for name, alt in pictures_of(body))
