"""What `content/firm.yml` says of social networks. No token stands there: `attract social connect` asks for it."""

import re
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from pipeline.calendar_settings import WEEKDAYS, Clock, Weekdays
from pipeline.fields import Fields, Line

#: The networks a social digest can be written for.
Network = Literal["linkedin", "bluesky", "mastodon", "x"]
#: How posts come to an account: Attract posts them; a webhook takes them (n8n, Zapier, Make); they stand in a file for Buffer
#: or Sprout; or they are mailed to whom the account belongs, ready to paste.
Way = Literal["attract", "webhook", "buffer", "sprout", "hand"]


#: What a firm gets texts for that says nothing of them.
_TEXTS: tuple[Network, ...] = ("linkedin", "bluesky", "mastodon")


def key(name: str) -> str:
    """What commands can call an account; raises ValueError for any other."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError("must be of small letters, digits and hyphens, such as ada-linkedin")
    return name


def _server(address: str) -> str:
    if address and not re.fullmatch(
        r"https://[^/@?#]+|http://(?:localhost|127\.0\.0\.1)(?::\d+)?", address.rstrip("/")
    ):
        raise ValueError("must be the server's address, such as https://mastodon.example")
    return address.rstrip("/")


class Account(Fields):
    """One place on a network where the firm, or one of its people, speaks."""

    network: Network
    by: Way = "attract"
    #: Whose it is: the name of a file in `content/people/`; empty: the firm's.
    person: Line = ""
    #: What the network calls it: a handle (Bluesky), the id of a page (LinkedIn); empty: whoever the token speaks for.
    handle: Line = ""
    #: Where it is, on networks that have many servers.
    server: Annotated[Line, AfterValidator(_server)] = ""
    #: Posts a day, at most.
    per_day: PositiveInt = 1
    #: Whether practice areas stand as tags behind the words.
    tags: bool = True
    #: Whether it gets a post of each piece, and one of what is new each week.
    pieces: bool = True
    weekly: bool = True
    #: Whether a person looks at each wording before it leaves. Without it, whoever cleared a piece for social networks has
    #: cleared its own sentences.
    ask: bool = True

    @model_validator(mode="after")
    def _possible(self) -> "Account":
        if self.by == "attract" and self.network == "x":
            raise ValueError("Attract does not post to X itself; `by` must be webhook, buffer, sprout or hand")
        if self.by == "attract" and self.network == "mastodon" and not self.server:
            raise ValueError("a Mastodon account has a `server`, such as https://mastodon.example")
        if self.by == "hand" and not self.person:
            raise ValueError("whoever pastes it has a `person`")
        return self

    @property
    def is_spoken(self) -> bool:
        """Whether Attract itself tells somebody; at the others a person brings its posts there."""
        return self.by in ("attract", "webhook")


class Social(Fields):
    """Where the firm speaks on social networks."""

    #: Those that get a digest as ready-to-paste text; None: those of `_TEXTS` on which no account speaks.
    networks: tuple[Network, ...] | None = None
    #: What commands call each account.
    accounts: dict[Annotated[str, AfterValidator(key)], Account] = Field(default_factory=dict)
    #: From when on posts leave, by the firm's clock, and on which days; and minutes between two of different accounts.
    at: Clock = time(9, 30)
    on: Weekdays = WEEKDAYS[:5]
    spacing: int = Field(default=10, ge=0, le=720)
    #: Days in which a piece is news; whatever is older when an account is set up is not posted there.
    news: int = Field(default=14, ge=1, le=366)
    #: Hours after its time in which a post still leaves.
    late: PositiveInt = 24
    #: The version of LinkedIn's interface (YYYYMM); each is supported for about a year.
    linkedin_version: Annotated[str, Field(pattern=r"^20\d\d(?:0[1-9]|1[0-2])$")] = "202609"

    @property
    def texts(self) -> tuple[Network, ...]:
        """The networks that get a weekly edition as text: where an account speaks, it has a post of its own."""
        if self.networks is not None:
            return self.networks
        spoken = {each.network for each in self.accounts.values()}
        return tuple(each for each in _TEXTS if each not in spoken)
