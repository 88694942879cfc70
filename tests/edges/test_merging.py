"""What becomes of each table when a backup is brought back over a firm; tests/test_restoring.py shows it done."""

from pathlib import Path

import pytest

from pipeline.edges.store import schema
from pipeline.edges.store.copying import snapshot
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.edges.store.merging import RULES, merge
from pipeline.edges.store.posts import PostStore
from pipeline.model import Cadence, Delivery, DeliveryState, Slot
from pipeline.model.posting import PostState
from tests.builders import NOON, subscriber
from tests.social.world import post


def test_every_table_has_a_rule() -> None:
    """Whoever adds one decides what a restore does with it."""
    assert sorted(schema.metadata.tables) == sorted(RULES)


def composed(ledger: LedgerStore, state: DeliveryState, message_id: str) -> None:
    """One edition to one reader, in a state."""
    row = Delivery(
        edition="weekly-2026-W40", subscriber="hana", state=DeliveryState.PLANNED, items=("a",), message_id=message_id
    )
    ledger.open_edition(Slot(cadence=Cadence.WEEKLY, period="2026-W40", due=NOON), [row], NOON, {"a": "hash"})
    if state is not DeliveryState.PLANNED:
        ledger.move(row, state, "so", NOON)


S = DeliveryState


@pytest.mark.parametrize(
    ("then", "now", "same", "found"),
    [
        (S.PLANNED, S.ACCEPTED, True, S.ACCEPTED),
        (S.PLANNED, S.PLANNED, True, S.PLANNED),
        (S.UNCERTAIN, S.PLANNED, True, S.PLANNED),  # a person found out that it had not arrived
        (S.ATTEMPTING, S.REFUSED, True, S.REFUSED),
        (S.ACCEPTED, S.PLANNED, False, S.ACCEPTED),  # of another history: it has left
        (S.UNCERTAIN, S.PLANNED, False, S.UNCERTAIN),
        (S.ATTEMPTING, S.PLANNED, False, S.UNCERTAIN),
        (S.PLANNED, S.PLANNED, False, S.PLANNED),
        (S.ACCEPTED, None, False, S.ACCEPTED),
        (S.PLANNED, None, False, S.UNCERTAIN),
        (S.REFUSED, None, False, S.REFUSED),
    ],
)
def test_what_may_have_left_counts_as_left(
    tmp_path: Path, then: DeliveryState, now: DeliveryState | None, same: bool, found: DeliveryState
) -> None:
    """What stands knows better of the same mail; of another history whatever may have left is believed."""
    old, live = open_database(tmp_path / "old.sqlite"), open_database(tmp_path / "live.sqlite")
    for ledger in (LedgerStore(old), LedgerStore(live)):
        ledger.add(subscriber(id="hana", address="hana@example.org"), NOON)
    composed(LedgerStore(old), then, "<1@x>")
    if now:
        composed(LedgerStore(live), now, "<1@x>" if same else "<2@x>")
    snapshot(old, tmp_path / "copy.sqlite")

    merge(live, tmp_path / "copy.sqlite", NOON, "first")

    (row,) = LedgerStore(live).deliveries()
    assert found is row.state
    assert (found is S.REFUSED) == (LedgerStore(live).had("hana") == frozenset())
    assert merge(live, tmp_path / "copy.sqlite", NOON, "first") is None
    for engine in (old, live):
        engine.dispose()


P = PostState


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        (P.PLANNED, P.ACCEPTED, P.ACCEPTED),
        (P.ACCEPTED, P.REMOVED, P.REMOVED),
        (P.ACCEPTED, P.PLANNED, P.ACCEPTED),  # of another history: it is there
        (P.ATTEMPTING, P.DRAFT, P.ATTEMPTING),  # and this one is looked for
        (P.UNCERTAIN, None, P.UNCERTAIN),
        (P.PLANNED, None, None),  # drafted anew from the pieces that come back
        (P.REFUSED, P.PLANNED, P.PLANNED),
    ],
)
def test_what_may_have_been_said_counts_as_said(
    tmp_path: Path, then: PostState, now: PostState | None, found: PostState | None
) -> None:
    """No account says a piece again because its database was brought back."""
    old, live = open_database(tmp_path / "old.sqlite"), open_database(tmp_path / "live.sqlite")
    PostStore(old).draft([post("a", state=then)])
    if now:
        PostStore(live).draft([post("a", state=now)])
    snapshot(old, tmp_path / "copy.sqlite")

    merge(live, tmp_path / "copy.sqlite", NOON, "first")

    assert ([found] if found else []) == [each.state for each in PostStore(live).find()]
    for engine in (old, live):
        engine.dispose()
