"""Our own form of a list, written: what is exported comes back as it was."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime, time, tzinfo

from pipeline.model import Subscriber
from pipeline.subscribe.lists.sources import OWN

# A cell that begins so is a formula to a spreadsheet, and what strangers write as their name must not be one. The
# apostrophe is how spreadsheets themselves say that a cell is text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def written(readers: Iterable[Subscriber], zone: tzinfo) -> str:
    """A CSV with a row for each reader.

    Args:
        zone: of the firm; a moment that is the beginning of a day there is written as a day.

    """
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, list(OWN.columns), lineterminator="\n")
    rows.writeheader()
    for each in readers:
        row = {
            "address": each.address, "name": each.name, "areas": " ".join(each.areas), "people": " ".join(each.people),
            "kinds": " ".join(each.kinds), "jurisdictions": " ".join(each.jurisdictions),
            "cadence": each.cadence, "ceiling": str(each.ceiling), "minutes": str(each.minutes),
            "format": "plain" if each.plain else "html", "permission": each.permission,
            "confirmed": _spelled(each.confirmed, zone), "ends": _spelled(each.ends, zone),
            "paused": _spelled(each.paused, zone), "proof": each.proof,
        }  # fmt: skip
        rows.writerow({column: harmless(cell) for column, cell in row.items()})
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def meant(cell: str) -> str:
    """What such a cell said."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _spelled(moment: datetime | None, zone: tzinfo) -> str:
    if moment is None:
        return ""
    here = moment.astimezone(zone)
    return here.date().isoformat() if here.time() == time() else moment.isoformat()
