"""Makes a database of an earlier revision with rows in it, as SQL: python -m tests.make_golden_databases 0004

What lies in tests/edges/golden/ was made by the migrations up to each revision, as a firm's database of that time was.
A revision is added before the next one is begun; the others stay as they are. From 0005 on it is the database of a firm that had
one at 0004 already, with what the newer tables hold.
"""

import json
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, create_engine

from tests.builders import item, person, subscriber

FOLDER = Path(__file__).parent / "edges" / "golden"
AT = "2026-03-02T09:00:00+00:00"
#: Who read then; the last had left. Addresses were folded by casefold, and hashed as folded.
ADDRESSES = {"reader-1": "Megge@Example.org", "reader-2": "theo@bücher.example", "reader-3": "straße@Example.org"}
#: Who asked at the end, and has not confirmed.
ASKED = "ida@example.org"


def _told(value: Any) -> str:
    """A dataclass as the store of that time wrote it: what came since is left out."""
    from pydantic import TypeAdapter

    new = {"minutes", "permission", "ends", "paused", "left", "edition"}
    told = TypeAdapter(type(value)).dump_python(value, mode="json")
    return json.dumps({name: each for name, each in told.items() if name not in new})


def rows() -> dict[str, list[dict[str, Any]]]:
    """Rows of every table, by name; a revision takes the tables and columns that it has."""
    lease = item(id="a-lease", source="content/articles/a-lease.md")
    hashed = {id_: sha256(address.casefold().encode()).hexdigest() for id_, address in ADDRESSES.items()}
    return {
        "sources": [
            {
                "source": source, "fingerprint": "1", "item": id_, "first_seen": AT, "pictures": "[]",
                "present": True, "raw": "", "words": "", "title": "",
            }
            for source, id_ in ((lease.source, "a-lease"), ("content/people/rafe.md", "rafe"))
        ],
        "items": [{"id": "a-lease", "source": lease.source, "item": _told(lease), "kind": "article", "changed": 1}],
        "people": [{"id": "rafe", "source": "content/people/rafe.md", "person": _told(person())}],
        "tags": [{"text": lease.content_hash, "version": "1", "tags": '{"tags": []}'}],
        "findings": [{"text": lease.content_hash, "version": "1", "findings": "[]"}],
        "subscribers": [
            {
                "id": id_, "address": address, "folded": address.casefold(), "cadence": "weekly",
                "subscriber": _told(subscriber(id=id_, address=address, name=f"Reader {id_}", areas=("tax",))),
            }
            for id_, address in ADDRESSES.items()
        ],
        "suppressions": [
            {"address_hash": hashed["reader-3"], "reason": "asked to leave", "at": AT},
            {"address_hash": sha256("gone@bücher.example".encode()).hexdigest(), "reason": "a complaint", "at": AT},
        ],
        "editions": [{"edition": "weekly-2026-W09", "cadence": "weekly", "period": "2026-W09", "due": AT}],
        "deliveries": [
            {
                "edition": "weekly-2026-W09", "subscriber": id_, "state": state, "message_id": f"<{id_}@firm.example>",
                "items": '["a-lease"]', "response": "250 ok", "at": AT,
            }
            for id_, state in (("reader-1", "accepted"), ("reader-2", "uncertain"))
        ],
        "received": [{"subscriber": "reader-1", "item": "a-lease", "edition": "weekly-2026-W09", "text": ""}],
        "slots": [{"rhythm": "weekly", "period": "2026-W09", "fired": AT}],
        "feeds": [{"address": "https://blog.example/feed", "state": '{"address": "https://blog.example/feed"}'}],
        "told_of_clients": [{"sentence": "0" * 64, "item": "the-van"}],
        "addresses": [{"address": "articles/a-lease/", "thing": "piece:a-lease"}],
        "marks": [{"name": "published", "value": "1"}],
    }  # fmt: skip


def newer_rows() -> dict[str, list[dict[str, Any]]]:
    """Rows of tables that came with 0005 or later: one has asked, and one has confirmed."""
    wish = {
        "name": "Ida Vell", "areas": ["tax"], "people": [], "cadence": "weekly", "ceiling": 7, "minutes": 0, "plain": False
    }  # fmt: skip
    mailbox = sha256(ASKED.encode()).hexdigest()
    told = {
        "id": "a" * 32, "address": ASKED, "wish": wish, "asked": AT, "wording": "Send me the digest.", "form": "3",
        "page": "", "network": "203.0.113.0/24",
    }  # fmt: skip
    return {
        "sign_ups": [
            {
                "id": "a" * 32, "address_hash": mailbox, "mailbox": mailbox, "asked": "2026-03-02T09:00:00.000000+00:00",
                "sign_up": json.dumps(told), "message_id": None, "reader": None,
            }
        ],
        "traces": [
            {"of": "a" * 32, "step": "asked", "at": AT, "told": '{"wording": "Send me the digest.", "form": "3"}'},
            {"of": "reader-1", "step": "imported", "at": AT, "told": '{"permission": "express", "list": "members-2026-03-02"}'},
        ],
        "changes": [
            {"edition": "weekly-2026-W10", "edit": "pin", "items": '["a-lease"]', "by": "Ines", "at": AT},
        ],
        "data_letters": [
            {
                "id": "b" * 32, "mailbox": mailbox, "hashed": mailbox, "reader": "reader-1", "state": "accepted",
                "asked": "2026-03-02T09:00:00.000000+00:00",
            }
        ],
    }  # fmt: skip


def make(revision: str) -> str:
    """The SQL of a database at this revision."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        engine = create_engine(f"sqlite:///{path}")
        _upgrade(engine, min(revision, "0004"))
        _fill(engine, rows())
        if revision > "0004":
            _upgrade(engine, revision)
            _fill(engine, newer_rows())
        engine.dispose()
        with sqlite3.connect(path) as database:
            dump = "\n".join(database.iterdump()) + "\n"
        database.close()
        return dump


def _upgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "pipeline:edges/store/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _fill(engine: Engine, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    found = MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for name, values in rows.items():
            if (table := found.tables.get(name)) is not None:
                known = [{key: each for key, each in row.items() if key in table.c} for row in values]
                connection.execute(table.insert(), known)


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        (FOLDER / f"{wanted}.sql").write_text(make(wanted), "utf-8")
