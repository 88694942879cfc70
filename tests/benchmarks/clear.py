"""How fast stories are screened: the rules with their gate, beside the rules without it and the whole screen.

    python -m tests.benchmarks.clear [stories]

All ways read the same stories of about 800 words in one run, on one core, for a firm that practises in four places.
The whole screen asks the language model, which is where its time goes.
"""

import os

# One core: NumPy's own threads would use both.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import random
import re
import sys
import time
from collections.abc import Callable, Sequence

from pipeline.clear import rules
from pipeline.clear.reading import passages
from pipeline.clear.screen import screen
from pipeline.edges.english import SpacyReader
from pipeline.model import Item
from pipeline.ports import LanguageReader, Reading
from tests.builders import story
from tests.conftest import REPOSITORY

PLACES = ("GB-EAW", "IE", "CA-ON", "US-NY")
WORDS = 800


class Remembering(LanguageReader):
    """The language model, which reads each text once: what the rest costs can then be seen."""

    def __init__(self) -> None:
        self._reader = SpacyReader()
        self._read: dict[str, Reading] = {}

    def read(self, text: str) -> Reading:
        """The reading of a text, made or remembered."""
        if text not in self._read:
            self._read[text] = self._reader.read(text)
        return self._read[text]

    def forgetting(self) -> "Remembering":
        """The same, with nothing read yet."""
        self._read.clear()
        return self


def long_stories(number: int) -> list[Item]:
    """Stories of about 800 words, made of the paragraphs of the sample firm's."""
    picked = random.Random(0)
    paragraphs = [
        each
        for path in sorted((REPOSITORY / "stories").rglob("*.md"))
        for each in re.split(r"\n\s*\n", path.read_text("utf-8").split("---", 2)[-1])
        if len(each.split()) > 5
    ]
    made = []
    for which in range(number):
        text = ""
        while len(text.split()) < WORDS:
            text += picked.choice(paragraphs) + "\n\n"
        made.append(story(id=f"story-{which}", body=text))
    return made


def told(name: str, read: Callable[[Item], object], stories: Sequence[Item]) -> float:
    """Print one way's speed; returns its seconds a story."""
    for each in stories[:3]:
        read(each)
    began = time.process_time()
    for each in stories:
        read(each)
    seconds = (time.process_time() - began) / len(stories)
    print(f"{name:44} {1 / seconds:7.0f} stories/s {seconds * 1000:8.1f} ms each", flush=True)
    return seconds


def main(number: int) -> None:
    """Measure and print."""
    began = time.perf_counter()
    firm = rules.in_force(PLACES)
    loaded = time.perf_counter() - began
    every = rules.catalogue()
    stories = long_stories(number)
    gated = told(f"rules of {len(PLACES)} places, with gate", lambda s: list(rules.read(passages(s), firm)), stories)
    told("all rules there are, with gate", lambda s: list(rules.read(passages(s), every)), stories)
    bare = told(
        f"rules of {len(PLACES)} places, without gate",
        lambda s: list(rules.read(passages(s), firm, gated=False)),
        stories,
    )
    print(f"{bare / gated:.1f} times as fast with the gate")
    some = stories[: max(1, number // 5)]
    reader = Remembering()
    whole = told("the whole screen, with the language model", lambda s: screen(s, firm, reader.forgetting(), ()), some)
    for each in some:
        screen(each, firm, reader, ())
    seen = told("the whole screen but for the language model", lambda s: screen(s, firm, reader, ()), some)
    print(f"the language model takes {1 - seen / whole:.0%} of the screen")
    print(f"packs loaded and united in {loaded:.2f} s")


if __name__ == "__main__":
    main(*([int(each) for each in sys.argv[1:]] or [100]))
