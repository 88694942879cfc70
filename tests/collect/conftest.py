"""A small firm for the collecting room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from tests.collect.collecting import ADA, ARTICLE, Collecting


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Collecting]:
    """A firm with one person and one article."""
    engine = open_database(tmp_path / ".attract/attract.sqlite")
    collecting = Collecting(tmp_path, LibraryStore(engine))
    collecting.write("content/people/ada.md", ADA)
    collecting.write("content/articles/a-fence.md", ARTICLE)
    yield collecting
    engine.dispose()
