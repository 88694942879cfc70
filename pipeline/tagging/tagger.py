"""The tagger that stands for one firm: its own model where it has one, else the shipped one."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pipeline.edges.files import WholeFile
from pipeline.model import Areas, Item, Tagging
from pipeline.ports import Library, TagBook
from pipeline.tag import decide, run
from pipeline.tag.overlay import Overlay
from pipeline.tag.run import Tagger
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.models import Models, version
from pipeline.tagging.named import FILE, NamedAreas


class FirmTagger:
    """Finds the firm's model, and loads it when it is first needed: that takes a second."""

    def __init__(self, root: Path, state: Path) -> None:
        self.models = Models(state)
        #: What somebody said pieces are about, beside their files.
        self.named = NamedAreas(WholeFile(root / FILE))

    @cached_property
    def version(self) -> str:
        """Names the model, the taxonomy and the way of deciding; tags are kept by it."""
        return decide.version(taxonomy(), version(self.models.standing))

    @cached_property
    def _loaded(self) -> Tagger:
        from pipeline.tagging.component import load

        return load(self.models.standing)

    def load(self) -> Tagger:
        """The tagger, ready."""
        return self._loaded

    def taggings(
        self, library: Library, book: TagBook, overlay: Overlay, items: Sequence[Item] | None = None
    ) -> Mapping[str, Tagging]:
        """What each piece is about, or each of these, by id; a person's word goes before what was found."""
        return run.taggings(library, book, self.version, overlay, items, self.named.read())

    def considered(self, item: Item, about: Tagging, areas: Areas) -> list[tuple[str, float]]:
        """The three areas that come next, with their scores; none of the hidden ones."""
        given = {tag.area for tag in about.tags}
        ranked = self.load().read(decide.headline(item), item.body).ranked([*areas.went])
        return [(areas.went[key], score) for key, score in ranked if areas.went[key] not in given][:3]
