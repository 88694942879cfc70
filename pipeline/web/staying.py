"""Pages behind the links of a digest: preferences, a pause, leaving, and coming back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.model import Subscriber, Wish
from pipeline.reader_tokens import Purpose
from pipeline.subscribe import forms
from pipeline.subscribe.forms import Fields, one
from pipeline.subscribe.limits import Limits
from pipeline.subscribing import FOLDER, Choices, Subscribing
from pipeline.web.asking import asked, asker, choices, fields, form_behind, is_behind
from pipeline.web.guard import from_here
from pipeline.web.my_data import MyData
from pipeline.web.pages import Pages
from pipeline.web.sign_ups import choosing

#: What is told after a change, by the word in the address.
_SAID = {
    "changed": "It is changed. The next mail goes by it.",
    "paused": "The pause has begun.",
    "resumed": "The pause is over. You get the next edition.",
    "mailed": "Look into your mail: the link is on its way.",
}


class Staying:
    """Answers readers who hold a digest of theirs."""

    def __init__(self, service: Subscribing, pages: Pages, limits: Limits, my_data: MyData) -> None:
        self._service = service
        self._pages = pages
        self._limits = limits
        self._my_data = my_data

    def routes(self) -> Sequence[Route]:
        """Where these pages are."""
        return [
            Route("/yours/{token}", self._preferences, methods=["GET"]),
            Route("/yours/{token}", self._changed, methods=["POST"]),
            Route("/leave/{token}", self._leaving, methods=["GET"]),
            Route("/leave/{token}", self._left, methods=["POST"]),
        ]

    # Preferences.

    async def _reader(self, purpose: Purpose, token: str) -> Subscriber | None:
        opened = self._service.opened(purpose, token)
        return await run_in_threadpool(self._service.readers.reader, opened.of) if opened else None

    async def _preferences(self, request: Request) -> Response:
        token = request.path_params["token"]
        reader = await self._reader(Purpose.PREFERENCES, token)
        if reader is None:
            return self._pages.instead(request, 410)
        return await self._page(reader, token, said=_SAID.get(one(asked(request), "said"), ""))

    async def _page(
        self, reader: Subscriber, token: str, *, said: str = "", problems: dict[str, str] | None = None, status: int = 200
    ) -> Response:  # fmt: skip
        service = self._service
        await choices(service)
        zone = service.firm.zone
        paused = reader.paused.astimezone(zone) if reader.paused and reader.paused > service.house.time() else None
        told: dict[str, Any] = {
            "reader": reader, "wish": replace(_wish_of(reader), areas=service.areas_now(reader)), "token": form_behind(service, token),
            "problems": problems or {}, "said": said, "paused": paused, "weeks": forms.PAUSES,
            "tomorrow": (service.house.time().astimezone(zone) + timedelta(days=1)).date(),
            "leave": service.path(Purpose.LEAVE, reader.id), **choosing(service),
        }  # fmt: skip
        return self._pages.page("yours.html", told, status)

    async def _changed(self, request: Request) -> Response:
        service, token = self._service, request.path_params["token"]
        if not from_here(request):
            return self._pages.instead(request, 403)
        sent = await fields(request)
        reader = await self._reader(Purpose.PREFERENCES, token)
        if reader is None or not is_behind(service, sent, token):
            return self._pages.instead(request, 410)
        if not self._limits.presses(asker(request), service.house.time()):
            return self._pages.instead(request, 429)
        said = await self._done(reader, sent)
        if said is None:  # they have left, perhaps in this very moment; the page says so
            gone = await self._reader(Purpose.PREFERENCES, token)
            return await self._page(gone, token, status=409) if gone else self._pages.instead(request, 410)
        if isinstance(said, dict):
            return await self._page(
                reader, token, problems=said, said="That did not fit; it stands beside the field.", status=422
            )
        return RedirectResponse(f"/{FOLDER}/yours/{token}?said={said}", 303)

    async def _done(self, reader: Subscriber, sent: Fields) -> str | dict[str, str] | None:
        """Do what a button says; the word for it, what is wrong by field, or None where they have left."""
        service, now = self._service, self._service.now()
        match one(sent, "do"):
            case "pause":
                until = forms.pause(sent, now, service.firm.zone)
                if isinstance(until, str):
                    return {"until": until}
                return "paused" if await run_in_threadpool(service.readers.pause, reader.id, until, now) else None
            case "resume":
                return "resumed" if await run_in_threadpool(service.readers.pause, reader.id, None, now) else None
            case "mail":
                await run_in_threadpool(self._my_data.mail, reader.address)
                return "mailed"
            case "change":
                known = await choices(service)
                filled = forms.wish(sent, **known.keys, name=reader.name)
                if filled.problems:
                    return dict(filled.problems)
                wish = service.kept(_with_unseen(filled.wish, replace(reader, areas=service.areas_now(reader)), known))
                return "changed" if await run_in_threadpool(service.readers.change, reader.id, wish, now) else None
        return {"do": "Press one of the buttons."}

    # Leaving.

    async def _leaving(self, request: Request) -> Response:
        token = request.path_params["token"]
        opened = self._service.opened(Purpose.LEAVE, token)
        if opened is None:
            return self._pages.instead(request, 410)
        reader = await run_in_threadpool(self._service.readers.reader, opened.of)
        told = {
            "token": form_behind(self._service, token),
            # Of whom nothing is known any more it is only said that no mail comes.
            "left": reader is None or reader.left is not None,
            "back": reader is not None and reader.left is not None,
        }
        return self._pages.page("leave.html", told)

    async def _left(self, request: Request) -> Response:
        service, token = self._service, request.path_params["token"]
        sent = await fields(request)
        opened = service.opened(Purpose.LEAVE, token)
        # RFC 8058, 3.2: from a mail program, without a cookie, a form of ours, or an origin; it acts at once and leads nowhere.
        if one(sent, "List-Unsubscribe") == "One-Click":
            if opened is None:
                return PlainTextResponse("This link is not one of ours.\n", 410)
            await run_in_threadpool(service.readers.leave, opened.of, service.now(), "one click in the mail program")
            return PlainTextResponse("You get no more mail from us.\n")
        if not from_here(request):
            return self._pages.instead(request, 403)
        if opened is None or not is_behind(service, sent, token):
            return self._pages.instead(request, 410)
        if one(sent, "do") == "return":
            await run_in_threadpool(service.readers.come_back, opened.of, service.now())
        else:
            await run_in_threadpool(service.readers.leave, opened.of, service.now(), forms.reason(sent))
        return RedirectResponse(f"/{FOLDER}/leave/{token}", 303)


def _wish_of(reader: Subscriber) -> Wish:
    return Wish(
        name=reader.name, areas=reader.areas, people=reader.people, kinds=reader.kinds, jurisdictions=reader.jurisdictions,
        cadence=reader.cadence, ceiling=reader.ceiling, minutes=reader.minutes, plain=reader.plain,
    )  # fmt: skip


def _with_unseen(wish: Wish, before: Subscriber, known: Choices) -> Wish:
    """The wish with what the form could not show: who chose a hidden area alone must not get everything for it."""
    return replace(
        wish,
        areas=(*wish.areas, *(each for each in before.areas if each not in known.areas)),
        people=(*wish.people, *(each for each in before.people if each not in known.people)),
        kinds=(*wish.kinds, *(each for each in before.kinds if each not in known.kinds)),
        jurisdictions=(
            *wish.jurisdictions,
            *(each for each in before.jurisdictions if each not in known.jurisdictions),
        ),
    )
