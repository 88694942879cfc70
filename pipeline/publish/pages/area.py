"""Practice areas: the list, and a page for each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.model import Area, ClearedItem, Kind
from pipeline.model.telling import SUMMARY
from pipeline.publish import opengraph, shown, structured
from pipeline.publish.desk import Desk
from pipeline.publish.links import area_path, feed_path
from pipeline.publish.listing import Listing
from pipeline.publish.page import Page, sections, sheet, sheet_of_pieces
from pipeline.publish.pages.archive import archive
from pipeline.publish.pages.who import reachable, who_answers
from pipeline.publish.places import place_name
from pipeline.publish.sheet import Pieces, Sheet
from pipeline.publish.shelf import Shelf, cards, digests

_STORIES, _ARTICLES, _NEWS, _FIRST = 4, 6, 3, 2
#: So many of the oldest articles are looked at for those that somebody has reviewed.
_OLDEST = 8
#: The front matter of an area's file that names what to read first.
_READ_FIRST = "read_first"
#: How an area's own words head what to expect from the first call to the end.
_JOURNEY = re.compile(r"\b(?:expect|journey|how it goes|step by step)\b", re.IGNORECASE)


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """The list, then the areas."""
    yield _list(desk, shelf)
    for area in shelf.open_areas:
        yield from _sheets(desk, shelf, area)


def _list(desk: Desk, shelf: Shelf) -> Sheet:
    counts = {area.id: len(shelf.in_area(area.id)) for area in shelf.open_areas}
    people = {area.id: [person.name for person in who_answers(desk, area)] for area in shelf.open_areas}

    def page() -> Page:
        listed = [_card(desk, area, counts[area.id], people[area.id]) for area in shelf.open_areas]
        about = f"What {desk.firm.name} works on."
        return Page("practice/index.md", "Practice areas", about, "areas.html", {"areas": listed})

    return sheet(
        desk, "practice/index.md", page, counts, people, *(_words_key(desk, area) for area in shelf.open_areas)
    )


def _card(desk: Desk, area: Area, pieces: int, people: Sequence[str]) -> dict[str, Any]:
    words = desk.words_on(area)
    return {
        **desk.area_link(area),
        "summary": words[0].item.summary if words else "",
        "cautions": shown.cautions(words[0], SUMMARY) if words else [],
        "pieces": pieces,
        "people": list(people),
    }


def _words_key(desk: Desk, area: Area) -> str:
    return desk.words_key(*(f"{Kind.PRACTICE}:{key}" for key in (area.id, *area.formerly)))


def _sheets(desk: Desk, shelf: Shelf, area: Area) -> Iterator[Sheet]:
    pieces = shelf.in_area(area.id)
    chosen = _chosen(desk, area, shelf)
    rest = [each for each in pieces if each not in chosen]
    listed = {
        "stories": [each for each in rest if each.kind in (Kind.STORY, Kind.TESTIMONIAL)][:_STORIES],
        "articles": [each for each in rest if each.kind in (Kind.ARTICLE, Kind.ELSEWHERE)][:_ARTICLES],
        "news": [each for each in rest if each.kind == Kind.NEWS][:_NEWS],
    }
    count = len(pieces) if len(rest) > sum(map(len, listed.values())) else 0
    oldest = [] if chosen else _oldest(pieces, listed["articles"])
    told = [digests(those) for those in (*listed.values(), chosen, oldest)]
    people = [desk.person_keys[person.id] for person in who_answers(desk, area)]

    def page(whole: Pieces) -> Page:
        first = chosen or [each for each in oldest if each.id in whole and _reviewed(whole[each.id])][:_FIRST]
        return _page(desk, area, {**listed, "first": first}, count)

    yield sheet_of_pieces(
        desk, f"practice/{area.id}.md", page, [each.id for each in oldest], told, people, count, _words_key(desk, area)
    )
    if count:
        at = area_path(area.id)
        yield from archive(
            desk, f"{at}writing/", f"Stories and articles on {area.name}", "", pieces, feed_path(at),
            up={"name": area.name, "path": at}, follows=(area.name, f"#area-{area.id}"),
        )  # fmt: skip


def _chosen(desk: Desk, area: Area, shelf: Shelf) -> list[Listing]:
    """What the area's own words name to be read first; what is not public is left out."""
    told = (dict(words.item.facts).get(_READ_FIRST, "") for words in desk.words_on(area))
    ids = dict.fromkeys(each.strip() for each in ",".join(told).split(","))
    return [shelf.by_id[each] for each in ids if each in shelf.by_id]


def _oldest(pieces: Iterable[Listing], shown_already: Iterable[Listing]) -> list[Listing]:
    """The oldest articles that are in no other list of the page, oldest first."""
    known = {each.id for each in shown_already}
    articles = [each for each in pieces if each.kind == Kind.ARTICLE and each.id not in known]
    return articles[::-1][:_OLDEST]


def _reviewed(piece: ClearedItem) -> bool:
    """Whether somebody has looked again and found that it is still right."""
    return piece.item.checked is not None and not piece.overdue


def _page(desk: Desk, area: Area, listed: Mapping[str, Sequence[Listing]], count: int) -> Page:
    words = desk.words_on(area)
    about = shown.description(words[0]) if words else ""
    places = [place_name(place) for place in desk.firm.places_of_practice]
    told, journey = _journey("\n".join(each.item.html for each in words))
    page = area_path(area.id)
    return Page(
        f"practice/{area.id}.md",
        area.name,
        words[0].item.summary if words else f"What we have written about {area.name.lower()}, and who to ask.",
        "area.html",
        {
            "area": {"id": area.id, "name": area.name, "folio": list(area.folio)},
            "people": [reachable(desk, person) for person in who_answers(desk, area)],
            **{name: cards(pieces) for name, pieces in listed.items()},
            "journey": journey,
            "all": {"path": f"{page}writing/", "count": count} if count else None,
            "feed": feed_path(page),
            "jsonld": structured.page(
                structured.area(area, desk.firm, words[0] if words else None, places=places),
                structured.breadcrumbs(desk.firm, ("Practice areas", "practice/"), (area.name, page)),
            ),
            "og": opengraph.of_page(desk.firm, page, area.name, about, desk.shared(desk.card)),
            **_standing(desk, area, words),
        },
        told,
    )


def _journey(html: str) -> tuple[str, dict[str, str] | None]:
    """The words without the section on what to expect, and that section."""
    opening, told = sections(html)
    journey = next((each for each in told if _JOURNEY.search(each["title"])), None)
    if journey is None:
        return html, None
    rest = (f"<h2>{each['title']}</h2>\n{each['html']}" for each in told if each is not journey)
    return "\n".join([opening, *rest]).strip(), journey


def _standing(desk: Desk, area: Area, words: Sequence[ClearedItem]) -> dict[str, Any]:
    """What must be said above the firm's words on an area, which may be several pieces."""
    stands = [shown.standing(each, desk.firm.zone) for each in words]
    first = words[0] if words else None
    share = {"title": area.name, "description": shown.description(first) if first else ""}
    return {
        "stands": [each for each in stands if each],
        **({"share": share} if shown.cautions(first, SUMMARY) else {}),
    }
