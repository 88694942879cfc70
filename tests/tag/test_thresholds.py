"""From which scores on something is said."""

import numpy as np

from pipeline.tag.decide import Verdict
from pipeline.tag.model import Thresholds
from pipeline.tag.thresholds import chosen, f1

AREAS = ("bees", "boats")


Judged = tuple[list[float], tuple[str, ...]]


def judged(bees: float, boats: float, none: float, *labels: str) -> Judged:
    """One text with its scores and what it is about."""
    return [bees, boats, none], labels


def lines(texts: list[Judged]) -> Thresholds:
    """The thresholds for these texts, each of which speaks for itself."""
    scores = np.array([scores for scores, _ in texts], np.float32)
    return chosen(AREAS, scores, [labels for _, labels in texts], np.ones(len(texts)))


def test_a_further_tag_needs_the_score_that_parts_right_from_wrong() -> None:
    """Where second areas with 0.4 are right and those with 0.2 wrong, the line lies between."""
    right = [judged(0.9, 0.4, 0.0, "bees", "boats")] * 40
    wrong = [judged(0.9, 0.2, 0.0, "bees")] * 40

    assert 0.2 < lines(right + wrong).further["boats"] <= 0.4


def test_none_is_said_from_where_it_is_right() -> None:
    """The line for none lies between the texts about something and those about nothing."""
    about = [judged(0.5, 0.1, 0.3, "bees")] * 20
    nothing = [judged(0.1, 0.1, 0.6, "none")] * 20

    assert 0.3 < lines(about + nothing).none <= 0.6


def test_a_person_is_asked_where_guesses_are_mostly_wrong() -> None:
    """Below the line the first tag is wrong more often than right; above, it is said."""
    sure = [judged(0.9, 0.0, 0.0, "bees")] * 20
    guesses = [judged(0.1, 0.05, 0.0, "boats")] * 5 + [judged(0.11, 0.05, 0.0, "bees")] * 2

    assert 0.1 < lines(sure + guesses).first < 0.9


def test_nobody_is_asked_where_guesses_are_right() -> None:
    """A low score alone is no reason to ask."""
    assert 0.0 == lines([judged(0.1, 0.05, 0.0, "bees")] * 10).first


def test_an_area_that_never_comes_second_has_the_common_line() -> None:
    """No row, no opinion."""
    further = lines([judged(0.9, 0.1, 0.0, "bees")] * 10).further

    assert set(AREAS) == set(further)


def test_f1_counts_none_as_a_label() -> None:
    """Two right of three said and three due."""
    said = [Verdict(("bees",)), Verdict(none=True), Verdict(("boats",))]

    assert 2 / 3 == f1(said, [("bees",), ("none",), ("bees",)])


def test_a_text_that_speaks_for_many_outweighs_them() -> None:
    """Ten of ours that need a low line do not outvote one row that speaks for a hundred and needs a high one."""
    ours = [judged(0.9, 0.2, 0.0, "bees", "boats")] * 10
    real = judged(0.9, 0.3, 0.0, "bees")
    scores = np.array([scores for scores, _ in [*ours, real]], np.float32)

    def line(count: float) -> float:
        return chosen(
            AREAS, scores, [*(labels for _, labels in ours), real[1]], np.array([1.0] * 10 + [count])
        ).further["boats"]

    assert line(1) <= 0.2 < line(100)
