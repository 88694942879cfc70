"""Atom feeds (RFC 4287): the site's, each person's, each practice area's."""

from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree

from pipeline.firm import Firm
from pipeline.model import ClearedItem, Person
from pipeline.publish.entries import Entry, Told, told
from pipeline.publish.links import feed_path
from pipeline.publish.markup import document, element
from pipeline.publish.shown import stamp

_ATOM = "http://www.w3.org/2005/Atom"


def feed(
    title: str,
    path: str,
    page: str,
    pieces: Sequence[ClearedItem],
    firm: Firm,
    people: Mapping[str, Person],
    names: Mapping[str, str],
    html_of: Callable[[ClearedItem], str],
) -> bytes:
    """One feed as UTF-8 XML: `written` of what `entries.told` makes of the other arguments."""
    return written(told(title, page, pieces, firm, people, names, html_of), path)


def written(of: Told, path: str) -> bytes:
    """One feed as UTF-8 XML.

    The feed of a practice area that was renamed, or went into another one, stays at its old
    address, too. It has the entries of the new feed and names that one as `self`, for readers
    that follow it; but its id is the one that it always had, because an id never changes, however
    a feed moves (RFC 4287, 4.2.6). So whoever subscribed there goes on as before, and no entry
    comes twice: entries keep their ids.

    Args:
        of: what it says.
        path: where it lies under the site's root.

    """
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": of.language})
    element(root, "title", of.title)
    if of.label:
        element(root, "subtitle", of.label)
    element(root, "id", of.site + path)
    _link(root, "self", "application/atom+xml", of.site + feed_path(of.page))
    _link(root, "alternate", "text/html", of.home)
    element(root, "updated", stamp(of.updated))
    _author(root, of.publisher, of.site)
    for each in of.entries:
        _entry(root, each)
    return document(root)


def _entry(root: ElementTree.Element, each: Entry) -> None:
    entry = element(root, "entry")
    element(entry, "title", each.title)
    element(entry, "id", each.address)
    _link(entry, "alternate", "text/html", each.address)
    element(entry, "published", stamp(each.published))
    element(entry, "updated", stamp(each.updated))
    for name, page in each.authors:
        _author(entry, name, page)
    for area, name in each.areas:
        element(entry, "category", attributes={"term": area, "label": name})
    element(entry, "summary", each.summary)
    if each.content:
        element(entry, "content", each.content, {"type": "html"})


def _author(parent: ElementTree.Element, name: str, address: str) -> None:
    author = element(parent, "author")
    element(author, "name", name)
    if address:
        element(author, "uri", address)


def _link(parent: ElementTree.Element, rel: str, kind: str, address: str) -> None:
    element(parent, "link", attributes={"rel": rel, "type": kind, "href": address})
