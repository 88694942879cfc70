"""What a person decides about readers: settling, letting them in. About words: `clearance_acts`."""

from pathlib import Path
from typing import NamedTuple

from pipeline.collect import naming
from pipeline.collect.decoding import decode
from pipeline.deliver import decide as deliver_decide
from pipeline.digest import csv_list
from pipeline.errors import SourceError, UsageError
from pipeline.model import DeliveryState
from pipeline.wiring import House


def settle(house: House, edition: str, wanted: str, *, arrived: bool, by: str) -> DeliveryState:
    """Record what a person found out about an uncertain delivery."""
    ids = {reader.address.casefold(): reader.id for reader in house.ledger.subscribers()}
    wanted_id = ids.get(wanted.casefold(), wanted)
    row = next((row for row in house.ledger.deliveries(edition) if row.subscriber == wanted_id), None)
    if row is None:
        raise UsageError(f"{edition} to {wanted}", "there is no such delivery.", "`attract deliveries` lists them.")
    state = deliver_decide.settlement(row, arrived)
    house.ledger.move(row, state, f"settled by {by}", house.time())
    return state


class Imported(NamedTuple):
    """What became of a list of readers."""

    kept: int
    #: Who had left, and stays away.
    left: int
    problems: list[SourceError]
    #: What readers who were kept will not get, in plain words.
    notes: list[str]


def import_subscribers(house: House, path: Path, *, dry_run: bool) -> Imported:
    """Readers from a CSV."""
    text, _ = decode(path.read_bytes())
    kept = left = 0
    problems: list[SourceError] = []
    notes: list[str] = []
    rows = csv_list.read(text, path.name, areas=house.areas, people=people_files(house), zone=house.firm.zone)
    with house.ledger.together():
        for row in rows:
            if isinstance(row, SourceError):
                problems.append(row)
            elif isinstance(row, str):
                notes.append(row)
            elif house.ledger.suppressed(row.address):
                left += 1
            else:
                kept += 1
                if not dry_run:
                    house.ledger.add(row)
    return Imported(kept, left, problems, notes)


def people_files(house: House) -> list[str]:
    """Everybody who has a file, collected or not: a reader may follow whom we have just written down."""
    return [person for path in house.folder.scan().files if (person := naming.person_of(path))]
