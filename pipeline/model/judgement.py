"""What was found on a text, what a person decided, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.errors import ClearanceError
from pipeline.model.content import ALL_CHANNELS, Channel, Item, Tag, aware, digest_of


class Severity(StrEnum):
    """How far a finding reaches."""

    #: Stops the item until the words change or a named person overrides it with a reason.
    BLOCK = "block"
    #: Stops the item until the required words stand on it.
    REQUIRE = "require-disclaimer"
    #: A person should look; publication goes on.
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing a rule found: where, why, and what to do."""

    rule: str
    severity: Severity
    #: File and line as the author sees them: `stories/x/y.md:14`.
    where: str
    words: str
    reason: str
    remedy: str
    #: Where the rule comes from; addresses or a short reference.
    sources: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether the item must wait."""
        return self.severity is not Severity.WARN

    @property
    def fingerprint(self) -> str:
        """Names this rule on these words without repeating them: the record names no client."""
        return digest_of([self.rule, self.words.casefold()])[:16]


class Decision(StrEnum):
    """What a person decided about one exact text."""

    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"


class ClearanceBasis(StrEnum):
    """Why a person could clear a text."""

    #: The client agreed to this text on these channels; the reference finds the proof.
    CONSENT = "consent"
    #: Nothing in it leads to the client, and a named person looked.
    ANONYMISED = "anonymised"
    #: An article or page: a named person looked at the findings.
    REVIEWED = "reviewed"


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """One line of the record: a decision about one exact text, chained to the line before."""

    item: str
    #: `Item.content_hash` of the text decided on.
    text: str
    decision: Decision
    by: str
    at: datetime
    basis: ClearanceBasis | None = None
    #: Where the firm keeps the proof; never the proof itself, never a client's name.
    ref: str = ""
    reason: str = ""
    channels: tuple[Channel, ...] = ALL_CHANNELS
    #: Fingerprints of findings that the named person accepted.
    accepted: tuple[str, ...] = ()
    #: Hash of the line before; empty on the first.
    previous: str = ""

    def __post_init__(self) -> None:
        aware(self.at, "at")


@dataclass(frozen=True, kw_only=True)
class ClearedItem:
    """An item that may go out, on the channels its clearance names.

    Only `clear` makes one, and making one fails when the text is not the text that was
    cleared. Publish, digest and deliver accept nothing else.
    """

    item: Item
    tags: tuple[Tag, ...]
    #: `Item.content_hash` at the moment of clearing.
    cleared_text: str
    channels: tuple[Channel, ...]
    #: The recorded decision; None where the author's own drop was enough (no rule found anything).
    clearance: Clearance | None = None

    def __post_init__(self) -> None:
        if self.item.content_hash != self.cleared_text:
            raise ClearanceError(
                self.item.id,
                "the text is not the text that was cleared.",
                "Show the new words to whoever cleared the old ones, then clear it again.",
            )

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def areas(self) -> tuple[str, ...]:
        """The practice areas, strongest first."""
        return tuple(tag.area for tag in self.tags)


@dataclass(frozen=True, kw_only=True)
class Held:
    """An item that stays in, and every reason why."""

    item: Item
    tags: tuple[Tag, ...]
    #: Those that stop it come first; warnings follow.
    findings: tuple[Finding, ...]


def newest_first(items: Iterable[ClearedItem]) -> list[ClearedItem]:
    """Pieces by date, newest first; ties by id, so that every run agrees."""
    return sorted(items, key=lambda c: (-c.item.published.timestamp(), c.id))
