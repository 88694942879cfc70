"""How long share cards take to paint, and how large they are.

    python -m tests.benchmarks.cards [number of cards]

Titles as long as those of real pieces, every one different. The goal is 5 ms and 25 KB a card: a firm of 5,000
pieces paints all of them once, and then only what changed.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from pipeline.edges import many_hands
from pipeline.edges.cards import CardFolder
from pipeline.edges.painter import CardPainter
from pipeline.model.card import Card

_OPENINGS = (
    "Who pays",
    "What you can ask",
    "How long it takes",
    "Why it matters who signs",
    "The bill that came",
    "Ten days",
)
_SUBJECTS = (
    "for what the last owner buried", "when a friend leaves the business", "at the gate of a building site",
    "before the second letter", "for a fence that moved in the night", "once a dispute is likely, and not before",
    "after a flood in the cellar of a listed house", "in a meeting nobody wanted",
)  # fmt: skip
_ENDS = (
    "",
    ", in four questions",
    ": a note for the person who opens the post",
    ", clause by clause",
    " (and what it costs)",
)
_PEOPLE = ("Siobhán Kilgarriff", "Łukasz Dvořák", "Nkiru Adeyemi-Holt", "Elif Ağaoğlu", "Mei-Lin Fraser")
_AREAS = ("Employment", "Real estate and property", "Private client, wills and probate", "Transport and shipping")


def cards(number: int) -> list[Card]:
    """So many cards, no two alike."""
    titles = (f"{a} {b}{c}" for a in _OPENINGS for b in _SUBJECTS for c in _ENDS)
    return [
        Card(firm="Ashlock Merrow", kicker=f"Article · {area}", headline=f"{title} {each or ''}".strip(), name=name)
        for each, title, name, area in zip(
            range(number), islice(cycle(list(titles)), number), cycle(_PEOPLE), cycle(_AREAS), strict=False
        )
    ]


def cpu() -> float:
    """User and system seconds of this process and of those that it started and that are done."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main(number: int) -> None:
    """Measure and print."""
    some = cards(number)
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from pathlib import Path; from pipeline.edges.painter import CardPainter; "
         "from pipeline.model.card import Card; "
         "CardPainter(Path()).paint(Card(firm='A & B', headline='What the tenant and the landlord each promise'))"],
        check=True,
    )  # fmt: skip
    print(f"one card, from a cold process            {time.perf_counter() - begun:8.2f} s")

    painter = CardPainter(Path())
    times, sizes = [], []
    for card in some:
        begun = time.process_time()
        sizes.append(len(painter.paint(card)))
        times.append((time.process_time() - begun) * 1000)
    print(
        f"{number} cards, painting alone (CPU)      {statistics.mean(times):8.2f} ms a card, slowest {max(times):.1f}"
    )
    print(
        f"size                                     {statistics.mean(sizes) / 1000:8.1f} KB a card, largest {max(sizes) / 1000:.1f}"
    )

    for processes in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            vars(many_hands)["_processors"] = lambda processes=processes: processes
            kept = CardFolder(Path(folder), Path())
            begun, worked = time.perf_counter(), cpu()
            kept.paint_missing(some)
            took, worked = time.perf_counter() - begun, cpu() - worked
            begun = time.perf_counter()
            kept.paint_missing(some)
            again = time.perf_counter() - begun
        print(
            f"painted and written, {processes} process(es)       {took * 1000 / number:8.2f} ms a card, "
            f"{worked * 1000 / number:.2f} of the processor's; {took:.1f} s in all"
        )
        print(f"all there already                        {again:8.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
