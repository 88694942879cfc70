"""How long it takes to prove a large firm, and in how much memory: `python -m tests.benchmarks.proving [DELIVERIES] [ITEMS]`.

The store is written by SQL: editions to 10,000 readers with five pieces each, and what first editions passed over. The site and its
archive have a page for each item.
"""

import argparse
import gzip
import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

from pydantic import TypeAdapter

from pipeline import chain
from pipeline.edges.versions import Copy, dumped
from pipeline.model import Item, Subscriber
from tests.benchmarks.memory import of_a_process
from tests.builders import NOON, item, subscriber
from tests.conftest import SmallFirm, small_firm_in

READERS, EACH, PASSED = 10_000, 5, 40
DAY = timedelta(days=1)
_ITEM, _SUBSCRIBER = TypeAdapter(Item), TypeAdapter(Subscriber)
_PROVE = """
import time
from pathlib import Path
from datetime import timedelta
from pipeline.proving.run import prove
from pipeline.ending import silent
from pipeline.wiring import House
from tests.benchmarks.memory import peak
from tests.builders import NOON
began = [time.monotonic(), ""]
def told(room, done, total, what):
    if began[1]:
        print(f"  {time.monotonic() - began[0]:6.2f} s  {began[1]}")
    began[:] = [time.monotonic(), what]
proof = prove(House(Path(%r), clock=lambda: NOON + timedelta(days=3650)), told)
wrong = [each.key for each, look in proof.results if not look.holds]
print(f"{proof.took:.1f} s, {peak()} MB at most; {'all holds' if not wrong else wrong}")
"""


def grow(firm: SmallFirm, deliveries: int, items: int) -> None:
    """Fill the firm's store, site and archive."""
    _ = firm.house(NOON).ledger
    pieces = [
        item(id=f"p{number:05}", source=f"content/articles/p{number:05}.md", body=f"Words {number}. " * 200)
        for number in range(items)
    ]
    with closing(sqlite3.connect(firm.root / ".attract/attract.sqlite")) as connection:
        connection.executemany("INSERT INTO sources (source, fingerprint, item, first_seen, pictures, present) VALUES (?, '', ?, ?, '[]', 1)",
                               [(each.source, each.id, NOON.isoformat()) for each in pieces])  # fmt: skip
        connection.executemany("INSERT INTO items (id, source, item, kind) VALUES (?, ?, ?, 'article')",
                               [(each.id, each.source, _ITEM.dump_json(each).decode()) for each in pieces])  # fmt: skip
        _people(connection)
        _mails(connection, deliveries, pieces)
        connection.commit()
    _site(firm, pieces)


def _people(connection: sqlite3.Connection) -> None:
    for number in range(READERS):
        reader = subscriber(id=f"r{number:06}", address=f"r{number}@example.org")
        connection.execute("INSERT INTO subscribers VALUES (?, ?, ?, 'weekly', ?, NULL)",
                           (reader.id, reader.address, reader.address, _SUBSCRIBER.dump_json(reader).decode()))  # fmt: skip
        connection.execute("INSERT INTO traces (\"of\", step, at, told) VALUES (?, 'imported', ?, '{}')",
                           (reader.id, (NOON - DAY).isoformat()))  # fmt: skip


def _mails(connection: sqlite3.Connection, deliveries: int, pieces: list[Item]) -> None:
    chance = Random(5)
    for week in range(deliveries // READERS):
        name, at = f"weekly-{week:04}", (NOON + week * 7 * DAY).isoformat()
        connection.execute(
            "INSERT INTO editions (edition, cadence, period, due, composed) VALUES (?, 'weekly', ?, ?, ?)",
            (name, name, at, at),
        )
        connection.execute(
            "INSERT INTO slots (job, period, due, at, state, ended) VALUES ('weekly', ?, ?, ?, 'done', ?)",
            (name, at, at, at),
        )
        new = [each.id for each in pieces[week * EACH * 2 : (week + 1) * EACH * 2]]
        rows = [
            (name, f"r{number:06}", f"<{name}.{number}>", json.dumps(chance.sample(new, EACH)), at)
            for number in range(READERS)
        ]
        connection.executemany("INSERT INTO deliveries (edition, subscriber, state, message_id, items, response, at)"
                               " VALUES (?, ?, 'accepted', ?, ?, '250 ok', ?)", rows)  # fmt: skip
        texts = {each.id: each.content_hash for each in pieces}
        connection.executemany("INSERT INTO received VALUES (?, ?, ?, ?)",
                               ((who, each, name, texts[each]) for _, who, _, told, _ in rows for each in json.loads(told)))  # fmt: skip
        if not week:
            passed = [each.id for each in pieces[-PASSED:]]
            connection.executemany(
                "INSERT INTO received VALUES (?, ?, ?, '')", ((row[1], each, name) for row in rows for each in passed)
            )


def _site(firm: SmallFirm, pieces: list[Item]) -> None:
    copy = Copy(firm.root / ".attract/site", "a")
    copy.tree.mkdir(parents=True)
    (firm.root / "site").symlink_to(".attract/site/a", target_is_directory=True)
    told, files = {}, {}
    archive = firm.root / ".attract/archive"
    with copy.learn(None) as known:
        for each in pieces:
            page = f"articles/{each.id}/"
            body = f"<!doctype html><h1>{each.title}</h1><p>{each.body}".encode() * 10
            (copy.tree / page).mkdir(parents=True)
            (copy.tree / page / "index.html").write_bytes(body)
            told[each.id] = {"text": each.content_hash, "kind": "article", "source": each.source, "title": each.id}
            files[f"{page}index.html"] = _kept(archive, body)
            known.execute("INSERT INTO records VALUES (?, ?)", (f"piece:{each.id}", dumped({"id": each.id, "page": page, "card": {"path": page}, "told": told[each.id]})))  # fmt: skip
        feed = "".join(f"<loc>https://firm.example/articles/{each.id}/</loc>\n" for each in pieces).encode()
        (copy.tree / "sitemap.xml").write_bytes(feed)
        files["sitemap.xml"] = _kept(archive, feed)
        known.execute("INSERT INTO marks VALUES ('version', 'one')")
    manifest = _kept(archive, json.dumps({"files": files, "items": told}).encode())
    line = chain.chained({"at": NOON.isoformat(), "stamp": "one", "manifest": manifest}, [])
    (archive / "site.jsonl").write_text(line + "\n", "utf-8")


def _kept(archive: Path, body: bytes) -> str:
    name = hashlib.sha256(body).hexdigest()
    path = archive / "objects" / name[:2] / f"{name}.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(body, 3))
    return name


def rounds(most: int) -> Iterator[int]:
    """A tenth, then all: memory that grows with the rows would show."""
    yield from (most // 10, most)


def main() -> None:
    """Print seconds by invariant, and memory, for a tenth of the deliveries and for all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("deliveries", type=int, nargs="?", default=200_000)
    asked.add_argument("items", type=int, nargs="?", default=2_000)
    said = asked.parse_args()
    for deliveries in rounds(said.deliveries):
        with tempfile.TemporaryDirectory() as folder:
            firm = small_firm_in(Path(folder))
            grow(firm, deliveries, said.items)
            size = (firm.root / ".attract/attract.sqlite").stat().st_size // 1_000_000
            print(f"{deliveries:,} deliveries to {READERS:,} readers, {said.items:,} items, a store of {size} MB")
            print(of_a_process(_PROVE % str(firm.root)))


if __name__ == "__main__":
    main()
