"""Addresses of pages, relative to the site's root."""

from pipeline.model import Item, Kind

_FOLDERS = {
    Kind.STORY: "stories",
    # A client's own words on how it went stand with the stories.
    Kind.TESTIMONIAL: "stories",
    Kind.NEWS: "news",
    Kind.ARTICLE: "articles",
    Kind.ELSEWHERE: "elsewhere",
}


def page_path(item: Item) -> str:
    """The page that we have on an item."""
    return page_of(item.kind, item.id)


def page_of(kind: Kind, id_: str) -> str:
    """The page that we have on a piece of this kind and id."""
    return f"{_FOLDERS[kind]}/{id_}/"


def item_path(item: Item) -> str:
    """Where an item is read: a page of ours, or its own address where we have a summary only."""
    return item.link if item.excerpt else page_path(item)


def public(item: Item, site: str) -> str:
    """The full address where an item is read."""
    return item.link if item.excerpt else site + page_path(item)


def canonical(item: Item, site: str) -> str:
    """The full address that search engines should know it by: its first home (RFC 6596)."""
    return item.first_home or item.link or site + page_path(item)


def person_path(person: str) -> str:
    """A person's page."""
    return f"people/{person}/"


def area_path(area: str) -> str:
    """A practice area's page."""
    return f"practice/{area}/"


def address(staged: str) -> str:
    """Where a staged page is read: `people/x.md` at `people/x/`, `index.md` at the root."""
    stem = staged.removesuffix(".md")
    return stem.removesuffix("index") if stem.rpartition("/")[2] == "index" else f"{stem}/"


def feed_path(page: str) -> str:
    """The feed that belongs to a page."""
    return f"{page}feed.atom"
