"""A social digest as ready-to-paste text, from the authors' own titles and summaries.

Lengths are counted as each network counts them (read 2026-11; see the research notes):
LinkedIn 3,000 characters; Bluesky 300 graphemes; Mastodon 500 characters and X 280, an
address counting as 23 on both.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from pipeline.model import ClearedItem

_ADDRESS = re.compile(r"https?://\S+")


def graphemes(text: str) -> int:
    """What a reader would count as characters (Unicode extended grapheme clusters)."""
    return len(regex.findall(r"\X", text))


def _short_addresses(text: str) -> int:
    return len(_ADDRESS.sub("x" * 23, text))


def _x_weight(text: str) -> int:
    """X counts most scripts single and the rest (CJK, emoji) double; an address is 23."""
    rest = _ADDRESS.sub("x" * 23, text)
    light = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
    return sum(1 if any(low <= ord(c) <= high for low, high in light) else 2 for c in rest)


@dataclass(frozen=True)
class Network:
    """How much one network takes, and how it counts."""

    name: str
    limit: int
    count: Callable[[str], int]


NETWORKS = {
    "linkedin": Network("LinkedIn", 3000, len),
    "bluesky": Network("Bluesky", 300, graphemes),
    "mastodon": Network("Mastodon", 500, _short_addresses),
    "x": Network("X", 280, _x_weight),
}


def write(network: Network, opening: str, pieces: Sequence[tuple[ClearedItem, str]]) -> str:
    """One text that fits: the opening, then as many pieces as there is room for.

    Args:
        opening: the first line.
        pieces: (piece, its public address), the most important first.

    Raises:
        ValueError: not even one title and address fit.

    """
    roomy = network.limit >= 1000
    text = opening
    taken = 0
    for piece, address in pieces:
        lines = [piece.item.title, *([piece.item.summary] if roomy else []), address]
        longer = text + "\n\n" + "\n".join(lines)
        if network.count(longer) > network.limit:
            break
        text, taken = longer, taken + 1
    if not taken and pieces:
        piece, address = pieces[0]
        text = f"{piece.item.title}\n{address}"
        if network.count(text) > network.limit:
            raise ValueError(f"“{piece.item.title}” and its address are longer than {network.name} takes")
    return text + "\n"
