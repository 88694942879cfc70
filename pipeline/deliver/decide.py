"""Decides what to try, what an answer means, and whether an edition adds up."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.errors import UsageError
from pipeline.model import Delivery, DeliveryState

_FINAL = (DeliveryState.ACCEPTED, DeliveryState.REFUSED, DeliveryState.EXCLUDED, DeliveryState.UNCERTAIN)


def left_behind(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Rows that were on the wire when the process died: nobody knows whether they arrived."""
    return [each for each in deliveries if each.state is DeliveryState.ATTEMPTING]


def waiting(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Rows of which it is certain that nothing has left."""
    return [each for each in deliveries if each.state is DeliveryState.PLANNED]


def counts(deliveries: Sequence[Delivery]) -> Mapping[DeliveryState, int]:
    """How many rows stand in each state."""
    return Counter(each.state for each in deliveries)


def done(deliveries: Sequence[Delivery]) -> bool:
    """Whether every row of an edition is accounted for: planned = accepted + refused + excluded + uncertain."""
    return all(each.state in _FINAL for each in deliveries)


def settlement(delivery: Delivery, arrived: bool) -> DeliveryState:
    """What a person's word makes of an uncertain delivery.

    Raises:
        UsageError: it is not uncertain, so there is nothing to settle.

    """
    if delivery.state is not DeliveryState.UNCERTAIN:
        raise UsageError(
            f"{delivery.edition} to {delivery.subscriber}",
            f"it is {delivery.state}, not uncertain.",
            "`attract deliveries` shows how each stands.",
        )
    return DeliveryState.ACCEPTED if arrived else DeliveryState.PLANNED
