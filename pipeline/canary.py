"""The firm's own addresses that get every edition first (`mail.seeds`), and what stops an edition when theirs does not arrive."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.errors import TransportError
from pipeline.mailboxes import seed_of
from pipeline.model import SEED, Delivery, DeliveryState, Subscriber

if TYPE_CHECKING:
    from pipeline.wiring import House


def known(house: "House", reader: Callable[[str], Subscriber | None]) -> Callable[[str], Subscriber | None]:
    """The same look-up that knows seeds, too: as long as the settings name them, and nobody must not mail them."""
    seeds = addresses(house)

    def find(id_: str) -> Subscriber | None:
        if not id_.startswith(SEED):
            return reader(id_)
        address = seeds.get(id_, "")
        if not address or house.ledger.suppressed(address):
            return None
        return Subscriber(id=id_, address=address, confirmed=house.time(), proof="a seed of the firm")

    return find


def addresses(house: "House") -> dict[str, str]:
    """The addresses that the settings name, by the id under which the ledger knows them."""
    return {seed_of(each): each for each in house.firm.mail.seeds}


def stopped(house: "House") -> TransportError | None:
    """Why an edition stays, and what to do; None where no seed is in the way. Of several it names the first."""
    return next((problem(house, row) for row in house.ledger.in_the_way()), None)


def problem(house: "House", row: Delivery) -> TransportError:
    """What is wrong with one seed that is in the way."""
    name = addresses(house).get(row.subscriber, row.subscriber)
    became = "was refused" if row.state is DeliveryState.REFUSED else "is uncertain"
    return TransportError(
        row.edition, f"no reader's mail of it leaves: the seed to {name} {became} ({row.response}).",
        f"Mend the cause and send it again: attract deliver resolve {row.edition} {name} --not-arrived --by NAME. "
        f"Or let the edition go: attract digest release {row.edition}",
    )  # fmt: skip
