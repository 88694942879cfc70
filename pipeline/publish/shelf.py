"""Every piece that is on the site, as listings, in the orders in which pages list them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from pipeline.model import Area, Kind
from pipeline.publish.desk import Desk
from pipeline.publish.listing import Listing, newest_first


class Shelf:
    """The pieces of one site.

    Args:
        listings: in any order.
        desk: who and what they are shown beside.
        near: the ids of what a piece is shown with.

    """

    def __init__(
        self, listings: Iterable[Listing], desk: Desk, near: Callable[[str], Sequence[str]] = lambda _: ()
    ) -> None:
        #: Newest first.
        self.pieces = newest_first(list(listings))
        self.by_id = {each.id: each for each in self.pieces}
        self._desk = desk
        self._near = near

    @cached_property
    def _by_person(self) -> Mapping[str, list[Listing]]:
        found: dict[str, list[Listing]] = defaultdict(list)
        for each in self.pieces:
            for author in each.authors:
                found[author].append(each)
        return found

    @cached_property
    def _by_area(self) -> Mapping[str, list[Listing]]:
        found: dict[str, list[Listing]] = defaultdict(list)
        for each in self.pieces:
            for area in each.areas:
                found[area].append(each)
        return found

    def of_person(self, person: str) -> list[Listing]:
        """A person's pieces, newest first."""
        return self._by_person.get(person, [])

    def in_area(self, area: str) -> list[Listing]:
        """The pieces about an area, newest first."""
        return self._by_area.get(area, [])

    def near(self, piece: Listing) -> list[Listing]:
        """What somebody who has read this may want to read next."""
        return [self.by_id[each] for each in self._near(piece.id)]

    @cached_property
    def open_areas(self) -> list[Area]:
        """The areas that have a page: somebody works there, or something is written."""
        desk = self._desk
        used = set(self._by_area)
        used |= {key for person in desk.everybody for key in person.practices}
        used |= {id_.partition(":")[2] for id_, each in desk.own.items() if each.item.kind is Kind.PRACTICE}
        return sorted(desk.meant(used), key=lambda area: area.name)


def digests(listings: Iterable[Listing]) -> list[str]:
    """What a page that lists them depends on."""
    return [each.digest for each in listings]


def cards(listings: Iterable[Listing], *kinds: Kind, most: int | None = None) -> list[dict[str, Any]]:
    """The first pieces of these kinds, or of any, as lists show them."""
    return [each.card for each in listings if not kinds or each.kind in kinds][:most]
