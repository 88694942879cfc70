"""Decides which files there are and what each one depends on. Asks nothing of the world."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from pipeline.firm import Firm
from pipeline.model import Area, Asset, Channel, ClearedItem, Person
from pipeline.model.card import Card
from pipeline.publish import feeds, machine, moved
from pipeline.publish.desk import Desk
from pipeline.publish.links import address
from pipeline.publish.listing import Listing, listing
from pipeline.publish.page import card_path
from pipeline.publish.pages import archive, area, home, item, person, plain
from pipeline.publish.related import Near, traits
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf


def sheets(desk: Desk, shelf: Shelf, known: Mapping[str, str] = MappingProxyType({})) -> Iterator[Sheet]:
    """Every file of the site but its pictures, home first.

    Args:
        desk: who and what the pieces are shown beside.
        shelf: the pieces.
        known: every address that a page ever had, and whose page it was: see `moved`.

    """
    pages = [sheet for room in (home, person, area, archive, plain) for sheet in room.sheets(desk, shelf)]
    yield from pages
    yield from item.sheets(desk, shelf)
    yield from feeds.sheets(desk, shelf)
    ways = moved.ways(desk, shelf, known)
    yield from moved.sheets(desk, ways)
    addresses = [address(sheet.path) for sheet in pages]
    yield from machine.sheets(desk, shelf, addresses, {old: way.to for old, way in ways.items()})


def pictures(desk: Desk, listings: Sequence[Listing]) -> list[Asset]:
    """The pictures that the pages show, each once."""
    shown = [Asset(name="", sha256=sha256, suffix=suffix) for each in listings for sha256, suffix in each.pictures]
    shown += [asset for each in desk.own.values() for asset in each.item.assets]
    shown += [person.portrait for person in desk.everybody if person.portrait]
    return list({asset.filename: asset for asset in shown}.values())


def cards(desk: Desk, listings: Sequence[Listing]) -> dict[str, Callable[[], Card]]:
    """The share cards that the pages name, by path: of each piece, of each person, and the firm's for any other page."""
    found: dict[str, Callable[[], Card]] = {each.picture: lambda each=each: each.share_card for each in listings}  # type: ignore[misc]
    for card in [desk.card, *map(desk.card_of, desk.everybody)]:
        found[card_path(card)] = lambda card=card: card  # type: ignore[misc]
    return found


def on_the_web(cleared: Sequence[ClearedItem]) -> Iterator[ClearedItem]:
    """What may stand on the site; nothing else is asked of a piece."""
    return (each for each in cleared if Channel.WEB in each.channels)


def site_files(
    cleared: Sequence[ClearedItem], people: Sequence[Person], firm: Firm, areas: Mapping[str, Area]
) -> tuple[dict[str, bytes], list[Asset]]:
    """Every file of the stage by path, and the pictures it needs, all made at once: what a small site is, whole.

    What is not cleared for the web does not enter; nothing else is asked.
    """
    shown = list(on_the_web(cleared))
    desk = Desk(people, firm, areas, {each.id: each for each in shown if not each.item.kind.is_piece})
    pieces = {each.id: each for each in shown if each.item.kind.is_piece}
    listings = [listing(each, desk) for each in pieces.values()]
    near = Near({id_: traits(each) for id_, each in pieces.items()})
    files = {each.path: each.make(pieces) for each in sheets(desk, Shelf(listings, desk, near.near))}
    return files, pictures(desk, listings)
