"""Whether what is here is somewhere else, too."""

from collections.abc import Iterator

from pipeline.doctor.place import Place
from pipeline.model.check import Check, told


def backups(place: Place) -> Iterator[Check]:
    """What Attract knows of copies of the firm."""
    if place.database.is_file():
        yield told(
            "backup", "Attract knows of no copy of this firm",
            "Copy the firm's folder with .attract, and the keys to another place; suppressions and clearances stand nowhere else.",
        )  # fmt: skip
