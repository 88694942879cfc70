"""Fits the tagger's model: rows of words with their areas in, a calibrated `Model` out.

Three steps, each by scikit-learn: one logistic regression for each area, on all rows; the same five
times with a fifth of the articles left out, whose scores are then honest; and from those scores the
slope, the offsets and the thresholds. Statutes and encyclopaedias teach the words of the law, but not how lawyers
write for clients: so their rows weigh less, and they calibrate nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from pipeline.ports import Words
from pipeline.tag.features import Values, distinct, ngrams
from pipeline.tag.model import NONE, Model, PhraseTable, Settings, Thresholds, see
from pipeline.tag.thresholds import chosen

#: A sparse matrix of scikit-learn's kind; SciPy ships no types.
Matrix = Any


@dataclass(frozen=True)
class Row:
    """One text to learn from."""

    words: Words
    #: Its areas; `none` for a text about no area. The first is what it is mainly about.
    labels: tuple[str, ...]
    weight: float = 1.0
    #: Whether it reads like what a firm publishes: only such rows calibrate.
    article: bool = False


def fit(
    rows: Sequence[Row],
    held: Sequence[Row],
    areas: Sequence[str],
    table: PhraseTable,
    settings: Settings,
    like: Model | None = None,
) -> Model:
    """Fit a model.

    Args:
        rows: in any order; the same rows in the same order give the same model.
        held: at least one row for calibrating and choosing thresholds, beside the articles; nothing else is
            learnt from them.
        areas: keys in the order of the taxonomy, without `none`.
        table: the key phrases.
        settings: how texts become numbers, and how closely the model follows its rows.
        like: a model whose calibration and thresholds are taken over: a few rows more do not change
            them, and finding them takes most of the time.

    """
    known, counts = distinct(ngrams(row.words).ids for row in rows)
    frequent = counts >= settings.rare
    known, counts = known[frequent], counts[frequent]
    rarity = (1 + np.log((1 + len(rows)) / (1 + counts))).astype(np.float32)
    columns = [*areas, NONE]
    seen = matrix([row.words for row in rows], known, rarity, table, settings)
    truth = np.array([[area in row.labels for area in columns] for row in rows])
    weight = np.array([row.weight for row in rows])
    weights, bias = _regressions(seen, truth, weight, settings)

    if like:
        return replace(like, known=known, rarity=rarity, table=table, weights=weights.astype(np.float16), bias=bias)
    articles = np.flatnonzero([row.article for row in rows])
    sums = np.zeros((len(articles), len(columns)), np.float32)
    for fold in range(settings.folds):
        out = articles[fold :: settings.folds]
        rest = np.setdiff1d(np.arange(len(rows)), out)
        part, cut = _regressions(seen[rest], truth[rest], weight[rest], settings)
        sums[fold :: settings.folds] = seen[out] @ part.T + cut
    # What was held back is honest, too, and real: its rows speak for many of ours.
    judged = [*(rows[at] for at in articles.tolist()), *held]
    sums = np.vstack([sums, matrix([row.words for row in held], known, rarity, table, settings) @ weights.T + bias])
    truth = np.array([[column in row.labels for column in columns] for row in judged])
    counts_as = np.array([1.0] * len(articles) + [settings.held] * len(held))
    slope, offset = calibrated(sums, truth, counts_as)
    model = Model(
        areas=tuple(areas), known=known, rarity=rarity, table=table, weights=weights.astype(np.float16), bias=bias,
        slope=slope, offset=offset, thresholds=Thresholds(), settings=settings,
    )  # fmt: skip
    scores = model.probability(sums)
    return replace(model, thresholds=chosen(model.areas, scores, [row.labels for row in judged], counts_as))


def matrix(
    texts: Sequence[Words], known: NDArray[np.uint64], rarity: Values, table: PhraseTable, settings: Settings
) -> Matrix:
    """Texts as rows of numbers: a column for each known run of words, then one for each area's phrases."""
    columns: list[NDArray[np.int64]] = []
    values: list[Values] = []
    borders = [0]
    for words in texts:
        text = see(words, known, rarity, table, settings)
        spoken = np.flatnonzero(text.spoken)
        columns += [text.columns, len(known) + spoken]
        values += [text.values, text.spoken[spoken]]
        borders.append(borders[-1] + len(text.columns) + len(spoken))
    whole = sparse.csr_matrix(
        (np.concatenate(values), np.concatenate(columns), np.array(borders)),
        shape=(len(texts), len(known) + table.worth.shape[1]),
    )
    whole.sum_duplicates()
    return whole


def _regressions(
    seen: Matrix, truth: NDArray[np.bool_], weight: NDArray[np.float64], settings: Settings
) -> tuple[Values, Values]:
    """One logistic regression for each column of `truth`: weights (columns x features) and biases."""
    weights, bias = [], []
    for column in truth.T:
        # The dual is five times as fast on rows as sparse as these, and lands on the same weights.
        one = LogisticRegression(
            C=settings.freedom, solver="liblinear", dual=True, tol=0.1, max_iter=500, random_state=0
        )
        one.fit(seen, column, sample_weight=weight)
        weights.append(one.coef_[0])
        bias.append(one.intercept_[0])
    return np.array(weights, np.float32), np.array(bias, np.float32)


def calibrated(sums: Values, truth: NDArray[np.bool_], counts_as: NDArray[np.float64]) -> tuple[float, Values]:
    """The slope, and the offset of each column, that turn sums into probabilities (Platt 1999)."""
    rows, columns = sums.shape
    which = sparse.csr_matrix(np.tile(np.eye(columns), (rows, 1)))
    both = sparse.hstack([sparse.csr_matrix(sums.reshape(-1, 1)), which]).tocsr()
    one = LogisticRegression(C=1.0, tol=1e-6, max_iter=1000).fit(both, truth.ravel(), np.repeat(counts_as, columns))
    return float(one.coef_[0][0]), (one.coef_[0][1:] + one.intercept_[0]).astype(np.float32)
