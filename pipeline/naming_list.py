"""The firm's do-not-name list joined to the world: its file, its key, and what people ask of it.

Nobody can read the list back, this program as little as a thief; it can only be asked.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.clear import name_rows
from pipeline.clear.reading import readable
from pipeline.collect.decoding import decode
from pipeline.edges.names import VARIABLE, KeyFile, ListFile
from pipeline.errors import ConfigurationError, UsageError
from pipeline.firm import Clearing

if TYPE_CHECKING:  # it brings NumPy; a firm without a list should not wait for that
    from pipeline.clear.listed import NameList
    from pipeline.clear.name_forms import Name

_NO_NAME = "it names nobody"
_TOO_COMMON = (
    "one word that is an ordinary one, or that many are called, would be found everywhere: give the whole name"
)


class Skipped(NamedTuple):
    """A name that was left out. The reason does not repeat it."""

    #: Row of the list, or number of the argument, from 1.
    row: int
    reason: str


@dataclass(frozen=True)
class Added:
    """What became of names."""

    added: int
    #: Those that were on the list already.
    known: int
    skipped: tuple[Skipped, ...]
    #: How many names the list holds now.
    names: int
    #: The key that was made for it; None where there was one.
    key_made: Path | None = None


class Match(NamedTuple):
    """Words of a text that name somebody on the list."""

    line: int
    words: str
    how: str
    #: Whether they mean the one on the list, and not perhaps somebody else of that name.
    whole: bool
    said: str


class NamingList:
    """The do-not-name list of one firm."""

    def __init__(self, root: Path, state: Path, settings: Clearing) -> None:
        self._root = root
        self._settings = settings
        self.file = ListFile(state / "names.keyed")
        self._read: tuple[tuple[int, int], NameList] | None = None

    @cached_property
    def key(self) -> KeyFile:
        """Where the key lies."""
        # A service may have no home; its `~` then leads nowhere until the key is needed.
        return KeyFile(self._root / os.path.expanduser(self._settings.names_key), self._root)

    @property
    def listed(self) -> "NameList | None":
        """The list; None where the firm has none.

        Raises:
            ConfigurationError: there is one that cannot be asked, or there was one: nothing may be screened without it.

        """
        stamp = self.file.stamp()
        if stamp is None:
            if self.key.knows(self.file.path):
                raise ConfigurationError(
                    str(self.file.path),
                    "the do-not-name list is gone, and nothing can be screened without it.",
                    "Restore it from a backup, or make it anew: attract names add --csv FILE. If the firm gave it up, "
                    f"take its line out of {self.key.path}.",
                )
            return None
        if self._read is None or self._read[0] != stamp:
            from pipeline.clear.listed import NameList

            self._read = stamp, NameList.read(self.file.read(), self._key(), str(self.file.path))
        return self._read[1]

    @property
    def digest(self) -> str:
        """Changes with the list; empty where there is none."""
        listed = self.listed
        return listed.digest if listed else ""

    def _key(self) -> bytes:
        key = self.key.read()
        if key is None:
            raise ConfigurationError(
                str(self.key.path),
                "the key of the do-not-name list is missing, and nothing can be screened without it.",
                f"Restore it from your backup, name its place (`clearing.names_key`), or set {VARIABLE}. If it is lost, "
                f"remove {self.file.path} and add the names anew.",
            )
        return key

    def __len__(self) -> int:
        listed = self.listed
        return len(listed) if listed else 0

    # Changes.

    def add(self, written: Iterable[name_rows.Field], *, dry_run: bool = False) -> Added:
        """Put names on the list; makes it, and a key, where there is none.

        Args:
            written: names as people or practice systems write them.
            dry_run: only say what would become of them.

        """
        from pipeline.clear.listed import NameList
        from pipeline.clear.name_forms import names
        from pipeline.clear.rarity import findable

        before = NameList(bytes(32)) if dry_run and self.file.stamp() is None else None
        made = None
        if before is None:
            before, made = self._list_or_new()
        fresh: dict[Name, None] = {}
        known, added, skipped = 0, 0, []
        for field in written:
            found = names(field.written, company=field.company) if not field.skipped else ()
            if reason := field.skipped or _why_not(found):
                skipped.append(Skipped(field.row, reason))
                continue
            new = [name for name in found if findable(name) and name not in fresh and name not in before]
            fresh.update(dict.fromkeys(new))
            added, known = added + bool(new), known + (not new)
        after = before.adding(fresh) if fresh else before
        if not dry_run and (fresh or self.file.stamp() is None):
            self._write(after)
        return Added(added, known, tuple(skipped), len(after), made)

    def _list_or_new(self) -> "tuple[NameList, Path | None]":
        from pipeline.clear.listed import NameList

        if self.file.stamp() is not None:
            listed = self.listed
            assert listed is not None, self.file
            return listed, None
        if (key := self.key.read()) is not None:
            return NameList(key), None
        return NameList(self.key.make()), self.key.path

    def remove(self, written: Sequence[str]) -> int:
        """Take names off the list; returns how many.

        Raises:
            UsageError: one of them is not on it; nothing is taken off then.

        """
        listed = self.listed
        if listed is None:
            raise UsageError("the do-not-name list", "there is none.", "attract names add NAME makes it.")
        gone: dict[Name, None] = {}
        for number, each in enumerate(written, start=1):
            if not (found := [name for name in _readings(each) if name in listed]):
                raise UsageError(
                    f"name {number}",
                    "it is not on the do-not-name list as it is written here.",
                    "Write it as it was added; `attract names check` says what is found.",
                )
            gone.update(dict.fromkeys(found))
        self._write(listed.without(gone))
        return len(written)

    def _write(self, listed: "NameList") -> None:
        self.file.write(listed.written())
        self.key.remember(self.file.path)
        self._read = None

    # Questions.

    def check(self, text: str, own: Iterable[str] = ()) -> list[Match]:
        """Every place of a text that names somebody on the list, with its line."""
        listed = self.listed
        if listed is None:
            return []
        from pipeline.clear.detect.do_not_name import said
        from pipeline.clear.naming import places

        plain = readable(text)
        found = [
            Match(text.count("\n", 0, each.start) + 1, " ".join(text[each.start : each.end].split()), each.how, each.whole,
                  said(each))
            for each in places(plain, listed, own)
        ]  # fmt: skip
        if not found and len(text.split()) <= _A_NAME and any(name in listed for name in _readings(text)):
            # Typed as a name, in small letters perhaps, and not as a sentence.
            return [Match(1, " ".join(text.split()), "in full", True, "It is on the firm's do-not-name list.")]
        return found


#: Words; more are a text.
_A_NAME = 8


def _why_not(found: "Sequence[Name]") -> str:
    from pipeline.clear.rarity import findable

    if not found:
        return _NO_NAME
    return "" if any(map(findable, found)) else _TOO_COMMON


def _readings(written: str) -> "list[Name]":
    """Everything that a name may have been added as: in this order or the other, as a person or a company."""
    from pipeline.clear.name_forms import names

    words = written.replace(",", " ").split()
    turned = f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else written
    moved = f"{words[0]}, {' '.join(words[1:])}" if len(words) > 1 else written
    return [name for each in (written, turned, moved) for name in (*names(each), *names(each, company=True))]


def typed(written: Iterable[str]) -> list[name_rows.Field]:
    """Names that a person typed or piped in, one each."""
    return [name_rows.Field(number, each) for number, each in enumerate(written, start=1)]


def exported(path: Path, columns: Sequence[str]) -> list[name_rows.Field]:
    """The names in a practice system's export; raises UsageError where no column holds any."""
    return list(name_rows.fields(decode(path.read_bytes())[0], path.name, columns))


def words_of(path: Path) -> str:
    """The words of any file that Attract reads, and of any other text."""
    from pipeline.collect.formats import TEXTS, parse

    raw = path.read_bytes()
    if path.suffix.lower() in TEXTS and path.suffix.lower() not in (".md", ".markdown", ".txt"):
        draft = parse(raw, path.name)
        return f"{draft.title}\n\n{draft.body}"
    return decode(raw)[0]
