"""The archive of editions: a list, a page for each, and a feed. Nobody is known here, and nothing changes."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.digest import editions
from pipeline.digest.editions import Edition
from pipeline.digest.entry import byline
from pipeline.digest.render import name_of
from pipeline.model import ClearedItem
from pipeline.model.telling import SUMMARY, TITLE, headline, is_advertising, label
from pipeline.past_editions import PastEditions, Shown
from pipeline.publish import atom
from pipeline.publish.entries import MOST, NEVER, Entry, Told
from pipeline.publish.links import item_path
from pipeline.publish.shown import cautions, corrections, day, kind_name
from pipeline.subscribing import EDITIONS, FOLDER, Subscribing
from pipeline.web.asking import asked
from pipeline.web.pages import Pages

#: Editions on a page of the list.
A_PAGE = 24
#: Titles of each that the list names.
_TITLES = 3
#: A copy may be kept and must be asked for again each time: what is withdrawn is gone at once (RFC 9111, 5.2.2.4).
_CACHED = "public, no-cache"


class Editions:
    """Shows what past editions offered.

    The pages stay out of search engines, as all of the service does: each piece has its page on the site, and an engine
    would show words for weeks that were taken back.
    """

    def __init__(self, service: Subscribing, pages: Pages) -> None:
        self._address = service.settings.address
        self._pages = pages
        self._past = PastEditions(service.house)

    def routes(self) -> Sequence[Route]:
        """Where these pages are."""
        return [
            Route("/editions/", self._list, methods=["GET"]),
            Route("/editions/feed.atom", self._feed, methods=["GET"]),
            Route("/editions/{edition}/", self._edition, methods=["GET"]),
        ]

    async def _look(self) -> Shown:
        return await run_in_threadpool(self._past.look)

    async def _list(self, request: Request) -> Response:
        shown = await self._look()
        number = _number(asked(request).get("page", ["1"]))
        found = editions.page(shown.editions, number, A_PAGE)
        if not found and number != 1:
            return self._pages.instead(request, 404)
        months = [
            (first, [_line(each, shown) for each in group])
            for first, group in editions.by_month(found, shown.firm.zone)
        ]
        told = {"months": months, "number": number, "last": -(-len(shown.editions) // A_PAGE)}
        return _known(request, self._pages.page("editions.html", told))

    async def _edition(self, request: Request) -> Response:
        shown = await self._look()
        edition = shown.by_name.get(request.path_params["edition"])
        if edition is None:
            return self._pages.instead(request, 404)
        same = [each for each in shown.editions if each.slot.cadence is edition.slot.cadence]
        at = same.index(edition)
        told = {
            **_line(edition, shown),
            "areas": [
                (name, [_piece(each, shown) for each in group])
                for name, group in editions.by_area(edition.pieces, shown.areas)
            ],
            "advertising": label(shown.firm.places_of_practice) if is_advertising(edition.pieces) else "",
            "before": _line(same[at + 1], shown) if at + 1 < len(same) else None,
            "after": _line(same[at - 1], shown) if at else None,
        }
        return _known(request, self._pages.page("edition.html", told))

    async def _feed(self, request: Request) -> Response:
        shown = await self._look()
        entries = tuple(self._entry(each, shown) for each in shown.editions[:MOST])
        told = Told(
            title=f"Editions, {shown.firm.name}", page=EDITIONS, site=self._address, publisher=shown.firm.name,
            language=shown.firm.language, label=label(shown.firm.places_of_practice),
            updated=max((each.updated for each in entries), default=NEVER), entries=entries,
        )  # fmt: skip
        feed = atom.written(told, f"{EDITIONS}feed.atom")
        return _known(request, Response(feed, media_type="application/atom+xml"))

    def _entry(self, edition: Edition, shown: Shown) -> Entry:
        line = _line(edition, shown)
        return Entry(
            address=f"{self._address}{EDITIONS}{edition.name}/", title=f"{line['called']}, {line['day']}",
            published=edition.slot.due, updated=edition.changed, authors=(), areas=(),
            summary="; ".join(headline(each, shown.areas) for each in edition.pieces), content="",
        )  # fmt: skip


def _number(asked_for: Sequence[str]) -> int:
    """Which page of the list; 0, which there is none of, where it cannot be told."""
    (text, *more) = asked_for
    return int(text) if not more and text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _line(edition: Edition, shown: Shown) -> Mapping[str, Any]:
    """One edition as a line of a list."""
    due = edition.slot.due.astimezone(shown.firm.zone)
    titles = [headline(each, shown.areas) for each in edition.pieces[:_TITLES]]
    return {
        "path": f"/{FOLDER}/editions/{edition.name}/", "called": name_of(edition.slot.cadence), "day": day(due),
        "iso": due.date().isoformat(), "count": len(edition.pieces), "titles": titles,
        "more": len(edition.pieces) - len(titles),
    }  # fmt: skip


def _piece(piece: ClearedItem, shown: Shown) -> Mapping[str, Any]:
    """One piece as the mail tells it, with its notices and what was corrected since."""
    item = piece.item
    return {
        "path": item_path(item), "away": item.excerpt, "kind": kind_name(item), "title": item.title,
        "summary": item.summary, "byline": byline(item, shown.people, shown.firm.name),
        "cautions": cautions(piece, TITLE, SUMMARY), "corrections": corrections(piece, shown.firm.zone),
    }  # fmt: skip


def _known(request: Request, response: Response) -> Response:
    """The answer, or that the one that somebody has is still the same (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": _CACHED}
    had = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if had & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
