"""Feeds from the web, or from a file in the firm's folder (port: Fetcher).

Polite: conditional requests (RFC 9110, 13), at most two connections to a host, Retry-After
and Cache-Control handed on. Bounded: in time, bytes, redirects and decompression. Safe: see
`pipeline/edges/network.py`.
"""

import asyncio
import importlib.metadata
import os
import re
import ssl
import stat
import zlib
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from netrc import NetrcParseError
from pathlib import Path

import httpx

from pipeline.addresses import shown
from pipeline.edges.answers import Unpacker, fresh_for, retry_after, validator
from pipeline.edges.network import GuardedTransport, PrivateAddress, Resolver, resolve
from pipeline.errors import SourceError
from pipeline.ports import Answer, Failed, Request

#: Seconds for a whole answer, redirects and all; bytes of one, decoded.
PATIENCE = 20.0
LARGEST = 10_000_000
_REDIRECTS = 5
#: Requests under way, in all and to one host.
_AT_ONCE = 16
_PER_HOST = 2
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9,"
    " text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
_PERMANENT = (301, 308)
_TRY_LATER = "It is tried again by itself, less and less often."


class Feeds:
    """Fetches by address; an address without `://` is a path under the firm's folder.

    Args:
        root: the firm's folder.
        private: hosts of the firm's own network that may be fetched from, as `name` or `name:port`.
        patience: seconds for a whole answer.
        largest: bytes of an answer, decoded.
        resolver: how names are resolved.

    """

    def __init__(
        self,
        root: Path,
        *,
        private: Collection[str] = (),
        patience: float = PATIENCE,
        largest: int = LARGEST,
        resolver: Resolver = resolve,
    ) -> None:
        self._root = root
        self._private = private
        self._patience = patience
        self._largest = largest
        self._resolver = resolver

    def fetch(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Answer | Failed]]:
        """Each request with what became of it, in the order in which they come back.

        No more answers than are under way are held at a time: the next request is made when
        an answer has been taken.
        """
        web = []
        for request in requests:
            if "://" in request.address:
                web.append(request)
            else:
                yield request, self._file(request)
        if web:
            yield from self._web(web)

    # The firm's own folder.

    def _file(self, request: Request) -> Answer | Failed:
        address = request.address
        try:
            path = (self._root / address).resolve()
        except (OSError, ValueError, RuntimeError):
            # A NUL in the name; links in a circle.
            return _failed(address, "this names no file.", "Correct its address.")
        if not path.is_relative_to(self._root.resolve()):
            return _failed(address, "the feed file lies outside the firm's folder.", "Correct its address.")
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                return _failed(address, "the feed file is no file.", "Correct its address.")
            if found.st_size > self._largest:
                return _failed(address, _too_large(self._largest), "Shorten it.")
            etag = f"{found.st_size}-{found.st_mtime_ns}-{found.st_ctime_ns}"
            return Answer(body=None if request.etag == etag else path.read_bytes(), address=address, etag=etag)
        except OSError as problem:
            return _failed(address, f"the feed file cannot be read ({problem.strerror}).", "Correct its address.")

    # The web.

    def _web(self, requests: Sequence[Request]) -> Iterator[tuple[Request, Answer | Failed]]:
        waiting = list(requests)
        under_way: dict[asyncio.Task[Answer | Failed], Request] = {}
        guard = GuardedTransport(self._private, self._resolver)
        errand = _Errand(self._client(guard), guard, self._patience, self._largest)
        # In a thread of its own, because whoever asks may have an event loop running in theirs.
        with ThreadPoolExecutor(1) as thread:
            runner = asyncio.Runner()
            try:
                while waiting or under_way:
                    for task in thread.submit(runner.run, errand.next(waiting, under_way)).result():
                        yield under_way.pop(task), task.result()
            finally:
                thread.submit(runner.run, errand.end(under_way)).result()
                thread.submit(runner.close).result()

    def _client(self, guard: GuardedTransport) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=guard,
            # The errand has a deadline for the whole; the library's own clocks would go on while the caller is busy.
            timeout=None,
            # Nothing that a server wants remembered is remembered.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                "User-Agent": f"Attract/{importlib.metadata.version('attract')} (feed reader)",
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate",
            },
        )


class _Errand:
    """One call's client, its turns at each host and its deadlines."""

    def __init__(self, client: httpx.AsyncClient, guard: GuardedTransport, patience: float, largest: int) -> None:
        self._client = client
        self._guard = guard
        self._patience = patience
        self._largest = largest
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_PER_HOST))
        self._deadlines: set[asyncio.Timeout] = set()
        self._left_at: float | None = None

    async def next(
        self, waiting: list[Request], under_way: dict[asyncio.Task[Answer | Failed], Request]
    ) -> set[asyncio.Task[Answer | Failed]]:
        """Start what may start, and wait for the first to end."""
        now = asyncio.get_running_loop().time
        # Nothing moves while the caller is busy with the last answer: that time is no server's fault.
        stood = now() - (self._left_at or now())
        for deadline in self._deadlines:
            if not deadline.expired():
                deadline.reschedule((deadline.when() or now()) + stood)
        busy = Counter(_host(request.address) for request in under_way.values())
        for request in list(waiting):
            if len(under_way) == _AT_ONCE:
                break
            # Who would only wait for a turn at its host takes no place from another host.
            if busy[_host(request.address)] < _PER_HOST:
                busy[_host(request.address)] += 1
                waiting.remove(request)
                under_way[asyncio.create_task(self._ask(request))] = request
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        self._left_at = now()
        return done

    async def end(self, tasks: Collection[asyncio.Task[Answer | Failed]]) -> None:
        """Call everybody back and hang up."""
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def _ask(self, request: Request) -> Answer | Failed:
        address = request.address
        try:
            return await self._follow(request, _web_address(httpx.URL(address)))
        except TimeoutError:
            return _failed(address, f"no whole answer came within {self._patience:g} seconds.", _TRY_LATER)
        except PrivateAddress as problem:
            return _failed(
                address,
                f"{problem} leads into a private network, where no public blog lives.",
                "If it is your own, name the host in `collecting.private_hosts` of firm.yml.",
            )
        except _Bad as problem:
            return _failed(address, problem.cause, problem.remedy)
        except (httpx.InvalidURL, UnicodeError):
            # Not in the library's words: they may quote a password that has a slash in it.
            return _failed(address, "this is no web address, or it redirects to none.", "Correct it.")
        except NetrcParseError as problem:
            return _failed(address, f".netrc cannot be read (line {problem.lineno}).", "Correct it.")
        except (httpx.HTTPError, OSError, ValueError) as problem:
            return _unreachable(address, problem)

    async def _follow(self, request: Request, url: httpx.URL) -> Answer | Failed:
        """Ask, and follow redirects, noting how far the address itself has moved for good."""
        moved_to, permanent, seen = "", True, {_bare(url)}
        following, auth = self._client.build_request("GET", url, headers=_conditions(request)), _passwords(url)
        left = self._patience
        for _ in range(_REDIRECTS + 1):
            asked = following.url
            # Waiting for one's turn at a host is not the host's fault: the clock stands still meanwhile.
            async with self._hosts[asked.host], self._deadline(left) as deadline:
                async with _sent(self._client, following, auth) as answer:
                    step = answer.next_request
                    if step is None:
                        # Who needs a password stays where the password stands.
                        return await self._answer(request, answer, _bare(asked), "" if url.userinfo else moved_to)
                left = (deadline.when() or 0.0) - asyncio.get_running_loop().time()
            _web_address(step.url)
            if self._guard.named(step.url) and not self._guard.named(asked):
                # Only the firm itself sends us into its own network, not a blog outside.
                raise PrivateAddress(step.url.host)
            # Another host gets no credentials (httpx drops them), and http never takes https's place for good.
            permanent = permanent and answer.status_code in _PERMANENT
            permanent = permanent and not (asked.scheme == "https" and step.url.scheme == "http")
            if _bare(step.url) in seen:
                return _failed(request.address, "its redirects lead in a circle.", "Ask whoever runs the blog.")
            seen.add(_bare(step.url))
            moved_to = _bare(step.url) if permanent else moved_to
            following, auth = step, httpx.Auth()
        return _failed(request.address, f"it redirects more than {_REDIRECTS} times.", "Ask whoever runs the blog.")

    @asynccontextmanager
    async def _deadline(self, seconds: float) -> AsyncIterator[asyncio.Timeout]:
        async with asyncio.timeout(max(seconds, 0)) as deadline:
            self._deadlines.add(deadline)
            try:
                yield deadline
            finally:
                self._deadlines.discard(deadline)

    async def _answer(self, request: Request, answer: httpx.Response, address: str, moved_to: str) -> Answer | Failed:
        known = _conditions(request) if answer.status_code == 304 else {}
        if known:
            body = None
        elif answer.status_code in (200, 203):
            body = await self._body(answer)
        else:
            return _refused(request.address, answer)
        return Answer(
            body=body,
            address=address,
            # "Not changed" need not repeat what we know already.
            etag=validator(answer.headers.get("etag")) or known.get("If-None-Match", ""),
            modified=validator(answer.headers.get("last-modified")) or known.get("If-Modified-Since", ""),
            moved_to=moved_to,
            fresh_for=fresh_for(answer.headers),
        )

    async def _body(self, answer: httpx.Response) -> bytes:
        """The decoded bytes; decoded here, because httpx would unpack a bomb before anybody could count."""
        encoding = answer.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise _Bad(f"it is packed in a way nobody asked for ({encoding[:40]}).")
        unpack, body, came = Unpacker(encoding), bytearray(), 0
        try:
            async for piece in answer.aiter_raw():
                came += len(piece)
                body += unpack(piece, self._largest + 1 - len(body))
                if max(came, len(body)) > self._largest:
                    raise _Bad(_too_large(self._largest), "Ask whoever runs the blog.")
        except zlib.error as problem:
            raise _Bad(f"it is packed wrongly ({problem}).") from problem
        except (httpx.ReadError, httpx.RemoteProtocolError) as problem:
            if isinstance(problem, httpx.RemoteProtocolError) and "peer closed" not in str(problem):
                raise
            raise _Bad("the answer ended too early.") from problem
        if not unpack.whole:
            raise _Bad("the answer ended too early.")
        return bytes(body)


class _Bad(Exception):
    """An answer that is none: cause and remedy."""

    def __init__(self, cause: str, remedy: str = _TRY_LATER) -> None:
        super().__init__(cause, remedy)
        self.cause, self.remedy = cause, remedy


class _sent:  # noqa: N801  # reads like the function it is
    """One request, sent without httpx's own following of redirects; closed at the end."""

    def __init__(self, client: httpx.AsyncClient, request: httpx.Request, auth: httpx.Auth) -> None:
        self._client, self._request, self._auth = client, request, auth

    async def __aenter__(self) -> httpx.Response:
        self._answer = await self._client.send(self._request, auth=self._auth, stream=True, follow_redirects=False)
        return self._answer

    async def __aexit__(self, *_: object) -> None:
        await self._answer.aclose()


def _passwords(url: httpx.URL) -> httpx.Auth:
    """How to prove oneself at an address: what stands in it, else what .netrc has; raises NetrcParseError."""
    if url.userinfo:
        return httpx.BasicAuth(url.username, url.password)
    path = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    return httpx.NetRCAuth(str(path)) if path.is_file() else httpx.Auth()


def _host(address: str) -> str:
    """The host of an address; empty where there is none."""
    try:
        return httpx.URL(address).host
    except (httpx.InvalidURL, ValueError):
        return ""


def _bare(url: httpx.URL) -> str:
    """An address as it may be shown and kept: without user name, password and fragment."""
    return str(url.copy_with(username=None, password=None, fragment=None))


def _web_address(url: httpx.URL) -> httpx.URL:
    if url.scheme not in ("http", "https") or not url.host:
        raise _Bad("only http and https addresses are fetched.", "Correct its address.")
    if url.port is not None and not 0 < url.port < 65536:
        raise _Bad("this is no web address: its port cannot be.", "Correct its address.")
    return url


# What headers say.


def _conditions(request: Request) -> dict[str, str]:
    given = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    return {name: value for name, value in given.items() if value}


# What went wrong, in words.


def _failed(address: str, cause: str, remedy: str, *, gone: bool = False, wait: timedelta | None = None) -> Failed:
    return Failed(problem=SourceError(shown(address), cause, remedy), gone=gone, wait=wait)


def _too_large(largest: int) -> str:
    return f"the feed is larger than {largest / 1_000_000:g} MB."


_STATUS = {
    401: ("it wants a user name and a password.", "Put them into ~/.netrc, or into the address."),
    403: ("the server refuses to show it to us.", "Ask whoever runs the blog whether feed readers are shut out."),
    404: ("there is nothing at this address.", "Look for the new one: attract feeds find ADDRESS-OF-THE-BLOG."),
    410: ("it is gone for good: its owner says so.", "Take it out of the settings, or follow another."),
    429: ("the server asks to be left alone for a while.", _TRY_LATER),
}


def _refused(address: str, answer: httpx.Response) -> Failed:
    code = answer.status_code
    if code in _STATUS:
        cause, remedy = _STATUS[code]
    elif code >= 500:
        cause, remedy = f"the server is in trouble ({code}).", _TRY_LATER
    else:
        cause, remedy = f"the server answered {code}.", "Open it in a browser, and correct its address."
    return _failed(address, cause, remedy, gone=code == 410, wait=retry_after(answer.headers))


def _unreachable(address: str, problem: Exception) -> Failed:
    if isinstance(problem, httpx.ProxyError):
        return _failed(address, "the proxy does not let it through.", "Look at HTTP_PROXY, HTTPS_PROXY and ALL_PROXY.")
    if isinstance(problem, httpx.RemoteProtocolError):
        hung_up = "the server hung up; " if "disconnected" in str(problem) else ""
        return _failed(address, f"{hung_up}what came back is not HTTP.", _TRY_LATER)
    told = f"{problem} {problem.__cause__ or ''} {problem.__context__ or ''}"
    inner: BaseException | None = problem
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return _failed(
                address, f"its certificate is not to be trusted ({inner.verify_message}).", "Ask whoever runs the blog."
            )
        inner = inner.__cause__ or inner.__context__
    if re.search(r"getaddrinfo|Name or service|nodename|Temporary failure|no address|label", told):
        return _failed(address, "there is no host of this name.", "Look for a typing mistake in its address.")
    if "refused" in told or "All connection attempts failed" in told:
        return _failed(address, "it cannot be reached: nobody answers there.", _TRY_LATER)
    return _failed(address, f"it cannot be reached ({type(problem).__name__}).", _TRY_LATER)
