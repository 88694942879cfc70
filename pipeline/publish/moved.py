"""Old addresses: whatever was public once still leads to what it was about, wherever that is now.

An address is public from the first version of the site that had it, and is remembered for good,
with the thing whose page it was: a piece, a person, an area. Where the thing has another address now (a
story that became news, a person who goes by another name, an area that went into another one), a
page at the old one leads there. What was withdrawn leads nowhere.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.publish.desk import Desk
from pipeline.publish.links import area_path, person_path
from pipeline.publish.page import Page, sheet
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf

_PIECE, _PERSON, _AREA = "piece:", "person:", "area:"


class Way(NamedTuple):
    """Where an old address leads."""

    to: str
    name: str


def things(desk: Desk, shelf: Shelf) -> dict[str, str]:
    """The address of every page that is about something that may move, and what it is about."""
    return {
        **{person_path(each.id): _PERSON + each.id for each in desk.everybody},
        **{area_path(each.id): _AREA + each.id for each in shelf.open_areas},
        **{each.page: _PIECE + each.id for each in shelf.pieces},
    }


def ways(desk: Desk, shelf: Shelf, known: Mapping[str, str]) -> dict[str, Way]:
    """Old address to where it leads now.

    Args:
        desk: who and what there is.
        shelf: the pieces.
        known: every address that was ever public, and what it was about.

    """
    standing = things(desk, shelf)
    now = _now(desk, shelf)
    # An area says by itself what it was called: a firm that has only now begun with Attract knows, too.
    old = {**{area_path(each): _AREA + each for area in shelf.open_areas for each in area.formerly}, **known}
    return {address: now[thing] for address, thing in sorted(old.items()) if address not in standing and thing in now}


def _now(desk: Desk, shelf: Shelf) -> dict[str, Way]:
    """Where everything is that has a page, by what it is and by what it was."""
    found: dict[str, Way] = {}
    for piece in shelf.pieces:
        way = Way(piece.page, piece.share["title"])
        found.update({_PIECE + id_: way for id_ in piece.formerly}, **{_PIECE + piece.id: way})
    for person in desk.everybody:
        way = Way(person_path(person.id), person.name)
        found.update({_PERSON + id_: way for id_ in person.formerly}, **{_PERSON + person.id: way})
    for area in shelf.open_areas:
        way = Way(area_path(area.id), area.name)
        found.update({_AREA + id_: way for id_ in area.formerly}, **{_AREA + area.id: way})
    return found


def sheets(desk: Desk, found: Mapping[str, Way]) -> Iterator[Sheet]:
    """A page at each old address: a static host can send no 301 by itself."""
    for old, way in found.items():
        path = old.rstrip("/") + ".md"
        data = {"to": {"name": way.name, "path": way.to}, "canonical": desk.firm.site + way.to}
        page = Page(path, way.name, f"Now at {way.name}.", "moved.html", data)
        yield sheet(desk, path, lambda page=page: page, way)  # type: ignore[misc]
