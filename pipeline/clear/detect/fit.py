"""Fits the categorizer of `meaning`: `make claims-model`.

    python -m pipeline.clear.detect.fit > pipeline/clear/detect/model/claims.npz

It learns from `training/claims.jsonl`, sentences written for Attract with the sense of each (half of them
honest ones that come close), and from the sentences of the tagger's articles, also our own, none of which
advertises anybody. Thresholds come from sums on sentences that were left out of the fitting, and are set by
how many honest sentences may be taken for claims. Nothing else is learnt from or looked at. The same data
give the same bytes; what the model is worth is said on standard error.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from pipeline.clear.detect.meaning import LONGEST, SHORTEST, Model, Values, move_features, to_bytes, word_features
from pipeline.clear.detect.phrases import Sentence, read
from pipeline.clear.detect.told import Sense
from pipeline.clear.reading import sentences

#: A sparse matrix of scikit-learn's kind; SciPy ships no types.
Matrix = Any
NONE = "none"
#: How closely the model follows its rows, and for how many of the articles' sentences one of ours counts.
FREEDOM, OURS = 30.0, 4.0
#: A feature in fewer rows is not learnt, one that weighs less is not kept.
RARE, LIGHT = 3, 0.2
FOLDS = 5
#: How many honest sentences may be taken for claims, and for results.
MAY_ERR, MAY_ERR_RESULT = 0.008, 0.001
#: How many of the claims that the second step knows the first must let through.
PASSES = 0.95


@dataclass(frozen=True)
class Row:
    """One sentence to learn from."""

    sentence: Sentence
    sense: str
    #: Whether it was written for this, and does not come from an article.
    ours: bool


def main() -> None:
    """Fit, and write the model to standard output."""
    rows = training()
    sys.stdout.buffer.write(to_bytes(fit(rows)))


def training() -> list[Row]:
    """Every sentence to learn from, ours first."""
    here = files(__package__)
    lines = here.joinpath("training/claims.jsonl").read_text("utf-8").splitlines()
    rows = [Row(read(each["text"]), each["sense"], True) for each in map(json.loads, lines)]
    articles = here.joinpath("../../tag/training/articles")
    for file in sorted(articles.iterdir(), key=lambda file: file.name):
        for line in file.read_text("utf-8").splitlines():
            found = (read(words) for _, words in sentences(json.loads(line)["text"]))
            rows += [Row(each, NONE, False) for each in found if SHORTEST <= len(each.lower) <= LONGEST]
    return rows


def fit(rows: Sequence[Row]) -> Model:
    """Fit a model; the same rows in the same order give the same model."""
    words = [word_features(row.sentence) for row in rows]
    turns = [move_features(row.sentence) for row in rows]
    both = [one + two for one, two in zip(words, turns, strict=True)]
    known = _frequent(both)
    first, second = _matrix(words, known), _matrix(both, known)
    claims = np.array([row.sense != NONE for row in rows])
    ours = np.array([row.ours for row in rows])
    weight = np.where(ours, OURS, 1.0)

    sums = np.zeros((2, len(rows)))
    for rest, out in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(second, claims):
        for step, seen in enumerate((first, second)):
            sums[step, out] = _regression(seen[rest], claims[rest], weight[rest]).decision_function(seen[out])
    one, two = (_regression(seen, claims, weight) for seen in (first, second))
    kinds = np.array([row.sense for row in rows])[claims]
    which = LogisticRegression(C=10.0, max_iter=2000).fit(second[claims], kinds)
    result = which.predict(second) == Sense.RESULT.value

    sure = _threshold(sums[1][~ours], MAY_ERR)
    sure_result = max(sure, _threshold(np.where(result, sums[1], -np.inf)[~ours], MAY_ERR_RESULT))
    look = float(np.quantile(sums[0][claims & (sums[1] >= sure)], 1 - PASSES))
    _report(sums, claims, ours, kinds, sure, look)
    keep = (np.abs(two.coef_[0]) >= LIGHT) | (np.abs(one.coef_[0]) >= LIGHT)
    names = [name for name, kept in zip(known, keep, strict=True) if kept]
    return Model(
        known={name: row for row, name in enumerate(names)},
        first=one.coef_[0][keep].astype(np.float32), second=two.coef_[0][keep].astype(np.float32),
        bias=(float(one.intercept_[0]), float(two.intercept_[0])),
        senses=tuple(map(Sense, which.classes_)), by_sense=which.coef_.T[keep].astype(np.float32),
        sense_bias=which.intercept_.astype(np.float32), look=look, sure=sure, sure_result=sure_result,
    )  # fmt: skip


def _frequent(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for feature in row:
            counts[feature] = counts.get(feature, 0) + 1
    return {feature: at for at, feature in enumerate(sorted(key for key, often in counts.items() if often >= RARE))}


def _matrix(rows: Sequence[Sequence[str]], known: dict[str, int]) -> Matrix:
    """Rows of numbers as `meaning` makes them: each feature of n weighs 1 / sqrt(n), known or not."""
    columns: list[int] = []
    values: list[float] = []
    borders = [0]
    for row in rows:
        there = [known[feature] for feature in row if feature in known]
        columns += there
        values += [len(row) ** -0.5] * len(there)
        borders.append(len(columns))
    return sparse.csr_matrix((np.array(values), np.array(columns), np.array(borders)), shape=(len(rows), len(known)))


def _regression(seen: Matrix, truth: NDArray[np.bool_], weight: NDArray[np.float64]) -> Any:
    return LogisticRegression(C=FREEDOM, solver="liblinear", random_state=0).fit(seen, truth, sample_weight=weight)


def _threshold(honest: NDArray[np.float64], may_err: float) -> float:
    """The sum that no more than this share of honest sentences reaches."""
    return float(np.quantile(honest, 1 - may_err))


def _report(sums: Values | NDArray[np.float64], claims: NDArray[np.bool_], ours: NDArray[np.bool_],
            kinds: NDArray[np.str_], sure: float, look: float) -> None:  # fmt: skip
    told = (sums[1] >= sure) & (sums[0] >= look)
    by_sense = "  ".join(f"{kind} {told[claims][kinds == kind].mean():.2f}" for kind in sorted(set(kinds)))
    sys.stderr.write(
        f"of claims, left out of the fitting, found {told[claims].mean():.3f}; of honest sentences taken for claims: "
        f"ours {told[ours & ~claims].mean():.4f}, of articles {told[~ours].mean():.4f}; looked at twice "
        f"{(sums[0] >= look)[~ours].mean():.3f}\n{by_sense}\n"
    )


if __name__ == "__main__":
    main()
