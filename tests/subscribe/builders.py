"""Builders for lists of readers."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.mailboxes import key
from pipeline.model import Areas, Permission, Subscriber, Wish
from pipeline.subscribe.decide import Here, Judged, judged
from pipeline.subscribe.lists.claims import Given
from pipeline.subscribe.lists.whole import read
from pipeline.subscribe.lists.wishes import Choices
from tests.builders import NOON, areas

ZONE = ZoneInfo("Europe/London")
KNOWN_AREAS = areas("tax", "family")
EXPRESS = Given(
    permission=Permission.EXPRESS, proof="the sheet at our evening", asked_on=datetime(2026, 5, 20, tzinfo=UTC).date()
)


def here(*readers: Subscriber, **changes: Any) -> Here:
    """What is known here: these readers, whom lists brought."""
    fields: dict[str, Any] = {
        "known": {key(reader.address): reader for reader in readers},
        "chose": (),
        "suppressed": lambda address: False,
        "never": lambda address: "",
        "choices": Choices(KNOWN_AREAS, ["rafe"]),
        "places": ("GB-EAW", "CA-ON"),
        "otherwise": Wish(),
        "salt": "sea",
        "now": NOON,
        **changes,
    }
    return Here(**fields)


def rows(
    text: str, *, file: str = "list.csv", source: str | None = None, given: Given | None = None, known: Areas = KNOWN_AREAS,
    at: Here | None = None,
) -> list[Judged]:  # fmt: skip
    """What becomes of each row of a list."""
    return judged(
        read(text, file, source=source, given=given, zone=ZONE).claims, at or here(choices=Choices(known, ["rafe"]))
    )
