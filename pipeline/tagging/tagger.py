"""The tagger that stands for one firm: its own model where it has one, else the shipped one."""

from functools import cached_property
from pathlib import Path

from pipeline.model import Areas, Item, Tagging
from pipeline.tag import decide
from pipeline.tag.run import Tagger
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.models import Models, version


class FirmTagger:
    """Finds the firm's model, and loads it when it is first needed: that takes a second."""

    def __init__(self, state: Path) -> None:
        self.models = Models(state)

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

    def considered(self, item: Item, about: Tagging, areas: Areas) -> list[tuple[str, float]]:
        """The three areas that come next, with their scores; none of the hidden ones."""
        given = {tag.area for tag in about.tags}
        ranked = self.load().read(decide.headline(item), item.body).ranked([*areas.went])
        return [(areas.went[key], score) for key, score in ranked if areas.went[key] not in given][:3]
