"""Readers: who asked, who confirmed, who left, and the proof of every step.

Rules that settle every race, because one writer follows the other on the disk:

- A sign-up is confirmed once; whatever comes second finds the reader that the first made.
- Leaving and erasing end every sign-up that was asked for before. So of a leaving and a confirmation that meet, leaving
  wins, whichever is first; to come in again one asks again.
- Erasing takes away what is there when it happens: what was confirmed before it goes, what comes after finds nothing.
- Only a confirmation of a sign-up, or whoever left (within 30 days), lifts a suppression.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import OperationalError

from pipeline.edges.store import schema
from pipeline.edges.store.bounces import BounceStore, clear_bounces
from pipeline.edges.store.database import PATIENCE
from pipeline.edges.store.letters import LetterStore, clear_letters, forget_letters
from pipeline.edges.store.reader_rows import (
    LEFT,
    address_hash,
    address_hashes,
    among,
    end_sign_ups,
    forget_mails,
    reader_of,
    remove_sign_ups,
    suppression_row,
    trace,
    trace_row,
    utc,
    write_reader,
)
from pipeline.mailboxes import box, key
from pipeline.model import Permission, SignUp, Step, Subscriber, Trace, Wish

_SIGN_UP = TypeAdapter(SignUp)
#: How long a sign-up waits to be confirmed.
OPEN_FOR = timedelta(days=14)
#: How long whoever left can take it back.
WAY_BACK = timedelta(days=30)
#: Why the address of somebody is suppressed of whom nothing else is kept.
ERASED = "erased"
#: Milliseconds for which scrubbing waits for those who read.
_SCRUB = 250


class ReaderStore(LetterStore, BounceStore):
    """Keeps the ports Readers and Bounces."""

    # Coming.

    def ask(self, sign_ups: Sequence[SignUp]) -> None:
        """Remember sign-ups, all at once or none. Nobody is looked up, so a known address costs what an unknown one does."""
        if not sign_ups:
            return
        rows = [
            {
                "id": each.id,
                "address_hash": address_hash(each.address),
                "mailbox": address_hash(box(each.address)),
                "asked": utc(each.asked),
                "sign_up": _SIGN_UP.dump_json(each).decode(),
            }
            for each in sign_ups
        ]
        lines = [
            trace_row(
                Step.ASKED,
                each.id,
                each.asked,
                {"wording": each.wording, "form": each.form, "page": each.page, "network": each.network},
            )
            for each in sign_ups
        ]
        with self.write() as connection:
            connection.execute(insert(schema.sign_ups), rows)
            connection.execute(insert(schema.traces), lines)

    def asked(self, id_: str) -> SignUp | None:
        """An open sign-up; None where there is none, or it is over."""
        table = schema.sign_ups
        query = select(table.c.sign_up).where(table.c.id == id_, table.c.reader.is_(None))
        with self.read() as connection:
            told = connection.execute(query).scalar()
        return _SIGN_UP.validate_json(told) if told else None

    def letter_begins(self, sign_up: str, message_id: str) -> bool:
        """Take a sign-up out of `to_write` before its confirmation leaves, so that a kill cannot make two of it.

        False where it was begun before, or the sign-up is over.
        """
        table = schema.sign_ups
        waits = (table.c.id == sign_up) & table.c.reader.is_(None) & table.c.message_id.is_(None)
        with self.write() as connection:
            return bool(connection.execute(update(table).where(waits).values(message_id=message_id)).rowcount)

    def letter_stays(self, sign_up: str) -> None:
        """Its confirmation was certainly not handed over: it is `to_write` again."""
        table = schema.sign_ups
        with self.write() as connection:
            connection.execute(update(table).where(table.c.id == sign_up).values(message_id=None))

    def written_to(self, sign_up: str, message_id: str, at: datetime) -> None:
        """The confirmation of a sign-up was handed over; nothing where the sign-up is over."""
        table = schema.sign_ups
        with self.write() as connection:
            written = connection.execute(update(table).where(table.c.id == sign_up).values(message_id=message_id))
            if written.rowcount:
                trace(connection, Step.WRITTEN_TO, sign_up, at, {"message id": message_id})

    def to_write(self, most: int) -> list[SignUp]:
        """Open sign-ups whose confirmation has not been handed over yet, the oldest first."""
        table = schema.sign_ups
        query = (
            select(table.c.sign_up)
            .where(table.c.reader.is_(None), table.c.message_id.is_(None))
            .order_by(table.c.asked)
            .limit(most)
        )
        with self.read() as connection:
            return [_SIGN_UP.validate_json(told) for told in connection.execute(query).scalars()]

    def letters_since(self, address: str, since: datetime) -> int:
        """How many confirmations were asked for to this mailbox since a moment, in whatever spelling of it."""
        table = schema.sign_ups
        query = select(func.count()).where(table.c.mailbox == address_hash(box(address)), table.c.asked >= utc(since))
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def confirm(self, sign_up: str, at: datetime, network: str) -> Subscriber | None:
        """Make a reader of whoever asked within the last 14 days, or find the one that was made already."""
        table, gone = schema.sign_ups, schema.suppressions
        with self.write() as connection:
            row = connection.execute(select(table).where(table.c.id == sign_up)).first()
            if row is None:
                return None
            if row.reader:
                return self.reader(row.reader)
            asked = _SIGN_UP.validate_json(row.sign_up)
            if at - asked.asked > OPEN_FOR:
                return None
            known = self.reader_at(asked.address)
            lifted = delete(gone).where(gone.c.address_hash.in_(address_hashes(asked.address)))
            before = connection.execute(lifted.returning(gone.c.reader)).scalars().all()
            # Whoever comes again has the id that they had: the links in their old mails still end it.
            id_ = known.id if known else next((each for each in before if each), sign_up)
            reader = Subscriber(
                id=id_,
                address=asked.address,
                **_chosen(asked.wish),
                confirmed=at,
                proof=f"confirmed sign-up {sign_up}",
                permission=Permission.EXPRESS,
            )
            write_reader(connection, reader)
            connection.execute(update(table).where(table.c.id == sign_up).values(reader=id_))
            trace(connection, Step.CONFIRMED, id_, at, {"sign-up": sign_up, "network": network})
            return reader

    # Staying.

    def reader(self, id_: str) -> Subscriber | None:
        """A reader, one who has left within the last 30 days included (`left` says so)."""
        table = schema.subscribers
        with self.read() as connection:
            told = connection.execute(select(table.c.subscriber).where(table.c.id == id_)).scalar()
        return reader_of(told) if told else None

    def reader_at(self, address: str) -> Subscriber | None:
        """The same by address."""
        table = schema.subscribers
        with self.read() as connection:
            told = connection.execute(select(table.c.subscriber).where(table.c.folded == key(address))).scalar()
        return reader_of(told) if told else None

    def change(self, id_: str, wish: Wish, at: datetime) -> bool:
        """Another wish; False where nobody has this id, or they have left. The same wish again leaves no trace."""
        with self.write() as connection:
            reader = self.reader(id_)
            if reader is None or reader.left:
                return False
            changed = replace(reader, **_chosen(wish))
            if changed != reader:
                write_reader(connection, changed)
                trace(connection, Step.CHANGED, id_, at, _told(wish))
            return True

    def pause(self, id_: str, until: datetime | None, at: datetime) -> bool:
        """Send nothing until then; None ends a pause. False where nobody has this id, or they have left."""
        with self.write() as connection:
            reader = self.reader(id_)
            if reader is None or reader.left:
                return False
            if until != reader.paused:
                write_reader(connection, replace(reader, paused=until))
                trace(connection, Step.PAUSED, id_, at, {"until": until.isoformat() if until else "ended"})
            return True

    # Going.

    def leave(self, id_: str, at: datetime, reason: str = "") -> bool:
        """Suppress the address at once and for good; idempotent. False where nobody has this id.

        It is true, too, of one whose row was cleared out since: they have left, and stay away.
        """
        gone = schema.suppressions
        with self.write() as connection:
            reader = self.reader(id_)
            if reader is None:
                known = (
                    connection.execute(select(gone.c.address_hash).where(gone.c.reader == id_)).scalars().all()
                    if id_
                    else ()
                )
                for each in known:
                    end_sign_ups(connection, each)
                return bool(known)
            hashed = address_hash(reader.address)
            end_sign_ups(connection, hashed)
            row = suppression_row(hashed, LEFT, at, id_)
            connection.execute(
                insert(gone).values(row).on_conflict_do_update(index_elements=["address_hash"], set_={"reader": id_})
            )
            if reader.left is None:
                write_reader(connection, replace(reader, left=at))
                trace(connection, Step.LEFT, id_, at, {"reason": reason})
            return True

    def come_back(self, id_: str, at: datetime) -> bool:
        """Take a leaving back, within 30 days, by whoever left; False where it is too late, or they did not leave.

        False, too, where it was not they who left: what the firm suppressed, only a new sign-up lifts.
        """
        gone = schema.suppressions
        with self.write() as connection:
            reader = self.reader(id_)
            if reader is None or reader.left is None or at - reader.left > WAY_BACK:
                return False
            mine = gone.c.address_hash == address_hash(reader.address)
            if connection.execute(select(gone.c.reason).where(mine)).scalar() != LEFT:
                return False
            connection.execute(delete(gone).where(mine))
            write_reader(connection, replace(reader, left=None))
            trace(connection, Step.RETURNED, id_, at, {})
            return True

    def erase(self, address: str, at: datetime) -> bool:
        """Remove everything about an address but its suppression, which is made; False where nothing was known.

        Of their deliveries it stays that they were, under an id that then leads to nobody.
        """
        gone, asked = schema.suppressions, schema.sign_ups
        hashes = address_hashes(address)
        with self.write() as connection:
            reader = self.reader_at(address)
            old = connection.execute(delete(gone).where(gone.c.address_hash.in_(hashes)).returning(gone.c.reader))
            ids = {each for each in old.scalars().all() if each} | ({reader.id} if reader else set())
            connection.execute(insert(gone).values(suppression_row(hashes[0], ERASED, at)))
            connection.execute(delete(schema.subscribers).where(schema.subscribers.c.id.in_(ids)))
            forget_letters(connection, address, ids)
            for each in ids:
                forget_mails(connection, each)
            lines = schema.traces
            every = ids | {line.of for line in self.traces(ids)}
            connection.execute(delete(lines).where(among(lines.c.of, every)))
            ended = remove_sign_ups(connection, asked.c.address_hash.in_(hashes) | asked.c.reader.in_(ids))
        self._scrub()
        return bool(ids or ended)

    # What is known.

    def traces(self, of: Iterable[str]) -> list[Trace]:
        """The proof of these ids, in the order written; a reader's has the lines of the sign-ups that they confirmed."""
        lines = schema.traces
        with self.read() as connection:
            ids = set(of)
            confirmed = select(lines.c.told).where(among(lines.c.of, ids), lines.c.step == Step.CONFIRMED)
            ids |= {json.loads(told)["sign-up"] for told in connection.execute(confirmed).scalars()}
            rows = connection.execute(select(lines).where(among(lines.c.of, ids)).order_by(lines.c.number)).all()
        return [
            Trace(
                step=Step(row.step),
                at=datetime.fromisoformat(row.at),
                of=row.of,
                told=tuple(json.loads(row.told).items()),
            )
            for row in rows
        ]

    def clear_out(self, now: datetime, proof_from: datetime | None = None) -> int:
        """Remove open sign-ups older than 14 days, and readers who left more than 30 days ago; returns how many.

        The proof of those who were readers stays, under their id, until somebody erases them, or they left before `proof_from`;
        then what went to them goes, too. That they left stays for ever.
        """
        asked, readers = schema.sign_ups, schema.subscribers
        with self.write() as connection:
            old = asked.c.reader.is_(None) & (asked.c.asked < utc(now - OPEN_FOR))
            ended = remove_sign_ups(connection, old)
            gone = readers.c.left < utc(now - WAY_BACK)
            connection.execute(delete(asked).where(asked.c.reader.in_(select(readers.c.id).where(gone))))
            ended += connection.execute(delete(readers).where(gone)).rowcount
            clear_letters(connection, now)
            clear_bounces(connection, now)
            if proof_from:
                ended += self._let_go(connection, proof_from)
        self._scrub()
        return ended

    def _let_go(self, connection: Connection, before: datetime) -> int:
        """Remove the proof of whoever left before then and is no reader now; returns of how many."""
        gone, lines = schema.suppressions, schema.traces
        known = select(schema.subscribers.c.id)
        left = connection.execute(
            select(gone.c.reader, gone.c.at).where(gone.c.reader != "", gone.c.reader.not_in(known))
        )
        old = [row.reader for row in left if datetime.fromisoformat(row.at) < before]
        proven = set(connection.execute(select(lines.c.of).where(among(lines.c.of, old))).scalars())
        connection.execute(delete(lines).where(among(lines.c.of, {each.of for each in self.traces(proven)})))
        for each in proven:
            forget_mails(connection, each)
        return len(proven)

    def _scrub(self) -> None:
        """Write the file anew, and empty the write-ahead log. Whoever is at work on it puts that off to the next time.

        What is deleted is overwritten, and yet not gone: where SQLite moved rows from one page to the next to keep both full,
        a copy may lie between what stands on the first. The log has the pages as they were. 50 MB take a quarter of a second.
        """
        if self._open is not None:
            return
        with self._engine.connect() as connection, suppress(OperationalError):
            # Whoever wants to write waits as long as this does.
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_SCRUB}")
            try:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE * 1000}")


def _chosen(wish: Wish) -> dict[str, Any]:
    """A wish as the fields of a reader."""
    return {
        "name": wish.name,
        "areas": wish.areas,
        "people": wish.people,
        "kinds": wish.kinds,
        "jurisdictions": wish.jurisdictions,
        "cadence": wish.cadence,
        "ceiling": wish.ceiling,
        "minutes": wish.minutes,
        "plain": wish.plain,
    }


def _told(wish: Wish) -> dict[str, str]:
    """A wish as a line of the proof: without the name, which proves nothing."""
    return {
        "areas": " ".join(wish.areas),
        "people": " ".join(wish.people),
        "kinds": " ".join(wish.kinds),
        "jurisdictions": " ".join(wish.jurisdictions),
        "cadence": wish.cadence,
        "ceiling": str(wish.ceiling),
        "minutes": str(wish.minutes),
        "format": "plain" if wish.plain else "html",
    }
