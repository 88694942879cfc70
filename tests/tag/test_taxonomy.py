"""The closed list of practice areas that ships with Attract."""

import re

import pytest

from pipeline.model import Area
from pipeline.tag.taxonomy import taxonomy


@pytest.mark.parametrize("area", taxonomy().areas.values(), ids=lambda area: area.id)
def test_an_area_has_a_name_and_a_place_in_folio(area: Area) -> None:
    """Every area can be shown to a reader, addressed by its id, and found in FOLIO."""
    assert taxonomy().areas[area.id] is area
    assert area.name[:1].isupper()
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", area.id)
    assert area.folio
    assert all(each.startswith("https://folio.openlegalstandard.org/") for each in area.folio)


def test_every_phrase_speaks_for_an_area_of_the_list() -> None:
    """No phrase earns anything for an area that does not exist, and no area is without phrases."""
    named = [area for worth in taxonomy().phrases.values() for area in worth]

    assert set(taxonomy().areas) == set(named)


def test_every_phrase_is_worth_something_and_can_be_found() -> None:
    """Phrases are kept in the lower case in which they are looked for, and none takes away."""
    assert [] == [phrase for phrase in taxonomy().phrases if phrase != " ".join(phrase.lower().split()) or not phrase]
    assert [] == [phrase for phrase, worth in taxonomy().phrases.items() if not worth or min(worth.values()) <= 0]


def test_the_list_cannot_be_changed_by_who_reads_it() -> None:
    """The taxonomy is closed: a room that writes to it fails."""
    with pytest.raises(TypeError):
        taxonomy().areas["magic"] = Area(id="magic", name="Magic", folio=())  # type: ignore[index]  # the mistake is the test
    with pytest.raises(TypeError):
        taxonomy().phrases["spell"] = {"magic": 1.0}  # type: ignore[index]  # the mistake is the test
