"""Fitting: from rows to a model."""

from dataclasses import replace

import pytest

from pipeline.tag.fit import Row, fit
from pipeline.tag.model import to_bytes
from tests.tag.texts import AREAS, SETTINGS, TELLING, model, rows, table, words


def test_the_same_rows_make_the_same_model() -> None:
    """Training is reproducible, to the byte."""
    assert to_bytes(model()) == to_bytes(fit(rows(), rows()[::5], AREAS, table(), SETTINGS))


def test_a_heavy_row_is_believed_before_a_light_one() -> None:
    """Where two rows disagree, the one that weighs more wins."""
    told = words("The kettle of the kettle.")
    heavy, light = Row(told, ("bread",), weight=20), Row(told, ("boats",), weight=0.1)
    fitted = fit([*rows(), heavy, light], [], AREAS, table(), SETTINGS, like=model())
    found = dict(zip(AREAS, fitted.scores(fitted.see(told)).tolist(), strict=False))

    assert found["bread"] > 0.5 > found["boats"]


def test_a_model_like_another_takes_over_its_calibration() -> None:
    """A few rows more change the weights, but neither slope, offsets nor thresholds."""
    more = fit([*rows(), Row(words("A kettle."), ("bread",))], [], AREAS, table(), SETTINGS, like=model())

    assert (model().slope, model().offset.tolist(), model().thresholds) == (
        more.slope,
        more.offset.tolist(),
        more.thresholds,
    )
    assert to_bytes(model()) != to_bytes(more)


def test_a_word_that_is_too_rare_is_not_learnt() -> None:
    """What one row alone says teaches nothing."""
    often = replace(SETTINGS, rare=2)
    odd = Row(words("A zeppelin."), ("boats",))
    fitted = fit([*rows(), odd], [], AREAS, table(), often, like=model())

    assert 0 == len(fitted.see(words("zeppelin")).columns)
    assert 1 == len(fitted.see(words(TELLING["boats"][0])).columns)


@pytest.mark.parametrize("area", AREAS)
def test_scores_are_probabilities(area: str) -> None:
    """Of the texts that get an area with some score, about that share is about it."""
    judged = [(model().scores(model().see(row.words)), row.labels) for row in rows()]
    at = AREAS.index(area)
    sure = [area in labels for scores, labels in judged if scores[at] > 0.8]

    assert len(sure) > 20
    assert sum(sure) / len(sure) > 0.8
