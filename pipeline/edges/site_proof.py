"""Reads the site that stands as any machine would: which addresses its feeds, sitemaps, lists and search name, and which pages lie there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from pipeline.edges.versions import Copy, Versions, files_of, rows

#: What machines read to find pieces; everything else is a page.
_LISTS = (".atom", ".json", ".xml", ".txt", ".opml")
_ADDRESS = re.compile(rb"https?://[^\s\"'<>()\[\]\\]+")
#: Of a page that only leads elsewhere.
_MOVED = b'http-equiv="refresh"'
_PIECES = ("stories/", "articles/", "news/", "elsewhere/")


class SiteProof:
    """One firm's site."""

    def __init__(self, state: Path, public: Path) -> None:
        self.public = public
        self._versions = Versions(state / "site", public)

    @property
    def standing(self) -> Copy | None:
        """The copy that is public."""
        return self._versions.standing

    def pieces(self) -> dict[str, dict[str, Any]]:
        """What the site remembers of each piece on it, by id: its page, where it is read, the text that was cleared."""
        found: dict[str, dict[str, Any]] = {}
        for told in self._records("piece:"):
            found[told["id"]] = {"page": told["page"], "path": told["card"]["path"], **told["told"]}
        return found

    def own(self) -> dict[str, dict[str, Any]]:
        """What it remembers of what is no piece: profiles, pages, what the firm says of itself."""
        return next(self._records("own"), {})

    def _records(self, start: str) -> Iterator[dict[str, Any]]:
        if (standing := self.standing) is None:
            return
        with standing.known() as told:
            for name, record in rows(told, "records").items():
                if name.startswith(start):
                    yield from_json(record)

    def version(self) -> str:
        """Names it by what it was made of."""
        if (standing := self.standing) is None:
            return ""
        with standing.known() as told:
            return rows(told, "marks").get("version", "")

    def pages(self) -> Iterator[str]:
        """The addresses at which a piece's own page lies: `stories/the-van/`. A page that only leads elsewhere is none."""
        for folder in _PIECES:
            for page in sorted((self.public / folder).glob("*/index.html")):
                if _MOVED not in page.read_bytes():
                    yield f"{folder}{page.parent.name}/"

    def lists(self, home: str) -> Iterator[tuple[str, set[str]]]:
        """(file, addresses of ours and of others that it names) of each feed, sitemap and list; ours without the site's own."""
        for address in sorted(files_of(self.public.resolve())):
            if address.endswith(_LISTS) and not address.startswith(("pagefind", "assets/")):
                named = _ADDRESS.findall((self.public / address).read_bytes())
                yield address, {each.decode("utf-8", "replace").removeprefix(home) for each in named}
