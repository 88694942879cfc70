"""Calls, never decides.

library.items | not yet tagged | finder.find | decide.tags, overlay.found | book.keep_tags | overlay.applied
"""

from collections.abc import Callable, Mapping, Sequence

from pipeline.model import Item, Tag
from pipeline.ports import Library, PhraseFinder, Progress, TagBook
from pipeline.tag import decide
from pipeline.tag.overlay import Overlay, as_shipped
from pipeline.tag.taxonomy import Taxonomy


def run(
    *,
    library: Library,
    book: TagBook,
    finder: Callable[[], PhraseFinder],
    taxonomy: Taxonomy,
    progress: Progress,
    items: Sequence[Item] | None = None,
    overlay: Overlay | None = None,
) -> int:
    """Tag every piece whose words have not been tagged yet; returns how many were.

    Args:
        items: the pieces to look at; None looks at all of them.
        finder: makes the phrase finder; only called when there is something to tag,
            because loading it takes a second.
        overlay: what the firm changes about the areas; None changes nothing.

    """
    overlay = overlay or as_shipped(taxonomy)
    version = overlay.version(decide.version(taxonomy))
    pieces = [item for item in (library.items() if items is None else items) if item.kind.is_piece]
    known = book.tags(version, _texts(items))
    waiting = [item for item in pieces if item.content_hash not in known]
    if not waiting:
        return 0
    phrases = finder()
    with library.together():
        for number, item in enumerate(waiting):
            progress("tag", number, len(waiting), item.title)
            found = decide.tags(item, phrases.find(decide.headline(item)), phrases.find(item.body), taxonomy)
            book.keep_tags(item.content_hash, version, (*found, *overlay.found(item)))
    progress("tag", len(waiting), len(waiting))
    return len(waiting)


def tags_by_item(
    library: Library,
    book: TagBook,
    taxonomy: Taxonomy,
    items: Sequence[Item] | None = None,
    overlay: Overlay | None = None,
) -> Mapping[str, tuple[Tag, ...]]:
    """The tags of every present piece, or of these; a page, or a piece not yet tagged, has none."""
    overlay = overlay or as_shipped(taxonomy)
    known = book.tags(overlay.version(decide.version(taxonomy)), _texts(items))
    present = library.items() if items is None else items
    return {item.id: overlay.applied(known.get(item.content_hash, ())) for item in present}


def _texts(items: Sequence[Item] | None) -> list[str] | None:
    return None if items is None else [item.content_hash for item in items]


def explain(item: Item, finder: PhraseFinder, taxonomy: Taxonomy, overlay: Overlay | None = None) -> tuple[Tag, ...]:
    """The tags of one item, worked out now."""
    overlay = overlay or as_shipped(taxonomy)
    found = decide.tags(item, finder.find(decide.headline(item)), finder.find(item.body), taxonomy)
    return overlay.applied((*found, *overlay.found(item)))
