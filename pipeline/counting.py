"""What each network counts of a text, and how much it takes (read and measured 2026-11; see the research notes).

Bluesky takes 300 graphemes and 3,000 bytes, Mastodon what its server says, X 280 by its own weights, LinkedIn 3,000
UTF-16 units with every escape counted.
"""

import importlib
import importlib.resources
import sys
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import regex

from pipeline.little_text import length as _little_text

_GRAPHEME = regex.compile(r"\X")
#: A consonant that a stacking sign (a virama) holds to no consonant before it. `regex` takes both as one (2026.11.15);
#: Unicode's rule GB9c, and with it the PDS, parts them.
_MARKS = r"[\p{InCB=Extend}\p{InCB=Linker}]*"
_UNHELD = regex.compile(
    rf"(?<=(?:\A|[^\p{{InCB=Consonant}}\p{{InCB=Extend}}\p{{InCB=Linker}}]){_MARKS}\p{{InCB=Linker}}{_MARKS})\p{{InCB=Consonant}}"
)
#: Mastodon's own pattern (app/models/account.rb): whom it makes a mention of, and on which server they are.
_MENTION = regex.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@\w+(?:[\w.-]+\w+)?", regex.I)


@dataclass(frozen=True)
class Counter:
    """How one network counts, and how much it takes."""

    #: As people call the network.
    name: str
    #: The most that it takes, in its own characters.
    limit: int
    #: What a text with these tags (without their sign) counts there.
    weigh: Callable[[str, Collection[str]], int]
    #: The most bytes of UTF-8; 0 where they do not matter.
    bytes: int = 0
    #: What is left free when we fit a text ourselves, because not every server there counts alike.
    spare: int = 0
    #: Characters that it refuses, wherever they stand.
    refused: str = ""

    def count(self, text: str, tags: Collection[str] = ()) -> int:
        """What the network counts, in its own characters."""
        return self.weigh(text, tags)

    def fits(self, text: str, tags: Collection[str] = (), *, spare: int = 0) -> bool:
        """Whether the network takes it, with so many characters to spare."""
        if (self.bytes and _bytes(text) > self.bytes) or not set(self.refused).isdisjoint(text):
            return False
        return self.count(text, tags) <= self.limit - spare

    def told(self, text: str, tags: Collection[str] = ()) -> str:
        """How full it is, by what fills it most: "212 of 300 characters", "2,950 of 3,000 bytes"."""
        characters, size = self.count(text, tags), _bytes(text)
        if self.bytes and size * self.limit > characters * self.bytes:
            return f"{size:,} of {self.bytes:,} bytes"
        return f"{characters:,} of {self.limit:,} characters"


def graphemes(text: str) -> int:
    """What a reader would count as characters (Unicode extended grapheme clusters)."""
    starts = [found.start() for found in _GRAPHEME.finditer(text)]
    torn = {found.start() for found in _UNHELD.finditer(text)}
    return len(torn.union(starts)) if torn else len(starts)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _graphemes(text: str, _tags: Collection[str]) -> int:
    return graphemes(text)


def _on_mastodon(text: str, _tags: Collection[str]) -> int:
    """Graphemes; an address that begins with http(s) is 23, and who is on another server is named without it."""
    between, at = [], 0
    # Mastodon finds addresses by X's rules, like us; those that do not end in a known domain count in full.
    for found in _twitter_text().extract_urls_with_indices(text, False) if "://" in text else ():
        start, end = found["indices"]
        between.append(text[at:start])
        at = end
    told = [_MENTION.sub(r"\1", part) for part in (*between, text[at:])]
    return graphemes(("x" * 23).join(told))


def _code_points(text: str, _tags: Collection[str]) -> int:
    return len(text)


def _on_x(text: str, _tags: Collection[str]) -> int:
    """X's weights; line ends as X keeps them, one character each."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # X composes a letter and its accent before it counts.
    return int(_twitter_text().parse_tweet(unicodedata.normalize("NFC", lines)).weightedLength)


@cache
def _twitter_text() -> Any:
    """X's rules (twitter-text-parser: the same as X's own program on 3,030 of 3,030 texts); 0.1 s to load, so late.

    It finds its list of emoji through `pkg_resources`, which setuptools 82 took away: that one function is lent to it.
    """
    name = "pkg_resources"
    lent = ModuleType(name)
    lent.__dict__["resource_string"] = lambda package, file: _beside(package, file)
    held = sys.modules.get(name)
    sys.modules[name] = lent
    try:
        return importlib.import_module("twitter_text")
    finally:
        if held is None:
            del sys.modules[name]
        else:
            sys.modules[name] = held


def _beside(module: str, file: str) -> bytes:
    return (importlib.resources.files(module.rpartition(".")[0]) / file).read_bytes()


BLUESKY = Counter("Bluesky", 300, _graphemes, bytes=3000, spare=2)
X = Counter("X", 280, _on_x, refused="\ufeff\ufffe\uffff")
LINKEDIN = Counter("LinkedIn", 3000, _little_text)


def mastodon(limit: int = 500, *, short_links: bool = True) -> Counter:
    """How a server that speaks Mastodon's language counts.

    Args:
        limit: what the server says it takes (`configuration.statuses.max_characters`).
        short_links: whether it is Mastodon itself. Others (GoToSocial was measured) count code points, and every
            address at full length, whatever they say.

    """
    return Counter("Mastodon", limit, _on_mastodon if short_links else _code_points)


#: By the name that settings call them.
NETWORKS = {"linkedin": LINKEDIN, "bluesky": BLUESKY, "mastodon": mastodon(), "x": X}
