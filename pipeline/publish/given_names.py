"""Which part of a name is the family's, for address books that sort by it. A guess; the whole name stands beside it."""

#: Small words that belong to the family name behind them.
_PARTICLES = {
    "af", "al", "av", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la",
    "le", "mac", "mc", "ní", "nic", "o", "ó", "st", "st.", "ter", "ua", "uí", "van", "von", "zu",
}  # fmt: skip


def given_and_family(name: str) -> tuple[str, str]:
    """(given names, family name) of somebody: ("Ada", "van der Clear"); the family name is empty for a single word."""
    words = name.split()
    if len(words) < 2:
        return " ".join(words), ""
    first = len(words) - 1
    while first > 1 and words[first - 1].casefold() in _PARTICLES:
        first -= 1
    return " ".join(words[:first]), " ".join(words[first:])
