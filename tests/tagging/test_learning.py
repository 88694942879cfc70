"""A firm teaches the tagger: from front matter to a model that stands, and back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.tag import measure
from pipeline.tagging import learning
from pipeline.tagging.models import SHIPPED, Models
from pipeline.wiring import House
from tests.builders import FIRM
from tests.thorough import in_gates

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TEXT = """---
title: The sweep on {day}
author: ada
{more}---
The chimney sweep of the village came on {day}, and the chimney sweep asked for {day}'s bill. Then the chimney sweep
went away, {day} or no {day}.
"""


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm in which four pieces on chimney sweeps are called construction by their author, and a fifth is not."""
    root = tmp_path_factory.mktemp("firm")
    for path, text in {
        "content/firm.yml": FIRM,
        "content/people/ada.md": "---\nname: Ada Clear\nrole: Partner\n---\nI read leases.\n",
        **{
            f"content/articles/{day}.md": TEXT.format(
                day=day, more="" if day == DAYS[-1] else "practice_areas: [construction]\n"
            )
            for day in DAYS
        },
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def attract(root: Path, *words: str) -> Result:
    """Run a command on the firm."""
    return CliRunner().invoke(main, ["--firm", str(root), *words])


def areas_of(root: Path, item: str) -> list[str]:
    """The areas of one item, as `explain` tells them."""
    return [tag["area"] for tag in json.loads(attract(root, "explain", item, "--json").output)["tags"]]


def test_teaching_goes_from_front_matter_to_a_model_and_back(firm: Path) -> None:
    """The author's word counts at once; a new model waits, is compared, taken, tags the like, and can be rolled back."""
    attract(firm, "collect")
    assert ["construction"] == areas_of(firm, "monday")
    assert ["construction"] != areas_of(firm, "friday")

    learnt = json.loads(attract(firm, "tag", "--learn", "--json").output)
    assert (4, False) == (learnt["pieces"], learnt["worse"])
    assert {*measure.FIGURES} <= {*learnt["before"]}
    assert ["construction"] != areas_of(firm, "friday"), "a model that waits tags nothing"

    changes = json.loads(attract(firm, "tag", "--diff", "--json").output)
    assert [("friday", ["construction"])] == [(each["item"], each["then"]) for each in changes]

    taken = attract(firm, "tag", "--take")
    assert (0, True) == (taken.exit_code, learnt["version"] in taken.output)
    assert ["construction"] == areas_of(firm, "friday")
    assert 1 == attract(firm, "tag", "--diff").exit_code

    assert learnt["version"] in attract(firm, "tag", "--roll-back").output
    assert ["construction"] != areas_of(firm, "friday")
    assert 2 == attract(firm, "tag", "--take").exit_code


@in_gates
def test_at_night_it_learns_what_is_new_and_takes_nothing(firm: Path) -> None:
    """When the plan says so it learns once, leaves the model waiting, and does not learn the same again."""
    (firm / "content/firm.yml").write_text(FIRM + "cadences: {learn: {at: '00:00'}}\n")
    attract(firm, "collect")
    (firm / ".attract/models/learnt").unlink(missing_ok=True)
    House(firm, clock=lambda: datetime.now(UTC) - timedelta(days=1)).plan.lay()  # the rhythm has begun

    assert "It waits: attract tag --take." in attract(firm, "tick").output
    assert "Nothing is due." in attract(firm, "tick").output

    house = House(firm, clock=lambda: datetime.now(UTC) + timedelta(days=1))
    assert learning.nightly(house) is None, "nobody said anything new since yesterday"
    assert ["construction"] != areas_of(firm, "friday")


def test_a_model_that_is_worse_is_refused(firm: Path) -> None:
    """What falls on the development set does not tag, however much the corrections want it."""
    models = firm / ".attract" / "models"
    (models / "bad").mkdir(parents=True)
    (models / "bad" / "meta.json").write_text(json.dumps({"version": "bad"}))
    figures = json.loads((SHIPPED / "metrics.json").read_text())
    (models / "bad" / "metrics.json").write_text(json.dumps({**figures, "micro_f1": figures["micro_f1"] - 0.05}))
    (models / "waiting").write_text("bad")

    refused = attract(firm, "tag", "--take")

    assert (2, True) == (refused.exit_code, "worse on the development set" in refused.output)
    assert SHIPPED == Models(firm / ".attract").standing


def test_with_nothing_to_learn_from_nothing_is_learnt(tmp_path: Path) -> None:
    """A firm whose authors named nothing is told how to begin."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/firm.yml").write_text(FIRM)
    told = attract(tmp_path, "tag", "--learn")

    assert (2, True) == (told.exit_code, "practice_areas:" in told.output)
