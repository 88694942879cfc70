"""What a database from a backup cannot know: whether what it had still to send has left since, on a machine that is gone."""

from collections.abc import Iterable

from sqlalchemy import Engine

from pipeline.model import Settled

#: Said of each delivery; it names nobody, and so stands there readable where the others are encrypted.
WHY = "restored from a backup: nobody knows whether it left since"


def settle_journals(engine: Engine, told: Iterable[tuple[str, Settled]]) -> int:
    """Write what senders knew of mails in their hand when the backup was made: (sender, what became of one)."""
    rows = [
        (each.state, WHY if each.state == "uncertain" else "settled by the sender's journal", each.edition, each.subscriber, sender)
        for sender, each in told
    ]  # fmt: skip
    with engine.begin() as connection:
        for row in rows:
            connection.exec_driver_sql(
                "UPDATE deliveries SET state = ?, response = ?, sender = '', until = NULL"
                " WHERE edition = ? AND subscriber = ? AND sender = ? AND state = 'attempting'",
                row,
            )
    return len(rows)


def doubt(engine: Engine) -> int:
    """Call uncertain whatever may have left since; returns how many mails and texts wait for a person because of it.

    An edition that was being composed counts as composed: whoever went on with it may have sent it.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE editions SET composed = due, composer = '' WHERE composed IS NULL AND held = ''"
            " AND edition IN (SELECT edition FROM deliveries)"
        )
        count = connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'uncertain', response = ?, sender = '', until = NULL, again = NULL"
            " WHERE state IN ('planned', 'attempting')",
            (WHY,),
        ).rowcount
        connection.exec_driver_sql(
            "UPDATE posts SET state = 'uncertain', response = ?, holder = '', until = NULL, again = NULL"
            " WHERE state IN ('planned', 'attempting')",
            (WHY,),
        )
        # Letters with a link: whoever waits for one asks again. Two are worse than none.
        connection.exec_driver_sql(
            "UPDATE sign_ups SET message_id = 'restored' WHERE reader IS NULL AND message_id IS NULL"
        )
        connection.exec_driver_sql(
            "UPDATE data_letters SET state = 'uncertain' WHERE state IN ('planned', 'attempting')"
        )
        connection.exec_driver_sql("UPDATE marks SET value = 'restored' WHERE name = 'published'")
        connection.exec_driver_sql("UPDATE marks SET value = '' WHERE name = 'hosted'")
    return count
