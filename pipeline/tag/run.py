"""Calls, never decides.

library.items | not yet tagged | reader.words | model | decide.tagging, overlay | groups: book.keep_tagging | overlay, author
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.model import Item, Tagging
from pipeline.ports import Library, Progress, TagBook, WordReader
from pipeline.tag import decide
from pipeline.tag.facets import declared, facets, kind_note
from pipeline.tag.overlay import Overlay

if TYPE_CHECKING:
    from pipeline.tag.model import Model


@dataclass(frozen=True)
class Tagger:
    """Cuts texts into words, and knows what they are worth."""

    reader: WordReader
    model: "Model"

    def read(self, title: str, text: str) -> decide.Reading:
        """Look at one text."""
        return decide.read(self.reader.words(title, text), self.model)

    def tagging(self, item: Item) -> Tagging:
        """What one item is about."""
        return with_facets(item, decide.tagging(item, self.read(decide.headline(item), item.body)))


def with_facets(item: Item, about: Tagging) -> Tagging:
    """What else the words of an item say; what its author declares of places is laid over it when it is read."""
    seen = facets(replace(item, jurisdictions=()))
    return replace(about, facets=seen, kind_note=kind_note(item, seen) or "")


def run(
    *,
    library: Library,
    book: TagBook,
    tagger: Callable[[], Tagger],
    version: str,
    progress: Progress,
    overlay: Overlay,
    items: Sequence[Item] | None = None,
) -> int:
    """Tag every piece whose words have not been tagged yet; returns how many were.

    Args:
        library: the items.
        book: where tags are kept.
        tagger: makes the tagger; only called when there is something to tag,
            because loading it takes a second.
        version: of the tagger; what another one said does not count.
        progress: told after each.
        items: the pieces to look at; None looks at all of them.
        overlay: what the firm changes about the areas.

    """
    version = overlay.version(version)
    pieces = [item for item in (library.items() if items is None else items) if item.kind.is_piece]
    known = book.taggings(version, _texts(items))
    waiting = [item for item in pieces if item.content_hash not in known]
    if not waiting:
        return 0
    ready = tagger()
    with library.in_groups() as groups:
        for number, item in enumerate(waiting):
            progress("tag", number, len(waiting), item.title)
            about = overlay.added(item, ready.tagging(item))
            groups.add(partial(book.keep_tagging, item.content_hash, version, about))
    progress("tag", len(waiting), len(waiting))
    return len(waiting)


def taggings(
    library: Library,
    book: TagBook,
    version: str,
    overlay: Overlay,
    items: Sequence[Item] | None = None,
    named: Mapping[str, tuple[str, ...]] | None = None,
) -> Mapping[str, Tagging]:
    """What every present piece is about, or these, by id; a page, or a piece not yet tagged, has no tags.

    Args:
        library: the items.
        book: where tags are kept.
        version: of the tagger.
        overlay: what the firm changes about the areas.
        items: the pieces to look at; None looks at all of them.
        named: what somebody said of items beside their files; a file's own front matter goes before it.

    """
    known = book.taggings(overlay.version(version), _texts(items))
    return {
        item.id: said(item, known.get(item.content_hash, Tagging()), overlay)
        for item in with_named(library.items() if items is None else items, named or {})
    }


def with_named(items: Iterable[Item], named: Mapping[str, tuple[str, ...]]) -> Iterator[Item]:
    """Items with what somebody said they are about, where their files say nothing."""
    for item in items:
        unsaid = item.practice_areas is None and item.id in named
        yield replace(item, practice_areas=named[item.id]) if unsaid else item


def said(item: Item, found: Tagging, overlay: Overlay) -> Tagging:
    """What an item is about, in the firm's own areas; its author's word goes before what was found."""
    about = decide.as_the_author_says(item, overlay.applied(found), overlay.areas.known)
    return replace(about, facets=declared(item, about.facets))


def _texts(items: Sequence[Item] | None) -> list[str] | None:
    return None if items is None else [item.content_hash for item in items]
