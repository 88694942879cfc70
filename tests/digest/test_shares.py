"""An edition to many is planned in shares, on several cores: the rows are the same."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from pipeline.digest.run import plan
from pipeline.edges import many_hands as helping
from pipeline.edges.many_hands import many_hands
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import SEED, Cadence, Delivery, DeliveryState, Slot
from tests.builders import NOON, subscriber
from tests.digest.offers import AREAS, PEOPLE, piece

SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
READERS = 2_500


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerStore:
    """With many readers, of whom a third had the newest piece in another edition."""
    store, chance = LedgerStore(open_database(tmp_path / "a.sqlite")), Random(3)
    with store.together():
        for number in range(READERS):
            areas = tuple(chance.sample(sorted(AREAS), chance.randint(0, 2)))
            store.add(subscriber(id=f"{number:06x}", address=f"r{number}@example.org", areas=areas))
    had = [
        Delivery(
            edition="daily-x",
            subscriber=f"{number:06x}",
            state=DeliveryState.PLANNED,
            message_id=f"<{number}>",
            items=("p0",),
        )
        for number in range(0, READERS, 3)
    ]
    store.open_edition(Slot(cadence=Cadence.DAILY, period="x", due=NOON - timedelta(days=1)), had, NOON)
    return store


def test_shares_cover_every_reader_once_in_their_order(ledger: LedgerStore) -> None:
    """Of few there is one share."""
    bounds = ledger.bounds(Cadence.WEEKLY)
    parts: list[tuple[str, str | None]] = list(zip(["", *bounds], [*bounds, None], strict=True))
    shares = [[each.id for each in ledger.each_subscriber(Cadence.WEEKLY, after, until)] for after, until in parts]

    assert [each.id for each in ledger.each_subscriber(Cadence.WEEKLY)] == [id_ for share in shares for id_ in share]
    assert 8 == len(shares)
    assert max(map(len, shares)) - min(map(len, shares)) <= 2
    assert [] == ledger.bounds(Cadence.MONTHLY)


def test_other_processes_plan_the_same_rows(ledger: LedgerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What each gets, and what the firm's own addresses get of all of it."""
    monkeypatch.setattr(helping, "_processors", lambda: 3)
    monkeypatch.setattr(helping, "_may_copy", lambda: True)
    offered = [piece(f"p{number}", area, age=number) for number, area in enumerate(sorted(AREAS))]

    def rows(*shares: tuple[str, str | None]) -> list[Delivery]:
        first, *beside = [ledger.each_subscriber(Cadence.WEEKLY, after, until) for after, until in shares]
        planned = plan(
            SLOT, cleared=offered, subscribers=first, beside=beside, hands=many_hands, ledger=ledger, networks=["x"],
            seeds=[f"{SEED}1"], areas=AREAS, people=PEOPLE, domain="firm.example", never=[], now=NOON,
        )  # fmt: skip
        return sorted(planned, key=lambda row: row.subscriber)

    alone, shared = rows(("", None)), rows(("", "000300"), ("000300", "000600"), ("000600", None))

    assert READERS + 2 == len(alone)
    assert alone == shared
