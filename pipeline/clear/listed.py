"""The do-not-name list: a firm's clients and opponents, kept as keyed hashes. `naming.py` finds them in a text.

No name, no length and no unkeyed hash is kept. Of each name the list keeps the keyed hashes of
its forms (`name_forms.py`) and of as many blanks as make `_EACH` of them, all in one heap in the
order of their numbers: nothing tells which of them belong together, which are people and which
companies. A form that several names share is hashed with its number, once for each owner, so
that no hash stands there twice: nobody can count how often "David" is a client.

The hash is BLAKE2b with a key, cut to 64 bits: made for keys, and twice as fast as HMAC over
SHA-256, which hashes twice. Among 50,000 names 64 bits agree by chance once in ten
million million questions.

What a thief can do. With the file alone: tell how many names are on it, no more; the key has
256 bits. With the key alone: nothing. With file and key: try names. A million guesses a second
are easily made, so whoever has both can ask for everybody in the telephone book and learns who is
on the list; hashes cannot prevent that. Therefore the key must not lie where the list lies.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.clear.name_forms import MOST_FORMS, Name
from pipeline.errors import ConfigurationError

#: Raise it when `name_forms` makes other forms of a name than before; names must then be added anew.
FORMAT = 1
#: Hashes kept for each name: its own, those of its forms, and blanks.
_EACH = MOST_FORMS + 1
_KEY_BYTES = (32, 64)
_ANEW = "Restore it from a backup; or remove it and add the names anew: attract names add --csv FILE."
Hashes = NDArray[np.uint64]


class NameList:
    """Keyed hashes of names. It answers whether a form is one of theirs, and can name nobody.

    Args:
        key: 32 to 64 secret bytes.
        hashes: what `written` wrote; none for a new list.

    """

    def __init__(self, key: bytes, hashes: Hashes | None = None) -> None:
        if not _KEY_BYTES[0] <= len(key) <= _KEY_BYTES[1]:
            raise ValueError(f"a key has {_KEY_BYTES[0]} to {_KEY_BYTES[1]} bytes, not {len(key)}")
        self._key = key
        self._begun = hashlib.blake2b(key=key, digest_size=8, person=b"attract names")
        self._hashes: Hashes = np.sort(hashes) if hashes is not None else np.empty(0, np.uint64)

    def __len__(self) -> int:
        return len(self._hashes) // _EACH

    @cached_property
    def digest(self) -> str:
        """Changes with every name and with the key; nothing can be learnt from it."""
        seal = hashlib.blake2b(
            self._hashes.astype("<u8").tobytes(), key=self._key, digest_size=16, person=b"attract seal"
        )
        return seal.hexdigest()

    # On the disk.

    def written(self) -> bytes:
        """The list as a file: a line of JSON, then the hashes."""
        head = {"attract names": FORMAT, "key": _key_check(self._key), "seal": self.digest}
        return json.dumps(head).encode() + b"\n" + self._hashes.astype("<u8").tobytes()

    @classmethod
    def read(cls, raw: bytes, key: bytes, where: str) -> "NameList":
        """A list as it was written.

        Raises:
            ConfigurationError: it is damaged, or was made with another key; nothing may be screened then.

        """
        first, _, body = raw.partition(b"\n")
        try:
            head = json.loads(first)
            found = (head["attract names"], head["key"], head["seal"])
        except (ValueError, KeyError, TypeError) as problem:
            raise ConfigurationError(where, "this is no do-not-name list, or it is damaged.", _ANEW) from problem
        if found[0] != FORMAT:
            raise ConfigurationError(where, "another version of Attract made this do-not-name list.", _ANEW)
        if found[1] != _key_check(key):
            raise ConfigurationError(
                where,
                "the do-not-name list was made with another key, and nothing can be screened without that one.",
                "Put the right key back (ATTRACT_NAMES_KEY, or the file that `clearing.names_key` names) from your backup.",
            )
        whole = cls(key, np.frombuffer(body, "<u8").astype(np.uint64)) if len(body) % (8 * _EACH) == 0 else None
        if whole is None or whole.digest != found[2]:
            raise ConfigurationError(where, "the do-not-name list is damaged.", _ANEW)
        return whole

    # What is on it.

    def __contains__(self, name: Name) -> bool:
        return self.known([f"{name.key}#1"])[0]

    def known(self, messages: Sequence[str]) -> list[bool]:
        """Which of these the list holds, each `form#number of its owner`."""
        if not messages or not len(self._hashes):
            return [False] * len(messages)
        asked = np.frombuffer(b"".join(map(self._hash, messages)), "<u8")
        # In order, because neighbours in a long list lie in the same memory: twice as fast.
        order = np.argsort(asked)
        at = np.searchsorted(self._hashes, asked[order])
        at[at == len(self._hashes)] = 0
        found = np.empty(len(asked), bool)
        found[order] = self._hashes[at] == asked[order]
        return list(found.tolist())

    def _hash(self, message: str) -> bytes:
        made = self._begun.copy()
        made.update(message.encode())
        return made.digest()

    # Changes make a new list.

    def adding(self, names: Iterable[Name]) -> "NameList":
        """The list with these names on it, too; those that are on it already are left alone."""
        change = _Change(self)
        for name in names:
            if not change.holds(f"{name.key}#1"):
                for form in name.forms():
                    change.add(f"{form}#{change.owners(form) + 1}")
                for message in _beside(name):
                    change.add(message)
        return change.done()

    def without(self, names: Iterable[Name]) -> "NameList":
        """The list without these names; those that are not on it are passed over."""
        change = _Change(self)
        for name in names:
            if change.holds(f"{name.key}#1"):
                for form in name.forms():
                    change.drop(f"{form}#{change.owners(form)}")
                for message in _beside(name):
                    change.drop(message)
        return change.done()


def _beside(name: Name) -> Iterator[str]:
    """The name's own hash and its blanks: every name costs the same number of hashes."""
    yield f"{name.key}#1"
    for number in range(_EACH - 1 - len(name.forms())):
        yield f"x:{name.key}#{number}"


def _key_check(key: bytes) -> str:
    return hashlib.blake2b(b"the key of this list", key=key, digest_size=16, person=b"attract key").hexdigest()


class _Change:
    """The hashes of a list while names go on it or off."""

    def __init__(self, of: NameList) -> None:
        self._of = of
        self._hashes: set[int] = set(of._hashes.tolist())
        self._owners: dict[str, int] = {}

    def holds(self, message: str) -> bool:
        return self._number(message) in self._hashes

    def owners(self, form: str) -> int:
        """How many names have this form: owners are numbered from 1 without a gap, so doubling and halving finds the last."""
        if form not in self._owners:
            most = 1
            while self.holds(f"{form}#{most}"):
                most *= 2
            self._owners[form] = bisect_right(range(1, most), False, key=lambda n: not self.holds(f"{form}#{n}"))
        return self._owners[form]

    def add(self, message: str) -> None:
        self._hashes.add(self._number(message))
        self._count(message, 1)

    def drop(self, message: str) -> None:
        self._hashes.discard(self._number(message))
        self._count(message, -1)

    def _count(self, message: str, change: int) -> None:
        form = message.rpartition("#")[0]
        if form in self._owners:
            self._owners[form] += change

    def done(self) -> NameList:
        return NameList(self._of._key, np.fromiter(self._hashes, np.uint64, len(self._hashes)))

    def _number(self, message: str) -> int:
        return int.from_bytes(self._of._hash(message), "little")
