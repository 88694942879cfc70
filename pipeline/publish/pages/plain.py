"""Pages that somebody wrote as a page: about, contact, privacy; and those that lead on: subscribe, feeds, search."""

from collections.abc import Iterator
from typing import Any

from pipeline.model import ClearedItem, Kind
from pipeline.model.telling import SUMMARY, TITLE
from pipeline.publish import shown
from pipeline.publish.desk import Desk
from pipeline.publish.feeds import groups as feeds_in_groups
from pipeline.publish.links import feed_path
from pipeline.publish.page import Page, sheet
from pipeline.publish.pages import subscribe
from pipeline.publish.sheet import Sheet
from pipeline.publish.shelf import Shelf


def sheets(desk: Desk, shelf: Shelf) -> Iterator[Sheet]:
    """What somebody wrote, then what leads on."""
    for each in desk.own.values():
        if each.item.kind is Kind.PAGE:
            yield _written(desk, each)
    yield subscribe.sheet(desk, shelf)
    yield _feeds(desk, shelf)
    search = Page("search.md", "Search", "Search every story, article and person.", "search.html")
    yield sheet(desk, search.path, lambda: search)


def _written(desk: Desk, page: ClearedItem) -> Sheet:
    path = f"{page.id.partition(':')[2]}.md"

    def make() -> Page:
        data: dict[str, Any] = {"stands": stands} if (stands := shown.standing(page, desk.firm.zone)) else {}
        if shown.cautions(page, TITLE, SUMMARY):
            data["share"] = {"title": desk.firm.name, "description": shown.description(page)}
        return Page(path, page.item.title, page.item.summary, "page.html", data, page.item.html)

    return sheet(desk, path, make, desk.words_key(page.id))


def _feeds(desk: Desk, shelf: Shelf) -> Sheet:
    groups = [
        {"title": title, "feeds": [{"name": each.name, "path": feed_path(each.page)} for each in feeds]}
        for title, feeds in feeds_in_groups(desk, shelf)
    ]
    about = "Follow a person, a practice area, or everything, in any feed reader."
    page = Page("feeds.md", "Feeds", about, "feeds.html", {"groups": groups})
    return sheet(desk, page.path, lambda: page, groups)
