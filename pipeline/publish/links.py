"""Addresses of pages, relative to the site's root."""

from pipeline.model import Item, Kind

_FOLDERS = {Kind.STORY: "stories", Kind.ARTICLE: "articles"}


def item_path(item: Item) -> str:
    """Where an item is read: a page of ours, or for an elsewhere its own address."""
    if item.kind is Kind.ELSEWHERE:
        return item.link
    return f"{_FOLDERS[item.kind]}/{item.id}/"


def public(item: Item, site: str) -> str:
    """The full address of an item."""
    return item.link if item.kind is Kind.ELSEWHERE else site + item_path(item)


def person_path(person: str) -> str:
    """A person's page."""
    return f"people/{person}/"


def area_path(area: str) -> str:
    """A practice area's page."""
    return f"practice/{area}/"
