"""The closed list of practice areas: what each is, what the field calls it, its FOLIO identifiers and key phrases."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pipeline.model import Area, digest_of


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """The areas, and how strongly each key phrase speaks for each of them."""

    areas: Mapping[str, Area]
    #: Phrase (lower case) to area to strength: 3 nearly proves the area, 1 is a hint.
    phrases: Mapping[str, Mapping[str, float]]
    #: Changes when anything in it changes: tags made with another version are made again.
    version: str


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy that ships with Attract."""
    data = json.loads(files(__package__).joinpath("taxonomy.json").read_text("utf-8"))
    phrases: dict[str, dict[str, float]] = {}
    for id_, area in data["areas"].items():
        for strength, spoken in area["phrases"].items():
            for phrase in spoken:
                phrases.setdefault(phrase, {})[id_] = float(strength)
    return Taxonomy(
        areas=MappingProxyType({id_: _area(id_, area) for id_, area in data["areas"].items()}),
        phrases=MappingProxyType(phrases),
        version=digest_of(data)[:12],
    )


def _area(id_: str, told: Mapping[str, object]) -> Area:
    names: Mapping[str, list[str]] = told["names"]  # type: ignore[assignment]  # JSON of ours
    return Area(
        id=id_,
        name=str(told["name"]),
        folio=tuple(told["folio"]),  # type: ignore[arg-type]  # JSON of ours
        definition=str(told["definition"]),
        names=MappingProxyType({country: tuple(each) for country, each in names.items()}),
    )
