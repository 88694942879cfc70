"""Structured data (schema.org, as JSON-LD) that says what the page shows and nothing more.

Practice areas carry their FOLIO identifiers, so that a directory in another language
knows what is meant. No rating or review: a firm may not mark up its own praise. A claim
that needs a notice has it in the same value, or is left out: nobody sees what a machine reads.

Each function makes one block; `page` puts the blocks of a page together.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.addresses import slug
from pipeline.firm import Firm, Office
from pipeline.model import Area, ClearedItem, Kind, Person
from pipeline.model.reading import minutes
from pipeline.model.reading import words as length_of
from pipeline.model.telling import SUMMARY, TITLE, notices, sized, speaker
from pipeline.publish.links import area_path, canonical, page_path, person_path
from pipeline.publish.shown import modified, stamp

JsonLd = dict[str, Any]
_CONTEXT = "https://schema.org"
_FOLIO = "https://folio.openlegalstandard.org/"
#: What a piece is; any other kind is an article.
_TYPES = {Kind.NEWS: "NewsArticle", Kind.ELSEWHERE: "BlogPosting"}


def page(*blocks: JsonLd) -> JsonLd:
    """The blocks of a page as one, in this order."""
    return {"@context": _CONTEXT, "@graph": [{k: v for k, v in block.items() if k != "@context"} for block in blocks]}


def firm(about: Firm, words: ClearedItem | None = None) -> JsonLd:
    """The firm, for home and as publisher.

    Google wants each place where a business sits as a business of its own, with name and address
    (https://developers.google.com/search/docs/appearance/structured-data/local-business).

    Args:
        about: the firm.
        words: what it says of itself, with its notices.

    """
    return _said(
        {
            "@context": _CONTEXT,
            "@type": "LegalService",
            "@id": _firm_id(about),
            "name": about.name,
            "legalName": about.legal_name,
            "slogan": "" if words and notices(words, TITLE) else about.tagline,
            "url": about.site,
            "email": about.email,
            "telephone": about.phone,
            "address": _address(about.postal_address),
            "subOrganization": [_office(each, about) for each in about.offices],
        }
    )


def website(about: Firm) -> JsonLd:
    """The site as a whole, of which every piece is a part."""
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "@id": _site_id(about),
        "name": about.name,
        "url": about.site,
        "inLanguage": about.language,
        "publisher": {"@id": _firm_id(about)},
    }


def person(
    about: Person,
    its_firm: Firm,
    areas: Sequence[Area],
    portrait: str,
    words: ClearedItem | None = None,
    *,
    changed: datetime | None = None,
    written: int = 0,
) -> JsonLd:
    """A person and their page (https://developers.google.com/search/docs/appearance/structured-data/profile-page).

    Whoever has left the firm (`left`) is not employed there, and is not reached there.

    Args:
        about: the person.
        its_firm: where they work.
        areas: what they work on.
        portrait: its address.
        words: their own words, with their notices.
        changed: when the page last changed, if that is known.
        written: how many pieces of theirs the page counts.

    """
    here = its_firm.site + person_path(about.id)
    known = {
        "@type": "Person",
        "@id": here + "#person",
        "name": about.name,
        "jobTitle": "" if about.left or (words and notices(words, TITLE)) else about.role,
        "url": here,
        "email": "" if about.left else about.email,
        "telephone": "" if about.left else about.phone,
        "image": portrait,
        "description": _with_notices(words, about.summary) if words else about.summary,
        "knowsLanguage": list(about.languages),
        "knowsAbout": [_area(area) for area in areas],
        "alumniOf" if about.left else "worksFor": {"@id": _firm_id(its_firm)},
        "agentInteractionStatistic": _written(written),
    }
    return _said(
        {
            "@context": _CONTEXT,
            "@type": "ProfilePage",
            "@id": here,
            "url": here,
            "name": about.name,
            "inLanguage": its_firm.language,
            "isPartOf": {"@id": _site_id(its_firm)},
            "dateModified": stamp(changed) if changed else "",
            "mainEntity": _said(known),
        }
    )


def item(
    cleared: ClearedItem,
    its_firm: Firm,
    authors: Sequence[Person],
    areas: Sequence[Area],
    headline: str,
    image: str = "",
) -> JsonLd:
    """A piece (https://developers.google.com/search/docs/appearance/structured-data/article).

    Args:
        cleared: the piece.
        its_firm: who publishes it.
        authors: who wrote it.
        areas: what it is about.
        headline: its title, or words that claim nothing.
        image: the address of its share card, which shows the headline; empty where there is none.

    """
    about = cleared.item
    publisher = {"@type": "Organization", "@id": _firm_id(its_firm), "name": its_firm.name, "url": its_firm.site}
    corrections = [
        {"@type": "CorrectionComment", "text": each.note, "datePublished": stamp(each.at)}
        for each in cleared.corrections
    ]
    return _said(
        {
            "@context": _CONTEXT,
            "@type": _TYPES.get(about.kind, "Article"),
            "@id": its_firm.site + page_path(about) + "#piece",
            "headline": headline,
            "description": _with_notices(cleared, about.summary),
            "image": image,
            "datePublished": stamp(about.published),
            "dateModified": stamp(modified(cleared)),
            "inLanguage": its_firm.language,
            "mainEntityOfPage": canonical(about, its_firm.site),
            "isPartOf": {"@id": _site_id(its_firm)},
            "author": _author(cleared, its_firm, authors) or publisher,
            "publisher": publisher,
            # Of what stands elsewhere we show a summary.
            "wordCount": 0 if about.excerpt else length_of(about),
            "timeRequired": "" if about.excerpt else f"PT{minutes(about)}M",
            "correction": corrections,
            "citation": list(about.rests_on),
            "about": [_area(area) for area in areas],
        }
    )


def area(
    about: Area,
    its_firm: Firm,
    words: ClearedItem | None = None,
    *,
    places: Sequence[str] = (),
    changed: datetime | None = None,
) -> JsonLd:
    """The page of a practice area: what is written about it, and the service that the firm gives.

    Args:
        about: the practice area.
        its_firm: who gives the service.
        words: the firm's words on it, with their notices.
        places: where the firm practises, by name.
        changed: when the page last changed, if that is known.

    """
    here = its_firm.site + area_path(about.id)
    service = {
        "@type": "Service",
        "@id": here + "#service",
        "name": about.name,
        "serviceType": about.name,
        "provider": {"@id": _firm_id(its_firm)},
        "areaServed": [{"@type": "AdministrativeArea", "name": place} for place in places],
    }
    return _said(
        {
            "@context": _CONTEXT,
            "@type": "CollectionPage",
            "@id": here,
            "url": here,
            "name": about.name,
            "description": _with_notices(words, words.item.summary) if words else "",
            "inLanguage": its_firm.language,
            "isPartOf": {"@id": _site_id(its_firm)},
            "dateModified": stamp(changed) if changed else "",
            "about": _area(about),
            "mainEntity": _said(service),
        }
    )


def breadcrumbs(its_firm: Firm, *steps: tuple[str, str]) -> JsonLd:
    """The way from home to a page (https://developers.google.com/search/docs/appearance/structured-data/breadcrumb).

    Args:
        its_firm: whose site it is.
        steps: (name, path) of each page below home, the page itself last; its name is one that may stand alone.

    """
    crumbs = [(its_firm.name, ""), *steps]
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": its_firm.site + path}
            for number, (name, path) in enumerate(crumbs, 1)
        ],
    }


def _firm_id(about: Firm) -> str:
    return about.site + "#firm"


def _site_id(about: Firm) -> str:
    return about.site + "#site"


def _office(office: Office, of: Firm) -> JsonLd:
    return {
        "@type": "LegalService",
        "@id": f"{of.site}#office-{slug(office.name)}",
        "name": f"{of.name}, {office.name}",
        "address": _address(office.address),
        "telephone": office.phone or of.phone,
        "parentOrganization": {"@id": _firm_id(of)},
    }


def _address(line: str) -> JsonLd:
    """The firm gives it as one line; to part it would be to guess."""
    return {"@type": "PostalAddress", "streetAddress": line}


def _written(pieces: int) -> JsonLd | None:
    """How much somebody has written: Google's documents ask for it of a profile."""
    if not pieces:
        return None
    counted = {"@type": "InteractionCounter", "interactionType": "https://schema.org/WriteAction"}
    return {**counted, "userInteractionCount": pieces}


def _author(cleared: ClearedItem, its_firm: Firm, authors: Sequence[Person]) -> JsonLd | list[JsonLd] | None:
    """Whose words they are: in a testimonial not those of the person whom it is about."""
    if said := speaker(cleared.item):
        return {"@type": "Person", "name": said}
    # Google wants each author in a field of their own, never two names in one.
    pages = [(each.name, its_firm.site + person_path(each.id)) for each in authors]
    found: list[JsonLd] = [
        {"@type": "Person", "@id": page + "#person", "name": name, "url": page} for name, page in pages
    ]
    return found if len(found) > 1 else next(iter(found), None)


def _with_notices(words: ClearedItem, summary: str) -> str:
    """A summary with the notices that it needs: nothing cuts a value. It has no size of type, though."""
    found = notices(words, SUMMARY)
    return " ".join([summary, *(each.text for each in found)]) if summary and not sized(found) else ""


def _area(area: Area) -> JsonLd:
    folio = [each for each in area.folio if each.startswith(_FOLIO)]
    return _said(
        {
            "@type": "DefinedTerm",
            "name": area.name,
            "sameAs": list(area.folio),
            "inDefinedTermSet": _FOLIO if folio else "",
        }
    )


def _said(values: JsonLd) -> JsonLd:
    """Without what says nothing."""
    return {key: value for key, value in values.items() if value}
