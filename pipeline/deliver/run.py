"""Calls, never decides.

journals.left | claims.settle | claims.claim | compose | transport.hand_over | claims.settle
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pipeline.deliver import decide
from pipeline.deliver.sender import Limits, Sender, Shared
from pipeline.errors import AttractError
from pipeline.model import Channel, Delivery, DeliveryState
from pipeline.ports import Claims, Composing, Journals, Progress, SideBySide, Transport


@dataclass(frozen=True)
class Delivered:
    """What one run of delivering did."""

    accepted: int = 0
    refused: int = 0
    excluded: int = 0
    uncertain: int = 0
    #: Nothing has left; the next run tries them.
    waiting: int = 0
    #: Mails to the firm's own addresses that were accepted; they count nowhere else.
    seeds: int = 0
    problem: AttractError | None = None


def run(
    *,
    claims: Claims,
    journals: Journals,
    compose: Callable[[], Composing],
    ways: Mapping[Channel, Callable[[], Transport]],
    arrived: Callable[[Delivery], bool | None],
    side_by_side: SideBySide,
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
    limits: Limits,
    progress: Progress,
) -> Delivered:
    """Hand over everything that is planned and due, oldest edition first.

    Args:
        claims: who has which deliveries in hand; others may work on the same ledger at the same time.
        journals: what each sender did; those that ended in the middle are looked after first.
        compose: what makes the messages of one conversation, or says why one is left out now
            (the reader has gone, or every piece in it was withdrawn).
        ways: opens the way out of a channel; only called when something waits for it.
        arrived: whether a message lies on the other side; None where nobody can tell.
        side_by_side: works on several conversations at once.
        clock: the time.
        wait: lets so many seconds go by.
        limits: how fast, and when to stop.
        progress: is told how far it is.

    """
    doubtful = look_after(claims, journals, arrived, clock)
    shared = Shared(total=claims.due_now(clock()))
    beside = decide.conversations(shared.total, limits.connections)

    def told(row: Delivery) -> None:
        progress("deliver", min(shared.done, shared.total), shared.total, row.edition)

    def converse(number: int) -> None:
        if number >= decide.AT_FIRST and not _worth_it(shared, wait):
            return
        Sender(
            claims=claims, journal=journals.begin(), compose=compose(), ways=ways, clock=clock, wait=wait, limits=limits,
            beside=beside, shared=shared, told=told,
        ).work()  # fmt: skip

    if shared.total:
        progress("deliver", 0, shared.total)
        side_by_side([partial(converse, number) for number in range(beside)], partial(_stop, shared))
        progress("deliver", shared.total, shared.total)
    return Delivered(
        accepted=shared.tally[DeliveryState.ACCEPTED],
        refused=shared.tally[DeliveryState.REFUSED],
        excluded=shared.tally[DeliveryState.EXCLUDED],
        uncertain=shared.tally[DeliveryState.UNCERTAIN] + doubtful,
        waiting=claims.planned(),
        problem=shared.problem,
    )


def _worth_it(shared: Shared, wait: Callable[[float], None]) -> bool:
    """Whether another conversation helps: known once the first have worked for a moment."""
    for _ in range(decide.LOOKS):
        wait(decide.A_LOOK.total_seconds())
        if shared.over or shared.done >= min(shared.total, decide.FAST):
            return False
    return True


def _stop(shared: Shared) -> None:
    shared.stopped = True


def look_after(
    claims: Claims, journals: Journals, arrived: Callable[[Delivery], bool | None], clock: Callable[[], datetime]
) -> int:
    """Settle what senders had in hand that ended in the middle; returns how many are uncertain and wait for a person."""
    found = []
    for left in journals.left():
        settled = decide.after_the_end(claims.claimed(left.sender), left, arrived)
        claims.settle(left.sender, settled, clock())
        found += settled
    living = journals.living()
    for sender in claims.overdue(clock()):
        if sender not in living:
            settled = [decide.in_doubt(row, arrived(row)) for row in claims.claimed(sender)]
            claims.settle(sender, settled, clock())
            found += settled
    return sum(each.state is DeliveryState.UNCERTAIN for each in found)
