"""People: the list, and a page for each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pipeline.model import Kind, Person
from pipeline.model.telling import BODY, SUMMARY, TITLE
from pipeline.publish import evidence, opengraph, shown, structured
from pipeline.publish.desk import Desk
from pipeline.publish.links import feed_path, person_path
from pipeline.publish.listing import Listing
from pipeline.publish.page import Page, asset_path, sections, sheet
from pipeline.publish.pages.archive import archive
from pipeline.publish.pages.who import here, instead, left, reachable
from pipeline.publish.places import place_name
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf, cards, digests
from pipeline.publish.vcard import vcard_path

_NEWEST = 8
_NEWEST_TALKS = 5
#: The six ways to be a person of interest, by what people head their own words with. The first that fits counts, so
#: the narrower come first: "the people I learn from" is about people, "what I am learning" about a subject.
_WAYS = (
    ("beliefs", re.compile(r"\b(?:believe|beliefs?|values?|stand for|care about)\b", re.IGNORECASE)),
    ("crossroads", re.compile(r"\b(?:crossroads?|connect(?:ing)?|bring(?:ing)? together|introduce)\b", re.IGNORECASE)),
    ("interests", re.compile(r"\b(?:not a lawyer|interests?|hobb(?:y|ies)|after work|outside)\b", re.IGNORECASE)),
    ("network", re.compile(r"\b(?:learn from|people|network|friends|teachers?|company I keep)\b", re.IGNORECASE)),
    ("thought", re.compile(r"\b(?:argued?|in public|talks?|spoken|said|written|published)\b", re.IGNORECASE)),
    ("expertise", re.compile(r"\b(?:know|learning|expertise|work on|good at)\b", re.IGNORECASE)),
)


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """The list, then everybody."""
    people = here(desk.everybody)
    faces = [desk.person_keys[person.id] for person in people]
    yield sheet(desk, "people/index.md", lambda: _list(desk, people), faces)
    for person in desk.everybody:
        yield from _sheets(desk, shelf, person)


def _list(desk: Desk, people: Sequence[Person]) -> Page:
    faces = [reachable(desk, person) for person in people]
    return Page("people/index.md", "People", f"The people of {desk.firm.name}.", "people.html", {"people": faces})


def _sheets(desk: Desk, shelf: Shelf, person: Person) -> Iterator[Sheet]:
    theirs = shelf.of_person(person.id)
    # What a client says was not written by the person it is about.
    wrote = [each for each in theirs if each.kind != Kind.TESTIMONIAL]
    praise = [each for each in theirs if each.kind == Kind.TESTIMONIAL][:3]
    counted = [[str(each.kind), each.areas[:1], each.card["iso"], each.authors] for each in wrote]
    beside = [desk.person_keys[each.id] for each, _ in _wrote_with(desk, person, wrote)]
    others = [desk.person_keys[each.id] for each in _instead(desk, person)]
    yield sheet(
        desk, f"people/{person.id}.md", lambda: _page(desk, person, wrote, praise),
        repr(person), desk.person_keys[person.id], desk.words_key(f"{Kind.PROFILE}:{person.id}"), counted, beside, others,
        digests(wrote[:_NEWEST]), digests(praise),
    )  # fmt: skip
    if len(wrote) > _NEWEST:
        page = person_path(person.id)
        yield from archive(
            desk, f"{page}writing/", f"Written by {person.name}", "", wrote, feed_path(page),
            up={"name": person.name, "path": page}, follows=None if left(person) else (person.name, f"#person-{person.id}"),
        )  # fmt: skip


def _instead(desk: Desk, person: Person) -> list[Person]:
    """Whom to ask in the place of somebody who has left."""
    return instead(desk, desk.works_on[person.id], person) if left(person) else []


def _page(desk: Desk, person: Person, wrote: Sequence[Listing], praise: Sequence[Listing]) -> Page:
    words = desk.own.get(f"{Kind.PROFILE}:{person.id}")
    opening, told = sections(words.item.html) if words else ("", [])
    ways, further = _ways(told)
    portrait = desk.firm.site + asset_path(person.portrait) if person.portrait else ""
    works_on = desk.works_on[person.id]
    said = shown.description(words) if words and shown.cautions(words, TITLE, SUMMARY) else person.summary
    about = said or ("" if shown.cautions(words, TITLE) else person.role) or desk.firm.name
    page, first = person_path(person.id), person.name.split()[0]
    return Page(
        f"people/{person.id}.md",
        person.name,
        about,
        "person.html",
        {
            "person": {
                **desk.face(person),
                **_reach(person),
                "id": person.id,
                "pronouns": person.pronouns,
                "languages": list(person.languages),
                "admitted": [f"{place_name(place)}, {year}" for place, year in person.admitted],
                "areas": [desk.area_link(area) for area in works_on],
                "cautions": shown.cautions(words, TITLE, SUMMARY, BODY),
                "wrote_with": [
                    {"name": each.name, "path": person_path(each.id), "count": count}
                    for each, count in _wrote_with(desk, person, wrote)
                ],
            },
            "talks": _talks(person),
            "opening": opening,
            "ways": ways,
            "further": further,
            "written": _written(desk, person, wrote),
            "pieces": cards(wrote[:_NEWEST]),
            "all": {"path": f"{page}writing/", "count": len(wrote)} if len(wrote) > _NEWEST else None,
            "praise": cards(praise),
            "instead": [reachable(desk, each) for each in _instead(desk, person)],
            "evidence": _evidence(desk, wrote),
            "jsonld": structured.page(
                structured.person(person, desk.firm, works_on, portrait, words, written=len(wrote)),
                structured.breadcrumbs(desk.firm, ("People", "people/"), (person.name, page)),
            ),
            "og": opengraph.of_person(person, desk.firm, about, desk.shared(desk.card_of(person))),
            "feed": feed_path(page),
            "first_name": first,
        },
    )


def _reach(person: Person) -> dict[str, str]:
    if gone := left(person):
        return {"left": gone, "email": "", "phone": ""}
    return {"left": "", "email": person.email, "phone": person.phone, "vcard": vcard_path(person.id)}


def _ways(told: Iterable[dict[str, str]]) -> tuple[dict[str, dict[str, str]], list[dict[str, str]]]:
    """Which section tells of which of the six ways, and the sections that tell of none, or of one that is told."""
    ways: dict[str, dict[str, str]] = {}
    further: list[dict[str, str]] = []
    for section in told:
        way = next((way for way, heading in _WAYS if heading.search(section["title"])), "")
        if way and way not in ways:
            ways[way] = section
        else:
            further.append(section)
    return ways, further


def _evidence(desk: Desk, wrote: Sequence[Listing]) -> dict[str, str] | None:
    """What somebody has shown, drawn by area and year; nothing where there is nothing."""
    works = [
        evidence.Work(
            Kind(each.kind), [desk.areas[area].name for area in each.areas], date.fromisoformat(each.card["iso"])
        )
        for each in wrote
    ]
    found = evidence.record(works)
    if found.newest is None:
        return None
    return {
        "svg": evidence.chart(found, "work"),
        "table": evidence.table(found),
        "freshness": f"{evidence.heading(found)}.",
    }


def _wrote_with(desk: Desk, person: Person, wrote: Sequence[Listing]) -> list[tuple[Person, int]]:
    """With whom somebody has written, and how many pieces; most pieces first."""
    found = Counter(each for piece in wrote for each in piece.authors if each != person.id)
    return sorted(
        ((desk.people[id_], count) for id_, count in found.items()), key=lambda each: (-each[1], each[0].name)
    )


def _talks(person: Person) -> dict[str, Any] | None:
    """The talks that somebody gave, newest first: a few to be seen, and those behind them."""
    told = [
        {"title": each.title, "at": each.at, "link": each.link, "when": shown.day_or_month(each.on), "on": each.on}
        for each in person.talks
    ]
    if not told:
        return None
    return {"told": evidence.talks(person.talks), "newest": told[:_NEWEST_TALKS], "earlier": told[_NEWEST_TALKS:]}


def _written(desk: Desk, person: Person, wrote: Sequence[Listing]) -> dict[str, Any]:
    """What a person has shown, counted: evidence instead of adjectives."""
    areas = Counter(each.areas[0] for each in wrote if each.areas)
    kinds = Counter(each.kind for each in wrote)
    since = min((int(each.published[:4]) for each in wrote), default=None)
    counted = [
        _counted(kinds[Kind.ARTICLE], "article", "articles"),
        _counted(kinds[Kind.STORY], "story", "stories"),
        _counted(kinds[Kind.NEWS], "piece of news", "pieces of news"),
        f"{kinds[Kind.ELSEWHERE]} elsewhere" if kinds[Kind.ELSEWHERE] else "",
    ]
    return {
        "stories": kinds[Kind.STORY],
        "articles": kinds[Kind.ARTICLE],
        "news": kinds[Kind.NEWS],
        "elsewhere": kinds[Kind.ELSEWHERE],
        "since": since,
        "told": f"{', '.join(filter(None, counted))} since {since}." if since else "",
        "talks": f"{spoken}." if (spoken := evidence.talks(person.talks)) else "",
        "areas": [{**desk.area_link(desk.areas[area]), "count": count} for area, count in areas.most_common(4)],
    }


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number else ""
