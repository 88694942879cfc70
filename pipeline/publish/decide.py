"""Decides which pages there are and what each one says. Asks nothing of the world."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.firm import Firm
from pipeline.model import Area, Asset, Channel, ClearedItem, Kind, Person, newest_first
from pipeline.model.telling import BODY, SUMMARY, TITLE, label, speaker
from pipeline.publish import shown, structured
from pipeline.publish.atom import feed
from pipeline.publish.links import area_path, canonical, feed_path, item_path, page_path, person_path
from pipeline.publish.page import Page, asset_path, sections, with_addresses

_PLACE_NAMES = {
    "GB-EAW": "England and Wales", "GB-SCT": "Scotland", "GB-NIR": "Northern Ireland", "IE": "Ireland",
    "CA": "Canada", "CA-ON": "Ontario", "US": "United States", "US-NY": "New York", "US-CA": "California",
    "AU": "Australia", "AU-NSW": "New South Wales", "EU": "European Union",
}  # fmt: skip
_WORDS_A_MINUTE = 220


def site_files(
    cleared: Sequence[ClearedItem], people: Sequence[Person], firm: Firm, areas: Mapping[str, Area]
) -> tuple[dict[str, bytes], list[Asset]]:
    """Every file of the stage by path, and the pictures it needs.

    What is not cleared for the web does not enter; nothing else is asked.
    """
    desk = Desk([each for each in cleared if Channel.WEB in each.channels], people, firm, areas)
    files = {page.path: page.staged() for page in desk.pages()}
    files.update(desk.feeds())
    return files, desk.assets()


@dataclass
class Desk:
    """Everything that is on the table while the site is laid out."""

    cleared: Sequence[ClearedItem]
    everybody: Sequence[Person]
    firm: Firm
    areas: Mapping[str, Area]

    def __post_init__(self) -> None:
        #: Every key that an area has or had to the area of today.
        self.meant = {key: area for area in self.areas.values() for key in (area.id, *area.formerly)}
        self.pieces = newest_first(each for each in self.cleared if each.item.kind.is_piece)
        self.own = {each.id: each for each in self.cleared if not each.item.kind.is_piece}
        # Of somebody whose own words are held, only the name and the way to them is shown.
        self.everybody = [
            person if f"{Kind.PROFILE}:{person.id}" in self.own else replace(person, role="", summary="")
            for person in self.everybody
        ]
        self.people = {person.id: person for person in self.everybody}
        self.works_on = {person.id: self._meant(person.practices) for person in self.everybody}
        self.area_names = {key: area.name for key, area in self.meant.items()}
        self.house = self._house()

    def _house(self) -> dict[str, Any]:
        """What every page must say of the firm; nothing where nothing must be said."""
        said = {
            "label": label(self.firm.places_of_practice),
            # Its tagline and its own notice stand on every page.
            "cautions": shown.cautions(self.own.get(Kind.FIRM), TITLE, SUMMARY, BODY),
        }
        return {key: value for key, value in said.items() if value}

    def _meant(self, keys: Iterable[str]) -> list[Area]:
        """The areas of today that these keys lead to, each once; what the firm does not show is left out."""
        return list({area.id: area for key in keys if (area := self.meant.get(key))}.values())

    # What the site consists of.

    def pages(self) -> Iterable[Page]:
        """Every page, home first, each with what the house must say."""
        for page in self._pages():
            yield replace(page, data={**page.data, "house": self.house}) if self.house else page

    def _pages(self) -> Iterable[Page]:
        yield self._home()
        yield Page("people/index.md", "People", f"The people of {self.firm.name}.", "people.html",
                   {"people": [self._face(person) for person in self.everybody]})  # fmt: skip
        yield from (self._person(person) for person in self.everybody)
        yield Page("practice/index.md", "Practice areas", f"What {self.firm.name} works on.", "areas.html",
                   {"areas": [self._area_card(area) for area in self._open_areas()]})  # fmt: skip
        yield from (self._area(area) for area in self._open_areas())
        yield from (self._moved(old, area) for area in self._open_areas() for old in area.formerly)
        yield Page("writing/index.md", "Stories and articles", "Everything we have written, newest first.",
                   "writing.html", {"years": self._years()})  # fmt: skip
        yield from (self._item(piece) for piece in self.pieces)
        yield from (self._plain(each) for each in self.own.values() if each.item.kind is Kind.PAGE)
        yield Page("feeds.md", "Feeds", "Follow a person, a practice area, or everything, in any feed reader.",
                   "feeds.html", {"groups": self._feed_groups()})  # fmt: skip
        yield Page("search.md", "Search", "Search every story, article and person.", "search.html")

    def feeds(self) -> dict[str, bytes]:
        """Every feed, by path."""
        found = {}
        for title, page, pieces, formerly in self._feed_list():
            for at in (page, *formerly):
                path = feed_path(at)
                found[path] = feed(
                    title, path, page, pieces, self.firm, self.people, self.area_names,
                    lambda p: with_addresses(p, self.firm.site),
                )  # fmt: skip
        return found

    def assets(self) -> list[Asset]:
        """The pictures that the pages show."""
        shown = {asset.filename: asset for each in self.cleared for asset in each.item.assets}
        shown.update({p.portrait.filename: p.portrait for p in self.everybody if p.portrait})
        return list(shown.values())

    # Pages.

    def _home(self) -> Page:
        firm = self.own.get(Kind.FIRM)
        return Page(
            "index.md",
            self.firm.name,
            "" if shown.cautions(firm, BODY) else self.firm.what,
            "home.html",
            {
                "people": [self._face(person) for person in self.everybody],
                "stories": self._cards(self.pieces, Kind.STORY, most=3),
                "praise": self._cards(self.pieces, Kind.TESTIMONIAL, most=3),
                "articles": self._cards(self.pieces, Kind.ARTICLE, most=6),
                "news": self._cards(self.pieces, Kind.NEWS, most=3),
                "elsewhere": self._cards(self.pieces, Kind.ELSEWHERE, most=3),
                "areas": [self._area_link(area) for area in self._open_areas()],
                "jsonld": structured.firm(self.firm, firm),
                "feed": "feed.atom",
            },
        )

    def _person(self, person: Person) -> Page:
        words = self.own.get(f"{Kind.PROFILE}:{person.id}")
        opening, ways = sections(words.item.html) if words else ("", [])
        theirs = [piece for piece in self.pieces if piece.item.author == person.id]
        portrait = self.firm.site + asset_path(person.portrait) if person.portrait else ""
        works_on = self.works_on[person.id]
        said = shown.description(words) if words and shown.cautions(words, TITLE, SUMMARY) else person.summary
        return Page(
            f"people/{person.id}.md",
            person.name,
            said or ("" if shown.cautions(words, TITLE) else person.role) or self.firm.name,
            "person.html",
            {
                "person": {
                    **self._face(person),
                    "email": person.email,
                    "phone": person.phone,
                    "pronouns": person.pronouns,
                    "languages": list(person.languages),
                    "admitted": [f"{_PLACE_NAMES.get(place, place)}, {year}" for place, year in person.admitted],
                    "areas": [self._area_link(area) for area in works_on],
                    "cautions": shown.cautions(words, TITLE, SUMMARY, BODY),
                },
                "opening": opening,
                "ways": ways,
                "written": self._written(theirs),
                "pieces": self._cards([piece for piece in theirs if piece.item.kind is not Kind.TESTIMONIAL], most=8),
                "praise": self._cards(theirs, Kind.TESTIMONIAL, most=3),
                "jsonld": structured.person(person, self.firm, works_on, portrait, words),
                "feed": feed_path(person_path(person.id)),
                "first_name": person.name.split()[0],
            },
        )

    def _written(self, pieces: Sequence[ClearedItem]) -> dict[str, Any]:
        """What a person has shown, counted: evidence instead of adjectives."""
        # What a client says was not written by the person it is about.
        pieces = [piece for piece in pieces if piece.item.kind is not Kind.TESTIMONIAL]
        areas = Counter(about[0].id for piece in pieces if (about := self._meant(piece.areas)))
        return {
            "stories": sum(piece.item.kind is Kind.STORY for piece in pieces),
            "articles": sum(piece.item.kind is Kind.ARTICLE for piece in pieces),
            "news": sum(piece.item.kind is Kind.NEWS for piece in pieces),
            "elsewhere": sum(piece.item.kind is Kind.ELSEWHERE for piece in pieces),
            "since": min((piece.item.published.year for piece in pieces), default=None),
            "areas": [{**self._area_link(self.areas[area]), "count": count} for area, count in areas.most_common(4)],
        }

    def _area(self, area: Area) -> Page:
        words = self._words(area)
        pieces = [piece for piece in self.pieces if area.id in piece.areas]
        return Page(
            f"practice/{area.id}.md",
            area.name,
            words[0].item.summary if words else f"What we have written about {area.name.lower()}, and who to ask.",
            "area.html",
            {
                "area": {"id": area.id, "name": area.name, "folio": list(area.folio)},
                "people": [self._face(person) for person in self._people_of(area)],
                "stories": self._cards(pieces, Kind.STORY, Kind.TESTIMONIAL),
                "articles": self._cards(pieces, Kind.ARTICLE, Kind.ELSEWHERE),
                "news": self._cards(pieces, Kind.NEWS),
                "feed": feed_path(area_path(area.id)),
                **self._area_standing(area, words),
            },
            "\n".join(each.item.html for each in words),
        )

    def _area_standing(self, area: Area, words: Sequence[ClearedItem]) -> dict[str, Any]:
        """What must be said above the firm's words on an area, which may be several pieces."""
        stands = [shown.standing(each, self.firm.zone) for each in words]
        first = words[0] if words else None
        share = {"title": area.name, "description": shown.description(first) if first else ""}
        return {
            "stands": [each for each in stands if each],
            **({"share": share} if shown.cautions(first, SUMMARY) else {}),
        }

    def _moved(self, old: str, area: Area) -> Page:
        """What stands at an address that an area no longer has: the way to the one it has."""
        path = area_path(area.id)
        data = {"to": {"name": area.name, "path": path}, "canonical": self.firm.site + path}
        return Page(f"practice/{old}.md", area.name, f"Now at {area.name}.", "moved.html", data)

    def _words(self, area: Area) -> list[ClearedItem]:
        """The firm's words on an area; those on areas that went into it come after its own."""
        keys = (area.id, *area.formerly)
        return [words for key in keys if (words := self.own.get(f"{Kind.PRACTICE}:{key}"))]

    def _item(self, piece: ClearedItem) -> Page:
        author = self.people.get(piece.item.author or "")
        near = [other for other in self.pieces if other.id != piece.id and set(other.areas[:1]) & set(piece.areas)]
        areas = self._meant(piece.areas)
        share = shown.share(piece, self.area_names, self.firm.name)
        return Page(
            page_path(piece.item).rstrip("/") + ".md",
            piece.item.title,
            piece.item.summary,
            "item.html",
            {
                "item": {
                    **self._card(piece),
                    "minutes": max(1, round(len(piece.item.body.split()) / _WORDS_A_MINUTE)),
                    "places": [_PLACE_NAMES.get(place, place) for place in piece.item.jurisdictions],
                    "areas": [self._area_link(area) for area in areas],
                    "provenance": shown.provenance(piece),
                    "first_home": shown.first_home(piece.item),
                },
                "stands": shown.standing(piece, self.firm.zone),
                "share": share,
                "author": {**self._face(author), "email": author.email, "phone": author.phone} if author else None,
                "near": self._cards(near, most=3),
                "date": shown.modified(piece).date().isoformat(),
                "jsonld": structured.item(piece, self.firm, author, areas, share["title"]),
                "feed": "feed.atom",
                "canonical": canonical(piece.item, self.firm.site),
            },
            "" if piece.item.excerpt else piece.item.html,
        )

    def _plain(self, page: ClearedItem) -> Page:
        data: dict[str, Any] = {"stands": stands} if (stands := shown.standing(page, self.firm.zone)) else {}
        if shown.cautions(page, TITLE, SUMMARY):
            data["share"] = {"title": self.firm.name, "description": shown.description(page)}
        return Page(f"{page.id.partition(':')[2]}.md", page.item.title, page.item.summary, "page.html", data,
                    page.item.html)  # fmt: skip

    # Parts that several pages show.

    def _cards(self, pieces: Sequence[ClearedItem], *kinds: Kind, most: int | None = None) -> list[dict[str, Any]]:
        """The first pieces of these kinds, or of any."""
        return [self._card(piece) for piece in pieces if not kinds or piece.item.kind in kinds][:most]

    def _card(self, piece: ClearedItem) -> dict[str, Any]:
        author = self.people.get(piece.item.author or "")
        areas = self._meant(piece.areas)
        return {
            "kind": shown.kind_name(piece.item),
            "title": piece.item.title,
            "summary": piece.item.summary,
            "path": item_path(piece.item),
            "elsewhere": piece.item.excerpt,
            "day": shown.day(piece.item.published),
            "iso": piece.item.published.date().isoformat(),
            "speaker": speaker(piece.item),
            "author": {"name": author.name, "path": person_path(author.id)} if author else None,
            "area": self._area_link(areas[0]) if areas else None,
            "cautions": shown.cautions(piece, TITLE, SUMMARY),
        }

    def _face(self, person: Person) -> dict[str, Any]:
        return {
            "name": person.name,
            "role": person.role,
            "office": person.office,
            "path": person_path(person.id),
            "summary": person.summary,
            "portrait": asset_path(person.portrait) if person.portrait else "",
            "portrait_alt": person.portrait_alt,
            "cautions": shown.cautions(self.own.get(f"{Kind.PROFILE}:{person.id}"), TITLE, SUMMARY),
        }

    def _area_link(self, area: Area) -> dict[str, str]:
        return {"name": area.name, "path": area_path(area.id)}

    def _area_card(self, area: Area) -> dict[str, Any]:
        words = self._words(area)
        pieces = sum(area.id in piece.areas for piece in self.pieces)
        return {
            **self._area_link(area),
            "summary": words[0].item.summary if words else "",
            "cautions": shown.cautions(words[0], SUMMARY) if words else [],
            "pieces": pieces,
            "people": [person.name for person in self._people_of(area)],
        }

    def _people_of(self, area: Area) -> list[Person]:
        """Who to ask: those for whom it comes first before those for whom it comes later."""
        those = [person for person in self.everybody if area in self.works_on[person.id]]
        return sorted(those, key=lambda person: (self.works_on[person.id].index(area), person.name))

    def _open_areas(self) -> list[Area]:
        """The areas that have a page: somebody works there, or something is written."""
        used = {area for piece in self.pieces for area in piece.areas}
        used |= {key for person in self.everybody for key in person.practices}
        used |= {id_.partition(":")[2] for id_, each in self.own.items() if each.item.kind is Kind.PRACTICE}
        return sorted(self._meant(used), key=lambda area: area.name)

    def _years(self) -> list[dict[str, Any]]:
        years: dict[int, list[dict[str, Any]]] = {}
        for piece in self.pieces:
            years.setdefault(piece.item.published.year, []).append(self._card(piece))
        return [{"year": year, "pieces": cards} for year, cards in years.items()]

    def _feed_list(self) -> Iterable[tuple[str, str, list[ClearedItem], list[str]]]:
        """(title, page, pieces, pages that it had before) of every feed."""
        yield self.firm.name, "", self.pieces, []
        for person in self.everybody:
            theirs = [piece for piece in self.pieces if piece.item.author == person.id]
            yield f"{person.name}, {self.firm.name}", person_path(person.id), theirs, []
        for area in self._open_areas():
            its = [piece for piece in self.pieces if area.id in piece.areas]
            yield f"{area.name}, {self.firm.name}", area_path(area.id), its, [area_path(old) for old in area.formerly]

    def _feed_groups(self) -> list[dict[str, Any]]:
        people = [{"name": person.name, "path": feed_path(person_path(person.id))} for person in self.everybody]
        areas = [{"name": area.name, "path": feed_path(area_path(area.id))} for area in self._open_areas()]
        return [
            {"title": "Everything", "feeds": [{"name": self.firm.name, "path": "feed.atom"}]},
            {"title": "One person", "feeds": people},
            {"title": "One practice area", "feeds": areas},
        ]
