"""`content/people/*.md`: who a person is (front matter) and their own words (the rest)."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from pipeline.collect.draft import Draft, Picture, opening
from pipeline.collect.limits import refuse_endless
from pipeline.collect.markdown import a_day, an_address, front_matter, without_comments
from pipeline.collect.repair import repair
from pipeline.errors import SourceError
from pipeline.fields import Fields, parse
from pipeline.model import Asset, Person, Talk


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one line")
    return text


Line = Annotated[str, AfterValidator(_one_line)]


class Admission(Fields):
    """Where and since when somebody may practise."""

    place: Line
    year: int = Field(ge=1900, le=2200)


class TalkFields(Fields):
    """A talk that somebody gave, and where it can be read or seen."""

    title: Line = Field(min_length=1)
    at: Line = Field(min_length=1)
    on: Line
    link: Line = ""

    @field_validator("on", mode="before")
    @classmethod
    def _a_month_or_a_day(cls, value: object) -> str:
        told = str(value)
        if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", told):
            raise ValueError("must be year and month, or year, month and day, as in 2026-03 or 2026-03-05")
        # There is no thirteenth month, and no thirtieth of February.
        date.fromisoformat(f"{told}-01"[:10])
        return told

    @field_validator("link")
    @classmethod
    def _on_the_web(cls, value: str) -> str:
        return an_address(value)


class PersonFields(Fields):
    """The front matter of a person's file."""

    name: Line
    role: Line
    office: Line = ""
    email: Line = ""
    phone: Line = ""
    portrait: Line = ""
    portrait_alt: Line = ""
    pronouns: Line = ""
    summary: Line = ""
    languages: tuple[Line, ...] = ()
    admitted: tuple[Admission, ...] = ()
    practices: tuple[Line, ...] = ()
    talks: tuple[TalkFields, ...] = ()
    #: Other names they sign with: on a blog, before a marriage, as an address.
    aliases: tuple[Line, ...] = ()
    #: What this file was called before: the addresses of that page and its feed lead here.
    formerly: tuple[Line, ...] = ()
    #: The first day on which they are no longer with the firm: page and pieces stay, the way to reach them goes.
    left: Annotated[date | None, BeforeValidator(a_day)] = None
    #: Whether their pieces are told on the firm's social accounts; `no` means not me.
    social: bool = True


def parse_person(text: str, name: str) -> tuple[PersonFields, Draft]:
    """Read one person's file.

    Raises:
        SourceError: no front matter, an unknown field, a wrong value, or a portrait without words for it.

    """
    refuse_endless(text, name)
    text, notes = repair(text)
    header, body, first_line = front_matter(text)
    if not header:
        raise SourceError(name, "a person needs front matter with at least name and role.", "See content/people/.")
    fields = parse(PersonFields, header, name, first_line=2, error=SourceError)
    if fields.portrait and not fields.portrait_alt:
        raise SourceError(name, "`portrait` has no `portrait_alt`.", "Say in a sentence what the portrait shows.")
    body, comments = without_comments(body)
    body, skipped = body.strip("\n"), len(body) - len(body.lstrip("\n"))
    pictures = (Picture(name=fields.portrait, alt=fields.portrait_alt),) if fields.portrait else ()
    draft = Draft(
        # What somebody is called and what they do are words of theirs, too: the rules read both.
        title=f"{fields.name}, {fields.role}",
        summary=fields.summary or opening(body),
        body=body,
        pictures=pictures,
        first_line=first_line + skipped,
        notes=notes + comments,
        talks=_given(fields),
    )
    return fields, draft


def person(fields: PersonFields, id_: str, portrait: Asset | None) -> Person:
    """The person these fields describe."""
    given = fields.model_dump(exclude={"portrait", "admitted", "talks"})
    admitted = tuple((admission.place, admission.year) for admission in fields.admitted)
    return Person(id=id_, portrait=portrait, admitted=admitted, talks=_given(fields), **given)


def _given(fields: PersonFields) -> tuple[Talk, ...]:
    """The talks, newest first."""
    told = [Talk(title=each.title, at=each.at, on=each.on, link=each.link) for each in fields.talks]
    return tuple(sorted(told, key=lambda talk: talk.on, reverse=True))
