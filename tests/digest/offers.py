"""What tests of choosing offer to readers."""

from collections.abc import Iterable
from datetime import timedelta

from pipeline.digest.choose import Offer, Selection, choose
from pipeline.model import ClearedItem, Subscriber
from tests.builders import NOON, cleared, item

AREAS = {"tax": "Tax", "family": "Family", "irish": "Irish Conveyancing"}
PEOPLE = {"rafe": "Rafe Pellow", "ada": "Ada", "bo": "Bo"}
DAY = timedelta(days=1)


def piece(name: str, *areas: str, author: str | None = "rafe", age: float = 1, **fields: object) -> ClearedItem:
    """A piece by this author, so many days old at noon."""
    return cleared(item(id=name, author=author, published=NOON - age * DAY, **fields), *areas)


def chosen(reader: Subscriber, offered: Iterable[ClearedItem], *had: str) -> Selection:
    """What a reader gets at noon who has had these."""
    return choose(reader, Offer(offered, NOON), set(had))


def got(selection: Selection) -> list[str]:
    """The ids of what is in a mail."""
    return [piece.id for piece in selection.pieces]
