"""How much memory it takes to compose and to deliver an edition, by how many readers it has.

    python -m tests.benchmarks.mail_memory [readers ...]

The sample firm with 100 pieces, which its readers get by practice area; every figure is the peak of a process of its own, which
does what `attract run` does, with the firm's own composer and the ledger on the disk, into the tests' sink. The default is
1,000 and 20,000 readers; what was promised is said of 200,000: `python -m tests.benchmarks.mail_memory 1000 200000`.
"""

import argparse
import multiprocessing
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline import template_gate
from pipeline.deliver.run import Delivered
from pipeline.model import Cadence, DeliveryState
from pipeline.wiring import House
from tests.benchmarks import large_firm
from tests.benchmarks.mail_runs import OWN, all_taken, sink
from tests.benchmarks.memory import peak

_PIECES = 100
_MAIL = "mail:\n  transport: smtp\n  host: 127.0.0.1\n  port: {port}\n  security: none\n  connections: 4\n"


@dataclass(frozen=True)
class Took:
    """What one process came to."""

    #: Mails, or rows that wait to be mailed.
    number: int
    #: Megabytes at most, before the edition and at the end.
    before: int
    most: int
    seconds: float


def firm(folder: Path) -> None:
    """The firm, without readers."""
    large_firm.write(folder, _PIECES)


def followed(folder: Path, readers: int) -> None:
    """Let so many read it each week."""
    large_firm.follow(_house(folder), readers, lambda _: Cadence.WEEKLY)


def composed(folder: Path) -> Took:
    """Compose what is due."""
    house = _house(folder)
    template_gate.tested(house)  # somebody has looked at a test mail
    cleared, _ = house.judged()
    return _took(lambda: house.mailing.open_due(cleared), lambda: house.ledger.counts()[DeliveryState.PLANNED])


def delivered(folder: Path) -> Took:
    """Deliver it."""
    house = _house(folder, timedelta(days=1))
    cleared, _ = house.judged()
    done: list[Delivered] = []
    took = _took(lambda: done.append(house.mailing.deliver(cleared)), lambda: done[0].accepted)
    assert done == [Delivered(accepted=took.number)], done
    return took


def _took(work: Callable[[], object], number: Callable[[], int]) -> Took:
    before, began = peak(), time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    return Took(number(), before, peak(), seconds)


def _house(folder: Path, later: timedelta = timedelta()) -> House:
    """The firm at its moment, from which the clock goes on; or so much later."""
    began = time.monotonic()

    def clock() -> datetime:
        return large_firm.NOW + later + timedelta(seconds=time.monotonic() - began)

    return House(folder, clock=clock)


# Each in a process of its own.


def apart(work: Callable[..., Any], *told: object) -> Any:
    """What some work came to in a process of its own, of whose memory this one has no part."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, told)


def edition(made: Path, readers: int) -> tuple[Took, Took]:
    """Compose and deliver an edition to so many readers."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, log = Path(temporary) / "firm", Path(temporary) / "taken.txt"
        shutil.copytree(made, folder)
        with sink(OWN, None, log) as port:
            _settings(folder / "content/firm.yml", port)
            apart(followed, folder, readers)
            opened = apart(composed, folder)
            with all_taken(log, opened.number):
                sent = apart(delivered, folder)
    return opened, sent


def _settings(path: Path, port: int) -> None:
    """Let mails leave for the sink, and nothing else leave."""
    words = path.read_text("utf-8")
    for old, new in ((r"^mail:\n  transport: .*\n", _MAIL.format(port=port)), (r"networks: .*", "networks: []")):
        words, times = re.subn(old, new, words, flags=re.MULTILINE)
        assert times == 1, old
    path.write_text(words, "utf-8")


def main(readers: Sequence[int]) -> None:
    """Print a table and the ratio of the most readers to the fewest."""
    found: dict[int, tuple[Took, Took]] = {}
    print(f"{'':12} {'composing':>29}   {'delivering':>29}")
    print(f"{'readers':>12}" + f" {'mails':>9} {'before':>6} {'MB':>5} {'s':>6}  " * 2, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        apart(firm, Path(folder) / "firm")
        for number in readers:
            found[number] = edition(Path(folder) / "firm", number)
            cells = [f" {each.number:9,} {each.before:6} {each.most:5} {each.seconds:6.1f}  " for each in found[number]]
            print(f"{number:12,}" + "".join(cells), flush=True)
    least, most = min(readers), max(readers)
    print(f"\nwanted: memory flat from 1,000 to 200,000 readers; measured of {most:,} beside {least:,}:")
    for at, name in enumerate(("composing", "delivering")):
        few, many = found[least][at].most, found[most][at].most
        growth = (many - few) * 1e6 / max(1, most - least)
        print(f"  {name:12} {many / few:5.2f} times, {growth:,.0f} bytes for each reader more")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("readers", type=int, nargs="*", default=[1000, 20_000])
    main(asked.parse_args().readers)
