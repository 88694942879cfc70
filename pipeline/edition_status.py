"""How editions stand, for whoever asks: what the ledger counts, and what servers said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from pipeline.deliver import decide, tally
from pipeline.digest.decide import NETWORK
from pipeline.errors import UsageError
from pipeline.model import SEED, Act, Came, DeliveryState, Edition
from pipeline.wiring import House

#: Whose ids begin so are no readers.
_APART = (NETWORK, SEED)
#: Without a name, so many of the newest are shown where nothing is open.
_NEWEST = 3


@dataclass(frozen=True)
class Status:
    """How one edition stands."""

    edition: Edition
    #: To readers, by state; states in which nothing is are missing.
    readers: Mapping[DeliveryState, int]
    #: Texts for networks, and mails to the firm's own addresses, likewise.
    texts: Mapping[DeliveryState, int]
    seeds: Mapping[DeliveryState, int]
    #: Why readers were left out, and how many for each reason, the most first.
    left_out: Mapping[str, int]
    #: How many of those that wait a server put off, and when the first of them is tried again.
    later: int
    next_try: datetime | None
    #: What servers said to those whom they refused or put off, and how often.
    answers: Mapping[str, int]
    #: What came back, and what that did.
    bounces: Mapping[tuple[Came, Act], int]

    @property
    def done(self) -> bool:
        """Whether everyone is accounted for: planned = accepted + refused + left out + uncertain."""
        return self.edition.composed is not None and decide.done(self.readers) and decide.done(self.texts)

    @property
    def waiting(self) -> int:
        """How many are planned."""
        return self.readers.get(DeliveryState.PLANNED, 0) + self.texts.get(DeliveryState.PLANNED, 0)

    @property
    def uncertain(self) -> int:
        """How many wait for a person."""
        return sum(each.get(DeliveryState.UNCERTAIN, 0) for each in (self.readers, self.texts, self.seeds))


def status(house: House, edition: str | None = None) -> list[Status]:
    """How one edition stands, or those that are open, or else the newest.

    Raises:
        UsageError: there is no edition of this name.

    """
    names = [edition] if edition else house.ledger.unfinished() or house.ledger.latest(_NEWEST)
    return [_status(house, known(house, name)) for name in names]


def known(house: House, name: str) -> Edition:
    """The edition of a name. Raises UsageError where there is none."""
    if (edition := house.ledger.edition(name)) is None:
        newest = ", ".join(house.ledger.latest(_NEWEST)[::-1]) or "none was composed yet"
        raise UsageError(
            name,
            f"no edition of this name was composed; the newest: {newest}.",
            "`attract digest` composes what is due.",
        )
    return edition


def _status(house: House, edition: Edition) -> Status:
    ledger, name = house.ledger, edition.name
    found = ledger.tally(name, _APART)
    return Status(
        edition=edition, readers=_of(found.counts, ""), texts=_of(found.counts, NETWORK),
        seeds=_of(found.counts, SEED),
        left_out=tally.grouped(ledger.said(name, DeliveryState.EXCLUDED, _APART)),
        later=found.later, next_try=found.next_try, answers=tally.grouped(_answers(house, name)),
        bounces=found.bounces,
    )  # fmt: skip


def _of(counts: Mapping[tuple[str, DeliveryState], int], whom: str) -> Mapping[DeliveryState, int]:
    return {state: counts[whom, state] for state in DeliveryState if (whom, state) in counts}


def _answers(house: House, edition: str) -> Iterator[tuple[str, int]]:
    states = (DeliveryState.REFUSED, DeliveryState.PLANNED)
    return chain.from_iterable(house.ledger.said(edition, state, _APART) for state in states)
