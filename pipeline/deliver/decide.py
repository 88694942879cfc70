"""Decides what to try, what an answer means, and whether an edition adds up. The time is an argument."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from pipeline.errors import UsageError
from pipeline.model import Delivery, DeliveryState, Settled
from pipeline.ports import Left, NotYet, Refused, Unsure

_OPEN = (DeliveryState.PLANNED, DeliveryState.ATTEMPTING)
#: A server that says "later" is asked again after so long, and each time three times as long, up to the most.
_FIRST, _MOST = timedelta(minutes=5), timedelta(hours=6)
#: So many "later" are a no: a day and a half have gone by, and a digest is for its day.
_ENOUGH = 9
#: For how long rows are claimed; kept for longer while they are worked on, and not begun in the last minutes.
LEASE, RENEW, TOO_LATE = timedelta(minutes=30), timedelta(minutes=20), timedelta(minutes=12)
#: Whoever waits for their turn looks up after so long.
A_WHILE = timedelta(minutes=5)
#: What was seen of a reader and of the pieces is as old as this at most when a message leaves.
FRESH = timedelta(milliseconds=100)
#: Rows in a batch, and how long one should take: whoever is killed in it leaves as many to look at, not to lose.
_LEAST_ROWS, _MOST_ROWS, _A_BATCH = 10, 200, timedelta(seconds=1)
#: So many that wait are worth a conversation of their own.
_WORTH_ONE = 25


def settled(delivery: Delivery, said: str | Refused | NotYet | Unsure, now: datetime) -> Settled:
    """What the other side's answer makes of a delivery."""
    to, again = DeliveryState.ACCEPTED, None
    answer = str(said)
    if isinstance(said, Refused):
        to = DeliveryState.REFUSED
    elif isinstance(said, Unsure):
        to = DeliveryState.UNCERTAIN
    elif isinstance(said, NotYet):
        if delivery.tries + 1 >= _ENOUGH:
            to, answer = DeliveryState.REFUSED, f"put off {delivery.tries + 1} times, the last time with: {said}"
        else:
            to, again = DeliveryState.PLANNED, now + min(_FIRST * 3**delivery.tries, _MOST)
    return _settled(delivery, to, answer, again=again, tried=isinstance(said, NotYet))


def left_out(delivery: Delivery, reason: str) -> Settled:
    """A delivery that is not handed over at all, and why."""
    return _settled(delivery, DeliveryState.EXCLUDED, reason)


def released(delivery: Delivery, reason: str = "", again: datetime | None = None) -> Settled:
    """A delivery of which it is certain that nothing has left: it waits as before, or until its turn comes."""
    return _settled(delivery, DeliveryState.PLANNED, reason, again=again)


def after_the_end(rows: Iterable[Delivery], left: Left, arrived: Callable[[Delivery], bool | None]) -> list[Settled]:
    """What becomes of the rows that a sender had in hand when its process ended.

    Args:
        rows: what it had claimed and not settled.
        left: its journal.
        arrived: whether a message lies on the other side; None where nobody can tell.

    """
    told = {(each.edition, each.subscriber): each for each in left.answered}
    found = []
    for row in rows:
        if answer := told.get((row.edition, row.subscriber)):
            found.append(answer)
        elif left.whole and (row.edition, row.subscriber) not in left.begun:
            found.append(released(row))
        else:
            found.append(in_doubt(row, arrived(row)))
    return found


def in_doubt(row: Delivery, arrived: bool | None = None) -> Settled:
    """A row that was on its way when its process ended: what is known of it, or that a person must find out."""
    if arrived is None:
        return _settled(row, DeliveryState.UNCERTAIN, "the process ended while it was on its way")
    if arrived:
        return _settled(row, DeliveryState.ACCEPTED, "found on the other side after its process had ended")
    return released(row)


def _settled(
    row: Delivery, to: DeliveryState, response: str, *, again: datetime | None = None, tried: bool = False
) -> Settled:
    return Settled(
        edition=row.edition, subscriber=row.subscriber, state=to, response=response, again=again, tried=tried
    )


#: So many conversations begin at once. Where they hand over so many in half a second, it is our own work that takes the time and
#: no answer of the server: further ones would only wait for each other (four took a third more of the processor than two).
AT_FIRST, FAST = 2, 1_000
LOOKS, A_LOOK = 10, timedelta(milliseconds=50)


def conversations(waiting: int, most: int) -> int:
    """How many conversations with the server so many that wait are worth."""
    return max(1, min(most, waiting // _WORTH_ONE))


def batch(size: int, took: timedelta) -> int:
    """How many rows to claim next, after so many took so long; 0 before the first."""
    if not size:
        return _LEAST_ROWS
    fit = size * (_A_BATCH / max(took, timedelta(milliseconds=1)))
    return int(max(_LEAST_ROWS, min(_MOST_ROWS, 2 * size, fit)))


def done(counts: Mapping[DeliveryState, int]) -> bool:
    """Whether every row of an edition is accounted for: planned = accepted + refused + excluded + uncertain."""
    return not any(counts.get(state, 0) for state in _OPEN)


def settlement(delivery: Delivery, arrived: bool) -> DeliveryState:
    """What a person's word makes of an uncertain delivery, or of one to the firm itself that was refused.

    Raises:
        UsageError: it is not uncertain, so there is nothing to settle.

    """
    of_seed = delivery.is_seed and delivery.state is DeliveryState.REFUSED
    if delivery.state is not DeliveryState.UNCERTAIN and not of_seed:
        raise UsageError(
            f"{delivery.edition} to {delivery.subscriber}",
            f"it is {delivery.state}, not uncertain.",
            "`attract deliver resolve` lists those that are.",
        )
    return DeliveryState.ACCEPTED if arrived else DeliveryState.PLANNED


def pace(per_hour: int | None, conversations: int) -> timedelta:
    """The least time between two messages of one conversation, so that all together keep the limit."""
    return timedelta(hours=1) / per_hour * conversations if per_hour else timedelta()


def turn(last: datetime | None, apart: timedelta, now: datetime) -> datetime:
    """When the next message may leave after the last one."""
    return now if last is None else max(now, last + apart)


def domain(address: str) -> str:
    """For which host a message is, as limits count it."""
    return address.rpartition("@")[2].lower()
