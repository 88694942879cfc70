"""Every type that crosses a border between rooms: frozen, typed, standard library only.

The words are the product's words; see the design notes in the README.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.errors import ClearanceError

#: Changes when the fields or the order of `content_hash` change: old hashes stay readable.
HASH_VERSION = "1"


def aware(value: datetime, name: str) -> None:
    """Refuse a datetime without a zone: a naive time is a surprise waiting to happen."""
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError(f"{name} needs a time zone: {value!r}")


class Kind(StrEnum):
    """What an item is. A legal field, not a mood: a story is advertising, an article is not."""

    #: How we served a client. Needs a recorded clearance, always.
    STORY = "story"
    #: Explains the law.
    ARTICLE = "article"
    #: A lawyer's piece on another site, known from its feed.
    ELSEWHERE = "elsewhere"
    #: A person's own words on their page.
    PROFILE = "profile"
    #: The firm's words on a practice area's page.
    PRACTICE = "practice"
    #: Any other page: about, contact, privacy.
    PAGE = "page"

    @property
    def is_piece(self) -> bool:
        """Whether readers meet it as a piece: listed, tagged, fed and mailed."""
        return self in (Kind.STORY, Kind.ARTICLE, Kind.ELSEWHERE)


class Basis(StrEnum):
    """What a story rests on; the reader sees it."""

    #: It happened as told, and the client agreed to the telling.
    REAL = "real"
    #: It happened, and everything that points to the client is gone.
    ANONYMISED = "anonymised"
    #: Several matters told as one.
    COMPOSITE = "composite"


class Channel(StrEnum):
    """Where words can go."""

    WEB = "web"
    NEWSLETTER = "newsletter"
    SOCIAL = "social"


ALL_CHANNELS = tuple(Channel)


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A picture that belongs to an item or a person."""

    #: As the text names it: `hundred-days.svg`.
    name: str
    #: SHA-256 of the bytes as published, hexadecimal.
    sha256: str
    #: File ending with its dot, lower case: `.svg`.
    suffix: str

    @property
    def filename(self) -> str:
        """The published name, from the content: two pictures never collide."""
        return f"{self.sha256[:16]}{self.suffix}"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One piece of content, read, repaired and cleaned, not yet judged."""

    #: Stable and readable: the last part of its address.
    id: str
    kind: Kind
    #: Where it came from: a path under the firm's folder (with `/`), or a feed's address.
    source: str
    title: str
    #: One or two sentences, plain text; the author's own, or the opening words.
    summary: str
    #: The author's words as Markdown.
    body: str
    #: The same as HTML that is safe to show; made by `collect` alone.
    html: str
    #: The person who wrote it; None where nobody was named.
    author: str | None
    published: datetime
    basis: Basis | None = None
    #: Places whose law it speaks of: GB-EAW, IE, CA-ON.
    jurisdictions: tuple[str, ...] = ()
    #: The address of an elsewhere.
    link: str = ""
    assets: tuple[Asset, ...] = ()
    #: The line of the source (from 1) on which `body` begins, to name lines as the author sees
    #: them; 0 where the source has no lines (Word, a feed), and paragraphs are counted instead.
    first_line: int = 1
    #: What was repaired or looks damaged, in plain words.
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware(self.published, "published")

    @property
    def content_hash(self) -> str:
        """SHA-256 over what a reader would see: title, summary, words, pictures, basis, author.

        The date, tags and place in the folder are left out: they can change without
        changing what the client agreed to.
        """
        told = [
            self.kind,
            self.title,
            self.summary,
            self.body,
            self.author or "",
            self.basis or "",
            self.link,
            [[asset.name, asset.sha256] for asset in self.assets],
        ]
        return HASH_VERSION + ":" + digest_of(told)

    def place_of(self, offset: int) -> str:
        """Where the author finds an offset into `body`: file and line, or file and paragraph."""
        if self.first_line:
            return f"{self.source}:{self.first_line + self.body.count(chr(10), 0, offset)}"
        return f"{self.source}, paragraph {self.body.count(chr(10) * 2, 0, offset) + 1}"


def digest_of(value: object) -> str:
    """SHA-256, hexadecimal, of a JSON-able value in one canonical spelling."""
    spelled = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Person:
    """A lawyer or author with a page."""

    id: str
    name: str
    role: str
    office: str = ""
    email: str = ""
    phone: str = ""
    summary: str = ""
    pronouns: str = ""
    portrait: Asset | None = None
    portrait_alt: str = ""
    languages: tuple[str, ...] = ()
    #: (place, year) of each admission.
    admitted: tuple[tuple[str, int], ...] = ()
    practices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Area:
    """One practice area."""

    id: str
    name: str
    #: FOLIO identifiers (https://folio.openlegalstandard.org/...), the nearest concept first.
    folio: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The words in an item that earned a tag."""

    words: str
    #: Where: "title" or "body", and the characters there.
    where: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A practice area on an item, with its score and the words that earned it."""

    area: str
    #: Between 0 and 1; how sure, not how much.
    score: float
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a tag without evidence cannot be explained: {self.area}")


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


class Cadence(StrEnum):
    """How often a reader wants to hear from us."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """A person who asked for digests, and what they asked for."""

    id: str
    address: str
    #: The name as they write it.
    name: str = ""
    areas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    cadence: Cadence = Cadence.WEEKLY
    #: At most this many items in one edition.
    ceiling: int = 7
    #: Plain text only, without an HTML part.
    plain: bool = False
    confirmed: datetime
    #: Where the consent came from: a form, a letter, an event.
    proof: str

    def __post_init__(self) -> None:
        aware(self.confirmed, "confirmed")


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One moment at which one cadence is due."""

    cadence: Cadence
    #: Names the period: 2026-11-21, 2026-W47, 2026-11.
    period: str
    due: datetime

    def __post_init__(self) -> None:
        aware(self.due, "due")

    @property
    def edition(self) -> str:
        """The name of the edition that falls due: `weekly-2026-W47`."""
        return f"{self.cadence}-{self.period}"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One item chosen for one subscriber, and the reason they get it."""

    item: ClearedItem
    why: str


class DeliveryState(StrEnum):
    """Where one edition to one subscriber stands."""

    #: Written down, nothing has left.
    PLANNED = "planned"
    #: On the wire now; found so at start, it becomes uncertain.
    ATTEMPTING = "attempting"
    #: The server took it.
    ACCEPTED = "accepted"
    #: The server said no, for good.
    REFUSED = "refused"
    #: It may or may not have left; waits for a person, never tried again by itself.
    UNCERTAIN = "uncertain"
    #: Left out by name: suppressed, gone, or nothing left to say.
    EXCLUDED = "excluded"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One edition to one subscriber by mail."""

    edition: str
    subscriber: str
    state: DeliveryState
    message_id: str
    items: tuple[str, ...]
    #: Older pieces that a first edition leaves to the site, so that they never come as news.
    passed: tuple[str, ...] = ()
    #: What the server said, or why it was left out.
    response: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """A finished mail or text: the bytes that leave, and where they go."""

    channel: Channel
    message_id: str
    sender: str
    #: An address; for a social text, the name of its file.
    recipient: str
    body: bytes = field(repr=False)


def newest_first(items: Iterable[ClearedItem]) -> list[ClearedItem]:
    """Pieces by date, newest first; ties by id, so that every run agrees."""
    return sorted(items, key=lambda c: (-c.item.published.timestamp(), c.id))
