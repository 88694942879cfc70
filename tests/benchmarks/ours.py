"""Parts of publishing, for `tests.benchmarks.engines`, each in a process of its own.

python -m tests.benchmarks.ours pages FIRM      the site without share cards and search
python -m tests.benchmarks.ours change FIRM     changes a piece, as its author would; publishes nothing
python -m tests.benchmarks.ours warm FIRM       three times: changes a piece and publishes, in one process
"""

import json
import os
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from pipeline import publishing
from pipeline.collect.cleaning import to_html
from pipeline.model import Kind
from pipeline.model.card import Card
from pipeline.wiring import House
from tests.benchmarks import large_firm


class NoCards:
    """Paints nothing (port: Cards)."""

    def __init__(self, folder: Path, _: Path) -> None:
        self._empty = folder / "none.png"

    def paint_missing(self, cards: Collection[Card], told: object = None) -> int:
        """Paint nothing."""
        self._empty.parent.mkdir(parents=True, exist_ok=True)
        self._empty.touch()
        return 0

    def path(self, card: Card) -> Path:
        """An empty picture."""
        return self._empty


class NoIndex:
    """Indexes nothing (port: Searchable)."""

    def bundle(self, site: PurePath, pages: Sequence[str], out: PurePath) -> dict[str, str]:
        """Make no bundle."""
        return {}

    def bundles(self, site: PurePath, wanted: Collection[PurePath]) -> dict[PurePath, dict[str, str]]:
        """Make none."""
        return {out: {} for out in wanted}


def pages(firm: Path) -> None:
    """Publish without share cards and search: the others of the comparison paint none, and most have none."""
    # They are chosen inside, and no setting leaves them out.
    vars(publishing).update(CardFolder=NoCards, SearchIndex=NoIndex)
    print(House(firm).publish().pages)


def change(house: House) -> None:
    """Add a sentence to the piece in the middle."""
    ids = sorted(house.library.ids((Kind.ARTICLE,)))
    (item,) = house.library.items([ids[len(ids) // 2]])
    body = f"{item.body}\n\nAnd another sentence, at {time.time_ns()}."
    large_firm.keep(house, replace(item, body=body, html=to_html(body, {})))


def warm(firm: Path) -> None:
    """Print wall and CPU seconds of each time."""
    house = House(firm)
    house.publish()
    times = []
    for _ in range(3):
        change(house)
        wall, worked = time.perf_counter(), sum(os.times()[:4])
        published = house.publish()
        assert published.built
        times.append((time.perf_counter() - wall, sum(os.times()[:4]) - worked))
    print(json.dumps(times))


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "change":
        change(House(where))
    else:
        (pages if what == "pages" else warm)(where)
