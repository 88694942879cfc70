"""A firm of any size, as it stands after everything was collected, tagged and screened.

The texts are made of the sample firm's own sentences, drawn by chance with a fixed seed: about 1,200 words
each, a story in ten, forty people, every practice area. The rows are written straight into
the library, because to read and screen 5,000 files takes minutes and is measured elsewhere.
"""

import random
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import chain
from pipeline.clear import ledger
from pipeline.clear.run import screened
from pipeline.collect.cleaning import to_html
from pipeline.model import (
    Basis,
    Cadence,
    Clearance,
    ClearanceBasis,
    Decision,
    Evidence,
    Item,
    Kind,
    Person,
    Tag,
    Tagging,
)
from pipeline.ports import Source
from pipeline.wiring import House
from tests.builders import subscriber
from tests.conftest import REPOSITORY, copy_sample

#: The moment at which the firm stands.
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
_PEOPLE = 40
#: Readers in one transaction.
_GROUP = 2000
_FIRST = ["Ada", "Bela", "Cora", "Dov", "Edda", "Finn", "Gwen", "Hugo", "Ines", "Jonas"]
_LAST = ["Albrecht", "Brannock", "Corrie", "Dellow"]


def write(folder: Path, number: int) -> House:
    """Make a firm with this many items in a folder; returns its house, nothing published yet."""
    root = copy_sample(folder)
    for path in [*(root / "content/articles").iterdir(), *(root / "content/people").iterdir()]:
        path.unlink()
    shutil.rmtree(root / "stories")
    (root / "content/clearances.jsonl").unlink()
    house = House(root, clock=lambda: NOW)
    house.collect(feeds=False)  # the firm's own words and its pages
    house.tag()
    house.screen()
    areas = list(house.areas.shown)
    people = list(_people(areas))
    with house.library.together():
        for person in people:
            source = _source(f"content/people/{person.id}.md", f"profile:{person.id}")
            house.library.keep(source, _profile(person), person)
        for item in items(number, people):
            keep(house, item)
    return house


def keep(house: House, item: Item) -> None:
    """Put an item into the library, tagged, screened and, where it tells of a client, cleared by two people."""
    house.library.keep(_source(item.source, item.id), item)
    house.library.keep_tagging(item.content_hash, house.tagger.version, _tagging(item, list(house.areas.shown)))
    house.library.keep_findings(screened(item), house.clearing.version(), ())
    if item.kind is Kind.STORY:
        for by in ("Ada Albrecht", "Bela Albrecht"):
            _clear(house, item, by)


def follow(house: House, readers: int, cadence: Callable[[int], Cadence]) -> None:
    """Put readers straight into the ledger, each with practice areas of their own and the rhythm of their number."""
    areas, chance = list(house.areas.shown), random.Random(8)
    for start in range(0, readers, _GROUP):
        with house.ledger.together():
            for number in range(start, min(readers, start + _GROUP)):
                house.ledger.add(
                    subscriber(
                        id=f"{number:032x}", address=f"reader.{number}@example.org", name=f"Reader {number}",
                        areas=tuple(sorted(chance.sample(areas, chance.randint(1, 4)))), cadence=cadence(number),
                    )
                )  # fmt: skip


def items(number: int, people: Sequence[Person], seed: int = 1) -> Iterator[Item]:
    """So many items, a story in ten, the newest last."""
    chance = random.Random(seed)
    sentences = _sentences()
    for each in range(number):
        yield _item(each, number, people, chance, sentences)


def _item(each: int, number: int, people: Sequence[Person], chance: random.Random, sentences: Sequence[str]) -> Item:
    kind = Kind.STORY if each % 10 == 9 else Kind.ARTICLE
    paragraphs = [" ".join(chance.choices(sentences, k=chance.randint(2, 6))) for _ in range(chance.randint(9, 18))]
    for at in range(3, len(paragraphs), 4):
        paragraphs[at] = f"## {' '.join(chance.choice(sentences).split()[:6])}\n\n{paragraphs[at]}"
    body = "\n\n".join(paragraphs)
    title = " ".join(chance.choice(sentences).rstrip(".?!").split()[:8]) + f", {each}"
    return Item(
        id=f"piece-{each}",
        kind=kind,
        source=f"{'stories' if kind is Kind.STORY else 'content/articles'}/piece-{each}.md",
        title=title,
        summary=chance.choice(sentences),
        body=body,
        html=to_html(body, {}),
        author=people[chance.randrange(len(people))].id,
        published=NOW - timedelta(hours=6 * (number - each)),
        basis=Basis.ANONYMISED if kind is Kind.STORY else None,
    )


def _sentences() -> list[str]:
    found = []
    for path in sorted((REPOSITORY / "content/articles").glob("*.md")):
        words = path.read_text("utf-8").split("---", 2)[2]
        plain = [line for line in words.splitlines() if line and line[0] not in "#|-*>[!1234567890"]
        found += [each for line in plain for each in re.split(r"(?<=[.?!]) ", line) if 5 <= len(each.split()) <= 40]
    return found


def _people(areas: Sequence[str]) -> Iterator[Person]:
    for each in range(_PEOPLE):
        name = f"{_FIRST[each % 10]} {_LAST[each // 10]}"
        id_ = name.lower().replace(" ", "-")
        yield Person(
            id=id_, name=name, role="Partner", office="Bristol", email=f"{id_}@firm.example",
            phone=f"0117 496 {each:04}", summary=f"Come to {name.split()[0]} with a question about a contract.",
            practices=tuple(areas[(each + step) % len(areas)] for step in (0, 7, 19)),
        )  # fmt: skip


def _profile(person: Person) -> Item:
    body = "I read contracts.\n\n## What I believe\n\nThat the first page matters."
    return Item(
        id=f"profile:{person.id}", kind=Kind.PROFILE, source=f"content/people/{person.id}.md", title=person.name,
        summary=person.summary, body=body, html=to_html(body, {}), author=person.id, published=NOW,
    )  # fmt: skip


def _source(path: str, item: str) -> Source:
    return Source(source=path, fingerprint="1", item=item, first_seen=NOW)


def _tagging(item: Item, areas: Sequence[str]) -> Tagging:
    chance = random.Random(item.id)
    word = item.body.split()[0]
    seen = Evidence(words=word, where="body", start=0, end=len(word), weight=1.0)
    chosen = chance.sample(list(areas), k=chance.choice((1, 1, 2, 3)))
    return Tagging(
        tags=tuple(Tag(area=area, score=0.9 - 0.1 * rank, evidence=(seen,)) for rank, area in enumerate(chosen))
    )


def _clear(house: House, item: Item, by: str) -> None:
    decision = Clearance(
        item=item.id, text=item.content_hash, decision=Decision.CLEARED, by=by, at=NOW,
        basis=ClearanceBasis.ANONYMISED, ref="READ-1",
    )  # fmt: skip
    record = house.clearing.record
    record.append(chain.chained(ledger.fields(decision), record.lines()))
