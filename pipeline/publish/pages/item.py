"""A page for each piece."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.model import ClearedItem, Person
from pipeline.publish import opengraph, reading, shown, structured
from pipeline.publish.desk import Desk
from pipeline.publish.links import canonical
from pipeline.publish.listing import Listing
from pipeline.publish.page import Page, sheet_of_pieces
from pipeline.publish.pages.who import instead, left, reachable
from pipeline.publish.places import place_name
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf, cards, digests
from pipeline.publish.why import reasons


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """Every piece, newest first."""
    for each in shelf.pieces:
        yield _sheet(desk, each, shelf.near(each))


def _sheet(desk: Desk, piece: Listing, near: Sequence[Listing]) -> Sheet:
    author = desk.people.get(piece.author)
    others = _instead(desk, piece, author)
    asked = [desk.person_keys.get(piece.author, ""), author and left(author)]
    return sheet_of_pieces(
        desk, piece.page.rstrip("/") + ".md", lambda pieces: _page(desk, pieces[piece.id], piece, near), [piece.id],
        piece.digest, asked, [desk.person_keys[each.id] for each in others], digests(near),
    )  # fmt: skip


def _instead(desk: Desk, piece: Listing, author: Person | None) -> list[Person]:
    """Whom to ask where its author cannot be asked."""
    if author and not left(author):
        return []
    areas = [*desk.meant(piece.areas), *(desk.works_on[author.id] if author else ())]
    return instead(desk, areas, author)


def _page(desk: Desk, piece: ClearedItem, listed: Listing, near: Sequence[Listing]) -> Page:
    item = piece.item
    areas = desk.meant(piece.areas)
    author = desk.people.get(item.author or "")
    share, picture = listed.share, desk.shared(listed.share_card)
    return Page(
        listed.page.rstrip("/") + ".md",
        item.title,
        item.summary,
        "item.html",
        {
            "item": {**listed.card, **_facts(desk, piece)},
            "stands": shown.standing(piece, desk.firm.zone),
            "share": share,
            "author": {**desk.face(author), **_way_to(author)} if author else None,
            "instead": [reachable(desk, each) for each in _instead(desk, listed, author)],
            "near": cards(near),
            "date": shown.modified(piece).date().isoformat(),
            "jsonld": structured.page(
                structured.item(piece, desk.firm, author, areas, share["title"], image=picture.address),
                structured.breadcrumbs(desk.firm, ("Stories and articles", "writing/"), (share["title"], listed.page)),
            ),
            "og": opengraph.of_piece(piece, desk.firm, author, areas, desk.area_names, picture),
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
    author = desk.people.get(item.author or "")
    why = {desk.meant([each.area])[0].id: each.told for each in reasons(piece) if desk.meant([each.area])}
    corrected = max((each.at for each in piece.corrections), default=None)
    return {
        "minutes": reading.minutes(item),
        "places": [place_name(place) for place in item.jurisdictions],
        "areas": [{**desk.area_link(area), "why": why.get(area.id, "")} for area in desk.meant(piece.areas)],
        "citation": reading.citation(
            piece,
            author=author.name if author else "",
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
