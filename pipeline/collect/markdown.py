"""Markdown and plain text, with or without front matter."""

import re
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, field_validator

from pipeline.collect.draft import Day, Draft, opening, pictures_in, plain
from pipeline.collect.facts import FactFields, told
from pipeline.collect.limits import refuse_endless
from pipeline.collect.repair import damage, repair
from pipeline.errors import SourceError
from pipeline.fields import Fields, parse, parse_toml
from pipeline.model import Basis, Kind

_FENCE = re.compile(r"\A\n*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
#: The same in TOML, as Hugo and Zola write it.
_PLUSES = re.compile(r"\A\n*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_KEYS = "title|summary|author|with|date|basis|jurisdiction|practice_areas|kind|edition|link|review_by|checked|rests_on|formerly"
#: Front matter that somebody began and did not end.
_UNENDED = re.compile(rf"\A\n*---[ \t]*\n(?:{_KEYS})[ \t]*:|\A\n*(?P<toml>\+\+\+)[ \t]*\n")
#: The most characters of front matter: it says what a piece is, and is not the piece.
_LONGEST_HEADER = 20_000
_RULES = re.compile(r"\A(?:\s*(?:-{3,}|\*{3,}|_{3,})[ \t]*(?:\n|\Z))+")
_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+(\S[^\n]*)(?:\n|\Z)")
_UNDERLINED = re.compile(r"\A\s*(\S[^\n]*)\n(?:=+|-{2,})[ \t]*(?:\n|\Z)")
#: A first line longer than this is a paragraph, not a title. Characters.
_TITLE_LENGTH = 110
_DATE_LINE = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? +)?"
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)? +(?P<m>[A-Z][a-z]+)|(?P<m2>[A-Z][a-z]+) +(?P<d2>\d{1,2})),? +(?P<y>\d{4})",
    re.IGNORECASE,
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
M = TypeVar("M", bound=Fields)
#: A comment of HTML; one without an end goes on to the end, as a browser reads it.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BULLET = re.compile(r"^(?P<indent>\s*)[•·▪‣◦●]\s+")


def a_day(value: object) -> object:
    """A day as people write it; raises ValueError for anything else."""
    # Pydantic would take a bare number (2026, 20260305) for seconds since 1970.
    if value is not None and not re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", str(value)):
        raise ValueError("must be year, month and day, as in 2026-03-05")
    return value


def an_address(value: str) -> str:
    """An address on the web, or none; raises ValueError for anything else."""
    if value and not re.fullmatch(r"https?://[^/\s]\S*", value, re.IGNORECASE):
        raise ValueError("must be an address that begins with https:// or http://")
    return value


class ItemFields(FactFields):
    """The front matter of a story or article; every field is optional."""

    # A file may come from another system with its own keys: they are noted, not refused.
    # Inside the keys that rules ask for (FactFields) a slip of the pen is refused.
    model_config = ConfigDict(frozen=True, extra="allow", str_strip_whitespace=True)

    title: str = ""
    summary: str = ""
    author: str = ""
    #: Who wrote it with the author: ids or names.
    co_authors: tuple[str, ...] = Field(default=(), alias="with")
    date: datetime | date | None = None
    basis: Basis | None = None
    jurisdiction: tuple[str, ...] = Field(default=())
    practice_areas: tuple[str, ...] | None = None
    #: story, testimonial, article, news or note; its folder decides whether it may be that.
    kind: str = ""
    #: The edition that a note opens.
    edition: Annotated[str, BeforeValidator(str)] = ""
    #: The day after which it must have been looked at again, and the day on which it last was.
    review_by: Day = None
    checked: Day = None
    rests_on: tuple[str, ...] = Field(default=())
    #: The last parts of addresses that lead here now: pieces that went into this one, or that it was before.
    formerly: tuple[str, ...] = Field(default=())
    #: Where the piece first appeared; the others are what other systems call it.
    link: str = ""

    canonical: str = ""
    canonical_url: str = ""

    @field_validator("link", "canonical", "canonical_url")
    @classmethod
    def _on_the_web(cls, value: str) -> str:
        return an_address(value)

    @field_validator("title", "summary")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("date", "review_by", "checked", mode="before")
    @classmethod
    def _a_day(cls, value: object) -> object:
        return a_day(value)

    @field_validator("practice_areas", mode="before")
    @classmethod
    def _areas(cls, value: object) -> object:
        named = value.split(",") if isinstance(value, str) else value
        if not isinstance(named, list | tuple):
            return named
        words = [str(each).strip() for each in named]
        # "none" is an answer, and not the name of an area.
        return tuple(word for word in words if word and word.casefold() != "none")

    @field_validator("co_authors", "jurisdiction", "rests_on", "formerly", mode="before")
    @classmethod
    def _a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


def front_matter(text: str) -> tuple[str, str, int]:
    """Split a text into its YAML, its body, and the line (from 1) on which the body begins.

    Empty lines that stand before the YAML are handed on with it, so that it begins on line 2.
    """
    found = _FENCE.match(text)
    # A rule of dashes can open a text; front matter has a key in its first lines.
    if not found or not re.match(r"\s*(?:#.*\n\s*)*[\w-]+\s*:", found.group(1)):
        return "", text, 1
    before = len(text) - len(text.lstrip("\n"))
    return "\n" * before + found.group(1), text[found.end() :], text.count("\n", 0, found.end()) + 1


def fields_of(model: type[M], text: str, name: str) -> tuple[M | None, str, int]:
    """Read the front matter of a text, in YAML (`---`) or TOML (`+++`).

    Returns:
        Its fields (None where there is no front matter), the body, and the line (from 1) on which the body begins.

    Raises:
        SourceError: it has no end, is too long, is no YAML or TOML, or a field has a wrong value.

    """
    header, body, first_line = front_matter(text)
    read = parse
    if not header and (found := _PLUSES.match(text)):
        header, body, first_line = found[1], text[found.end() :], text.count("\n", 0, found.end()) + 1
        # Empty lines above it are handed on, so that it begins on line 2.
        header, read = "\n" * (len(text) - len(text.lstrip("\n"))) + header, parse_toml
    elif not header and (unended := _UNENDED.match(text)):
        fence = unended["toml"] or "---"
        raise SourceError(f"{name}:1", "the front matter has no end.", f"Put {fence} on a line of its own after it.")
    if len(header) > _LONGEST_HEADER:
        raise SourceError(f"{name}:1", "the front matter is longer than 20,000 characters.", "Put the text below it.")
    return (read(model, header, name, first_line=2, error=SourceError) if header.strip() else None), body, first_line


def parse_markdown(text: str, name: str, title: str = "") -> Draft:
    """Read Markdown.

    The title comes from the front matter, the first heading or the first line; the summary
    from the front matter or the opening sentences.

    Args:
        title: what it is called where its place already says so; no line is then taken for one.

    Raises:
        SourceError: the front matter is not YAML or TOML, a field has a wrong value, nothing is left to read, or it is
            too much to read.

    """
    refuse_endless(text, name)
    text, notes = repair(text)
    fields, body, first_line = fields_of(ItemFields, text, name)
    fields = fields or ItemFields()
    with_line = _line_of("with", text, first_line) if fields.co_authors else 0
    opens_line = 0
    if fields.edition or is_note(fields.kind):
        opens_line = _line_of("edition", text, first_line) or _line_of("kind", text, first_line)
    body, comments = without_comments(body)
    notes += comments
    notes += tuple(f"unknown field `{key}` left aside" for key in fields.model_extra or ())
    title, when = title or fields.title, fields.date
    said_twice = bool(fields.title) and _opens_with(body, fields.title)
    if not title and is_note(fields.kind):
        title = f"Note for {fields.edition}" if fields.edition else "Note"  # its first line is a greeting, and no title
    if not title or said_twice:
        title, when_line, rest = _headline(body)
        first_line += body.count("\n") - rest.count("\n")
        body, when = rest, when or when_line
    body, skipped = body.strip("\n"), len(body) - len(body.lstrip("\n"))
    if not title or not body.strip():
        raise SourceError(name, "there are no words in it.", "Write something under the title, or remove the file.")
    return Draft(
        title=title,
        body=body,
        summary=fields.summary or opening(body),
        author=fields.author,
        co_authors=tuple(each for each in fields.co_authors if each),
        co_authors_line=with_line,
        date=when,
        basis=fields.basis,
        jurisdictions=fields.jurisdiction,
        practice_areas=fields.practice_areas,
        pictures=pictures_in(body),
        link=fields.link or fields.canonical or fields.canonical_url,
        first_line=first_line + skipped,
        notes=notes + damage(text),
        kind=fields.kind,
        review_by=fields.review_by,
        checked=fields.checked,
        rests_on=tuple(" ".join(each.split()) for each in fields.rests_on if each.strip()),
        formerly=tuple(each.strip().strip("/").rpartition("/")[2] for each in fields.formerly if each.strip(" /")),
        facts=told(fields),
        edition=fields.edition,
        edition_line=opens_line,
    )


def is_note(kind: str) -> bool:
    """Whether this is how front matter calls a note."""
    return " ".join(kind.split()).casefold() == Kind.NOTE


def _line_of(key: str, text: str, first_line: int) -> int:
    """The line (from 1) of the front matter on which a key stands; 0 where it stands on none of its own."""
    named = re.compile(rf"\s*[\"']?{key}[\"']?\s*[:=]")
    header = text.split("\n", first_line)[: first_line - 1]
    return next((number for number, line in enumerate(header, 1) if named.match(line)), 0)


def without_comments(body: str) -> tuple[str, tuple[str, ...]]:
    """The body without what only its author should see; its lines stay where they are."""
    told = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), body)
    return told, ("a comment in it (<!-- -->) left aside",) if told != body else ()


def _opens_with(body: str, title: str) -> bool:
    """Whether the first heading only repeats the title of the front matter, as many editors write it."""
    found = _FIRST_HEADING.match(body)
    return found is not None and plain(found.group(1)).strip(" #").casefold() == title.casefold()


def parse_plain(text: str, name: str, title: str = "") -> Draft:
    """Read plain text: its bullets become lists, its long lines become paragraphs."""
    draft = parse_markdown(_as_markdown(text), name, title)
    # Lines were added between paragraphs; the author's file has none to count.
    return Draft(**{**draft.__dict__, "first_line": 0})


def _headline(body: str) -> tuple[str, date | None, str]:
    """The title, a date that stands as a line of its own above or below it, and the rest."""
    when, rest = _date_line(_RULES.sub("", body))
    for pattern in (_FIRST_HEADING, _UNDERLINED):
        if found := pattern.match(rest):
            later, after = _date_line(rest[found.end() :])
            return plain(re.sub(r"[ \t]#+$", "", found.group(1).rstrip())), when or later, after
    line, _, after = rest.lstrip("\n").partition("\n")
    words = plain(line)
    if words and len(words) <= _TITLE_LENGTH and after.strip():
        later, after = _date_line(after)
        return words, when or later, after
    # No line that could be a title: its first words stand for it, and nothing is taken away.
    short = re.split(r"(?<=[.!?])\s", words or opening(rest))[0]
    return (short if len(short) <= _TITLE_LENGTH else short[:80].rsplit(" ", 1)[0] + " …"), when, rest


def _date_line(body: str) -> tuple[date | None, str]:
    line, _, after = body.lstrip("\n").partition("\n")
    found = _DATE_LINE.fullmatch(line.strip())
    if not found:
        return None, body
    month = (found["m"] or found["m2"]).lower()
    names = [name for name in _MONTHS if name.startswith(month[:3])]
    try:
        return date(int(found["y"]), _MONTHS.index(names[0]) + 1, int(found["d"] or found["d2"])), after
    except (IndexError, ValueError):
        return None, body


def _as_markdown(text: str) -> str:
    """Plain text as Markdown: one block a paragraph, lists as lists, no accidental code."""
    if front_matter(text)[0] or _PLUSES.match(text):
        return text
    lines = text.expandtabs(4).splitlines()
    full = [line for line in lines if line.strip()]
    # Long lines with nothing between them: every line is a paragraph. Short ones are wrapped.
    loose = bool(full) and sum(map(len, full)) / len(full) > 90
    indents = sorted({len(found["indent"]) for line in lines if (found := _BULLET.match(line))})
    blocks: list[str] = []
    for line in lines:
        if found := _BULLET.match(line):
            item = "    " * indents.index(len(found["indent"])) + "- " + line[found.end() :].strip()
            if blocks and not blocks[-1].lstrip().startswith("- ") and blocks[-1]:
                blocks.append("")
            blocks.append(item)
        else:
            if line.strip() and blocks and blocks[-1] and (loose or blocks[-1].lstrip().startswith("- ")):
                blocks.append("")
            blocks.append(line.strip())
    return "\n".join(blocks)
