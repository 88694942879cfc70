"""The private address: how the process stands, and figures, for machines of the firm's own. It shows nothing of a reader.

`showing.py` says what there is to see. As a rule it answers this machine alone. A stranger's page can give
its own name our address (DNS rebinding), and a proxy makes everybody seem to sit here; both are told from this machine's own.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.errors import UsageError
from pipeline.health import Health
from pipeline.preview_links import LOOPBACK
from pipeline.web.answering import listen

#: Whoever hands on somebody else's request says so in one of these.
HANDED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def private_port(where: str, *, anywhere: bool = False) -> socket.socket:
    """Take the port of a private address.

    Args:
        where: `127.0.0.1:8091`, `[::1]:8091` or a port alone; port 0 takes any free one.
        anywhere: whether others than this machine may reach it.

    Raises:
        UsageError: it is no such address, others can reach it and nobody said that they may, or it is taken.

    """
    host, _, port = where.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    try:
        number, private = int(port), ipaddress.ip_address(host).is_loopback
        if not 0 <= number <= 65535:
            raise ValueError
    except ValueError as problem:
        raise UsageError(
            where, "this is no IP address and port.", "Write for example: --health 127.0.0.1:8091."
        ) from problem
    if not private and not anywhere:
        raise UsageError(
            where, "others than this machine can reach it, and it is not for them.",
            "Take 127.0.0.1; or say --health-anywhere, where a network of your own is all that reaches it.",
        )  # fmt: skip
    return listen(host, number, "Choose another: --health 127.0.0.1:8092, or port 0 for any free one.")


def create_private(routes: Sequence[BaseRoute], *, anywhere: bool = False) -> Starlette:
    """The application.

    Args:
        routes: what there is to see.
        anywhere: whether others than this machine may ask.

    """
    return Starlette(routes=routes, middleware=[] if anywhere else [Middleware(_FromHere)])


def health_at(path: str, health: Health) -> Route:
    """How the parts of a process stand, as JSON: 200 where all are well, 503 where one is not."""

    async def healthz(_: Request) -> Response:
        told = health.told()
        return JSONResponse(told, 200 if told["well"] else 503, _HEADERS)

    return Route(path, healthz)


def calendar_at(path: str, calendar: Callable[[], bytes]) -> BaseRoute:
    """The plan, for calendar programs (iCalendar)."""

    async def shown(_: Request) -> Response:
        return Response(await run_in_threadpool(calendar), media_type="text/calendar")

    return Route(path, shown)


def figures_at(path: str, registry: CollectorRegistry) -> Route:
    """Figures, in Prometheus' text form or as OpenMetrics."""

    async def metrics(request: Request) -> Response:
        try:
            encode, kind = choose_encoder(request.headers.get("accept", ""))
        except (ValueError, AttributeError, TypeError):  # of a version that is none
            encode, kind = choose_encoder("")
        # It asks the database, which may have to wait; whether we live must be answered meanwhile.
        return Response(await run_in_threadpool(encode, registry), headers={**_HEADERS, "Content-Type": kind})

    return Route(path, metrics)


class _FromHere:
    """Lets through whoever sits at this machine and calls it by its own name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not _from_here(scope):
            await PlainTextResponse("This address is private.\n", 421, _HEADERS)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _from_here(scope: Scope) -> bool:
    headers, client = Headers(scope=scope), scope.get("client")
    hosts = headers.getlist("host")
    host = hosts[0].lower() if len(hosts) == 1 else ""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    here = client is not None and _loopback(client[0])
    # A name can be given any address; an address is one.
    named = name.strip("[]") in LOOPBACK or _loopback(name.strip("[]"))
    return here and named and not any(each in headers for each in HANDED_ON)


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
