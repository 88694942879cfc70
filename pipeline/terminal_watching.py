"""What a person, or another program, sees of a folder that is watched. Prints; decides nothing."""

import json
from typing import Any

import click

from pipeline import as_json, previews, terminal
from pipeline.collect.run import Collected
from pipeline.wiring import House

#: The first look at a new firm reads everything; the list would hide what is dropped next.
_MANY = 20


def to_people(house: House, collected: Collected, looks: list[previews.Look], seconds: float) -> None:
    """One look, for whoever sits there."""
    if len(looks) > _MANY:
        held = sum(look.held is not None for look in looks)
        click.echo(f"{len(looks)} read, {held} of them held. `attract review` says why.")
        looks = []
    terminal.show_looks(looks, house)
    terminal.show_changes(collected)
    for problem in collected.problems:
        click.echo(f"needs a look  {problem}")


def as_lines(house: House, collected: Collected, looks: list[previews.Look], seconds: float) -> None:
    """One look, a line of JSON for each change."""
    for each in looks:
        click.echo(json.dumps({**_look(each, house), "seconds": round(seconds, 3)}, ensure_ascii=False))
    told = as_json.collected(collected)
    rest: dict[str, Any] = {key: told[key] for key in ("gone", "renamed", "problems", "unsettled") if told[key]}
    if rest:
        click.echo(json.dumps(rest, ensure_ascii=False))


def _look(look: previews.Look, house: House) -> dict[str, Any]:
    return {
        **as_json.tagging(look.item, look.about, house.areas),
        "source": look.item.source,
        "kind": look.item.kind,
        "held": bool(look.held),
        "findings": [as_json.finding(each) for each in look.held.findings] if look.held else [],
        "notes": list(look.item.notes),
        "preview": str(look.page),
    }
