"""What stands before every page of the service: who is asked, from where, how much, and what is told when something breaks."""

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline import events
from pipeline.subscribe.limits import Asker

#: Bytes of a body: a name, an address and every practice area fit into a quarter of it.
MOST = 16 * 1024
_YEAR = 31_536_000
#: With every answer. No inline script or style; whoever is linked to learns at most our host, and not which page it was.
_POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "font-src": "'self'",
    "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would have browsers send `Origin: null` with our own forms (Fetch, 3.2).
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

Tell = Callable[[Request, int], Response]


@dataclass(frozen=True)
class Rules:
    """What the firm's settings say about requests."""

    #: Names that a request may ask for, with their port where they have one.
    hosts: frozenset[str]
    #: Networks of proxies whose word counts.
    proxies: Sequence[str] = ()
    #: Whether browsers are to come back by https alone.
    https: bool = False
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "networks", tuple(ipaddress.ip_network(each) for each in self.proxies))

    def knows(self, host: str) -> bool:
        """Whether a request may ask for this host; this machine by its own names always."""
        host = host.lower()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return host in self.hosts or name in self.hosts or name in _LOOPBACK

    def asker(self, peer: str, forwarded: Sequence[str]) -> Asker:
        """Where a request came from: the last in `X-Forwarded-For` that no proxy of ours is, if the peer is one of ours."""
        hops = [hop.strip() for line in forwarded for hop in line.split(",")]
        while hops and self._ours(peer):
            peer = hops.pop()
        return Asker(peer)

    def _ours(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)


class TooLargeError(Exception):
    """A body has more bytes than any form of ours."""


class Guard:
    """Lets through what may ask, and puts the headers on whatever is answered."""

    def __init__(self, app: ASGIApp, rules: Rules, tell: Tell) -> None:
        self._app, self._rules, self._tell = app, rules, tell
        self._headers = dict(HEADERS)
        if rules.https:
            self._headers["Strict-Transport-Security"] = f"max-age={_YEAR}"

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Where the pages behind it are, for whoever lists them."""
        return getattr(self._app, "routes", ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                there = {name for name, _ in message["headers"]}
                ours = ((name.lower().encode(), value.encode()) for name, value in self._headers.items())
                message["headers"] = [*message["headers"], *(each for each in ours if each[0] not in there)]
            await send(message)

        try:
            await self._answer(scope, receive, with_headers)
        except ClientDisconnect:  # whoever asked has gone, and no failure of ours
            return
        except Exception as problem:
            # Messages of errors can hold what somebody typed; where it happened holds nothing of theirs.
            events.tell(events.REQUEST_FAILED, "A request was not answered.", failed=problem)
            # The application has told it already, as a rule; nothing is raised further, where it would be logged whole.
            if not begun:
                await self._told(500, scope, receive, with_headers)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._rules.knows(hosts[0]):
            await self._told(421, scope, receive, send)
            return
        length = headers.get("content-length", "0")
        # More figures than that are no length, and Python counts no further than some thousand of them.
        if not length.isdecimal() or len(length) > 12 or int(length) > MOST:
            await self._told(413, scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        scope.setdefault("state", {})["asker"] = self._rules.asker(peer, headers.getlist("x-forwarded-for"))
        await self._app(scope, _measured(receive), send)

    async def _told(self, status: int, scope: Scope, receive: Receive, send: Send) -> None:
        await self._tell(Request(scope), status)(scope, receive, send)


def _measured(receive: Receive) -> Callable[[], Awaitable[Message]]:
    had = 0

    async def measured() -> Message:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        if had > MOST:
            raise TooLargeError
        return message

    return measured


def from_here(request: Request) -> bool:
    """Whether a browser says that a form was sent from a page of ours.

    Old browsers, and programs, say nothing; they need the form's token like all.
    """
    if origin := request.headers.get("origin"):
        return origin.partition("://")[2].lower() == request.headers["host"].lower()
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
