"""Which kinds of page a built site has, and one page of each to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: What a page directly under the root is; anything else there is the firm's own words.
_LISTS = {
    "": "home", "people/": "people", "practice/": "areas", "writing/": "archive", "feeds/": "feeds",
    "search/": "search", "subscribe/": "subscribe", "404.html": "not found",
}  # fmt: skip
#: What a page in these folders is.
_FOLDERS = {
    "people": "person", "practice": "area", "writing": "archive", "stories": "story", "articles": "article",
    "news": "news", "elsewhere": "elsewhere",
}  # fmt: skip
ITEMS = ("story", "article", "news", "elsewhere")
#: What the sample must have: a kind that is gone must not pass by not being looked at.
KINDS = (
    "home", "people", "person", "person who left", "areas", "area", "archive", *ITEMS, "words", "feeds", "search",
    "subscribe", "not found", "moved",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A page as it is asked for."""

    kind: str
    #: Below the site's address: `people/rafe-pellow/`.
    path: str
    file: Path

    @property
    def text(self) -> str:
        """Its HTML."""
        return self.file.read_text("utf-8")

    @property
    def asked(self) -> str:
        """Under which path a visitor meets it: the page for wrong addresses at one, and that may be anywhere."""
        return "no/such/page/" if self.kind == "not found" else self.path

    def __str__(self) -> str:
        return f"{self.kind} (/{self.path})"


def pages(site: Path) -> Iterator[Shown]:
    """Every page of a built site, in order."""
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        path = path if path == "404.html" else path.removesuffix("index.html")
        yield Shown(_kind(path, site, file), path, file)


def _kind(path: str, site: Path, file: Path) -> str:
    if 'http-equiv="refresh"' in file.read_text("utf-8"):
        return "moved"
    if path in _LISTS:
        return _LISTS[path]
    first, _, rest = path.partition("/")
    kind = _FOLDERS.get(first, first) if rest else "words"
    # Whoever has left has no address card.
    return (
        f"{kind} who left" if kind == "person" and not (site / path.rstrip("/")).with_suffix(".vcf").exists() else kind
    )


def examples(site: Path) -> dict[str, Shown]:
    """The largest page of each kind: what holds for it holds for the others."""
    found: dict[str, Shown] = {}
    for page in pages(site):
        if page.kind not in found or page.file.stat().st_size > found[page.kind].file.stat().st_size:
            found[page.kind] = page
    return found
