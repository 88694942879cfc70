"""Home: who the firm is, what moved, whom to talk to."""

from collections.abc import Iterator
from itertools import islice

from pipeline.model import Kind, Person
from pipeline.model.telling import BODY
from pipeline.publish import opengraph, shown, structured
from pipeline.publish.desk import Desk
from pipeline.publish.page import Page, sheet
from pipeline.publish.pages.who import here, left, reachable
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf, cards, digests

_MOVED, _STORIES, _ARTICLES, _REST = 4, 3, 6, 3
#: A firm of up to so many people is shown whole; of a larger one those who wrote last.
_WHOLE, _SOME = 8, 6


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """The one page."""
    firm = desk.own.get(Kind.FIRM)
    moved = shelf.pieces[:_MOVED]
    listed = {
        "moved": moved,
        "stories": [each for each in shelf.pieces if each.kind == Kind.STORY][:_STORIES],
        "praise": [each for each in shelf.pieces if each.kind == Kind.TESTIMONIAL][:_REST],
        # What stands at the top already need not be told twice.
        "articles": [each for each in shelf.pieces if each.kind == Kind.ARTICLE and each not in moved][:_ARTICLES],
        "news": [each for each in shelf.pieces if each.kind == Kind.NEWS][:_REST],
        "elsewhere": [each for each in shelf.pieces if each.kind == Kind.ELSEWHERE and each not in moved][:_REST],
    }
    people = _to_talk_to(desk, shelf)
    everybody = len(here(desk.everybody))

    what = "" if shown.cautions(firm, BODY) else desk.firm.what

    def page() -> Page:
        return Page(
            "index.md",
            desk.firm.name,
            what,
            "home.html",
            {
                "people": [reachable(desk, person) for person in people],
                "more_people": everybody if everybody > len(people) else 0,
                **{name: cards(pieces) for name, pieces in listed.items()},
                "areas": [desk.area_link(area) for area in shelf.open_areas],
                "jsonld": structured.page(structured.firm(desk.firm, firm), structured.website(desk.firm)),
                "og": opengraph.of_page(desk.firm, "", desk.firm.name, what, desk.shared(desk.card)),
                "feed": "feed.atom",
            },
        )

    told = [digests(pieces) for pieces in listed.values()]
    open_areas = [area.id for area in shelf.open_areas]
    faces = [[desk.person_keys[person.id], left(person)] for person in people]
    yield sheet(desk, "index.md", page, told, open_areas, faces, everybody, desk.words_key(Kind.FIRM))


def _to_talk_to(desk: Desk, shelf: Shelf) -> list[Person]:
    people = here(desk.everybody)
    if len(people) <= _WHOLE:
        return people
    wrote = (person for each in shelf.pieces for person in here(desk.people[author] for author in each.authors))
    # No further than needed: of 5,000 pieces the newest dozen says who wrote last.
    newest: dict[str, Person] = {}
    for person in wrote:
        newest.setdefault(person.id, person)
        if len(newest) == _SOME:
            break
    rest = (person for person in people if person.id not in newest)
    return [*newest.values(), *islice(rest, _SOME - len(newest))]
