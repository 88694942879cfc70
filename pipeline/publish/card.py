"""Decides what the share card of a piece, of a person and of the firm says.

A network shows the card small, beside words of its own, and may cut it: there is no room for a
notice in it. So what needs one is not on it; see `pipeline.model.telling`.
"""

from collections.abc import Mapping, Sequence

from pipeline.firm import Firm
from pipeline.model import Asset, ClearedItem, Kind, Person
from pipeline.model.card import Card
from pipeline.model.telling import SUMMARY, TITLE, headline, label, listed, notices, speaker
from pipeline.publish.shown import kind_name

#: Pictures made of pixels. What is left out is drawn by browsers alone.
_PIXELS = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def of_piece(
    piece: ClearedItem, authors: Sequence[Person], areas: Mapping[str, str], firm: Firm, said: ClearedItem | None = None
) -> Card:
    """The card of a piece: what it is about, its title, who wrote it.

    Args:
        piece: what is shared.
        authors: who wrote it; of a testimonial, whom it praises.
        areas: name by practice area id.
        firm: who publishes it.
        said: what the firm says of itself; None where that is not cleared.

    """
    areas = _plain(areas, firm, said)
    title = headline(piece, areas)
    told = title == piece.item.title
    witness = speaker(piece.item)
    return Card(
        firm=firm.name,
        headline=title,
        # Words that claim nothing name kind and area already.
        kicker=_kicker(piece, areas) if told else "",
        # Beside a client's words, the face and the name of the one they praise would look like the speaker's.
        name=witness or listed(each.name for each in authors),
        # There is room for one face, and one beside several names would be anybody's.
        portrait="" if witness or len(authors) != 1 else _pixels(authors[0].portrait),
        label=label(firm.places_of_practice),
    )


def _kicker(piece: ClearedItem, areas: Mapping[str, str]) -> str:
    area = next((areas[each] for each in piece.areas if areas.get(each)), "")
    return " · ".join(each for each in (kind_name(piece.item), area) if each)


def _plain(areas: Mapping[str, str], firm: Firm, said: ClearedItem | None) -> Mapping[str, str]:
    """The names of areas that may stand alone: the firm's own may be what its notices are about."""
    if said is None or not said.notices:
        return areas
    own = set(firm.practice_areas.names)
    return {key: name for key, name in areas.items() if name not in own}


def of_person(person: Person, words: ClearedItem | None, firm: Firm) -> Card:
    """The card of a person: name, what they do and where, and a sentence of theirs.

    Args:
        person: whose page is shared.
        words: their own words; None where those are not cleared, and only the name is shown.
        firm: where they work.

    """
    role = person.role if words and not notices(words, TITLE) else ""
    return Card(
        firm=firm.name,
        headline=person.name,
        kicker=", ".join(each for each in (role, person.office) if each),
        promise=person.summary if words and not notices(words, SUMMARY) else "",
        label=label(firm.places_of_practice),
        portrait=_pixels(person.portrait),
        about_person=True,
    )


def of_firm(firm: Firm, said: ClearedItem | None) -> Card:
    """The card of every other page: the firm's name and its tagline, where that needs no notice."""
    alone = said is not None and said.item.kind is Kind.FIRM and not notices(said, TITLE)
    return Card(
        firm=firm.name if alone and firm.tagline else "",
        headline=(alone and firm.tagline) or firm.name,
        label=label(firm.places_of_practice),
    )


def _pixels(portrait: Asset | None) -> str:
    return portrait.filename if portrait and portrait.suffix in _PIXELS else ""
