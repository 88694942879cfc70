"""How long a rehearsal takes, and how much memory: `python -m tests.benchmarks.rehearsing [readers] [items] [days]`.

A firm with 2,000 pieces, of which a quarter go public one after another in the time that is rehearsed, and 10,000 readers of one
to four practice areas each: a tenth daily, seven tenths weekly, a fifth monthly. The default is a year, and takes minutes; it
prints seconds, mails, and the peak of the process.
"""

import argparse
import gc
import json
import multiprocessing
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pipeline.cli.shared import _OBJECTS
from pipeline.ending import silent
from pipeline.model import Cadence
from pipeline.rehearsing import report
from pipeline.rehearsing.run import What
from pipeline.wiring import House
from tests.benchmarks import large_firm
from tests.benchmarks.memory import peak

_SHARES = [Cadence.DAILY] + [Cadence.WEEKLY] * 7 + [Cadence.MONTHLY] * 2


def firm(root: Path, pieces: int, readers: int, days: int) -> None:
    """The firm as it stands when the rehearsal begins."""
    house = large_firm.write(root, pieces)
    coming = [each for each in house.library.items() if each.kind.is_piece and not each.kind.tells_of_clients][
        : pieces // 4
    ]
    with house.library.together():
        for number, item in enumerate(coming):
            at = large_firm.NOW + timedelta(days=days * (number + 1) / (len(coming) + 1))
            large_firm.keep(house, replace(item, published=at.replace(second=0, microsecond=0)))
    large_firm.follow(house, readers, lambda number: _SHARES[number % 10])


def rehearse(root: str, days: int, told: "multiprocessing.Queue[str]") -> None:
    """In a process of its own, whose peak is measured."""
    gc.set_threshold(_OBJECTS)  # as every command does
    house = House(Path(root), clock=lambda: large_firm.NOW)
    began = time.monotonic()
    with report.rehearsed(house, large_firm.NOW + timedelta(days=days), silent) as rehearsal:
        counts = Counter(each.what for each in rehearsal.events)
        mails = sum(each.number for each in rehearsal.events if each.what is What.MAILS)
        database = (rehearsal.house.state / "attract.sqlite").stat().st_size // 1_000_000
    seconds = time.monotonic() - began
    told.put(json.dumps({"seconds": seconds, "mails": mails, "peak": peak(), "disk": database, "events": counts}))


def main() -> None:
    """Print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", type=int, nargs="?", default=10_000)
    parser.add_argument("items", type=int, nargs="?", default=2_000)
    parser.add_argument("days", type=int, nargs="?", default=365)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        firm(Path(folder), given.items, given.readers, given.days)
        told: multiprocessing.Queue[str] = multiprocessing.get_context("spawn").Queue()
        process = multiprocessing.get_context("spawn").Process(target=rehearse, args=(folder, given.days, told))
        process.start()
        found = json.loads(told.get())
        process.join()
    print(
        f"{given.days} days, {given.readers:,} readers, {given.items:,} pieces: {found['seconds']:.0f} s, "
        f"{found['mails']:,} mails, {found['peak']} MB at most, {found['disk']} MB of database; {found['events']}"
    )


if __name__ == "__main__":
    main()
