"""What a tagger is worth, reckoned on texts whose areas are known."""

from dataclasses import replace

import numpy as np

from pipeline.tag import measure
from pipeline.tag.decide import Reading
from pipeline.tag.measure import Judged
from pipeline.tag.model import Thresholds
from tests.tag.texts import AREAS, model, words

SENTENCE = "The hive and the sail and the oven were in the office of the keeper of the tide to the crumb."
LINES = Thresholds(first=0.0, none=0.5, further=dict.fromkeys(AREAS, 0.5))


def judged(scores: list[float], *labels: str) -> Judged:
    """A text with these scores (of three areas and none), and what it is about."""
    known = replace(model(), thresholds=LINES)
    return Reading(known, known.see(words(SENTENCE)), np.array(scores, np.float32)), labels


TEXTS = [
    judged([0.9, 0.1, 0.0, 0.0], "bees"),
    judged([0.6, 0.8, 0.0, 0.0], "bees", "boats"),
    judged([0.0, 0.2, 0.7, 0.1], "boats"),
    judged([0.1, 0.1, 0.1, 0.9], "none"),
]


def test_the_figures_are_those_of_the_issue() -> None:
    """Likeliest is first label, among the labels, first label among three, F1 over all labels, none rejected."""
    found = measure.report(TEXTS)

    assert (0.333, 0.667, 1.0, 1.0) == (
        found["top_is_first"], found["top_among_labels"], found["first_in_top_three"], found["none_rejected"],
    )  # fmt: skip
    # Said: bees, boats and bees, bread; due: bees, bees and boats, boats; three of them the same.
    assert 0.75 == found["micro_f1"]
    assert {"bees": 1.0, "boats": 0.667, "bread": 0.0} == found["areas"]


def test_a_score_is_reliable_where_that_share_is_right() -> None:
    """Ten texts with a score of 0.8, eight of them right, are no error; five are one of 0.3."""
    honest = [judged([0.8, 0.0, 0.0, 0.0], "bees" if n < 8 else "boats") for n in range(10)]
    boastful = [judged([0.8, 0.0, 0.0, 0.0], "bees" if n < 5 else "boats") for n in range(10)]

    assert [0.0, 0.3] == [measure.calibration_error(honest), measure.calibration_error(boastful)]
    assert [{"score": 0.8, "right": 0.8, "number": 10}] == measure.reliability(honest)


def test_worse_is_more_than_noise() -> None:
    """One figure may fall a little where another rises; all together may not fall."""
    before = dict.fromkeys(measure.FIGURES, 0.9)

    assert not measure.worse(before, {**before, "micro_f1": 0.89, "none_rejected": 0.91})
    assert measure.worse(before, dict.fromkeys(measure.FIGURES, 0.89))


def test_the_table_says_the_weakest_areas() -> None:
    """Whoever trains sees at once where the next texts are needed."""
    assert "weakest areas        bread 0.0, boats 0.667, bees 1.0" in measure.table(measure.report(TEXTS))
