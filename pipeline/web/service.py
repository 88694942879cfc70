"""The service for readers as an application: its pages, its guard, and what works behind them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

import pipeline
from pipeline.subscribe.limits import Limits
from pipeline.subscribing import FOLDER, Subscribing
from pipeline.web.editions import Editions
from pipeline.web.guard import Guard, Rules, TooLargeError
from pipeline.web.my_data import MyData
from pipeline.web.pages import Pages, site_of
from pipeline.web.postman import Postman
from pipeline.web.sign_ups import SignUps
from pipeline.web.staying import Staying
from pipeline.wiring import House

_ASSETS = Path(pipeline.__file__).parent / "templates" / "service" / "assets"


class Service:
    """The service of one firm.

    Args:
        house: whose it is; `subscribing.address` is set.
        beside: whether the same server shows the site.

    """

    def __init__(self, house: House, *, beside: bool) -> None:
        service = Subscribing(house)
        _ = service.keys, service.readers  # what is wrong with them is told now, and not to a reader
        settings = service.settings
        self._pages = Pages(service, site_of(settings.address, service.firm.site, beside=beside))
        self._postman = Postman(service)
        limits = Limits()
        self._sign_ups = SignUps(service, self._pages, limits, self._postman)
        my_data = MyData(service, self._pages, limits, self._postman)
        staying = Staying(service, self._pages, limits, my_data)
        rules = Rules(settings.known_hosts, settings.proxies, https=urlsplit(settings.address).scheme == "https")
        app = Starlette(
            routes=[
                *self._sign_ups.routes(), *my_data.routes(), *staying.routes(), *Editions(service, self._pages).routes(),
                Mount("/assets", StaticFiles(directory=_ASSETS)),
            ],
            exception_handlers=self._told(),
        )  # fmt: skip
        # Starlette would lead on to the whole address as this process knows it: by http, behind a proxy that speaks https.
        app.router.redirect_slashes = False
        self._app = Guard(app, rules, self._pages.instead)
        self._guard = Middleware(Guard, rules=rules, tell=self._pages.instead)

    def routes(self) -> list[BaseRoute]:
        """Where it is, in an application that runs `living`."""
        return [Route(f"/{FOLDER}", lambda _: RedirectResponse(f"/{FOLDER}/", 308)), Mount(f"/{FOLDER}", self._app)]

    @asynccontextmanager
    async def living(self, _: object = None) -> AsyncIterator[None]:
        """While the application runs: write sign-ups down, and hand letters over."""
        # Letters and groups are made in threads; whoever waits for a page should not wait 5 ms for each of their turns.
        sys.setswitchinterval(0.001)
        writing = asyncio.create_task(self._sign_ups.groups.run())
        self._postman.start()
        try:
            yield
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            await asyncio.to_thread(self._postman.stop)

    def alone(self, site: Path) -> Starlette:
        """An application with this service, what its pages load from the site, and nothing else."""
        assets: list[BaseRoute] = [Mount("/assets", StaticFiles(directory=site / "assets"))]
        app = Starlette(
            routes=[*self.routes(), *assets], middleware=[self._guard], lifespan=self.living,
            exception_handlers=self._told(),
        )  # fmt: skip
        app.router.redirect_slashes = False
        return app

    def _told(self) -> dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]:
        """What is told in place of a page, by what happened."""
        return {HTTPException: self._instead, TooLargeError: self._too_large, Exception: self._instead}

    async def _too_large(self, request: Request, _: Exception) -> Response:
        return self._pages.instead(request, 413)

    async def _instead(self, request: Request, problem: Exception) -> Response:
        response = self._pages.instead(request, getattr(problem, "status_code", 500))
        # A method that is not allowed is told which are (RFC 9110, 15.5.6).
        response.headers.update(getattr(problem, "headers", None) or {})
        return response
