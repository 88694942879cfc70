"""What was found on a text, what a person decided, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

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
    #: Which of the item's words it is about: "title", "summary", "body" or "talks"; empty for the item as a whole.
    part: str = ""
    #: The characters of that part; `end` is the first one behind it.
    start: int = 0
    end: int = 0
    #: Words that the author may put in their place; empty where there are none to propose.
    instead: str = ""
    #: The exact words that must stand beside it wherever it is told; Attract puts them there.
    notice: str = ""
    #: How many steps of type size the notice must be larger than the claim.
    notice_steps: int = 0

    @property
    def stops(self) -> bool:
        """Whether the item must wait. What a notice answers need not: Attract prints the notice."""
        return self.severity is Severity.BLOCK or (self.severity is Severity.REQUIRE and not self.notice)

    @property
    def fingerprint(self) -> str:
        """Names this rule on these words without repeating them: the record names no client."""
        return digest_of([self.rule, self.words.casefold()])[:16]


class Decision(StrEnum):
    """What a person decided about one exact text."""

    CLEARED = "cleared"
    WITHDRAWN = "withdrawn"
    #: The text replaces one that was wrong; readers of that one are told.
    CORRECTED = "corrected"
    #: A rule of the packs counts for less in this firm.
    LOOSENED = "loosened"


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

    #: The item's id; of a loosening, `rule:` and the rule's.
    item: str
    #: `Item.content_hash` of the text decided on; of a loosening, the hash of what was said.
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
    #: The rules that were overridden so, by id, each once.
    overrides: tuple[str, ...] = ()
    #: Names everything that the findings depended on: rules, packs, places, model.
    rules: str = ""
    #: The rule packs in force, each with its version: "gb-eaw-sra 2026-11-21".
    packs: tuple[str, ...] = ()
    #: Of a correction: the hash of the text that was wrong.
    corrects: str = ""
    #: Hash of the line before; empty on the first.
    previous: str = ""

    def __post_init__(self) -> None:
        aware(self.at, "at")


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A client's recorded permission for one text and named channels. It names the client: never published."""

    #: What a clearance calls it by: CONSENT-2026-011.
    ref: str
    item: str
    #: `Item.content_hash` of the text that the client read.
    text: str
    #: The firm's own number for the client.
    client_ref: str
    signed_by: str
    signed: date
    #: Who that is: `client`; a barrister needs the lay client's own word.
    signed_by_role: str
    #: What the client was told that it is for: "case study on the site and in the newsletter".
    purpose: str
    channels: tuple[Channel, ...]
    #: Where the signed paper or mail is kept.
    evidence: str
    #: `express`; an authority that is only implied is not enough to publish (AU).
    authority: str = "express"
    #: The last day on which it holds; None where it has no end.
    expires: date | None = None
    #: Who looked whether the national bar allows client stories at all (EU).
    bar_rule_checked_by: str = ""
    recorded_by: str
    recorded: datetime
    withdrawn: datetime | None = None
    withdrawn_why: str = ""

    def __post_init__(self) -> None:
        aware(self.recorded, "recorded")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Words that a rule wants on the very surface that shows the claim."""

    rule: str
    text: str
    #: How many steps of type size larger than the claim.
    steps: int = 0
    #: The parts of the item in which the claim stands: title, summary, body.
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Correction:
    """That a text replaced one that was wrong, as readers are told."""

    at: datetime
    by: str
    #: What was wrong, in a sentence or two.
    note: str
    #: Hash of the text that was wrong.
    corrects: str


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
    #: The recorded decision, the last of several; None where the author's own drop was enough.
    clearance: Clearance | None = None
    #: Everybody who cleared this very text.
    cleared_by: tuple[str, ...] = ()
    #: What must be printed with it, wherever it is shown.
    notices: tuple[Notice, ...] = ()
    #: What was corrected in it, oldest first.
    corrections: tuple[Correction, ...] = ()
    #: Its review-by date has passed: it is shown with a word about that, and in no edition.
    overdue: bool = False

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


@dataclass(frozen=True)
class Version:
    """The whole site from one moment to the next, as it was public."""

    since: datetime
    #: When the next one took its place; None while it stands.
    until: datetime | None
    #: Where each file's bytes are: path to SHA-256.
    files: Mapping[str, str]
    #: What was told: item id to its text's hash, title, source and who cleared it.
    items: Mapping[str, Mapping[str, Any]]


def newest_first(items: Iterable[ClearedItem]) -> list[ClearedItem]:
    """Pieces by date, newest first; ties by id, so that every run agrees."""
    return sorted(items, key=lambda c: (-c.item.published.timestamp(), c.id))
