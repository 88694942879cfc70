"""What the firm's own addresses get: everything that an edition holds."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.digest import decide
from pipeline.digest.run import plan
from pipeline.edges.store.database import open_database
from pipeline.edges.store.ledger import LedgerStore
from pipeline.model import SEED, Cadence, Changes, ClearedItem, Delivery, DeliveryState, Slot, Subscriber
from tests.builders import NOON, subscriber
from tests.digest.offers import piece

SLOT = Slot(cadence=Cadence.WEEKLY, period="2026-W47", due=NOON)
ONE, TWO = f"{SEED}11111111", f"{SEED}22222222"


def rows(tmp_path: Path, readers: Sequence[Subscriber], offered: Sequence[ClearedItem]) -> list[Delivery]:
    """The whole plan."""
    engine = open_database(tmp_path / "a.sqlite")
    try:
        return list(plan(
            SLOT, cleared=offered, subscribers=readers, ledger=LedgerStore(engine), networks=["x"], seeds=[ONE, TWO],
            domain="firm.example", never=[], now=NOON,
        ))  # fmt: skip
    finally:
        engine.dispose()


def test_they_get_what_readers_get_each_piece_once(tmp_path: Path) -> None:
    """The newest first; what goes to nobody is not in it."""
    offered = [piece("old", "tax", age=5), piece("new", "family", age=1), piece("other", "irish", age=2)]
    readers = [subscriber(id="a", areas=("tax",)), subscriber(id="b", areas=("tax", "family"))]

    found = rows(tmp_path, readers, offered)

    assert ["a", "b", "social:x", ONE, TWO] == [row.subscriber for row in found]
    assert [("new", "old")] * 2 == [row.items for row in found[3:]]
    assert {DeliveryState.PLANNED} == {row.state for row in found[3:]}
    assert 5 == len({row.message_id for row in found})


def test_where_readers_get_nothing_they_get_nothing_and_no_word_of_it(tmp_path: Path) -> None:
    """No row says that there is nothing new."""
    found = rows(tmp_path, [subscriber(id="a", areas=("tax",))], [piece("new", "family")])

    assert ["a", "social:x"] == [row.subscriber for row in found]


def test_of_very_much_they_get_what_goes_to_the_most(tmp_path: Path) -> None:
    """A mail of everything that a large firm writes would be cut off."""
    offered = [piece(f"p{number:02}", "tax", author=f"author{number}", age=1 + number / 100) for number in range(30)]
    readers = [subscriber(id="a", areas=("tax",), ceiling=30), subscriber(id="b", areas=("tax",), ceiling=30)]
    engine = open_database(tmp_path / "had.sqlite")
    engine.dispose()

    found = rows(tmp_path, readers, offered)
    got = {id_ for row in found[:2] for id_ in row.items}

    assert min(20, len(got)) == len(found[-1].items) == len(set(found[-1].items))
    assert set(found[-1].items) <= got
    assert list(found[-1].items) == sorted(found[-1].items)


def test_what_a_person_put_in_order_is_in_that_order(tmp_path: Path) -> None:
    """As in readers' mails: what is pinned first, what was dropped nowhere."""
    offered = [piece(name, "tax", age=age) for age, name in enumerate(("a", "b", "c", "d"), 1)]
    changes = Changes(pinned=("c",), dropped=frozenset({"a"}), ordered=("d", "b"))
    engine = open_database(tmp_path / "changed.sqlite")

    found = list(plan(
        SLOT, cleared=offered, subscribers=[subscriber(id="r", areas=("tax",), confirmed=NOON)], ledger=LedgerStore(engine),
        networks=[], seeds=[ONE], domain="firm.example", never=[], now=NOON, changes=changes,
    ))  # fmt: skip
    engine.dispose()

    assert ("c", "d", "b") == found[-1].items
    assert found[0].items == found[-1].items


@pytest.mark.parametrize("count", [19, 20, 21, 40])
def test_the_ceiling_keeps_the_pieces_of_most_readers(count: int) -> None:
    """Ties go either way; the order stays the edition's."""
    offered = [piece(f"p{number:02}", "tax", age=1 + number / 100) for number in range(count)]
    got = {each.id: 10 if number >= count - 15 else 1 for number, each in enumerate(offered)}

    row = decide.for_seed(SLOT, ONE, offered, got, "firm.example", NOON)

    assert min(count, 20) == len(row.items)
    assert {each.id for each in offered[-15:]} <= set(row.items)
    assert list(row.items) == sorted(row.items)


def test_composed_again_it_is_another_mail() -> None:
    """Mail programs show a second mail of the same Message-ID not at all."""
    again = [
        decide.for_seed(SLOT, ONE, [piece("a", "tax")], {"a": 1}, "firm.example", at)
        for at in (NOON, NOON.replace(second=1))
    ]

    assert 2 == len({row.message_id for row in again})
    assert all(":" not in row.message_id for row in again)


def test_editions_tell_seeds_apart() -> None:
    """They are no readers, and their pieces no readers' pieces."""
    rows = [
        decide.for_seed(SLOT, ONE, [piece("a", "tax")], {"a": 1}, "firm.example", NOON),
        Delivery(edition=SLOT.edition, subscriber="r", state=DeliveryState.PLANNED, message_id="<r>", items=("a",)),
    ]

    (told,) = decide.told(rows)

    assert (1, 1, 0, 1) == (told.readers, told.pieces, told.networks, told.seeds)
