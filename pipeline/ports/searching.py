"""What publishing asks of the search: bundles of pages, which a browser can search without a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Protocol

#: Addresses under the site's root.
MAIN = "pagefind/"
RECENT = "pagefind-recent/"
STATE = "search/bundles.json"


@dataclass(frozen=True)
class Indexed:
    """A page as a bundle knows it."""

    #: Of the page's searchable text as it was then.
    digest: str
    #: The name of the file that holds its text, without suffix; the browser knows the page by it.
    fragment: str


@dataclass(frozen=True)
class MainBundle:
    """What must be remembered of the main bundle: it lies in parts, each a bundle of its own."""

    #: Into how many parts the pages were dealt; a part without pages has no folder.
    parts: int
    #: By page (`stories/the-van/`).
    pages: Mapping[str, Indexed] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As plain lists and dictionaries; about 100 bytes a page."""
        pages = {page: [known.digest, known.fragment] for page, known in self.pages.items()}
        return {"parts": self.parts, "pages": pages}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "MainBundle":
        """What `as_json` told."""
        return cls(told["parts"], {page: Indexed(*known) for page, known in told["pages"].items()})


class Searchable(Protocol):
    """Makes bundles out of built pages."""

    def bundle(self, site: PurePath, pages: Sequence[str], out: PurePath) -> dict[str, str]:
        """Index these pages (`stories/the-van/`) of a built site into a folder; returns their fragments.

        Without pages there is no folder. Raises BuildError.
        """

    def bundles(self, site: PurePath, wanted: Mapping[PurePath, Sequence[str]]) -> Mapping[PurePath, Mapping[str, str]]:
        """Several of them, side by side: the fragments of each by its folder. Raises BuildError."""
