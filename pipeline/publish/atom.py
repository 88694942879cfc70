"""Atom feeds (RFC 4287): the site's, each person's, each practice area's."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from xml.etree import ElementTree

from pipeline.firm import Firm
from pipeline.model import ClearedItem, Notice, Person
from pipeline.model.telling import BODY, SUMMARY, TITLE, headline, notices, sized, speaker
from pipeline.publish.links import feed_path, public
from pipeline.publish.shown import blended, corrections, modified

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
    names: Mapping[str, str],
    html_of: Callable[[ClearedItem], str],
) -> bytes:
    """One feed as UTF-8 XML.

    The feed of a practice area that was renamed, or went into another one, stays at its old
    address, too. It has the entries of the new feed and names that one as `self`, for readers
    that follow it; but its id is the one that it always had, because an id never changes, however
    a feed moves (RFC 4287, 4.2.6). So whoever subscribed there goes on as before, and no entry
    comes twice: entries keep their ids.

    Readers list titles alone and show summaries alone: a title that claims something gives way to
    words that do not, and a summary or text has its notices before it. A claim whose notice must be
    larger is left to the page: no reader keeps a size of type.

    Args:
        title: what the feed is called.
        path: where it lies under the site's root.
        page: the path of the page it belongs to.
        pieces: newest first.
        firm: whose feed it is.
        people: authors by id.
        names: of the practice areas, by id.
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
    shown = pieces[:_ENTRIES]
    _text(root, "updated", max(map(modified, shown)).isoformat() if shown else "2000-01-01T00:00:00+00:00")
    _text(ElementTree.SubElement(root, "author"), "name", firm.name)
    for piece in shown:
        _entry(root, piece, firm, people, names, html_of)
    ElementTree.indent(root)
    xml: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _entry(
    root: ElementTree.Element,
    piece: ClearedItem,
    firm: Firm,
    people: dict[str, Person],
    names: Mapping[str, str],
    html_of: Callable[[ClearedItem], str],
) -> None:
    entry = ElementTree.SubElement(root, "entry")
    address = public(piece.item, firm.site)
    title = headline(piece, names)
    _text(entry, "title", title)
    _text(entry, "id", address)
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _text(entry, "published", piece.item.published.isoformat())
    _text(entry, "updated", modified(piece).isoformat())
    if said := speaker(piece.item):
        _text(ElementTree.SubElement(entry, "author"), "name", said)
    elif piece.item.author in people:
        _text(ElementTree.SubElement(entry, "author"), "name", people[piece.item.author].name)
    for area in piece.areas:
        ElementTree.SubElement(entry, "category", {"term": area})
    told = [*corrections(piece, firm.zone), *filter(None, [blended(piece)])]
    beside = notices(piece, SUMMARY)
    words = [] if sized(beside) else [*_words(beside), piece.item.summary]
    _text(entry, "summary", " ".join([*told, *words]) or title)
    # What we have a summary of lives where its author put it: we point there and copy nothing.
    if not piece.item.excerpt and not sized(piece.notices):
        above = [*told, *_words(notices(piece, TITLE, SUMMARY, BODY))]
        if title != piece.item.title:
            above.append(piece.item.title)
        opening = "".join(f"<p><strong>{escape(each, quote=False)}</strong></p>\n" for each in above)
        _text(entry, "content", opening + html_of(piece)).set("type", "html")


def _words(found: Sequence[Notice]) -> list[str]:
    return [each.text for each in found]


def _text(parent: ElementTree.Element, tag: str, words: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = words
    return element
