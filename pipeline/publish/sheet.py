"""One file of the site to be, before anybody makes it: where it lies, what it depends on, how it is made."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import ClearedItem

#: Whole pieces by id.
Pieces = Mapping[str, ClearedItem]


@dataclass(frozen=True)
class Sheet:
    """A file that is only made where its key has changed since it was made last."""

    #: Under the stage: `people/x.md`, `feed.atom`.
    path: str
    #: Changes with everything that the bytes depend on.
    key: str
    #: Makes the bytes of these whole pieces, which are those of `needs` that are still cleared.
    make: Callable[[Pieces], bytes]
    #: Ids of the pieces whose words it shows.
    needs: Sequence[str] = ()


def key(*parts: object) -> str:
    """A short name for everything that a file depends on.

    Args:
        parts: text, numbers, and lists and dictionaries of them: what is spelled alike in every process. (`repr`
            and not JSON, which takes three times as long, and there is a key for every page.)

    """
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
