"""What a person decides about a whole edition that was composed: to hold it, to let it go, to take it back.

composed -> (its time to be taken back) -> leaves -> done
   hold: nothing more of it leaves, until it is released
   take back: as if it had never been composed, while nothing of it has left; released, it is composed as things stand then
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.edition_status import known
from pipeline.errors import UsageError
from pipeline.model import Cadence, DeliveryState, Edition
from pipeline.wiring import House


@dataclass(frozen=True)
class Stands:
    """How an edition stands now."""

    edition: Edition
    #: Its deliveries in each state.
    counts: Mapping[DeliveryState, int]


def hold(house: House, name: str, by: str) -> Stands:
    """Let nothing more of it leave; what a sender has in hand already does. Raises UsageError."""
    known(house, name)
    house.ledger.hold(name, f"{by} holds it since {_today(house)}")
    return stands(house, name)


def take_back(house: House, name: str, by: str) -> Stands:
    """Undo that it was composed.

    Raises:
        UsageError: there is none, it is a correction, it is being composed, or something of it has left.

    """
    edition = known(house, name)
    if not _slotted(name):
        raise UsageError(name, "a correction is not composed again.", f"`attract digest hold {name}` stops it.")
    if not (edition.composed or edition.held):
        raise UsageError(
            name,
            "it is being composed just now.",
            f"Try again in a moment; `attract digest hold {name}` stops it meanwhile.",
        )
    if edition.composed and not house.ledger.undo(name, f"{by} took it back on {_today(house)}"):
        counts = house.ledger.counts(name)
        left = sum(counts.values()) - counts.get(DeliveryState.PLANNED, 0) - counts.get(DeliveryState.EXCLUDED, 0)
        raise UsageError(
            name, f"{left} of its mails {'has' if left == 1 else 'have'} left, or may have.",
            f"What has left stays; `attract digest hold {name}` stops the rest.",
        )  # fmt: skip
    return stands(house, name)


def release(house: House, name: str) -> Stands:
    """Let it leave at once, whatever became of its seeds; one that was taken back is composed again, and can be taken back again.

    Raises:
        UsageError: there is none.
        BusyError: it is to be composed, and another Attract is at work.

    """
    edition = known(house, name)
    if edition.composed:
        with house.ledger.together():
            # Whoever lets it go has seen what became of the seeds: they stop it no more.
            for row in house.ledger.seeds(name):
                if row.state in (DeliveryState.REFUSED, DeliveryState.UNCERTAIN):
                    house.ledger.move(
                        row, DeliveryState.EXCLUDED, f"let go ({row.state}: {row.response})", house.time()
                    )
            house.ledger.release(name)
    else:
        with house.working():
            cleared, _ = house.judged()
            house.mailing.open(house.ledger.slot(name), cleared)
    return stands(house, name)


def stands(house: House, name: str) -> Stands:
    """How it stands. Raises UsageError where there is none."""
    return Stands(known(house, name), house.ledger.counts(name))


def _slotted(name: str) -> bool:
    return name.partition("-")[0] in tuple(Cadence)


def _today(house: House) -> str:
    return house.time().astimezone(house.firm.zone).date().isoformat()
