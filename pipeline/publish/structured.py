"""Structured data (schema.org, as JSON-LD) that says what the page shows and nothing more.

Practice areas carry their FOLIO identifiers, so that a directory in another language
knows what is meant. No rating or review: a firm may not mark up its own praise.
"""

from collections.abc import Sequence
from typing import Any

from pipeline.firm import Firm
from pipeline.model import Area, ClearedItem, Person
from pipeline.publish.links import canonical, person_path

JsonLd = dict[str, Any]


def firm(about: Firm) -> JsonLd:
    """The firm, for home and as publisher."""
    return {
        "@context": "https://schema.org",
        "@type": "LegalService",
        "@id": about.site + "#firm",
        "name": about.name,
        "legalName": about.legal_name,
        "slogan": about.tagline,
        "url": about.site,
        "email": about.email,
        "telephone": about.phone,
        "address": [
            {"@type": "PostalAddress", "name": each.name, "streetAddress": each.address} for each in about.offices
        ]
        or about.postal_address,
    }


def person(about: Person, its_firm: Firm, areas: Sequence[Area], portrait: str) -> JsonLd:
    """A person and their page."""
    known = {
        "@type": "Person",
        "@id": its_firm.site + person_path(about.id) + "#person",
        "name": about.name,
        "jobTitle": about.role,
        "url": its_firm.site + person_path(about.id),
        "email": about.email,
        "telephone": about.phone,
        "image": portrait,
        "description": about.summary,
        "knowsLanguage": list(about.languages),
        "knowsAbout": [_area(area) for area in areas],
        "worksFor": {"@id": its_firm.site + "#firm"},
    }
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": {key: value for key, value in known.items() if value},
    }


def item(cleared: ClearedItem, its_firm: Firm, author: Person | None, areas: Sequence[Area]) -> JsonLd:
    """A story or article."""
    about = cleared.item
    publisher = {"@type": "Organization", "@id": its_firm.site + "#firm", "name": its_firm.name}
    told: JsonLd = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": about.title,
        "description": about.summary,
        "datePublished": about.published.isoformat(),
        "inLanguage": its_firm.language,
        "mainEntityOfPage": canonical(about, its_firm.site),
        "author": {
            "@type": "Person",
            "@id": its_firm.site + person_path(author.id) + "#person",
            "name": author.name,
            "url": its_firm.site + person_path(author.id),
        }
        if author
        else publisher,
        "publisher": publisher,
    }
    if areas:
        told["about"] = [_area(area) for area in areas]
    return told


def _area(area: Area) -> JsonLd:
    return {"@type": "DefinedTerm", "name": area.name, "sameAs": list(area.folio)}
