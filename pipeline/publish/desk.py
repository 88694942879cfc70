"""Everything but the pieces that is on the table while the site is laid out: firm, people, areas, their own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pipeline.firm import Firm
from pipeline.model import Area, ClearedItem, Item, Kind, Person
from pipeline.model.card import Card
from pipeline.model.telling import BODY, SUMMARY, TITLE, label
from pipeline.publish import card, opengraph, shown
from pipeline.publish.links import area_path, person_path
from pipeline.publish.page import asset_path, card_path
from pipeline.publish.sheet import key


@dataclass
class Desk:
    """What the pieces are shown beside."""

    everybody: Sequence[Person]
    firm: Firm
    #: By the key of today.
    areas: Mapping[str, Area]
    #: What is no piece: profiles, words on areas, pages, the firm's words; by id.
    own: Mapping[str, ClearedItem]
    #: Names the code that makes the pages.
    made_by: str = ""

    def __post_init__(self) -> None:
        #: Every key that an area has or had to the area of today.
        self._means = {key: area for area in self.areas.values() for key in (area.id, *area.formerly)}
        # Of somebody whose own words are held, only the name and the way to them is shown.
        self.everybody = [
            person if f"{Kind.PROFILE}:{person.id}" in self.own else replace(person, role="", summary="", talks=())
            for person in self.everybody
        ]
        self.people = {person.id: person for person in self.everybody}
        self.works_on = {person.id: self.meant(person.practices) for person in self.everybody}
        self.area_names = {key: area.name for key, area in self._means.items()}
        self.house = self._house()

    def _house(self) -> dict[str, Any]:
        """What every page must say of the firm; nothing where nothing must be said."""
        said = {
            "label": label(self.firm.places_of_practice),
            # Its tagline and its own notice stand on every page.
            "cautions": shown.cautions(self.own.get(Kind.FIRM), TITLE, SUMMARY, BODY),
        }
        return {key: value for key, value in said.items() if value}

    def meant(self, keys: Iterable[str]) -> list[Area]:
        """The areas of today that these keys lead to, each once; what the firm does not show is left out."""
        return list({area.id: area for key in keys if (area := self._means.get(key))}.values())

    @cached_property
    def stamp(self) -> str:
        """Changes with whatever any page may show of the firm and its areas."""
        areas = [[area.id, area.name, area.folio, area.definition, area.formerly] for area in self.areas.values()]
        return key(self.made_by, self.firm.model_dump(mode="json"), areas, self.house)

    @cached_property
    def person_keys(self) -> Mapping[str, str]:
        """For each person what changes with whatever is shown of them beside a piece."""
        return {person.id: key(self.face(person), person.email, person.phone) for person in self.everybody}

    def words_key(self, *ids: str) -> str:
        """Changes with the firm's own words of these ids, and with what must be said of them."""
        told = [self.own.get(each) for each in ids]
        return key([each and [each.cleared_text, repr((each.item.published, each.item.review_by, each.item.checked,
                    each.item.rests_on, each.corrections, each.overdue)), shown.cautions(each, TITLE, SUMMARY, BODY)]
                    for each in told])  # fmt: skip

    # Parts that several pages show.

    @cached_property
    def card(self) -> Card:
        """The firm's share card: of home, and of every page that has none of its own."""
        return card.of_firm(self.firm, self.own.get(Kind.FIRM))

    def shared(self, picture: Card) -> opengraph.Card:
        """A share card as a page names it."""
        return opengraph.Card(self.firm.site + card_path(picture), picture.alt)

    def card_of(self, person: Person) -> Card:
        """A person's share card."""
        return card.of_person(person, self.own.get(f"{Kind.PROFILE}:{person.id}"), self.firm)

    def authors_of(self, item: Item) -> list[Person]:
        """Who is named as having written it; of a testimonial, whom it praises."""
        return [self.people[each] for each in item.authors if each in self.people]

    def face(self, person: Person) -> dict[str, Any]:
        """A person in a list."""
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

    def area_link(self, area: Area) -> dict[str, str]:
        """The way to an area's page."""
        return {"name": area.name, "path": area_path(area.id)}

    def people_of(self, area: Area) -> list[Person]:
        """Who to ask: those for whom it comes first before those for whom it comes later."""
        those = [person for person in self.everybody if area in self.works_on[person.id]]
        return sorted(those, key=lambda person: (self.works_on[person.id].index(area), person.name))

    def words_on(self, area: Area) -> list[ClearedItem]:
        """The firm's words on an area; those on areas that went into it come after its own."""
        keys = (area.id, *area.formerly)
        return [words for key in keys if (words := self.own.get(f"{Kind.PRACTICE}:{key}"))]
