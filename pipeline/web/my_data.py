"""My data: a fresh link by mail, valid for an hour, shows everything that is stored, hands it out, and erases it."""

import json
import secrets
import time
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.model import DataLetter, Subscriber
from pipeline.reader_tokens import Purpose
from pipeline.subscribe.addresses import Address, checked
from pipeline.subscribe.forms import one
from pipeline.subscribe.limits import Limits, enough
from pipeline.subscribing import FOLDER, Subscribing, erase
from pipeline.web.asking import asker, fields, form_behind, is_behind, made, new_form
from pipeline.web.guard import from_here
from pipeline.web.pages import Pages
from pipeline.web.postman import Postman
from pipeline.web.sign_ups import until_the_beat


class MyData:
    """Answers whoever asks what is stored about them."""

    def __init__(self, service: Subscribing, pages: Pages, limits: Limits, postman: Postman) -> None:
        self._service = service
        self._pages = pages
        self._limits = limits
        self._postman = postman

    def routes(self) -> Sequence[Route]:
        """Where these pages are."""
        return [
            Route("/data", self._form, methods=["GET"]),
            Route("/data", self._asked, methods=["POST"]),
            Route("/data/{token}", self._shown, methods=["GET"]),
            Route("/data/{token}", self._erased, methods=["POST"]),
            Route("/data/{token}/attract.json", self._handed_out, methods=["GET"]),
        ]

    def mail(self, address: str) -> None:
        """Have the link mailed to an address, if a reader's, and if the mailbox has not had enough; runs in a thread.

        An address of nobody leaves a row that counts, too: what is asked of the disk is the same.
        """
        service, readers, now = self._service, self._service.readers, self._service.now()
        with readers.together():
            reader = readers.reader_at(address)
            had_enough = enough(
                lambda span: readers.data_letters_since(address, now - span),
                lambda span: readers.letters_since(address, now - span),
            )
            if not had_enough and not service.never(address):
                letter = DataLetter(id=secrets.token_hex(16), reader=reader.id if reader else "", asked=now)
                readers.ask_for_data(letter, address)
        self._postman.look()

    async def _form(self, request: Request) -> Response:
        return self._pages.page("data_ask.html", {"token": new_form(self._service, "data"), "problem": "", "typed": ""})

    async def _asked(self, request: Request) -> Response:
        began = time.monotonic()
        if not from_here(request):
            return self._pages.instead(request, 403)
        sent = await fields(request)
        typed = one(sent, "address")
        found = checked(typed)
        if not isinstance(found, Address) or made(self._service, sent, "data") is None:
            problem = found if isinstance(found, str) else "This page was open for long. Press the button again."
            told = {"token": new_form(self._service, "data"), "problem": problem, "typed": typed[:254]}
            return self._pages.page("data_ask.html", told, 422)
        if not self._limits.signs_up(asker(request), self._service.house.time(), worked=True):
            return self._pages.instead(request, 429)
        await run_in_threadpool(self.mail, str(found))
        await until_the_beat(began)
        return self._pages.page("data_asked.html")

    async def _reader(self, token: str) -> Subscriber | None:
        opened = self._service.opened(Purpose.DATA, token)
        return await run_in_threadpool(self._service.readers.reader, opened.of) if opened else None

    async def _shown(self, request: Request) -> Response:
        token = request.path_params["token"]
        reader = await self._reader(token)
        if reader is None:
            return self._pages.instead(request, 410)
        return await self._page(reader, token, sure=False)

    async def _page(self, reader: Subscriber, token: str, *, sure: bool) -> Response:
        stored = await run_in_threadpool(self._service.everything, reader)
        told = {
            "stored": stored,
            "token": form_behind(self._service, token),
            "sure": sure,
            "here": f"/{FOLDER}/data/{token}",
        }
        return self._pages.page("data.html", told)

    async def _handed_out(self, request: Request) -> Response:
        reader = await self._reader(request.path_params["token"])
        if reader is None:
            return self._pages.instead(request, 410)
        stored = await run_in_threadpool(self._service.everything, reader)
        return Response(
            json.dumps(stored, ensure_ascii=False, indent=2), media_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="attract.json"'},
        )  # fmt: skip

    async def _erased(self, request: Request) -> Response:
        service, token = self._service, request.path_params["token"]
        if not from_here(request):
            return self._pages.instead(request, 403)
        sent = await fields(request)
        reader = await self._reader(token)
        if reader is None or not is_behind(service, sent, token):
            return self._pages.instead(request, 410)
        if not self._limits.presses(asker(request), service.house.time()):
            return self._pages.instead(request, 429)
        if one(sent, "sure") != "yes":
            return await self._page(reader, token, sure=True)
        await run_in_threadpool(erase, service.house, reader.address, service.now())
        return self._pages.page("erased.html")
