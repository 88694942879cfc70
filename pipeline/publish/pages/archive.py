"""The archive: everything that was written, newest first.

A page lists so much that nobody minds its length; what is older has a page for each year, or
for each month where a year is long. A piece never leaves the page of its month, so that a new
one changes three pages and not three hundred, and an address in the archive keeps its meaning.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.publish.desk import Desk
from pipeline.publish.listing import Listing
from pipeline.publish.page import Page, sheet
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf, cards, digests

#: The name and the path of a page.
Link = Mapping[str, str]
#: The same with how many pieces are there.
Way = dict[str, Any]

#: A list of up to so many pieces is one page.
_ONE_PAGE = 60
#: What stands on the first page of a longer one.
_NEWEST = 24
#: A year of up to so many pieces is one page.
_ONE_YEAR = 120
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """The archive of the whole site."""
    yield from archive(desk, "writing/", "Stories and articles", "Everything we have written, newest first.",
                       shelf.pieces, "feed.atom", follows=("everything", ""))  # fmt: skip


def archive(
    desk: Desk,
    at: str,
    title: str,
    about: str,
    pieces: Sequence[Listing],
    feed: str,
    *,
    up: Link | None = None,
    follows: tuple[str, str] | None = None,
) -> Iterator[Sheet]:
    """The pages of one list.

    Args:
        desk: who and what it is shown beside.
        at: its address: `writing/`.
        title: of its first page.
        about: what it holds, in a sentence.
        pieces: newest first.
        feed: the path of the feed with the same pieces.
        up: the page that it belongs to.
        follows: what the feed is called in a sentence, and where it is chosen on the page to subscribe; None where
            nobody is asked to follow it.

    """
    whole = len(pieces) <= _ONE_PAGE
    years = {year: list(those) for year, those in groupby(pieces, key=lambda each: each.card["iso"][:4])}
    newest = pieces if whole else pieces[:_NEWEST]
    older: list[Way] = [
        {"name": year, "path": f"{at}{year}/", "count": len(those)} for year, those in years.items() if not whole
    ]
    data: dict[str, Any] = {"older": older, "feed": feed, "up": up}
    if follows:
        data["follows"] = dict(zip(("name", "anchor"), follows, strict=True))

    def head() -> Page:
        return Page(f"{at}index.md", title, about, "writing.html", {"years": _by_year(newest), **data})

    yield sheet(desk, f"{at}index.md", head, title, about, digests(newest), data)
    if not whole:
        for year, those in years.items():
            yield from _year(desk, f"{at}{year}/", f"{title}, {year}", those, {"name": title, "path": at})


def _year(desk: Desk, at: str, title: str, pieces: Sequence[Listing], up: Link) -> Iterator[Sheet]:
    path = f"{at}index.md"
    months = {month: list(those) for month, those in groupby(pieces, key=lambda each: each.card["iso"][5:7])}
    if len(pieces) <= _ONE_YEAR:
        yield _listed(desk, path, title, pieces, up)
        return
    ways: list[Way] = [
        {"name": _MONTHS[int(month) - 1], "path": f"{at}{month}/", "count": len(those)}
        for month, those in months.items()
    ]
    data = {"years": [], "older": ways, "up": up}
    yield sheet(desk, path, lambda: Page(path, title, "", "writing.html", data), title, data)
    for month, those in months.items():
        named = f"{up['name']}, {_MONTHS[int(month) - 1]} {title[-4:]}"
        yield _listed(desk, f"{at}{month}.md", named, those, {"name": title, "path": at})


def _listed(desk: Desk, path: str, title: str, pieces: Sequence[Listing], up: Link) -> Sheet:
    def page() -> Page:
        data = {"years": [{"year": "", "pieces": cards(pieces)}], "older": [], "up": up}
        return Page(path, title, "", "writing.html", data)

    return sheet(desk, path, page, title, digests(pieces), up)


def _by_year(pieces: Sequence[Listing]) -> list[dict[str, Any]]:
    return [{"year": int(year), "pieces": cards(list(those))}
            for year, those in groupby(pieces, key=lambda each: each.card["iso"][:4])]  # fmt: skip
