"""What a person sees in a terminal of whole editions. Makes lines; decides nothing."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Any

from pipeline import canary, template_gate
from pipeline.edition_acts import Stands
from pipeline.errors import AttractError
from pipeline.model import DeliveryState, Edition, when
from pipeline.wiring import House


def held_up(house: House, *, besides: AttractError | None = None) -> Iterator[str]:
    """A line for each edition of which nothing leaves now: why, and what lets it go.

    Args:
        house: the firm.
        besides: what was told already.

    """
    found = house.ledger.held_up(house.time())
    yield from lines(found, house.firm.zone)
    problems: list[AttractError | None] = [canary.problem(house, row) for row in house.ledger.in_the_way()]
    if any(each.composed and not each.held for each in found):
        # Said while there is time to look, and not when the first mail should leave.
        problems.append(template_gate.stopped(house))
    yield from (str(each) for each in problems if each and each != besides)


def lines(editions: Iterable[Edition], zone: tzinfo) -> Iterator[str]:
    """The same of these."""
    for each in editions:
        name = each.name
        if each.composed is None and not each.held:
            yield f"{name} is being composed, or was stopped at that; the next `attract digest` does it again."
        elif each.held:
            again = "lets it go" if each.composed else "composes it again, as things stand then"
            yield f"{name} does not leave: {each.held}. `attract digest release {name}` {again}."
        elif each.leaves:
            yield (
                f"{name} leaves from {when.told(each.leaves, zone)} on. Until then `attract digest undo {name}` takes it back, "
                f"and `attract digest release {name}` lets it go at once."
            )


def told(stands: Stands, zone: tzinfo, now: datetime) -> str:
    """How one edition stands, after something was decided."""
    edition, counts = stands.edition, stands.counts
    waiting, in_hand = counts.get(DeliveryState.PLANNED, 0), counts.get(DeliveryState.ATTEMPTING, 0)
    if edition.composed is None:
        return f"{edition.name} is taken back: no mail of it leaves. `attract digest release {edition.name}` composes it again, as things stand then."
    if edition.held:
        still = f" {in_hand} that a sender has in hand may still leave." if in_hand else ""
        return f"{edition.name} is held: {_wait(waiting)}.{still} `attract digest release {edition.name}` lets it go."
    if edition.leaves and edition.leaves > now:
        return next(lines([edition], zone))
    return f"{edition.name} may leave: {_wait(waiting)} for the next `attract tick`, or `attract deliver`."


def as_json(stands: Stands) -> dict[str, Any]:
    """The same for other programs."""
    edition = stands.edition
    return {
        "edition": edition.name,
        "due": edition.due.isoformat(),
        "composed": edition.composed.isoformat() if edition.composed else None,
        "leaves": edition.leaves.isoformat() if edition.leaves else None,
        "held": edition.held,
        "deliveries": {state.value: stands.counts.get(state, 0) for state in DeliveryState},
    }


def _wait(number: int) -> str:
    return "1 mail waits" if number == 1 else f"{number} mails wait"
