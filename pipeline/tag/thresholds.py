"""Chooses from which scores on an area is a tag, a piece is about none, and a person is asked.

Everything here goes by scores of texts that the model did not learn from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tag.decide import Verdict, judge
from pipeline.tag.features import Values
from pipeline.tag.model import NONE, Thresholds

_STEPS = [step / 100 for step in range(4, 82, 2)]
#: An area's own threshold is believed as its rows are to so many; the rest speaks for all areas.
_DOUBT = 60


@dataclass(frozen=True)
class _Judged:
    """Texts with their scores (texts x areas and `none`), their labels, and for how many each speaks."""

    areas: Sequence[str]
    scores: Values
    labels: Sequence[Sequence[str]]
    counts_as: NDArray[np.float64]

    @property
    def top(self) -> NDArray[np.int64]:
        top: NDArray[np.int64] = self.scores[:, : len(self.areas)].argmax(axis=1)
        return top

    def best(self, made: Callable[[float], Thresholds]) -> float:
        def worth(step: float) -> tuple[float, float]:
            verdicts = [judge(scores, self.areas, made(step)) for scores in self.scores]
            # Of equally good ones, the nearest to even odds: it lies farthest from the texts on either side.
            return f1(verdicts, self.labels, self.counts_as.tolist()), -abs(step - 0.5)

        return max(_STEPS, key=worth)


def chosen(
    areas: Sequence[str], scores: Values, labels: Sequence[Sequence[str]], counts_as: NDArray[np.float64]
) -> Thresholds:
    """The thresholds with the best F1 over all labels, `none` being one.

    Args:
        areas: their keys, in the order of the scores.
        scores: texts x (areas and `none`).
        labels: what each text is really about.
        counts_as: for how many texts each speaks.

    """
    judged = _Judged(areas, scores, labels, counts_as)
    none = judged.best(lambda step: Thresholds(none=step, further=dict.fromkeys(areas, 0.5)))
    common = judged.best(lambda step: Thresholds(none=none, further=dict.fromkeys(areas, step)))
    further = {}
    for at, area in enumerate(areas):
        rows = sum(area in each for each in labels)
        own = _own(judged, at, common)
        further[area] = round((rows * own + _DOUBT * common) / (rows + _DOUBT), 3)
    return Thresholds(first=_first(judged, none), none=none, further=further)


def f1(verdicts: Sequence[Verdict], labels: Sequence[Sequence[str]], counts_as: Sequence[float] | None = None) -> float:
    """F1 over all labels together; `none` is a label."""
    hit = whole = 0.0
    for verdict, truth, count in zip(verdicts, labels, counts_as or [1.0] * len(labels), strict=True):
        said = {NONE} if verdict.none else set(verdict.areas)
        hit += count * len(said & set(truth))
        whole += count * (len(said) + len(set(truth)))
    return 2 * hit / whole if whole else 0.0


def _own(judged: _Judged, at: int, common: float) -> float:
    """The threshold with the best F1 for one area as a further tag; the common one where nothing tells."""
    # Only rows where the area is not first anyway can be won or lost by its threshold.
    open_ = judged.top != at
    scores, counts_as = judged.scores[open_, at], judged.counts_as[open_]
    truth = np.array([judged.areas[at] in labels for labels in judged.labels])[open_]
    due = float(counts_as[truth].sum())
    if not due:
        return common

    def worth(step: float) -> tuple[float, float]:
        given = scores >= step
        return 2 * float(counts_as[given & truth].sum()) / (float(counts_as[given].sum()) + due), -abs(step - common)

    return max(_STEPS, key=worth)


def _first(judged: _Judged, none: float) -> float:
    """The score below which the first tag is wrong more often than right."""
    tops = sorted(
        (float(scores[top]), count if judged.areas[top] in labels else -count)
        for scores, top, labels, count in zip(
            judged.scores, judged.top.tolist(), judged.labels, judged.counts_as.tolist(), strict=True
        )
        if scores[len(judged.areas)] < max(none, float(scores[top]))
    )
    worth = np.cumsum([right for _, right in tops])
    # Asking a person instead costs nothing where half of the guesses are wrong: up to the lowest sum.
    if not len(worth) or worth.min() >= 0:
        return 0.0
    return round(tops[int(worth.argmin())][0] + 1e-3, 3)
