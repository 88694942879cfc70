"""Calls, never decides.

library.items | not yet tagged | reader.words | model | decide.tagging | book.keep_tagging
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Item, Tagging
from pipeline.ports import Library, Progress, TagBook, WordReader
from pipeline.tag import decide
from pipeline.tag.model import Model
from pipeline.tag.taxonomy import Taxonomy


@dataclass(frozen=True)
class Tagger:
    """Cuts texts into words, and knows what they are worth."""

    reader: WordReader
    model: Model

    def read(self, title: str, text: str) -> decide.Reading:
        """Look at one text."""
        return decide.read(self.reader.words(title, text), self.model)

    def tagging(self, item: Item) -> Tagging:
        """What one item is about."""
        return decide.tagging(item, self.read(decide.headline(item), item.body))


def run(
    *,
    library: Library,
    book: TagBook,
    tagger: Callable[[], Tagger],
    version: str,
    progress: Progress,
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

    """
    pieces = [item for item in (library.items() if items is None else items) if item.kind.is_piece]
    known = book.taggings(version, _texts(items))
    waiting = [item for item in pieces if item.content_hash not in known]
    if not waiting:
        return 0
    ready = tagger()
    with library.together():
        for number, item in enumerate(waiting):
            progress("tag", number, len(waiting), item.title)
            book.keep_tagging(item.content_hash, version, ready.tagging(item))
    progress("tag", len(waiting), len(waiting))
    return len(waiting)


def taggings(
    library: Library, book: TagBook, taxonomy: Taxonomy, version: str, items: Sequence[Item] | None = None
) -> Mapping[str, Tagging]:
    """What every present piece is about, or these, by id; a page, or a piece not yet tagged, has no tags."""
    known = book.taggings(version, _texts(items))
    return {
        item.id: decide.as_the_author_says(item, known.get(item.content_hash, Tagging()), taxonomy.key)
        for item in (library.items() if items is None else items)
    }


def _texts(items: Sequence[Item] | None) -> list[str] | None:
    return None if items is None else [item.content_hash for item in items]
