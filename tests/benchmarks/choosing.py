"""How long it takes to choose for every reader of an edition: `python -m tests.benchmarks.choosing`.

An everyday edition of a firm with a past: each reader has had, or was spared, all but the pieces of the last week. The
ledger is not asked here; what it takes to read what everybody had is measured beside it.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import mean

from pipeline.digest.choose import Offer, choose
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import Cadence, ClearedItem, Delivery, DeliveryState, Slot, Subscriber
from tests.builders import NOON, cleared, item, subscriber

AREAS = [f"area-{number}" for number in range(30)]
PEOPLE = [f"person-{number}" for number in range(40)]
DAY = timedelta(days=1)


def offered(number: int, chance: Random) -> list[ClearedItem]:
    """So many pieces, one every six hours."""
    return [
        cleared(
            item(id=f"p{each:05}", author=chance.choice(PEOPLE), published=NOON - each * DAY / 4),
            *chance.sample(AREAS, chance.randint(1, 3)),
        )
        for each in range(number)
    ]


def readers(number: int, chance: Random) -> dict[str, list[Subscriber]]:
    """So many of each sort."""
    return {
        "one area": [subscriber(id=f"a{n}", areas=(chance.choice(AREAS),)) for n in range(number)],
        "three areas and a person": [
            subscriber(id=f"b{n}", areas=tuple(chance.sample(AREAS, 3)), people=(chance.choice(PEOPLE),))
            for n in range(number)
        ],
        "three areas, articles, one place": [
            subscriber(id=f"c{n}", areas=tuple(chance.sample(AREAS, 3)), kinds=("article",), jurisdictions=("IE",))
            for n in range(number)
        ],
        "ten minutes": [subscriber(id=f"d{n}", areas=tuple(chance.sample(AREAS, 3)), minutes=10) for n in range(number)],
        "everything": [subscriber(id=f"e{n}") for n in range(number)],
    }  # fmt: skip


def took(work: Callable[[], object]) -> float:
    """Seconds of CPU."""
    began = time.process_time()
    work()
    return time.process_time() - began


def ledger_takes(those: Sequence[Subscriber], had: Sequence[str]) -> float:
    """Seconds to read what each had, all at once."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(Path(folder) / "a.sqlite")
        ledger = LedgerStore(engine)
        rows = [
            Delivery(
                edition="weekly-2026-W46", subscriber=each.id, state=DeliveryState.PLANNED, message_id=f"<{each.id}>",
                items=tuple(had[:100]),
            )
            for each in those
        ]  # fmt: skip
        ledger.open_edition(Slot(cadence=Cadence.WEEKLY, period="2026-W46", due=NOON), rows, NOON)
        found = took(lambda: ledger.had_by([each.id for each in those]))
        engine.dispose()
        return found


def main() -> None:
    """Print microseconds a reader, by what they asked for, in a welcome and later."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--readers", type=int, default=10_000)
    asked.add_argument("--pieces", type=int, default=500)
    asked.add_argument("--json", action="store_true")
    said = asked.parse_args()
    chance = Random(8)
    pieces = offered(said.pieces, chance)
    indexed = took(lambda: Offer(pieces, NOON))
    offer = Offer(pieces, NOON)
    had = frozenset(each.id for each in pieces if NOON - each.item.published >= 7 * DAY)
    found: dict[str, dict[str, float]] = {}
    sorts = readers(said.readers // 5, chance)
    for sort, those in sorts.items():
        later = took(lambda those=those: [choose(each, offer, had) for each in those])  # type: ignore[misc]
        first = took(lambda those=those: [choose(each, offer, ()) for each in those])  # type: ignore[misc]
        pick = mean(len(choose(each, offer, had).pieces) for each in those[:200])
        found[sort] = {
            "later": 1e6 * later / len(those), "first": 1e6 * first / len(those), "pieces": round(pick, 1)
        }  # fmt: skip
    everybody = sum(each["later"] for each in found.values()) / len(found)
    ledger = 1e6 * ledger_takes(sorts["one area"], sorted(had)) / len(sorts["one area"])
    told = {"index_ms": 1e3 * indexed, "mean": everybody, "ledger_had": ledger, "sorts": found}
    if said.json:
        print(json.dumps(told))
        return
    print(f"{said.readers} readers, {said.pieces} pieces; microseconds of CPU a reader")
    for sort, each in found.items():
        print(f"  {sort:34} {each['later']:7.1f}   first edition {each['first']:7.1f}   {each['pieces']} pieces")
    print(
        f"  mean {everybody:.1f}; the index, once: {1e3 * indexed:.1f} ms; what a reader had, from the ledger: {ledger:.1f}"
    )


if __name__ == "__main__":
    main()
