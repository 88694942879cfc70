"""Sitemaps (https://www.sitemaps.org/protocol.html): one for the pages, one for each year's pieces, and their index.

Each file depends on its own entries only, and a year's entries stand oldest first: a new piece
changes the end of one file, and the index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from pipeline.publish.listing import Listing
from pipeline.publish.markup import document, element
from pipeline.publish.shown import stamp

#: The index, where programs look first, and the file of the pages that are no pieces.
INDEX = "sitemap.xml"
PAGES = "sitemaps/pages.xml"
#: Addresses in one file, at most.
MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Place:
    """One address of ours that search engines should know."""

    address: str
    #: When its words last changed for readers; None where nobody knows.
    changed: datetime | None = None


def place(piece: Listing, site: str) -> Place | None:
    """Where a piece is; None where its first home is another site: then it is not ours to list."""
    return Place(site + piece.page, piece.changed) if piece.canonical else None


def places(pages: Sequence[Place], pieces: Iterable[Listing], site: str) -> dict[str, Sequence[Place]]:
    """What each file lists, by its path.

    Args:
        pages: every page that is no piece, in the order in which they are to stand.
        pieces: in any order.
        site: its address.

    """
    found: dict[str, list[Place]] = {PAGES: list(pages)} if pages else {}
    for each in sorted(pieces, key=lambda each: (each.published, each.id)):
        its = found.setdefault(f"sitemaps/{each.published[:4]}.xml", [])
        its.extend(filter(None, [place(each, site)]))
    return {path: part for each, its in found.items() for path, part in _parts(each, its)}


def newest(places: Iterable[Place]) -> datetime | None:
    """When any of them last changed."""
    return max((each.changed for each in places if each.changed), default=None)


def sitemap(places: Iterable[Place]) -> bytes:
    """One file of addresses, at most `MOST` of them."""
    return _written("urlset", "url", ((each.address, each.changed) for each in places))


def index(changed: Mapping[str, datetime | None], site: str) -> bytes:
    """The index: each file by its path, and when anything in it last changed."""
    return _written("sitemapindex", "sitemap", ((site + path, when) for path, when in changed.items()))


def _parts(path: str, places: Sequence[Place]) -> Iterable[tuple[str, Sequence[Place]]]:
    """A file that would hold too much as several: 2026.xml, 2026-2.xml. What is full does not change any more."""
    for number, first in enumerate(range(0, len(places), MOST), 1):
        part = places[first : first + MOST]
        yield (path if number == 1 else f"{path.removesuffix('.xml')}-{number}.xml"), part


def _written(root: str, tag: str, told: Iterable[tuple[str, datetime | None]]) -> bytes:
    top = ElementTree.Element(root, {"xmlns": _NAMESPACE})
    for address, changed in told:
        one = element(top, tag)
        element(one, "loc", address)
        if changed:
            element(one, "lastmod", stamp(changed))
    return document(top)
