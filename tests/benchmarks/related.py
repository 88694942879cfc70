"""How long it takes to find related pieces: all of them, and again after one changed.

    python -m tests.benchmarks.related

The texts are made of the sample firm's own sentences, drawn by chance with a fixed seed, so that every piece
shares words with every other: harder than what a firm writes. One core; state as JSON, as a cold process reads it.
"""

import json
import random
import re
import time
from collections.abc import Iterator

from pipeline.model import Item, Kind
from pipeline.publish.related import Near, Traits
from pipeline.publish.vectors import vector
from pipeline.tag.taxonomy import taxonomy
from tests.builders import item
from tests.conftest import REPOSITORY

_WORDS = 1200
_PEOPLE = 40
_DAY = 24 * 60 * 60
_CHANGES = 30


def items(number: int) -> Iterator[Item]:
    """So many items of about 1,200 words."""
    chance = random.Random(1)
    found: list[str] = []
    for path in sorted((REPOSITORY / "content/articles").glob("*.md")):
        plain = [line for line in path.read_text("utf-8").split("---", 2)[2].splitlines() if line[:1].isalpha()]
        found += [each for line in plain for each in re.split(r"(?<=[.?!]) ", line) if 5 <= len(each.split()) <= 40]
    for each in range(number):
        paragraphs: list[str] = []
        while sum(len(words.split()) for words in paragraphs) < _WORDS:
            heading = "## Then\n\n" if len(paragraphs) % 4 == 3 else ""
            paragraphs.append(heading + " ".join(chance.choices(found, k=4)))
        yield item(
            id=f"piece-{each}", title=chance.choice(found), summary=chance.choice(found), body="\n\n".join(paragraphs), html="",
        )  # fmt: skip


def pieces(number: int) -> tuple[dict[str, Traits], float]:
    """Their traits, and milliseconds for a vector."""
    areas = list(taxonomy().areas)
    chance = random.Random(2)
    made = list(items(number))
    began = time.process_time()
    vectors = [vector(each) for each in made]
    took = time.process_time() - began
    return {
        each.id: Traits(
            words,
            tuple(chance.sample(areas, k=chance.choice((1, 1, 2, 3)))),
            at * _DAY / 4,
            f"person-{chance.randrange(_PEOPLE)}",
            (Kind.STORY if at % 10 == 9 else Kind.ARTICLE).value,
        )
        for at, (each, words) in enumerate(zip(made, vectors, strict=True))
    }, took / number * 1000


def changes(known: dict[str, Traits], kept: str) -> list[float]:
    """Milliseconds for each of some changes, an added, a changed and a removed piece in turn, each on what was kept."""
    chance = random.Random(3)
    ids = list(known)
    took = []
    for step in range(_CHANGES):
        near = Near(known, json.loads(kept))
        one, other = known[chance.choice(ids)], known[chance.choice(ids)]
        # Half of the words of two pieces.
        words = dict([*list(one.vector.items())[:12], *list(other.vector.items())[:12]])
        mixed = one._replace(vector=words, areas=other.areas)
        began = time.process_time()
        if step % 3 == 0:
            near.update({"new": mixed})
        elif step % 3 == 1:
            near.update({chance.choice(ids): mixed})
        else:
            near.update({}, [chance.choice(ids)])
        took.append((time.process_time() - began) * 1000)
    return took


def main() -> None:
    """Print a line for each size."""
    print("pieces  vector ms  all s  one changed ms (median, worst)  to read back ms  kept MB")
    for number in (1000, 5000):
        known, a_vector = pieces(number)
        began = time.process_time()
        near = Near(known)
        everything = time.process_time() - began
        kept, traits = json.dumps(near.state()), json.dumps(known)
        began = time.process_time()
        Near({id_: Traits(*its) for id_, its in json.loads(traits).items()}, json.loads(kept))
        back = (time.process_time() - began) * 1000
        took = sorted(changes(known, kept))
        print(
            f"{number:6}  {a_vector:9.2f}  {everything:5.1f}  {took[len(took) // 2]:22.0f}, {took[-1]:5.0f}"
            f"  {back:15.0f}  {(len(kept) + len(traits)) / 1e6:7.1f}"
        )


if __name__ == "__main__":
    main()
