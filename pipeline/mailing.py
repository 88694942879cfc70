"""The rooms of digests and deliveries joined to the world: what is due, who gets what, and how it leaves.

It stands beside the wiring, which makes it, because `wiring` is long enough without it.
"""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import TYPE_CHECKING

from pipeline.composer import Composer
from pipeline.deliver import run as deliver_run
from pipeline.deliver.run import Delivered
from pipeline.digest import run as digest_run
from pipeline.edges import files
from pipeline.edges.mail import transport
from pipeline.model import Cadence, Channel, ClearedItem, Delivery, Slot, Subscriber
from pipeline.plan import decide as plan_decide
from pipeline.subscribing import mail_links

if TYPE_CHECKING:
    from pipeline.wiring import House


class Mailing:
    """One firm's editions and deliveries."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def due(self) -> list[Slot]:
        """The editions that are due and not yet opened."""
        house = self._house
        return plan_decide.due(house.firm.cadences, house.firm.zone, house.time(), house.ledger.fired())

    def plan(
        self, slot: Slot, cleared: Sequence[ClearedItem], readers: Sequence[Subscriber] | None = None
    ) -> list[Delivery]:
        """Who would get what in an edition, of everybody or of these readers. Writes nothing."""
        house = self._house
        weekly = house.firm.cadences.weekly is None or slot.cadence is Cadence.WEEKLY
        return digest_run.plan(
            slot,
            cleared=cleared,
            subscribers=house.readers(slot.cadence) if readers is None else readers,
            ledger=house.ledger,
            networks=house.firm.social.networks if weekly else (),
            areas=house.areas.names,
            people={id_: person.name for id_, person in house.people().items()},
            domain=parseaddr(house.firm.mail.sender)[1].partition("@")[2],
            never=house.firm.never_mail,
            now=house.time(),
        )

    def open_due(self, cleared: Sequence[ClearedItem]) -> list[Slot]:
        """Open every edition that is due; returns those that were opened."""
        house = self._house
        return [
            slot
            for slot in self.due()
            if digest_run.run(
                slot, self.plan(slot, cleared), ledger=house.ledger, now=house.time(), progress=house.progress
            )
        ]

    def deliver(self, cleared: Sequence[ClearedItem]) -> Delivered:
        """Hand over everything that is planned."""
        house = self._house
        firm, areas = house.speaking(cleared)
        composer = Composer(
            firm, cleared, people=house.people(), areas=areas.names, subscribers=house.ledger, today=house.areas.now,
            ledger=house.ledger, clock=house.time, reader_links=mail_links(house),
        )  # fmt: skip
        return deliver_run.run(
            ledger=house.ledger,
            compose=composer,
            ways={
                Channel.NEWSLETTER: lambda: transport(house.firm.mail, house.outbox),
                Channel.SOCIAL: lambda: files.TextFolder(house.outbox / "social"),
            },
            clock=house.time,
            pause_after=house.firm.mail.pause_after,
            progress=house.progress,
        )
