"""How a link to a page is shown elsewhere: Open Graph (https://ogp.me) and Twitter's card, as values for `meta`.

Whoever shows a link shows title, description and picture and nothing else, cut where they like.
So a claim that needs a notice is in none of them without it: see `shown.share`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.firm import Firm
from pipeline.model import Area, ClearedItem, Person
from pipeline.model.telling import speaker
from pipeline.publish.given_names import given_and_family
from pipeline.publish.links import canonical, person_path
from pipeline.publish.shown import modified, share, stamp

#: One `meta` element: its attribute (`property` or `name`), that attribute's value, and the content.
Meta = dict[str, str]


@dataclass(frozen=True)
class Card:
    """The picture that is shown with a link; made from words that may stand alone."""

    #: Full address.
    address: str
    #: What it shows, for those who cannot see it.
    alt: str
    width: int = 1200
    height: int = 630
    type: str = "image/png"


def of_piece(
    piece: ClearedItem,
    firm: Firm,
    authors: Sequence[Person],
    areas: Sequence[Area],
    names: Mapping[str, str],
    card: Card | None = None,
) -> list[Meta]:
    """A piece: an article with its dates, authors, section and tags.

    Args:
        piece: what is shown.
        firm: who publishes it.
        authors: who wrote it.
        areas: what it is about, strongest first.
        names: of the practice areas, by id.
        card: its picture.

    """
    told = share(piece, names, firm.name)
    # One element for each of several values (ogp.me, "Arrays").
    by = [] if speaker(piece.item) else [firm.site + person_path(each.id) for each in authors]
    return _meta(
        *_common(firm, "article", told["title"], told["description"], canonical(piece.item, firm.site), card),
        ("article:published_time", stamp(piece.item.published)),
        ("article:modified_time", stamp(modified(piece))),
        *(("article:author", page) for page in by),
        ("article:section", areas[0].name if areas else ""),
        *(("article:tag", area.name) for area in areas),
        card=card,
    )


def of_person(person: Person, firm: Firm, description: str, card: Card | None = None) -> list[Meta]:
    """A person's page.

    Args:
        person: whose page it is.
        firm: where they work.
        description: their own words as they may stand alone; empty where they need more room.
        card: the picture.

    """
    given, family = given_and_family(person.name)
    return _meta(
        *_common(firm, "profile", person.name, description, firm.site + person_path(person.id), card),
        ("profile:first_name", given),
        ("profile:last_name", family),
        card=card,
    )


def of_page(firm: Firm, path: str, title: str, description: str, card: Card | None = None) -> list[Meta]:
    """Any other page.

    Args:
        firm: whose site it is.
        path: of the page; empty for home.
        title: as it may stand alone.
        description: likewise; empty where there is none.
        card: the picture.

    """
    return _meta(*_common(firm, "website", title, description, firm.site + path, card), card=card)


def _common(
    firm: Firm, kind: str, title: str, description: str, address: str, card: Card | None
) -> Iterable[tuple[str, str]]:
    yield "og:type", kind
    yield "og:title", title
    yield "og:description", description
    yield "og:url", address
    yield "og:site_name", firm.name
    yield "og:locale", locale(firm.language)
    if card:
        # What belongs to a picture stands behind it (ogp.me, "Structured Properties").
        yield "og:image", card.address
        yield "og:image:type", card.type
        yield "og:image:width", str(card.width)
        yield "og:image:height", str(card.height)
        yield "og:image:alt", card.alt


def _meta(*told: tuple[str, str], card: Card | None) -> list[Meta]:
    """Twitter's own names only for what Open Graph has no name for: it reads the others, too."""
    own = [
        ("twitter:card", "summary_large_image" if card else "summary"),
        ("twitter:image:alt", card.alt if card else ""),
    ]
    return [
        *({"property": name, "content": value} for name, value in told if value),
        *({"name": name, "content": value} for name, value in own if value),
    ]


def locale(language: str) -> str:
    """A language tag as Open Graph writes it, `en_GB`; empty where no territory is named, which it asks for."""
    found = re.fullmatch(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?-([A-Z]{2})", language)
    return f"{found[1]}_{found[2]}" if found else ""
