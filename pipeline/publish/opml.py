"""The list of all feeds as OPML 2.0 (http://opml.org/spec2.opml), to be taken into a feed reader in one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from pipeline.publish.markup import document, element

#: Where it lies under the site's root, and what a page's `link` and a server call it.
PATH = "feeds.opml"
TYPE = "text/x-opml"


@dataclass(frozen=True)
class Listed:
    """One feed in the list."""

    name: str
    #: Full addresses: of the Atom feed, and of the page that it belongs to.
    feed: str
    page: str


def written(title: str, owner: str, groups: Iterable[tuple[str, Sequence[Listed]]]) -> bytes:
    """The list as UTF-8 XML; groups without a feed are left out.

    Args:
        title: what the list is called.
        owner: the address of the site whose feeds these are.
        groups: (name, feeds) in the order in which readers are to see them.

    """
    root = ElementTree.Element("opml", version="2.0")
    head = element(root, "head")
    element(head, "title", title)
    element(head, "ownerId", owner)
    element(head, "docs", "http://opml.org/spec2.opml")
    body = element(root, "body")
    for name, feeds in groups:
        if feeds:
            group = element(body, "outline", attributes={"text": name, "title": name})
            for each in feeds:
                element(group, "outline", attributes=_attributes(each))
    return document(root)


def _attributes(each: Listed) -> dict[str, str]:
    # The type is `rss` for a feed of any format: readers know what it is from the feed itself.
    return {"type": "rss", "text": each.name, "title": each.name, "xmlUrl": each.feed, "htmlUrl": each.page}
