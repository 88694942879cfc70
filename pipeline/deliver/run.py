"""Calls, never decides.

ledger.deliveries | claim | compose | transport.send | ledger.move
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.deliver import decide
from pipeline.errors import AttractError, TransportError
from pipeline.model import Channel, Delivery, DeliveryState, Message
from pipeline.ports import Ledger, NotYet, Progress, Refused, Transport, Unsure


@dataclass(frozen=True)
class Delivered:
    """What one run of delivering did."""

    accepted: int = 0
    refused: int = 0
    excluded: int = 0
    uncertain: int = 0
    #: Nothing has left; the next run tries them.
    waiting: int = 0
    problem: AttractError | None = None


def run(
    *,
    ledger: Ledger,
    compose: Callable[[Delivery], Message | str],
    ways: Mapping[Channel, Callable[[], Transport]],
    clock: Callable[[], datetime],
    pause_after: int,
    progress: Progress,
) -> Delivered:
    """Hand over everything that is planned, oldest edition first.

    Args:
        compose: the finished message of a delivery, or the reason why it is left out now
            (the reader has gone, or every piece in it was withdrawn).
        ways: opens the way out of a channel; only called when something waits for it.
        clock: the time of each change of state.
        pause_after: stop after this many failures in a row; the fault is then not the readers'.

    """
    rows = ledger.deliveries()
    tally = dict.fromkeys(DeliveryState, 0)
    for row in decide.left_behind(rows):
        if ledger.move(row, DeliveryState.UNCERTAIN, "the process ended while it was on the wire", clock()):
            tally[DeliveryState.UNCERTAIN] += 1
    due = decide.waiting(rows)
    if not due:
        return _delivered(tally, 0, None)
    failures = 0
    problem: AttractError | None = None
    opened: dict[Channel, Transport] = {}
    try:
        for number, row in enumerate(due):
            progress("deliver", number, len(due), row.edition)
            message = compose(row)
            if isinstance(message, str):
                if ledger.move(row, DeliveryState.EXCLUDED, message, clock()):
                    tally[DeliveryState.EXCLUDED] += 1
                continue
            if message.channel not in opened:
                opened[message.channel] = ways[message.channel]()
            state = _hand_over(row, message, ledger, opened[message.channel], clock)
            tally[state] += 1
            failures = 0 if state is DeliveryState.ACCEPTED else failures + 1
            if failures >= pause_after:
                problem = TransportError(
                    "the mail server", f"{failures} messages in a row were not accepted.",
                    "See `attract deliveries`; when the cause is mended, run again: nothing is sent twice.",
                )  # fmt: skip
                break
    except TransportError as error:
        problem = error
    finally:
        for transport in opened.values():
            transport.close()
    progress("deliver", len(due), len(due))
    return _delivered(tally, len(decide.waiting(ledger.deliveries())), problem)


def _hand_over(
    row: Delivery, message: Message, ledger: Ledger, transport: Transport, clock: Callable[[], datetime]
) -> DeliveryState:
    """Claim one row on disk, send, write down the answer; returns the state it came to."""
    # Which text it was is written first: whoever may have read it must hear of a correction.
    if not ledger.move(row, DeliveryState.ATTEMPTING, "", clock(), message.texts):
        # Another process has it; its answer is not ours to write.
        return DeliveryState.ATTEMPTING
    claimed = Delivery(**{**row.__dict__, "state": DeliveryState.ATTEMPTING})
    try:
        answer = transport.send(message)
        state = DeliveryState.ACCEPTED
    except Refused as said:
        state, answer = DeliveryState.REFUSED, str(said)
    except NotYet as said:
        state, answer = DeliveryState.PLANNED, str(said)
    except Unsure as said:
        state, answer = DeliveryState.UNCERTAIN, str(said)
    except TransportError as error:
        ledger.move(claimed, DeliveryState.PLANNED, error.cause, clock())
        raise
    ledger.move(claimed, state, answer, clock())
    return state


def _delivered(tally: dict[DeliveryState, int], waiting: int, problem: AttractError | None) -> Delivered:
    return Delivered(
        accepted=tally[DeliveryState.ACCEPTED],
        refused=tally[DeliveryState.REFUSED],
        excluded=tally[DeliveryState.EXCLUDED],
        uncertain=tally[DeliveryState.UNCERTAIN],
        waiting=waiting,
        problem=problem,
    )
