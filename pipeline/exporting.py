"""Everything of a firm as plain files, for whoever leaves Attract or wants to read it without.

It stands beside the wiring, and names the edges that only this needs. `importing.py` brings it back.
"""

import importlib.metadata
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from pipeline import keeping
from pipeline.collect import opml
from pipeline.edges import files
from pipeline.edges.store import copying, plain_rows
from pipeline.edges.store.database import HEAD
from pipeline.errors import BackupError, UsageError
from pipeline.model import Item
from pipeline.subscribe.lists import own
from pipeline.wiring import House

FORMAT = 1
ABOUT, READ_ME = "export.json", "README.txt"
#: Where each part lies in an export.
ROWS, FILES, STATE, ITEMS = "data", "firm", "attract", "items"
#: What each file of rows is.
TOLD = {
    "subscribers": "readers, with all that they asked for; what `attract import` reads (subscribers.csv is the same for others)",
    "suppressions": "whom nobody may mail: SHA-256 of each address, folded; the address itself is kept nowhere",
    "sign_ups": "who asked for digests, confirmed or not yet",
    "traces": "the proof: a line for each step between a reader and the firm, in the order in which they happened",
    "data_letters": "letters with the link to what is stored about somebody; kept for a day",
    "editions": "each digest that was composed, by cadence and period",
    "deliveries": "each edition to each reader: state, pieces, what the server said",
    "received": "which piece went to whom, under which text",
    "changes": "what people changed about editions before they were composed",
    "bounces": "what came back, and what that did",
    "slots": "the plan: each period of each job, whether it waits or is over, and who moved or skipped it",
    "posts": "each post on a social network: its words, who cleared them, whether it left, and where it is",
    "tokens": "which accounts are connected; the tokens are encrypted, and their key is not here: connect them again",
    "items": "each piece as Attract knows it; items/ has the same to read",
    "people": "each lawyer as their page shows them",
    "sources": "each file ever seen, and the id of its piece",
    "feeds": "each blog ever followed, and how it stands; feeds.opml is the list for any feed reader",
    "entries": "each entry of these ever seen, and what became of it",
    "tags": "practice areas by text, with the words that earned them; corrections stand in content/practice_areas.yml",
    "findings": "what the rules found, by text",
    "told_of_clients": "SHA-256 of each sentence that stood in a story: none may go out as something else",
    "addresses": "each address that was ever public, and what its page was about",
    "marks": "single facts about the whole",
}


@dataclass(frozen=True)
class Exported:
    """What was written, or would be."""

    to: Path
    #: Rows by table.
    rows: dict[str, int]
    #: Files of the firm's folder, and pieces to read.
    files: int
    items: int
    #: Whether addresses are encrypted in the database, and so are readable in the export and not there.
    was_encrypted: bool
    #: Keys that are there and are not exported.
    keys: tuple[str, ...]
    dry: bool = False


def export(house: House, to: Path, *, dry_run: bool = False) -> Exported:
    """Write everything but keys and what can be made again into a folder; there all at once, or not at all.

    Raises:
        UsageError: the folder is not empty, or lies in the firm's.
        BackupError: it cannot be written.

    """
    to = (Path.cwd() / to.expanduser()).resolve()
    if to.is_relative_to(house.root.resolve()):
        raise UsageError(str(to), "lies in the firm's folder.", "Name a folder elsewhere.")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise UsageError(str(to), "is not an empty folder.", "Name one that is not there.")
    found = keeping.found(house.root, keeping.followed_files(house))
    sources = [each for each in found.sources if not keeping.is_early(each)]
    keys = tuple(each.name for each in keeping.keys_of(house) if each.path.exists())
    sealed = bool(copying.sealed_of(house._database))
    if dry_run:
        with plain_rows.moment(house._database) as connection:
            rows = {table.name: _count(connection, table.name) for table in plain_rows.TABLES}
        return Exported(to, rows, len(sources), rows["items"], sealed, keys, dry=True)
    with files.made_beside(to, "exporting") as room:
        with plain_rows.moment(house._database) as connection:
            rows = _rows(house, connection, room)
            as_of = _as_of(connection)
        items = _items(house, room)
        _lists(house, room)
        for source in sources:
            inside = source.path.removeprefix(f"{keeping.STATE}/")
            at = room / (FILES if inside == source.path else STATE) / inside
            at.parent.mkdir(parents=True, exist_ok=True)
            with source.open() as body, _private(at) as out:
                shutil.copyfileobj(body, out)
        _text(room / ABOUT, json.dumps({
            "format": FORMAT, "attract": importlib.metadata.version("attract"), "revision": HEAD, "firm": house.firm.name,
            "zone": house.firm.time_zone, "as_of": as_of, "lines": rows,
        }, ensure_ascii=False, indent=1) + "\n")  # fmt: skip
        _text(room / READ_ME, _read_me(house, rows))
    return Exported(to, rows, len(sources), items, sealed, keys)


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one())


def _rows(house: House, connection: Connection, room: Path) -> dict[str, int]:
    (room / ROWS).mkdir()
    rows, total, done = {}, sum(_count(connection, each.name) for each in plain_rows.TABLES), 0
    for table in plain_rows.TABLES:
        count = 0
        with _private(room / ROWS / f"{table.name}.jsonl") as out:
            for line in plain_rows.lines(connection, table):
                out.write(f"{line}\n".encode())
                count += 1
                if not count % 1000:
                    house.progress("export", done + count, total, table.name)
        rows[table.name], done = count, done + count
    house.progress("export", total, total)
    return rows


def _as_of(connection: Connection) -> str:
    """The newest moment of which the database tells, in UTC; empty where it tells of none. The same rows, the same moment."""
    asked = ("deliveries.at", "slots.ended", "traces.at", "suppressions.at", "editions.composed")
    found = []
    for each in asked:
        table, column = each.split(".")
        query = f"SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', max(julianday({column}))) FROM {table}"
        found.append(connection.exec_driver_sql(query).scalar() or "")
    return max(found)


def _items(house: House, room: Path) -> int:
    """Each piece as Markdown with its facts above it; a few at a time in memory."""
    from pipeline.model import Kind

    ids = sorted(house.library.ids(tuple(Kind)))
    (room / ITEMS).mkdir()
    for start in range(0, len(ids), 200):
        for item in house.library.items(ids[start : start + 200]):
            _text(room / ITEMS / f"{_name(item.id)}.md", _written(item))
    return len(ids)


def _written(item: Item) -> str:
    """Front matter, in the JSON that is YAML, too; and the words."""
    facts: dict[str, Any] = {
        "id": item.id, "kind": item.kind, "title": item.title, "summary": item.summary, "author": item.author,
        "with": list(item.co_authors), "date": item.published.isoformat(), "basis": item.basis,
        "jurisdiction": list(item.jurisdictions),
        "practice_areas": None if item.practice_areas is None else list(item.practice_areas), "link": item.link,
        "source": item.source, "text": item.content_hash,
        "pictures": [f"{STATE}/assets/{asset.filename}" for asset in item.assets],
    }  # fmt: skip
    head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items() if value)
    return f"---\n{head}---\n\n{item.body.rstrip()}\n"


def _name(id_: str) -> str:
    return "".join(char if char.isalnum() or char in "-_." else "-" for char in id_).lstrip(".") or "item"


def _lists(house: House, room: Path) -> None:
    """Readers and feeds as other programs take them."""
    with _private(room / "subscribers.csv") as out:
        first = True
        for group in _groups(house.ledger.each_subscriber(), 500):
            text = own.written(group, house.firm.zone)
            out.write((text if first else text.split("\n", 1)[1]).encode())
            first = False
        if first:
            out.write(own.written([], house.firm.zone).encode())
    with _private(room / "feeds.opml") as out:
        out.write(opml.write_opml(house.feeds, house.firm.name))


def _groups(told: Iterable[Any], size: int) -> Iterator[list[Any]]:
    group: list[Any] = []
    for each in told:
        group.append(each)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _text(path: Path, text: str) -> None:
    with suppress(FileExistsError):
        with _private(path) as out:
            out.write(text.encode())
        return
    raise BackupError(str(path), "two pieces have one name on this disk.", "Export to a disk that tells small letters from capitals.")  # fmt: skip


def _read_me(house: House, rows: dict[str, int]) -> str:
    head = f"""{house.firm.name}, everything that Attract knows, as plain files.

ADDRESSES ARE READABLE IN HERE, also where the database has them encrypted. Keep this folder as you keep a client's file.
No key and no password is in it: keep reader.keys apart, or the links to leave in old mails do not work.
Bring it back with: attract import DIR --to FOLDER

{ABOUT}            what wrote this, how many lines each file has
{FILES}/                 the firm's own files as they stand: content/ (firm.yml: settings; clearances.jsonl: every decision, each line
                      with the SHA-256 of the one before; practice_areas.yml: corrections of tags), stories/, mkdocs.yml
{ITEMS}/                each piece to read: facts, then words in Markdown; also those from feeds
subscribers.csv       readers in Attract's own form; any spreadsheet opens it
feeds.opml            the blogs that are followed; any feed reader opens it
{STATE}/assets/        pictures, named by the SHA-256 of their bytes
{STATE}/archive/       each version of the site that was public: site.jsonl lists them, objects/ has the files (gzip) by SHA-256
{STATE}/consents.jsonl the book of clients' consents, chained like the decisions. It names clients.
{STATE}/names.keyed    the do-not-name list, which nobody can read back
{STATE}/models/        the tagger's own models
{STATE}/outbox/        mails and texts that were laid down for people to take

{ROWS}/ has a line of JSON for each row, in UTF-8; times are ISO 8601:

"""
    return head + "".join(
        f"{ROWS}/{name}.jsonl\n    {TOLD.get(name, 'see the documentation')}\n" for name in sorted(rows)
    )
