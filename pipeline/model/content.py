"""What people wrote, and what it is about."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

#: Changes when the fields or the order of `content_hash` change: old hashes stay readable.
HASH_VERSION = "1"
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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
    #: A client's praise in the client's own words.
    TESTIMONIAL = "testimonial"
    #: What the firm has to tell of itself: a win, a deal, somebody who joined.
    NEWS = "news"
    #: A lawyer's piece on another site, known from its feed.
    ELSEWHERE = "elsewhere"
    #: What a person says to the readers of one edition, above its pieces. It stands nowhere else.
    NOTE = "note"
    #: A person's own words on their page.
    PROFILE = "profile"
    #: The firm's words on a practice area's page.
    PRACTICE = "practice"
    #: Any other page: about, contact, privacy.
    PAGE = "page"
    #: What `content/firm.yml` says of the firm: tagline, why, how, what, notice.
    FIRM = "firm"

    @property
    def is_piece(self) -> bool:
        """Whether readers meet it as a piece: listed, tagged, fed and mailed."""
        return self in (Kind.STORY, Kind.ARTICLE, Kind.TESTIMONIAL, Kind.NEWS, Kind.ELSEWHERE)

    @property
    def tells_of_clients(self) -> bool:
        """Whether a client must have let it go, however clean it reads."""
        return self in (Kind.STORY, Kind.TESTIMONIAL, Kind.NEWS)

    @property
    def needs_clearance(self) -> bool:
        """Whether it needs a recorded clearance: what a mail has said cannot be unsaid as a page can."""
        return self.tells_of_clients or self is Kind.NOTE


class Basis(StrEnum):
    """What a story rests on; the reader sees it."""

    #: It happened as told, and the client agreed to the telling.
    REAL = "real"
    #: It happened, and everything that points to the client is gone.
    ANONYMISED = "anonymised"
    #: Several matters told as one.
    COMPOSITE = "composite"
    #: It never happened so; it shows what could.
    INVENTED = "invented"


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
class Aside:
    """Words of a file that do not stand in its text."""

    #: As its author finds them: "Word's properties, company".
    where: str
    words: str
    #: Whether readers see them: the words in a drawing.
    shown: bool = False


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A talk that a person gave."""

    title: str
    #: To whom or where: "Dockside Developers' Evening".
    at: str
    #: The day or the month, as its speaker knows it: 2022-09-14, 2022-09.
    on: str
    #: Where it can be read or seen; empty where it cannot.
    link: str = ""

    @property
    def year(self) -> int:
        """When, roughly."""
        return int(self.on[:4])

    @property
    def words(self) -> str:
        """What readers see of it, as one line of Markdown for rules to read."""
        return f"{f'[{self.title}]({self.link})' if self.link else self.title}, {self.at}, {self.on}"


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
    #: Those who wrote it with the author, each once and without the author.
    co_authors: tuple[str, ...] = ()
    basis: Basis | None = None
    #: Places whose law it speaks of: GB-EAW, IE, CA-ON.
    jurisdictions: tuple[str, ...] = ()
    #: The practice areas as the author named them; empty where they say that it is about none;
    #: None where they say nothing. What the author says goes before what the tagger finds.
    practice_areas: tuple[str, ...] | None = None
    #: The address of an elsewhere.
    link: str = ""
    assets: tuple[Asset, ...] = ()
    #: The line of the source (from 1) on which `body` begins, to name lines as the author sees
    #: them; 0 where the source has no lines (Word, a feed), and paragraphs are counted instead.
    first_line: int = 1
    #: What was repaired or looks damaged, in plain words.
    notes: tuple[str, ...] = ()
    #: Names may hide in them.
    asides: tuple[Aside, ...] = ()
    #: Where it was published first, when that is not this site: the canonical address.
    first_home: str = ""
    #: It was out before its feed was followed, or nobody knows since when: shown, never mailed.
    backlog: bool = False
    #: The day after which somebody must have looked again whether it is still right.
    review_by: date | None = None
    #: When somebody last did.
    checked: date | None = None
    #: The statutes and cases that it rests on.
    rests_on: tuple[str, ...] = ()
    #: Ids that it had before, or of pieces that went into it: their addresses lead here.
    formerly: tuple[str, ...] = ()
    #: What rules ask about the matter and its file says: (name, value), as in ("judgment.handed_down", "2026-02-16").
    facts: tuple[tuple[str, str], ...] = ()
    #: Of a profile: what else its page shows of the person, and rules must have read.
    talks: tuple[Talk, ...] = ()
    #: Of a note: the edition that it opens, `weekly-2026-W48`.
    edition: str = ""

    def __post_init__(self) -> None:
        aware(self.published, "published")

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody who wrote it, the author first."""
        return (*([self.author] if self.author else []), *self.co_authors)

    @property
    def talks_told(self) -> str:
        """The talks as Markdown, an empty line between them: none is the end of another's sentence."""
        return "\n\n".join(f"- {each.words}" for each in self.talks)

    @property
    def excerpt(self) -> bool:
        """Whether we show a summary only, and the words stand where the author put them."""
        return self.kind is Kind.ELSEWHERE and self.body in (self.summary, self.title)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over what a reader would see: title, summary, words, pictures, basis, who wrote it; a profile's talks, a note's edition.

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
            # Only where there are any: what was cleared before there could be stays cleared.
            *([["with", *self.co_authors]] if self.co_authors else []),
            *([["talks", *([each.title, each.at, each.on, each.link] for each in self.talks)]] if self.talks else []),
            *([["edition", self.edition]] if self.edition else []),
        ]
        return HASH_VERSION + ":" + digest_of(told)

    def place_of(self, offset: int) -> str:
        """Where the author finds an offset into `body`: file and line, or file and paragraph."""
        if self.first_line:
            return f"{self.source}:{self.first_line + self.body.count(chr(10), 0, offset)}"
        return f"{self.source}, paragraph {self.body.count(chr(10) * 2, 0, offset) + 1}"


def digest_of(value: object) -> str:
    """SHA-256, hexadecimal, of a JSON-able value in one canonical spelling."""
    return hashlib.sha256(_CANONICAL.encode(value).encode()).hexdigest()


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
    #: Other names they sign with.
    aliases: tuple[str, ...] = ()
    #: Ids that they had before: the addresses of those lead here.
    formerly: tuple[str, ...] = ()
    talks: tuple[Talk, ...] = ()
    #: The first day on which they are no longer with the firm.
    left: date | None = None
    #: Whether what they write is told on the firm's social accounts.
    social: bool = True

    def as_of(self, day: date) -> "Person":
        """Who they are for readers on this day.

        Whoever has left keeps their page and their pieces, and cannot be reached here any more. A
        leaving that is still to come is nobody's business: `left` is None then. A talk that is still
        to come shows nothing yet; one of which only the month is known counts from its first day.
        """
        given = tuple(each for each in self.talks if each.on <= day.isoformat())
        if self.left is None or self.left > day:
            return replace(self, left=None, talks=given)
        return replace(self, office="", email="", phone="", talks=given)


@dataclass(frozen=True, kw_only=True)
class Area:
    """One practice area."""

    id: str
    name: str
    #: FOLIO identifiers (https://folio.openlegalstandard.org/...), the nearest concept first.
    folio: tuple[str, ...]
    #: One sentence.
    definition: str = ""
    #: What the field calls it: country (UK, US, AU, CA, IE) to names.
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Keys that it had before it was renamed, and those of areas that went into it: their addresses lead here.
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The words in an item that earned a tag or a facet."""

    words: str
    #: Where: "title" (title and summary) or "body", and the characters there; "author" where the
    #: author named the area, and the words are theirs.
    where: str
    start: int
    end: int
    weight: float
    #: The phrase or pattern that found them, where it says more than the words.
    rule: str = ""


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


class Aspect(StrEnum):
    """What a facet speaks of."""

    #: Whose law: GB-EAW, IE, CA-ON, US-NY.
    JURISDICTION = "jurisdiction"
    #: Whose business: farming-food, shipping.
    INDUSTRY = "industry"
    #: Which point of a client's journey: first-enquiry, the-bill.
    STAGE = "stage"
    #: How it reads: story or article.
    KIND = "kind"


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One thing that can be said of a piece, with its score and the words that say it."""

    kind_of: Aspect
    value: str
    #: Between 0 and 1; how sure, not how much. 1 where the author said so in front matter.
    score: float
    #: Empty only where the author said so.
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        if not self.evidence and self.score < 1:
            raise ValueError(f"a facet without evidence cannot be explained: {self.kind_of} {self.value}")


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """What a text is about: its tags, or on purpose none, or that a person must say."""

    tags: tuple[Tag, ...] = ()
    #: It is about no area of the law: marketing, running a firm, a charity walk.
    none: bool = False
    #: What the author named as a practice area and is none.
    unknown: tuple[str, ...] = ()
    #: What else can be said of it: whose law, whose business, which point of a client's journey, how it reads.
    facets: tuple[Facet, ...] = ()
    #: Why it seems to be of another kind than it says, and what to do; empty where it does not.
    kind_note: str = ""

    @property
    def needs_person(self) -> bool:
        """Whether nothing can be said without guessing."""
        return not self.tags and not self.none
