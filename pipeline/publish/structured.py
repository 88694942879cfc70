"""Structured data (schema.org, as JSON-LD) that says what the page shows and nothing more.

Practice areas carry their FOLIO identifiers, so that a directory in another language
knows what is meant. No rating or review: a firm may not mark up its own praise. A claim
that needs a notice has it in the same value, or is left out: nobody sees what a machine reads.
"""

from collections.abc import Sequence
from typing import Any

from pipeline.firm import Firm
from pipeline.model import Area, ClearedItem, Person
from pipeline.model.telling import SUMMARY, TITLE, notices, sized, speaker
from pipeline.publish.links import canonical, person_path
from pipeline.publish.shown import modified

JsonLd = dict[str, Any]


def firm(about: Firm, words: ClearedItem | None = None) -> JsonLd:
    """The firm, for home and as publisher.

    Args:
        about: the firm.
        words: what it says of itself, with its notices.

    """
    told: JsonLd = {
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
    if words and notices(words, TITLE):
        del told["slogan"]
    return told


def person(
    about: Person, its_firm: Firm, areas: Sequence[Area], portrait: str, words: ClearedItem | None = None
) -> JsonLd:
    """A person and their page.

    Args:
        about: the person.
        its_firm: where they work.
        areas: what they work on.
        portrait: its address.
        words: their own words, with their notices.

    """
    known = {
        "@type": "Person",
        "@id": its_firm.site + person_path(about.id) + "#person",
        "name": about.name,
        "jobTitle": "" if words and notices(words, TITLE) else about.role,
        "url": its_firm.site + person_path(about.id),
        "email": about.email,
        "telephone": about.phone,
        "image": portrait,
        "description": _with_notices(words, about.summary) if words else about.summary,
        "knowsLanguage": list(about.languages),
        "knowsAbout": [_area(area) for area in areas],
        "worksFor": {"@id": its_firm.site + "#firm"},
    }
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "mainEntity": {key: value for key, value in known.items() if value},
    }


def item(cleared: ClearedItem, its_firm: Firm, author: Person | None, areas: Sequence[Area], headline: str) -> JsonLd:
    """A piece.

    Args:
        cleared: the piece.
        its_firm: who publishes it.
        author: who wrote it.
        areas: what it is about.
        headline: its title, or words that claim nothing.

    """
    about = cleared.item
    publisher = {"@type": "Organization", "@id": its_firm.site + "#firm", "name": its_firm.name}
    told: JsonLd = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": headline,
        "datePublished": about.published.isoformat(),
        "inLanguage": its_firm.language,
        "mainEntityOfPage": canonical(about, its_firm.site),
        "author": _author(cleared, its_firm, author) or publisher,
        "publisher": publisher,
    }
    if summary := _with_notices(cleared, about.summary):
        told["description"] = summary
    if cleared.corrections:
        told["dateModified"] = modified(cleared).isoformat()
        told["correction"] = [
            {"@type": "CorrectionComment", "text": each.note, "datePublished": each.at.isoformat()}
            for each in cleared.corrections
        ]
    if about.rests_on:
        told["citation"] = list(about.rests_on)
    if areas:
        told["about"] = [_area(area) for area in areas]
    return told


def _author(cleared: ClearedItem, its_firm: Firm, author: Person | None) -> JsonLd | None:
    """Whose words they are: in a testimonial not those of the person whom it is about."""
    if said := speaker(cleared.item):
        return {"@type": "Person", "name": said}
    if author is None:
        return None
    page = its_firm.site + person_path(author.id)
    return {"@type": "Person", "@id": page + "#person", "name": author.name, "url": page}


def _with_notices(words: ClearedItem, summary: str) -> str:
    """A summary with the notices that it needs: nothing cuts a value. It has no size of type, though."""
    found = notices(words, SUMMARY)
    return " ".join([summary, *(each.text for each in found)]) if summary and not sized(found) else ""


def _area(area: Area) -> JsonLd:
    return {"@type": "DefinedTerm", "name": area.name, "sameAs": list(area.folio)}
