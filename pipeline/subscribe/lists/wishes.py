"""What a row of our own form says of a reader's wish."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model import Areas, Cadence, Kind, Wish
from pipeline.model.telling import plural

#: How a place is written whose law somebody wants to hear of: a country, or a part of one (ISO 3166; EU, GB-EAW).
PLACE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,8})?")


class Unfit(ValueError):
    """A cell that says nothing we could do; its text is a sentence for a person."""


@dataclass(frozen=True)
class Choices:
    """What there is to choose from."""

    areas: Areas
    #: Ids of everybody who has a file.
    people: Collection[str]


class Asked(NamedTuple):
    """A wish, and what of it the firm does not have today."""

    wish: Wish
    notes: tuple[str, ...]


def asked(cells: Mapping[str, str], choices: Choices, otherwise: Wish) -> Asked:
    """The wish in these cells; what is empty or missing is as in `otherwise`.

    Several areas or people are separated by semicolons or spaces; names of areas, which have spaces in them, by
    semicolons.

    Raises:
        Unfit: a cell that cannot be meant.

    """
    wish = Wish(
        name=_line(cells.get("name", "")) or otherwise.name,
        areas=_areas(cells.get("areas", ""), choices.areas) or otherwise.areas,
        people=_people(cells.get("people", ""), choices.people) or otherwise.people,
        kinds=_kinds(cells.get("kinds", "")) or otherwise.kinds,
        jurisdictions=_places(cells.get("jurisdictions", "")) or otherwise.jurisdictions,
        cadence=_cadence(cells.get("cadence", "")) or otherwise.cadence,
        ceiling=_number(cells.get("ceiling", ""), "ceiling", 1, 50, otherwise.ceiling),
        minutes=_number(cells.get("minutes", ""), "minutes", 0, 600, otherwise.minutes),
        plain=_plain(cells.get("format", ""), otherwise.plain),
    )
    notes = tuple(
        f"The firm does not show {hidden}; they get nothing about it."
        for each in wish.areas
        if (hidden := choices.areas.hides(each))
    )
    return Asked(wish, notes)


def name_of(parts: Collection[str]) -> str:
    """A name from its parts, on one line and not longer than a name."""
    return _line(" ".join(parts))


def _line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:200]


def _cadence(cell: str) -> Cadence | None:
    if not cell:
        return None
    try:
        return Cadence(cell.lower())
    except ValueError as problem:
        raise Unfit(f"There is no cadence {cell!r}: daily, weekly or monthly.") from problem


def _number(cell: str, what: str, least: int, most: int, otherwise: int) -> int:
    if not cell:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,6}", cell) or not least <= int(cell) <= most:
        raise Unfit(f"{what} is {cell[:20]!r}: write a number from {least} to {most}.")
    return int(cell)


def _plain(cell: str, otherwise: bool) -> bool:
    if cell not in ("", "html", "plain"):
        raise Unfit(f"There is no format {cell[:20]!r}: html or plain.")
    return cell == "plain" if cell else otherwise


def _areas(cell: str, areas: Areas) -> tuple[str, ...]:
    """Lasting keys: what a reader asked for stays theirs, whatever the firm calls it later."""
    parts = [part.strip() for part in cell.split(";")]
    words = [word for part in parts for word in ([part] if areas.lasting(part) else part.split())]
    found = []
    for each in words:
        if (key := areas.lasting(each)) is None:
            raise _no_such("practice area", each, areas.near(each))
        found.append(key)
    return tuple(dict.fromkeys(found))


def _people(cell: str, people: Collection[str]) -> tuple[str, ...]:
    found = _words(cell)
    for each in found:
        if each not in people:
            raise _no_such("person", each, next(iter(difflib.get_close_matches(each, people, n=1)), None))
    return tuple(dict.fromkeys(found))


def _kinds(cell: str) -> tuple[str, ...]:
    found = [each for word in _words(cell) for each in Kind if each.is_piece and word.lower() in (each, plural(each))]
    if len(found) < len(_words(cell)):
        raise Unfit(f"There is no kind {cell[:40]!r}: {', '.join(each for each in Kind if each.is_piece)}.")
    return tuple(dict.fromkeys(found))


def _places(cell: str) -> tuple[str, ...]:
    found = [word.upper() for word in _words(cell)]
    if wrong := next((each for each in found if not PLACE.fullmatch(each)), None):
        raise Unfit(f"There is no place {wrong[:20]!r}: write IE, GB-EAW or CA-ON.")
    return tuple(dict.fromkeys(found))


def _words(cell: str) -> list[str]:
    return [word for word in re.split(r"[;\s]+", cell) if word]


def _no_such(what: str, word: str, near: str | None) -> Unfit:
    return Unfit(f"There is no {what} {word!r}. " + (f"Did you mean {near}?" if near else "See `attract areas`."))
