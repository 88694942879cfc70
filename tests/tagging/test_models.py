"""Which model stands for a firm."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tagging.models import SHIPPED, Models, version


def made(models: Models, name: str) -> None:
    """A model of the firm, as far as standing goes."""
    (models.folder / name).mkdir(parents=True, exist_ok=True)
    (models.folder / name / "meta.json").write_text(json.dumps({"version": name}))


def test_the_shipped_model_stands_until_another_is_taken(tmp_path: Path) -> None:
    """A firm that taught nothing has the model that ships."""
    assert SHIPPED == Models(tmp_path).standing
    assert 12 == len(version(SHIPPED))


def test_a_taken_model_stands_until_it_is_rolled_back(tmp_path: Path) -> None:
    """The last one taken tags; rolling back brings the one before."""
    models = Models(tmp_path)
    for name in ("one", "two"):
        made(models, name)
        models.take(name)

    assert ["two", "two", "one", "one"] == [
        version(models.standing), models.roll_back(), version(models.standing), models.roll_back(),
    ]  # fmt: skip
    assert (SHIPPED, None) == (models.standing, models.roll_back())


def test_a_model_that_was_thrown_away_does_not_stand(tmp_path: Path) -> None:
    """Somebody who empties the folder gets the model before, not an error."""
    models = Models(tmp_path)
    made(models, "one")
    models.take("one")
    models.take("gone")

    assert "one" == version(models.standing)


@given(moves=st.lists(st.sampled_from(["take", "back"]), max_size=12))
def test_as_many_back_as_were_taken_is_where_it_began(
    moves: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever was taken and rolled back, history is what is left of it."""
    models = Models(tmp_path_factory.mktemp("state"))
    left: list[str] = []
    for turn, move in enumerate(moves):
        if move == "take":
            models.take(f"m{turn}")
            left.append(f"m{turn}")
        else:
            assert (left.pop() if left else None) == models.roll_back()

    assert left == models.taken()
