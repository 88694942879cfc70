"""Patterns kept in a file, each found only where a word stands that it cannot do without."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

_WORDS = re.compile(r"[^\W\d_]+")


class Patterns:
    """The patterns of a file by section; reading a sentence costs one look-up for each of its words."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        index: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for section, line in lines:
            needed, _, pattern = line.partition(" = ")
            found = section, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
            for word in needed.split():
                index.setdefault(word, []).append(found)
        self._index: Mapping[str, list[tuple[str, re.Pattern[str]]]] = index

    def find(self, low: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Every place in a text in lower case with the section that it is of, in no order."""
        tried: set[int] = set()
        for word in self._index.keys() & _WORDS.findall(low):
            for section, pattern in self._index[word]:
                if id(pattern) not in tried:
                    tried.add(id(pattern))
                    for match in pattern.finditer(low):
                        yield section, match


def plain(text: str) -> str:
    """A text in lower case with typewriter apostrophes, each character at its own offset."""
    # The only capital whose small letter is two characters is the Turkish İ.
    return text.replace("İ", "i").lower().replace("’", "'")


@cache
def patterns(file: str) -> Patterns:
    """A file of `[section]` heads and `words that it needs = pattern` lines; {name} stands for a line `name := pattern`."""
    names: dict[str, str] = {}
    section, found = "", list[tuple[str, str]]()
    for line in files(__package__).joinpath(file).read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        for name, pattern in names.items():
            line = line.replace(f"{{{name}}}", f"(?:{pattern})")
        if line.startswith("["):
            section = line.strip("[]")
        elif " := " in line:
            name, _, pattern = line.partition(" := ")
            names[name] = pattern
        else:
            found.append((section, line))
    return Patterns(found)
