"""Many texts at once, one JSON object a line, for other programs.

Reads `{"id", "kind", "jurisdictions", "author_name", "text"}` (text is Markdown) and answers
`{"id", "decision", "findings"}`, offsets in characters of `text`. Nothing is kept.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError, field_validator

from pipeline.clear import rules
from pipeline.clear.listed import NameList
from pipeline.clear.own import OwnRules
from pipeline.clear.rules import Rule
from pipeline.clear.screen import screen
from pipeline.errors import SourceError
from pipeline.model import Finding, Item, Kind
from pipeline.ports import LanguageReader


class Line(BaseModel):
    """One text to look at; what else a line holds is left aside."""

    id: Any
    kind: Kind = Kind.STORY
    jurisdictions: tuple[str, ...] = ()
    author_name: str = ""
    #: Not stripped: offsets count from its first character.
    text: str

    @field_validator("kind", mode="before")
    @classmethod
    def _strictest(cls, value: object) -> object:
        # What nobody has a word for is read like what tells of clients.
        return value if value in set(Kind) else Kind.STORY

    @field_validator("jurisdictions", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value or ()

    @field_validator("text")
    @classmethod
    def _whole(cls, value: str) -> str:
        # Half of a surrogate pair, which JSON can spell and no model can read, becomes a question mark.
        return value.encode("utf-8", "replace").decode("utf-8")

    @field_validator("author_name", mode="before")
    @classmethod
    def _nobody(cls, value: object) -> object:
        return value or ""


def answers(
    lines: Iterable[str],
    name: str,
    reader: LanguageReader,
    own: Sequence[str],
    own_rules: OwnRules | None = None,
    listed: NameList | None = None,
) -> Iterator[dict[str, Any] | SourceError]:
    """One answer for each line that is not empty, or what is wrong with it.

    Args:
        lines: JSON objects.
        name: the file's name, for messages.
        reader: the language model.
        own: the firm's names; for a line whose author is none of them, its author alone.
        own_rules: the firm's own rules, and what it tightens; each line names its places itself.
        listed: the firm's do-not-name list, if it has one.

    """
    books = cache(lambda places: rules.in_force(places, own_rules))
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            said = Line.model_validate(json.loads(line))
        except ValueError as problem:
            yield _wrong(f"{name}:{number}", problem)
            continue
        yield _answer(said, books(said.jurisdictions), reader, own, listed)


def _wrong(where: str, problem: ValueError) -> SourceError:
    told = "it is no JSON object"
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        told = f"`{'.'.join(str(part) for part in first['loc'])}`: {first['msg'].lower()}"
    return SourceError(
        where, f"{told}.",
        'Write {"id": ..., "kind": "story", "jurisdictions": ["GB-EAW"], "author_name": ..., "text": ...}.',
    )  # fmt: skip


def _answer(
    line: Line, in_force: Sequence[Rule], reader: LanguageReader, own: Sequence[str], listed: NameList | None
) -> dict[str, Any]:
    item = Item(
        id=str(line.id), kind=line.kind, source=str(line.id), title="", summary="", body=line.text, html="",
        author=line.author_name or None, published=datetime(1970, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    findings = screen(item, in_force, reader, _own(line.author_name, own), listed, is_file=False)
    held = line.kind.needs_clearance or any(finding.stops for finding in findings)
    return {
        "id": line.id,
        # Default deny: what tells of clients, and a note, waits for consent and a person, however clean it reads.
        "decision": "held" if held else "cleared",
        "findings": [_found(finding, line.text) for finding in findings],
    }


def _own(author: str, firm: Sequence[str]) -> Sequence[str]:
    """The names that point to no client: the firm's, unless the text is by somebody of another."""
    folded = " ".join(author.split()).casefold()
    if not folded or folded in (" ".join(name.split()).casefold() for name in firm):
        return firm
    return (author,)


def _found(finding: Finding, text: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "start": finding.start,
        "end": finding.end,
        "quote": text[finding.start : finding.end],
        "message": finding.reason,
        "remedy": finding.remedy + (f" For example: {finding.instead}" if finding.instead else ""),
    }
