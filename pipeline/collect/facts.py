"""What rules ask about a matter and its file may say: how it stands, what came of it, whose praise it is.

It is told on as pairs of a dotted name and a text, in the rule catalogue's spelling and order
(`testimonial.author_relation` "staff", `disclosed` "no"): patterns that read several at once find
them side by side. What a rule looks for even where nobody said it stands there empty.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator, model_validator

from pipeline.fields import Fields
from pipeline.model import Kind

Fact = tuple[str, str]
_HANDED_DOWN = "judgment.handed_down"
_UNKNOWN = "unknown"


def _as_words(value: object) -> object:
    # A reference may be a bare number or a date, and `none` or `true` an answer.
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


Words = Annotated[str, BeforeValidator(_as_words)]
Answer = bool | None


class _Part(Fields):
    """A key with keys of its own."""

    @model_validator(mode="before")
    @classmethod
    def _keys_of_its_own(cls, value: object) -> object:
        if not isinstance(value, dict | cls):
            # Pydantic makes its error of a ValueError alone.
            raise ValueError(f"has keys of its own: {', '.join(cls.model_fields)}")  # noqa: TRY004
        return value


class Matter(_Part):
    """How the case stands; an appeal that may still come counts as one."""

    status: Literal["concluded", "pending", "appeal"] | None = None


class Judgment(_Part):
    """When the judgment was handed down: until then nobody may know of it."""

    handed_down: date | datetime | Literal["unknown"] | None = None

    @field_validator("handed_down", mode="before")
    @classmethod
    def _a_moment(cls, value: object) -> object:
        text = str(value).strip()
        if text.casefold() in (_UNKNOWN, ""):
            return _UNKNOWN
        try:
            day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)
            return date.fromisoformat(text) if day else datetime.fromisoformat(text)
        except ValueError:
            raise ValueError("must be a moment, as in 2026-02-16T10:30, or unknown") from None


class Settlement(_Part):
    """Whether its terms are secret."""

    confidential: Answer = None


class Result(_Part):
    """What came of it, and what the client had in the end where it was cut down later."""

    kind: Words = ""
    reduced: Answer = None
    final_received: Words = ""


class Results(_Part):
    """What proves the results that it tells."""

    evidence: Words = ""


class Testimonial(_Part):
    """Whose praise it is and how it came about."""

    author_relation: Literal["client", "staff", "partner", "family"] | None = None
    disclosed: Answer = None
    author_is_client: Answer = None
    generated: Answer = None
    drafted_by: Words = ""
    paid: Answer = None
    incentive: Words = ""
    permission: Words = ""
    evidence: Words = ""
    matter_status: Literal["concluded", "pending", "appeal"] | None = None


class Award(_Part):
    """What an award was given for, and whether money changed hands."""

    basis: Words = ""
    paid: Answer = None


class FactFields(Fields):
    """The part of the front matter that rules ask for; every field is optional."""

    matter: Matter = Matter()
    judgment: Judgment = Judgment()
    settlement: Settlement = Settlement()
    result: Result = Result()
    results: Results = Results()
    testimonial: Testimonial = Testimonial()
    award: Award = Award()
    #: Where the proof of a claim is: a reference, or an address.
    evidence: Words = ""
    #: Whether it speaks of a matter of the firm's own.
    own_matter: Answer = None
    #: Who certified a specialist, and under which number.
    credentials: tuple[str, ...] = Field(default=())
    #: Of an area's own words: the ids of the pieces that are good to read first. No rule asks for it; its page does.
    read_first: tuple[str, ...] = Field(default=())

    @field_validator("credentials", "read_first", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return tuple(map(_as_words, value)) if isinstance(value, list | tuple) else (_as_words(value),)


def told(said: FactFields) -> tuple[Fact, ...]:
    """What front matter says of the matter, as pairs; nothing where it says nothing."""
    return tuple((name, _text(value)) for name, value in _pairs(said))


def _pairs(said: FactFields) -> Iterator[tuple[str, Any]]:
    result, praise, award = said.result, said.testimonial, said.award
    yield from _given(
        ("own_matter", said.own_matter),
        ("matter_status", said.matter.status),
        (_HANDED_DOWN, said.judgment.handed_down),
        ("settlement.confidential", said.settlement.confidential),
        ("result.kind", result.kind),
        ("result.reduced", result.reduced),
    )
    if result.reduced is not None or result.final_received:
        yield "result.final_received", result.final_received
    yield from _given(("results.evidence", said.results.evidence), ("evidence.url", said.evidence))
    if praise.model_fields_set:
        yield from _praise(praise)
    yield from _given(("award.basis", award.basis), ("award.paid", award.paid))
    yield from _given(("credentials", ", ".join(said.credentials)), ("read_first", ", ".join(said.read_first)))


def _praise(praise: Testimonial) -> Iterator[tuple[str, Any]]:
    if praise.author_relation or praise.disclosed is not None:
        yield "testimonial.author_relation", praise.author_relation or ""
        yield "disclosed", "" if praise.disclosed is None else "yes" if praise.disclosed else "no"
    names = ("author_is_client", "generated", "drafted_by", "paid", "incentive", "matter_status")
    yield from _given(*((f"testimonial.{name}", getattr(praise, name)) for name in names))
    yield from (("testimonial.evidence", praise.evidence), ("testimonial.permission", praise.permission))


def _given(*pairs: tuple[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in pairs if value is not None and value != "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    # A semicolon parts one fact from the next wherever they stand in one line.
    return " ".join(str(value).split()).replace(";", ",")


def completed(facts: Iterable[Fact], kind: Kind, zone: ZoneInfo) -> tuple[Fact, ...]:
    """The facts of an item: moments with a zone, and of a testimonial what must not be left unsaid.

    Args:
        facts: what the front matter said.
        kind: what the item is.
        zone: of the clock on the firm's wall; a moment without a zone is by that clock.

    """
    known = tuple((name, _moment(value, zone) if name == _HANDED_DOWN else value) for name, value in facts)
    if kind is not Kind.TESTIMONIAL:
        return known
    names = {name for name, _ in known}
    asked = ("testimonial.evidence", "testimonial.permission")
    return (*known, *((name, "") for name in asked if name not in names))


def _moment(text: str, zone: ZoneInfo) -> str:
    if "T" not in text:  # a day alone, or unknown
        return text
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()
