"""How a person comes to get digests: what they ask for, where they asked, and what was done about it since."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.content import aware
from pipeline.model.delivery import Cadence


class Permission(StrEnum):
    """Why somebody may be mailed. A client's permission to be told of is another thing, a `Consent`."""

    #: They asked, and confirmed it.
    EXPRESS = "express"
    #: Canada: they are a client; ends 24 months after the matter (CASL, s. 10; confirm with local counsel).
    IMPLIED_CLIENT = "implied-client"
    #: Canada: they enquired; ends after 6 months (CASL, s. 10; confirm with local counsel).
    IMPLIED_ENQUIRY = "implied-enquiry"
    #: United Kingdom: a client who was offered a way out when their address was taken, and each time since
    #: (PECR, reg. 22(3); confirm with local counsel).
    SOFT_OPT_IN = "soft-opt-in"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a reader wants, in their own words where they are words."""

    #: The name as they write it; nobody else spells it.
    name: str = ""
    #: Lasting keys of practice areas; with no area and no person, everything.
    areas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    #: Values of `Kind` that they want; empty: all.
    kinds: tuple[str, ...] = ()
    #: Places whose law they want to hear of (IE, CA-ON), beside what names no place; empty: all.
    jurisdictions: tuple[str, ...] = ()
    cadence: Cadence = Cadence.WEEKLY
    #: At most this many items in one edition.
    ceiling: int = 7
    #: At most this many minutes of reading in one edition; 0 sets no limit.
    minutes: int = 0
    #: Plain text only, without an HTML part.
    plain: bool = False


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """Somebody asked for digests to an address, and nobody knows yet whether it is theirs."""

    #: Random, 32 hexadecimal figures; what the link in the confirmation names.
    id: str
    address: str
    wish: Wish
    #: To the second.
    asked: datetime
    #: The words that they agreed to, whole.
    wording: str
    #: Version of the form that showed them.
    form: str
    #: Path of the page from which they came: `people/x/`; empty where nobody knows.
    page: str = ""
    #: Where the request came from, cut short (203.0.113.0/24, 2001:db8::/48): proof, and no trace of a person.
    network: str = ""

    def __post_init__(self) -> None:
        aware(self.asked, "asked")


@dataclass(frozen=True, kw_only=True)
class DataLetter:
    """Somebody asked for the link to what is stored about a reader."""

    #: Random, 32 hexadecimal figures; names the letter.
    id: str
    #: The reader's id; empty where nobody reads at the address that was given.
    reader: str
    asked: datetime

    def __post_init__(self) -> None:
        aware(self.asked, "asked")


class Step(StrEnum):
    """What happened between a reader and the firm; the proof has a line for each."""

    ASKED = "asked"
    #: The confirmation went to the transport.
    WRITTEN_TO = "written to"
    CONFIRMED = "confirmed"
    #: They came in from a list that somebody answers for.
    IMPORTED = "imported"
    CHANGED = "changed"
    PAUSED = "paused"
    LEFT = "left"
    #: They took their leaving back.
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One line of the proof. It is added to and never changed; erasing a person takes their lines away whole."""

    step: Step
    at: datetime
    #: The sign-up it belongs to, or the reader's id.
    of: str
    #: What is known of it: wording, form, page, network, message id, reason; text to text.
    told: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        aware(self.at, "at")
