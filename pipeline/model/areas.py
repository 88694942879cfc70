"""The practice areas of one firm, and every word by which somebody may call one."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pipeline.model.content import Area


@dataclass(frozen=True, kw_only=True)
class Areas:
    """What a firm works on: the shipped list as its settings change it.

    An area may be renamed or go into another one later, and then its key is another. What is
    remembered (a tag, what a reader asked for) is therefore kept under the lasting key, the one
    that the area first had, and is led to the area of today when it is read.
    """

    #: By the key that each has today, which is also the last part of its address.
    shown: Mapping[str, Area]
    #: As each was shipped or added, by lasting key.
    first: Mapping[str, Area]
    #: Lasting key to the key of the area of today; a hidden area has none.
    went: Mapping[str, str]
    #: Changes with the settings; empty where they say nothing.
    version: str = ""

    @property
    def names(self) -> Mapping[str, str]:
        """Name by key."""
        return {key: area.name for key, area in self.shown.items()}

    @property
    def hidden(self) -> Mapping[str, Area]:
        """The areas that the firm does not show, by lasting key."""
        return {key: area for key, area in self.first.items() if key not in self.went}

    def known(self, word: str) -> str | None:
        """The key of the shown area that somebody means by its key or name, old or new, in any case."""
        return self.went.get(self.lasting(word) or "")

    def hides(self, word: str) -> str:
        """The name of the hidden area that somebody means; empty where they mean no hidden one."""
        area = self.hidden.get(self.lasting(word) or "")
        return area.name if area else ""

    def lasting(self, word: str) -> str | None:
        """The key to remember an area by, shown or hidden; None where there is no such area."""
        return self._called.get(folded(word))

    def now(self, words: Iterable[str]) -> tuple[str, ...]:
        """The areas of today that these lead to, each once.

        What leads to none stays as it is and fits nothing: a reader who asked for a hidden area
        alone must not become one who asked for nothing in particular, and so gets everything.
        """
        return tuple(dict.fromkeys(self.known(word) or word for word in words))

    def near(self, word: str) -> str | None:
        """The key that somebody may have meant."""
        found = difflib.get_close_matches(folded(word), self._called, n=1)
        return self.went.get(self._called[found[0]]) if found else None

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """Whatever an area may be called to its lasting key: a key goes before a name, and today's before yesterday's."""
        lasting = {
            key: next(old for old in (key, *area.formerly) if old in self.went) for key, area in self.shown.items()
        }
        return {
            **{folded(area.name): key for key, area in self.first.items()},
            **{folded(area.name): lasting[key] for key, area in self.shown.items()},
            **{folded(key): old for key, old in lasting.items()},
            **{folded(key): key for key in self.first},
        }


def folded(word: str) -> str:
    """A word as it is compared: in any case, however it is spaced."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())
