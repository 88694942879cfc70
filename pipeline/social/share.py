"""The share pack: ready wordings for a lawyer who posts by hand. No key, no account of ours, no score, nobody who counts.

A network's own page for writing a post opens with the words in it where the network allows that. LinkedIn takes an address alone:
there the words are pasted.
"""

from dataclasses import dataclass, field
from urllib.parse import quote

from pipeline.counting import NETWORKS
from pipeline.errors import AttractError
from pipeline.model.posting import Wire
from pipeline.social.handed import image, text

#: Where a post is written; `{}` is the quoted text, or for LinkedIn the quoted address.
_PAGES = {
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={}",
    "bluesky": "https://bsky.app/intent/compose?text={}",
    "x": "https://x.com/intent/post?text={}",
}


@dataclass(frozen=True, kw_only=True)
class Ready:
    """One wording for one network."""

    wire: Wire
    #: How full `words` are, as the network counts (`counting.Counter.told`), for whoever changes them.
    told: str
    #: Host of the Mastodon server where the person is at home; empty where nobody knows.
    server: str = ""

    @property
    def network(self) -> str:
        """As people call it."""
        known = NETWORKS.get(self.wire.network)
        return known.name if known else self.wire.network

    @property
    def words(self) -> str:
        """What is pasted."""
        return text(self.wire)

    @property
    def image(self) -> str:
        """Where its picture is to be had; empty where it has none."""
        return image(self.wire)

    @property
    def alt(self) -> str:
        """What the picture shows; empty where there is none to fetch."""
        return self.wire.picture.alt if self.wire.picture and self.image else ""

    @property
    def is_pasted(self) -> bool:
        """Whether the network's page opens without the words."""
        return self.wire.network == "linkedin"

    @property
    def page(self) -> str:
        """Where it is posted with a press or two; empty where there is no such page."""
        if self.wire.network == "mastodon":
            return f"https://{self.server}/share?text={quote(self.words, safe='')}" if self.server else ""
        told = self.wire.link if self.is_pasted else self.words
        return _PAGES[self.wire.network].format(quote(told, safe="")) if told and self.wire.network in _PAGES else ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of the week, with its wordings."""

    title: str
    address: str
    ready: tuple[Ready, ...]


@dataclass(frozen=True)
class Mailed:
    """One share pack that was on its way, or would be."""

    #: To whom: the name of a file in `content/people/`.
    person: str
    message_id: str
    posts: tuple[str, ...]
    pieces: int
    #: What the mail server said.
    said: str = ""


@dataclass
class ShareRun:
    """What became of share packs."""

    mailed: list[Mailed] = field(default_factory=list)
    #: Those of which nobody knows whether they arrived.
    uncertain: list[Mailed] = field(default_factory=list)
    #: Those that the mail server did not take, or put off, with what it said: their posts wait.
    refused: list[Mailed] = field(default_factory=list)
    later: list[Mailed] = field(default_factory=list)
    #: Why nothing of an account leaves, by its name; and of a post, by its id.
    waits: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    #: What stopped everything.
    problem: AttractError | None = None

    @property
    def happened(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.mailed or self.uncertain or self.refused or self.later or self.problem)
