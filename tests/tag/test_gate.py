"""The shipped model on the development set: no worse than when it was made, and honest about its reasons."""

import json
import random
from functools import cache
from pathlib import Path

import pytest

from pipeline.tag import measure
from pipeline.tag.run import Tagger
from pipeline.tagging.component import load
from pipeline.tagging.models import SHIPPED
from pipeline.tagging.train import TRAINING, rows, scores, train

#: Points that a figure may fall before CI fails.
FALL = 0.02


@cache
def tagger() -> Tagger:
    """The tagger that ships."""
    return load(SHIPPED)


def test_the_shipped_model_is_as_good_as_when_it_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    """Its figures on the development set are printed, and none has fallen by more than two points."""
    made = json.loads((SHIPPED / "metrics.json").read_text("utf-8"))
    now = scores(SHIPPED)
    with capsys.disabled():
        print(f"\n{measure.table(now)}")  # noqa: T201  # CI shows the figures

    assert [] == [name for name in measure.FIGURES if now[name] < made[name] - FALL]


def test_the_shipped_model_meets_what_was_promised() -> None:
    """The figures that the README names hold."""
    now = scores(SHIPPED)

    assert now["top_among_labels"] >= 0.95
    assert now["first_in_top_three"] >= 0.975
    assert now["micro_f1"] >= 0.83
    assert now["none_rejected"] >= 0.95
    assert now["calibration_error"] <= 0.08


def test_a_short_training_run_makes_a_working_model(tmp_path: Path) -> None:
    """Training as `make model` does it, on part of the data, gives a model that knows most of the development set."""
    out = tmp_path / "model"
    train(out, most=600)
    found = scores(out)

    assert found["top_among_labels"] > 0.75
    assert found["none_rejected"] > 0.5


def test_the_words_shown_are_the_reason() -> None:
    """Taking the evidence out of a text lowers the score more than taking out as many random words does."""
    pick = random.Random(0)
    fell, by_chance = [], []
    for row in rows(TRAINING / "dev.jsonl"):
        reading = tagger().read(row["title"], row["text"])
        for area in reading.verdict.areas[:1]:
            below = len(row["title"]) + 2
            spans = sorted(
                (span.start - below, span.end - below) for span in reading.spans(area) if span.start >= below
            )
            before = reading.score(area)
            fell.append(before - tagger().read(row["title"], without(row["text"], spans)).score(area))
            words = row["text"].split()
            gone = set(
                pick.sample(range(len(words)), min(len(words), sum(row["text"][a:b].count(" ") + 1 for a, b in spans)))
            )
            kept = " ".join(word for at, word in enumerate(words) if at not in gone)
            by_chance.append(before - tagger().read(row["title"], kept).score(area))
    evidence, chance = sum(fell) / len(fell), sum(by_chance) / len(by_chance)
    print(f"score falls by {evidence:.3f} without the evidence, by {chance:.3f} without random words")  # noqa: T201  # the figure

    assert len(fell) > 120
    assert evidence > 4 * abs(chance)


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text without some of its parts."""
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def test_the_development_set_taught_nothing() -> None:
    """No row of it, and no long run of its words, stands in what the model learnt from."""
    taught = [row for path in sorted((TRAINING / "articles").glob("*.jsonl")) for row in rows(path)]
    taught += rows(TRAINING / "open.jsonl.gz")
    runs = {run for row in taught for run in runs_of(row["text"])}

    assert [] == [row["id"] for row in rows(TRAINING / "dev.jsonl") if runs_of(row["text"]) & runs]


def runs_of(text: str, length: int = 12) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    words = text.lower().split()
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
