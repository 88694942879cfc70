"""Whether what is here is somewhere else, too."""

from collections.abc import Iterator
from datetime import timedelta

from pipeline import backups as made
from pipeline.doctor.place import Place, ago
from pipeline.errors import AttractError
from pipeline.model.check import Check, person, told, well

#: Once a day is often enough, and a night may be missed.
_OLD = timedelta(days=2)


def backups(place: Place) -> Iterator[Check]:
    """When everything was backed up last, and whether the clock does it."""
    if not place.database.is_file():
        return
    house = place.house
    try:
        _ = house.firm
    except AttractError:
        return  # the settings are looked at elsewhere
    try:
        found = made.listed(house)
    except AttractError as problem:
        yield person("backup", f"{problem.thing}: {problem.cause}", problem.remedy)
        return
    nightly = house.firm.cadences.backup
    if not found:
        how = (
            "The clock makes one tonight; attract backup makes one now."
            if nightly
            else "Set cadences.backup in content/firm.yml, or run: attract backup"
        )
        yield told("backup", f"there is none in {made.folder_of(house)}", how)
        return
    whole = [each.manifest.made for each in found if each.manifest]
    if not whole:
        yield person(
            "backup", f"none of {len(found)} in {made.folder_of(house)} can be read", "Make one now: attract backup"
        )
        return
    newest = max(whole)
    age, many = place.now - newest, f"{len(found)} in {made.folder_of(house)}"
    if age > _OLD:
        remedy = (
            "attract plan says why the clock made none."
            if nightly
            else "Set cadences.backup in content/firm.yml, or run: attract backup"
        )
        yield person("backup", f"the newest is {ago(age)} old ({many})", remedy)
    else:
        yield well("backup", f"the newest is {ago(age)} old ({many}); attract backup verify reads it to its last byte")
