"""What is said on social networks, and what became of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from pipeline.model.content import aware

#: Letters of a post's hash that stand behind its id where somebody looked at its words.
SEEN = 6
#: How what is noted of a post begins that a person must take down.
BY_HAND = "to be taken down by hand"


class PostState(StrEnum):
    """Where one post on one account stands."""

    #: Drafted; nobody has cleared its wording.
    DRAFT = "draft"
    #: Cleared, and waits for its time.
    PLANNED = "planned"
    #: On the wire now; found so at start, it is looked for, or becomes uncertain.
    ATTEMPTING = "attempting"
    #: The network has it, and said under which id.
    ACCEPTED = "accepted"
    #: The network does not want it.
    REFUSED = "refused"
    #: It may be there: for a person to find out.
    UNCERTAIN = "uncertain"
    #: Too late: news that surfaces days later is none.
    MISSED = "missed"
    #: A person said: not this one.
    DROPPED = "dropped"
    #: It was there, and was taken down.
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that goes with a post; its bytes are kept under their hash."""

    #: SHA-256 of the bytes, in hex.
    digest: str
    #: image/png or image/jpeg.
    mime: str
    #: Bytes; and pixels.
    size: int
    width: int
    height: int
    #: What it shows, for whoever does not see it.
    alt: str
    #: Where everybody can fetch it; empty where nobody can.
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Wire:
    """Everything that a network is told in one post, before it is put into the network's own form."""

    #: bluesky, mastodon, linkedin, x.
    network: str
    #: As people read it: whole, fitted, with its link and tags where they stand.
    text: str
    #: BCP 47.
    language: str
    #: The address that the post leads to, as it stands in the text or on the card; its query names the post.
    link: str = ""
    #: What the card says.
    title: str = ""
    summary: str = ""
    picture: Picture | None = None
    #: The tags that stand in the text, without their sign; nothing else in it is one.
    tags: tuple[str, ...] = ()
    #: When it was made to leave: whole seconds, UTC. Networks show it, so a second try says the same.
    at: datetime
    #: Names the post for good; a second try has the same. ASCII, at most 64.
    key: str

    def __post_init__(self) -> None:
        aware(self.at, "at")

    def told(self) -> str:
        """As it is kept: JSON with sorted keys."""
        return canonical({**asdict(self), "at": self.at.isoformat()})

    @classmethod
    @lru_cache(maxsize=4096)  # the outbox is read as a whole with every change, and hardly a row is another
    def of(cls, told: str) -> "Wire":
        """What was kept."""
        fields: dict[str, Any] = json.loads(told)
        picture = fields.pop("picture")
        at, tags = datetime.fromisoformat(fields.pop("at")), tuple(fields.pop("tags"))
        return cls(**fields, at=at, tags=tags, picture=Picture(**picture) if picture else None)


def canonical(told: Mapping[str, Any]) -> str:
    """JSON that is the same whenever it says the same."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def seal(payload: Mapping[str, Any]) -> str:
    """Names what goes over the wire: SHA-256 in hex. What was cleared is what leaves, or nothing does."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Post:
    """One item, or one digest, on one account, once."""

    id: str
    #: The account's name in the settings.
    account: str
    #: An item's id, or an edition's name: with the account, it is there once.
    of: str
    #: Under which words each of its pieces was cleared, item id to content hash.
    texts: Mapping[str, str]
    wire: Wire
    #: `seal` of the network's own form of the wire.
    seal: str
    state: PostState = PostState.DRAFT
    #: When it may leave, and not before.
    due: datetime
    #: Who cleared this wording, and when; empty while nobody did.
    cleared_by: str = ""
    cleared_at: datetime | None = None
    #: How often it was tried, since when, and before when it is not tried again.
    tries: int = 0
    began: datetime | None = None
    again: datetime | None = None
    #: The network's own id, its public address, and what the network said.
    ref: str = ""
    address: str = ""
    response: str = ""
    #: When it came to the state it is in.
    at: datetime | None = None

    @property
    def called(self) -> str:
        """How it is called where its words are shown: whoever clears that, clears these words."""
        return f"{self.id}.{self.seal[:SEEN]}"

    @property
    def stays_up(self) -> bool:
        """Whether its piece was withdrawn, and only a person can take it down."""
        return self.state is PostState.ACCEPTED and self.response.startswith(BY_HAND)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How an account is connected; its token is kept elsewhere."""

    account: str
    #: Whom the token speaks for, as the network calls them.
    speaks_for: str
    connected: datetime
    #: When the token ends; None where it does not, or nobody knows.
    ends: datetime | None = None
    #: Why the network does not know it any more, in its words; empty while it does.
    dead: str = ""
