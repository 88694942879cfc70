"""Decides what counts as the same among the answers of servers and the reasons why readers were left out."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

#: What stands in for what is one mail's own.
_OWN = "…"
#: An address; a day; what servers call one mail: long, of letters and digits (`4dKQ5x0hWlz9rxL`).
_ADDRESS = re.compile(r"<?[^\s<>()\[\]:;,\"]+@[^\s<>()\[\]:;,\"]+>?")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_NAME = re.compile(r"(?<![\w./-])(?=[\w-]*[A-Za-z])(?=(?:[\w-]*\d){3})[A-Za-z0-9_-]{8,}(?![\w./-]*\w)")


def alike(said: str) -> str:
    """The words without what is one mail's own: addresses, days, and what servers call a mail."""
    for own in (_ADDRESS, _DAY, _NAME):
        said = own.sub(_OWN, said)
    return said


def grouped(said: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """How often what was said, the most often first; takes one at a time, and keeps what differs alone.

    Args:
        said: words and how many each; the same may come again.

    """
    found: Counter[str] = Counter()
    for words, count in said:
        found[alike(words)] += count
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
