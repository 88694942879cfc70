"""Atom feeds (RFC 4287): the site's, each person's, each practice area's."""

from collections.abc import Callable, Sequence
from xml.etree import ElementTree

from pipeline.firm import Firm
from pipeline.model import ClearedItem, Person
from pipeline.publish.links import feed_path, public

_ATOM = "http://www.w3.org/2005/Atom"
#: Newest entries in a feed; readers keep the older ones themselves.
_ENTRIES = 20


def feed(
    title: str,
    path: str,
    page: str,
    pieces: Sequence[ClearedItem],
    firm: Firm,
    people: dict[str, Person],
    html_of: Callable[[ClearedItem], str],
) -> bytes:
    """One feed as UTF-8 XML.

    The feed of a practice area that was renamed, or went into another one, stays at its old
    address, too. It has the entries of the new feed and names that one as `self`, for readers
    that follow it; but its id is the one that it always had, because an id never changes, however
    a feed moves (RFC 4287, 4.2.6). So whoever subscribed there goes on as before, and no entry
    comes twice: entries keep their ids.

    Args:
        path: where it lies under the site's root.
        page: the path of the page it belongs to.
        pieces: newest first.
        html_of: a piece's HTML with full addresses.

    """
    site = firm.site
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": firm.language})
    _text(root, "title", title)
    _text(root, "id", site + path)
    ElementTree.SubElement(
        root, "link", {"rel": "self", "type": "application/atom+xml", "href": site + feed_path(page)}
    )
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": site + page})
    # From the pieces, never from the clock: an unchanged site has unchanged feeds.
    newest = pieces[0].item.published.isoformat() if pieces else "2000-01-01T00:00:00+00:00"
    _text(root, "updated", newest)
    _text(ElementTree.SubElement(root, "author"), "name", firm.name)
    for piece in pieces[:_ENTRIES]:
        _entry(root, piece, site, people, html_of)
    ElementTree.indent(root)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _entry(
    root: ElementTree.Element,
    piece: ClearedItem,
    site: str,
    people: dict[str, Person],
    html_of: Callable[[ClearedItem], str],
) -> None:
    entry = ElementTree.SubElement(root, "entry")
    address = public(piece.item, site)
    _text(entry, "title", piece.item.title)
    _text(entry, "id", address)
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _text(entry, "published", piece.item.published.isoformat())
    _text(entry, "updated", piece.item.published.isoformat())
    if piece.item.author in people:
        _text(ElementTree.SubElement(entry, "author"), "name", people[piece.item.author].name)
    for area in piece.areas:
        ElementTree.SubElement(entry, "category", {"term": area})
    _text(entry, "summary", piece.item.summary)
    # What we have a summary of lives where its author put it: we point there and copy nothing.
    if not piece.item.excerpt:
        _text(entry, "content", html_of(piece)).set("type", "html")


def _text(parent: ElementTree.Element, tag: str, words: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = words
    return element
