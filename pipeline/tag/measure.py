"""What a tagger is worth on texts whose areas are known."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.tag.decide import Reading
from pipeline.tag.model import NONE

#: The figures that a model is chosen by.
FIGURES = ("top_among_labels", "first_in_top_three", "micro_f1", "none_rejected")
#: A model may be worse than another by so much in their mean and still stand: less than one row in a hundred.
_NOISE = 0.005

#: A text that was read, and its areas; the first is what it is mainly about.
Judged = tuple[Reading, tuple[str, ...]]


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """The figures by which a model is chosen, all between 0 and 1, and the F1 of each area."""
    about = [(reading, labels) for reading, labels in judged if labels != (NONE,)]
    areas = judged[0][0].model.areas
    ranked = [
        [areas[at] for at in np.argsort(-reading.scores[: len(areas)], kind="stable")[:3]] for reading, _ in about
    ]
    firsts = [labels[0] for _, labels in about]
    without = [reading.verdict for reading, labels in judged if labels == (NONE,)]
    verdicts = [(set(reading.verdict.areas), set(labels) - {NONE}) for reading, labels in judged]
    return {
        "rows": len(judged),
        "top_is_first": _share([top[0] == first for top, first in zip(ranked, firsts, strict=True)]),
        "top_among_labels": _share([top[0] in labels for top, (_, labels) in zip(ranked, about, strict=True)]),
        "first_in_top_three": _share([first in top for top, first in zip(ranked, firsts, strict=True)]),
        "micro_f1": _f1(verdicts),
        "none_rejected": _share([not verdict.areas for verdict in without]),
        "none_said": _share([verdict.none for verdict in without]),
        "needs_person": _share([reading.verdict.needs_person for reading, _ in judged]),
        "calibration_error": calibration_error(judged),
        "reliability": reliability(judged),
        "areas": {area: _f1([(said & {area}, due & {area}) for said, due in verdicts]) for area in areas},
    }


def worse(before: Mapping[str, float], after: Mapping[str, float]) -> bool:
    """Whether a model is worse than the one before, over all figures together."""
    return sum(before[name] - after[name] for name in FIGURES) / len(FIGURES) > _NOISE


def reliability(judged: Sequence[Judged], bins: int = 10) -> list[dict[str, float]]:
    """Of the scores in each tenth: their mean, the share that was right, and how many there are.

    Scores under 0.05 are left out: nearly all are next to nothing and rightly so; they would hide the rest.
    """
    pairs = np.array(
        [
            (float(score), area in labels)
            for reading, labels in judged
            for area, score in zip(reading.model.areas, reading.scores, strict=False)
            if score >= 0.05
        ]
    )
    which = np.minimum((pairs[:, 0] * bins).astype(int), bins - 1)
    return [
        {
            "score": round(float(pairs[which == at, 0].mean()), 3),
            "right": round(float(pairs[which == at, 1].mean()), 3),
            "number": int((which == at).sum()),
        }
        for at in range(bins)
        if (which == at).any()
    ]


def calibration_error(judged: Sequence[Judged]) -> float:
    """Expected calibration error: how far scores are from the share that is right (Naeini et al. 2015)."""
    tenths = reliability(judged)
    gaps = sum(abs(each["score"] - each["right"]) * each["number"] for each in tenths)
    return round(gaps / sum(each["number"] for each in tenths), 3)


def table(measured: dict[str, Any]) -> str:
    """The figures for people, the weakest areas last."""
    lines = [f"{name:20} {value}" for name, value in measured.items() if not isinstance(value, list | dict)]
    tenths = ", ".join(f"{each['score']:.2f} is {each['right']:.2f}" for each in measured["reliability"])
    weakest = sorted(measured["areas"].items(), key=lambda each: each[1])[:6]
    named = ", ".join(f"{area} {f1}" for area, f1 in weakest)
    return "\n".join([*lines, f"a score of           {tenths}", f"weakest areas        {named}"])


def _share(those: Sequence[bool]) -> float:
    return round(sum(those) / len(those), 3) if those else 0.0


def _f1(sets: Sequence[tuple[set[str], set[str]]]) -> float:
    hit = sum(len(said & due) for said, due in sets)
    whole = sum(len(said) + len(due) for said, due in sets)
    return round(2 * hit / whole, 3) if whole else 1.0
