"""The closed list of practice areas, each bound to FOLIO identifiers, and their key phrases."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pipeline.model import Area, digest_of


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """The areas, and what each key phrase is worth for each of them."""

    areas: Mapping[str, Area]
    #: Phrase (lower case) to area to weight.
    phrases: Mapping[str, Mapping[str, float]]
    #: Changes when anything in it changes: tags made with another version are made again.
    version: str


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy that ships with Attract."""
    data = json.loads(files(__package__).joinpath("taxonomy.json").read_text("utf-8"))
    areas = {id_: Area(id=id_, name=area["name"], folio=tuple(area["folio"])) for id_, area in data["areas"].items()}
    return Taxonomy(
        areas=MappingProxyType(areas), phrases=MappingProxyType(data["phrases"]), version=digest_of(data)[:12]
    )
