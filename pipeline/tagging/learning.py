"""Teaching the tagger: authors' own words into a new model, what it would change, and whether it may stand.

The firm's pieces whose authors named their practice areas are added to what the shipped model learnt
from; the new model waits in `.attract/models/` until somebody takes it.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.model import Areas, Item, Tagging, digest_of
from pipeline.tag import decide, measure
from pipeline.tag.run import with_named
from pipeline.tag.taxonomy import taxonomy
from pipeline.tagging.models import SHIPPED, version
from pipeline.wiring import House

#: The model that was learnt and not yet taken; its name is in this file of the models' folder.
_WAITING = "waiting"
#: What the last model was learnt from, as a hash.
_LEARNT = "learnt"


@dataclass(frozen=True)
class Change:
    """One piece that another model would tag differently."""

    item: Item
    now: Tagging
    then: Tagging


@dataclass(frozen=True)
class Learnt:
    """A new model: from how many pieces, how long it took, its figures beside the old ones, and what it changes."""

    version: str
    pieces: int
    seconds: float
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changes: Sequence[Change]

    @property
    def worse(self) -> bool:
        """Whether it may not stand."""
        return measure.worse(self.before, self.after)


def corrections(items: Sequence[Item], areas: Areas) -> list[dict[str, Any]]:
    """The firm's pieces whose authors named what they are about, as rows to learn from."""
    rows = []
    for item in items:
        if not item.kind.is_piece or item.practice_areas is None:
            continue
        # An area that the firm added is none of the model's: it is found by its phrases.
        labels = [key for word in item.practice_areas if (key := areas.lasting(word)) in taxonomy().areas]
        if labels or not item.practice_areas:
            rows.append(
                {
                    "id": item.id,
                    "title": decide.headline(item),
                    "text": item.body,
                    "labels": labels or ["none"],
                    "kind": "firm",
                }
            )
    return rows


def learn(house: House) -> Learnt:
    """Train a model on what the authors said; it waits until it is taken.

    Raises:
        UsageError: no author has named a practice area yet.

    """
    from pipeline.tagging import train

    began = time.perf_counter()
    items = _items(house)
    rows = corrections(items, house.areas)
    if not rows:
        raise UsageError(
            "attract tag --learn",
            "no piece names its practice areas, so there is nothing to learn from.",
            "Write practice_areas: in the front matter of those that were tagged wrongly.",
        )
    models = house.tagger.models
    models.folder.mkdir(parents=True, exist_ok=True)
    fresh = models.folder / "fresh"
    train.train(fresh, more=rows, like=SHIPPED)
    name = version(fresh)
    if not (models.folder / name).exists():
        fresh.rename(models.folder / name)
    before, after = train.scores(models.standing), train.scores(models.folder / name)
    (models.folder / name / "metrics.json").write_text(json.dumps(after, indent=1) + "\n", "utf-8")
    changes = compare(house, models.folder / name, items)
    # Last: a model that waits is whole, also after a crash.
    (models.folder / _WAITING).write_text(name, "utf-8")
    (models.folder / _LEARNT).write_text(_told(rows), "utf-8")
    return Learnt(name, len(rows), time.perf_counter() - began, before, after, changes)


def _items(house: House) -> list[Item]:
    return list(with_named(house.library.items(), house.tagger.named.read()))


def nightly(house: House) -> Learnt | None:
    """Learn, if the authors have said something new since the last time; nothing is taken."""
    rows = corrections(_items(house), house.areas)
    if not rows or _known(house) == _told(rows):
        return None
    return learn(house)


def _told(rows: Sequence[Mapping[str, Any]]) -> str:
    return digest_of([version(SHIPPED), *rows])


def _known(house: House) -> str:
    note = house.tagger.models.folder / _LEARNT
    return note.read_text("utf-8") if note.exists() else ""


def waiting(house: House) -> Path | None:
    """The folder of the model that was learnt and not yet taken."""
    note = house.tagger.models.folder / _WAITING
    return house.tagger.models.folder / note.read_text("utf-8") if note.exists() else None


def compare(house: House, other: Path, items: Sequence[Item] | None = None) -> list[Change]:
    """The pieces that another model would tag differently; what authors named stays as they named it."""
    from pipeline.tagging.component import load

    now, then = house.tagger.load(), load(other)
    changes = []
    for item in _items(house) if items is None else items:
        if item.kind.is_piece and item.practice_areas is None:
            old, new = now.tagging(item), then.tagging(item)
            if _said(old) != _said(new):
                changes.append(Change(item, old, new))
    return changes


def _said(about: Tagging) -> tuple[object, ...]:
    return ({tag.area for tag in about.tags}, about.none)


def take(house: House) -> str:
    """Let the waiting model tag from now on; returns its version.

    Raises:
        UsageError: none waits, or it is worse on the development set than the one that stands.

    """
    folder = waiting(house)
    if folder is None:
        raise UsageError("attract tag --take", "no model waits to be taken.", "Make one: attract tag --learn.")
    standing = json.loads((house.tagger.models.standing / "metrics.json").read_text("utf-8"))
    if measure.worse(standing, json.loads((folder / "metrics.json").read_text("utf-8"))):
        raise UsageError(
            "attract tag --take",
            "the new model is worse on the development set than the one that stands.",
            "Look at the corrections it learnt from: one of them may be a slip.",
        )
    house.tagger.models.take(folder.name)
    (house.tagger.models.folder / _WAITING).unlink()
    return folder.name


def said(learnt: Learnt) -> str:
    """One line on what was learnt, and what to do about it."""
    told = f"Model {learnt.version} learnt from {learnt.pieces} pieces and would change {len(learnt.changes)}."
    return f"{told} It is worse, and cannot be taken." if learnt.worse else f"{told} It waits: attract tag --take."
