"""Letters with the link to somebody's data: asked for, counted, and handed over at most once, through every restart."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from pipeline.edges.store import schema
from pipeline.edges.store.database import Session
from pipeline.edges.store.reader_rows import address_hash, among, utc
from pipeline.mailboxes import box
from pipeline.model import DataLetter, DeliveryState

#: As long as letters are counted; what could not be handed over by then is not wanted any more.
KEPT = timedelta(days=1)


class LetterStore(Session):
    """Keeps the port DataLetters."""

    def ask_for_data(self, letter: DataLetter, address: str) -> None:
        """Remember that a letter was asked for. To an address of nobody it counts, and never leaves."""
        hashed = address_hash(box(address))
        row = {
            "id": letter.id, "mailbox": hashed, "hashed": hashed, "reader": letter.reader, "asked": utc(letter.asked),
            "state": DeliveryState.PLANNED if letter.reader else DeliveryState.EXCLUDED,
        }  # fmt: skip
        with self.write() as connection:
            connection.execute(insert(schema.data_letters).values(row))

    def data_letters_since(self, address: str, since: datetime) -> int:
        """How many were asked for to this mailbox since a moment, in whatever spelling of it."""
        table = schema.data_letters
        query = select(func.count()).where(table.c.mailbox == address_hash(box(address)), table.c.asked >= utc(since))
        with self.read() as connection:
            return connection.execute(query).scalar_one()

    def data_letters(self, most: int) -> list[DataLetter]:
        """Those that wait to be handed over, the oldest first."""
        table = schema.data_letters
        query = select(table).where(table.c.state == DeliveryState.PLANNED).order_by(table.c.asked).limit(most)
        with self.read() as connection:
            rows = connection.execute(query).all()
        return [DataLetter(id=row.id, reader=row.reader, asked=datetime.fromisoformat(row.asked)) for row in rows]

    def data_letters_to(self, reader: str) -> list[tuple[datetime, DeliveryState]]:
        """When a reader's were asked for, and how each stands, the oldest first."""
        table = schema.data_letters
        query = select(table.c.asked, table.c.state).where(table.c.reader == reader).order_by(table.c.asked)
        with self.read() as connection:
            return [(datetime.fromisoformat(asked), DeliveryState(state)) for asked, state in connection.execute(query)]

    def move_data_letter(self, id_: str, before: DeliveryState, to: DeliveryState) -> bool:
        """Change one state, durably, if it still is what it was; False if it is not, or the letter is gone."""
        table = schema.data_letters
        mine = (table.c.id == id_) & (table.c.state == before)
        with self.write() as connection:
            return bool(connection.execute(update(table).where(mine).values(state=to)).rowcount)

    def torn_data_letters(self) -> int:
        """Call uncertain what was on its way when Attract ended; returns how many. Nothing sends them again."""
        table = schema.data_letters
        torn = table.c.state == DeliveryState.ATTEMPTING
        with self.write() as connection:
            return connection.execute(update(table).where(torn).values(state=DeliveryState.UNCERTAIN)).rowcount


def forget_letters(connection: Connection, address: str, readers: set[str]) -> None:
    """Remove what was asked for by a mailbox, or for these readers."""
    table = schema.data_letters
    mine = (table.c.mailbox == address_hash(box(address))) | among(table.c.reader, readers)
    connection.execute(delete(table).where(mine))


def clear_letters(connection: Connection, now: datetime) -> None:
    """Remove those that count no more."""
    table = schema.data_letters
    connection.execute(delete(table).where(table.c.asked < utc(now - KEPT)))
