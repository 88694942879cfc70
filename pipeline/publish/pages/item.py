"""A page for each piece."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.model import ClearedItem, Person
from pipeline.model.reading import minutes
from pipeline.model.telling import listed
from pipeline.publish import opengraph, reading, shown, structured
from pipeline.publish.desk import Desk
from pipeline.publish.links import canonical
from pipeline.publish.listing import Listing
from pipeline.publish.page import Page, sheet_of_pieces
from pipeline.publish.pages.who import here, instead, left, reachable
from pipeline.publish.places import place_name
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf, cards, digests
from pipeline.publish.why import reasons


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """Every piece, newest first."""
    for each in shelf.pieces:
        yield _sheet(desk, each, shelf.near(each))


def _sheet(desk: Desk, piece: Listing, near: Sequence[Listing]) -> Sheet:
    authors = [desk.people[each] for each in piece.authors]
    others = _instead(desk, piece, authors)
    named = [[desk.person_keys[each.id], left(each)] for each in authors]
    return sheet_of_pieces(
        desk, piece.page.rstrip("/") + ".md", lambda pieces: _page(desk, pieces[piece.id], piece, near), [piece.id],
        piece.digest, named, [desk.person_keys[each.id] for each in others], digests(near),
    )  # fmt: skip


def _instead(desk: Desk, piece: Listing, authors: Sequence[Person]) -> list[Person]:
    """Whom to ask where nobody who wrote it can be asked."""
    if here(authors):
        return []
    return instead(desk, [*desk.meant(piece.areas), *(area for each in authors for area in desk.works_on[each.id])])


def _page(desk: Desk, piece: ClearedItem, kept: Listing, near: Sequence[Listing]) -> Page:
    item = piece.item
    areas = desk.meant(piece.areas)
    authors = desk.authors_of(item)
    share, picture = kept.share, desk.shared(kept.share_card)
    return Page(
        kept.page.rstrip("/") + ".md",
        item.title,
        item.summary,
        "item.html",
        {
            "item": {**kept.card, **_facts(desk, piece)},
            "stands": shown.standing(piece, desk.firm.zone),
            "share": share,
            "authors": [{**desk.face(each), **_way_to(each)} for each in authors],
            "instead": [reachable(desk, each) for each in _instead(desk, kept, authors)],
            "near": cards(near),
            "date": shown.modified(piece).date().isoformat(),
            "jsonld": structured.page(
                structured.item(piece, desk.firm, authors, areas, share["title"], image=picture.address),
                structured.breadcrumbs(desk.firm, ("Stories and articles", "writing/"), (share["title"], kept.page)),
            ),
            "og": opengraph.of_piece(piece, desk.firm, authors, areas, desk.area_names, picture),
            "feed": "feed.atom",
            "canonical": canonical(item, desk.firm.site),
        },
        "" if item.excerpt else item.html,
    )


def _way_to(author: Person) -> dict[str, str]:
    """How to reach somebody; of who has left only that."""
    if gone := left(author):
        return {"left": gone, "email": "", "phone": ""}
    return {"left": "", "email": author.email, "phone": author.phone}


def _facts(desk: Desk, piece: ClearedItem) -> dict[str, Any]:
    item = piece.item
    why = {desk.meant([each.area])[0].id: each.told for each in reasons(piece) if desk.meant([each.area])}
    corrected = max((each.at for each in piece.corrections), default=None)
    return {
        "minutes": minutes(item),
        "places": [place_name(place) for place in item.jurisdictions],
        "areas": [{**desk.area_link(area), "why": why.get(area.id, "")} for area in desk.meant(piece.areas)],
        "citation": reading.citation(
            piece,
            author=listed(each.name for each in desk.authors_of(item)),
            firm=desk.firm.name,
            site=desk.firm.site,
            zone=desk.firm.zone,
            areas=desk.area_names,
        ),
        "provenance": shown.provenance(piece),
        "first_home": shown.first_home(item),
        "checked": shown.day(item.checked) if item.checked else "",
        "corrected": shown.day(corrected.astimezone(desk.firm.zone)) if corrected else "",
    }
