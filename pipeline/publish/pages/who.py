"""Who can be asked, and who cannot any more."""

from collections.abc import Iterable
from typing import Any

from pipeline.model import Area, Person
from pipeline.publish.desk import Desk

#: So many people are named in somebody's stead.
_INSTEAD = 3


def left(person: Person) -> str:
    """Since when somebody is no longer with the firm, as readers are told: "May 2026"; empty while they are."""
    return f"{person.left:%B %Y}" if person.left else ""


def here(people: Iterable[Person]) -> list[Person]:
    """Those who are still with the firm."""
    return [each for each in people if not left(each)]


def reachable(desk: Desk, person: Person) -> dict[str, Any]:
    """A person in a list, with their telephone."""
    return {**desk.face(person), "phone": person.phone}


def who_answers(desk: Desk, area: Area) -> list[Person]:
    """Whom to ask about an area: those for whom it comes first before the others."""
    return here(desk.people_of(area))


def instead(desk: Desk, areas: Iterable[Area], of: Person | None = None) -> list[Person]:
    """Whom to ask about the first of these areas that anybody works on; nobody where nobody does.

    Args:
        desk: who there is.
        areas: the nearest first.
        of: who cannot be asked.

    """
    found = ([each for each in who_answers(desk, area) if each != of] for area in areas)
    return next(filter(None, found), [])[:_INSTEAD]
