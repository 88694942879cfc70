"""The feeds: the site's, each person's, each practice area's, in both formats; and the list of them all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.publish import atom, json_feed, opml
from pipeline.publish.desk import Desk
from pipeline.publish.entries import MOST, Told, told
from pipeline.publish.json_feed import json_feed_path
from pipeline.publish.links import area_path, feed_path, person_path
from pipeline.publish.listing import Listing
from pipeline.publish.page import with_addresses
from pipeline.publish.sheet import Pieces, Sheet, key
from pipeline.publish.shelf import Shelf, digests


@dataclass(frozen=True)
class Feed:
    """One feed before anybody writes it."""

    #: What it is called in a list of feeds: a person's name, an area's.
    name: str
    #: The page that it belongs to, and those that it belonged to before.
    page: str
    formerly: tuple[str, ...]
    #: Newest first.
    pieces: Sequence[Listing]


def groups(desk: Desk, shelf: Shelf) -> list[tuple[str, list[Feed]]]:
    """Every feed, in the groups in which readers choose."""
    people = [
        Feed(each.name, person_path(each.id), tuple(map(person_path, each.formerly)), shelf.of_person(each.id))
        for each in desk.everybody
    ]
    areas = [
        Feed(area.name, area_path(area.id), tuple(map(area_path, area.formerly)), shelf.in_area(area.id))
        for area in shelf.open_areas
    ]
    return [
        ("Everything", [Feed(desk.firm.name, "", (), shelf.pieces)]),
        ("One person", people),
        ("One practice area", areas),
    ]


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """Every feed in both formats, that of a renamed area at its old addresses, too; then the list."""
    grouped = groups(desk, shelf)
    for each in (feed for _, feeds in grouped for feed in feeds):
        for at in (each.page, *each.formerly):
            path, as_json = feed_path(at), json_feed_path(at)
            yield _sheet(desk, each, path, lambda of, path=path: atom.written(of, path))  # type: ignore[misc]
            yield _sheet(desk, each, as_json, json_feed.written)
    listed = [
        (
            name,
            [
                opml.Listed(each.name, desk.firm.site + feed_path(each.page), desk.firm.site + each.page)
                for each in feeds
            ],
        )
        for name, feeds in grouped
    ]
    told = [[each.name, each.page] for _, feeds in grouped for each in feeds]
    yield Sheet(opml.PATH, key(desk.stamp, told), lambda _: opml.written(desk.firm.name, desk.firm.site, listed))


def _sheet(desk: Desk, of: Feed, path: str, written: Callable[[Told], bytes]) -> Sheet:
    shown = of.pieces[:MOST]
    title = f"{of.name}, {desk.firm.name}" if of.page else of.name

    def make(pieces: Pieces) -> bytes:
        whole = [pieces[each.id] for each in shown]
        return written(told(title, of.page, whole, desk.firm, desk.people, desk.area_names,
                            lambda piece: with_addresses(piece, desk.firm.site)))  # fmt: skip

    names = [desk.people[author].name for each in shown for author in each.authors]
    return Sheet(path, key(desk.stamp, path, title, of.page, digests(shown), names), make, [each.id for each in shown])
