"""The room at work, with a real library on SQLite and the shipped model."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.edges.store.database import open_database
from pipeline.edges.store.library import LibraryStore
from pipeline.firm import AddedArea, PracticeAreas
from pipeline.model import Item, Kind
from pipeline.ports import Source, Words
from pipeline.tag import run as tag_run
from pipeline.tag.overlay import as_shipped, overlay
from pipeline.tag.run import Tagger
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.component import load
from pipeline.tagging.models import SHIPPED
from tests.builders import NOON, item, story

AS_SHIPPED = as_shipped(taxonomy())
LEASE = item(
    id="lease",
    source="content/articles/lease.md",
    body="The landlord and the tenant agreed a rent review in the lease.",
)
VAN = story(id="van", source="stories/rafe/van.md", body="The carrier sent a bill of lading with the cargo.")
KETTLE = item(
    id="kettle", title="A kettle", summary="It sings.", source="content/articles/kettle.md", body="It is red."
)


@dataclass
class Telling:
    """Progress that remembers how far it came."""

    told: list[tuple[str, int, int, str]] = field(default_factory=list)

    def __call__(self, room: str, done: int, total: int, what: str = "") -> None:
        """Remember it."""
        self.told.append((room, done, total, what))


class BreakingDown:
    """A reader that fails at the second text it is given (port: WordReader)."""

    def __init__(self) -> None:
        self._given = 0

    def words(self, title: str, text: str) -> Words:
        """Fail, but not at once."""
        self._given += 1
        if self._given > 1:
            raise RuntimeError(text)
        return tagger().reader.words(title, text)


@cache
def tagger() -> Tagger:
    """The tagger that ships."""
    return load(SHIPPED)


def refuse_to_load() -> Tagger:
    """A tagger that nobody should have needed."""
    raise AssertionError("the tagger was loaded for nothing")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[LibraryStore]:
    """An empty library on the disk."""
    engine = open_database(tmp_path / "attract.sqlite")
    yield LibraryStore(engine)
    engine.dispose()


def keep(library: LibraryStore, *items: Item) -> None:
    """Put items into the library as `collect` does."""
    for each in items:
        library.keep(Source(source=each.source, fingerprint="1", item=each.id, first_seen=NOON), each)


def run(library: LibraryStore, **changes: Any) -> int:
    """Tag what waits."""
    asked: dict[str, Any] = {"tagger": tagger, "version": "1", "progress": Telling(), "overlay": AS_SHIPPED, **changes}
    return tag_run.run(library=library, book=library, **asked)


def areas(library: LibraryStore, version: str = "1") -> dict[str, list[str]]:
    """The first area of each present item, where it has one."""
    known = tag_run.taggings(library, library, version, AS_SHIPPED)
    return {id_: [tag.area for tag in about.tags[:1]] for id_, about in known.items()}


def test_every_piece_is_tagged_with_what_it_is_about(library: LibraryStore) -> None:
    """Articles and stories get their areas, and a piece about nothing gets none."""
    keep(library, LEASE, VAN, KETTLE)

    assert run(library) == 3
    assert {
        "kettle": [], "lease": ["real-estate-property"], "van": ["transport-shipping-aviation"],
    } == areas(library)  # fmt: skip


def test_a_second_run_tags_nothing_and_loads_nothing(library: LibraryStore) -> None:
    """What was tagged once is known, even when the answer was "none"; the finder is not even made."""
    keep(library, LEASE, KETTLE)

    assert [2, 0] == [run(library), run(library, tagger=refuse_to_load)]


def test_an_empty_library_loads_nothing(library: LibraryStore) -> None:
    """A firm without a piece does not wait for the language tools."""
    assert run(library, tagger=refuse_to_load) == 0


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_piece])
def test_pages_are_not_tagged(library: LibraryStore, kind: Kind) -> None:
    """A page about a person or a practice area is no piece: nobody asks what it is about."""
    keep(library, replace(LEASE, kind=kind))

    assert run(library, tagger=refuse_to_load) == 0
    assert {"lease": []} == areas(library)


def test_only_changed_words_are_tagged_again(library: LibraryStore) -> None:
    """One new text costs one reading, and its old tags no longer stand for it."""
    keep(library, LEASE, VAN)
    run(library)
    keep(library, replace(LEASE, title="A kettle", summary="It sings.", body="It is red."))

    assert {"lease": [], "van": ["transport-shipping-aviation"]} == areas(library)
    assert run(library) == 1


def test_a_new_date_costs_no_reading(library: LibraryStore) -> None:
    """Tags belong to the words: a piece that is only dated anew keeps them."""
    keep(library, LEASE)
    run(library)
    keep(library, replace(LEASE, published=NOON))

    assert run(library, tagger=refuse_to_load) == 0
    assert {"lease": ["real-estate-property"]} == areas(library)


def test_another_model_tags_everything_again(library: LibraryStore) -> None:
    """What one model said is not shown as what another says."""
    keep(library, LEASE, VAN)
    run(library)

    assert {"lease": [], "van": []} == areas(library, "2")
    assert run(library, version="2") == 2
    assert areas(library, "1") == areas(library, "2")


def test_the_authors_word_stands_without_another_reading(library: LibraryStore) -> None:
    """A correction in the front matter counts at once, and the words need not be read again for it."""
    keep(library, LEASE)
    run(library)
    keep(library, replace(LEASE, practice_areas=("family",)))

    assert run(library, tagger=refuse_to_load) == 0
    assert {"lease": ["family"]} == areas(library)


def test_a_tagging_that_failed_keeps_what_it_had_done(library: LibraryStore) -> None:
    """A run that breaks off half way need not do again what it had finished."""
    keep(library, LEASE, VAN)

    with pytest.raises(RuntimeError):
        run(library, tagger=lambda: Tagger(BreakingDown(), tagger().model))
    assert run(library) == 1


def test_progress_is_told_to_the_end(library: LibraryStore) -> None:
    """Whoever watches sees each title, and that it was the last."""
    keep(library, LEASE, VAN)
    telling = Telling()
    run(library, progress=telling)

    assert [("tag", 0, 2, LEASE.title), ("tag", 1, 2, VAN.title), ("tag", 2, 2, "")] == telling.told


def test_what_a_firm_changes_is_laid_over_the_kept_tags(library: LibraryStore) -> None:
    """A new name, a merge and a hidden area cost no reading."""
    keep(library, LEASE, VAN)
    run(library)
    laid = overlay(
        PracticeAreas(rename={"real-estate-property": "Homes"}, hide=("transport-shipping-aviation",)), taxonomy().areas
    )
    known = tag_run.taggings(library, library, "1", laid)

    assert run(library, tagger=refuse_to_load, overlay=laid) == 0
    assert {"lease": ["homes"], "van": []} == {id_: [tag.area for tag in about.tags] for id_, about in known.items()}
    assert {"lease": False, "van": True} == {id_: about.none for id_, about in known.items()}


def test_added_phrases_are_looked_for_in_what_was_tagged_before(library: LibraryStore) -> None:
    """Settings that add or change phrases make every text be read once more, and no more than once."""
    keep(library, LEASE, KETTLE)
    run(library)
    adding = [
        overlay(PracticeAreas(add=(AddedArea(name="Kettles", phrases=(phrase,)),)), taxonomy().areas)
        for phrase in ("kettle", "teapot")
    ]

    assert [2, 0, 2] == [run(library, overlay=laid) for laid in (adding[0], adding[0], adding[1])]
    assert [["kettles"], []] == [
        [tag.area for tag in tag_run.taggings(library, library, "1", laid)["kettle"].tags] for laid in adding
    ]
